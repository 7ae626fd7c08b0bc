"""The lines of the board: requests, audits, certifications in progress and those that left."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.base.dates import day_words, deadline_words, left_words, local, weekday_words
from app.base.text import _
from app.certification.asked import Audit, Kind, Origin, Request, RequestState
from app.certification.listed import Card
from app.certification.words import filed_words
from app.deadlines.words import clause_name
from ui.certification.board.press_row import PressRow
from ui.certification.looks import audit_look, kind_words, orders_words, request_look
from ui.kit.buttons import Button, IconButton
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token

WAITING = (RequestState.OPEN, RequestState.OVERDUE)
_SOON_DAYS = 14


def _meta(theme: Theme, words: str, tone: Token = Token.TEXT2) -> Label:
    return Label(theme, words, TextStyle.META, tone, elide=True)


def due_tone(due_at: datetime | None, now: datetime) -> Token:
    """How a date is marked: over, near or later; its words say it, too."""
    if due_at is None:
        return Token.TEXT2
    if due_at < now:
        return Token.DANGER
    near = (local(due_at).date() - local(now).date()).days <= _SOON_DAYS
    return Token.WARN if near else Token.TEXT2


def request_row(theme: Theme, one: Request, now: datetime) -> tuple[PressRow, Button]:
    """A request with its clock, and the button that begins or goes on."""
    look = request_look(one)
    title = one.reason or kind_words(one.kind)
    about = orders_words(one.orders) if one.orders else _("All orders")
    said = [about, _("sent {day}").format(day=day_words(local(one.issued_at)))]
    if one.kind is Kind.DELETION:
        said.insert(0, kind_words(one.kind))
    if one.origin is Origin.BY_HAND:
        said.append(_("noted by hand"))
    if one.after_end:
        said.append(_("after the agreement ended"))
    waits = one.state in WAITING
    tone = due_tone(one.due_at, now) if waits else Token.TEXT2
    if one.due_at is None:
        when = (_("No date stated"), "" if waits else look.word, tone)
    else:
        left = left_words(one.due_at, now) if waits else look.word
        when = (deadline_words(one.due_at), left, tone)
    text = _("Go on") if one.drafts else _("Certify")
    if not waits:
        text = _("Open") if one.drafts else _("Show")
    button = Button(theme, text, small=True, name=f"{text} {title}")
    spoken = f"{look.word}: {title}"
    icon = Icon.CLOCK if waits and tone is not Token.DANGER else look.icon
    made = PressRow(theme, icon, tone if waits else look.icon_tone, title,
                    (_meta(theme, " · ".join(said)),), when, button, spoken=spoken)  # fmt: skip
    return made, button


def audit_row(theme: Theme, one: Audit, now: datetime) -> tuple[PressRow, Button | None]:
    """An announced audit: when, where, and whether it was announced early enough."""
    look = audit_look(one)
    title = _("Audit at {site}").format(site=one.site) if one.site else _("Audit")
    parts: list[QWidget] = []
    if one.clause is not None:
        parts.append(
            Label(theme, clause_name(one.clause.number), TextStyle.META_MEDIUM, Token.TEXT2)
        )
    parts.append(_meta(theme, _audit_words(one), look.tone if one.short_notice else Token.TEXT2))
    past = one.begins_at < now
    left = "" if past else left_words(one.begins_at, now)
    word = look.word if one.short_notice or not one.genuine else left
    when = (deadline_words(one.begins_at), word, look.tone if word == look.word else Token.TEXT2)
    button = None
    if one.genuine and not past:
        text = _("Open the reply") if one.reply else _("Draft a reply")
        button = Button(theme, text, small=True, name=f"{text}: {title}")
    made = PressRow(theme, look.icon, look.icon_tone, title, parts, when, button,
                    spoken=f"{look.word}: {title}")  # fmt: skip
    return made, button


def _audit_words(one: Audit) -> str:
    """What tells one audit from another; of one that is too early, when it may begin."""
    if one.short_notice and one.earliest_at is not None:
        day = weekday_words(local(one.earliest_at))
        return _("Too early: it may begin {day}").format(day=day)
    return " · ".join(part for part in (one.scope, one.auditor) if part) or one.words


def card_row(theme: Theme, one: Card, now: datetime) -> tuple[PressRow, Button, IconButton | None]:
    """A certification, the button that opens it, and the one for what else can be done."""
    said = [kind_words(one.kind)]
    if one.origin is Origin.REHEARSAL:
        said.append(_("dress rehearsal"))
    if one.read_only:
        said.append(_("to read only"))
    said.append(one.words)
    icon, tone = (Icon.PENCIL, Token.ACCENT)
    if one.origin is Origin.REHEARSAL:
        icon, tone = Icon.FLASK, Token.TEXT2
    if one.finished:
        icon, tone = Icon.CERTIFICATION, Token.OK
        when = (weekday_words(local(one.saved_at)), _sent_words(one), Token.TEXT2)
        if one.state == "questioned":
            icon, tone = Icon.WARNING, Token.WARN
    elif one.due_at is not None:
        when = (deadline_words(one.due_at), left_words(one.due_at, now), due_tone(one.due_at, now))
    else:
        saved = _("Saved {day}").format(day=day_words(local(one.saved_at)))
        when = (_("No date"), saved, Token.TEXT2)
    text = _("Open") if one.finished else _("Go on")
    button = Button(theme, text, small=True, name=f"{text}: {one.title}")
    more = None
    if not one.finished or one.read_only:
        more = IconButton(theme, Icon.DOTS, _("More for {title}").format(title=one.title),
                          small=True)  # fmt: skip
    made = PressRow(theme, icon, tone, one.title, (_meta(theme, " · ".join(said)),), when, button,
                    more=more)  # fmt: skip
    return made, button, more


def _sent_words(one: Card) -> str:
    if one.state:
        return filed_words(one.state)
    if one.fate is not None and one.fate.state == "refused":
        return _("Refused")
    if one.fate is not None and one.fate.state not in ("sent", "discarded"):
        return _("Waiting to send")
    return _("Sent")
