"""Licenses and machines as a person sees them: counts against scope, who hosts, exports."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import Problem
from app.exchange.outbox import Outbox
from app.licenses.views.granted import TermsRule, granted, standing_of
from app.licenses.views.model import (
    Clause,
    Granted,
    GrantedBy,
    HostedBy,
    LicenseStanding,
    LicenseView,
)
from app.licenses.views.views import LicenseViews
from app.orders.apply import OrdersApplier
from app.orders.records import LineRecord, ScopeRecord, TermRecord
from app.storage.database import Database
from app.storage.key import StoreKey
from app.storage.opening import open_own
from app.terms.service import TermsService
from tests.support.license_feed import license_record, machine_record, put_records
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


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Database]:
    with mirror_with(tmp_path, [], FixedClock()) as db:
        yield db


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Database]:
    with open_own(tmp_path / "own.db", StoreKey.new()) as db:
        yield db


@pytest.fixture
def views(mirror: Database, own: Database) -> LicenseViews:
    clock = FixedClock()
    outbox = Outbox(own, own.path.with_name("own.ledger"), clock)
    return LicenseViews(mirror, own, clock, lambda: TermsService(mirror, own, outbox, clock))


def put_order(mirror: Database, key: str = "ord-1", number: str = "KO-1", **changes: Any) -> None:
    whole = order(number, lines=[software(**changes)])
    with mirror.write() as tx:
        assert OrdersApplier(FixedClock()).apply(tx, [change(key, whole)], 1) == []


def software(**changes: Any) -> dict[str, Any]:
    return line("Relay Gateway", "software", **changes)


def instances(metric: str, quantity: int | None) -> dict[str, Any]:
    return {"metric": metric, "quantity": quantity, "unit": "instances", "kind": "instances"}


def only(views: LicenseViews) -> LicenseView:
    [found] = views.licenses()
    return found


def record_of(*scopes: ScopeRecord, production: int | None = None) -> LineRecord:
    return LineRecord(
        id="line-1", product_id="prod-1", product_name="Relay Gateway", kind="software",
        term=TermRecord(kind="license"), scope=list(scopes), production_instances=production,
    )  # fmt: skip


def scope(metric: str, quantity: int | None) -> ScopeRecord:
    return ScopeRecord(metric, quantity, "instances", "instances")


def test_the_order_line_says_how_many_instances_there_may_be() -> None:
    found = granted(record_of(scope("production instances", 6)), None, 3)
    assert (found.total, found.production, found.other) == (6, 6, 0)
    assert found.by is GrantedBy.ORDER


def test_non_production_instances_count_as_the_order_grants_them() -> None:
    line_ = record_of(scope("production instances", 2), scope("test instances", 4))
    found = granted(line_, None, 3)
    assert (found.total, found.production, found.other) == (6, 2, 4)


def test_an_evaluation_has_no_production_instance() -> None:
    found = granted(record_of(scope("production instances", 1), production=0), None, 1)
    assert (found.total, found.production, found.other) == (1, 0, 1)


def test_unlimited_in_the_order_is_unlimited() -> None:
    found = granted(record_of(scope("instances", None)), None, 3)
    assert (found.total, found.production) == (None, None)


def test_where_the_order_is_silent_the_terms_allow_their_number_in_production() -> None:
    rule = TermsRule(1, Clause("6.2.1", "terms-2026-09", "2026-09"))
    found = granted(record_of(), rule, 3)
    assert (found.total, found.production, found.other) == (3, 1, 2)
    assert found.by is GrantedBy.TERMS
    assert found.clause is not None
    assert found.clause.number == "6.2.1"
    assert "§6.2.1" in found.words


def test_where_neither_says_it_the_vendors_record_counts_and_is_named() -> None:
    found = granted(None, None, 3)
    assert (found.total, found.by) == (3, GrantedBy.LICENSE)
    assert "record" in found.words


@pytest.mark.parametrize(
    ("state", "used", "days", "standing"),
    [
        ("active", 0, 400, LicenseStanding.GOOD),
        ("active", 3, 400, LicenseStanding.FULL),
        ("active", 4, 400, LicenseStanding.OVER),
        ("active", 1, 80, LicenseStanding.ENDING),
        ("active", 1, -1, LicenseStanding.EXPIRED),
        ("suspended", 1, 400, LicenseStanding.SUSPENDED),
        ("revoked", 1, -1, LicenseStanding.REVOKED),
        ("expired", 0, 400, LicenseStanding.EXPIRED),
    ],
)
def test_the_worst_that_holds_of_a_license_is_its_standing(
    state: str, used: int, days: int, standing: LicenseStanding
) -> None:
    view = LicenseView(
        id="lic-1", name="n", product_id="p", product_name="n", order_id="o", order_number="",
        line_id="l", standing=LicenseStanding.GOOD, words="", expires_at=NOW + days * DAY,
        permitted=3, used=used, production=used, granted=Granted(total=3, production=3),
    )  # fmt: skip
    assert standing_of(view, state, NOW) is standing


def test_a_license_is_joined_with_its_order_and_counts_its_active_machines(
    mirror: Database, views: LicenseViews
) -> None:
    put_order(mirror, scope=[instances("production instances", 2)], production_instances=2)
    put_records(mirror, "license", [("lic-1", license_record())])
    gone = machine_record("old", state="deactivated", ended_at="2026-10-01T00:00:00Z")
    test = machine_record("test", production=False)
    put_records(mirror, "machine", [("m1", machine_record()), ("m2", gone), ("m3", test)])
    found = only(views)
    assert (found.order_number, found.used, found.production) == ("KO-1", 2, 1)
    assert found.permitted == 2
    assert found.standing is LicenseStanding.FULL
    assert found.line_words == "2 production instances"
    assert found.entitlements == ("clustering",)


def test_more_production_instances_than_granted_is_over_scope_though_the_sum_fits(
    mirror: Database, views: LicenseViews
) -> None:
    scopes = [instances("production instances", 1), instances("test instances", 3)]
    put_order(mirror, scope=scopes)
    put_records(mirror, "license", [("lic-1", license_record(machines=4))])
    put_records(mirror, "machine", [(f"m{n}", machine_record(f"gw-{n}")) for n in range(2)])
    found = only(views)
    assert found.standing is LicenseStanding.OVER
    assert found.words == "1 production instance more in use than granted"
    assert views.counts().need == 1


def test_an_end_is_said_with_hour_and_zone(mirror: Database, views: LicenseViews) -> None:
    ends = wire_time(NOW + 10 * DAY)
    put_records(mirror, "license", [("lic-1", license_record(expires_at=ends))])
    found = only(views)
    assert found.standing is LicenseStanding.ENDING
    assert "2026, " in found.words
    assert found.words.split()[-1].isupper()


def test_words_find_licenses_and_machines(mirror: Database, views: LicenseViews) -> None:
    put_order(mirror)
    put_records(mirror, "license", [("lic-1", license_record())])
    put_records(mirror, "machine", [("m1", machine_record("ham-gw-01")), ("m2", machine_record())])
    assert len(views.licenses("gateway ko-1")) == 1
    assert views.licenses("nothing so") == ()
    assert [one.name for one in views.machines("HAM")] == ["ham-gw-01"]
    assert [one.id for one in views.machines(license_id="lic-1")] == ["m2", "m1"]
    assert views.machines(license_id="lic-2") == ()


def test_who_hosts_a_machine_is_kept_found_and_explained(
    mirror: Database, views: LicenseViews
) -> None:
    put_records(mirror, "machine", [("m1", machine_record())])
    [before] = views.machines()
    assert before.hosted_by is HostedBy.UNKNOWN
    views.note_host(before.fingerprint, HostedBy.PROVIDER, "  Ulm   Data Center ")
    [found] = views.machines("ulm")
    assert (found.hosted_by, found.hosted_words) == (HostedBy.PROVIDER, "Ulm Data Center")
    assert found.hosted_clause is not None
    assert found.hosted_clause.number == "6.2"
    views.note_host(before.fingerprint, HostedBy.UNKNOWN)
    assert views.machines() == (before,)


def test_what_cannot_be_read_is_left_out_and_the_rest_is_there(
    mirror: Database, views: LicenseViews
) -> None:
    put_records(mirror, "license", [("bad", {"name": 1}), ("lic-1", license_record())])
    put_records(mirror, "machine", [("bad", []), ("m1", machine_record())])
    assert [one.id for one in views.licenses()] == ["lic-1"]
    assert [one.id for one in views.machines()] == ["m1"]


def test_exports_are_whole_machine_readable_and_safe_in_a_spreadsheet(
    mirror: Database, views: LicenseViews, tmp_path: Path
) -> None:
    put_records(mirror, "license", [("lic-1", license_record(name="=cmd|' /C calc'!A0"))])
    put_records(mirror, "machine", [("m1", machine_record("@gw"))])
    table, book, data = tmp_path / "l.csv", tmp_path / "m.xlsx", tmp_path / "l.json"
    assert views.export_licenses(table) == 1
    assert views.export_machines(book) == 1
    assert views.export_licenses(data) == 1
    rows = list(csv.reader(table.read_text("utf-8-sig").splitlines()))
    assert rows[1][0] == "'=cmd|' /C calc'!A0"
    assert rows[1][11] == "2027-12-31T23:59:59Z"
    with zipfile.ZipFile(book) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    [one] = json.loads(data.read_bytes())
    assert one["standing"] == "good"
    assert one["granted"]["by"] == "license"


def test_an_export_that_cannot_be_written_leaves_the_old_file(
    views: LicenseViews, tmp_path: Path
) -> None:
    with pytest.raises(Problem):
        views.export_licenses(tmp_path / "missing" / "l.csv")


def test_thousands_of_machines_and_orders_take_few_statements(
    mirror: Database, views: LicenseViews
) -> None:
    lines = [instances("production instances", 9)]
    orders = [
        change(f"ord-{n}", order(f"KO-{n}", lines=[software(scope=lines)])) for n in range(300)
    ]
    with mirror.write() as tx:
        OrdersApplier(FixedClock()).apply(tx, orders, 1)
    put_records(
        mirror, "license",
        [(f"lic-{n}", license_record(order_id=f"ord-{n}")) for n in range(300)],
    )  # fmt: skip
    put_records(
        mirror, "machine",
        [(f"m{n}", machine_record(f"gw-{n}", license_id=f"lic-{n % 300}")) for n in range(2_000)],
    )  # fmt: skip
    statements: list[str] = []
    mirror._connection.set_trace_callback(statements.append)
    try:
        assert len(views.licenses()) == 300
        assert len(views.machines()) == 2_000
    finally:
        mirror._connection.set_trace_callback(None)
    assert len(statements) < 60
