"""What was found out about one document: verdict, checks, figures, and who signed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base.dates import deadline_words, local, plain_day
from app.base.text import _
from app.certification.statement import Statement
from app.documents.verifying.model import Check, Signature
from ui.certification.checker.figures import FiguresTable
from ui.certification.checker.judging import Checked
from ui.certification.checker.looks import check_look, verdict_look
from ui.certification.review.facts import level_words
from ui.kit.banners import Tinted
from ui.kit.buttons import Button, LinkButton
from ui.kit.cards import Card, Pairs
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.panels import Hairline, column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tips import set_tip
from ui.kit.tokens import Space, TextStyle, Token

_SIDE = 320
_KEYS = 92


class ResultView(QWidget):
    """Made anew for each document."""

    other_wanted = Signal()
    evidence_wanted = Signal()
    trust_wanted = Signal()

    def __init__(self, theme: Theme, checked: Checked, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.checked = checked
        self.details: list[LinkButton] = []
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.L)
        layout.addWidget(self._verdict())
        across = QHBoxLayout()
        across.setSpacing(Space.L)
        main = QVBoxLayout()
        main.setSpacing(Space.L)
        main.addWidget(self._checks())
        self.figures: FiguresTable | None = None
        if checked.statement is not None:
            main.addWidget(self._figures(checked.statement))
        main.addStretch(1)
        side = QVBoxLayout()
        side.setSpacing(Space.L)
        side.addWidget(self._signers())
        side.addWidget(self._document())
        side.addStretch(1)
        holder = QWidget()
        holder.setFixedWidth(_SIDE)
        side.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(side)
        across.addLayout(main, 1)
        across.addWidget(holder)
        layout.addLayout(across)
        layout.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(ScrollPane(theme, content, ground=Token.BG))

    def _verdict(self) -> QWidget:
        theme, judged = self._theme, self.checked.judged
        look = verdict_look(judged.verdict)
        box = Tinted(theme, look.banner)
        box.setAccessibleName(look.word)
        box.setAccessibleDescription(judged.words)
        words = column(
            Label(theme, look.word, TextStyle.SECTION),
            Label(theme, judged.words, TextStyle.BODY, wrap=True, selectable=False),
            Label(theme, self.checked.path.name, TextStyle.META, Token.TEXT2, elide=True),
            spacing=2,
        )
        line = row(spacing=Space.M, margins=(Space.L, Space.M, Space.L, Space.M))
        icon = IconLabel(theme, look.icon, size=24, tone=look.tone)
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        self.other = Button(theme, _("Check another…"), icon=Icon.FILE)
        self.other.clicked.connect(self.other_wanted)
        line.addWidget(self.other, 0, Qt.AlignmentFlag.AlignTop)
        box.setLayout(line)
        return box

    def _checks(self) -> Card:
        checks = self.checked.judged.checks
        good = sum(1 for one in checks if one.ok)
        asked = sum(1 for one in checks if one.ok is not None)
        card = Card(
            self._theme, _("What was looked at"),
            count=_("{n} of {count} in order").format(n=good, count=asked),
        )  # fmt: skip
        for at, one in enumerate(checks):
            if at:
                card.add_line(inset=Space.L)
            card.add(self._check(one))
        return card

    def _check(self, check: Check) -> QWidget:
        theme = self._theme
        icon, said, tone = check_look(check.ok)
        box = QWidget()
        box.setAccessibleName(f"{check.title}: {said}")
        box.setAccessibleDescription(check.words)
        mark = IconLabel(theme, icon, size=18, tone=tone, name=said)
        title = Label(theme, check.title, TextStyle.BODY_MEDIUM)
        words = Label(theme, check.words, TextStyle.META, Token.TEXT2, wrap=True)
        lines = column(row(title, None), words, spacing=1)
        if check.detail:
            detail = Label(theme, "\n".join(check.detail), TextStyle.META, Token.TEXT, wrap=True)
            detail.hide()
            more = LinkButton(
                theme, _("Details"), style=TextStyle.META_MEDIUM,
                name=_("Details of {check}").format(check=check.title),
            )  # fmt: skip
            more.clicked.connect(lambda: detail.setVisible(detail.isHidden()))
            self.details.append(more)
            lines.addLayout(row(more, None))
            lines.addWidget(detail)
            if check.ok is False:
                detail.show()
        line = row(spacing=Space.M, margins=(Space.L - 1, 10, Space.L - 1, 10))
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(lines, 1)
        box.setLayout(line)
        return box

    def _figures(self, statement: Statement) -> Card:
        card = Card(
            self._theme, _("Figures of the embedded data"), count=f"{len(statement.lines):n}"
        )
        self.figures = FiguresTable(self._theme, statement)
        card.add(self.figures)
        return card

    def _signers(self) -> Card:
        card = Card(self._theme, _("Who signed"))
        signatures = self.checked.judged.signatures
        if not signatures:
            words = _("Nobody, in a way that can be checked.")
            card.add_padded(Label(self._theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
        for at, one in enumerate(signatures):
            if at:
                card.add_line(inset=Space.L)
            card.add_padded(self._signer(one))
        self.trust: Button | None = None
        if signatures and not all(one.trusted for one in signatures):
            self.trust = Button(self._theme, _("Trust a certificate…"), icon=Icon.SHIELD)
            self.trust.clicked.connect(self.trust_wanted)
            holder = QWidget()
            words = _("Get the signer's or the issuer's certificate by a way that you trust, then"
                      " choose its file here.")  # fmt: skip
            holder.setLayout(
                column(
                    Label(self._theme, words, TextStyle.META, Token.TEXT2, wrap=True),
                    row(self.trust, None),
                    spacing=Space.S,
                )
            )
            card.add(Hairline(self._theme))
            card.add_padded(holder)
        return card

    def _signer(self, one: Signature) -> QWidget:
        theme, certificate = self._theme, one.certificate
        box = QWidget()
        name = certificate.common_name or certificate.subject
        if not one.intact:
            status = StatusLabel(theme, Icon.OCTAGON, name, icon_tone=Token.DANGER)
        elif one.trusted:
            status = StatusLabel(theme, Icon.CHECK_CIRCLE, name, icon_tone=Token.OK)
        else:
            status = StatusLabel(theme, Icon.WARNING, name, icon_tone=Token.WARN)
        trusted = _("trusted") if one.trusted else _("not trusted here")
        said = " · ".join(filter(None, (certificate.organization, trusted)))
        lines = column(
            status, Label(theme, said, TextStyle.META, Token.TEXT2, wrap=True), spacing=0
        )
        pairs = Pairs(theme, key_width=_KEYS)
        if one.stamped_at is not None:
            pairs.add(_("Time stamp"), deadline_words(one.stamped_at))
        elif one.claimed_at is not None:
            pairs.add(_("Own clock"), deadline_words(one.claimed_at))
        if one.level is not None:
            pairs.add(_("Level"), level_words(one.level))
        pairs.add(_("Covers"), _("the whole file") if one.covers_all else _("an earlier state"))
        pairs.add(_("Issuer"), certificate.issuer)
        pairs.add(_("Until"), plain_day(local(certificate.not_after).date()))
        pairs.add(_("SHA-256"), _digest(theme, certificate.sha256))
        lines.addSpacing(Space.XS)
        lines.addWidget(pairs)
        if one.words:
            lines.addWidget(Label(theme, one.words, TextStyle.META, Token.TEXT2, wrap=True))
        box.setLayout(lines)
        return box

    def _document(self) -> Card:
        theme, judged, statement = self._theme, self.checked.judged, self.checked.statement
        card = Card(theme, _("Document"))
        pairs = Pairs(theme, key_width=_KEYS)
        if statement is not None:
            pairs.add(_("Customer"), statement.customer.name)
            pairs.add(_("Vendor"), statement.vendor.name)
            pairs.add(_("Number"), _digest(theme, statement.id))
        if judged.pages:
            pairs.add(_("Pages"), f"{judged.pages:n}")
        if judged.sha256:
            pairs.add(_("SHA-256"), _digest(theme, judged.sha256))
        if self.checked.evidence is not None:
            pairs.add(_("Evidence"), self.checked.evidence.name)
        self.evidence = Button(theme, _("Compare with evidence…"), icon=Icon.PAPERCLIP)
        self.evidence.clicked.connect(self.evidence_wanted)
        box = QWidget()
        lines = column(pairs, spacing=Space.M)
        if statement is not None:
            lines.addLayout(row(self.evidence, None))
        else:
            self.evidence.setParent(box)
            self.evidence.hide()
        box.setLayout(lines)
        card.add_padded(box)
        return card


def _digest(theme: Theme, digest: str) -> Label:
    """A hash or number, shortened to be read; whole for who hears it or points at it."""
    short = f"{digest[:8]} … {digest[-8:]}" if len(digest) > 20 else digest
    label = Label(theme, short, TextStyle.MONO)
    label.setAccessibleName(digest)
    set_tip(label, digest)
    return label
