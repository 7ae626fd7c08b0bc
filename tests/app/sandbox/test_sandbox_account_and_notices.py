"""The customer's data and notices at the sandbox: taken in, applied, and shown in the feed."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.portal import wire
from tests.support import support_desk as desk
from tests.support.sandbox import SandboxServer, Visited


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=40) as running:
        yield running


@pytest.fixture(scope="module")
def tokens(sandbox: SandboxServer) -> wire.Tokens:
    return sandbox.sign_in()


def account(sandbox: SandboxServer, tokens: wire.Tokens) -> dict[str, Any]:
    (found,) = desk.records(sandbox, tokens, "account").values()
    assert isinstance(found, dict)
    return found


def change(sandbox: SandboxServer, tokens: wire.Tokens, **changes: Any) -> Visited:
    body = {"created_at": desk.AT, **changes}
    return desk.post(sandbox, tokens, wire.ACCOUNT_CHANGES_PATH, body)


def test_confirming_moves_the_next_review_to_a_year_from_now(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    before = account(sandbox, tokens)
    reply = change(sandbox, tokens, confirmed=True)
    assert (reply.status, reply.json()["kind"]) == (201, "account_change")
    after = account(sandbox, tokens)
    assert after["review_by"] > before["review_by"]
    until = datetime.fromisoformat(after["review_by"]) - datetime.now(UTC)
    assert timedelta(days=364) < until < timedelta(days=367)
    assert after["organization"] == before["organization"]
    assert after["last_change"]["client_id"] == reply.json()["client_id"]


def test_the_organization_changes_where_it_was_changed(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    before = account(sandbox, tokens)
    changes = {"street": "Eichenallee 42", "legal_name": "Brennholt Holding SE"}
    assert change(sandbox, tokens, organization=changes).status == 201
    after = account(sandbox, tokens)
    assert after["organization"] == {**before["organization"], "street": "Eichenallee 42"}
    assert (after["legal_name"], after["name"]) == ("Brennholt Holding SE", before["name"])
    assert after["review_by"] == before["review_by"]


def test_the_account_still_says_what_its_reader_may_do(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    change(sandbox, tokens, confirmed=True)
    robin = account(sandbox, sandbox.sign_in("robin"))
    assert "support" in account(sandbox, tokens)["permissions"]
    assert robin["permissions"] == ["account", "orders", "terms"]


def test_users_and_contacts_are_added_changed_and_removed(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    new = {"name": "Ana Duarte", "email": "ana.duarte@brennholt.example", "role": "reader"}
    robin = {**desk.records(sandbox, tokens, "user")["user-2"], "id": "user-2", "active": False}
    gone = {"id": "contact-3", "name": "Ines Falk", "role": "legal", "removed": True}
    other = {"name": "Ana Duarte", "role": "security", "email": new["email"]}
    reply = change(sandbox, tokens, users=[new, robin], contacts=[gone, other])
    assert reply.status == 201
    users, contacts = (desk.records(sandbox, tokens, kind) for kind in ("user", "contact"))
    assert users["user-7"] == {**new, "active": True}
    assert users["user-2"]["active"] is False
    assert contacts["contact-3"] is None
    assert contacts["contact-4"] == {**other, "phone": ""}


def test_affiliates_and_a_tax_exemption_are_kept_with_the_certificate(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    file = desk.upload(sandbox, tokens, b"%PDF-1.7", "certificate.pdf")
    group = [{"name": "Brennholt Polska", "country": "PL", "ownership_percent": 100}]
    exempt = {"region": "Ohio", "number": "TX-88", "valid_until": "2027-06-30", "uploads": [file]}
    assert change(sandbox, tokens, affiliates=group, tax_exemption=exempt).status == 201
    found = account(sandbox, tokens)
    assert found["affiliates"] == [{**group[0], "control": False}]
    told = found["tax_exemption"]
    assert (told["number"], told["state"], told["files"]) == (
        "TX-88", "received", ["certificate.pdf"],
    )  # fmt: skip
    assert change(sandbox, tokens, affiliates=[]).status == 201
    found = account(sandbox, tokens)
    assert (found["affiliates"], found["tax_exemption"]) == ([], told)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"organization": {"moon": "full"}}, "/organization"),
        ({"organization": {"country": "Germany"}}, "/organization/country"),
        ({"users": [{"id": "user-99", "name": "A", "email": "", "role": ""}]}, "/users/0/id"),
        ({"contacts": [{"name": "A", "role": "", "removed": True}]}, "/contacts/0/removed"),
        ({"tax_exemption": {"region": "Ohio", "number": "1", "uploads": ["none-such"]}},
         "/tax_exemption/uploads/0"),
        ({"tax_exemption": {"region": "Ohio", "number": "1", "valid_until": "June"}},
         "/tax_exemption/valid_until"),
    ],
)  # fmt: skip
def test_a_change_that_is_wrong_changes_nothing(
    sandbox: SandboxServer, tokens: wire.Tokens, changes: dict[str, Any], pointer: str
) -> None:
    before = account(sandbox, tokens)
    reply = change(sandbox, tokens, confirmed=True, **changes)
    assert (reply.status, reply.json()["errors"][0]["pointer"]) == (422, pointer)
    assert account(sandbox, tokens) == before


def test_a_formal_notice_is_received_once_and_shown_as_received(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    file = desk.upload(sandbox, tokens, b"%PDF-1.7", "letter.pdf")
    body = {
        "client_id": "notice-0001", "created_at": desk.AT, "kind": "non_renewal",
        "letter": "We do not renew.", "order_id": "ord-20417", "uploads": [file],
    }  # fmt: skip
    first, again = (desk.post(sandbox, tokens, wire.FORMAL_NOTICES_PATH, body) for _ in range(2))
    assert (first.status, first.json()["kind"]) == (201, "formal_notice")
    assert first.body == again.body
    shown = desk.records(sandbox, tokens, "notice_receipt")[first.json()["id"]]
    assert shown["client_id"] == "notice-0001"
    assert (shown["kind"], shown["notice_id"]) == ("formal_notice", None)
    for wrong, pointer in (
        ({"kind": "poem"}, "/kind"), ({"order_id": "ord-0"}, "/order_id"),
        ({"terms_document_id": "none"}, "/terms_document_id"), ({"uploads": ["x"]}, "/uploads/0"),
    ):  # fmt: skip
        changed = {**body, "client_id": "notice-0002", **wrong}
        reply = desk.post(sandbox, tokens, wire.FORMAL_NOTICES_PATH, changed)
        assert (reply.status, reply.json()["errors"][0]["pointer"]) == (422, pointer)


def read(sandbox: SandboxServer, tokens: wire.Tokens, notice: str) -> Visited:
    path = wire.NOTICE_READ_PATH.format(notice_id=notice)
    return desk.post(sandbox, tokens, path, {"notice_id": notice, "read_at": desk.AT})


def test_that_a_notice_was_read_is_received(sandbox: SandboxServer, tokens: wire.Tokens) -> None:
    for notice in ("notice-breach-21502", "audit-2026-1", "cert-2026-1"):
        receipt = read(sandbox, tokens, notice).json()
        shown = desk.records(sandbox, tokens, "notice_receipt")[receipt["id"]]
        assert (shown["kind"], shown["notice_id"]) == ("notice_read", notice)
    assert read(sandbox, tokens, "notice-nobody-sent").status == 404


def test_a_notice_can_be_sent_by_a_test_and_is_signed(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    told = {"id": "n-9", "kind": "end_of_life", "subject": "It ends", "text": "In a year."}
    sandbox.mutate("put_notice", **told)
    signed = desk.records(sandbox, tokens, "notice")["n-9"]
    payload = json.loads(urlsafe_b64decode(signed["payload"] + "=="))
    assert told.items() <= payload.items()
    head = json.loads(urlsafe_b64decode(signed["jws"].partition("..")[0] + "=="))
    assert head["typ"] == "notice+jws"
    assert read(sandbox, tokens, "n-9").status == 201


def test_who_may_not_is_told(sandbox: SandboxServer) -> None:
    robin = sandbox.sign_in("robin")
    sandbox.mutate("set_person", user="robin", permissions=["orders"])
    letter = {"created_at": desk.AT, "kind": "other", "letter": "Hello"}
    replies = (
        change(sandbox, robin, confirmed=True),
        desk.post(sandbox, robin, wire.FORMAL_NOTICES_PATH, letter),
        read(sandbox, robin, "notice-breach-21502"),
    )
    sandbox.mutate("set_person", user="robin", permissions=["account", "orders", "terms"])
    for reply in replies:
        assert (reply.status, reply.json()["code"]) == (403, "not_permitted")
