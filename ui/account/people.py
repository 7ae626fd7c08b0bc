"""People in rows: name, role, how to reach them, and where a change of them is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.account.changing import PendingChange
from app.base.text import _
from ui.account.words import change_look, role_words
from ui.kit.buttons import IconButton
from ui.kit.cards import Card
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.panels import Hairline, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_ROW = 52
_SHOWN = 200


class Person(NamedTuple):
    """A row. `key` tells who is to be changed; `note` a word beside, such as "Removed"."""

    key: str
    name: str
    role: str
    reach: str
    active: bool = True
    note: str = ""
    change: PendingChange | None = None


class PeopleCard(Card):
    """People in rows of 52 px."""

    change_wanted = Signal(str)

    def __init__(self, theme: Theme, title: str, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, title, parent=parent)
        self._theme_ = theme

    def show_people(self, people: Sequence[Person], *, may_change: bool) -> None:
        """Show these people; each with its pencil where the person may change them."""
        while (part := self.body.takeAt(0)) is not None:
            widget = part.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.count_label.setText(str(len(people)) if people else "")
        for at, person in enumerate(people[:_SHOWN]):
            if at:
                self.add(Hairline(self._theme_, inset=Space.L))
            self.add(self._row(person, may_change=may_change))
        if not people:
            empty = Label(self._theme_, _("Nobody is named yet."), tone=Token.TEXT2)
            empty.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
            self.add(empty)
        self.body.addStretch(1)

    def _row(self, person: Person, *, may_change: bool) -> QWidget:
        theme = self._theme_
        box = QWidget()
        box.setFixedHeight(_ROW)
        tone = Token.TEXT if person.active else Token.TEXT2
        head = row(Label(theme, person.name, TextStyle.BODY_MEDIUM, tone), spacing=Space.S)
        role = Label(theme, role_words(person.role), TextStyle.META, Token.TEXT2, elide=True)
        head.addWidget(role, 1)
        reach = Label(theme, person.reach, TextStyle.META, Token.TEXT2, elide=True)
        words = column(None, head, reach, None, spacing=0)
        icon = IconLabel(theme, Icon.USER_CIRCLE, size=20)
        layout = row(icon, spacing=Space.M, margins=(Space.L, 0, Space.M, 0))
        layout.addLayout(words, 1)
        if person.note:
            layout.addWidget(StatusLabel(theme, Icon.MINUS_CIRCLE, person.note, tone=Token.TEXT2))
        if person.change is not None:
            look = change_look(person.change)
            layout.addWidget(
                StatusLabel(theme, look.icon, look.word, tone=look.tone, icon_tone=look.icon_tone)
            )
        if may_change:
            name = _("Change {name}").format(name=person.name)
            pencil = IconButton(theme, Icon.PENCIL, name, small=True)
            pencil.clicked.connect(lambda: self.change_wanted.emit(person.key))
            layout.addWidget(pencil)
        box.setLayout(layout)
        return box
