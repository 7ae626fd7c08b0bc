"""The sections of the detail pane that rest on the terms: what governs the order, its deadlines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.base.dates import day_words, local
from app.base.text import _
from app.deadlines.model import DeadlineEntry, DeadlineState
from app.deadlines.words import clause_name, when_words
from app.orders.model import OrderLine
from app.terms.model import Governing, VerdictState
from app.terms.words import document_kind_words
from ui.kit.banners import BannerTone, TagLabel
from ui.kit.buttons import LinkButton
from ui.kit.cards import Pairs
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.orders.detail_parts import section
from ui.orders.terms_of_order import OrderTerms, Verdict, grouped

_TOP = Qt.AlignmentFlag.AlignTop
_MOST_DEADLINES = 8


class Doors(NamedTuple):
    """Where the links of these sections lead."""

    terms: Callable[[str], object]
    """A part of the terms page."""
    deadline: Callable[[str], object]
    attach: Callable[..., object]


_LOOKS = {
    DeadlineState.OVERDUE: (Icon.OCTAGON, Token.DANGER),
    DeadlineState.DUE_SOON: (Icon.CLOCK, Token.WARN),
    DeadlineState.LATER: (Icon.CALENDAR, Token.TEXT2),
    DeadlineState.PAST: (Icon.MINUS_CIRCLE, Token.TEXT2),
    DeadlineState.DONE: (Icon.CHECK_CIRCLE, Token.OK),
}


def governing_section(
    theme: Theme, terms: OrderTerms, lines: Sequence[OrderLine], doors: Doors
) -> QWidget:
    """Per document: the version today with its reason, and the one from the next renewal on."""
    parts = [_verdict(theme, verdict, doors) for verdict in grouped(terms, lines)]
    if not parts:
        words = _("No terms are known here that apply to this order. They come with the next"
                  " synchronization.")  # fmt: skip
        parts = [Label(theme, words, TextStyle.META, Token.TEXT2, wrap=True)]
    attach = LinkButton(theme, _("Attach governing text…"), style=TextStyle.META_MEDIUM)
    attach.clicked.connect(doors.attach)
    foot = QWidget()
    foot.setLayout(row(attach, None))
    return section(theme, _("Governing terms"), *parts, foot, spacing=Space.S)


def _verdict(theme: Theme, verdict: Verdict, doors: Doors) -> QWidget:
    one = verdict.governing
    box = QWidget()
    title = Label(
        theme, verdict.title or document_kind_words(one.kind), TextStyle.BODY_MEDIUM, wrap=True
    )
    head = row(spacing=Space.S)
    head.addWidget(title, 1)
    tag = _tag(one)
    if tag is not None:
        head.addWidget(TagLabel(theme, *tag))
    body = column(head, spacing=0)
    if verdict.lines:
        names = _(", ").join(name for name in verdict.lines if name)
        body.addWidget(Label(theme, names, TextStyle.META, Token.TEXT2, wrap=True))
    pairs = Pairs(theme)
    for key, value, trailing in _rows(theme, one, doors):
        pairs.add(key, value, trailing=trailing)
    body.addWidget(pairs)
    for words in dict.fromkeys((one.reason, one.next_reason)):
        if words:
            body.addWidget(Label(theme, words, TextStyle.META, Token.TEXT2, wrap=True))
    box.setLayout(body)
    return box


def _rows(
    theme: Theme, one: Governing, doors: Doors
) -> Iterator[tuple[str, str | QWidget, QWidget | None]]:
    if one.version_id:
        label = _version(one.version_label) or _("this text")
        link = LinkButton(theme, label, name=_("Read {version}").format(version=label))
        link.clicked.connect(lambda: doors.terms(one.version_id or ""))
        yield _("Today"), link, _clause_link(theme, one, doors)
    else:
        yield _("Today"), _("Not stated"), None
    if not one.next_version_id:
        return
    if one.state is VerdictState.NOT_ACCEPTED:
        yield _("If accepted"), _read_link(theme, one, doors), _compare_link(theme, one, doors)
        return
    if one.next_at is None:
        return
    day = day_words(local(one.next_at))
    if one.next_version_id == one.version_id:
        yield _("At renewal"), _("the same, {day}").format(day=day), None
        return
    # The day, with its hour, is in the sentence below: both have no room on one line.
    yield _("At renewal"), _read_link(theme, one, doors), _compare_link(theme, one, doors)


def _read_link(theme: Theme, one: Governing, doors: Doors) -> QWidget:
    """The version that comes next."""
    label = _version(one.next_version_label)
    link = LinkButton(theme, label, name=_("Read {version}").format(version=label))
    link.clicked.connect(lambda: doors.terms(one.next_version_id or ""))
    return link


def _compare_link(theme: Theme, one: Governing, doors: Doors) -> QWidget | None:
    """What changes between the version of today and the one that comes next."""
    if not one.version_id or one.version_id == one.next_version_id:
        return None
    part = f"compare:{one.version_id}:{one.next_version_id}"
    name = _("Compare {old} with {new}").format(old=one.version_label, new=one.next_version_label)
    link = LinkButton(theme, _("Compare"), name=name)
    link.clicked.connect(lambda: doors.terms(part))
    return link


def _clause_link(theme: Theme, one: Governing, doors: Doors) -> QWidget | None:
    """The clause that says so, one click away."""
    if not one.clause:
        return None
    clause = clause_name(one.clause)
    link = LinkButton(theme, clause, name=_("Read {clause}").format(clause=clause))
    link.clicked.connect(lambda: doors.terms(f"{one.version_id}#{one.clause}"))
    return link


def _version(label: str) -> str:
    return f"v{label}" if label[:1].isdigit() else label


def _tag(one: Governing) -> tuple[str, BannerTone] | None:
    match one.state:
        case VerdictState.NOT_ACCEPTED:
            return _("Not accepted"), BannerTone.WARN
        case VerdictState.UNPINNED:
            return _("Text not trusted"), BannerTone.DANGER
        case VerdictState.NOT_STATED:
            return _("Not stated"), BannerTone.INFO
        case _:
            return None


def deadlines_section(theme: Theme, entries: Sequence[DeadlineEntry], doors: Doors) -> QWidget:
    """The order's deadlines, each with what it rests on; a press shows its working."""
    parts = [_deadline(theme, entry, doors) for entry in entries[:_MOST_DEADLINES]]
    return section(theme, _("Deadlines"), *parts, spacing=Space.XS)


