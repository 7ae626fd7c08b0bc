"""What wants an answer: each finding with its clause, its state and the ways to answer it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.base.text import _, ngettext
from app.certification.reconcile.model import Finding, Option, Resolution
from app.deadlines.words import clause_name
from ui.certification.looks import finding_look
from ui.certification.step import clause_part
from ui.kit.buttons import Button, LinkButton
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.menus import menu
from ui.kit.panels import Hairline, Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token

_INSET = Space.L + 20 + Space.XS


class AnswerButtons(QWidget):
    """The ways to answer, as many as fit in a line; all of them are in the menu at the end."""

    wanted = Signal(object)
    """A Resolution."""

    def __init__(
        self,
        theme: Theme,
        options: Sequence[Option],
        about: str,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.buttons: dict[Resolution, Button] = {}
        line = row(spacing=Space.S)
        for option in options:
            way, text = option.resolution, _("{answer}…").format(answer=option.title)
            button = Button(theme, text, small=True, name=f"{text} {about}")
            button.clicked.connect(lambda _on=False, way=way: self.wanted.emit(way))
            self.buttons[way] = button
            line.addWidget(button)
        self.more = Button(theme, _("More"), small=True, name=_("More answers: {title}").format(
            title=about))  # fmt: skip
        choices = menu(theme, self)
        for option in options:
            choices.addAction(option.title).triggered.connect(
                lambda _on=False, way=option.resolution: self.wanted.emit(way)
            )
        self.more.set_menu(choices)
        line.addWidget(self.more)
        line.addStretch(1)
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """The menu alone is enough."""
        return QSize(self.more.sizeHint().width(), self.more.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what fits."""
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, room: int) -> None:
        widths = [one.sizeHint().width() + Space.S for one in self.buttons.values()]
        if sum(widths) - Space.S <= room:
            fitting = len(widths)
        else:
            left, fitting = room - self.more.sizeHint().width(), 0
            for width in widths:
                left -= width
                if left < 0:
                    break
                fitting += 1
        for at, button in enumerate(self.buttons.values()):
            button.setVisible(at < fitting)
        self.more.setVisible(fitting < len(widths))


