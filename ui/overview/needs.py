"""What needs you, ranked: what, by when, why, and the button for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.base.dates import deadline_words
from app.base.text import _
from app.deadlines.words import clause_name
from app.overview.model import Need, NeedKind, Urgency
from ui.kit.buttons import Button, ButtonKind, LinkButton
from ui.kit.cards import Card
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import Hairline, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Size, Space, TextStyle, Token

_ICONS = {
    NeedKind.SIGN_IN: Icon.USER_CIRCLE,
    NeedKind.PAYMENT: Icon.CLOCK,
    NeedKind.SUSPENDED: Icon.PROHIBIT,
    NeedKind.REFUSED: Icon.OCTAGON,
    NeedKind.CANCEL_BY: Icon.CLOCK,
    NeedKind.ACCEPT: Icon.TERMS,
    NeedKind.LICENSE: Icon.LICENSES,
    NeedKind.NOTICE: Icon.NOTICES,
    NeedKind.SUPPORT: Icon.SUPPORT,
    NeedKind.CERTIFICATION: Icon.CERTIFICATION,
    NeedKind.TRIAL_END: Icon.FLASK,
    NeedKind.TERM_END: Icon.CALENDAR,
    NeedKind.OTHER: Icon.CLOCK_OUTLINE,
    NeedKind.REVIEW_ACCOUNT: Icon.ACCOUNT,
    NeedKind.SET_ASIDE: Icon.WARNING,
}
_TONES = {
    Urgency.OVERDUE: Token.DANGER,
    Urgency.SOON: Token.WARN,
    Urgency.LATER: Token.TEXT2,
}
_SHOWN = 6
_WHEN = 196
_ACTION = 108
_INSET = 48


class NeedRow(QWidget):
    """One need, 60 px high."""

    acted = Signal(object)
    clause_wanted = Signal(object)
    """Read the clause that this Need rests on."""

    def __init__(self, theme: Theme, need: Need, *, first: bool) -> None:
        super().__init__()
        self.setFixedHeight(Size.ENTRY)
        tone = _TONES[need.urgency]
        icon = Icon.OCTAGON if need.urgency is Urgency.OVERDUE else _ICONS[need.kind]
        if need.kind is NeedKind.SUSPENDED:
            icon = Icon.PROHIBIT
        title = Label(theme, need.title, TextStyle.BODY_STRONG, elide=True)
        below = row(spacing=Space.S)
        if need.clause:
            below.addWidget(self._clause(theme, need))
        below.addWidget(Label(theme, need.text, TextStyle.META, Token.TEXT2, elide=True), 1)
        words = column(None, title, below, None, spacing=0)
        strong = need.urgency is not Urgency.LATER
        style = TextStyle.META_STRONG if strong else TextStyle.META
        when = column(
            None,
            Label(theme, deadline_words(need.at) if need.at else need.left),
            Label(theme, need.left if need.at else "", style, tone),
            None,
            spacing=0,
        )
        moment = QWidget()
        moment.setLayout(when)
        moment.setFixedWidth(_WHEN)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(Space.L, 0, Space.L, 0)
        layout.setSpacing(Space.M)
        layout.addWidget(IconLabel(theme, icon, size=20, tone=tone))
        layout.addLayout(words, 1)
        layout.addWidget(moment)
        if need.action:
            kind = ButtonKind.PRIMARY if first else ButtonKind.DEFAULT
            spoken = f"{need.action}: {need.title}"
            self.button = Button(theme, need.action, kind, small=True, name=spoken)
            self.button.setMinimumWidth(_ACTION)
            self.button.clicked.connect(lambda: self.acted.emit(need))
            layout.addWidget(self.button)
        else:
            layout.addSpacing(_ACTION)
        self.setAccessibleName(need.title)

    def _clause(self, theme: Theme, need: Need) -> QWidget:
        """The clause, one click from being read where its text is known."""
        name = clause_name(need.clause)
        if not need.version_id:
            return Label(theme, name, TextStyle.META_STRONG, Token.TEXT2)
        link = LinkButton(
            theme, name, style=TextStyle.META_STRONG,
            name=_("Read {clause}: {title}").format(clause=name, title=need.title),
        )  # fmt: skip
        link.clicked.connect(lambda: self.clause_wanted.emit(need))
        return link


class NeedsCard(Card):
    """The card; without needs it says so instead of standing empty."""

    acted = Signal(object)
    clause_wanted = Signal(object)

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, _("What needs you"), parent=parent)
        self._theme_ = theme
        self._needs: tuple[Need, ...] = ()
        self._all = False
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._more = self.add_head_action("")
        self._more.clicked.connect(self._toggle)
        self._more.hide()
        self.deadlines = self.add_head_action(_("All deadlines"))
        self.body.addLayout(self._rows)
        self.body.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def _toggle(self) -> None:
        self._all = not self._all
        self.show_needs(self._needs)

    def show_needs(self, needs: tuple[Need, ...]) -> None:
        """Show the most pressing ones, or all where that was asked for."""
        self._needs = needs
        clear(self._rows)
        self.count_label.setText(str(len(needs)) if needs else "")
        for at, need in enumerate(needs if self._all else needs[:_SHOWN]):
            if at:
                self._rows.addWidget(Hairline(self._theme_, inset=_INSET))
            line = NeedRow(self._theme_, need, first=at == 0)
            line.acted.connect(self.acted)
            line.clause_wanted.connect(self.clause_wanted)
            self._rows.addWidget(line)
        if not needs:
            self._rows.addWidget(calm(self._theme_, _("Nothing needs you now."), Icon.CHECK_CIRCLE))
        self._more.setVisible(len(needs) > _SHOWN)
        self._more.set_text(_("Only the next {n}").format(n=_SHOWN) if self._all else _("Show all"))


def calm(theme: Theme, text: str, icon: Icon) -> QWidget:
    """A quiet line in place of entries."""
    box = QWidget()
    tone = Token.OK if icon is Icon.CHECK_CIRCLE else Token.TEXT2
    layout = row(IconLabel(theme, icon, size=20, tone=tone), spacing=Space.M)
    layout.addWidget(Label(theme, text, TextStyle.BODY, Token.TEXT2, wrap=True), 1)
    layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
    layout.setAlignment(Qt.AlignmentFlag.AlignVCenter)
    box.setLayout(layout)
    return box


def clear(layout: QVBoxLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        while inner is not None and (part := inner.takeAt(0)) is not None:
            inside = part.widget()
            if inside is not None:
                inside.hide()
                inside.deleteLater()
