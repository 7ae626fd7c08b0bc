"""The values that a document seems to state, each with its clause and words, to be confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.base.text import _, ngettext
from app.deadlines.words import clause_name
from app.terms.model import RuleSet
from app.terms.words import rule_title, value_words
from ui.kit.buttons import ButtonKind, LinkButton
from ui.kit.choices import CheckBox
from ui.kit.dialogs import Dialog
from ui.kit.labels import Label
from ui.kit.panels import Hairline, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

if TYPE_CHECKING:
    from app.terms.facts import Proposal

_HIGHEST = 420
_QUOTE = 200


class ProposalsDialog(Dialog):
    """Nothing counts before a person has ticked it."""

    confirmed = Signal(list)
    """Exactly the Proposals to rely on."""
    clause_wanted = Signal(str)

    def __init__(
        self,
        theme: Theme,
        title: str,
        proposals: Sequence[Proposal],
        known: RuleSet | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, _("Proposed values"), parent=parent, width=600)
        self.boxes: list[tuple[CheckBox, Proposal]] = []
        intro = _(
            "Counterpart read these from “{title}”. Compare each with its words and tick what is "
            "right: only ticked values lead to deadlines."
        ).format(title=title)
        if not proposals:
            intro = _(
                "No value was recognized in “{title}”. It can still be read, found in and attached."
            ).format(title=title)
        self.body.addWidget(Label(theme, intro, TextStyle.BODY, Token.TEXT2, wrap=True))
        lines = QWidget()
        inner = column(spacing=Space.S, margins=(0, 0, 16, 0))
        for at, proposal in enumerate(proposals):
            if at:
                inner.addWidget(Hairline(theme))
            inner.addWidget(self._line(theme, proposal, known))
        inner.addStretch(1)
        lines.setLayout(inner)
        if proposals:
            pane = ScrollPane(theme, lines)
            high = lines.heightForWidth(600 - 2 * Space.XL)
            pane.setFixedHeight(min(_HIGHEST, max(80, high)))
            self.body.addWidget(pane)
        self.add_cancel(_("Close") if not proposals else "")
        self.confirm = self.add_action(_("Confirm"), ButtonKind.PRIMARY, default=True)
        self.confirm.setVisible(bool(proposals))
        self.confirm.clicked.connect(self._confirm)
        self._count()
        self.fit()

    def _line(self, theme: Theme, proposal: Proposal, known: RuleSet | None) -> QWidget:
        holder = QWidget()
        title = rule_title(proposal.name)
        value = proposal.words or value_words(proposal.name, proposal.value, proposal.unit)
        if value[1:2].islower():
            value = value[:1].lower() + value[1:]
        box = CheckBox(theme, f"{title}: {value}")
        before = known.get(proposal.name) if known is not None else None
        box.setChecked(before is not None and (before.value, before.clause) == (
            proposal.value, proposal.clause_number or proposal.clause))  # fmt: skip
        box.toggled.connect(lambda on: self._ticked(box, proposal, on=on))
        self.boxes.append((box, proposal))
        head = row(box, None, spacing=Space.S)
        if proposal.certainty == "possible":
            head.addWidget(Label(theme, _("possibly"), TextStyle.META, Token.TEXT2))
        mark = clause_name(proposal.clause_number or proposal.clause)
        spoken = _("Read clause {number}").format(number=mark)
        link = LinkButton(theme, mark, style=TextStyle.BODY_STRONG, name=spoken)
        link.clicked.connect(lambda: self._read(proposal.clause))
        head.addWidget(link)
        quote = " ".join(proposal.quote.split())
        quote = quote if len(quote) <= _QUOTE else quote[: _QUOTE - 1].rstrip() + "…"
        words = Label(
            theme, _("“{words}”").format(words=quote), TextStyle.META, Token.TEXT2, wrap=True
        )
        box.setAccessibleDescription(quote)
        holder.setLayout(column(head, row(24, words, spacing=0), spacing=0))
        return holder

    def _read(self, clause: str) -> None:
        self.reject()
        self.clause_wanted.emit(clause)

    @property
    def chosen(self) -> list[Proposal]:
        """What is ticked."""
        return [proposal for box, proposal in self.boxes if box.isChecked()]

    def _ticked(self, box: CheckBox, proposal: Proposal, *, on: bool) -> None:
        """A document has one value of a name: ticking another takes the first one back."""
        for other, one in self.boxes:
            if on and other is not box and one.name == proposal.name:
                other.setChecked(False)
        self._count()

    def _count(self) -> None:
        count = len(self.chosen)
        words = ngettext("{count} value is relied on", "{count} values are relied on", count)
        words = words.format(count=f"{count:n}") if count else _("No value is relied on yet")
        self.note.setText(words if self.boxes else "")

    def _confirm(self) -> None:
        self.confirmed.emit(self.chosen)
        self.accept()
