"""What moving or returning a machine takes: a proof, or where there is none a person's word."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base.text import _
from app.licenses.moving_model import LONGEST_STATEMENT, Cause, cause_words
from app.licenses.views.model import MachineView
from ui.kit.buttons import ButtonKind
from ui.kit.choices import CheckBox, ComboBox
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextArea
from ui.kit.forms import FormRow
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import Hairline, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_WIDTH = 560


class MoveDialog(Dialog):
    """Explains both ways. Accepted: the person has a proof or a new request to be read in."""

    lost_wanted = Signal()
    """The machine proves nothing any more."""

    def __init__(self, theme: Theme, machine: MachineView, *, parent: QWidget | None) -> None:
        title = _("Move or return {name}").format(name=machine.name)
        super().__init__(theme, title, parent=parent, width=_WIDTH)
        lead = _("An instance is free again once the vendor knows that it is no longer used.")
        self.body.addWidget(Label(theme, lead, TextStyle.BODY, Token.TEXT2, wrap=True))
        proof = _("Remove the license on the host: it writes a proof of removal, signed with the"
                  " host's own key. Carry that here and read it in; it goes to the vendor, and the"
                  " instance is free for another host.")  # fmt: skip
        self.body.addLayout(
            _way(theme, Icon.CHECK_CIRCLE_OUTLINE, _("The host still runs"), proof,
                 "counterpart-host remove")
        )  # fmt: skip
        self.body.addWidget(Hairline(theme))
        word = _(
            "It proves nothing any more, so you state it: your name goes with the statement, and"
            " the vendor may limit how often it takes somebody's word. A host that was only set up"
            " anew can use the answer it had: its fingerprint is the same."
        )
        self.body.addLayout(
            _way(theme, Icon.WARNING_OUTLINE, _("The host is lost, broken or gone"), word, "")
        )
        self.lost = self.add_action(_("State that it is gone…"))
        self.lost.clicked.connect(self._lost)
        self.add_cancel(_("Close"))
        self.go = self.add_action(_("Read a proof…"), ButtonKind.PRIMARY, default=True)
        self.go.clicked.connect(self.accept)
        self.fit()

    def _lost(self) -> None:
        self.reject()
        self.lost_wanted.emit()


class LostDialog(Dialog):
    """What became of it, and a statement that the person answers for."""

    def __init__(self, theme: Theme, machine: MachineView, *, parent: QWidget | None) -> None:
        title = _("State that {name} is gone").format(name=machine.name)
        super().__init__(theme, title, parent=parent, width=_WIDTH)
        self.what = ComboBox(theme, [(one.value, cause_words(one)) for one in Cause])
        self.words = TextArea(theme, name=_("Statement"), lines=4)
        self.words.setPlainText(
            _("The license is no longer used on this machine and will not be used there again.")
        )
        self.sure = CheckBox(theme, _("I know this to be true, and answer for it"))
        self.body.addWidget(FormRow(theme, _("What became of it"), self.what))
        self.row = FormRow(
            theme, _("Statement to the vendor"), self.words,
            hint=_("It is sent with your name and the machine's id."),
        )  # fmt: skip
        self.body.addWidget(self.row)
        self.body.addWidget(self.sure)
        self.add_cancel()
        self.go = self.add_action(_("Send the statement"), ButtonKind.PRIMARY)
        self.go.setEnabled(False)
        self.go.clicked.connect(self._accept_if_whole)
        self.sure.toggled.connect(self.go.setEnabled)
        self.what.setFocus()
        self.fit()

    @property
    def cause(self) -> Cause:
        """What became of it."""
        return Cause(self.what.value)

    @property
    def statement(self) -> str:
        """What the person states."""
        return self.words.toPlainText().strip()

    def _accept_if_whole(self) -> None:
        if not self.statement:
            self.row.set_error(_("Say that the license is no longer used there."))
        elif len(self.statement) > LONGEST_STATEMENT:
            self.row.set_error(_("At most {n} characters.").format(n=f"{LONGEST_STATEMENT:,}"))
        else:
            self.accept()


def _way(theme: Theme, icon: Icon, title: str, text: str, command: str) -> QHBoxLayout:
    words = column(
        Label(theme, title, TextStyle.BODY_MEDIUM),
        Label(theme, text, TextStyle.BODY, Token.TEXT2, wrap=True),
        spacing=Space.XS,
    )
    if command:
        words.addWidget(Label(theme, command, TextStyle.MONO, selectable=True))
    line = row(spacing=Space.M)
    line.addLayout(column(2, IconLabel(theme, icon, tone=Token.TEXT2), None, spacing=0))
    line.addLayout(words, 1)
    return line
