"""The seeded support desk: one request of each sort, any number more, and states of before."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.base.clock import SystemClock
from app.sandbox.records import Support
from app.sandbox.response_times import respond_by
from app.sandbox.seeding import Seed, open_or_create
from app.sandbox.state import BadState
from tests.support import support_desk as desk
from tests.support.sandbox import SandboxServer

DRAWN = date(2026, 11, 22)
NEW_KINDS = {"end_of_life", "dispute", "other"}


@pytest.fixture(scope="module", params=[0, 3, 400], ids=["drawn", "Wednesday", "next year"])
def feed(request: pytest.FixtureRequest) -> dict[tuple[str, str], Any]:
    with SandboxServer.start(orders=40, today=DRAWN + timedelta(days=request.param)) as sandbox:
        tokens = sandbox.sign_in()
        page = sandbox.get("/v1/changes?limit=2000", tokens).json()
        found = {(change["kind"], change["id"]): change["data"] for change in page["changes"]}
        for data in found.values():
            for file in data.get("attachments", ()):
                served = sandbox.get(f"/v1/attachments/{file['id']}", tokens).body
                assert len(served) == file["size"]
                assert hashlib.sha256(served).hexdigest() == file["sha256"]
    return found


def of_kind(feed: dict[tuple[str, str], Any], kind: str) -> dict[str, Any]:
    return {name: data for (found, name), data in feed.items() if found == kind}


def test_there_is_one_request_of_each_sort(feed: dict[tuple[str, str], Any]) -> None:
    requests = of_kind(feed, "support_request")
    messages = Counter(data["request_id"] for data in of_kind(feed, "message").values())
    assert len(requests) == 7
    assert Counter(data["state"] for data in requests.values()) == {
        "open": 2, "answered": 3, "waiting_for_customer": 1, "closed": 1,
    }  # fmt: skip
    overdue = requests["req-5093"]
    assert (overdue["answered_at"], overdue["state"]) == (None, "open")
    assert overdue["respond_by"] > overdue["opened_at"]
    assert requests["req-5031"]["rating"] == 5
    assert requests["req-5031"]["closed_at"]
    partner, lapsed = requests["req-5067"], requests["req-5072"]
    assert feed["order", partner["order_id"]]["support"]["partner"]
    assert feed["order", lapsed["order_id"]]["support"]["end"] < lapsed["opened_at"]
    assert (partner["respond_by"], lapsed["respond_by"]) == (None, None)
    assert messages["req-5048"] == 40
    files = [data["attachments"] for data in of_kind(feed, "message").values()]
    assert sum(map(len, files)) == 5


def test_every_answer_but_the_overdue_one_came_in_time_and_in_order(
    feed: dict[tuple[str, str], Any],
) -> None:
    for name, request in of_kind(feed, "support_request").items():
        thread = [m for m in of_kind(feed, "message").values() if m["request_id"] == name]
        times = [message["sent_at"] for message in thread]
        assert times == sorted(times)
        assert times[0] == request["opened_at"]
        if request["answered_at"] and request["respond_by"]:
            assert request["answered_at"] <= request["respond_by"], name
        assert ("product", request["product_id"]) in feed
        sides = {message["author_side"] for message in thread}
        assert ("partner" in sides) == (name == "req-5067")


@pytest.mark.parametrize(
    ("hours", "opened", "within", "due"),
    [
        ("24 × 7", "2026-11-22T23:30", "PT1H", "2026-11-23T00:30"),
        ("Mon–Fri 08:00–18:00 CET", "2026-11-23T08:00", "PT8H", "2026-11-23T16:00"),
        ("Mon–Fri 08:00–18:00 CET", "2026-11-20T16:00", "PT8H", "2026-11-23T14:00"),
        ("Mon–Fri 08:00–18:00 CET", "2026-11-21T12:00", "PT2H", "2026-11-23T09:00"),
        ("Mon–Fri 08:00–18:00 CET", "2026-11-23T03:00", "PT30M", "2026-11-23T07:30"),
        ("Mon–Fri 08:00–18:00 CET", "2026-11-20T12:00", "P1DT1H", "2026-11-24T17:00"),
        ("by partner", "2026-11-23T08:00", "PT4H", "2026-11-23T12:00"),
        ("24 × 7", "2026-11-23T08:00", None, None),
        ("24 × 7", "2026-11-23T08:00", "P?", None),
        ("24 × 7", "2027-11-23T08:00", "PT1H", None),
    ],
)
def test_a_target_counts_in_the_hours_of_the_support(
    hours: str, opened: str, within: str | None, due: str | None
) -> None:
    support = Support("Any", hours, within, "2027-06-30T21:59:59Z")
    at = datetime.fromisoformat(opened).replace(tzinfo=UTC)
    found = respond_by(at, support)
    assert (found.strftime("%Y-%m-%dT%H:%M") if found else None) == due
    assert respond_by(at, None) is None


def test_any_number_of_requests_is_made_the_same_again(tmp_path: Path) -> None:
    def content(name: str) -> list[Any]:
        seed = Seed(40, 1, DRAWN, requests=30, messages=7)
        state = open_or_create(tmp_path / name, seed, SystemClock())
        rows = state.all(
            "SELECT kind, id, entry FROM feed WHERE kind IN ('support_request', 'message')"
        )
        state.close()
        return rows

    first = content("a.db")
    assert content("b.db") == first
    kinds = Counter(kind for kind, _, _ in first)
    assert kinds["support_request"] == 37
    made = [json.loads(entry)["data"] for kind, name, entry in first if name.startswith("msg-g")]
    assert len(made) == 30 * 7
    assert len({message["text"] for message in made}) > 100
    with pytest.raises(BadState, match=r"unusable|cannot use"):
        open_or_create(tmp_path / "a.db", Seed(40, 1, DRAWN), SystemClock())


def as_of_before(path: Path) -> None:
    """What a sandbox without support left: fewer notices and no certification, version 4."""
    with closing(sqlite3.connect(path)) as file:
        for table in (
            "upload", "attachment", "ticket", "agent_step", "certification", "authority",
        ):  # fmt: skip
            file.execute(f"DROP TABLE {table}")
        file.execute("DELETE FROM feed WHERE kind IN ('support_request', 'message')")
        file.execute("DELETE FROM feed WHERE id LIKE 'notice-end%' OR id LIKE 'notice-disp%'")
        file.execute("DELETE FROM meta WHERE name IN ('requests', 'messages')")
        file.execute("PRAGMA user_version=4")
        file.commit()


def test_a_state_of_the_version_before_is_completed_and_keeps_the_rest(home: Path) -> None:
    path = home / "portal.db"
    with SandboxServer.start(orders=40, state=path) as sandbox:
        tokens = sandbox.sign_in()
        desk.post(sandbox, tokens, "/v1/account/changes", {"created_at": desk.AT})
        cursor = sandbox.get("/v1/changes?limit=2000", tokens).json()["next"]
        kept = sandbox.submissions()
    as_of_before(path)
    with SandboxServer.start(orders=40, state=path) as sandbox:
        page = sandbox.get(f"/v1/changes?limit=2000&after={cursor}", tokens).json()
        found = Counter(change["kind"] for change in page["changes"])
        assert (found["support_request"], found["notice"]) == (7, 2)
        assert sandbox.submissions() == kept
        attachment = sandbox.get("/v1/attachments/att-5086-03", tokens)
        assert attachment.status == 200
        assert desk.open_request(sandbox, tokens)["kind"] == "support_request"


def test_a_state_of_an_older_or_a_later_version_is_left_alone(home: Path) -> None:
    path = home / "portal.db"
    open_or_create(path, Seed(3, 1, DRAWN), SystemClock()).close()
    for version in (3, 7):
        with closing(sqlite3.connect(path)) as file:
            file.execute(f"PRAGMA user_version={version}")
        before = path.read_bytes()
        with pytest.raises(BadState):
            open_or_create(path, Seed(3, 1, DRAWN), SystemClock())
        assert path.read_bytes() == before
