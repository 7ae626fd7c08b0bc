"""What licenses and files on isolated hosts are due for, and how it becomes a need."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.activation.keys import public_keys
from app.deadlines.model import DeadlineEntry, DeadlineKind, DeadlineQuery, DeadlineState, Origin
from app.deadlines.rules import state_of
from app.deadlines.service import DeadlineService
from app.exchange.outbox import Outbox
from app.licenses import answers
from app.licenses.batches import store as batch_store
from app.licenses.batches.store import BatchRecord, HostRecord
from app.licenses.due import LicenseDeadlines
from app.licenses.views.views import LicenseViews
from app.orders.apply import OrdersApplier
from app.overview import rules
from app.overview.model import NeedKind
from app.storage.database import Database
from app.storage.key import StoreKey
from app.storage.opening import open_own
from app.terms.service import TermsService
from tests.support.isolated_hosts import body_of, host_request
from tests.support.license_feed import license_record, machine_record, put_records
from tests.support.license_issuer import Issuer, payload
from tests.support.orders_feed import (
    NOW,
    FixedClock,
    change,
    line,
    mirror_with,
    order,
    wire_time,
)

DAY = timedelta(days=1)
LICENSE = "lic-1"


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Database]:
    with mirror_with(tmp_path, [], FixedClock()) as db:
        yield db


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Database]:
    with open_own(tmp_path / "own.db", StoreKey.new()) as db:
        yield db


@pytest.fixture
def deadlines(mirror: Database, own: Database) -> LicenseDeadlines:
    clock = FixedClock()
    outbox = Outbox(own, own.path.with_name("own.ledger"), clock)
    views = LicenseViews(mirror, own, clock, lambda: TermsService(mirror, own, outbox, clock))
    return LicenseDeadlines(mirror, own, views, lambda: "Europe/Berlin")


def due(deadlines: LicenseDeadlines, **query: object) -> list[DeadlineEntry]:
    found = deadlines.due(DeadlineQuery(**query), NOW)  # type: ignore[arg-type]
    return [DeadlineEntry(one, state_of(one, NOW)) for one in found]


def answered(own: Database, set_id: str, ends: datetime, *hosts: str) -> None:
    """A set whose hosts were given files that are stale at `ends`, verified as they came."""
    made = [host_request(name, LICENSE, "prod-1") for name in hosts]
    issuer, responses = Issuer(), []
    for one in made:
        body = body_of(one)
        echo = {"id": one.request_id, "nonce": body["nonce"]}
        meta = {"expiry": ends.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "request": echo}
        content = payload("machine", attributes={"fingerprint": body["fingerprint"]}, meta=meta)
        file = issuer.file(content, "machine")
        responses.append({"request_id": one.request_id, "outcome": "issued", "machine_file": file})
    answer = {"client_id": set_id, "issued_at": f"2026-11-0{set_id[-1]}T08:00:00Z"}
    data = json.dumps({**answer, "responses": responses}).encode()
    bodies = {one.request_id: one.body.encode() for one in made}
    judge = answers.Judge(public_keys(issuer.public), NOW)
    facts = answers.facts_of(set_id, data, bodies, judge)
    assert all(one.usable for one in facts.values())
    with own.write() as tx:
        answers.keep(tx, set_id, data, facts)


def holding(mirror: Database, *hosts: str, **changes: object) -> None:
    """Machines of these hosts, as the vendor knows them."""
    records = [
        (
            f"m-{name}",
            machine_record(name, fingerprint=body_of(host_request(name))["fingerprint"], **changes),
        )
        for name in hosts
    ]
    put_records(mirror, "machine", records)


def test_the_files_of_a_set_are_one_deadline_with_a_way_to_renew_them(
    mirror: Database, own: Database, deadlines: LicenseDeadlines
) -> None:
    put_records(mirror, "license", [(LICENSE, license_record())])
    holding(mirror, "ham-1", "ham-2", "ham-3")
    answered(own, "set-1", NOW + 6 * DAY, "ham-1", "ham-2", "ham-3")
    [entry] = due(deadlines, kinds=frozenset({DeadlineKind.LICENSE_FILE_END}))
    one = entry.deadline
    assert one.title == "License files on 3 isolated hosts expire"
    assert one.text == "Relay Gateway on ham-1, ham-2, ham-3"
    assert (one.at, entry.state) == (NOW + 6 * DAY, DeadlineState.DUE_SOON)
    assert one.source.origin is Origin.LICENSE
    assert one.license_part == "activate"
    need = rules.deadline_need(entry, NOW)
    assert (need.kind, need.action) == (NeedKind.LICENSE, "Renew files")
    assert need.license_part == "activate"


def test_a_file_that_was_renewed_is_due_no_more(
    mirror: Database, own: Database, deadlines: LicenseDeadlines
) -> None:
    put_records(mirror, "license", [(LICENSE, license_record())])
    answered(own, "set-1", NOW - DAY, "ham-1", "ham-2")
    answered(own, "set-2", NOW + 80 * DAY, "ham-1")
    found = {one.deadline.title: one.state for one in due(deadlines) if one.deadline.acts}
    assert found == {
        "License file on ham-2 expires": DeadlineState.OVERDUE,
        "License file on ham-1 expires": DeadlineState.LATER,
    }


def test_a_host_that_gave_its_instance_back_is_due_nothing(
    mirror: Database, own: Database, deadlines: LicenseDeadlines
) -> None:
    put_records(mirror, "license", [(LICENSE, license_record())])
    holding(mirror, "ham-1", state="deactivated")
    answered(own, "set-1", NOW + DAY, "ham-1")
    assert [one for one in due(deadlines) if one.deadline.acts] == []


def test_a_batch_is_named_and_led_to(
    mirror: Database, own: Database, deadlines: LicenseDeadlines
) -> None:
    put_records(mirror, "license", [(LICENSE, license_record())])
    answered(own, "set-1", NOW + DAY, "ham-1", "ham-2")
    batch = BatchRecord(name="Hamburg 7", made_at=NOW, changed_at=NOW)
    hosts = {
        f"h-{at}": (HostRecord(host_name=one.host_name, request_id=name), None)
        for at, (name, one) in enumerate(answers.known(own).items())
    }
    with own.write() as tx:
        batch_store.keep_batch(tx, "b-7", batch)
        batch_store.keep_hosts(tx, "b-7", hosts)
    [entry] = due(deadlines, kinds=frozenset({DeadlineKind.LICENSE_FILE_END}))
    assert entry.deadline.text == "Relay Gateway, batch Hamburg 7"
    assert entry.deadline.license_part == "activate:b-7"


def test_an_end_that_the_order_line_tells_already_is_not_told_twice(
    mirror: Database, deadlines: LicenseDeadlines
) -> None:
    end = wire_time(NOW + 40 * DAY)
    whole = order("KO-1", lines=[line("Relay Gateway", "software", term={"end": end})])
    with mirror.write() as tx:
        assert OrdersApplier(FixedClock()).apply(tx, [change("ord-1", whole)], 1) == []
    put_records(mirror, "license", [(LICENSE, license_record(expires_at=end))])
    assert due(deadlines) == []
    earlier = wire_time(NOW + 20 * DAY)
    put_records(mirror, "license", [(LICENSE, license_record(expires_at=earlier))])
    [entry] = due(deadlines)
    assert entry.deadline.at == NOW + 20 * DAY
    assert not entry.deadline.acts
    assert entry.deadline.license_part == f"licenses:{LICENSE}"
    assert "order line ends" in " ".join(entry.deadline.working)
    need = rules.deadline_need(entry, NOW)
    assert (need.kind, need.action) == (NeedKind.LICENSE, "Show license")


def test_a_calendar_file_holds_them_with_what_they_rest_on(
    mirror: Database, own: Database, deadlines: LicenseDeadlines, tmp_path: Path
) -> None:
    put_records(mirror, "license", [(LICENSE, license_record())])
    answered(own, "set-1", NOW + 6 * DAY, "ham-1")
    service = DeadlineService((deadlines,), FixedClock(), "Europe/Berlin", profile_id="p")
    path = tmp_path / "due.ics"
    assert service.write_ics(path, DeadlineQuery(kinds=frozenset({DeadlineKind.LICENSE_FILE_END})))
    text = path.read_bytes().decode().replace("\r\n ", "")
    assert "SUMMARY:License file on ham-1 expires" in text
    assert "Rests on: The license file's own end" in text
    assert "CATEGORIES:license-file-end" in text
