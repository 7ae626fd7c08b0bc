"""The feedback form. Feedback is never confidential and may be used freely (terms §15).

The form says so in the vendor's own statement, and Send stays off until that was acknowledged.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _
from app.support.model import FeedbackDraft, FeedbackTopic, ProductChoice
from app.support.service import LONGEST_TEXT
from ui.kit.banners import BannerTone, Tinted
from ui.kit.buttons import Button, ButtonKind, IconButton
from ui.kit.choices import ComboBox
from ui.kit.fields import TextArea
from ui.kit.forms import CheckRow, FormRow
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token
from ui.support.feedback.words import topic_words

_KEEP_MS = 800


class FeedbackForm(Panel):
    """Writes a `FeedbackDraft`; what is typed is kept by itself."""

    draft_changed = Signal(object)
    """The draft, a moment after the last keystroke."""
    send_wanted = Signal(object)
    product_chosen = Signal(str)
    """Another product: what has to be said of it?"""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, edges="left", parent=parent)
        self._theme_ = theme
        self._statement = ""
        self._quiet = False
        self._answer = ""
        self.topic = ComboBox(theme, [(topic, topic_words(topic)) for topic in FeedbackTopic])
        self.product = ComboBox(theme, [("", _("No particular product"))])
        self.text = TextArea(
            theme, placeholder=_("What works, what does not, what is missing?"), lines=5
        )
        self.about = Label(theme, "", TextStyle.BODY_MEDIUM, wrap=True)
        self.not_about = IconButton(
            theme, Icon.CLOSE, _("Not about this answer"), size=12, small=True
        )
        self.reminder = Label(theme, "", TextStyle.META, wrap=True)
        self._text_row = FormRow(theme, _("Your feedback"), self.text)
        self.statement = Label(theme, "", TextStyle.BODY, Token.TEXT2, wrap=True)
        self.acknowledged = CheckRow(theme, _("I understand: not confidential, free to be used"))
        self.send = Button(theme, _("Send feedback"), ButtonKind.PRIMARY, icon=Icon.PLANE)
        self.note = Label(theme, "", TextStyle.META, Token.TEXT2, elide=True)
        self._lay_out(theme)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEEP_MS)
        self._timer.timeout.connect(self._tell)
        self.topic.changed.connect(self._edited)
        self.product.changed.connect(self._edited)
        self.product.changed.connect(self.product_chosen)
        self.not_about.clicked.connect(lambda: self.show_answer("", ""))
        self.text.textChanged.connect(self._edited)
        self.acknowledged.toggled.connect(self._edited)
        self.send.clicked.connect(self._send)
        self._judge()

    def _lay_out(self, theme: Theme) -> None:
        content = QWidget()
        body = QVBoxLayout(content)
        body.setContentsMargins(Space.L, Space.M + 2, Space.L, Space.L)
        body.setSpacing(Space.L)
        body.addWidget(Label(theme, _("Write feedback"), TextStyle.SECTION))
        body.addWidget(FormRow(theme, _("What it is about"), self.topic))
        self._about = QWidget()
        line = row(IconLabel(theme, Icon.HEADSET), spacing=Space.S)
        line.addWidget(self.about, 1)
        line.addWidget(self.not_about)
        self._about.setLayout(line)
        self._about.hide()
        body.addWidget(self._about)
        body.addWidget(FormRow(theme, _("Product"), self.product))
        self._reminder = Tinted(theme, BannerTone.WARN)
        told = row(spacing=Space.S, margins=(13, 8, 13, 9))
        told.addLayout(column(IconLabel(theme, Icon.FLASK, tone=Token.WARN), None, spacing=0))
        told.addWidget(self.reminder, 1)
        self._reminder.setLayout(told)
        self._reminder.hide()
        body.addWidget(self._reminder)
        body.addWidget(self._text_row, 1)
        notice = column(
            row(
                IconLabel(theme, Icon.INFO_OUTLINE),
                Label(theme, _("Not confidential"), TextStyle.BODY_MEDIUM),
                None,
                spacing=Space.S,
            ),
            self.statement,
            spacing=Space.XS,
        )
        body.addLayout(notice)
        body.addWidget(self.acknowledged)
        bar = Panel(theme, Token.SURFACE, edges="top")
        bar.setFixedHeight(Size.ACTIONS)
        actions = row(spacing=Space.M, margins=(Space.L, 1, Space.L, 0))
        actions.addWidget(self.note, 1)
        actions.addWidget(self.send)
        bar.setLayout(actions)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(ScrollPane(theme, content), 1)
        outer.addWidget(bar)

    @property
    def draft(self) -> FeedbackDraft:
        """What is in the form."""
        return FeedbackDraft(
            topic=FeedbackTopic(self.topic.value),
            text=self.text.toPlainText().strip(),
            product_id=self.product.value or None,
            statement=self._statement,
            answer_of=self._answer,
            acknowledged=self.acknowledged.checked,
        )

    def offer(self, statement: str, products: tuple[ProductChoice, ...]) -> None:
        """Show the vendor's statement, and the products that feedback can be about."""
        if statement != self._statement:
            self._statement = statement
            self.statement.setText(statement)
            self.acknowledged.set_checked(False)
        chosen = self.product.value
        self._quiet = True
        choices = [("", _("No particular product"))]
        choices += [(product.id, product.name) for product in products]
        self.product.set_choices(choices)
        self.product.set_value(chosen)
        self._quiet = False

    def show_draft(self, draft: FeedbackDraft) -> None:
        """Continue an earlier draft. The acknowledgement is given anew each time."""
        self._quiet = True
        self.topic.set_value(draft.topic)
        self.product.set_value(draft.product_id or "")
        if draft.answer_of != self._answer:
            words = _("An answer to one of your requests") if draft.answer_of else ""
            self.show_answer(draft.answer_of, words)
        self.text.setPlainText(draft.text)
        self.acknowledged.set_checked(False)
        self._quiet = False
        self._judge()

    def clear(self) -> None:
        """Start anew."""
        self.show_draft(FeedbackDraft(topic=FeedbackTopic(self.topic.value)))
        self._text_row.clear_error()
        self.note.setText("")
        self._timer.stop()

    def show_answer(self, message_id: str, words: str) -> None:
        """It is about this answer of support; "" about none."""
        self._answer = message_id
        self.about.setText(words)
        self._about.setVisible(bool(message_id))
        if message_id:
            self.topic.set_value(FeedbackTopic.SUPPORT)
        elif self.topic.value == FeedbackTopic.SUPPORT:
            self.topic.set_value(FeedbackTopic.SERVICE)
        self._edited()

    def remind(self, words: str) -> None:
        """What has to be kept in mind of the product; "" nothing."""
        self.reminder.setText(words)
        self._reminder.setVisible(bool(words))

    def flush(self) -> FeedbackDraft | None:
        """The draft, if it still has to be kept."""
        if not self._timer.isActive():
            return None
        self._timer.stop()
        return self.draft

    def say(self, text: str) -> None:
        """What became of the draft."""
        self.note.setText(text)

    def set_busy(self, busy: bool) -> None:
        """While it is being queued, it is not queued twice."""
        self.send.setEnabled(False)
        if not busy:
            self._judge()

    def _edited(self) -> None:
        if self._quiet:
            return
        self._judge()
        self._timer.start()

    def _judge(self) -> None:
        size = len(self.text.toPlainText())
        too_long = size > LONGEST_TEXT
        self._text_row.set_error(
            _("At most {n} characters; these are {size}.").format(
                n=f"{LONGEST_TEXT:,}", size=f"{size:,}"
            )
            if too_long
            else ""
        )
        ready = bool(self.text.toPlainText().strip()) and not too_long
        self.send.setEnabled(ready and self.acknowledged.checked and bool(self._statement))

    def _tell(self) -> None:
        self.draft_changed.emit(self.draft)

    def _send(self) -> None:
        self._timer.stop()
        self.send_wanted.emit(self.draft)
