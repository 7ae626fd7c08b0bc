"""Asks what a certification is called in the list; the document has its own title."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.base.text import _
from ui.kit.buttons import ButtonKind
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextField
from ui.kit.forms import FormRow
from ui.kit.theme import Theme


class RenameDialog(Dialog):
    """`text` holds the new title after `accept`."""

    def __init__(self, theme: Theme, title: str, *, parent: QWidget | None) -> None:
        super().__init__(theme, _("Rename the certification"), parent=parent)
        self.field = TextField(theme, name=_("Title"))
        self.field.setText(title)
        self.field.selectAll()
        self.row = FormRow(
            theme, _("Title"), self.field, hint=_("Only you see it; it is not printed.")
        )
        self.body.addWidget(self.row)
        self.add_cancel()
        self.save = self.add_action(_("Rename"), ButtonKind.PRIMARY, default=True)
        self.save.clicked.connect(self._keep)
        self.field.setFocus()
        self.fit()

    @property
    def text(self) -> str:
        """The title."""
        return self.field.text().strip()

    def _keep(self) -> None:
        if self.text:
            self.accept()
            return
        self.row.set_error(_("A certification needs a title."))
        self.field.setFocus()
        self.fit()