class FindingRow(QWidget):
    """One finding."""

    answer_wanted = Signal(object, object)
    """This Finding, by this Resolution."""
    clause_wanted = Signal(str)
    line_wanted = Signal(str)
    """Show the line of the entitlement with this id."""

    def __init__(
        self, theme: Theme, finding: Finding, *, editable: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.finding = finding
        look = finding_look(finding)
        open_ = finding.resolution is Resolution.OPEN
        icon = (Icon.OCTAGON, Token.DANGER) if open_ else (Icon.CHECK_CIRCLE, Token.OK)
        if open_ and not finding.blocks and finding.kind.value in _QUIET:
            icon = (Icon.WARNING, Token.WARN)
        title = Label(theme, finding.title, TextStyle.BODY_STRONG, wrap=True)
        state = Label(theme, look.word, TextStyle.META_STRONG, look.tone if not open_ else icon[1])
        top = row(spacing=Space.S)
        top.addWidget(title, 1)
        top.addWidget(state, 0, Qt.AlignmentFlag.AlignTop)
        layout = column(top, self._text(theme, finding), spacing=2)
        if finding.answer:
            layout.addWidget(Label(theme, _answer(finding), TextStyle.META, wrap=True))
        self.answers: AnswerButtons | None = None
        if editable and finding.options:
            self.answers = AnswerButtons(theme, finding.options, finding.title)
            self.answers.wanted.connect(lambda way: self.answer_wanted.emit(finding, way))
            layout.addSpacing(Space.S)
            layout.addWidget(self.answers)
        whole = row(IconLabel(theme, icon[0], tone=icon[1], name=look.word), spacing=Space.S)
        first = whole.itemAt(0)
        if first is not None:
            first.setAlignment(Qt.AlignmentFlag.AlignTop)
        whole.addLayout(layout, 1)
        whole.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        self.setLayout(whole)
        self.setAccessibleName(f"{look.word}: {finding.title}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click beside the buttons shows the line that it is about."""
        super().mouseReleaseEvent(event)
        if self.finding.entitlement_id:
            self.line_wanted.emit(self.finding.entitlement_id)

    def _text(self, theme: Theme, finding: Finding) -> QWidget:
        box = QWidget()
        line = row(spacing=Space.XS + 2)
        part = clause_part(finding.clause)
        name = clause_name(finding.clause.number) if finding.clause else ""
        if part:
            spoken = _("Read {clause}: {title}").format(clause=name, title=finding.title)
            link = LinkButton(theme, name, style=TextStyle.META_MEDIUM, name=spoken)
            link.clicked.connect(lambda: self.clause_wanted.emit(part))
            line.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        elif name:
            line.addWidget(Label(theme, name, TextStyle.META_MEDIUM, Token.TEXT2), 0,
                           Qt.AlignmentFlag.AlignTop)  # fmt: skip
        line.addWidget(Label(theme, finding.text, TextStyle.META, Token.TEXT2, wrap=True), 1)
        box.setLayout(line)
        return box


_QUIET = frozenset({"duplicate", "not_stated"})


def _answer(finding: Finding) -> str:
    if not finding.answered_by:
        return finding.answer
    return _("{answer} ({who})").format(answer=finding.answer, who=finding.answered_by)


class FindingsPane(QWidget):
    """All findings, the open ones first; says so where there is none."""

    answer_wanted = Signal(object, object)
    clause_wanted = Signal(str)
    line_wanted = Signal(str)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[object, ...] = ()
        self.rows: list[FindingRow] = []
        head = Panel(theme, edges="bottom")
        head.setFixedHeight(40)
        self.title = Label(theme, _("Findings"), TextStyle.SECTION)
        self.count = Label(theme, "", TextStyle.BODY, Token.TEXT2)
        head.setLayout(
            row(self.title, self.count, None, spacing=Space.M - 2, margins=(Space.L, 0, Space.L, 0))
        )
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        content = QWidget()
        content.setLayout(column(self._list, None, spacing=0))
        self.pane = ScrollPane(theme, content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(self.pane, 1)

    def show_findings(self, findings: Sequence[Finding], *, editable: bool) -> None:
        """Show these; the same ones again change nothing, so that the place stays."""
        if self._shown == (tuple(findings), editable) and self.rows:
            return
        self._shown = (tuple(findings), editable)
        ordered = sorted(findings, key=_rank)
        open_ = sum(one.resolution is Resolution.OPEN for one in findings)
        self.count.setText(_counted(open_, len(findings)))
        _clear(self._list)
        self.rows = []
        for at, finding in enumerate(ordered):
            if at:
                self._list.addWidget(Hairline(self._theme))
            made = FindingRow(self._theme, finding, editable=editable)
            made.answer_wanted.connect(self.answer_wanted)
            made.clause_wanted.connect(self.clause_wanted)
            made.line_wanted.connect(self.line_wanted)
            self.rows.append(made)
            self._list.addWidget(made)
        if not findings:
            self._list.addWidget(self._nothing())

    def _nothing(self) -> QWidget:
        box = QWidget()
        line = row(
            IconLabel(self._theme, Icon.CHECK_CIRCLE, size=20, tone=Token.OK), spacing=Space.M
        )
        words = _("Nothing to answer: every figure has evidence and is within scope.")
        line.addWidget(Label(self._theme, words, TextStyle.BODY, Token.TEXT2, wrap=True), 1)
        line.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        box.setLayout(line)
        box.setMinimumHeight(Size.ENTRY)
        return box


def _rank(finding: Finding) -> tuple[bool, bool, bool]:
    answered = finding.resolution is not Resolution.OPEN
    return answered, not finding.blocks, finding.kind.value in _QUIET


def _counted(open_: int, all_: int) -> str:
    if open_ == all_:
        return ngettext("{n} open", "{n} open", open_).format(n=open_) if all_ else _("none")
    return _("{open} of {all} open").format(open=open_, all=all_)


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
