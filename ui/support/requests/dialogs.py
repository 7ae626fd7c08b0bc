"""Dialogs of a thread: close or reopen with words, rate with stars, findings of a reply."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from app.base.text import _, ngettext
from ui.kit.buttons import ButtonKind
from ui.kit.choices import RadioButton
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextArea
from ui.kit.forms import FormRow
from ui.kit.labels import Label
from ui.kit.panels import column
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.support.writing.draft_work import DraftWork
from ui.support.writing.findings import FindingsPanel


class ChangeDialog(Dialog):
    """Closes or reopens a request, with a word why (which may be empty)."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, title: str, text: str, action: str, *, parent: QWidget | None
    ) -> None:
        super().__init__(theme, title, parent=parent, width=480)
        self.body.addWidget(Label(theme, text, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.text = TextArea(theme, lines=3)
        self.body.addWidget(FormRow(theme, _("A word about it (may be empty)"), self.text))
        self.add_cancel()
        self.go = self.add_action(action, ButtonKind.PRIMARY)
        self.go.clicked.connect(self._go)
        self.text.setFocus()

    def _go(self) -> None:
        self.chosen.emit(self.text.toPlainText().strip())
        self.accept()


class RateDialog(Dialog):
    """One to five stars, each with its number and word; arrow keys move between them."""

    chosen = Signal(int, str)

    def __init__(self, theme: Theme, number: str, *, parent: QWidget | None) -> None:
        super().__init__(theme, _("Rate the support"), parent=parent, width=480)
        words = _("How was the help with {number}?").format(number=number)
        self.body.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        self._group = QButtonGroup(self)
        self.stars: list[RadioButton] = []
        lines = column(spacing=Space.XS)
        for count, meaning in enumerate(
            (_("no help"), _("little help"), _("fair"), _("good"), _("very good")), start=1
        ):
            said = ngettext("{n} star, {meaning}", "{n} stars, {meaning}", count)
            name = said.format(n=count, meaning=meaning)
            star = RadioButton(theme, "★" * count + "☆" * (5 - count) + "   " + meaning)
            star.setAccessibleName(name)
            self._group.addButton(star, count)
            self.stars.append(star)
            lines.addWidget(star)
        self.body.addLayout(lines)
        self.text = TextArea(theme, lines=3)
        self.body.addWidget(FormRow(theme, _("A word about it (may be empty)"), self.text))
        self.add_cancel()
        self.go = self.add_action(_("Send rating"), ButtonKind.PRIMARY)
        self.go.setEnabled(False)
        self._group.buttonToggled.connect(lambda _button, _on: self.go.setEnabled(True))
        self.go.clicked.connect(self._go)
        self.stars[0].setFocus()

    def _go(self) -> None:
        rating = self._group.checkedId()
        if rating > 0:
            self.chosen.emit(rating, self.text.toPlainText().strip())
            self.accept()


class FindingsDialog(Dialog):
    """What was found in a reply before it leaves. Follows the work until nothing is open."""

    def __init__(self, theme: Theme, work: DraftWork, rule: str, *, parent: QWidget | None) -> None:
        super().__init__(theme, _("Before this leaves"), parent=parent, width=560)
        self._work = work
        self._rule = rule
        self.findings = FindingsPanel(theme)
        content = QWidget()
        content.setLayout(column(self.findings, None, margins=(0, 0, Space.L, Space.S)))
        self.pane = ScrollPane(theme, content)
        self.pane.setMinimumHeight(360)
        self.body.addWidget(self.pane, 1)
        self.add_cancel(_("Back to writing"))
        self.go = self.add_action(_("Send reply"), ButtonKind.PRIMARY)
        self.go.clicked.connect(self._send)
        work.looked.connect(self._show)
        work.changed.connect(self._show)
        work.looking.connect(self._show)
        work.sent.connect(lambda _item: self.accept())
        work.failed.connect(lambda report: self.note.setText(report.title))
        self.findings.redact_wanted.connect(work.redact)
        self.findings.decide_wanted.connect(work.decide)
        self.findings.remove_wanted.connect(work.remove)
        self._show()

    def _show(self, *_what: object) -> None:
        work = self._work
        if work.draft is not None and work.result is not None:
            self.findings.show_result(work.result, work.draft, rule=self._rule)
        self.go.setEnabled(work.result is not None and not work.open_findings and not work.busy)

    def _send(self) -> None:
        self._work.send()
