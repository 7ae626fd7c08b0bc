"""Licenses on the overview: over their scope they need somebody; use stands among the bars."""

from __future__ import annotations

import msgspec
import pytest

from app.licenses.views.model import Clause, Granted, GrantedBy, LicenseStanding, LicenseView
from app.overview import license_rules
from app.overview.model import NeedKind

VIEW = LicenseView(
    id="lic-1",
    name="Relay Gateway",
    product_id="p",
    product_name="Relay Gateway",
    order_id="o",
    order_number="KO-1",
    line_id="l",
    standing=LicenseStanding.GOOD,
    words="2 instances are free",
    permitted=6,
    used=4,
    production=4,
    granted=Granted(total=6, production=6, by=GrantedBy.ORDER),
)


def test_use_of_instances_is_a_bar_with_its_words() -> None:
    use = license_rules.license_use(VIEW)
    assert use is not None
    assert (use.used_words, use.limit_words, use.state_words) == ("4", "of 6", "2 free")
    assert use.metric == "production instances"
    full = license_rules.license_use(msgspec.structs.replace(VIEW, used=6))
    assert full is not None
    assert (full.state_words, full.at_limit) == ("At limit", True)
    over = license_rules.license_use(msgspec.structs.replace(VIEW, used=8))
    assert over is not None
    assert (over.state_words, over.over) == ("2 over", True)
    free = license_rules.license_use(msgspec.structs.replace(VIEW, permitted=None))
    assert free is not None
    assert (free.limit, free.state_words) == (None, "not limited")


def test_what_nobody_uses_or_what_is_over_is_no_bar() -> None:
    assert license_rules.license_use(msgspec.structs.replace(VIEW, used=0)) is None
    ended = msgspec.structs.replace(VIEW, standing=LicenseStanding.EXPIRED)
    assert license_rules.license_use(ended) is None


@pytest.mark.parametrize(
    ("standing", "used", "title"),
    [
        (LicenseStanding.OVER, 8, "Relay Gateway is used beyond its scope"),
        (LicenseStanding.SUSPENDED, 4, "The license of Relay Gateway was withdrawn"),
        (LicenseStanding.REVOKED, 4, "The license of Relay Gateway was withdrawn"),
    ],
)
def test_a_license_over_its_scope_or_withdrawn_needs_somebody(
    standing: LicenseStanding, used: int, title: str
) -> None:
    clause = Clause("6.2.1", "terms-2026-09", "2026-09")
    view = msgspec.structs.replace(
        VIEW,
        standing=standing,
        used=used,
        granted=Granted(total=6, production=1, by=GrantedBy.TERMS, clause=clause),
    )
    need = license_rules.license_need(view)
    assert need is not None
    assert (need.title, need.kind) == (title, NeedKind.LICENSE)
    assert (need.clause, need.version_id) == ("6.2.1", "terms-2026-09")
    assert need.license_part == "licenses:lic-1"


def test_a_license_in_order_or_withdrawn_from_nobody_needs_nothing() -> None:
    assert license_rules.license_need(VIEW) is None
    idle = msgspec.structs.replace(VIEW, standing=LicenseStanding.REVOKED, used=0)
    assert license_rules.license_need(idle) is None
