"""Report unauthorized use (terms §7.3): what happened, since when, whose users, what is next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.account.model import ProfileInfo, User
from app.base.clock import Clock
from app.base.dates import local, zone_name
from app.base.errors import ProblemReport
from app.base.text import _
from app.services import Rooms
from app.support.requests.problems import LONGEST_TEXT
from app.support.requests.unauthorized import Unauthorized
from ui.jobs import Jobs
from ui.kit.buttons import ButtonKind
from ui.kit.choices import CheckBox, RadioButton
from ui.kit.dialogs import Dialog
from ui.kit.fields import SearchField, TextArea, TextField
from ui.kit.forms import FormRow
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token

_FILTER_FROM = 8
_LISTED = 200


class UnauthorizedDialog(Dialog):
    """Asks for no more than the vendor needs at once."""

    reported = Signal(object, bool)
    """An `Unauthorized`, and whether the profile is locked before it has left."""

    def __init__(
        self,
        theme: Theme,
        clock: Clock,
        users: Sequence[User],
        subject: str,
        *,
        offline: bool,
        parent: QWidget | None,
    ) -> None:
        super().__init__(theme, _("Report unauthorized use"), parent=parent, width=560)
        self._clock = clock
        now = local(clock.now())
        self._zone = now.tzinfo
        words = _("Somebody else may be using credentials of yours. The report goes before"
                  " everything else, and the vendor handles it first (§7.3).")  # fmt: skip
        self.body.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.text = TextArea(
            theme, placeholder=_("What you saw, and what somebody may have got at"), lines=3
        )
        self.text_row = FormRow(theme, _("What happened"), self.text)
        self.body.addWidget(self.text_row)
        self.day = TextField(theme)
        self.day.setText(now.strftime("%Y-%m-%d"))
        self.time = TextField(theme)
        self.time.setText(now.strftime("%H:%M"))
        zone = zone_name(now)
        self.day_row = FormRow(theme, _("Noticed on (year-month-day)"), self.day)
        self.time_row = FormRow(theme, _("At ({zone})").format(zone=zone), self.time)
        when = row(spacing=Space.L)
        when.addWidget(self.day_row, 2)
        when.addWidget(self.time_row, 1)
        self.body.addLayout(when)
        self.boxes: dict[str, CheckBox] = {}
        if users:
            self.body.addWidget(self._users(theme, users, subject))
        self.first = RadioButton(theme, _("Send first, and stay signed in until it has left"))
        self.now = RadioButton(theme, _("Lock now, and send it after the next sign-in"))
        self._next(theme, offline)
        self.add_cancel()
        self.go = self.add_action(_("Report and lock"), ButtonKind.DANGER)
        self.go.clicked.connect(self._report)
        self.text.textChanged.connect(self._judge)
        self.day.textChanged.connect(self._judge)
        self.time.textChanged.connect(self._judge)
        self._judge()
        self.text.setFocus()

    def tell_again(self, told: Unauthorized) -> None:
        """Show what was told before."""
        self.text.setPlainText(told.text)
        noticed = local(told.noticed_at)
        self.day.setText(noticed.strftime("%Y-%m-%d"))
        self.time.setText(noticed.strftime("%H:%M"))
        for key in told.users:
            if key in self.boxes:
                self.boxes[key].setChecked(True)

    def _users(self, theme: Theme, users: Sequence[User], subject: str) -> QWidget:
        box = QWidget()
        ordered = sorted(users, key=lambda one: (one.id != subject, one.name.casefold()))
        lines = column(spacing=0, margins=(2, 0, Space.L, 0))
        for one in ordered[:_LISTED]:
            name = f"{one.name}, {one.email}" if one.email else one.name
            check = CheckBox(theme, name)
            self.boxes[one.id] = check
            lines.addWidget(check)
        lines.addStretch(1)
        content = QWidget()
        content.setLayout(lines)
        pane = ScrollPane(theme, content)
        pane.setFixedHeight(min(4, len(self.boxes)) * Size.PAIR + 2)
        head = row(Label(theme, _("Whose credentials (as far as you know)"), TextStyle.BODY_MEDIUM))
        head.addStretch(1)
        if len(self.boxes) > _FILTER_FROM:
            field = SearchField(theme, _("Find a user"), name=_("Find a user"))
            field.setFixedWidth(180)
            field.textChanged.connect(self._find)
            head.addWidget(field)
        box.setLayout(column(head, pane, spacing=Space.XS))
        return box

    def _find(self, text: str) -> None:
        words = text.casefold().split()
        for check in self.boxes.values():
            said = check.text().casefold()
            check.setVisible(check.isChecked() or all(word in said for word in words))

    def _next(self, theme: Theme, offline: bool) -> None:
        """Online there is nothing to choose: it leaves, then all is locked."""
        self.first.setChecked(True)
        self._offline = offline
        if not offline:
            words = _(
                "The report leaves first. Then your sign-in on this computer is revoked, and the"
                " profile stays locked until you sign in with new credentials."
            )
            line = row(column(2, IconLabel(theme, Icon.LOCK), None, spacing=0), spacing=Space.S)
            line.addWidget(Label(theme, words, TextStyle.META, Token.TEXT2, wrap=True), 1)
            self.body.addLayout(line)
            self.first.setParent(self)
            self.now.setParent(self)
            self.first.hide()
            self.now.hide()
            return
        words = _("The portal cannot be reached now. Which comes first?")
        choice = column(
            Label(theme, words, TextStyle.BODY_MEDIUM, wrap=True),
            self.first,
            self.now,
            spacing=Space.XS,
        )
        self.body.addLayout(choice)

    @property
    def noticed_at(self) -> datetime | None:
        """When it was noticed; None where that is no moment of the past."""
        try:
            typed = f"{self.day.text().strip()} {self.time.text().strip()}"
            found = datetime.strptime(typed, "%Y-%m-%d %H:%M").replace(tzinfo=self._zone)
        except ValueError:
            return None
        return found if found <= self._clock.now() else None

    def _judge(self) -> None:
        text = self.text.toPlainText()
        wrong = self.noticed_at is None
        self.day_row.set_error(_("A moment of the past, such as 2026-11-24") if wrong else "")
        too_long = len(text) > LONGEST_TEXT
        self.text_row.set_error(_("This text is too long.") if too_long else "")
        self.go.setEnabled(bool(text.strip()) and not wrong and not too_long)

    def _report(self) -> None:
        noticed = self.noticed_at
        if noticed is None:
            return
        users = tuple(key for key, box in self.boxes.items() if box.isChecked())
        told = Unauthorized(noticed_at=noticed, text=self.text.toPlainText(), users=users)
        self.reported.emit(told, self._offline and self.now.isChecked())
        self.accept()


class UnauthorizedAct(QObject):
    """Asks, queues the report, and asks the shell to lock the profile."""

    lock_wanted = Signal(str, bool)
    """The report's item, and whether it may leave later: the profile is locked now."""
    queued = Signal()
    failed = Signal(object)
    said = Signal(str)

    def __init__(
        self, theme: Theme, jobs: Jobs, clock: Clock, profile: ProfileInfo, window: QWidget
    ) -> None:
        super().__init__(window)
        self._theme = theme
        self._jobs = jobs
        self._clock = clock
        self._profile = profile
        self._window = window
        self.offline = False
        self._corrects = ""
        self._told: Unauthorized | None = None
        self.dialog: UnauthorizedDialog | None = None
        """The dialog that is open, for tests and screens."""

    def ask(self) -> None:
        """Open the dialog, as soon as it is known who the users are."""
        if self.dialog is not None:
            return
        self._jobs.job(
            self, lambda rooms, _cancel, _report: rooms.account.users(), group="report-users"
        ).on_success(self.show).on_failure(self._without_users).run()

    def ask_again(self, item: str, told: Unauthorized) -> None:
        """Tell a refused report anew, in place of the refused one."""
        self._corrects = item
        self._told = told
        self.ask()

    def show(self, users: Sequence[User]) -> None:
        """Open the dialog."""
        dialog = UnauthorizedDialog(
            self._theme,
            self._clock,
            [one for one in users if one.active],
            self._profile.subject,
            offline=self.offline,
            parent=self._window,
        )
        self.dialog = dialog
        if self._told is not None:
            dialog.tell_again(self._told)
        dialog.reported.connect(self._report)
        dialog.finished.connect(lambda _code: self._over(dialog))
        dialog.fit()
        dialog.open()

    def _without_users(self, _report: ProblemReport) -> None:
        """The report does not wait for a list that cannot be read."""
        self.show(())

    def _over(self, dialog: UnauthorizedDialog) -> None:
        self._corrects, self._told = "", None
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()

    def _report(self, told: Unauthorized, lock_now: bool) -> None:
        subject, corrects = self._profile.subject, self._corrects

        def put(rooms: Rooms, _cancel: object, _report: object) -> str:
            return rooms.requests.report_unauthorized(told, subject, corrects=corrects)

        def done(item: str) -> None:
            self.queued.emit()
            self.lock_wanted.emit(item, lock_now)

        self._jobs.job(self, put).on_success(done).on_failure(self.failed.emit).run()
