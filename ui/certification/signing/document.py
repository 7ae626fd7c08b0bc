"""How the document looks: its language, its paper, whether users are named, how it is signed."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from app.base.text import _
from app.certification.model import Draft, Way
from app.certification.paper.wording import LANGUAGES
from app.documents.model import Paper
from ui.kit.choices import ComboBox, RadioButton
from ui.kit.forms import CheckRow, FormRow
from ui.kit.labels import Label
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_NAMES = {"en": "English", "de": "Deutsch", "fr": "Français", "ja": "日本語"}
_INDENT = 24


class Look(NamedTuple):
    """What is chosen of the document."""

    language: str
    paper: Paper
    named_users: bool


class DocumentForm(QWidget):
    """Each choice holds from the moment it is made."""

    changed = Signal(object)
    """A Look."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = False
        self.language = ComboBox(theme, [(one, _NAMES.get(one, one)) for one in LANGUAGES])
        self.paper = ComboBox(
            theme, [(Paper.A4.value, _("A4")), (Paper.US_LETTER.value, _("US Letter"))]
        )
        self.named = CheckRow(
            theme,
            _("Name the users in the schedule"),
            hint=_("Otherwise it numbers them; the evidence stays with you."),
        )
        beside = QWidget()
        line = row(spacing=Space.M)
        for one in (
            FormRow(theme, _("Language"), self.language, hint=_("Your own texts stay as typed.")),
            FormRow(theme, _("Paper"), self.paper),
        ):
            line.addWidget(one, 1, Qt.AlignmentFlag.AlignTop)
        beside.setLayout(line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(beside)
        layout.addWidget(self.named)
        self.language.changed.connect(self._tell)
        self.paper.changed.connect(self._tell)
        self.named.toggled.connect(self._tell)

    def show_draft(self, draft: Draft, *, editable: bool) -> None:
        """Show what is kept."""
        self._quiet = True
        self.language.set_value(draft.language)
        self.paper.set_value(draft.paper.value)
        self.named.set_checked(draft.named_users)
        self._quiet = False
        for field in (self.language, self.paper, self.named.box):
            field.setEnabled(editable)

    def _tell(self, _value: object = None) -> None:
        if not self._quiet:
            self.changed.emit(
                Look(self.language.value, Paper(self.paper.value), self.named.checked)
            )


class WayForm(QWidget):
    """Digital, or by hand on paper."""

    changed = Signal(object)
    """A Way."""
    settings_wanted = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = False
        self._group = QButtonGroup(self)
        self.choices: dict[Way, RadioButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.M)
        for way, title, words in (
            (Way.DIGITAL, _("Digital signature"),
             _("With a key in a file (PKCS#12: .p12, .pfx) or on a token or card (PKCS#11). Pages"
               " and embedded data are signed together; you open the key once you have seen the"
               " pages.")),
            (Way.PAPER, _("Print and sign by hand"),
             _("The document gets a signature page. Print it, sign it, and attach the scan; the"
               " scan is kept with it and leaves with it.")),
        ):  # fmt: skip
            button = RadioButton(theme, title)
            button.setAccessibleDescription(words)
            button.clicked.connect(self._tell)
            self._group.addButton(button)
            self.choices[way] = button
            said = Label(theme, words, TextStyle.META, Token.TEXT2, wrap=True)
            below = row(_INDENT, spacing=0)
            below.addWidget(said, 1)
            layout.addLayout(column(button, below, spacing=0))

    def show_way(self, way: Way, *, editable: bool) -> None:
        """Show what is kept."""
        self.choices[way].setChecked(True)
        for button in self.choices.values():
            button.setEnabled(editable)

    def _tell(self) -> None:
        way = next((one for one, button in self.choices.items() if button.isChecked()), None)
        if way is not None:
            self.changed.emit(way)
