"""What the vendor says of certifications: a need while nobody has seen it, an alert once."""

from __future__ import annotations

from datetime import UTC, datetime

from app.certification.asked import Origin
from app.certification.model import Draft, Filed
from app.overview import alerts
from app.overview.certification_rules import filed_need
from app.overview.model import NeedKind, Urgency

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DRAFT = Draft(
    id="d1", title="Compliance, 1 Dec 2026", origin=Origin.PORTAL, as_of=AT, created_at=AT,
    saved_at=AT,
)  # fmt: skip


def test_a_question_of_the_vendor_presses_and_shows_its_words() -> None:
    need = filed_need(DRAFT, Filed(id="c1", state="questioned", note="Why 12?", changed_at=AT))
    assert (need.kind, need.urgency) == (NeedKind.CERTIFICATION, Urgency.SOON)
    assert need.text == "Why 12?"
    assert need.certification_part == "draft:d1"
    assert need.left == "Since 23 Nov 2026"


def test_a_countersignature_is_told_once_and_leads_to_the_certification() -> None:
    said = Filed(id="c1", state="countersigned", countersigned_at=AT)
    assert filed_need(DRAFT, said).urgency is Urgency.LATER
    [matter] = alerts.certification_matters([(DRAFT, said)])
    assert (matter.page, matter.part) == ("certification", "draft:d1")
    assert matter.key == "certification:d1:countersigned"
    [alert] = alerts.alerts([matter])
    assert alert.title == "Certification: Compliance, 1 Dec 2026"
    assert not alert.pressing
    [several] = alerts.alerts([matter, matter])
    assert several.title == "2 certifications"
