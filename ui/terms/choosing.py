"""Dialogs that choose: orders to object for, an order to attach to, a version, a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.base.dates import day_words, local
from app.base.text import _
from app.orders.model import OrderQuery, OrderRow
from app.services import Rooms
from app.terms.changes import Touched
from app.terms.model import Version
from ui.jobs import Jobs
from ui.kit.buttons import Button, ButtonKind
from ui.kit.choices import CheckBox, ComboBox, RadioButton
from ui.kit.dialogs import Dialog
from ui.kit.fields import SearchField, TextField
from ui.kit.forms import Form, FormRow
from ui.kit.labels import Label
from ui.kit.panels import column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.terms.phrases import version_words

_ROWS = 8
_LINE = 28
_FOUND = 20


class ObjectionDialog(Dialog):
    """Choose the orders that renew into a version and shall not: a letter is drafted for them."""

    drafted = Signal(list)
    """The numbers of the orders chosen."""

    def __init__(
        self,
        theme: Theme,
        version: Version,
        touched: Sequence[Touched],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, _("Object and choose not to renew"), parent=parent, width=560)
        said = _(
            "Each order keeps its version until it renews. Choose the orders that shall not renew "
            "into {version}; Counterpart drafts the letter, and nothing is sent before you do so."
        ).format(version=f"{version.title} {version_words(version)}")
        self.body.addWidget(Label(theme, said, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.boxes: dict[str, CheckBox] = {}
        lines = QWidget()
        inner = column(spacing=0)
        for number, at, products in by_order(touched):
            box = CheckBox(theme, f"{number}  {products}")
            box.toggled.connect(self._count)
            self.boxes[number] = box
            day = _("term ends {day}").format(day=day_words(local(at)))
            line = row(box, None, Label(theme, day, TextStyle.META, Token.TEXT2), 16)
            inner.addLayout(line)
        inner.addStretch(1)
        lines.setLayout(inner)
        pane = ScrollPane(theme, lines)
        pane.setFixedHeight(max(1, min(_ROWS, len(self.boxes))) * _LINE)
        if touched:
            self.body.addWidget(pane)
        else:
            none = _("No order of yours renews into this version.")
            self.body.addWidget(Label(theme, none, wrap=True))
        self.add_cancel()
        self.draft = self.add_action(_("Draft the letter"), ButtonKind.PRIMARY, default=True)
        self.draft.clicked.connect(self._draft)
        self._count()
        self.fit()

    @property
    def chosen(self) -> list[str]:
        """The numbers that are ticked."""
        return [number for number, box in self.boxes.items() if box.isChecked()]

    def _count(self) -> None:
        self.draft.setEnabled(bool(self.chosen))

    def _draft(self) -> None:
        self.drafted.emit(self.chosen)
        self.accept()


def by_order(touched: Sequence[Touched]) -> list[tuple[str, datetime, str]]:
    """Number, first renewal and products of each order, the first to renew first."""
    found: dict[str, tuple[datetime, list[str]]] = {}
    for one in touched:
        at, products = found.get(one.order_number, (one.at, []))
        if one.product and one.product not in products:
            products = [*products, one.product]
        found[one.order_number] = (min(at, one.at), products)
    lines = [(number, at, ", ".join(names)) for number, (at, names) in found.items()]
    return sorted(lines, key=lambda line: (line[1], line[0]))


class AttachDialog(Dialog):
    """Find an order by what one knows of it, and let the document govern it."""

    attached = Signal(str)
    """The order's number."""

    def __init__(
        self, theme: Theme, jobs: Jobs, version: Version, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, _("Attach to an order"), parent=parent, width=520)
        self._theme_ = theme
        self._jobs = jobs
        said = _("“{title}” is shown as the text that governs the order you choose.")
        intro = said.format(title=version.title)
        self.body.addWidget(Label(theme, intro, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.field = SearchField(theme, _("Find an order"))
        self.body.addWidget(self.field)
        self._choices: dict[str, RadioButton] = {}
        self._list = column(spacing=0)
        holder = QWidget()
        holder.setLayout(self._list)
        self._pane = ScrollPane(theme, holder)
        self._pane.setFixedHeight(_ROWS * _LINE)
        self.body.addWidget(self._pane)
        self.add_cancel()
        self.attach = self.add_action(_("Attach"), ButtonKind.PRIMARY, default=True)
        self.attach.setEnabled(False)
        self.attach.clicked.connect(self._attach)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(120)
        self._pause.timeout.connect(self._search)
        self.field.textChanged.connect(lambda _text: self._pause.start())
        self._search()
        self.fit()

    @property
    def chosen(self) -> str:
        """The number of the order that is chosen; "" for none."""
        return next((number for number, one in self._choices.items() if one.isChecked()), "")

    def _search(self) -> None:
        query = OrderQuery(text=self.field.text())

        def read(rooms: Rooms, _cancel: object, _report: object) -> list[OrderRow]:
            return rooms.orders.first_rows(query, _FOUND)

        self._jobs.job(self, read, group="terms-attach").on_success(self._show).run()

    def _show(self, rows: list[OrderRow]) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._choices = {}
        for order in rows:
            choice = RadioButton(self._theme_, f"{order.number}  {order.products}")
            choice.toggled.connect(lambda _on: self.attach.setEnabled(bool(self.chosen)))
            self._choices[order.number] = choice
            self._list.addWidget(choice)
        if not rows:
            self._list.addWidget(Label(self._theme_, _("No order matches"), tone=Token.TEXT2))
        self._list.addStretch(1)
        self.attach.setEnabled(False)

    def _attach(self) -> None:
        self.attached.emit(self.chosen)
        self.accept()


class CompareDialog(Dialog):
    """Which two versions to compare; those of one document are offered."""

    compared = Signal(str, str)
    """The older and the newer id."""

    def __init__(
        self,
        theme: Theme,
        versions: Sequence[Version],
        old: str,
        new: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, _("Compare two versions"), parent=parent, width=480)
        choices = [(one.id, f"{one.title}, {version_words(one)}") for one in versions]
        self.old = ComboBox(theme, choices)
        self.new = ComboBox(theme, choices)
        self.old.set_value(old)
        self.new.set_value(new)
        form = Form(theme)
        form.add(FormRow(theme, _("The older text"), self.old))
        form.add(FormRow(theme, _("The newer text"), self.new))
        self.body.addWidget(form)
        self.add_cancel()
        self.compare = self.add_action(_("Compare"), ButtonKind.PRIMARY, default=True)
        self.compare.clicked.connect(self._compare)
        for one in (self.old, self.new):
            one.changed.connect(lambda _key: self._check())
        self._check()
        self.fit()

    def _check(self) -> None:
        same = self.old.value == self.new.value
        self.compare.setEnabled(not same and bool(self.old.value and self.new.value))

    def _compare(self) -> None:
        self.compared.emit(self.old.value, self.new.value)
        self.accept()


class RemindDialog(Dialog):
    """A day to be reminded on, at nine in the morning here."""

    wanted = Signal(object, str)
    """The instant and the words."""

    def __init__(
        self, theme: Theme, about: str, now: datetime, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, _("Remind me"), parent=parent, width=440)
        self._now = now
        self.day = TextField(theme, placeholder="2027-01-31")
        self.words = TextField(theme)
        self.words.setText(about)
        self._row = FormRow(
            theme,
            _("Day"),
            self.day,
            hint=_("Year, month and day. It stands among your deadlines, at 9:00 your time."),
        )
        quick = row(spacing=Space.S)
        for days, text in ((7, _("In a week")), (30, _("In 30 days")), (90, _("In 90 days"))):
            button = Button(theme, text, small=True)
            button.clicked.connect(lambda _on=False, days=days: self._in_days(days))
            quick.addWidget(button)
        quick.addStretch(1)
        days_ahead = QWidget()
        days_ahead.setLayout(quick)
        form = Form(theme)
        form.add(self._row)
        form.add(days_ahead)
        form.add(FormRow(theme, _("What about"), self.words))
        self.form = form
        self.body.addWidget(form)
        self.add_cancel()
        self.remind = self.add_action(_("Remind me"), ButtonKind.PRIMARY, default=True)
        self.remind.clicked.connect(self._remind)
        self.day.setFocus()
        self.fit()

    def _in_days(self, days: int) -> None:
        day = date.fromordinal(local(self._now).date().toordinal() + days)
        self.day.setText(day.isoformat())

    def _remind(self) -> None:
        day = read_day(self.day.text())
        if day is None:
            self._row.set_error(_("Write the day as year, month and day: 2027-01-31."))
        elif (at := morning(day)) <= self._now:
            self._row.set_error(_("This day has begun already. Choose a later one."))
        else:
            self._row.clear_error()
            self.wanted.emit(at, self.words.text())
            self.accept()
            return
        self.form.focus_first_error()
        self.fit()


def read_day(text: str) -> date | None:
    """A day written as year, month and day; None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def morning(day: date) -> datetime:
    """Nine in the morning of a day, by the computer's own clock of that day."""
    return datetime.combine(day, time(9)).astimezone().astimezone(UTC)
