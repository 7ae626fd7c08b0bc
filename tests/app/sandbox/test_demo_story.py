"""The demo vendor's story: what its orders and notices leave to the terms, whatever day it is."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.support.sandbox import SandboxServer

DRAWN = date(2026, 11, 22)


@pytest.fixture(scope="module", params=[0, 3, 400], ids=["drawn", "Wednesday", "next year"])
def feed(request: pytest.FixtureRequest) -> dict[tuple[str, str], Any]:
    with SandboxServer.start(orders=30, today=DRAWN + timedelta(days=request.param)) as sandbox:
        page = sandbox.get("/v1/changes?limit=2000", sandbox.sign_in()).json()
    return {(change["kind"], change["id"]): change["data"] for change in page["changes"]}


def signed(feed: dict[tuple[str, str], Any], kind: str, name: str) -> dict[str, Any]:
    payload = feed[kind, name]["payload"]
    found: dict[str, Any] = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return found


@pytest.mark.parametrize(
    ("order", "version"), [("ord-21502", "terms-2025-03"), ("ord-21764", "terms-2026-09")]
)
def test_two_renewing_orders_leave_their_last_day_to_the_terms(
    feed: dict[tuple[str, str], Any], order: str, version: str
) -> None:
    found = feed["order", order]
    (line,) = found["lines"]
    assert found["terms_document_id"] == version
    assert (line["term"]["auto_renews"], line["term"]["cancel_by"]) == (True, None)


def test_an_order_names_the_version_that_was_in_force_when_it_was_placed(
    feed: dict[tuple[str, str], Any],
) -> None:
    since = feed["terms_document", "terms-2026-09"]["effective_from"]
    for (kind, name), order in feed.items():
        if kind == "order":
            named = "terms-2026-09" if order["placed_at"] >= since else "terms-2025-03"
            assert order["terms_document_id"] == named, name


def test_a_beta_without_charge_was_accepted_once_and_waits_for_the_second_version(
    feed: dict[tuple[str, str], Any],
) -> None:
    order = feed["order", "ord-21207"]
    (line,) = order["lines"]
    assert (line["kind"], line["beta"], line["term"]["kind"]) == ("no_charge", True, "trial")
    (accepted,) = (data for (kind, _), data in feed.items() if kind == "terms_acceptance")
    old = feed["terms_document", "terms-2025-03"]
    assert accepted["order_ids"] == ["ord-21207"]
    assert accepted["text_sha256"] == old["text"]["sha256"]
    assert accepted["accepted_at"] >= order["placed_at"]
    notice = signed(feed, "notice", "notice-accept-21207")
    assert (notice["kind"], notice["terms_document_id"]) == ("terms_change", "terms-2026-09")
    served = {data["name"] for (kind, _), data in feed.items() if kind == "service"}
    assert line["product_name"] in served


def test_a_breach_is_announced_on_a_thursday_and_an_audit_on_a_friday(
    feed: dict[tuple[str, str], Any],
) -> None:
    breach = signed(feed, "notice", "notice-breach-21502")
    assert (breach["kind"], breach["order_id"]) == ("breach", "ord-21502")
    assert datetime.fromisoformat(breach["sent_at"]).weekday() == 3
    overdue = [d for (k, _), d in feed.items() if k == "invoice" and d["order_id"] == "ord-21502"]
    assert [invoice["state"] for invoice in overdue] == ["overdue"]
    assert overdue[0]["due_at"] < breach["sent_at"]
    audit = signed(feed, "audit", "audit-2026-1")
    sent = datetime.fromisoformat(audit["sent_at"])
    assert sent.weekday() == 4
    assert datetime.fromisoformat(audit["begins_at"]) - sent > timedelta(days=14)
