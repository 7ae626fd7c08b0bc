"""The published contract itself: valid OpenAPI 3.1, references that resolve, examples that fit."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Any

import jsonschema
import pytest
import yaml
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.portal import wire, wire_sent

# Kinds that travel signed have the schema of their payload under their name.
KINDS = set(
    "account user contact product order delivery invoice service terms_document terms_acceptance"
    " license machine revocation_list release support_request message certification_request audit"
    " certification usage_report notice feedback notice_receipt".split()
)
LATER = {"releaseComponents"}


@pytest.fixture(scope="module")
def contract() -> dict[str, Any]:
    text = resources.files("resources.portal").joinpath("openapi.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def operations(contract: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in contract["paths"].items():
        for method in ("get", "post", "put", "patch", "delete"):
            if method in item:
                yield path, method, item[method]


def inlined(contract: dict[str, Any], schema: Any) -> dict[str, Any]:
    return {"components": contract["components"], "allOf": [schema]}


def check(contract: dict[str, Any], schema: Any, value: Any) -> None:
    Draft202012Validator(
        inlined(contract, schema), format_checker=jsonschema.FormatChecker()
    ).validate(value)


def test_the_contract_is_valid_openapi_3_1(contract: dict[str, Any]) -> None:
    assert contract["openapi"].startswith("3.1.")
    OpenAPIV31SpecValidator(contract).validate()


def test_every_example_fits_its_schema(contract: dict[str, Any]) -> None:
    checked = 0
    for name, schema in contract["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        for example in schema.get("examples", ()):
            check(contract, {"$ref": f"#/components/schemas/{name}"}, example)
            checked += 1
    for response in contract["components"]["responses"].values():
        for media in response["content"].values():
            if "example" in media:
                check(contract, media["schema"], media["example"])
                checked += 1
    assert checked > 45


def test_every_kind_of_the_feed_has_a_schema_with_an_example_and_is_named_in_change(
    contract: dict[str, Any],
) -> None:
    schemas = contract["components"]["schemas"]
    assert {name for name, schema in schemas.items() if "x-kind" in schema} == KINDS
    assert all(schemas[kind]["examples"] for kind in KINDS)
    named: set[str] = set()
    for rule in schemas["Change"]["allOf"][0]["else"]["allOf"]:
        kind = rule["if"]["properties"]["kind"]
        named |= {kind["const"]} if "const" in kind else set(kind["enum"])
    assert named == KINDS


def test_a_broken_order_does_not_fit_the_schema_of_a_change(contract: dict[str, Any]) -> None:
    good = contract["components"]["schemas"]["order"]["examples"][0]
    change = {"kind": "order", "id": "o-1", "version": 1, "deleted": False, "data": good}
    reference = {"$ref": "#/components/schemas/Change"}
    check(contract, reference, change)
    check(contract, reference, {**change, "deleted": True, "data": None})
    check(contract, reference, {**change, "kind": "of_the_future", "data": 7})
    with pytest.raises(jsonschema.ValidationError):
        check(contract, reference, {**change, "data": {**good, "amount": 12.5}})


def test_operations_not_served_yet_are_marked_and_known(contract: dict[str, Any]) -> None:
    marked = {op["operationId"] for _, _, op in operations(contract) if "x-since" in op}
    assert marked == LATER
    assert all(op.get("x-since", "later") == "later" for _, _, op in operations(contract))


def test_every_operation_that_sends_takes_an_idempotency_key(contract: dict[str, Any]) -> None:
    for path, method, operation in operations(contract):
        if method == "post" and path.startswith("/v1/"):
            assert {"$ref": "#/components/parameters/IdempotencyKey"} in operation["parameters"]
        if path.startswith("/v1/"):
            assert "401" in operation["responses"], path


def test_the_paths_the_client_knows_are_in_the_contract(contract: dict[str, Any]) -> None:
    for path in (
        wire.DISCOVERY_PATH,
        wire.ME_PATH,
        wire.CHANGES_PATH,
        wire.FEEDBACK_PATH,
        wire.SUBMISSION_PATH,
        wire.SUPPORT_REQUESTS_PATH,
        wire.SUPPORT_MESSAGES_PATH,
        wire.SUPPORT_STATE_PATH,
        wire.UNAUTHORIZED_USE_PATH,
        wire.UPLOADS_PATH,
        wire.UPLOAD_PATH,
        wire.ATTACHMENT_PATH,
        wire.ACCOUNT_CHANGES_PATH,
        wire.FORMAL_NOTICES_PATH,
        wire.NOTICE_READ_PATH,
        wire.CERTIFICATIONS_PATH,
        wire.CERTIFICATION_DOCUMENT_PATH,
    ):
        assert path in contract["paths"]


@pytest.mark.parametrize(
    ("name", "struct"),
    [
        ("Discovery", wire.Discovery),
        ("Change", wire.Change),
        ("ChangePage", wire.ChangePage),
        ("Me", wire.Me),
        ("Receipt", wire.Receipt),
        ("Feedback", wire.FeedbackBody),
        ("Tokens", wire.Tokens),
        ("DeviceStart", wire.DeviceStart),
        ("Problem", wire.ProblemDocument),
        ("OAuthError", wire.OAuthError),
        ("SignedRecord", wire.SignedRecord),
        ("Jwk", wire.Jwk),
        ("KeyChangeStatement", wire.KeyChangeStatement),
        ("VendorContact", wire.VendorContact),
        ("SupportRequestNew", wire_sent.SupportRequestBody),
        ("MessageNew", wire_sent.MessageBody),
        ("SupportRequestChange", wire_sent.SupportChangeBody),
        ("UnauthorizedUse", wire_sent.UnauthorizedUseBody),
        ("UploadNew", wire_sent.UploadBody),
        ("Upload", wire_sent.Upload),
        ("NamedUser", wire_sent.NamedUser),
        ("NamedContact", wire_sent.NamedContact),
        ("Affiliate", wire_sent.AffiliateBody),
        ("TaxExemption", wire_sent.TaxExemption),
        ("AccountChange", wire_sent.AccountChangeBody),
        ("FormalNotice", wire_sent.FormalNoticeBody),
        ("NoticeAcknowledgement", wire_sent.NoticeReadBody),
        ("CertificationNew", wire_sent.CertificationBody),
    ],
)
def test_the_clients_types_have_the_members_of_the_schemas(
    contract: dict[str, Any], name: str, struct: Any
) -> None:
    schema = contract["components"]["schemas"][name]
    assert set(struct.__struct_fields__) == set(schema["properties"])
