"""The dialog of the evidence pack: what is in it, and which names nobody is to read there."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.base.text import _
from ui.kit.buttons import ButtonKind
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextArea
from ui.kit.forms import FormRow
from ui.kit.labels import Label
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token

_LINES = 4


class PackDialog(Dialog):
    """Without a name the pack is whole; a name that stands nowhere is refused when it is made."""

    def __init__(self, theme: Theme, title: str, *, parent: QWidget | None) -> None:
        super().__init__(theme, _("Evidence pack"), parent=parent)
        words = _("{title} becomes one ZIP file with its document, its sources, every row that was"
                  " counted and their hashes. Anybody can check it, also without this program."
                  ).format(title=title)  # fmt: skip
        self.body.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.field = TextArea(theme, name=_("Hide these hosts, users or places"), lines=_LINES)
        self.body.addWidget(
            FormRow(
                theme, _("Hide these hosts, users or places (optional)"), self.field,
                hint=_("One on each line. Their rows keep figure and hash, so that totals still"
                       " add up; files that show them stay out."),
            )
        )  # fmt: skip
        self.add_cancel()
        self.go = self.add_action(_("Save the pack…"), ButtonKind.PRIMARY, default=True)
        self.go.clicked.connect(self.accept)
        self.field.setFocus()
        self.fit()

    @property
    def hidden_names(self) -> tuple[str, ...]:
        """The names to hide, each once."""
        lines = (line.strip() for line in self.field.toPlainText().splitlines())
        return tuple(dict.fromkeys(filter(None, lines)))
