"""Requests from draft to answer: real stores, a real sandbox, everything in one transaction."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.account.model import ProfileInfo
from app.exchange.model import OutboxState
from app.services.rooms import Rooms
from app.support.diagnostics.model import Bundle, BundleFile
from app.support.requests import problems
from app.support.requests.model import Draft, RequestState, Severity, Side
from app.support.requests.service import RequestService
from app.support.requests.unauthorized import Unauthorized
from tests.support.offices import Desk
from tests.support.sandbox import SandboxServer

NAUGHTY = Path(__file__).parents[4] / "shared" / "vectors" / "blns" / "blns.json"
SECRET = b"started\npassword=hunter2-Kd93kdUw92\nended\n"
CARD = "Paid with 4111111111111111 yesterday"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=60, agent_seconds=None) as server:
        yield server


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, sandbox: SandboxServer) -> Iterator[Desk]:
    made = Desk(tmp_path_factory.mktemp("desk"))
    info = made.sign_in(sandbox)
    made.office.synchronize(info.id)
    yield made
    made.office.close()


@pytest.fixture
def info(desk: Desk) -> ProfileInfo:
    [found] = desk.office.profiles.list()
    return found


@pytest.fixture
def rooms(desk: Desk, info: ProfileInfo) -> Iterator[Rooms]:
    opened = desk.office.rooms(info.id)
    yield opened
    for item in opened.outbox.items((OutboxState.QUEUED, OutboxState.WAITING, OutboxState.REFUSED)):
        opened.outbox.discard(item.id)
    for draft in opened.requests.drafts():
        opened.requests.discard_draft(draft.id)
    opened.close()


@pytest.fixture
def room(rooms: Rooms) -> RequestService:
    return rooms.requests


def drafted(room: RequestService, text: str = "Since this morning.", **more: Any) -> Draft:
    draft = room.new_draft(request_id=more.pop("request_id", ""))
    wanted = {"subject": "Sessions drop", "text": text, **more}
    return room.save_draft(msgspec.structs.replace(draft, **wanted))


def exchange(desk: Desk, info: ProfileInfo) -> None:
    desk.office.send(info.id, hurry=True)
    desk.office.synchronize(info.id)


def body_of(sandbox: SandboxServer, item: str) -> dict[str, Any]:
    [kept] = [one for one in sandbox.submissions() if one["client_id"] == item]
    found: dict[str, Any] = kept["body"]
    return found


def test_an_unsent_request_stands_in_its_place_until_its_echo_takes_it(
    room: RequestService, rooms: Rooms, desk: Desk, info: ProfileInfo, sandbox: SandboxServer
) -> None:
    order = rooms.orders.detail("KO-21388")
    draft = drafted(
        room, severity=Severity.HIGH, business_impact="Three narwhals wait", order_id=order.id,
        product_id="strata-archive", product_version="3.4.0", modified=True,
    )  # fmt: skip
    draft = room.attach(draft.id, ("archive.log", b"a line\n" * 50))
    item = room.send(draft.id, info.subject)
    assert room.drafts() == ()
    card = room.requests()[0]
    assert (card.id, card.state, card.order_number) == (item, RequestState.UNSENT, "KO-21388")
    assert card.fate is not None
    assert (card.fate.state, card.fate.done, card.fate.total) == ("queued", 0, 350)
    [shown] = room.thread(item).messages
    assert (shown.side, shown.text, shown.files[0].name) == (
        Side.CUSTOMER, "Since this morning.", "archive.log",
    )  # fmt: skip
    assert [one.id for one in room.requests("narwhals")] == [item]
    desk.office.send(info.id)
    card = room.requests()[0]
    assert (card.id, card.state) == (item, RequestState.OPEN)
    assert card.fate is not None
    assert card.fate.state == "sent"
    desk.office.synchronize(info.id)
    thread = room.thread(item)
    assert thread.card.number.startswith("KR-")
    assert thread.card.client_id == item
    assert (thread.card.fate, thread.card.messages) == (None, 1)
    assert thread.business_impact == "Three narwhals wait"
    assert (thread.product_version, thread.modified) == ("3.4.0", True)
    assert thread.card.clock_words.startswith("Answer due in ")
    assert [one.files[0].size for one in thread.messages] == [350]
    sent = body_of(sandbox, item)
    assert (sent["severity"], sent["order_id"], len(sent["uploads"])) == ("high", order.id, 1)


def test_a_reply_to_an_unsent_request_follows_it_and_all_arrives_in_one_sending(
    room: RequestService, rooms: Rooms, desk: Desk, info: ProfileInfo
) -> None:
    item = room.send(drafted(room).id, info.subject)
    reply = room.send(drafted(room, "It is worse now.", request_id=item).id, info.subject)
    closing = room.close(item, info.subject, "It went away")
    rating = room.rate(item, info.subject, 4)
    assert rooms.outbox.get(reply).after == item
    assert rooms.outbox.get(closing).after == reply
    assert rooms.outbox.get(rating).after == closing
    thread = room.thread(item)
    assert [one.change or one.text for one in thread.messages] == [
        "Since this morning.", "It is worse now.", "close", "rate",
    ]  # fmt: skip
    assert thread.card.unsent == 3
    assert not thread.may_reply
    exchange(desk, info)
    thread = room.thread(item)
    assert (thread.card.state, thread.card.rating) == (RequestState.CLOSED, 4)
    assert [one.change_words or one.text for one in thread.messages] == [
        "Since this morning.", "It is worse now.", "Closed", "Rated 4 of 5",
    ]  # fmt: skip
    assert all(one.fate is None for one in thread.messages)


def test_record_files_and_item_share_one_transaction_and_the_draft_outlives_a_fault(
    room: RequestService, rooms: Rooms, info: ProfileInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = room.attach(drafted(room).id, ("a.log", b"text\n"))
    before = rooms.outbox.counts()

    def fails(*_args: object, **_more: object) -> str:
        raise sqlite3.OperationalError("no")

    monkeypatch.setattr(rooms.outbox, "put", fails)
    with pytest.raises(sqlite3.OperationalError):
        room.send(draft.id, info.subject)
    assert room.draft(draft.id).files == draft.files
    assert rooms.outbox.counts() == before
    assert rooms.files.get(draft.files[0].id).size == 5


def test_a_draft_is_written_only_where_it_changed_and_keeps_files_and_decisions(
    room: RequestService, rooms: Rooms
) -> None:
    draft = drafted(room, "Half a thou")
    stale = draft
    draft = room.attach(draft.id, ("a.log", b"text\n"))
    before = rooms.outbox._own.total_changes
    assert room.save_draft(draft) == draft
    assert rooms.outbox._own.total_changes == before
    kept = room.save_draft(msgspec.structs.replace(stale, text="Half a thought"))
    assert (kept.text, kept.files) == ("Half a thought", draft.files)
    odd = room.save_draft(msgspec.structs.replace(kept, subject="a\r\nb\u2028c", text="\ud800x"))
    assert (odd.subject, odd.text) == ("a b c", "?x")
    room.detach(draft.id, draft.files[0].id)
    room.discard_draft(draft.id)
    room.discard_draft(draft.id)
    with pytest.raises(problems.UnknownDraft):
        room.save_draft(kept)


def test_a_reply_is_begun_once_for_each_request(room: RequestService) -> None:
    first = room.new_draft(request_id="req-5093")
    assert room.new_draft(request_id="req-5093").id == first.id
    assert room.new_draft().id != room.new_draft().id
    assert room.drafts() == ()
    room.discard_draft(first.id)


def test_nothing_is_sent_that_is_empty_or_too_long(room: RequestService, info: ProfileInfo) -> None:
    for changes, problem in (
        ({"subject": " \n"}, problems.NothingWritten),
        ({"text": "\t \n"}, problems.NothingWritten),
        ({"subject": "x" * 301}, problems.TooLong),
        ({"text": "x" * 100_001}, problems.TooLong),
        ({"business_impact": "x" * 100_001}, problems.TooLong),
        ({"product_version": "x" * 301}, problems.TooLong),
    ):
        draft = drafted(room, **changes)
        with pytest.raises(problem) as caught:
            room.send(draft.id, info.subject)
        assert "draft" in caught.value.kept
        assert room.draft(draft.id) == draft
    for rating in (0, 6, -1):
        with pytest.raises(problems.BadRating):
            room.rate("req-5093", info.subject, rating)


def test_what_is_found_is_decided_before_it_leaves(
    room: RequestService, rooms: Rooms, desk: Desk, info: ProfileInfo, sandbox: SandboxServer
) -> None:
    draft = room.attach(drafted(room, CARD).id, ("app.log", SECRET))
    found = room.check(draft.id)
    assert {one.source for one in found.findings} == {"", draft.files[0].id}
    with pytest.raises(problems.FindingsOpen) as caught:
        room.send(draft.id, info.subject)
    assert caught.value.findings == found.findings
    assert caught.value.report().code == "CP-5211"
    with pytest.raises(problems.NoReason):
        room.decide(draft.id, [one.id for one in found.findings], " \n")
    in_text = [one.id for one in found.findings if not one.source]
    room.decide(draft.id, in_text, "a test card")
    in_file = [one.id for one in found.findings if one.source]
    changed = room.redact(draft.id, in_file)
    assert changed.files[0].id != draft.files[0].id
    assert changed.files[0].size == len(SECRET)
    with rooms.files.open(changed.files[0].id) as stream:
        content = stream.read()
    assert b"hunter2" not in content
    assert content.startswith(b"started\npassword=")
    item = room.send(draft.id, info.subject)
    exchange(desk, info)
    assert body_of(sandbox, item)["text"] == CARD
    kept = rooms.outbox._own.one(
        "SELECT body FROM noted WHERE kind = 'support_sent' AND id = ?", (item,)
    )
    assert kept is not None
    assert list(json.loads(kept[0])["draft"]["decided"].values()) == ["a test card"]


def test_a_text_is_blacked_out_in_place(room: RequestService) -> None:
    draft = drafted(room, CARD, business_impact=CARD)
    every = [one.id for one in room.check(draft.id).findings]
    changed = room.redact(draft.id, every)
    assert changed.text == changed.business_impact == "Paid with " + "█" * 16 + " yesterday"
    assert room.check(draft.id).findings == ()


def test_a_file_is_looked_through_once(
    room: RequestService, rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = room.attach(drafted(room).id, ("app.log", SECRET))
    first = room.check(draft.id)

    def opened(_file_id: str) -> None:
        raise AssertionError("looked at twice")

    monkeypatch.setattr(rooms.files, "open", opened)
    assert room.check(draft.id) == first
    assert len(first.findings) == 1


def test_diagnostics_go_along_as_one_archive_of_what_was_chosen(
    room: RequestService, rooms: Rooms
) -> None:
    files = (
        BundleFile(name="client.txt", text="version 1", about=""),
        BundleFile(name="crash.txt", text="trace", about="", chosen=False),
    )
    draft = room.attach_bundle(drafted(room).id, Bundle(files=files))
    with rooms.files.open(draft.files[0].id) as stream, zipfile.ZipFile(stream) as archive:
        assert archive.namelist() == ["client.txt"]
    assert room.check(draft.id).findings == ()


def test_findings_matter_by_the_terms_for_hosted_services_only(
    room: RequestService, rooms: Rooms
) -> None:
    hosted = rooms.orders.detail("KO-20417")
    service = drafted(room, product_id=hosted.lines[0].product_id, order_id=hosted.id)
    assert "§7.7.1" in room.caution(service.id)
    assert "own caution" in room.caution(drafted(room, product_id="relay-gateway").id)
    assert "own caution" in room.caution(drafted(room).id)


def test_a_refused_request_is_corrected_and_its_replies_follow_the_new_one(
    room: RequestService, rooms: Rooms, desk: Desk, info: ProfileInfo, sandbox: SandboxServer
) -> None:
    item = room.send(drafted(room, "First wording").id, info.subject)
    reply = room.send(drafted(room, "And another thing", request_id=item).id, info.subject)
    sandbox.fault("status", status=422, path="/v1/support/requests", times=1)
    desk.office.send(info.id)
    card = next(one for one in room.requests() if one.id == item)
    assert card.fate is not None
    assert card.fate.state == "refused"
    assert [one.fate.state for one in room.thread(item).messages if one.fate] == ["refused"] * 2
    draft = room.correct(reply)
    assert (draft.corrects, draft.text) == (item, "First wording")
    assert room.correct(item).id == draft.id
    with pytest.raises(problems.NotCorrectable):
        room.correct("no-such-item")
    room.save_draft(msgspec.structs.replace(draft, text="Second wording"))
    new = room.send(draft.id, info.subject)
    assert rooms.outbox.get(item).state is OutboxState.DISCARDED
    exchange(desk, info)
    assert [one.text for one in room.thread(new).messages] == [
        "Second wording", "And another thing",
    ]  # fmt: skip
    with pytest.raises(problems.NotCorrectable):
        room.correct(new)


def test_a_request_behind_a_refused_file_goes_on_without_it(
    room: RequestService, desk: Desk, info: ProfileInfo, sandbox: SandboxServer
) -> None:
    draft = room.attach(drafted(room).id, ("a.log", b"good\n"))
    draft = room.attach(draft.id, ("b.log", b"too large\n"))
    item = room.send(draft.id, info.subject)
    sandbox.fault("status", status=413, path="/v1/uploads", times=1)
    desk.office.send(info.id)
    fate = room.thread(item).card.fate
    assert fate is not None
    assert (fate.state, fate.problem is not None) == ("refused", True)
    draft = room.correct(item)
    assert len(draft.files) == 2
    draft = room.detach(draft.id, draft.files[0].id)
    new = room.send(draft.id, info.subject)
    exchange(desk, info)
    assert [one.name for one in room.thread(new).messages[0].files] == ["b.log"]


def test_a_reply_to_a_request_that_was_given_up_becomes_a_request(
    room: RequestService, rooms: Rooms, desk: Desk, info: ProfileInfo
) -> None:
    item = room.send(drafted(room).id, info.subject)
    reply = room.send(drafted(room, "Still broken", request_id=item).id, info.subject)
    rooms.outbox.discard(item)
    with pytest.raises(problems.UnknownRequest):
        room.thread(item)
    draft = room.correct(reply)
    assert draft.request_id == ""
    room.save_draft(msgspec.structs.replace(draft, subject="A new matter"))
    new = room.send(draft.id, info.subject)
    assert rooms.outbox.get(reply).state is OutboxState.DISCARDED
    exchange(desk, info)
    assert room.thread(new).messages[0].text == "Still broken"


def test_a_close_that_has_arrived_counts_before_its_echo_is_here(
    room: RequestService, desk: Desk, info: ProfileInfo
) -> None:
    item = room.send(drafted(room).id, info.subject)
    room.close(item, info.subject)
    desk.office.send(info.id)
    assert not room.thread(item).may_reply
    with pytest.raises(problems.RequestClosed):
        room.send(drafted(room, "Once more", request_id=item).id, info.subject)
    desk.office.synchronize(info.id)
    assert not room.thread(item).may_reply


def test_a_reply_to_a_closed_request_is_explained_and_reopens_it_when_asked(
    room: RequestService, desk: Desk, info: ProfileInfo
) -> None:
    closed = next(one for one in room.requests() if one.number == "KR-5031")
    assert closed.state is RequestState.CLOSED
    assert not room.thread("KR-5031").may_reply
    draft = drafted(room, "It came back", request_id=closed.id)
    with pytest.raises(problems.RequestClosed) as caught:
        room.send(draft.id, info.subject)
    assert caught.value.kept
    with pytest.raises(problems.RequestClosed):
        room.close(closed.id, info.subject)
    room.send(draft.id, info.subject, reopen=True)
    with pytest.raises(problems.RequestOpen):
        room.reopen(closed.id, info.subject)
    exchange(desk, info)
    thread = room.thread("KR-5031")
    assert thread.card.state is not RequestState.CLOSED
    assert thread.messages[-1].text == "It came back"
    assert [one.change for one in thread.messages if one.change][-1] == "reopen"


def test_a_request_deleted_while_a_draft_is_open_leaves_the_draft(
    room: RequestService, desk: Desk, info: ProfileInfo, sandbox: SandboxServer
) -> None:
    item = room.send(drafted(room, "To be deleted").id, info.subject)
    exchange(desk, info)
    draft = drafted(room, "Written for nobody", request_id=item)
    sandbox.mutate("delete_request", request=item)
    desk.office.synchronize(info.id)
    for asked in (item,):
        with pytest.raises(problems.RequestGone):
            room.thread(asked)
    with pytest.raises(problems.RequestGone):
        room.send(draft.id, info.subject)
    assert room.draft(draft.id).text == "Written for nobody"
    assert all(one.client_id != item for one in room.requests())
    anew = room.as_new_request(draft.id)
    anew = room.save_draft(msgspec.structs.replace(anew, subject="Once more"))
    again = room.send(anew.id, info.subject)
    exchange(desk, info)
    assert room.thread(again).messages[0].text == "Written for nobody"


def test_a_closed_request_that_nobody_here_knew_of_refuses_the_reply_visibly(
    room: RequestService, desk: Desk, info: ProfileInfo, sandbox: SandboxServer
) -> None:
    item = room.send(drafted(room).id, info.subject)
    exchange(desk, info)
    sandbox.mutate("close_request", request=item)
    reply = room.send(drafted(room, "Too late", request_id=item).id, info.subject)
    desk.office.send(info.id)
    late = room.thread(item).messages[-1]
    assert late.fate is not None
    assert (late.text, late.fate.state, late.fate.item) == ("Too late", "refused", reply)
    desk.office.synchronize(info.id)
    draft = room.correct(reply)
    assert draft.text == "Too late"
    room.send(draft.id, info.subject, reopen=True)
    exchange(desk, info)
    assert [one.text for one in room.thread(item).messages][-1] == "Too late"


def test_what_an_order_grants_is_said_with_its_clause(room: RequestService) -> None:
    held = room.entitlement("KO-21388")
    assert held.words == "Premium, 24 × 7, first answer within 1 hour"
    assert held.clause == "§8.1, version 2025-03"
    assert held.clause_ref == "terms-2025-03#8.1"
    assert not held.lapsed
    partner = room.entitlement("KO-20760")
    assert partner.partner is not None
    assert (partner.partner.name, partner.clause) == ("Lumenhof Systems", "§8.2, version 2025-03")
    lapsed = room.entitlement("KO-18555")
    assert lapsed.lapsed
    assert "§6.2, version 2026-01" in lapsed.lapsed_words
    assert "renewal" in lapsed.lapsed_words
    none = room.entitlement("KO-19871")
    assert (none.level, none.words) == ("", "This order grants no support")


def test_a_target_is_the_orders_for_every_severity(room: RequestService) -> None:
    for severity in Severity:
        found = room.target("KO-21388", severity)
        assert (found.duration, found.words, found.hours) == ("PT1H", "1 hour", "24 × 7")
    assert room.target("KO-20760", Severity.HIGH).words == "not stated"


def test_a_product_comes_with_its_orders_licenses_and_machines(room: RequestService) -> None:
    names = [one.name for one in room.products()]
    assert "Relay Gateway EU" in names
    found = next(one for one in room.products() if one.name == "Relay Gateway EU")
    product = room.product(found.id)
    assert product is not None
    assert not product.hosted
    assert product.orders
    assert product.orders[0].level
    assert not product.orders[0].lapsed
    assert product.licenses
    assert product.machines
    assert room.product("no-such-product") is None


def test_unauthorized_use_is_an_urgent_request_and_its_steps_keep_their_ticks(
    room: RequestService, rooms: Rooms, desk: Desk, info: ProfileInfo, sandbox: SandboxServer
) -> None:
    noticed = datetime(2026, 11, 21, 10, 48, tzinfo=UTC)
    with pytest.raises(problems.NothingWritten):
        room.report_unauthorized(Unauthorized(noticed_at=noticed, text=" "), info.subject)
    slow = room.send(room.attach(drafted(room).id, ("a.log", b"x" * 1000)).id, info.subject)
    told = Unauthorized(noticed_at=noticed, text="A notebook was stolen.", users=("user-4",))
    item = room.report_unauthorized(told, info.subject)
    assert room.reported(item) == told
    assert room.reported(slow) is None
    card = next(one for one in room.requests("notebook") if one.id == item)
    assert (card.severity, card.state) == (Severity.URGENT, RequestState.UNSENT)
    steps = room.next_steps(item)
    assert len(steps) > 4
    room.tick(item, steps[1].id, done=True)
    room.tick(item, steps[2].id, done=True)
    room.tick(item, steps[2].id, done=False)
    assert [step.done for step in room.next_steps(item)][:3] == [False, True, False]
    sandbox.fault("status", status=422, path="/v1/support/unauthorized-use", times=1)
    desk.office.send(info.id)
    assert rooms.outbox.get(item).state is OutboxState.REFUSED
    new = room.report_unauthorized(told, info.subject, corrects=item)
    exchange(desk, info)
    assert rooms.outbox.get(item).state is OutboxState.DISCARDED
    echo = room.thread(new).card
    assert (echo.severity, echo.client_id, echo.fate) == (Severity.URGENT, new, None)
    assert body_of(sandbox, new)["users"] == ["user-4"]


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the shared test vectors are not beside this tree")
def test_every_naughty_string_goes_through_every_field_and_comes_back(
    room: RequestService, desk: Desk, info: ProfileInfo, sandbox: SandboxServer
) -> None:
    strings: list[str] = json.loads(NAUGHTY.read_text(encoding="utf-8"))
    assert len(strings) >= 515
    draft = room.new_draft()
    for text in strings:
        wanted = msgspec.structs.replace(
            draft, subject=text, text=text, business_impact=text, product_version=text[:300]
        )
        kept = room.save_draft(wanted)
        assert (kept.text, kept.business_impact) == (text, text)
        assert room.draft(draft.id) == kept
    for text in strings[::40]:
        room.requests(text)
    whole = "\n".join(strings)
    line = " ".join("".join(strings).split())
    fields = {"subject": line[:300], "text": whole, "business_impact": whole}
    draft = room.save_draft(msgspec.structs.replace(draft, **fields, product_version="1"))
    found = room.check(draft.id).findings
    room.decide(draft.id, [one.id for one in found], "test strings")
    item = room.send(draft.id, info.subject)
    reply = room.save_draft(msgspec.structs.replace(room.new_draft(item), text=whole[::-1]))
    room.decide(reply.id, [one.id for one in room.check(reply.id).findings], "test strings")
    room.send(reply.id, info.subject)
    room.close(item, info.subject, whole)
    room.rate(item, info.subject, 1, whole)
    told = Unauthorized(noticed_at=datetime(2026, 11, 21, tzinfo=UTC), text=whole)
    report = room.report_unauthorized(told, info.subject)
    exchange(desk, info)
    thread = room.thread(item)
    assert thread.card.subject == draft.subject
    assert thread.business_impact == whole
    assert [one.text for one in thread.messages] == [whole, whole[::-1], whole, whole]
    assert room.thread(report).messages[0].text == whole
