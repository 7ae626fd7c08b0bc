"""What the invented vendor asks to be certified, audits it announces, and what its products count.

One of everything: all orders, two orders, after the end, and without a date; in time and too late.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from msgspec import Struct

from app.sandbox.calendar import Calendar, Weekday, at, end_of, midnight
from app.sandbox.certification_records import (
    AuditAnnouncement,
    CertificationRequest,
    Figure,
    UsageReport,
)

_ACTIVE = "Accounts that are not deactivated at the end of the period."
_RUNNING = "Instances with production data that ran on any day of the period."
_STORED = "The most that was stored at the end of any day of the period, without backups."
_WATCHED = "Hosts that reported on at least one day of the period."


def signed_records(calendar: Calendar) -> Iterator[tuple[str, str, Struct]]:
    """Kind, id and content of every record, which travels signed."""
    for request in _requests(calendar):
        yield "certification_request", request.id, request
    for audit in _audits(calendar):
        yield "audit", audit.id, audit
    for report in _reports(calendar):
        yield "usage_report", report.id, report


def _requests(calendar: Calendar) -> Iterator[CertificationRequest]:
    day = calendar.drawn
    yield CertificationRequest(
        id="cert-2026-1",
        issued_at=at(day("2026-11-09")),
        due_at=end_of(day("2026-12-14")),
        period_start=midnight(day("2025-12-01")),
        period_end=end_of(day("2026-11-30")),
        orders=None,
        reason="Yearly certification of use within the terms and the scope of use.",
    )
    yield CertificationRequest(
        id="cert-2026-2",
        issued_at=at(day("2026-11-16"), 10),
        due_at=end_of(day("2026-12-16")),
        period_start=midnight(day("2026-07-01")),
        period_end=end_of(day("2026-10-31")),
        orders=("ord-20417", "ord-21388"),
        reason="Named users, storage and instances of KO-20417 and KO-21388 since July.",
    )
    yield CertificationRequest(
        id="cert-2026-3",
        issued_at=at(day("2026-11-12"), 11),
        due_at=end_of(day("2026-12-21")),
        period_start=midnight(day("2023-05-15")),
        period_end=end_of(day("2024-05-14")),
        orders=("ord-16008",),
        reason=(
            "KO-16008 was cancelled. Under clause 17 of the End Customer Terms we ask you to"
            " certify that Beacon Classic and all copies of it are deleted."
        ),
        kind="deletion",
    )
    yield CertificationRequest(
        id="cert-2026-4",
        issued_at=at(day("2026-11-19"), 9),
        due_at=None,
        period_start=midnight(day("2026-04-01")),
        period_end=end_of(day("2026-11-18")),
        orders=("ord-21033",),
        reason="Monitored hosts and named users of KO-21033, before we talk about its renewal.",
    )


def _audits(calendar: Calendar) -> Iterator[AuditAnnouncement]:
    friday = calendar.weekday("2026-11-20", Weekday.FRIDAY)
    yield AuditAnnouncement(
        "audit-2026-1", at(friday, 14), at(friday + timedelta(days=17), 8), "Ulm, Germany",
        "Relay Gateway and Relay Gateway EU, all production instances", "Orrin & Vale Assurance",
    )  # fmt: skip
    thursday = calendar.weekday("2026-11-21", Weekday.THURSDAY)
    yield AuditAnnouncement(
        "audit-2026-2", at(thursday, 15), at(thursday + timedelta(days=8), 9), "Kassel, Germany",
        "Strata Connector, all instances of KO-20417 and KO-21388", "Orrin & Vale Assurance",
    )  # fmt: skip


def _reports(calendar: Calendar) -> Iterator[UsageReport]:
    since, until = (calendar.drawn(text) for text in ("2026-10-01", "2026-10-31"))
    counted = (
        ("strata-cloud", "tenant brennholt", (
            Figure("named users", 463, "users", _ACTIVE),
            Figure("storage", 2, "TB", _STORED),
        )),
        ("beacon-monitor", "tenant brennholt", (
            Figure("monitored hosts", 1_938, "hosts", _WATCHED),
            Figure("named users", 43, "users", _ACTIVE),
        )),
        ("relay-edge", "gw-edge-ulm-01", (
            Figure("production instances", 7, "instances", _RUNNING),
        )),
        ("strata-archive", "archive-ulm-01", (
            Figure("storage", 41, "TB", _STORED),
            Figure("production instances", 3, "instances", _RUNNING),
        )),
    )  # fmt: skip
    for product, installation, figures in counted:
        yield UsageReport(
            f"use-{product}-10", product, installation, midnight(since), end_of(until), figures
        )
