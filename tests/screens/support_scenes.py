"""The support page in every state: requests, a thread, the form, what was found, the dialogs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import msgspec

from app.account.profiles import profile_is_locked
from app.base.messages import ProfileCard, ProfileLocked
from app.services.rooms import Rooms
from app.support.requests.model import Draft, Severity
from tests.screens.scenes import DAMAGED, OFFLINE, Scene, page
from tests.screens.stage import Stage
from tests.screens.world import World

LOG = """2026-11-24 07:58:02 relay[2114] INFO  session 8841 opened for gw-ulm-03
2026-11-24 07:58:03 relay[2114] WARN  handshake failed, retrying with Authorization: Bearer \
eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJvcHMifQ.Q2Rt0vZb1kYw8n5mTqk3HfXr6sLpE9aJcUyVdGoWx7M
2026-11-24 07:58:09 relay[2114] INFO  mail sent to kim.sorensen@brennholt.example
2026-11-24 07:58:11 relay[2114] ERROR peer closed the connection
"""
TEXT = """Since the certificate was renewed on Monday, gw-ulm-03 drops about one session in ten.

We restarted it twice. The account for the refund would be DE89 3704 0044 0532 0130 00, and the
operator on duty is reached at +49 731 555 0142."""


def _rooms(stage: Stage) -> Rooms:
    rooms = stage.application.desk.rooms
    assert rooms is not None
    return rooms


@contextmanager
def support(world: World, qt: Any, **options: Any) -> Iterator[Stage]:
    """The page; what was begun or queued on it is gone afterwards."""
    with page(world, qt, key="support", part="requests", **options) as stage:
        try:
            yield stage
        finally:
            stage.rest(1)
            tab = stage.window.page.requests if stage.window.page else None  # type: ignore[attr-defined]
            if tab is not None:
                tab.writing.work.use(None)
                tab.replying.work.use(None)
            rooms = stage.application.desk.rooms
            if rooms is not None:
                _put_away(rooms)


def _put_away(rooms: Rooms) -> None:
    for draft in rooms.requests.drafts():
        rooms.requests.discard_draft(draft.id)
    for card in rooms.requests.requests():
        for message in rooms.requests.thread(card.id).messages if card.unsent else ():
            if message.fate is not None and message.fate.state != "sent":
                rooms.outbox.discard(message.fate.item)
        if card.fate is not None:
            rooms.outbox.discard(card.fate.item)


def _open(stage: Stage, words: str) -> Any:
    """The thread whose subject begins so."""
    shown: Any = stage.window.page
    stage.until(lambda: bool(shown.requests.board.cards), "the requests")
    card = next(one for one in shown.requests.board.cards if one.subject.startswith(words))
    shown.show_part(f"request:{card.id}")
    stage.rest()
    return shown.requests


def _thread(stage: Stage, words: str = "Memory of") -> None:
    _open(stage, words)


def _details(stage: Stage) -> None:
    tab = _open(stage, "Hosts of")
    tab.board.pane.head._more_details.setChecked(True)


def _search(stage: Stage) -> None:
    shown: Any = stage.window.page
    shown.requests.board.field.setText("certificate")


def _search_thread(stage: Stage) -> None:
    _search(stage)
    stage.rest()
    _open(stage, "Gateway")


def _no_hits(stage: Stage) -> None:
    shown: Any = stage.window.page
    shown.requests.board.field.setText("nothing is called so")


def _draft(rooms: Rooms, *, files: bool = True, request_id: str = "") -> Draft:
    product = next(one for one in rooms.requests.products() if one.name == "Relay Gateway")
    known = rooms.requests.product(product.id)
    assert known is not None
    draft = rooms.requests.new_draft(request_id=request_id)
    order = known.orders[0].order_id if known.orders else ""
    saved = rooms.requests.save_draft(
        msgspec.structs.replace(
            draft,
            subject="" if request_id else "Sessions drop since the certificate was renewed",
            text=TEXT,
            severity=Severity.HIGH,
            business_impact="Twelve operators in two plants sign in again every few minutes",
            product_id=product.id,
            order_id=order,
            product_version=known.versions[0] if known.versions else "",
        )
    )
    if files:
        rooms.requests.attach(saved.id, ("relay-gw-ulm-03.log", LOG.encode()))
        saved = rooms.requests.attach(saved.id, ("settings.json", b'{"workers": 4}\n'))
    return saved


def _unsent(stage: Stage) -> None:
    """A request and a reply that have not left yet."""
    rooms = _rooms(stage)
    subject = stage.application.desk.profile.subject  # type: ignore[union-attr]
    for request_id in ("", _id(rooms, "Memory of")):
        draft = _draft(rooms, request_id=request_id)
        result = rooms.requests.check(draft.id)
        rooms.requests.redact(draft.id, [one.id for one in result.findings])
        rooms.requests.send(draft.id, subject)
    stage.window.refresh(frozenset())
    stage.rest()
    _open(stage, "Memory of")


def _id(rooms: Rooms, words: str) -> str:
    return next(one.id for one in rooms.requests.requests() if one.subject.startswith(words))


def _new(stage: Stage) -> None:
    draft = _draft(_rooms(stage), files=False)
    stage.window.show_page("support", f"draft:{draft.id}")
    stage.rest(6)


def _found(stage: Stage, then: Callable[[Any], object] | None = None) -> None:
    draft = _draft(_rooms(stage))
    stage.window.show_page("support", f"draft:{draft.id}")
    stage.rest(6)
    shown: Any = stage.window.page
    work = shown.requests.writing.work
    work.check()
    stage.until(lambda: work.result is not None, "what is found")
    stage.rest()
    if then is not None:
        then(shown.requests.writing.form)


def _keep(form: Any) -> None:
    group = form.findings.groups[-1]
    group.keep.click()
    group.reason.setText("The token expired on Monday")


def _reply_found(stage: Stage) -> None:
    rooms = _rooms(stage)
    _draft(rooms, request_id=_id(rooms, "Memory of"))
    tab = _open(stage, "Memory of")
    stage.until(lambda: tab.replying.work.draft is not None, "the draft")
    tab.replying.work.send()
    stage.until(lambda: tab.acts.dialog is not None, "the dialog")
    stage.application.actions.dialog = tab.acts.dialog


def _diagnose(stage: Stage) -> None:
    _new(stage)
    shown: Any = stage.window.page
    tab = shown.requests
    tab.writing.diagnosing.ask()
    stage.until(lambda: bool(tab.acts.dialog.boxes), "the diagnostics")
    stage.rest()
    stage.application.actions.dialog = tab.acts.dialog


def _change(stage: Stage, act: str, words: str = "Memory of") -> None:
    tab = _open(stage, words)
    tab._act(act)
    stage.application.actions.dialog = tab.acts.dialog


def _report(stage: Stage) -> None:
    shown: Any = stage.window.page
    tab = shown.requests
    tab.unauthorized.ask()
    stage.until(lambda: tab.unauthorized.dialog is not None, "the dialog")
    tab.unauthorized.dialog.text.setPlainText("Somebody signed in from a place we have no office.")
    stage.application.actions.dialog = tab.unauthorized.dialog


def _locked(stage: Stage) -> None:
    profile = stage.application.desk.profile
    assert profile is not None
    card = ProfileCard(
        id=profile.id, name=profile.name, vendor=profile.vendor, address=profile.address
    )
    stage.application.link.received.emit(
        ProfileLocked(
            profile_id=profile.id,
            revoked=True,
            profile=card,
            report=profile_is_locked(profile).report(),
        )
    )


def _fails(stage: Stage) -> None:
    stage.window.page.requests._failed(DAMAGED)  # type: ignore[union-attr]


def _thread_fails(stage: Stage) -> None:
    tab = _open(stage, "Memory of")
    tab.threads.fail(DAMAGED)


def _form_fails(stage: Stage) -> None:
    _new(stage)
    shown: Any = stage.window.page
    shown.requests.writing.form.show_problem(DAMAGED)


def support_scenes() -> tuple[Scene, ...]:
    """All of them."""
    p = partial(partial, support)
    return (
        Scene("support", p(), quick=True),
        Scene("support-thread", p(then=_thread), quick=True),
        Scene("support-long", p(then=lambda s: _thread(s, "Alarms"))),
        Scene("support-closed", p(then=lambda s: _thread(s, "Single"))),
        Scene("support-lapsed", p(then=lambda s: _thread(s, "Add-on"))),
        Scene("support-partner", p(then=_details)),
        Scene("support-search", p(then=_search)),
        Scene("support-search-thread", p(then=_search_thread)),
        Scene("support-no-results", p(then=_no_hits)),
        Scene("support-unsent", p(then=_unsent)),
        Scene("support-new", p(then=_new)),
        Scene("support-new-found", p(then=_found), quick=True),
        Scene("support-new-keep", p(then=lambda s: _found(s, _keep))),
        Scene("support-new-error", p(then=_form_fails)),
        Scene("support-empty", p(station="fresh")),
        Scene("support-offline", p(station="fresh", answers=OFFLINE)),
        Scene("support-no-permission", p(station="reader")),
        Scene("support-error", p(then=_fails)),
        Scene("support-thread-error", p(then=_thread_fails)),
        Scene("support-locked", partial(page, key="support", then=_locked)),
        Scene("dialog-support-reply-found", p(then=_reply_found)),
        Scene("dialog-support-diagnostics", p(then=_diagnose)),
        Scene("dialog-support-close", p(then=lambda s: _change(s, "close"))),
        Scene("dialog-support-reopen", p(then=lambda s: _change(s, "reopen", "Single"))),
        Scene("dialog-support-rate", p(then=lambda s: _change(s, "rate"))),
        Scene("dialog-support-unauthorized", p(then=_report)),
        Scene("dialog-support-unauthorized-offline", p(then=_report, answers=OFFLINE)),
    )
