"""One statement: what is attested, why it is asked, the answer, and the text that is printed."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from app.base.clock import Clock
from app.base.dates import moment_words
from app.base.text import _
from app.certification.model import Attestation, Question, Reply
from app.deadlines.words import clause_name
from ui.certification.step import clause_part
from ui.kit.buttons import LinkButton
from ui.kit.choices import RadioButton
from ui.kit.fields import TextArea
from ui.kit.forms import FormRow
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

LONGEST = 2_000
_PAUSE_MS = 700
_NUMBER = 20


class StatementRow(QWidget):
    """An answer that needs no text counts at once, any other once its text is there."""

    answered = Signal(str, str)
    """A Reply and the text of it."""
    clause_wanted = Signal(str)
    """A part of the terms page."""
    turned = Signal()
    """What is chosen or typed changed, kept or not."""

    def __init__(
        self,
        theme: Theme,
        clock: Clock,
        number: int,
        question: Question,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self._number = number
        self._kept: tuple[str, str] = ("", "")
        self._quiet = False
        self.question = question
        self.choices: dict[Reply, RadioButton] = {}
        self._group = QButtonGroup(self)
        self.text = TextArea(theme, lines=3)
        self.text_row = FormRow(theme, _("As it will be printed"), self.text)
        self.state = StatusLabel(
            theme, Icon.CIRCLE_DASHED, "", tone=Token.TEXT2, style=TextStyle.META_MEDIUM
        )
        self.by = Label(theme, "", TextStyle.META, Token.TEXT2)
        self._timer = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self.keep)
        self._lay_out()
        self._say()

    def _lay_out(self) -> None:
        theme, question = self._theme, self.question
        number = Label(theme, f"{self._number:n}", TextStyle.BODY_MEDIUM, Token.TEXT2)
        number.setFixedWidth(_NUMBER)
        said = Label(theme, question.statement, TextStyle.BODY_MEDIUM, wrap=True)
        top = row(spacing=Space.L)
        top.addWidget(said, 1)
        top.addWidget(self.state, 0, Qt.AlignmentFlag.AlignTop)
        words = column(top, self._reason(), Space.S, spacing=1)
        line = row(spacing=Space.XL)
        for reply, text in (
            (Reply.YES, _("Yes")),
            (Reply.NO, _("No")),
            (Reply.EXCEPTION, _("Yes, with an exception")),
        ):
            button = RadioButton(theme, text)
            button.setAccessibleDescription(question.statement)
            button.clicked.connect(self._chosen)
            self._group.addButton(button)
            self.choices[reply] = button
            line.addWidget(button)
        line.addStretch(1)
        line.addWidget(self.by)
        words.addLayout(line)
        words.addSpacing(Space.XS)
        words.addWidget(self.text_row)
        self.text_row.hide()
        self.text.textChanged.connect(self._typed)
        self.text.setAccessibleDescription(question.statement)
        layout = row(spacing=Space.S, margins=(Space.L - 1, Space.M, Space.L - 1, Space.M))
        layout.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        self.setLayout(layout)

    def _reason(self) -> QWidget:
        clause = self.question.clause
        box = QWidget()
        line = row(spacing=Space.XS + 2)
        name = clause_name(clause.number)
        part = clause_part(clause)
        why = self.question.why
        if part:
            link = LinkButton(
                self._theme, name, style=TextStyle.META_MEDIUM,
                name=_("Read {clause}").format(clause=name),
            )  # fmt: skip
            link.clicked.connect(lambda: self.clause_wanted.emit(part))
            line.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        elif name:
            why = f"{name} {why}"
        line.addWidget(Label(self._theme, why, TextStyle.META, Token.TEXT2, wrap=True), 1)
        box.setLayout(line)
        return box

    @property
    def reply(self) -> Reply | None:
        """What is chosen."""
        return next((one for one, button in self.choices.items() if button.isChecked()), None)

    @property
    def is_whole(self) -> bool:
        """Whether it is answered, with the text that the answer needs."""
        reply = self.reply
        return reply is not None and (reply is self.question.good or bool(self._typed_text))

    @property
    def _typed_text(self) -> str:
        return self.text.toPlainText().strip()

    def show_answer(self, answer: Attestation | None, *, editable: bool) -> None:
        """Show what is kept; what is being typed stays."""
        for button in self.choices.values():
            button.setEnabled(editable)
        self.text.setReadOnly(not editable)
        self.by.setText("" if answer is None else self._by(answer))
        if answer is not None and not self._pending:
            self._kept = (answer.reply.value, answer.text)
            self._quiet = True
            self.choices[answer.reply].setChecked(True)
            if self._typed_text != answer.text:
                self.text.setPlainText(answer.text)
            self._quiet = False
        self._say()

    @property
    def _pending(self) -> bool:
        """Whether something is chosen or typed that is not kept yet."""
        reply = self.reply
        if reply is None:
            return False
        text = "" if reply is self.question.good else self._typed_text
        return (reply.value, text) != self._kept and (self.text.hasFocus() or not self.is_whole)

    def keep(self) -> None:
        """Hand over what is chosen, if it is whole and new."""
        self._timer.stop()
        reply = self.reply
        if reply is None or not self.is_whole:
            return
        text = "" if reply is self.question.good else self._typed_text
        if (reply.value, text) != self._kept:
            self._kept = (reply.value, text)
            self.answered.emit(reply.value, text)

    def show_missing(self) -> None:
        """Say in the field what it waits for, and put the keyboard there."""
        if self.reply is None:
            self.choices[Reply.YES].setFocus()
            return
        self.text_row.set_error(_("Say it in a sentence or two. It is printed as you write it."))
        self.text.setFocus()

    def _chosen(self) -> None:
        self._say()
        if self.is_whole:
            self.keep()
        else:
            self.text.setFocus()
        self.turned.emit()

    def _typed(self) -> None:
        if self._quiet:
            return
        text = self.text.toPlainText()
        if len(text) > LONGEST:
            self.text.setPlainText(text[:LONGEST])
            return
        if self._typed_text:
            self.text_row.clear_error()
        self._timer.start()
        self._say()
        self.turned.emit()

    def _say(self) -> None:
        """The word at the end of the line, and whether there is a text."""
        reply = self.reply
        good = reply is self.question.good
        self.text_row.setVisible(reply is not None and not good)
        if reply is None:
            look = (Icon.CIRCLE_DASHED, _("Open"), Token.TEXT2, Token.TEXT2)
        elif not self.is_whole:
            look = (Icon.PENCIL, _("Text missing"), Token.WARN, Token.WARN)
        elif good:
            look = (Icon.CHECK_CIRCLE, _("Attested"), Token.TEXT, Token.OK)
        elif reply is Reply.EXCEPTION:
            look = (Icon.WARNING, _("With an exception"), Token.TEXT, Token.WARN)
        else:
            look = (Icon.WARNING, _("Not attested"), Token.TEXT, Token.WARN)
        self.state.set_status(*look)

    def _by(self, answer: Attestation) -> str:
        when = moment_words(answer.at, self._clock.now())
        return _("{name}, {when}").format(name=answer.by, when=when) if answer.by else when
