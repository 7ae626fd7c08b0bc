"""The feed of the sandbox: order, versions, cursors, determinism, size."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.base.clock import SystemClock
from app.portal import wire
from app.sandbox.seeding import Seed, open_or_create
from tests.support.sandbox import SandboxServer

TODAY = date(2026, 11, 22)
SIGNED = {"notice", "audit", "usage_report", "certification_request", "revocation_list"}


@pytest.fixture(scope="module")
def shared() -> Iterator[SandboxServer]:
    """For tests that only read."""
    with SandboxServer.start(orders=300, today=TODAY) as running:
        yield running


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=30, today=TODAY) as running:
        yield running


def pages(
    sandbox: SandboxServer, tokens: wire.Tokens, after: str | None = None, limit: int = 100
) -> Iterator[dict[str, Any]]:
    more = True
    while more:
        cursor = "" if after is None else f"&after={after}"
        page = sandbox.get(f"/v1/changes?limit={limit}{cursor}", tokens).json()
        yield page
        after, more = page["next"], page["more"]


def changes(
    sandbox: SandboxServer, tokens: wire.Tokens, after: str | None = None
) -> list[dict[str, Any]]:
    return [change for page in pages(sandbox, tokens, after) for change in page["changes"]]


def last_cursor(sandbox: SandboxServer, tokens: wire.Tokens) -> str:
    return str(list(pages(sandbox, tokens, limit=2000))[-1]["next"])


def test_the_whole_feed_has_every_record_once_and_tells_how_much_is_left(
    shared: SandboxServer,
) -> None:
    tokens = shared.sign_in()
    seen = list(pages(shared, tokens))
    names = [(change["kind"], change["id"]) for page in seen for change in page["changes"]]
    assert len(names) == len(set(names))
    left = [page["remaining"] for page in seen]
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0
    assert left[0] == len(names) - len(seen[0]["changes"])
    kinds = Counter(kind for kind, _ in names)
    assert kinds["order"] == 300
    assert {"account", "user", "contact", "product", "terms_document", "delivery"} < set(kinds)
    assert set(kinds) > SIGNED | {"invoice", "service"}


def test_a_sync_without_news_is_one_empty_page(shared: SandboxServer) -> None:
    tokens = shared.sign_in()
    cursor = last_cursor(shared, tokens)
    page = shared.get(f"/v1/changes?after={cursor}", tokens).json()
    assert page == {"changes": [], "next": cursor, "more": False, "remaining": 0}


def test_the_hand_made_orders_show_everything_an_order_can_be(shared: SandboxServer) -> None:
    found = changes(shared, shared.sign_in())
    orders = {c["data"]["number"]: c["data"] for c in found if c["kind"] == "order"}
    assert orders["KO-20417"]["chain"]["previous"] == "ord-19310"
    made = [order for number, order in orders.items() if number.startswith("KO-")]
    lines = [line for order in made for line in order["lines"]]
    assert {order["currency"] for order in made} == {"USD", "EUR", "JPY"}
    assert {order["status"] for order in made} == {"active", "suspended", "completed", "cancelled"}
    assert {order["payment"] for order in made} == {
        "paid", "due", "overdue", "through_reseller", "none",
    }  # fmt: skip
    assert {order["chain"]["relation"] for order in made} == {
        "new", "renewal", "upgrade", "expansion",
    }  # fmt: skip
    assert {line["kind"] for line in lines} == {
        "software", "hosted", "support", "training", "no_charge",
    }  # fmt: skip
    assert {line["term"]["kind"] for line in lines} == {
        "license", "subscription", "support", "trial", "perpetual", "none",
    }  # fmt: skip
    assert any(line["beta"] for line in lines)
    assert any(scope["quantity"] is None for line in lines for scope in line["scope"])
    assert any(order["support"] and order["support"]["partner"] for order in made)
    assert any(order["reseller"] for order in made)


def test_every_reference_between_records_leads_somewhere(shared: SandboxServer) -> None:
    found = changes(shared, shared.sign_in())
    ids = {(change["kind"], change["id"]) for change in found}
    line_ids = {line["id"] for c in found if c["kind"] == "order" for line in c["data"]["lines"]}
    for change in found:
        data = change["data"]
        if change["kind"] in ("delivery", "invoice", "service"):
            assert ("order", data["order_id"]) in ids
        if change["kind"] == "order":
            previous = data["chain"]["previous"]
            assert previous is None or ("order", previous) in ids
            assert ("terms_document", data["terms_document_id"]) in ids
            for line in data["lines"]:
                assert ("product", line["product_id"]) in ids
                assert line["upgrades_line_id"] in {None, *line_ids}


def test_the_amount_of_an_order_is_the_sum_of_its_lines(shared: SandboxServer) -> None:
    from decimal import Decimal

    for change in changes(shared, shared.sign_in()):
        if change["kind"] == "order":
            data = change["data"]
            total = sum(Decimal(line["amount"] or 0) for line in data["lines"])
            assert total == Decimal(data["amount"]), data["number"]


def test_the_same_seed_and_day_give_the_same_feed_but_for_the_signatures(tmp_path: Path) -> None:
    def content(seed: int, name: str) -> list[tuple[str, str, bytes]]:
        state = open_or_create(tmp_path / name, Seed(400, seed, TODAY), SystemClock())
        rows = state.all("SELECT kind, id, entry FROM feed ORDER BY seq")
        state.close()
        return [
            (kind, name, json.loads(entry)["data"]["payload"] if kind in SIGNED else entry)
            for kind, name, entry in rows
        ]

    first = content(5, "a.db")
    assert content(5, "b.db") == first
    assert content(6, "c.db") != first


def test_the_dates_move_with_today(tmp_path: Path) -> None:
    def cancel_by(day: date, name: str) -> str:
        state = open_or_create(tmp_path / name, Seed(20, 1, day), SystemClock())
        row = state.one("SELECT entry FROM feed WHERE kind='order' AND id='ord-20417'")
        state.close()
        assert row is not None
        return str(json.loads(row[0])["data"]["lines"][0]["term"]["cancel_by"])

    assert cancel_by(date(2026, 11, 22), "a.db") == "2026-11-26T22:59:59Z"
    assert cancel_by(date(2027, 6, 1), "b.db") == "2027-06-05T21:59:59Z"


def test_a_changed_record_comes_again_with_a_higher_version(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in()
    cursor = last_cursor(sandbox, tokens)
    order = next(c for c in changes(sandbox, tokens) if c["id"] == "ord-20655")
    sandbox.mutate("put", kind="order", id="ord-20655", data={**order["data"], "payment": "due"})
    sandbox.mutate("delete", kind="user", id="user-6")
    sandbox.mutate("put", kind="of_the_future", id="f-1", data=[1, "two"])
    news = changes(sandbox, tokens, cursor)
    assert [(c["kind"], c["id"], c["version"], c["deleted"]) for c in news] == [
        ("order", "ord-20655", 2, False),
        ("user", "user-6", 2, True),
        ("of_the_future", "f-1", 1, False),
    ]
    assert news[0]["data"]["payment"] == "due"
    assert news[1]["data"] is None
    again = [c for c in changes(sandbox, tokens) if c["id"] == "ord-20655"]
    assert [c["version"] for c in again] == [2]


def test_an_unknown_cursor_is_gone(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in()
    cursor = last_cursor(sandbox, tokens)
    sandbox.mutate("forget_cursors")
    for unknown in (cursor, "", "x", "%00", "é", "ZZZZ", cursor[:-1]):
        reply = sandbox.get(f"/v1/changes?after={unknown.replace('é', '%C3%A9')}", tokens)
        assert reply.status == 410, unknown
        assert reply.json()["code"] == "unknown_cursor"
    assert sandbox.get("/v1/changes", tokens).status == 200


def test_a_page_has_at_most_two_thousand_changes(shared: SandboxServer) -> None:
    tokens = shared.sign_in()
    assert len(shared.get("/v1/changes?limit=1", tokens).json()["changes"]) == 1
    for limit in ("0", "2001", "-1", "x", "", "1e3", "١"):
        path = f"/v1/changes?limit={limit}".replace("١", "%D9%A1")
        reply = shared.get(path, tokens)
        assert (reply.status, reply.json()["code"]) == (400, "invalid_parameter"), limit


def test_pages_are_packed_only_for_who_takes_it(shared: SandboxServer) -> None:
    tokens = shared.sign_in()
    plain = shared.get("/v1/changes?limit=50", tokens)
    packed = shared.get("/v1/changes?limit=50", tokens, **{"Accept-Encoding": "br, gzip;q=0.8"})
    refused = shared.get("/v1/changes?limit=50", tokens, **{"Accept-Encoding": "gzip;q=0"})
    assert "content-encoding" not in plain.headers
    assert "content-encoding" not in refused.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body


def test_the_account_says_what_its_reader_may_do(shared: SandboxServer) -> None:
    def permissions(user: str) -> set[str]:
        found = changes(shared, shared.sign_in(user))
        return set(next(c for c in found if c["kind"] == "account")["data"]["permissions"])

    assert "feedback" in permissions("dana")
    assert "feedback" not in permissions("robin")


def test_who_may_not_read_orders_gets_no_feed(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in("kim")
    sandbox.mutate("set_person", user="kim", permissions=["account"])
    reply = sandbox.get("/v1/changes", tokens)
    assert (reply.status, reply.json()["code"]) == (403, "not_permitted")
    assert sandbox.get("/v1/me", tokens).json()["permissions"] == ["account"]
