"""What moving or returning a machine takes: two ways, and where each one begins."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base.text import _
from app.licenses.view_model import MachineView
from ui.kit.buttons import ButtonKind
from ui.kit.dialogs import Dialog
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import Hairline, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token


class MoveDialog(Dialog):
    """Explains both ways; a proof of removal is read in on the way of the batch it belongs to."""

    def __init__(self, theme: Theme, machine: MachineView, *, parent: QWidget | None) -> None:
        super().__init__(
            theme, _("Move or return {name}").format(name=machine.name), parent=parent, width=560
        )
        lead = _("An instance is free again once the vendor knows that it is no longer used.")
        self.body.addWidget(Label(theme, lead, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.body.addLayout(
            _way(
                theme,
                Icon.CHECK_CIRCLE_OUTLINE,
                _("The host still runs"),
                _("Remove the license on the host: it writes a proof of removal, signed with the"
                  " host's own key. Carry that here and read it in; it goes to the vendor, and"
                  " the instance is free for another host."),
                "counterpart-host remove",
            )
        )  # fmt: skip
        self.body.addWidget(Hairline(theme))
        self.body.addLayout(
            _way(
                theme,
                Icon.WARNING_OUTLINE,
                _("The host is lost, broken or was set up anew"),
                _("Make a new request on its replacement and send it. The vendor grants it where"
                  " an instance is free or its rules allow a rehost; nothing can be proved for"
                  " the lost one, so the vendor may ask. A host that was only set up anew can use"
                  " the answer it had: its fingerprint is the same."),
                "counterpart-host request",
            )
        )  # fmt: skip
        self.add_cancel(_("Close"))
        self.go = self.add_action(_("Read a proof or request…"), ButtonKind.PRIMARY, default=True)
        self.go.clicked.connect(self.accept)
        self.fit()


def _way(theme: Theme, icon: Icon, title: str, text: str, command: str) -> QHBoxLayout:
    words = column(
        Label(theme, title, TextStyle.BODY_MEDIUM),
        Label(theme, text, TextStyle.BODY, Token.TEXT2, wrap=True),
        Label(theme, command, TextStyle.MONO, selectable=True),
        spacing=Space.XS,
    )
    line = row(spacing=Space.M)
    line.addLayout(column(2, IconLabel(theme, icon, tone=Token.TEXT2), None, spacing=0))
    line.addLayout(words, 1)
    return line
