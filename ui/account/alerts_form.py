"""When the desktop is told of what comes in, when not, and what closing the window does."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base.settings import Settings
from app.base.text import _
from ui.kit.cards import Card
from ui.kit.choices import BOX, GAP, ComboBox
from ui.kit.forms import CheckRow, Form, FormRow
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import Space

_START, _END = "18:00", "08:00"
_STEP = 30


class AlertsCard(Card):
    """Each choice holds from the moment it is made."""

    changed = Signal(object)
    """The Settings as they are to be from now on."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, _("Notifications"), parent=parent)
        self._settings = Settings()
        self._quiet = False
        self.tell = CheckRow(
            theme,
            _("Tell me on the desktop"),
            hint=_("New notices, answers by support, what the portal refused, near deadlines"),
        )
        self.night = CheckRow(
            theme,
            _("Quiet hours"),
            hint=_("What comes in then is told in one summary afterwards"),
        )
        self.start = ComboBox(theme, _times(), name=_("Quiet from"))
        self.end = ComboBox(theme, _times(), name=_("Quiet to"))
        self.weekends = CheckRow(theme, _("Quiet on Saturdays and Sundays"))
        self.stay = CheckRow(
            theme,
            _("Closing the window leaves Counterpart in the tray"),
            hint=_("Where the desktop has a tray; else closing the window quits"),
        )
        self._lay_out(theme)
        self.show_settings(Settings())
        for check in (self.tell, self.night, self.weekends, self.stay):
            check.toggled.connect(self._apply)
        for time in (self.start, self.end):
            time.changed.connect(self._apply)

    def _lay_out(self, theme: Theme) -> None:
        self._hours = QWidget()
        hours = row(spacing=Space.M, margins=(BOX + GAP, 0, 0, 0))
        hours.addWidget(FormRow(theme, _("From"), self.start))
        hours.addWidget(FormRow(theme, _("To"), self.end))
        hours.addStretch(1)
        self._hours.setLayout(hours)
        form = Form(theme)
        for item in (self.tell, self.night, self._hours, self.weekends, self.stay):
            form.add(item)
        self.add_padded(form)

    def show_settings(self, settings: Settings) -> None:
        """Show what holds now."""
        self._quiet = True
        self._settings = settings
        self.tell.set_checked(settings.alerts)
        self.night.set_checked(bool(settings.quiet_from and settings.quiet_to))
        for field, kept, usual in (
            (self.start, settings.quiet_from, _START),
            (self.end, settings.quiet_to, _END),
        ):
            if kept and field.findData(kept) < 0:
                field.addItem(kept, kept)  # a time that was set in the file
            field.set_value(kept or usual)
        self.weekends.set_checked(settings.quiet_weekends)
        self.stay.set_checked(settings.stay_in_tray)
        self._show_what_counts()
        self._quiet = False

    def _show_what_counts(self) -> None:
        on = self.tell.checked
        self.night.box.setEnabled(on)
        self.weekends.box.setEnabled(on)
        self._hours.setVisible(self.night.checked)
        self._hours.setEnabled(on)

    def _apply(self, *_args: object) -> None:
        if self._quiet:
            return
        self._show_what_counts()
        night = self.night.checked
        settings = msgspec.structs.replace(
            self._settings,
            alerts=self.tell.checked,
            quiet_from=self.start.value if night else "",
            quiet_to=self.end.value if night else "",
            quiet_weekends=self.weekends.checked,
            stay_in_tray=self.stay.checked,
        )
        if settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)


def _times() -> list[tuple[str, str]]:
    """The half hours of a day."""
    day = range(0, 24 * 60, _STEP)
    found = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in day]
    return [(time, time) for time in found]
