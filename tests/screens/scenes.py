"""Every page in every state, each as a function that sets the stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from app.base.errors import ProblemReport
from app.base.messages import (
    BrowserOpened,
    Failed,
    LostItem,
    OutboxChanged,
    OutboxTally,
    Progressed,
    SignedOut,
    VaultTrouble,
)
from app.base.tasks import Progress
from app.deadlines.model import Deadline
from app.portal import errors as portal
from app.vault.errors import VaultLocked
from tests.screens.stage import TASK, Stage
from tests.screens.world import NOW, World
from ui.link import LinkState

OFFLINE = {
    "Sync": (Failed(task=TASK, report=portal.Unreachable("portal.kestrane.example").report()),)
}
FAULTY = {
    "Sync": (Failed(task=TASK, report=portal.ServerFault("portal.kestrane.example").report()),)
}
SYNCING = {"Sync": (Progressed(task=TASK, progress=Progress("Receiving", 31_000, 100_000)),)}
TALLY = OutboxTally(queued=1, refused=1, sent=1)
DAMAGED = ProblemReport(
    code="CP-2002",
    title="The orders' store is damaged",
    explanation="Some of its pages do not match their seals.",
    kept="What you made here is in another store and unharmed.",
    next_step="The store is put aside and your orders are fetched anew.",
)
CODE = "DR9C-MAV0-D7GM-SSXM-7ZMJ-JFWA-YQ3A-S3E9"

Set = Callable[..., "Iterator[Stage]"]


class Scene(NamedTuple):
    """A picture: its name, and what sets the stage for it (a context manager)."""

    name: str
    set: Callable[..., Any]
    quick: bool = False


@contextmanager
def page(
    world: World,
    qt: Any,
    *,
    key: str,
    station: str = "filled",
    part: str = "",
    then: Callable[[Stage], object] | None = None,
    **options: Any,
) -> Iterator[Stage]:
    """A page of the profile; `then` does something on it."""
    with Stage(qt, getattr(world, station), page=key, **options) as stage:
        if station == "filled":
            stage.application.link.received.emit(OutboxChanged(TALLY))
            stage.rest()
        if part:
            stage.window.show_page(key, part)
            stage.rest()
        if then is not None:
            then(stage)
            stage.rest()
        yield stage


def _detail(stage: Stage) -> None:
    stage.window.show_page("orders", "KO-20417")


def _another_detail(stage: Stage) -> None:
    stage.window.show_page("orders", "KO-19930")


def _governed(stage: Stage, number: str) -> None:
    """What governs an order, and its deadlines, scrolled to."""
    stage.window.show_page("orders", number)
    stage.rest()
    pane: Any = stage.window.page.detail  # type: ignore[union-attr]
    bar = pane._pane.verticalScrollBar()
    bar.setValue(bar.maximum() if number == "KO-21207" else 420)


def _filter(stage: Stage) -> None:
    stage.window.page.bar.field.setText("nothing is called so")  # type: ignore[union-attr]


def _filtered(stage: Stage) -> None:
    bar = stage.window.page.bar  # type: ignore[union-attr]
    bar.field.setText("strata")
    bar.kind.set_value("hosted")
    bar.ending.setChecked(True)


def _orders_fail(stage: Stage) -> None:
    stage.window.page.loader.failed.emit(DAMAGED)  # type: ignore[union-attr]


def _overview_fails(stage: Stage) -> None:
    stage.window.page._failed(DAMAGED)  # type: ignore[union-attr]


def _page_fails(stage: Stage) -> None:
    stage.window.page._failed(DAMAGED)  # type: ignore[union-attr]


def _deadline(stage: Stage) -> None:
    """The last moment to cancel of the featured order, with its working."""
    _choose_deadline(stage, lambda one: one.kind == "cancel_by" and one.order_number == "KO-20417")


def _not_stated(stage: Stage) -> None:
    _choose_deadline(stage, lambda one: not one.stated)


def _choose_deadline(stage: Stage, fits: Callable[[Deadline], bool]) -> None:
    page: Any = stage.window.page
    entries = [page.model.entry(at) for at in range(page.model.rowCount())]
    found = next(one for one in entries if one is not None and fits(one.deadline))
    page.show_part(found.deadline.uid)


def _deadlines_filtered(stage: Stage) -> None:
    bar: Any = stage.window.page.bar  # type: ignore[union-attr]
    bar.span.set_value("365")
    bar.acts.setChecked(True)


def _remind(stage: Stage) -> None:
    _deadline(stage)
    stage.rest()
    page: Any = stage.window.page
    page.acts.ask_reminder(page.detail.entry)
    stage.application.actions.dialog = page.acts.dialog


def _notice(stage: Stage) -> None:
    page: Any = stage.window.page
    page.received.table.select_row(0)


def _draft(stage: Stage) -> None:
    """The letter that the deadline to cancel asks for."""
    stage.window.show_page("deadlines")
    stage.rest()
    _deadline(stage)
    stage.rest()
    page: Any = stage.window.page
    page.acts.prepare_letter(page.detail.entry)
    stage.rest()


def _discard(stage: Stage) -> None:
    _draft(stage)
    page: Any = stage.window.page
    page.ask_discard(page.drafts.pane.draft.id)
    stage.application.actions.dialog = page.dialog


def _support_fails(stage: Stage) -> None:
    stage.window.page.feedback._failed(DAMAGED)  # type: ignore[union-attr]


def _write(stage: Stage) -> None:
    form = stage.window.page.feedback.form  # type: ignore[union-attr]
    form.text.setPlainText("The renewal dates are easy to find. A calendar file would help.")
    form.acknowledged.set_checked(True)


def _palette(stage: Stage, text: str) -> None:
    stage.application.actions.open_palette()
    palette = stage.application.actions.palette_shown
    assert palette is not None
    palette.field.setText(text)


def _dialog(stage: Stage, name: str) -> None:
    actions = stage.application.actions
    if name == "recovery":
        actions.show_recovery_code("", CODE)
    elif name == "recover":
        actions.recover("x")
    elif name == "remove":
        actions.ask_remove(stage.application.desk.profile.id)  # type: ignore[union-attr]
    else:
        getattr(actions, name)()


def _backup_errors(stage: Stage) -> None:
    _dialog(stage, "backup")
    dialog: Any = stage.application.actions.dialog
    dialog.first.setText("short")
    dialog.start()


def _sign_in_waits(stage: Stage) -> None:
    _dialog(stage, "sign_in")
    dialog: Any = stage.application.actions.dialog
    dialog.address.setText("portal.kestrane.example")
    dialog.start()
    stage.until(lambda: bool(dialog.url), "the browser")


def _sign_in_fails(stage: Stage) -> None:
    _dialog(stage, "sign_in")
    dialog: Any = stage.application.actions.dialog
    dialog.address.setText("www.example.com")
    dialog.start()
    stage.until(lambda: not dialog.waiting, "the failure")


def _worker_hangs(stage: Stage) -> None:
    stage.application.link.state_changed.emit(LinkState.HUNG)


def _signed_out(stage: Stage) -> None:
    profile = stage.application.desk.profile
    assert profile is not None
    stage.application.link.received.emit(SignedOut(profile_id=profile.id))


def _brand_menu(stage: Stage) -> None:
    stage.application.actions.open_brand_menu()


def _wait_for_progress(stage: Stage) -> None:
    stage.wait(600)


LOCKED = {"Open": (VaultTrouble(report=VaultLocked().report(), profile_id="x"),)}
LOST = {
    "Open": (
        VaultTrouble(
            report=ProblemReport(
                code="CP-5004",
                title="The key to your own data is gone",
                explanation="The keyring no longer holds the key of this profile's own items.",
                kept="Your data are still there, encrypted.",
                next_step="Enter the recovery code you were shown when the profile was made.",
            ),
            profile_id="x",
            key_lost=True,
            lost=(LostItem("1", "feedback", "queued", NOW - timedelta(days=1)),),
        ),
    )
}
_URL = "https://portal.kestrane.example/oauth/authorize?response_type=code&client_id=counterpart"
BROWSER = {"SignIn": (BrowserOpened(task=TASK, url=_URL),)}
NO_PORTAL = {"SignIn": (Failed(task=TASK, report=portal.NotAPortal("www.example.com").report()),)}


def scenes() -> tuple[Scene, ...]:
    """All of them, page by page."""
    from tests.screens.account_scenes import account_scenes
    from tests.screens.certificate_scenes import certificate_scenes
    from tests.screens.certification_scenes import certification_scenes
    from tests.screens.license_activate_scenes import activate_scenes
    from tests.screens.license_alone_scenes import alone_scenes
    from tests.screens.license_doctor_scenes import doctor_scenes
    from tests.screens.license_qr_scenes import qr_scenes
    from tests.screens.license_scenes import license_scenes
    from tests.screens.notice_scenes import notice_scenes
    from tests.screens.outbox_scenes import outbox_scenes
    from tests.screens.support_scenes import support_scenes
    from tests.screens.terms_scenes import terms_scenes

    p = partial
    return (
        Scene("overview", p(page, key="overview"), quick=True),
        Scene("overview-empty", p(page, key="overview", station="fresh")),
        Scene("overview-offline", p(page, key="overview", answers=OFFLINE)),
        Scene("overview-loading", p(page, key="overview", station="fresh", answers=SYNCING,
                                    then=_wait_for_progress)),
        Scene("overview-error", p(page, key="overview", then=_overview_fails)),
        Scene("overview-problem", p(page, key="overview", answers=FAULTY)),
        Scene("overview-signed-out", p(page, key="overview", then=_signed_out)),
        Scene("overview-memory-only", p(page, key="overview", memory_only=True)),
        Scene("orders", p(page, key="orders", then=_detail), quick=True),
        Scene("orders-suspended", p(page, key="orders", then=_another_detail)),
        Scene("orders-governed", p(page, key="orders", then=lambda s: _governed(s, "KO-20417"))),
        Scene("orders-not-accepted", p(page, key="orders",
                                       then=lambda s: _governed(s, "KO-21207"))),
        Scene("orders-list", p(page, key="orders")),
        Scene("orders-filtered", p(page, key="orders", then=_filtered)),
        Scene("orders-no-results", p(page, key="orders", then=_filter)),
        Scene("orders-empty", p(page, key="orders", station="fresh")),
        Scene("orders-loading", p(page, key="orders", station="fresh", answers=SYNCING,
                                  then=_wait_for_progress)),
        Scene("orders-offline", p(page, key="orders", answers=OFFLINE)),
        Scene("orders-never-fetched", p(page, key="orders", station="fresh", answers=OFFLINE)),
        Scene("orders-error", p(page, key="orders", then=_orders_fail)),
        Scene("deadlines", p(page, key="deadlines", then=_deadline), quick=True),
        Scene("deadlines-list", p(page, key="deadlines")),
        Scene("deadlines-not-stated", p(page, key="deadlines", then=_not_stated)),
        Scene("deadlines-filtered", p(page, key="deadlines", then=_deadlines_filtered)),
        Scene("deadlines-no-results", p(page, key="deadlines", then=_filter)),
        Scene("deadlines-empty", p(page, key="deadlines", station="fresh")),
        Scene("deadlines-offline", p(page, key="deadlines", station="fresh", answers=OFFLINE)),
        Scene("deadlines-error", p(page, key="deadlines", then=_page_fails)),
        Scene("deadlines-remind", p(page, key="deadlines", then=_remind)),
        Scene("notices", p(page, key="notices", then=_notice), quick=True),
        Scene("notices-list", p(page, key="notices")),
        Scene("notices-drafts-empty", p(page, key="notices", part="drafts")),
        Scene("notices-draft", p(page, key="notices", then=_draft)),
        Scene("notices-discard", p(page, key="notices", then=_discard)),
        Scene("notices-empty", p(page, key="notices", station="fresh")),
        Scene("notices-error", p(page, key="notices", then=_page_fails)),
        Scene("feedback", p(page, key="support", part="feedback", then=_write), quick=True),
        Scene("feedback-empty", p(page, key="support", part="feedback", station="fresh")),
        Scene("feedback-no-permission", p(page, key="support", part="feedback", station="reader")),
        *support_scenes(),
        *certification_scenes(),
        *certificate_scenes(),
        Scene("feedback-error", p(page, key="support", part="feedback", then=_support_fails)),
        Scene("account", p(page, key="account"), quick=True),
        Scene("account-empty", p(page, key="account", station="fresh")),
        Scene("account-users", p(page, key="account", part="users")),
        Scene("account-computer", p(page, key="account", part="computer")),
        Scene("account-connection", p(page, key="account", part="connection")),
        Scene("account-offline", p(page, key="account", answers=OFFLINE)),
        *account_scenes(),
        *license_scenes(),
        *activate_scenes(),
        *alone_scenes(),
        *doctor_scenes(),
        *qr_scenes(),
        *notice_scenes(),
        *outbox_scenes(),
        *terms_scenes(),
        Scene("first-run", p(page, key="overview", station="none"), quick=True),
        Scene("keyring-locked", p(page, key="overview", answers=LOCKED)),
        Scene("keyring-lost", p(page, key="overview", answers=LOST)),
        Scene("worker-hung", p(page, key="orders", then=_worker_hangs)),
        Scene("palette", p(page, key="orders", then=lambda s: (_detail(s), s.rest(),
                                                             _palette(s, "strata c")))),
        Scene("palette-commands", p(page, key="orders", then=lambda s: _palette(s, ""))),
        Scene("palette-clauses", p(page, key="orders", then=lambda s: _palette(s, "renew"))),
        Scene("palette-nothing", p(page, key="orders", then=lambda s: _palette(s, "xyzzy"))),
        Scene("profiles-menu", p(page, key="overview", then=_brand_menu)),
        Scene("dialog-sign-in", p(page, key="overview", station="none",
                                  then=lambda s: _dialog(s, "sign_in"))),
        Scene("dialog-sign-in-browser", p(page, key="overview", station="none", answers=BROWSER,
                                          then=_sign_in_waits)),
        Scene("dialog-sign-in-problem", p(page, key="overview", station="none",
                                          answers=NO_PORTAL, then=_sign_in_fails)),
        Scene("dialog-recovery-code", p(page, key="overview",
                                        then=lambda s: _dialog(s, "recovery"))),
        Scene("dialog-recover", p(page, key="overview", answers=LOST,
                                  then=lambda s: _dialog(s, "recover"))),
        Scene("dialog-backup", p(page, key="account", then=_backup_errors)),
        Scene("dialog-restore", p(page, key="overview", station="none",
                                  then=lambda s: _dialog(s, "restore"))),
        Scene("dialog-sign-out", p(page, key="account", then=lambda s: _dialog(s, "sign_out"))),
        Scene("dialog-remove", p(page, key="account", then=lambda s: _dialog(s, "remove"))),
    )  # fmt: skip
