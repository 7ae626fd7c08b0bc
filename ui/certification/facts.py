"""A request and an announced audit as pairs of facts, the same in the board and in the guide."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.base.dates import deadline_words, local, weekday_words
from app.base.text import _
from app.certification.asked import Audit, Request, RequestState
from app.certification.reconcile.model import ClauseRef
from app.deadlines.words import clause_name
from ui.certification.looks import orders_words, period_words
from ui.certification.step import clause_part
from ui.kit.buttons import LinkButton
from ui.kit.cards import Pairs
from ui.kit.labels import Label
from ui.kit.panels import column
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

ReadClause = Callable[[str], object]


def clause_link(theme: Theme, clause: ClauseRef | None, read: ReadClause) -> QWidget | None:
    """The clause, one press from being read; None where its text is not known."""
    part = clause_part(clause)
    if not part or clause is None:
        return None
    name = clause_name(clause.number)
    link = LinkButton(theme, name, name=_("Read {clause}").format(clause=name))
    link.clicked.connect(lambda: read(part))
    return link


def request_facts(theme: Theme, one: Request, read: ReadClause, *, key_width: int) -> QWidget:
    """What is asked, for what, sent and given when, due when and by what."""
    pairs = Pairs(theme, key_width=key_width)
    pairs.add(_("Reason"), one.reason or _("none given"))
    pairs.add(_("Sent"), weekday_words(local(one.issued_at)))
    if one.given_at is not None:
        pairs.add(_("Given"), weekday_words(local(one.given_at)))
    due = deadline_words(one.due_at) if one.due_at else _("not stated")
    pairs.add(_("Due"), due, trailing=clause_link(theme, one.due_clause, read))
    pairs.add(_("About"), orders_words(one.orders, most=8))
    period = period_words(one.period_start, one.period_end)
    pairs.add(_("Period"), period or _("not stated"))
    if one.paper is not None:
        pairs.add(_("Letter"), one.paper.given)
    lines = column(pairs, spacing=Space.S)
    for words in (one.due_words, one.given_words):
        if words and words != due:
            lines.addWidget(Label(theme, words, TextStyle.META, Token.TEXT2, wrap=True))
    if one.after_end:
        words = _("It came after the agreement ended. The duty to certify survives its end.")
        lines.addWidget(Label(theme, words, TextStyle.META, Token.WARN, wrap=True))
    if one.state is RequestState.NOT_GENUINE or one.fault:
        lines.addWidget(Label(theme, one.fault, TextStyle.BODY, Token.DANGER, wrap=True))
    box = QWidget()
    box.setLayout(lines)
    return box


def audit_facts(theme: Theme, one: Audit, read: ReadClause, *, key_width: int) -> QWidget:
    """When it begins and may begin at the earliest, where, about what, and by whom."""
    pairs = Pairs(theme, key_width=key_width)
    pairs.add(_("Announced"), weekday_words(local(one.sent_at)))
    if one.given_at is not None:
        pairs.add(_("Given"), weekday_words(local(one.given_at)))
    pairs.add(_("Begins"), deadline_words(one.begins_at))
    earliest = deadline_words(one.earliest_at) if one.earliest_at else _("not stated")
    pairs.add(_("Earliest"), earliest, trailing=clause_link(theme, one.clause, read))
    for key, words in (
        (_("Site"), one.site),
        (_("About"), one.scope),
        (_("Auditor"), one.auditor),
        (_("Letter"), one.paper.given if one.paper is not None else ""),
    ):
        if words:
            pairs.add(key, words)
    lines = column(pairs, spacing=Space.S)
    tone = Token.WARN if one.short_notice else Token.TEXT2
    lines.addWidget(Label(theme, one.words, TextStyle.META, tone, wrap=True))
    for words in (one.hours_words, one.given_words):
        if words and words.casefold() not in one.words.casefold():
            lines.addWidget(Label(theme, words, TextStyle.META, Token.TEXT2, wrap=True))
    if one.fault:
        lines.addWidget(Label(theme, one.fault, TextStyle.BODY, Token.DANGER, wrap=True))
    box = QWidget()
    box.setLayout(lines)
    return box
