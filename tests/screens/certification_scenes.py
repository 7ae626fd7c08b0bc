"""The certification page in every state: the board, the guide's first steps, its dialogs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.certification.asked import Origin
from app.certification.model import Draft, Excluded
from app.certification.reconcile.model import Resolution
from app.services.rooms import Rooms
from tests.screens.scenes import DAMAGED, OFFLINE, Scene, page
from tests.screens.stage import Stage
from tests.screens.world import NOW, World

WHO = "Kim Sorensen"
TWO_ORDERS = "cert-2026-2"
ALL_ORDERS = "cert-2026-1"
DELETION = "cert-2026-3"
HOSTS = """Host name;Product;Environment;Status;Company;Counted
ham-conn-01;Strata Connector;PRD;active;Brennholt SE;21.11.2026
ham-conn-02;Strata Connector;PRD;active;Brennholt SE;21.11.2026
ham-conn-03;Strata Connector;PRD;active;Brennholt Austria GmbH;21.11.2026
ham-conn-04;Strata Connector;TST;active;Brennholt SE;21.11.2026
ham-conn-05;Strata Connector;PRD;retired;Brennholt SE;18.11.2026
ulm-arc-01;Strata Archive;PRD;active;Brennholt SE;21.11.2026
ulm-arc-02;Strata Archive;PRD;active;Brennholt SE;21.11.2026
"""


def rooms_of(stage: Stage) -> Rooms:
    """The profile's rooms on the window's thread."""
    rooms = stage.application.desk.rooms
    assert rooms is not None
    return rooms


@contextmanager
def certification(world: World, qt: Any, **options: Any) -> Iterator[Stage]:
    """The page; what was begun on it is gone afterwards."""
    with page(world, qt, key="certification", **options) as stage:
        try:
            yield stage
        finally:
            stage.rest(1)
            rooms = stage.application.desk.rooms
            if rooms is not None:
                for draft in rooms.certification.drafts():
                    if draft.item:
                        rooms.outbox.discard(draft.item)
                    rooms.certification.discard(draft.id)
                for audit in rooms.certification.audits():
                    if audit.origin is Origin.BY_HAND:
                        rooms.certification.withdraw_audit(audit.id)


def begun(stage: Stage, request: str = TWO_ORDERS, *, confirmed: bool = True) -> Draft:
    """A certification for a request, its scope confirmed."""
    service = rooms_of(stage).certification
    draft = service.begin(request)
    return service.confirm_scope(draft.id) if confirmed else draft


def counted(stage: Stage, request: str = TWO_ORDERS) -> Draft:
    """With figures from what is known here; some entitlements have none."""
    service = rooms_of(stage).certification
    draft = begun(stage, request)
    for source in (service.usage.from_machines(WHO), service.usage.from_users(WHO)):
        draft = service.add_source(draft.id, source)
    return draft


def compared(stage: Stage, request: str = TWO_ORDERS) -> Draft:
    """With two figures typed in, one of them over; one is still missing."""
    service = rooms_of(stage).certification
    draft = counted(stage, request)
    for product, used in (("Strata Connector", 12), ("Strata Archive", 2)):
        one = next(
            one
            for one in service.entitlements(draft.id)
            if one.product_name == product and one.metric == "production instances"
        )
        source = service.usage.typed(
            one.product_id, one.metric, Decimal(used), one.unit, "Read off the console", WHO
        )
        draft = service.add_source(draft.id, source)
    return draft


def in_guide(stage: Stage, draft_id: str, step: str) -> Any:
    """The guide at a step; the step's view."""
    stage.window.show_page("certification", f"draft:{draft_id}:{step}")
    stage.rest(6)
    shown: Any = stage.window.page
    return shown.guide.view


def _open(stage: Stage, dialog: Any) -> None:
    stage.application.actions.dialog = dialog


def _request_chosen(stage: Stage) -> None:
    stage.window.show_page("certification", f"request:{TWO_ORDERS}")


def _audit_chosen(stage: Stage) -> None:
    stage.window.show_page("certification", "audit:audit-2026-2")


def _audit_typed_in(stage: Stage) -> None:
    """An announcement that came by letter, with the letter."""
    with TemporaryDirectory() as folder:
        letter = Path(folder) / "announcement-of-an-audit.pdf"
        letter.write_bytes(b"%PDF-1.7")
        key = rooms_of(stage).certification.note_audit(
            NOW - timedelta(days=1), NOW + timedelta(days=6), site="Ulm, Hafenbad 4",
            scope="Strata Connector", auditor="Marlow & Finch", paper=letter,
        )  # fmt: skip
    stage.window.page.refresh(frozenset())  # type: ignore[union-attr]
    stage.rest()
    stage.window.show_page("certification", f"audit:{key}")


