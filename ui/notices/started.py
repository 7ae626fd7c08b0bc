"""What a notice, or a letter, started: each deadline with its moment, its clause and its state."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLayout

from app.base.text import _
from app.deadlines.model import DeadlineEntry, DeadlineState
from app.deadlines.words import when_words
from ui.kit.buttons import LinkButton
from ui.kit.labels import Label
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle
from ui.notices.words import clause_link

Open = Callable[[str], object]


def started(theme: Theme, entry: DeadlineEntry, deadline: Open, clause: Open) -> QLayout:
    """One deadline; its moment leads to it, its clause to the terms."""
    one = entry.deadline
    when = when_words(one.at, one.zone)
    moment = LinkButton(
        theme, when, style=TextStyle.META_MEDIUM,
        name=_("{title}: {when}").format(title=one.title, when=when),
    )  # fmt: skip
    moment.clicked.connect(lambda: deadline(one.uid))
    line = row(moment, spacing=Space.S)
    said, part = clause_link(one.source)
    if said:
        link = LinkButton(
            theme, said, style=TextStyle.META_MEDIUM, name=_("Read {clause}").format(clause=said)
        )
        link.clicked.connect(lambda: clause(part))
        line.addWidget(link)
    line.addStretch(1)
    title = one.title
    if entry.state is DeadlineState.DONE:
        title = _("{title}: done").format(title=title)
    found = column(Label(theme, title, TextStyle.BODY_MEDIUM, wrap=True), line, spacing=0)
    if one.text and entry.state is DeadlineState.DONE:
        found.addWidget(Label(theme, one.text, TextStyle.META, wrap=True))
    return found
