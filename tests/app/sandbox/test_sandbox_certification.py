"""Certifications at the sandbox: asked for, taken in, questioned, accepted, countersigned."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.documents.signing.model import KeyPlace, Level, SigningKey
from app.documents.signing.signing import sign
from app.portal import wire
from app.sandbox.certification_desk import MAX_DOCUMENT
from tests.support import signing_keys, small_pdf
from tests.support import support_desk as desk
from tests.support.license_verifier import signed_record, unpadded
from tests.support.sandbox import SandboxServer, Visited, visit

REQUEST = "cert-2026-1"
CLEAN: dict[str, Any] = {"lines": [{"product": "Relay Gateway", "result": "within"}]}
OVER: dict[str, Any] = {
    "lines": [{"product": "Beacon Monitor", "metric": "named users", "result": "over"}]
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=60, access_seconds=86_400) as running:
        yield running


@pytest.fixture(scope="module")
def tokens(sandbox: SandboxServer) -> wire.Tokens:
    return sandbox.sign_in()


@pytest.fixture(scope="module")
def signed_pdf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    key = signing_keys.signer().p12_file(tmp_path_factory.mktemp("key"))
    return sign(
        small_pdf.pdf([["Certificate of compliance"]]) + b"\n",
        SigningKey(place=KeyPlace.FILE, path=str(key)),
        signing_keys.PASSPHRASE,
        level=Level.B_B,
        now=signing_keys.WHEN,
    )[0]


def send(
    sandbox: SandboxServer,
    tokens: wire.Tokens,
    document: bytes,
    statement: Any = CLEAN,
    **changes: Any,
) -> Visited:
    body = {
        "created_at": desk.AT,
        "kind": "compliance",
        "request_id": REQUEST,
        "document_sha256": hashlib.sha256(document).hexdigest(),
        "statement": statement,
        **changes,
    }
    if "upload_id" not in body:
        body["upload_id"] = desk.upload(sandbox, tokens, document, "certificate.pdf")
    return desk.post(sandbox, tokens, wire.CERTIFICATIONS_PATH, body)


def shown(sandbox: SandboxServer, tokens: wire.Tokens, reply: Visited) -> dict[str, Any]:
    assert reply.status == 201, reply.text
    found: dict[str, Any] = desk.records(sandbox, tokens, "certification")[reply.json()["id"]]
    return found


def document(sandbox: SandboxServer, tokens: wire.Tokens, name: str, **headers: str) -> Visited:
    path = wire.CERTIFICATION_DOCUMENT_PATH.format(certification_id=name)
    return sandbox.get(path, tokens, **headers)


def payload(sandbox: SandboxServer, tokens: wire.Tokens, kind: str, name: str) -> dict[str, Any]:
    """What a signed record says, after its signature was checked by other code."""
    keys = visit("GET", sandbox.address + wire.DISCOVERY_PATH).json()["keys"]
    found = desk.records(sandbox, tokens, kind)[name]
    told: dict[str, Any] = signed_record(found, {key["kid"]: unpadded(key["x"]) for key in keys})
    return told


def test_a_certification_is_received_accepted_and_countersigned(
    sandbox: SandboxServer, tokens: wire.Tokens, signed_pdf: bytes
) -> None:
    reply = send(sandbox, tokens, signed_pdf)
    receipt = reply.json()
    assert receipt["kind"] == "certification"
    first = shown(sandbox, tokens, reply)
    assert (first["state"], first["request_id"]) == ("received", REQUEST)
    assert first["document_sha256"] == hashlib.sha256(signed_pdf).hexdigest()
    assert (first["client_id"], first["countersigned_at"]) == (receipt["client_id"], None)
    assert document(sandbox, tokens, receipt["client_id"]).body == signed_pdf
    sandbox.mutate("advance_clock", seconds=121)
    assert shown(sandbox, tokens, reply)["state"] == "accepted"
    sandbox.mutate("advance_clock", seconds=121)
    last = shown(sandbox, tokens, reply)
    assert (last["state"], last["document_sha256"]) == ("countersigned", first["document_sha256"])
    got = document(sandbox, tokens, receipt["id"])
    assert got.headers["content-type"] == "application/pdf"
    assert got.body.startswith(signed_pdf)
    assert len(got.body) > len(signed_pdf)
    assert hashlib.sha256(got.body).hexdigest() == last["countersigned_sha256"]
    again = document(sandbox, tokens, receipt["id"], **{"If-None-Match": got.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


def test_more_use_without_a_word_or_an_open_finding_is_questioned(
    sandbox: SandboxServer, tokens: wire.Tokens, signed_pdf: bytes
) -> None:
    explained = {"lines": [{**OVER["lines"][0], "explanation": "Twelve tests until Friday."}]}
    open_finding = {**CLEAN, "findings": ["No evidence for KO-20115."]}
    replies = [
        send(sandbox, tokens, signed_pdf, told, request_id=None)
        for told in (OVER, open_finding, explained, {"lines": 7})
    ]
    sandbox.mutate("advance_clock", seconds=121)
    found = [shown(sandbox, tokens, reply) for reply in replies]
    assert [one["state"] for one in found] == ["questioned", "questioned", "accepted", "accepted"]
    assert "named users of Beacon Monitor" in found[0]["note"]
    assert "KO-20115" in found[1]["note"]


def test_a_scan_that_cannot_be_countersigned_stays_accepted(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    reply = send(sandbox, tokens, small_pdf.pdf([["A scan"]]), request_id=None)
    sandbox.mutate("advance_clock", seconds=121)
    assert shown(sandbox, tokens, reply)["state"] == "accepted"
    sandbox.mutate("advance_clock", seconds=121)
    assert shown(sandbox, tokens, reply)["state"] == "accepted"


def test_tests_decide_what_becomes_of_one(
    sandbox: SandboxServer, tokens: wire.Tokens, signed_pdf: bytes
) -> None:
    reply = send(sandbox, tokens, signed_pdf, OVER, client_id="certificate-0001")
    sandbox.mutate("accept_certification", certification="certificate-0001", note="Thank you.")
    known = shown(sandbox, tokens, reply)
    assert (known["state"], known["note"]) == ("accepted", "Thank you.")
    sandbox.mutate("question_certification", certification="certificate-0001", note="Why 12?")
    known = shown(sandbox, tokens, reply)
    assert (known["state"], known["note"]) == ("questioned", "Why 12?")
    sandbox.mutate("countersign_certification", certification="certificate-0001")
    assert shown(sandbox, tokens, reply)["state"] == "countersigned"


def test_the_same_certification_twice_is_received_once(
    sandbox: SandboxServer, tokens: wire.Tokens, signed_pdf: bytes
) -> None:
    file = desk.upload(sandbox, tokens, signed_pdf, "certificate.pdf")
    known = {"client_id": "certificate-0002", "upload_id": file}
    first, again = (send(sandbox, tokens, signed_pdf, **known) for _ in range(2))
    assert (first.status, first.body) == (again.status, again.body)
    other = send(sandbox, tokens, signed_pdf, OVER, **known)
    assert (other.status, other.json()["code"]) == (409, "idempotency_mismatch")
    found = desk.records(sandbox, tokens, "certification").values()
    assert [one["client_id"] for one in found].count("certificate-0002") == 1


def test_what_does_not_fit_is_refused_and_leaves_nothing(
    sandbox: SandboxServer, tokens: wire.Tokens, signed_pdf: bytes
) -> None:
    before = desk.records(sandbox, tokens, "certification")
    text = desk.upload(sandbox, tokens, b"no PDF", "certificate.pdf")
    half = desk.announce(sandbox, tokens, signed_pdf, "half.pdf").json()["client_id"]
    hash_of_text = hashlib.sha256(b"no PDF").hexdigest()
    for changes, status, code, pointer in (
        ({"upload_id": "none-such"}, 422, "unknown_upload", "/upload_id"),
        ({"upload_id": half}, 422, "unknown_upload", "/upload_id"),
        ({"document_sha256": "0" * 64}, 422, "hash_mismatch", "/document_sha256"),
        ({"upload_id": text, "document_sha256": hash_of_text}, 422, "not_a_pdf", "/upload_id"),
        ({"kind": "poem"}, 422, "invalid_body", "/kind"),
        ({"statement": []}, 422, "invalid_body", "/statement"),
        ({"request_id": "cert-nobody-sent"}, 404, "not_found", None),
    ):
        reply = send(sandbox, tokens, signed_pdf, **changes)
        told = reply.json()
        assert (reply.status, told["code"]) == (status, code)
        assert (told["errors"][0]["pointer"] if pointer else None) == pointer
    assert desk.records(sandbox, tokens, "certification") == before
    assert document(sandbox, tokens, "crt-none").status == 404


def test_a_document_too_large_is_refused(
    sandbox: SandboxServer, tokens: wire.Tokens, monkeypatch: pytest.MonkeyPatch, signed_pdf: bytes
) -> None:
    assert MAX_DOCUMENT > 1 << 20
    monkeypatch.setattr("app.sandbox.certification_desk.MAX_DOCUMENT", 10)
    reply = send(sandbox, tokens, signed_pdf)
    assert (reply.status, reply.json()["code"]) == (413, "document_too_large")


def test_a_statement_of_several_megabytes_is_taken(
    sandbox: SandboxServer, tokens: wire.Tokens, signed_pdf: bytes
) -> None:
    hosts = [{"host": f"host-{number:06}.brennholt.example"} for number in range(60_000)]
    assert send(sandbox, tokens, signed_pdf, {**CLEAN, "instances": hosts}).status == 201


def test_who_may_not_is_told(sandbox: SandboxServer, signed_pdf: bytes) -> None:
    robin = sandbox.sign_in("robin")
    for reply in (send(sandbox, robin, signed_pdf), document(sandbox, robin, "crt-1")):
        assert (reply.status, reply.json()["code"]) == (403, "not_permitted")
    bare = visit("GET", f"{sandbox.address}/v1/certifications/crt-1/document")
    assert bare.status == 401


@pytest.mark.parametrize("deleted", [False, True])
def test_a_request_is_sent_changed_and_taken_back(
    sandbox: SandboxServer, tokens: wire.Tokens, signed_pdf: bytes, deleted: bool
) -> None:
    name = f"cert-of-a-test-{deleted}"
    assert sandbox.mutate("new_request", id=name, orders=["ord-20417"], kind="deletion") == 1
    told = payload(sandbox, tokens, "certification_request", name)
    assert (told["kind"], told["orders"], told["due_at"]) == ("deletion", ["ord-20417"], None)
    due = "2027-01-31T22:59:59Z"
    assert sandbox.mutate("change_request", id=name, due_at=due, orders=None) == 2
    changed = payload(sandbox, tokens, "certification_request", name)
    assert changed == {**told, "due_at": due, "orders": None}
    assert send(sandbox, tokens, signed_pdf, request_id=name).status == 201
    assert sandbox.mutate("withdraw_request", id=name, deleted=deleted) == 3
    if deleted:
        assert desk.records(sandbox, tokens, "certification_request")[name] is None
    else:
        assert payload(sandbox, tokens, "certification_request", name)["withdrawn_at"]
    reply = send(sandbox, tokens, signed_pdf, request_id=name)
    assert (reply.status, reply.json()["code"]) == (409, "request_withdrawn")


def test_an_audit_and_any_signed_record_come_when_tests_want(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    sandbox.mutate("new_audit", id="audit-9", begins_at="2027-02-01T08:00:00Z", site="Lyon, France")
    told = payload(sandbox, tokens, "audit", "audit-9")
    assert (told["site"], told["begins_at"]) == ("Lyon, France", "2027-02-01T08:00:00Z")
    report = {"id": "use-9", "figures": []}
    sandbox.mutate("put_signed", kind="usage_report", id="use-9", data=report)
    assert payload(sandbox, tokens, "usage_report", "use-9") == report


def test_requests_audits_and_reports_of_every_sort_are_there(
    sandbox: SandboxServer, tokens: wire.Tokens
) -> None:
    orders = desk.records(sandbox, tokens, "order")
    requests = [
        payload(sandbox, tokens, "certification_request", f"cert-2026-{n}") for n in range(1, 5)
    ]
    assert [one["due_at"] is None for one in requests] == [False, False, False, True]
    assert [one["kind"] for one in requests].count("deletion") == 1
    assert [one["orders"] and len(one["orders"]) for one in requests] == [None, 2, 1, 1]
    assert all(order in orders for one in requests for order in one["orders"] or ())
    ended = orders[requests[2]["orders"][0]]["lines"][0]["term"]["end"]
    assert ended < requests[2]["issued_at"]
    notice = []
    for name in ("audit-2026-1", "audit-2026-2"):
        told = payload(sandbox, tokens, "audit", name)
        begins, sent = (datetime.fromisoformat(told[key]) for key in ("begins_at", "sent_at"))
        notice.append(begins - sent)
    assert notice[0] > timedelta(days=14)
    assert notice[1] < timedelta(days=10)
    products = desk.records(sandbox, tokens, "product")
    kinds = set()
    for name in desk.records(sandbox, tokens, "usage_report"):
        told = payload(sandbox, tokens, "usage_report", name)
        if "product_id" in told:
            kinds.add(products[told["product_id"]]["kind"])
            assert all(one["definition"] and one["unit"] for one in told["figures"])
    assert kinds == {"hosted", "software"}
    assert any(one["storage_used"] for one in desk.records(sandbox, tokens, "service").values())


def test_a_state_without_certification_is_completed_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "portal.db"
    with SandboxServer.start(orders=40, state=path, requests=3, messages=2) as sandbox:
        cursor = sandbox.get("/v1/changes?limit=2000", sandbox.sign_in()).json()["next"]
    with closing(sqlite3.connect(path)) as file:
        file.execute("DROP TABLE certification")
        file.execute("DROP TABLE authority")
        file.execute("DELETE FROM feed WHERE kind='usage_report' OR id='audit-2026-2'")
        file.execute("DELETE FROM feed WHERE kind='certification_request' AND id<>'cert-2026-1'")
        file.execute("PRAGMA user_version=5")
        file.commit()
    with SandboxServer.start(orders=40, state=path, requests=3, messages=2) as sandbox:
        tokens = sandbox.sign_in()
        page = sandbox.get(f"/v1/changes?limit=2000&after={cursor}", tokens).json()
        added = [change["id"] for change in page["changes"] if change["kind"] != "usage_report"]
        assert added == ["cert-2026-2", "cert-2026-3", "cert-2026-4", "audit-2026-2"]
        assert len(page["changes"]) == len(added) + 4
        assert send(sandbox, tokens, b"%PDF-1.7\n", request_id=None).status == 201
