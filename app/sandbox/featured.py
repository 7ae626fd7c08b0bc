"""The hand-made orders: one of everything an order can be, drawn up to be looked at.

Renewal chains, expansions and upgrades, three currencies, direct and through resellers, software
and hosted, trial, beta, training, suspended, unpaid, cancelled, perpetual and unlimited.
"""

# fmt: off
from __future__ import annotations

from functools import partial

from app.sandbox.calendar import Calendar
from app.sandbox.drafting import Desk, hosts, instances, storage, users
from app.sandbox.records import Order, Partner, Scope


def orders(calendar: Calendar) -> tuple[Order, ...]:
    """All hand-made orders, newest first."""
    desk = Desk(calendar)
    made = (*_relay(desk), *_strata(desk), *_strata_chain(desk), *_beacon(desk), *_others(desk))
    return tuple(sorted(made, key=lambda order: order.placed_at, reverse=True))


def _relay(desk: Desk) -> tuple[Order, ...]:
    eu = partial(desk.order, currency="EUR", seller="NL", reseller="northquay",
                 payment="through_reseller")
    new = ("2026-09-16", "2027-09-15")
    standard = desk.support("Standard", "PT8H", "2027-09-15")
    return (
        eu("KO-21877", "2026-11-02", "38250.00",
           desk.line("relay-gateway-eu", "38250.00", (instances(10),), new, production=10),
           entitlement="ent-relay-eu", relation="expansion", previous="KO-21640",
           support=standard),
        eu("KO-21640", "2026-09-16", "114750.00",
           desk.line("relay-gateway-eu", "114750.00", (instances(30),), new, production=30),
           entitlement="ent-relay-eu", support=standard),
        desk.order(
            "KO-20655", "2026-03-01", "17880.00",
            desk.line("relay-gateway", "17880.00", (instances(6),), ("2026-03-01", "2027-02-28"),
                      production=6),
            entitlement="ent-relay", relation="renewal", previous="KO-18022",
            support=desk.support("Standard", "PT8H", "2027-02-28")),
        eu("KO-20115", "2025-10-14", "22040.00",
           desk.line("relay-edge", "22040.00", (instances(8),), ("2025-10-14", "2027-10-13")),
           support=desk.support("Standard", "PT8H", "2027-10-13")),
        desk.order(
            "KO-18022", "2024-03-01", "54300.00",
            desk.line("relay-gateway", "54300.00", (instances(9),), ("2024-03-01", "2026-02-28"),
                      production=9),
            entitlement="ent-relay"),
        desk.order(
            "KO-21715", "2026-10-02", "0.00",
            desk.line("relay-gateway", None, (instances(1),), ("2026-10-02", "2026-12-01"),
                      name="Relay Gateway evaluation", kind="no_charge", production=0),
            payment="none"),
    )


def _strata(desk: Desk) -> tuple[Order, ...]:
    year = ("2026-07-01", "2027-06-30")
    return (
        desk.order(
            "KO-21930", "2026-11-18", "7050.00",
            desk.line("strata-connector", "7050.00", (instances(3),), ("2026-11-18", "2027-11-17"),
                      production=3),
            payment="due", support=desk.support("Standard", "PT8H", "2027-11-17")),
        desk.order(
            "KO-21502", "2026-08-20", "6800000",
            desk.line("strata-cloud", "6800000", (users(180), storage(1)),
                      ("2026-09-01", "2027-08-31"), name="Strata Cloud, Japan", renews=True,
                      notice_days=None),
            currency="JPY", seller="JP", payment="overdue",
            support=desk.support("Premium", "PT1H", "2027-08-31")),
        desk.order(
            "KO-21764", "2026-10-12", "3780.00",
            desk.line("strata-cloud", "3780.00", (users(42),), ("2026-10-15", "2027-04-14"),
                      name="Strata Cloud, Dayton", renews=True, notice_days=None),
            support=desk.support("Standard", "PT8H", "2027-04-14")),
        desk.order(
            "KO-21388", "2026-07-01", "61400.00",
            desk.line("strata-archive", "52000.00", (storage(40), instances(2)), year,
                      production=2),
            desk.line("strata-connector", "9400.00", (instances(4),), year),
            support=desk.support("Premium", "PT1H", "2027-06-30")),
        desk.order(
            "KO-21290", "2026-06-03", "11500.00",
            desk.line("strata-archive", "11500.00", (storage(None), instances(1)),
                      ("2026-06-03", ""), name="Strata Archive, perpetual",
                      term_kind="perpetual", billing="once", upgrades="lin-17904-1"),
            entitlement="ent-archive-perpetual", relation="upgrade", previous="KO-17904"),
        desk.order(
            "KO-17904", "2024-02-05", "147200.00",
            desk.line("strata-archive", "128000.00", (users(None), storage(20), instances(1)),
                      ("2024-02-05", ""), name="Strata Archive, perpetual",
                      term_kind="perpetual", billing="once", production=1),
            desk.line("premium-support", "19200.00",
                      (Scope("covered products", 1, "products", "other"),),
                      ("2024-02-05", "2027-02-04"), renews=True, notice_days=60),
            entitlement="ent-archive-perpetual",
            support=desk.support("Premium", "PT1H", "2027-02-04")),
        desk.order(
            "KO-19930", "2025-09-02", "4200.00",
            desk.line("strata-cloud", "4200.00", (users(10),), ("2025-12-02", "2026-12-01"),
                      name="Strata Cloud, test"),
            status="suspended", payment="overdue"),
    )


