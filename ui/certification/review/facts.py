"""Beside the pages: what is missing, what the document is, and who signed it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.dates import deadline_words, moment_words
from app.base.text import _, ngettext
from app.certification.asked import Kind
from app.certification.model import Draft, SignedCopy, Step, StepState, Way
from app.documents.model import Paper
from app.documents.signing.model import Level
from ui.kit.buttons import Button, LinkButton
from ui.kit.cards import Pairs, SectionHeading
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.panels import Hairline, Panel, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tips import set_tip
from ui.kit.tokens import Space, TextStyle, Token

_BEFORE = (Step.REQUEST, Step.SCOPE, Step.USAGE, Step.RECONCILE, Step.ATTEST, Step.SIGN)
_KEYS = 84


def missing_to_make(states: Sequence[StepState]) -> tuple[tuple[StepState, str], ...]:
    """What stands in the way of the document, with the step that it belongs to."""
    return tuple(
        (state, words) for state in states if state.step in _BEFORE for words in state.missing
    )


def wants_countersignature(draft: Draft) -> bool:
    """Whether it is signed once, and a second person is still to sign."""
    if draft.countersignatory is None or draft.finished or not draft.signed:
        return False
    return not any(one.countersigns for one in draft.signed)


class FactsPane(Panel):
    """A column that is filled anew whenever the draft is shown."""

    step_wanted = Signal(str)
    print_wanted = Signal()
    pdf_wanted = Signal()
    countersign_wanted = Signal()
    history_wanted = Signal()

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, Token.SURFACE, parent=parent)
        self.print: Button | None = None
        self.pdf: Button | None = None
        self.since: LinkButton | None = None
        self.links: list[LinkButton] = []
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        self._column.setSpacing(Space.S)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(ScrollPane(theme, content, ground=Token.SURFACE))

    def show_draft(
        self, draft: Draft, states: Sequence[StepState], pages: int, now: datetime
    ) -> None:
        """Fill the column."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.links = []
        missing = missing_to_make(states) if draft.made is None else ()
        self._column.addWidget(self._standing(draft, len(missing)))
        if missing:
            self._column.addWidget(self._missing(missing))
        if draft.signed:
            self._column.addWidget(Hairline(self._theme))
            self._column.addWidget(SectionHeading(self._theme, _("Signatures")))
            for copy in draft.signed:
                self._column.addWidget(self._signature(draft, copy, now))
        elif draft.made is not None:
            self._column.addWidget(self._how(draft))
        self._column.addWidget(Hairline(self._theme))
        self._column.addWidget(SectionHeading(self._theme, _("Document")))
        self._column.addWidget(self._document(draft, pages))
        self._column.addWidget(self._buttons(draft))
        if draft.kind is Kind.COMPLIANCE:
            self._column.addWidget(self._since())
        self._column.addStretch(1)

    def _standing(self, draft: Draft, missing: int) -> QWidget:
        icon, tone = Icon.CIRCLE_DASHED, Token.TEXT2
        if wants_countersignature(draft):
            icon, tone, words = Icon.PENCIL, Token.ACCENT, _("Signed once")
            said = _("{name} is to sign as the second person.").format(
                name=draft.countersignatory.name if draft.countersignatory else ""
            )
        elif draft.signed:
            icon, tone, words = Icon.CHECK_CIRCLE, Token.OK, _("Signed")
            said = _("It can be submitted. Its pages do not change any more.")
        elif draft.made is not None:
            icon, tone, words = Icon.PENCIL, Token.ACCENT, _("Made, not signed yet")
            said = _("These pages are frozen: what is signed is what you see.")
        elif missing:
            icon, tone = Icon.WARNING, Token.WARN
            words = ngettext("{n} thing is missing", "{n} things are missing", missing).format(
                n=missing
            )
            said = _("The pages show how far it is. Nothing is filled in for you.")
        else:
            words = _("Ready to be made")
            said = _("Read the pages. Making the document freezes them, with the data inside.")
        if draft.origin.value == "rehearsal":
            said = f"{said} {_('A rehearsal says so on every page and is never submitted.')}"
        box = QWidget()
        box.setLayout(
            column(
                StatusLabel(self._theme, icon, words, icon_tone=tone, style=TextStyle.BODY_STRONG),
                Label(self._theme, said, TextStyle.META, Token.TEXT2, wrap=True),
                spacing=2,
            )
        )
        return box

    def _missing(self, missing: Sequence[tuple[StepState, str]]) -> QWidget:
        box = QWidget()
        lines = column(spacing=Space.XS)
        last: Step | None = None
        for state, words in missing:
            if state.step is not last:
                last = state.step
                lines.addSpacing(Space.XS)
                lines.addLayout(row(self._link(state), None))
            line = row(spacing=Space.S)
            mark = IconLabel(self._theme, Icon.CIRCLE_DASHED, size=14)
            line.addLayout(column(3, mark, None, spacing=0))
            line.addWidget(Label(self._theme, words, TextStyle.BODY, wrap=True), 1)
            lines.addLayout(line)
        box.setLayout(lines)
        return box

    def _link(self, state: StepState) -> LinkButton:
        key = state.step.value
        link = LinkButton(self._theme, state.title, name=_("Go to {step}").format(step=state.title))
        link.clicked.connect(lambda: self.step_wanted.emit(key))
        self.links.append(link)
        return link

    def _how(self, draft: Draft) -> QWidget:
        words = _("Sign it with a key: only then does it say anything.")
        if draft.way is Way.PAPER:
            words = _("Print it, have the last page signed, then attach the scan.")
        return Label(self._theme, words, TextStyle.BODY, wrap=True)

    def _signature(self, draft: Draft, copy: SignedCopy, now: datetime) -> QWidget:
        theme, signed = self._theme, copy.signed
        box = QWidget()
        if signed is None:
            title, said = _("By hand, scanned"), copy.file.name
            details = [_("Attached by {name}, {when}").format(
                name=copy.by, when=moment_words(copy.at, now))]  # fmt: skip
        else:
            title = signed.certificate.common_name or signed.certificate.subject
            said = level_words(signed.level)
            stamped = signed.stamped_at
            details = [_("Signed {when}").format(when=deadline_words(signed.signed_at))]
            if stamped is not None:
                details.append(_("Time stamp {when}").format(when=deadline_words(stamped)))
            details.extend(signed.notes)
        if copy.countersigns:
            said = f"{_('Countersignature')} · {said}"
        lines = column(
            StatusLabel(theme, Icon.CHECK_CIRCLE, title, icon_tone=Token.OK),
            Label(theme, said, TextStyle.META, Token.TEXT2, wrap=True),
            spacing=0,
        )
        for one in details:
            lines.addWidget(Label(theme, one, TextStyle.META, Token.TEXT2, wrap=True))
        box.setLayout(lines)
        return box

    def _document(self, draft: Draft, pages: int) -> QWidget:
        pairs = Pairs(self._theme, key_width=_KEYS)
        if pages:
            pairs.add(_("Pages"), f"{pages:n}")
        paper = _("US Letter") if draft.paper is Paper.US_LETTER else _("A4")
        pairs.add(_("Paper"), paper)
        if draft.made is not None:
            pairs.add(_("Made"), deadline_words(draft.made.made_at))
            digest = draft.signed[-1].file.sha256 if draft.signed else draft.made.file.sha256
            value = Label(
                self._theme, f"{digest[:8]} … {digest[-8:]}", TextStyle.MONO, selectable=False
            )
            value.setAccessibleName(digest)
            set_tip(value, digest)
            pairs.add(_("SHA-256"), value)
        return pairs

    def _since(self) -> QWidget:
        box = QWidget()
        words = _("What changed since the last one")
        self.since = LinkButton(self._theme, words)
        self.since.clicked.connect(self.history_wanted)
        box.setLayout(row(self.since, None, margins=(0, Space.S, 0, 0)))
        return box

    def _buttons(self, draft: Draft) -> QWidget:
        box = QWidget()
        self.print = Button(self._theme, _("Print…"), icon=Icon.PRINTER, small=True)
        self.print.clicked.connect(self.print_wanted)
        parts: list[QWidget] = [self.print]
        self.pdf = None
        if draft.made is not None:
            self.pdf = Button(self._theme, _("Save as PDF…"), icon=Icon.SAVE, small=True)
            self.pdf.clicked.connect(self.pdf_wanted)
            parts.append(self.pdf)
        box.setLayout(row(*parts, None, spacing=Space.S))
        return box


def level_words(level: Level) -> str:
    """How long a signature can be checked, in words."""
    match level:
        case Level.B_B:
            return _("PAdES B-B, by the signer's clock")
        case Level.B_T:
            return _("PAdES B-T, with a time stamp")
        case _:
            return _("PAdES B-LTA, for the archive")
