"""The dialog that opens a key and signs. Its secret leaves by the worker's pipe, nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.errors import ProblemReport
from app.base.text import _
from app.documents.signing.model import Certificate, Level, SigningKey
from ui.certification.signing.keys import KeyForm
from ui.kit.banners import ProblemBanner
from ui.kit.buttons import ButtonKind, LinkButton
from ui.kit.choices import ComboBox
from ui.kit.dialogs import Dialog
from ui.kit.forms import FormRow
from ui.kit.labels import Label
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

STAMP_TROUBLE = frozenset({"CP-5522", "CP-5523", "CP-5524", "CP-5525", "CP-5526"})
"""Problems of the time-stamp service: the person may sign without it."""


class SignDialog(Dialog):
    """Stays open until it is signed; what goes wrong is said in it, and the secret is gone."""

    sign_wanted = Signal(object, str, object, bool)
    """SigningKey, secret, Level, and whether a lower level will do."""
    list_wanted = Signal(object, str)
    """SigningKey, secret."""
    settings_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        now: datetime,
        *,
        who: str,
        countersigns: bool = False,
        last: SigningKey | None = None,
        level: Level = Level.B_T,
        parent: QWidget | None,
    ) -> None:
        title = _("Countersign the certification") if countersigns else _("Sign the certification")
        super().__init__(theme, title, parent=parent, width=520)
        self.countersigns = countersigns
        self._busy = False
        self._asked = Level.B_B
        said = _("As {who}. Pages and embedded data are signed together.").format(
            who=who or _("the person named in the document")
        )
        if countersigns:
            said = _("As {who}, over everything that was signed before.").format(
                who=who or _("the second person")
            )
        self.body.addWidget(Label(theme, said, TextStyle.BODY, Token.TEXT2, wrap=True))
        self.keys = KeyForm(theme, now)
        self.level = ComboBox(
            theme,
            [
                (Level.B_B.value, _("Signature, by this computer's clock (B-B)")),
                (Level.B_T.value, _("With a time stamp (B-T)")),
                (Level.B_LTA.value, _("For the archive: stamp and proofs (B-LTA)")),
            ],
        )
        self.level.set_value(level.value)
        self._trouble = QVBoxLayout()
        self.problem: ProblemBanner | None = None
        self.body.addWidget(self.keys)
        self.body.addWidget(self._level_row())
        self.body.addLayout(self._trouble)
        self.cancel = self.add_cancel()
        text = _("Countersign") if countersigns else _("Sign")
        self.go = self.add_action(text, ButtonKind.PRIMARY, default=True)
        self.go.clicked.connect(lambda: self._sign(allow_lower=False))
        self.keys.list_wanted.connect(self._list)
        self.keys.edited.connect(self._show_can)
        self.keys.place.changed.connect(lambda _place: self.fit())
        if last is not None:
            self.keys.show_key(last)
        (self.keys.secret if last is not None else self.keys.path).setFocus()
        self._show_can()
        self.fit()

    def _level_row(self) -> QWidget:
        box = QWidget()
        self.set_up = LinkButton(self._theme, _("Time-stamp service…"), style=TextStyle.META_MEDIUM)
        self.set_up.clicked.connect(self._go_to_settings)
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(Space.XS)
        lines.addWidget(
            FormRow(
                self._theme, _("How long it can be checked"), self.level,
                hint=_("A time stamp proves the hour to others, also after the certificate ended."),
            )
        )  # fmt: skip
        lines.addLayout(row(self.set_up, None))
        return box

    def show_certificates(self, certificates: Sequence[Certificate]) -> None:
        """What the key holds."""
        self._set_busy(False)
        self.keys.show_certificates(certificates)
        self.note.setText("" if certificates else _("It holds no certificate that can sign."))
        self.fit()

    def show_problem(self, report: ProblemReport) -> None:
        """Say what went wrong; the secret has to be given again."""
        self._set_busy(False)
        self.keys.forget_secret()
        self._clear_problem()
        lower = report.code in STAMP_TROUBLE and self._asked is not Level.B_B
        actions = (_("Sign without a time stamp"),) if lower else ()
        self.problem = ProblemBanner(self._theme, report, actions=actions, closable=False)
        self.problem.acted.connect(lambda _at: self._sign(allow_lower=True))
        self._trouble.addWidget(self.problem)
        self.problem.show()
        if lower:
            self.note.setText(_("Give the passphrase again, then choose."))
        self.keys.secret.setFocus()
        self.fit()

    def signed(self) -> None:
        """It is signed: nothing to ask any more."""
        self._set_busy(False)
        self.accept()

    def done(self, result: int) -> None:
        """However it ends, no secret stays behind."""
        self.keys.forget_secret()
        super().done(result)

    def reject(self) -> None:
        """A signature under way is waited for."""
        if not self._busy:
            super().reject()

    def _sign(self, *, allow_lower: bool) -> None:
        if self._busy or not self.keys.is_whole:
            return
        if allow_lower and not self.keys.secret.text():
            self.keys.secret_row.set_error(_("Give it again: it was forgotten after use."))
            self.keys.secret.setFocus()
            self.fit()
            return
        self.keys.secret_row.clear_error()
        self._asked = level = Level(self.level.value)
        key = self.keys.key
        self._clear_problem()
        self._set_busy(True, _("Being signed…"))
        self.sign_wanted.emit(key, self.keys.take_secret(), level, allow_lower)

    def _list(self) -> None:
        if self._busy or not self.keys.is_whole:
            return
        self._clear_problem()
        self._set_busy(True, _("The key is being opened…"))
        self.list_wanted.emit(self.keys.key, self.keys.secret.text())

    def _go_to_settings(self) -> None:
        self.settings_wanted.emit()
        self.reject()

    def _set_busy(self, busy: bool, words: str = "") -> None:
        self._busy = busy
        self.keys.setEnabled(not busy)
        self.level.setEnabled(not busy)
        self.note.setText(words)
        self._show_can()

    def _show_can(self) -> None:
        can = self.keys.is_whole and not self._busy
        self.go.setEnabled(can)
        self.cancel.setEnabled(not self._busy)
        self.keys.look.setEnabled(can)

    def _clear_problem(self) -> None:
        if self.problem is not None:
            self.problem.hide()
            self.problem.deleteLater()
            self.problem = None
