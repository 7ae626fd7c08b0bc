"""The sandbox against the published contract, by generated requests on a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from app.portal import wire
from tests.support.sandbox import SandboxServer

SCHEMA = schemathesis.openapi.from_dict(
    yaml.safe_load(resources.files("resources.portal").joinpath("openapi.yaml").read_bytes())
).exclude(func=lambda context: "x-since" in context.operation.definition.raw)

# Bodies with texts of 100,000 letters: fewer examples of each keep this quick.
HELP = (
    "^(openSupport|replyTo|changeSupport|reportUn|startUpload|upload|attachment|changeAccount"
    "|giveNotice|acknowledge|submitCertification|certificationDocument)"
)

TOO_LARGE = 413
"""A refusal too, which schemathesis does not count as one."""

# Right by the schema is not enough there: a code, a token or a known program are needed too.
NEEDS_MORE_THAN_A_SCHEMA = {
    "authorize", "token", "startDevice", "revoke", "findSubmission", "acceptTerms",
    "activationSet", "returnReceipts", "openSupportRequest", "replyToSupportRequest",
    "changeSupportRequest", "reportUnauthorizedUse", "startUpload", "uploadPart", "attachment",
    "changeAccount", "giveNotice", "acknowledgeNotice", "submitCertification",
    "certificationDocument",
}  # fmt: skip


BODIES_WITH_A_KEY = {
    "sendFeedback", "acceptTerms", "activate", "returnReceipts", "deactivateMachine",
    "openSupportRequest", "replyToSupportRequest", "changeSupportRequest", "reportUnauthorizedUse",
    "startUpload", "changeAccount", "giveNotice", "acknowledgeNotice", "submitCertification",
}  # fmt: skip


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=60, access_seconds=86_400, allow_faults=False) as running:
        yield running


@pytest.fixture(scope="module")
def tokens(sandbox: SandboxServer) -> wire.Tokens:
    return sandbox.sign_in()


def name(case: schemathesis.Case) -> str:
    return str(case.operation.definition.raw["operationId"])


def with_the_key_of_its_body(case: schemathesis.Case) -> None:
    """What no schema can say: the Idempotency-Key is the body's client_id."""
    positive = case.meta is not None and case.meta.generation.mode.is_positive
    if positive and name(case) in BODIES_WITH_A_KEY:
        case.headers["Idempotency-Key"] = case.body["client_id"]


@SCHEMA.exclude(operation_id_regex=HELP).parametrize()
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_every_served_operation_keeps_the_contract(
    case: schemathesis.Case, sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    keeps_the_contract(case, sandbox, tokens)


@SCHEMA.include(operation_id_regex=HELP).parametrize()
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
def test_support_files_account_notices_and_certifications_keep_the_contract(
    case: schemathesis.Case, sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    keeps_the_contract(case, sandbox, tokens)


def keeps_the_contract(
    case: schemathesis.Case, sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    with_the_key_of_its_body(case)
    secured = case.path.startswith("/v1/")
    headers = {"Authorization": f"Bearer {tokens.access_token}"} if secured else {}
    free = name(case) in NEEDS_MORE_THAN_A_SCHEMA or "after" in (case.query or {})
    excluded: list[Any] = [positive_data_acceptance] if free else []
    reply = case.call(base_url=sandbox.address, headers=headers, allow_redirects=False, timeout=10)
    if reply.status_code == TOO_LARGE:
        excluded.append(negative_data_rejection)
    case.validate_response(reply, excluded_checks=excluded)


def test_the_contract_serves_what_the_issue_needs() -> None:
    served = {
        operation.ok().definition.raw["operationId"] for operation in SCHEMA.get_all_operations()
    }
    assert served == {
        "discover",
        "authorize",
        "token",
        "startDevice",
        "revoke",
        "me",
        "changes",
        "sendFeedback",
        "findSubmission",
        "termsText",
        "termsRules",
        "acceptTerms",
        "activate",
        "activationSet",
        "returnReceipts",
        "deactivateMachine",
        "vendorFile",
        "openSupportRequest",
        "replyToSupportRequest",
        "changeSupportRequest",
        "reportUnauthorizedUse",
        "startUpload",
        "uploadState",
        "uploadPart",
        "attachment",
        "changeAccount",
        "giveNotice",
        "acknowledgeNotice",
        "submitCertification",
        "certificationDocument",
    }
