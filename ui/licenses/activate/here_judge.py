"""An answer judged: the vendor's key to be compared once, the verdict, and the place it goes to."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.activation.responses import Outcome
from app.base.dates import deadline_words
from app.base.errors import ProblemReport
from app.base.text import _
from app.licenses.this_host.model import JudgedView, Judgement
from ui.kit.banners import BannerTone, ProblemBanner, TagLabel
from ui.kit.buttons import Button, ButtonKind
from ui.kit.cards import Card, Pairs
from ui.kit.fields import TextField
from ui.kit.forms import FormRow
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

_GOOD = frozenset({Outcome.FITS, Outcome.UNBOUND, Outcome.DUPLICATE})


def outcome_words(outcome: Outcome) -> str:
    """What an answer is to this computer, in a few words."""
    return {
        Outcome.FITS: _("For this computer, and genuine"),
        Outcome.UNBOUND: _("Genuine, but bound to no request"),
        Outcome.DUPLICATE: _("Installed already"),
        Outcome.FOREIGN: _("Not for this computer"),
        Outcome.STALE: _("Out of date"),
        Outcome.REFUSED: _("Refused by the vendor"),
        Outcome.INVALID: _("Not usable"),
    }[outcome]


class JudgePane(Panel):
    """Built anew for each judgement: a few widgets, and nothing that is not true any more."""

    key_confirmed = Signal()
    key_denied = Signal()
    again_wanted = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, parent=parent)
        self._theme_ = theme
        self.same: Button | None = None
        self.differs: Button | None = None
        self.target: TextField | None = None
        self.form: FormRow | None = None
        self.chosen: JudgedView | None = None
        """The answer that can be installed."""
        self._body = column(spacing=Space.M, margins=(Space.L, Space.M, Space.L, Space.L))
        content = QWidget()
        content.setLayout(self._body)
        self.setLayout(row(ScrollPane(theme, content), spacing=0))

    @property
    def place(self) -> str:
        """Where a person wants it, "" for the vendor's own place."""
        text = self.target.text().strip() if self.target is not None else ""
        vendors = self.chosen.target if self.chosen is not None else ""
        return "" if text == vendors else text

    def show_waiting(self) -> None:
        """The answer is being judged."""
        self._clear()
        self._add(Label(self._theme_, _("The answer is being judged"), TextStyle.SECTION))

    def show_problem(self, report: ProblemReport) -> None:
        """It could not be judged or installed; nothing was changed."""
        self._clear()
        banner = ProblemBanner(
            self._theme_, report, actions=(_("Bring other files"),), closable=False
        )
        banner.acted.connect(lambda _which: self.again_wanted.emit())
        self._add(Label(self._theme_, _("This answer cannot be used"), TextStyle.SECTION))
        self._add(banner)

    def show_denied(self) -> None:
        """The key was another one: nothing of it is trusted."""
        self._clear()
        self._add(Label(self._theme_, _("Nothing was trusted"), TextStyle.SECTION))
        self._add(
            self._words(
                _("The key differs from what the connected computer shows, so these files may come"
                  " from somebody else. They were forgotten; nothing was written here. Have them"
                  " exported again, and tell the vendor if the key differs once more.")
            )
        )  # fmt: skip
        self._add_again()

    def show_judgement(self, found: Judgement) -> None:
        """The key to compare, or the verdict of each answer that is for this computer."""
        self._clear()
        if found.key_to_confirm:
            self._show_key(found)
            return
        usable = [one for one in found.answers if one.installable]
        title = _("This answer can be installed") if usable else _("Nothing is to be installed")
        self._add(Label(self._theme_, title, TextStyle.SECTION))
        foreign = [one for one in found.answers if one.outcome is Outcome.FOREIGN]
        shown = list(found.answers)
        if len(foreign) == len(shown) > 1:
            words = _("None of the {count} answers is for this computer.")
            self._add(self._words(words.format(count=len(shown))))
            shown = shown[:1]
        for one in shown:
            self._add(self._card(one))
        if not found.answers:
            self._add(self._words(_("The file holds no answer.")))
        if usable:
            self.chosen = usable[0]
            self._add(self._place(usable[0]))
        else:
            self._add_again()

    def _show_key(self, found: Judgement) -> None:
        self._add(Label(self._theme_, _("Compare the vendor's key, once"), TextStyle.SECTION))
        self._add(
            self._words(
                _("This computer gets to know {vendor} by this key. Compare it with what the"
                  " connected computer shows, or with the paper that came along. Later files are"
                  " recognized by it.").format(vendor=found.vendor)
            )
        )  # fmt: skip
        card = Card(self._theme_)
        key = Label(self._theme_, "  ".join(found.key_to_confirm.split("-")), TextStyle.SECTION,
                    selectable=True)  # fmt: skip
        key.setAccessibleName(_("Key of {vendor}").format(vendor=found.vendor))
        self.same = Button(self._theme_, _("It is exactly the same"), icon=Icon.CHECK)
        self.differs = Button(self._theme_, _("It differs"), ButtonKind.DANGER)
        self.same.clicked.connect(self.key_confirmed)
        self.differs.clicked.connect(self.key_denied)
        inner = QWidget()
        inner.setLayout(
            column(
                row(IconLabel(self._theme_, Icon.SHIELD, size=20), key, None, spacing=Space.M),
                row(self.same, self.differs, None),
                spacing=Space.M,
            )
        )
        card.add_padded(inner)
        self._add(card)
        self.same.setFocus()

    def _card(self, one: JudgedView) -> Card:
        good = one.outcome in _GOOD
        card = Card(self._theme_, one.product or one.product_id or _("Answer"))
        card.head.addWidget(
            TagLabel(self._theme_, outcome_words(one.outcome),
                     BannerTone.OK if good else BannerTone.DANGER)
        )  # fmt: skip
        pairs = Pairs(self._theme_, key_width=112)
        pairs.add(_("Verdict"), one.words)
        if one.license_id:
            pairs.add(_("License"), one.license_id)
        if one.outcome is not Outcome.REFUSED and one.verdict is not None:
            never = _("no end")
            ends, over = one.expires_at, one.license_expires_at
            pairs.add(_("File expires"), deadline_words(ends) if ends else never)
            pairs.add(_("License ends"), deadline_words(over) if over else never)
        card.add_padded(pairs)
        return card

    def _place(self, one: JudgedView) -> QWidget:
        self.target = TextField(self._theme_, mono=True)
        self.target.setText(one.target)
        hint = _("The vendor names this place in its signed file.") if one.target else (
            one.target_words or _("Name the file that the product reads."))  # fmt: skip
        if one.replaces:
            hint += " " + _("A license is there now; it is kept beside the new one.")
        choose = Button(self._theme_, _("Choose…"))
        choose.clicked.connect(self._choose)
        form = self.form = FormRow(self._theme_, _("It is written to"), self.target, hint=hint)
        outer = QWidget()
        across = row(spacing=Space.S)
        across.addWidget(form, 1)
        across.addLayout(column(24, choose, None, spacing=0))
        outer.setLayout(across)
        return outer

    def _choose(self) -> None:
        assert self.target is not None
        name, _kind = QFileDialog.getSaveFileName(
            self, _("Where the product reads its license"), self.target.text()
        )
        if name:
            self.target.setText(name)

    def show_missing_place(self) -> None:
        """A place has to be named first."""
        if self.form is not None and self.target is not None:
            self.form.set_error(_("Name the file that the product reads."))
            self.target.setFocus()

    def _add_again(self) -> None:
        again = Button(self._theme_, _("Bring other files"))
        again.clicked.connect(self.again_wanted)
        line = QWidget()
        line.setLayout(row(again, None))
        self._add(line)

    def _words(self, text: str) -> Label:
        return Label(self._theme_, text, TextStyle.BODY, Token.TEXT2, wrap=True)

    def _add(self, widget: QWidget) -> None:
        self._body.insertWidget(max(0, self._body.count() - 1), widget)

    def _clear(self) -> None:
        self.same = self.differs = self.target = self.form = self.chosen = None
        while self._body.count():
            item = self._body.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._body.addStretch(1)