def _correction(stage: Stage) -> None:
    _audit_typed_in(stage)
    stage.rest()
    shown: Any = stage.window.page
    shown.board.pane.correct.click()
    _open(stage, shown.acts.dialog)


def _under_way(stage: Stage) -> None:
    """A certification in progress beside a rehearsal."""
    counted(stage)
    rooms_of(stage).certification.begin(rehearsal=True)
    stage.window.refresh(frozenset())


def _request_step(stage: Stage) -> None:
    in_guide(stage, begun(stage, confirmed=False).id, "request")


def _rehearsal(stage: Stage) -> None:
    in_guide(stage, rooms_of(stage).certification.begin(rehearsal=True).id, "request")


def _scope(stage: Stage) -> Any:
    return in_guide(stage, begun(stage, ALL_ORDERS, confirmed=False).id, "scope")


def _left_out(stage: Stage) -> None:
    service = rooms_of(stage).certification
    draft = begun(stage, TWO_ORDERS)
    first = service.entitlements(draft.id)[0]
    service.set_scope(
        draft.id, excluded=(Excluded(first.id, "Certified by our affiliate in Graz itself"),)
    )
    in_guide(stage, draft.id, "scope")


def _scope_dialog(stage: Stage) -> None:
    view = _scope(stage)
    view.ask_scope()
    _open(stage, view.dialog)


def _usage(stage: Stage) -> Any:
    return in_guide(stage, counted(stage).id, "usage")


def _usage_empty(stage: Stage) -> Any:
    return in_guide(stage, begun(stage).id, "usage")


def _mapping(stage: Stage) -> None:
    view = _usage_empty(stage)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "hosts-2026-11-21.csv"
        path.write_text(HOSTS, encoding="utf-8")
        view.acts.bring([path])
        stage.until(lambda: view.acts.dialog is not None, "the mapping")
        stage.wait(300)
        stage.rest()
    _open(stage, view.acts.dialog)


def _reconcile(stage: Stage) -> Any:
    view = in_guide(stage, compared(stage).id, "reconcile")
    stage.until(lambda: view.reading is not None, "the comparison")
    stage.rest()
    return view


def _answer(stage: Stage) -> None:
    view = _reconcile(stage)
    finding = max(view.reading.open_findings, key=lambda one: len(one.options))
    way = next(
        one.resolution for one in finding.options if one.resolution is not Resolution.CORRECTED
    )
    view.ask_answer(finding, way)
    _open(stage, view.dialog)


def _rows(stage: Stage) -> None:
    view = _reconcile(stage)
    row = next(one for one in view.table.model._rows if one.line.source_ids)
    view.table.choose(row.id)
    view.open_rows(row.line.source_ids[0])
    stage.rest()
    _open(stage, view.dialog)


def _note(stage: Stage) -> None:
    shown: Any = stage.window.page
    shown.acts.ask_request()
    _open(stage, shown.acts.dialog)


def _fails(stage: Stage) -> None:
    shown: Any = stage.window.page
    shown._failed(DAMAGED)


def certification_scenes() -> tuple[Scene, ...]:
    """What shows something of its own: each is walked in every size, and that takes its time."""
    p: Callable[..., Any] = partial(partial, certification)
    return (
        Scene("certification", p(then=_under_way), quick=True),
        Scene("certification-request", p(then=_request_chosen)),
        Scene("certification-audit", p(then=_audit_chosen)),
        Scene("certification-audit-by-letter", p(then=_audit_typed_in)),
        Scene("certification-empty", p(station="fresh")),
        Scene("certification-offline", p(station="fresh", answers=OFFLINE)),
        Scene("certification-no-permission", p(station="reader")),
        Scene("certification-error", p(then=_fails)),
        Scene("certification-guide-request", p(then=_request_step)),
        Scene("certification-guide-rehearsal", p(then=_rehearsal)),
        Scene("certification-guide-scope", p(then=_scope), quick=True),
        Scene("certification-guide-left-out", p(then=_left_out)),
        Scene("certification-guide-usage", p(then=_usage), quick=True),
        Scene("certification-guide-reconcile", p(then=_reconcile), quick=True),
        Scene("dialog-certification-scope", p(then=_scope_dialog)),
        Scene("dialog-certification-mapping", p(then=_mapping)),
        Scene("dialog-certification-answer", p(then=_answer)),
        Scene("dialog-certification-rows", p(then=_rows)),
        Scene("dialog-certification-correct", p(then=_correction)),
        Scene("dialog-certification-note", p(then=_note)),
    )
