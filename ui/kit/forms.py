"""Forms: a labelled row that nobody can build inaccessibly.

The label is the field's buddy and its name, the hint or the error its description.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.kit.choices import BOX, GAP, CheckBox, ComboBox
from ui.kit.fields import TextArea, TextField
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token


class Remark(QWidget):
    """The line below a field: its hint, or the error with an icon."""

    def __init__(self, theme: Theme, hint: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = hint
        self._icon = IconLabel(theme, Icon.OCTAGON, size=12, tone=Token.DANGER)
        self._text = Label(theme, hint, TextStyle.META, Token.TEXT2, wrap=True)
        layout = row(self._icon, spacing=5, margins=(0, 4, 0, 0))
        layout.addWidget(self._text, 1)
        self.setLayout(layout)
        self.set_error("")

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text.text()

    def set_error(self, error: str) -> None:
        """Show `error`, or the hint again where it is empty."""
        self._icon.setVisible(bool(error))
        self._text.setText(error or self._hint)
        self._text.set_style(TextStyle.META_MEDIUM if error else TextStyle.META)
        self._text.set_tone(Token.DANGER if error else Token.TEXT2)
        self.setVisible(bool(error or self._hint) and self.parentWidget() is not None)


class FormRow(QWidget):
    """Label above, field, hint or error below."""

    def __init__(
        self,
        theme: Theme,
        label: str,
        field: QWidget,
        *,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self._error = ""
        self._label = Label(theme, label, TextStyle.BODY_MEDIUM)
        self._label.setBuddy(field)
        field.setAccessibleName(label)
        self._remark = Remark(theme, hint, parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._label)
        layout.addSpacing(Space.XS)
        layout.addWidget(field)
        layout.addWidget(self._remark)
        self._remark.set_error("")
        self._describe()

    @property
    def has_error(self) -> bool:
        """Whether an error is shown."""
        return bool(self._error)

    def set_label(self, label: str) -> None:
        """Call the field something else: what it asks for depends on a choice above it."""
        self._label.setText(label)
        self.field.setAccessibleName(label)

    def set_error(self, error: str) -> None:
        """Say what is wrong and how to put it right."""
        self._error = error
        if isinstance(self.field, TextField | TextArea | ComboBox):
            self.field.set_invalid(bool(error))
        self._remark.set_error(error)
        self._describe()

    def clear_error(self) -> None:
        """Show the hint again."""
        self.set_error("")

    def _describe(self) -> None:
        self.field.setAccessibleDescription(self._remark.text)


class CheckRow(QWidget):
    """A check box with a hint or an error below its text."""

    toggled = Signal(bool)

    def __init__(
        self, theme: Theme, text: str, *, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.box = CheckBox(theme, text)
        self.field = self.box
        self._error = ""
        self._remark = Remark(theme, hint, parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.box)
        layout.addLayout(row(BOX + GAP, self._remark, spacing=0))
        self._remark.set_error("")
        self.box.setAccessibleDescription(hint)
        self.box.toggled.connect(self.toggled)

    @property
    def checked(self) -> bool:
        """Whether the box is on."""
        return self.box.isChecked()

    @property
    def has_error(self) -> bool:
        """Whether an error is shown."""
        return bool(self._error)

    def set_checked(self, on: bool) -> None:
        """Set the box."""
        self.box.setChecked(on)

    def set_error(self, error: str) -> None:
        """Say what is missing."""
        self._error = error
        self._remark.set_error(error)
        self.box.setAccessibleDescription(self._remark.text)

    def clear_error(self) -> None:
        """Show the hint again."""
        self.set_error("")


class Form(QWidget):
    """Rows below each other, 16 px apart."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[FormRow | CheckRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(Space.L)

    def add(self, item: QWidget) -> None:
        """Add a row, or any other widget, at the end."""
        if isinstance(item, FormRow | CheckRow):
            self._rows.append(item)
        self._layout.addWidget(item)

    def focus_first_error(self) -> bool:
        """Put the focus into the first field with an error; False where there is none."""
        for item in self._rows:
            if item.has_error:
                item.field.setFocus()
                return True
        return False