def _deadline(theme: Theme, entry: DeadlineEntry, doors: Doors) -> QWidget:
    deadline, source = entry.deadline, entry.deadline.source
    icon, tone = _LOOKS[entry.state]
    title = LinkButton(theme, when_words(deadline.at, deadline.zone), style=TextStyle.META_MEDIUM)
    title.setAccessibleName(_("{title}: {when}").format(title=deadline.title, when=title.text()))
    title.clicked.connect(partial(doors.deadline, deadline.uid))
    below = row(title, spacing=Space.S)
    if source.clause and source.version_id:
        clause = clause_name(source.clause)
        name = _("Read {clause}").format(clause=clause)
        link = LinkButton(theme, clause, style=TextStyle.META_MEDIUM, name=name)
        link.clicked.connect(lambda: doors.terms(f"{source.version_id}#{source.clause}"))
        below.addWidget(link)
    if not deadline.stated:
        below.addWidget(Label(theme, _("not stated"), TextStyle.META, Token.TEXT2))
    below.addStretch(1)
    words = column(Label(theme, deadline.title, wrap=True), below, spacing=0)
    box = QWidget()
    layout = row(spacing=Space.S)
    layout.addLayout(column(2, IconLabel(theme, icon, tone=tone), None, spacing=0))
    layout.addLayout(words, 1)
    box.setLayout(layout)
    return box
