"""Asks when to be reminded of a deadline, and of what."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from PySide6.QtWidgets import QWidget

from app.base.dates import local, weekday_words
from app.base.text import _, ngettext
from app.deadlines.model import Deadline
from app.deadlines.words import when_words
from ui.kit.buttons import ButtonKind
from ui.kit.choices import ComboBox
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextField
from ui.kit.forms import FormRow
from ui.kit.labels import Label
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token

_DAYS = (1, 2, 3, 7, 14, 30, 60)
_OTHER = "other"
_HOUR = 9
"""Reminders come at the beginning of a working day."""
LONGEST = 200


class RemindDialog(Dialog):
    """Choose a day before the deadline, or type another one."""

    def __init__(
        self, theme: Theme, deadline: Deadline, now: datetime, *, parent: QWidget | None
    ) -> None:
        super().__init__(theme, _("Remind me"), parent=parent)
        self._deadline = deadline
        self._now = now
        days = _choices(deadline.at, now)
        choices = [(str(n), _before(deadline.at, n)) for n in days]
        self.when = ComboBox(theme, [*choices, (_OTHER, _("On another day"))])
        if choices:
            usual = "7" if 7 in days else choices[-1][0]
            self.when.set_value(usual)
        self.day = TextField(theme, placeholder="2026-12-31")
        self.words = TextField(theme)
        self.words.setMaxLength(LONGEST)
        self.words.setText(deadline.title)
        what = _("{title}, {when}").format(
            title=deadline.title, when=when_words(deadline.at, deadline.zone)
        )
        self.body.addWidget(Label(theme, what, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.body.addWidget(
            FormRow(
                theme,
                _("When"),
                self.when,
                hint=_("It stands among your deadlines, at 9:00 your time."),
            )
        )
        self.day_row = FormRow(theme, _("Day"), self.day, hint=_("Year, month, day: 2026-12-31"))
        self.body.addWidget(self.day_row)
        self.body.addWidget(FormRow(theme, _("What about"), self.words))
        self.add_cancel()
        self.go = self.add_action(_("Remind me"), ButtonKind.PRIMARY, default=True)
        self.go.clicked.connect(self._accept_if_whole)
        self.when.changed.connect(self._show_day)
        self._show_day()

    @property
    def at(self) -> datetime | None:
        """The instant that was chosen; None while it is not in the future or not readable."""
        if self.when.value != _OTHER:
            day = local(self._deadline.at).date() - timedelta(days=int(self.when.value))
        else:
            try:
                day = date.fromisoformat(self.day.text().strip())
            except ValueError:
                return None
        found = _morning(day)
        return found if found > self._now else None

    def _show_day(self) -> None:
        self.day_row.setVisible(self.when.value == _OTHER)
        self.fit()

    def _accept_if_whole(self) -> None:
        if self.at is not None:
            self.accept()
            return
        self.day_row.set_error(_("Give a day in the future, such as 2026-12-31."))
        self.day.setFocus()
        self.fit()


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(_HOUR)).astimezone()


def _choices(at: datetime, now: datetime) -> list[int]:
    day = local(at).date()
    return [n for n in _DAYS if _morning(day - timedelta(days=n)) > now]


def _before(at: datetime, days: int) -> str:
    day = weekday_words(local(at).date() - timedelta(days=days))
    return ngettext("{n} day before: {day}", "{n} days before: {day}", days).format(n=days, day=day)
