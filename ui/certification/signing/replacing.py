"""What is printed in the place of characters that no font of the documents has."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from app.base.text import _
from ui.kit.buttons import ButtonKind
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextField
from ui.kit.forms import Form, FormRow
from ui.kit.labels import Label
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Size, TextStyle, Token

_LONGEST = 20
_TALL = 6
"""More rows than this scroll."""


class ReplaceDialog(Dialog):
    """One field for each character; the certificate names what was replaced."""

    def __init__(
        self,
        theme: Theme,
        characters: Sequence[str],
        known: Mapping[str, str],
        *,
        parent: QWidget | None,
    ) -> None:
        super().__init__(theme, _("Print these in another way"), parent=parent)
        self._known = dict(known)
        self.fields: dict[str, TextField] = {}
        words = _("No font of the documents has these characters. Say what is printed in their"
                  " place; the document says that it was replaced.")  # fmt: skip
        self.body.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        form = Form(theme)
        self.rows: dict[str, FormRow] = {}
        for one in dict.fromkeys(characters):
            field = TextField(theme)
            field.setMaxLength(_LONGEST)
            field.setText(known.get(one, _proposal(one)))
            self.fields[one] = field
            self.rows[one] = FormRow(theme, f"{_name(one)}: \u2068{one}\u2069", field)
            form.add(self.rows[one])
        if len(self.fields) > _TALL:
            pane = ScrollPane(theme, form)
            pane.setMinimumHeight(_TALL * (Size.CONTROL + 40))
            self.body.addWidget(pane)
        else:
            self.body.addWidget(form)
        self.form = form
        self.add_cancel()
        self.go = self.add_action(_("Print it so"), ButtonKind.PRIMARY, default=True)
        self.go.clicked.connect(self._accept_if_whole)
        self.fit()

    @property
    def replaced(self) -> dict[str, str]:
        """Every character with what is printed instead, those known before among them."""
        chosen = {one: field.text().strip() for one, field in self.fields.items()}
        return {**self._known, **chosen}

    def _accept_if_whole(self) -> None:
        for one, line in self.rows.items():
            empty = not self.fields[one].text().strip()
            line.set_error(_("Say what is printed instead, for instance ?.") if empty else "")
        self.fit()
        if not self.form.focus_first_error():
            self.accept()


def _name(characters: str) -> str:
    """The characters' names and numbers, as Unicode gives them."""
    return ", ".join(
        f"U+{ord(one):04X} {unicodedata.name(one, _('without a name')).lower()}"
        for one in characters[:3]
    )


def _proposal(characters: str) -> str:
    """A plain form of it where Unicode knows one; nothing where it does not."""
    plain = unicodedata.normalize("NFKD", characters)
    kept = "".join(one for one in plain if not unicodedata.combining(one))
    return kept if kept != characters and kept.isascii() else ""
