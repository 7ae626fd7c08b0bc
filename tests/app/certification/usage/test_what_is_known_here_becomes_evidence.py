"""Machines, users, storage, signed reports and typed figures: snapshots that never change again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from app.certification.reconcile.model import Entitlement
from app.certification.usage import problems
from app.certification.usage.model import Belongs, LeftOut, Source, SourceKind
from app.licenses.views.model import HostedBy
from app.storage.blobs import FileLost
from tests.support.license_feed import machine_record
from tests.support.usage_desk import (
    ARCHIVE,
    CLOUD,
    GATEWAY,
    HOSTS,
    UsageDesk,
    machines,
    names,
    report,
    usage_desk,
)
from tests.support.vendor_desk import VendorDesk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[UsageDesk]:
    with usage_desk(tmp_path) as found:
        yield found


def content(desk: UsageDesk, source: Source) -> bytes:
    assert source.file is not None
    return desk.around.read_file(source.file.id)


def test_machines_become_rows_with_who_hosts_them(desk: UsageDesk):
    machines(
        desk, ("gw-1", {}), ("gw-2", {"production": False}), ("gw-3", {"state": "deactivated"}),
        ("gw-4", {}),
    )  # fmt: skip
    known = desk.rooms.licenses.views
    prints = {one.name: one.fingerprint for one in known.machines()}
    known.note_host(prints["gw-1"], HostedBy.SELF)
    known.note_host(prints["gw-4"], HostedBy.AFFILIATE, "Brennholt Nord GmbH")
    source = desk.usage.from_machines("Anna Berg")
    rows = list(desk.usage.rows(source))
    assert source.kind is SourceKind.MACHINES
    assert (source.rows_read, source.rows_counted) == (4, 2)
    assert source.left_out == (LeftOut("not a production instance", 1), LeftOut("not active", 1))
    assert {(one.product_id, one.metric) for one in rows} == {(GATEWAY, "production instances")}
    assert [one.row for one in rows] == [1, 2, 3, 4]
    usage = desk.usage.count([source], desk.usage.rules())
    assert usage.counts[0].by_belonging == {Belongs.AFFILIATE: 1, Belongs.OWN: 1}
    assert all(one.source_id == source.id for one in usage.rows)


def test_a_machine_whose_host_is_not_said_is_asked_about(desk: UsageDesk):
    machines(desk, ("gw-1", {}))
    usage = desk.usage.count([desk.usage.from_machines("Anna")], desk.usage.rules())
    assert usage.counts[0].conflicts == ("Whose it is is not said (1 row)",)


def test_a_snapshot_is_canonical_hashed_and_stays_as_it_was(desk: UsageDesk):
    machines(desk, ("gw-1", {}))
    source = desk.usage.from_machines("Anna Berg")
    data = content(desk, source)
    assert hashlib.sha256(data).hexdigest() == source.sha256
    assert source.size == len(data)
    plain = json.loads(data)
    assert (
        json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        == data
    )
    assert (plain["kind"], plain["made_by"], plain["rows"][0]["quantity"]) == (
        "machines", "Anna Berg", "1"
    )  # fmt: skip
    desk.put("machine", ("mac-gw-1", machine_record("gw-1", state="deactivated")))
    assert names(list(desk.usage.rows(source))) == ["gw-1"]


def test_users_count_for_each_product_that_grants_users(desk: UsageDesk):
    desk.put(
        "user",
        ("u1", {"name": "Mara Brandt", "email": "Mara@brennholt.example", "role": "admin",
                "active": True}),
        ("u2", {"name": "Old", "email": "old@brennholt.example", "role": "viewer",
                "active": False}),
    )  # fmt: skip
    source = desk.usage.from_users("Anna Berg")
    rows = list(desk.usage.rows(source))
    assert [(one.product_id, one.metric, one.name, one.left_out) for one in rows] == [
        (CLOUD, "named users", "Mara@brennholt.example", ""),
        (CLOUD, "named users", "old@brennholt.example", "not active"),
    ]
    more = desk.usage.from_users("Anna Berg", products=(ARCHIVE,))
    assert {one.product_id for one in desk.usage.rows(more)} == {ARCHIVE}
    table, _rows = desk.read(
        "users.csv", "Host\nmara@BRENNHOLT.example\nnew@brennholt.example\n",
        msgspec.structs.replace(HOSTS, fixed={"product_id": CLOUD, "metric": "named users"}),
    )  # fmt: skip
    (figure,) = desk.usage.count([source, table], desk.usage.rules()).counts
    assert figure.quantity == 2
    assert [one.name for one in figure.duplicates] == ["Mara@brennholt.example"] or (
        [one.name for one in figure.duplicates] == ["mara@BRENNHOLT.example"]
    )


def test_storage_counts_each_service_in_the_unit_of_its_order(desk: UsageDesk):
    with desk.around.mirror.write() as tx:
        for key, used in (("srv-1", 1_500_000_000_001), ("srv-2", 0)):
            body = {"order_id": "ord-1", "name": "tenant", "state": "running", "storage_used": used}
            tx.execute(
                "INSERT INTO service VALUES (?, 'ord-1', 1, 1, ?)",
                (key, json.dumps(body).encode()),
            )
    source = desk.usage.from_storage("Anna Berg")
    rows = list(desk.usage.rows(source))
    assert [(one.product_id, one.name, one.quantity, one.unit) for one in rows] == [
        (CLOUD, "tenant (srv-1)", Decimal("1.501"), "TB"), (CLOUD, "tenant (srv-2)", 0, "TB")
    ]  # fmt: skip


def test_what_is_not_known_is_never_a_zero(desk: UsageDesk):
    for ask in (desk.usage.from_machines, desk.usage.from_users, desk.usage.from_storage):
        with pytest.raises(problems.NothingKnown) as caught:
            ask("Anna Berg")
        assert "no evidence of zero" in caught.value.explanation


def test_a_signed_report_counts_with_its_definition_and_proof(desk: UsageDesk):
    desk.put_report("use-1", report())
    desk.put_report("use-2", report("use-2", counted_to="2026-11-15T00:00:00Z", figures=[
        {"metric": "named users", "value": 240, "unit": "users", "definition": "Users on the day."},
    ]))  # fmt: skip
    desk.put_report("use-3", report("use-3", installation="tenant nord"))
    assert desk.usage.report_products() == (CLOUD,)
    source = desk.usage.from_reports("Anna Berg", CLOUD)
    rows = list(desk.usage.rows(source))
    assert [(one.name, one.quantity, one.metric) for one in rows] == [
        ("tenant brennholt", 240, "named users"), ("tenant nord", 231, "named users")
    ]  # fmt: skip
    assert "the signature holds (use-2, use-3)" in source.signature
    assert "named users: Users on the day." in source.definition
    assert f"{source.counted_at:%Y-%m-%d}" == "2026-11-15"
    kept = json.loads(content(desk, source))
    assert [one["id"] for one in kept["signed"]] == ["use-2", "use-3"]
    (figure,) = desk.usage.count([source], desk.usage.rules()).counts
    assert figure.quantity == 471
    assert "Users on the day." in figure.definition


def test_a_report_that_is_not_genuine_does_not_count(desk: UsageDesk):
    stranger = VendorDesk(bytes(range(1, 33)))
    desk.put("usage_report", ("use-1", stranger.signed(report(), "usage_report")))
    with pytest.raises(problems.NotGenuineReport, match="not genuine"):
        desk.usage.from_reports("Anna Berg", CLOUD)
    desk.put_report("use-1", report(), kind="notice")
    with pytest.raises(problems.NotGenuineReport, match="not genuine") as caught:
        desk.usage.from_reports("Anna Berg", CLOUD)
    assert "another kind of record" in caught.value.explanation
    desk.put_report("use-1", report("use-9"))
    desk.put_report("use-2", report("use-2"))
    source = desk.usage.from_reports("Anna Berg", CLOUD)
    assert "Usage report use-1 does not count" in source.problems[0]
    with pytest.raises(problems.NoReport):
        desk.usage.from_reports("Anna Berg", GATEWAY)


def test_a_typed_figure_keeps_its_reason_and_can_be_zero(desk: UsageDesk):
    source = desk.usage.typed(
        ARCHIVE,
        "production instances",
        Decimal(0),
        "instances",
        " Shut down\n in May ",
        "Anna Berg",
    )
    assert (source.kind, source.reason, source.added_by) == (
        SourceKind.TYPED, "Shut down in May", "Anna Berg"
    )  # fmt: skip
    (figure,) = desk.usage.count([source], desk.usage.rules()).counts
    assert figure.quantity == 0
    other = desk.usage.typed(ARCHIVE, "production instances", Decimal(2), "", "Two more", "Anna")
    (figure,) = desk.usage.count([source, other], desk.usage.rules()).counts
    assert figure.quantity == 2


@pytest.mark.parametrize(
    ("quantity", "reason"),
    [("-1", "why"), ("NaN", "why"), ("Infinity", "why"), ("1e15", "why"), ("1", "  ")],
)
def test_an_impossible_typed_figure_is_refused(desk: UsageDesk, quantity: str, reason: str):
    with pytest.raises(problems.BadFigure):
        desk.usage.typed(GATEWAY, "storage", Decimal(quantity), "TB", reason, "Anna Berg")


def test_evidence_of_a_figure_is_opened_page_by_page(desk: UsageDesk):
    source, _rows = desk.read("hosts.csv", "Host\n" + "".join(f"gw-{n}\n" for n in range(500)))
    page = desk.usage.evidence(source, "production instances", GATEWAY, 450, 100)
    assert [page.rows[0].name, page.rows[-1].name, len(page.rows)] == ["gw-450", "gw-499", 50]
    assert (page.first, page.total, page.counted) == (450, 500, 500)
    assert desk.usage.evidence(source, "storage", GATEWAY).total == 0
    assert desk.usage.evidence(source, "", "", 0, 10).total == 500


def test_a_kept_copy_that_is_gone_is_said(desk: UsageDesk):
    source, _rows = desk.read("hosts.csv", "Host\ngw-1\n")
    assert source.file is not None
    desk.around.files.release([source.file.id])
    with pytest.raises(FileLost):
        list(desk.usage.rows(source))


def test_a_snapshot_of_a_newer_form_is_not_guessed_at(desk: UsageDesk):
    file = desk.around.files.attach(("typed.json", b'{"format": "counterpart-usage/9"}'))
    source = desk.usage.typed(GATEWAY, "storage", Decimal(1), "TB", "why", "Anna")
    with pytest.raises(problems.WrongSource):
        list(desk.usage.rows(msgspec.structs.replace(source, file=file)))


def test_rules_know_the_register_and_the_units_of_orders(desk: UsageDesk):
    one = Entitlement(
        id="x", product_id=CLOUD, product_name="Strata Cloud", metric="storage", unit="TB",
        software=False, permitted=Decimal(2),
    )  # fmt: skip
    rules = desk.usage.rules([one])
    assert rules.own_names == {"brennholt", "brennholt se"}
    assert rules.companies == {"brennholt nord gmbh": True}
    assert rules.units == {(CLOUD, "storage"): "TB"}


def test_products_come_with_the_metrics_of_their_orders(desk: UsageDesk):
    found = {one.id: [metric.name for metric in one.metrics] for one in desk.usage.products()}
    assert found == {
        GATEWAY: ["production instances"], CLOUD: ["named users", "storage"],
        ARCHIVE: ["production instances"],
    }  # fmt: skip
