"""What a version means for this account: its state, each rule value, the orders it drives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.dates import day_words, local
from app.base.text import _, ngettext
from app.deadlines.words import clause_name
from app.terms.answers import AcceptanceRecord, Meaning, MeaningOrder
from app.terms.model import DocumentKind, RulesState, TextState
from ui.kit.banners import BannerTone, Tinted
from ui.kit.buttons import Button, LinkButton
from ui.kit.cards import SectionHeading
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import Hairline, column, keep_margins, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.terms.phrases import StateLook, day_plain, governs_words, hash_words, rules_look, text_look
from ui.terms.reading import Surroundings

_SHOWN = 3


class MeaningSignals(QObject):
    """What a person asks for in the pane."""

    clause_wanted = Signal(str)
    order_wanted = Signal(str)
    act_wanted = Signal(str)
    """"proposals", "attach" or "remove" of a local document; "detach NUMBER"."""
    forget_reminder = Signal(str)


def meaning_content(
    theme: Theme, found: Surroundings, now: datetime, signals: MeaningSignals
) -> QWidget:
    """The whole content of the pane for one version."""
    box = QWidget()
    layout = QVBoxLayout(box)
    keep_margins(box, layout, (Space.L, Space.M, Space.L, Space.XL))
    layout.setSpacing(0)
    layout.addWidget(Label(theme, _("What this means for you"), TextStyle.SECTION))
    layout.addWidget(_standing(theme, found))
    for part in _states(theme, found):
        layout.addSpacing(Space.S)
        layout.addWidget(part)
    acceptance = _acceptance(theme, found, now)
    if acceptance is not None:
        layout.addSpacing(Space.S)
        layout.addWidget(acceptance)
    if found.version.kind is DocumentKind.LOCAL:
        layout.addSpacing(Space.M)
        layout.addWidget(_local(theme, found, signals))
    driving = [one for one in found.meanings if one.orders or one.more]
    for meaning in driving:
        layout.addSpacing(Space.M)
        layout.addWidget(Hairline(theme))
        layout.addSpacing(10)
        layout.addWidget(_meaning(theme, meaning, signals))
    others = sorted(
        (one for one in found.meanings if one not in driving), key=lambda one: not one.stated
    )
    if others:
        layout.addSpacing(Space.L)
        title = _("Other values of this version") if driving else _("Values of this version")
        layout.addWidget(SectionHeading(theme, title))
    for meaning in others:
        layout.addWidget(Hairline(theme))
        layout.addSpacing(Space.S)
        layout.addWidget(_meaning(theme, meaning, signals))
        layout.addSpacing(Space.S)
    if not found.meanings:
        layout.addSpacing(Space.M)
        layout.addWidget(Label(theme, _no_values(found), TextStyle.BODY, Token.TEXT2, wrap=True))
    reminders = [one for one in found.reminders if one.uid.startswith(f"terms:{found.version.id}")]
    if reminders:
        layout.addSpacing(Space.M)
        layout.addWidget(Hairline(theme))
        layout.addWidget(SectionHeading(theme, _("Reminders")))
        for reminder in reminders:
            layout.addWidget(_reminder(theme, reminder.uid, reminder.at, reminder.words, signals))
    layout.addStretch(1)
    return box


def _standing(theme: Theme, found: Surroundings) -> QWidget:
    words = governs_words(found.governs)
    return Label(theme, words[:1].upper() + words[1:], TextStyle.META, Token.TEXT2, wrap=True)


def _states(theme: Theme, found: Surroundings) -> list[QWidget]:
    version = found.version
    parts: list[QWidget] = []
    text = text_look(version.text_state)
    note = text.words
    if version.sha256 and version.text_state in (TextState.TRUSTED, TextState.LOCAL):
        note = _("SHA-256 {hash}").format(hash=hash_words(version.sha256))
    parts.append(_state(theme, text, note))
    if version.kind is not DocumentKind.LOCAL:
        rules = rules_look(version.rules_state)
        shown = "" if version.rules_state is RulesState.VALID else rules.words
        parts.append(_state(theme, rules, shown))
    return parts


def _state(theme: Theme, look: StateLook, note: str) -> QWidget:
    box = QWidget()
    ink = look.tone if look.tone in (Token.DANGER, Token.WARN) else Token.TEXT
    words = column(Label(theme, look.word, TextStyle.BODY_MEDIUM, ink), spacing=0)
    if note:
        words.addWidget(Label(theme, note, TextStyle.META, Token.TEXT2, wrap=True))
    layout = row(spacing=Space.S)
    layout.addLayout(column(2, IconLabel(theme, look.icon, tone=look.tone), None, spacing=0))
    layout.addLayout(words, 1)
    box.setLayout(layout)
    return box


def _acceptance(theme: Theme, found: Surroundings, now: datetime) -> QWidget | None:
    need = next((one for one in found.needs if one.version_id == found.version.id), None)
    if need is not None:
        return _need(theme, need.reason, need.due, now)
    made = next((one for one in found.acceptances if one.current), None)
    if made is None:
        return None
    look = StateLook(Icon.HANDSHAKE, accepted_words(made), Token.TEXT2, "")
    return _state(theme, look, accepted_state(made))


def _need(theme: Theme, reason: str, due: datetime | None, now: datetime) -> QWidget:
    box = Tinted(theme, BannerTone.WARN)
    when = _("Waits for your acceptance")
    if due is not None and due <= now:
        when = _("Should have been accepted by {day}").format(day=day_plain(due))
    words = column(Label(theme, when, TextStyle.BODY_MEDIUM, wrap=True), spacing=2)
    if reason:
        words.addWidget(Label(theme, reason, TextStyle.META, wrap=True))
    layout = row(spacing=Space.S, margins=(11, 8, 11, 9))
    layout.addLayout(column(2, IconLabel(theme, Icon.CLOCK, tone=Token.WARN), None, spacing=0))
    layout.addLayout(words, 1)
    box.setLayout(layout)
    box.setAccessibleName(when)
    return box


def accepted_words(made: AcceptanceRecord) -> str:
    """Who accepted and when: "Accepted by Maria Keller, 3 Nov 2026"."""
    return _("Accepted by {name}, {day}").format(
        name=made.accepted_by, day=day_plain(made.accepted_at)
    )


def accepted_state(made: AcceptanceRecord) -> str:
    """How far an acceptance came."""
    if made.confirmed:
        return _("Confirmed by the vendor")
    match made.state:
        case "refused":
            return _("The vendor refused it")
        case "discarded":
            return _("Discarded before it was sent")
        case "":
            return _("Made elsewhere")
        case _:
            return _("Kept here, waits to be sent")


def _meaning(theme: Theme, meaning: Meaning, signals: MeaningSignals) -> QWidget:
    box = QWidget()
    head = row(spacing=Space.S)
    head.addWidget(Label(theme, meaning.title, TextStyle.BODY_STRONG, wrap=True), 1)
    if meaning.clause:
        mark = clause_name(meaning.clause)
        spoken = _("Clause {number}: {title}").format(number=meaning.clause, title=meaning.title)
        link = LinkButton(theme, mark, style=TextStyle.BODY_STRONG, name=spoken)
        link.setEnabled(bool(meaning.clause_id))
        link.clicked.connect(lambda: signals.clause_wanted.emit(meaning.clause_id))
        head.addLayout(column(link, None, spacing=0))
    tone = Token.TEXT if meaning.stated else Token.TEXT2
    body = column(head, Label(theme, meaning.words, TextStyle.BODY, tone, wrap=True), spacing=0)
    for order in meaning.orders[:_SHOWN]:
        body.addSpacing(Space.XS)
        body.addWidget(_order(theme, order, signals))
    more = meaning.more + max(0, len(meaning.orders) - _SHOWN)
    if more:
        words = ngettext("and {count} more order", "and {count} more orders", more)
        body.addWidget(Label(theme, words.format(count=f"{more:n}"), TextStyle.META, Token.TEXT2))
    box.setLayout(body)
    return box


def _order(theme: Theme, order: MeaningOrder, signals: MeaningSignals) -> QWidget:
    box = QWidget()
    number = LinkButton(theme, order.order_number, style=TextStyle.META_MEDIUM)
    number.clicked.connect(lambda: signals.order_wanted.emit(order.order_number))
    head = row(number, spacing=Space.S)
    head.addWidget(Label(theme, order.product, TextStyle.META, Token.TEXT2, elide=True), 1)
    if order.at is not None and not order.words:
        day = day_words(local(order.at))
        head.addWidget(Label(theme, day, TextStyle.META, Token.TEXT2))
    body = column(head, spacing=0)
    if order.words:
        body.addWidget(Label(theme, order.words, TextStyle.META, Token.TEXT2, wrap=True))
    box.setLayout(body)
    return box


def _no_values(found: Surroundings) -> str:
    if found.trouble:
        return found.trouble
    if found.version.kind is DocumentKind.LOCAL:
        return _("No values are confirmed yet. Look through the proposed ones and confirm them.")
    match found.version.text_state:
        case TextState.MISSING | TextState.NOT_OFFERED:
            return _("What it means is shown once the text is here.")
        case TextState.UNTRUSTED:
            return _("No value is taken from a text that is not trusted.")
        case _:
            return _("No rule values are known for this version; no dates follow from it.")


def _local(theme: Theme, found: Surroundings, signals: MeaningSignals) -> QWidget:
    box = QWidget()
    body = column(spacing=Space.S)
    if found.attachments:
        body.addWidget(SectionHeading(theme, _("Governs these orders")))
        for one in found.attachments:
            body.addWidget(_attached(theme, one.order_number, signals))
    for key, text in (
        ("proposals", _("Proposed values…")),
        ("attach", _("Attach to an order…")),
        ("remove", _("Remove this document…")),
    ):
        button = Button(theme, text, small=True)
        button.clicked.connect(lambda _on=False, key=key: signals.act_wanted.emit(key))
        body.addLayout(row(button, None))
    box.setLayout(body)
    return box


def _attached(theme: Theme, number: str, signals: MeaningSignals) -> QWidget:
    box = QWidget()
    link = LinkButton(theme, number)
    link.clicked.connect(lambda: signals.order_wanted.emit(number))
    off = LinkButton(
        theme,
        _("Detach"),
        style=TextStyle.META_MEDIUM,
        name=_("Detach from {number}").format(number=number),
    )
    off.clicked.connect(lambda: signals.act_wanted.emit(f"detach {number}"))
    box.setLayout(row(link, None, off))
    return box


def _reminder(theme: Theme, uid: str, at: datetime, words: str, signals: MeaningSignals) -> QWidget:
    box = QWidget()
    off = LinkButton(
        theme,
        _("Forget"),
        style=TextStyle.META_MEDIUM,
        name=_("Forget the reminder of {day}").format(day=day_plain(at)),
    )
    off.clicked.connect(lambda: signals.forget_reminder.emit(uid))
    line = row(spacing=Space.S)
    line.addWidget(Label(theme, day_words(local(at))))
    line.addWidget(Label(theme, words, TextStyle.META, Token.TEXT2, elide=True), 1)
    line.addWidget(off)
    box.setLayout(line)
    return box


def count_of(values: Sequence[object]) -> str:
    """A number beside a tab's word."""
    return f"{len(values):n}" if values else ""