def _strata_chain(desk: Desk) -> tuple[Order, ...]:
    chained = partial(desk.order, entitlement="ent-strata-cloud")
    now = ("2025-12-27", "2026-12-26")
    return (
        chained("KO-20417", "2025-12-18", "48600.00",
                desk.line("strata-cloud", "43800.00", (users(250), storage(2)), now, renews=True),
                desk.line("strata-connector", "4800.00", (instances(4),), now, production=4),
                relation="renewal", previous="KO-19310",
                support=desk.support("Premium", "PT1H", "2026-12-26")),
        chained("KO-19310", "2024-12-19", "39000.00",
                desk.line("strata-cloud", "39000.00", (users(200), storage(2)),
                          ("2024-12-27", "2025-12-26"), renews=True),
                relation="renewal", previous="KO-18844",
                support=desk.support("Premium", "PT1H", "2025-12-26")),
        chained("KO-18844", "2024-03-18", "7150.00",
                desk.line("strata-cloud", "7150.00", (users(50),), ("2024-03-18", "2024-12-26"),
                          name="Strata Cloud, +50"),
                relation="expansion", previous="KO-17230"),
        chained("KO-17230", "2023-12-21", "27500.00",
                desk.line("strata-cloud", "27500.00", (users(150), storage(1)),
                          ("2023-12-27", "2024-12-26"), renews=True)),
    )


def _beacon(desk: Desk) -> tuple[Order, ...]:
    partner = Partner("Lumenhof Systems", "hilfe@lumenhof.example", "+49 561 555 0177")
    return (
        desk.order(
            "KO-21033", "2026-04-01", "92500.00",
            desk.line("beacon-monitor", "92500.00", (hosts(1850), users(40)),
                      ("2026-04-01", "2027-03-31"), renews=True, notice_days=60),
            support=desk.support("Premium", "PT1H", "2027-03-31")),
        desk.order(
            "KO-20760", "2026-03-06", "1340.00",
            desk.line("beacon-monitor", "1340.00", (hosts(120),), ("2026-03-06", "2027-03-05"),
                      name="Beacon Monitor, plants", renews=True, notice_days=14,
                      billing="monthly"),
            currency="EUR", seller="NL", reseller="lumenhof", payment="through_reseller",
            support=desk.support("Partner", None, "2027-03-05", partner)),
        desk.order(
            "KO-19871", "2025-08-20", "3150.00",
            desk.line("beacon-addons", "3150.00", (Scope("copies", 12, "copies", "other"),),
                      ("2025-08-20", "2027-08-19"))),
        desk.order(
            "KO-16008", "2023-05-10", "12400.00",
            desk.line("beacon-classic", "12400.00", (hosts(200),), ("2023-05-15", "2024-05-14")),
            status="cancelled", payment="none"),
    )


def _others(desk: Desk) -> tuple[Order, ...]:
    return (
        desk.order(
            "KO-21207", "2026-05-11", "0.00",
            desk.line("pulse-analytics", None, (users(25),), ("2026-05-11", "2027-01-31"),
                      kind="no_charge", beta=True, billing="once"),
            payment="none"),
        desk.order(
            "KO-20891", "2026-03-12", "9600.00",
            desk.line("operator-training", "9600.00",
                      (Scope("participants", 8, "participants", "other"),), None, billing="once"),
            status="completed"),
        desk.order(
            "KO-18555", "2024-06-01", "8400.00",
            desk.line("premium-support", "8400.00",
                      (Scope("covered products", 3, "products", "other"),),
                      ("2024-06-01", "2026-05-31")),
            support=desk.support("Premium", "PT1H", "2026-05-31")),
    )
