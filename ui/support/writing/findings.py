"""What was found before something leaves: by place, with reason and masked excerpt, and what to do.

Nothing goes until each finding is blacked out, removed with its file, or kept for a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base.text import _, ngettext
from app.support.requests.model import Draft
from app.support.scan.model import Finding, ScanResult, Unscanned, What
from app.support.scan.words import what_words
from ui.kit.banners import BannerTone, Tinted
from ui.kit.buttons import Button
from ui.kit.choices import CheckBox
from ui.kit.fields import TextField
from ui.kit.forms import FormRow
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.panels import Hairline, column, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

SHOWN = 40
"""Findings of one place that are listed; the buttons act on all of them."""


class FindingsPanel(QWidget):
    """Built anew for each result."""

    redact_wanted = Signal(object)
    """A list of findings."""
    decide_wanted = Signal(object, str)
    """A list of findings, and the reason why they leave."""
    remove_wanted = Signal(str)
    """The id of a file."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme_ = theme
        self._hosted = False
        self.groups: list[FindingGroup] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(Space.M)
        self.setAccessibleName(_("What was found"))

    def show_result(self, result: ScanResult | None, draft: Draft, *, rule: str) -> None:
        """Show what was found in `draft`; `rule` says why that matters. None: nothing is known."""
        while (part := self._layout.takeAt(0)) is not None:
            widget = part.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.groups = []
        if result is None:
            return
        for widget in self._parts(result, draft, rule):
            self._layout.addWidget(widget)

    def _parts(self, result: ScanResult, draft: Draft, rule: str) -> Iterator[QWidget]:
        theme = self._theme_
        left = [one for one in result.findings if one.id not in draft.decided]
        yield self._summary(len(left), result)
        yield Label(theme, rule, TextStyle.META, Token.TEXT2, wrap=True)
        names = {file.id: file.name for file in draft.files}
        # What needs a decision comes first.
        ordered = sorted(
            result.findings, key=lambda one: (one.source, one.name, one.id in draft.decided)
        )
        for (source, _name), found in groupby(ordered, key=lambda one: (one.source, one.name)):
            group = FindingGroup(theme, tuple(found), draft.decided, names.get(source, ""))
            group.redact_wanted.connect(self.redact_wanted)
            group.decide_wanted.connect(self.decide_wanted)
            group.remove_wanted.connect(self.remove_wanted)
            self.groups.append(group)
            yield group
        for one in result.unscanned:
            yield self._unscanned(one)

    def _summary(self, left: int, result: ScanResult) -> QWidget:
        theme = self._theme_
        if left:
            words = ngettext(
                "{n} finding needs your decision", "{n} findings need your decision",
                left + result.more,
            ).format(n=left + result.more)  # fmt: skip
            return StatusLabel(theme, Icon.WARNING, words, tone=Token.WARN,
                               style=TextStyle.BODY_STRONG)  # fmt: skip
        if result.findings:
            words = _("Everything found is decided")
        elif result.unscanned:
            words = _("Nothing found in what could be read")
        else:
            words = _("Nothing found")
        return StatusLabel(
            theme, Icon.CHECK_CIRCLE, words, icon_tone=Token.OK, style=TextStyle.BODY_STRONG
        )

    def _unscanned(self, one: Unscanned) -> QWidget:
        theme = self._theme_
        words = _("{name} could not be looked through: {reason}").format(
            name=one.name, reason=one.reason
        )
        icon = IconLabel(theme, Icon.EYE_SLASH)
        box = QWidget()
        layout = row(column(2, icon, None, spacing=0), spacing=Space.S)
        layout.addWidget(Label(theme, words, TextStyle.META, Token.TEXT2, wrap=True), 1)
        box.setLayout(layout)
        return box


class FindingGroup(Tinted):
    """All that was found in one place: the text, a file, a member of an archive."""

    redact_wanted = Signal(object)
    decide_wanted = Signal(object, str)
    remove_wanted = Signal(str)

    def __init__(
        self, theme: Theme, findings: Sequence[Finding], decided: dict[str, str], file: str
    ) -> None:
        open_ones = [one for one in findings if one.id not in decided]
        super().__init__(theme, BannerTone.WARN if open_ones else BannerTone.OK)
        self._theme_ = theme
        self.findings = tuple(findings)
        self.rows: list[FindingRow] = []
        first = findings[0]
        self.place = first.name or (file if first.source else _("Your text"))
        self.setAccessibleName(self.place)
        words = column(self._head(first, len(findings)), spacing=Space.S)
        for at, one in enumerate(findings[:SHOWN]):
            if at:
                words.addWidget(Hairline(theme))
            line = FindingRow(theme, one, decided.get(one.id, ""), single=len(open_ones) < 2)
            line.box.toggled.connect(self._judge)
            self.rows.append(line)
            words.addWidget(line)
        more = len(findings) - SHOWN
        if more > 0:
            said = ngettext("and {n} more", "and {n} more", more).format(n=more)
            words.addWidget(Label(theme, said, TextStyle.META, Token.TEXT2))
        self.redact = Button(theme, _("Black out"), small=True, parent=self)
        self.remove = Button(theme, _("Remove the file"), small=True, parent=self)
        self.keep = Button(theme, _("Send anyway…"), small=True, parent=self)
        self.reason = TextField(theme)
        self._reason = FormRow(theme, _("Why this may leave"), self.reason, parent=self)
        self.keep_now = Button(theme, _("Keep this reason"), small=True, parent=self)
        if open_ones:
            # Three do not fit beside each other everywhere.
            buttons = row(self.redact, self.remove, None, spacing=6)
            words.addLayout(buttons)
            if first.source:
                words.addLayout(row(self.keep, None))
            else:
                buttons.insertWidget(2, self.keep)
            words.addWidget(self._reason)
            words.addLayout(row(self.keep_now, None))
        outer = column(words, margins=(Space.M + 1, Space.S + 2, Space.M + 1, Space.M))
        self.setLayout(outer)
        self.redact.setVisible(any(one.redactable for one in open_ones))
        self.remove.setVisible(bool(first.source and open_ones))
        self._ask(False)
        self.redact.clicked.connect(self._redact)
        self.remove.clicked.connect(lambda: self.remove_wanted.emit(first.source))
        self.keep.clicked.connect(lambda: self._ask(True))
        self.keep_now.clicked.connect(self._decide)
        self.reason.textChanged.connect(self._judge)
        self.reason.returnPressed.connect(self._decide)
        self._judge()

    def _head(self, first: Finding, count: int) -> QHBoxLayout:
        theme = self._theme_
        head = row(spacing=Space.S)
        head.addWidget(IconLabel(theme, Icon.PAPERCLIP if first.source else Icon.PENCIL))
        head.addWidget(Label(theme, self.place, TextStyle.BODY_STRONG, elide=True), 1)
        said = ngettext("{n} finding", "{n} findings", count).format(n=count)
        head.addWidget(Label(theme, said, TextStyle.META, Token.TEXT2))
        return head

    @property
    def chosen(self) -> list[Finding]:
        """The findings that the buttons act on: those ticked, and those not listed."""
        listed = [line.finding for line in self.rows if line.box.isChecked() and line.is_open]
        return [*listed, *self.findings[SHOWN:]]

    def _ask(self, asking: bool) -> None:
        self._reason.setVisible(asking)
        self.keep_now.setVisible(asking)
        if asking:
            self.reason.setFocus()

    def _judge(self) -> None:
        chosen = self.chosen
        count = sum(one.redactable for one in chosen)
        words = ngettext("Black out {n}", "Black out {n}", count).format(n=count)
        self.redact.set_text(words if count > 1 else _("Black out"))
        self.redact.setEnabled(bool(count))
        self.keep.setEnabled(bool(chosen))
        self.keep_now.setEnabled(bool(chosen) and bool(self.reason.text().strip()))

    def _redact(self) -> None:
        self.redact_wanted.emit([one for one in self.chosen if one.redactable])

    def _decide(self) -> None:
        if self.chosen and self.reason.text().strip():
            self.decide_wanted.emit(self.chosen, self.reason.text().strip())


class FindingRow(QWidget):
    """One finding: what it is taken for, why, where, and the line around it with it masked."""

    def __init__(self, theme: Theme, finding: Finding, reason: str, *, single: bool) -> None:
        super().__init__()
        self.finding = finding
        self.is_open = not reason
        what = what_words(finding.what)
        self.box = CheckBox(theme, "")
        self.box.setChecked(self.is_open)
        self.box.setVisible(self.is_open and not single)
        said = _("{what}, {place}").format(what=what, place=finding.place)
        self.box.setAccessibleName(said)
        title = row(spacing=Space.S)
        title.addWidget(self.box)
        title.addWidget(IconLabel(theme, what_icon(finding.what)))
        title.addWidget(Label(theme, what, TextStyle.BODY_MEDIUM))
        where = Label(theme, finding.place, TextStyle.META, Token.TEXT2, elide=True)
        title.addWidget(where, 1)
        why = _("{rule}: {reason}").format(rule=finding.rule, reason=finding.reason)
        lines = column(
            title,
            Label(theme, why, TextStyle.META, Token.TEXT2, wrap=True),
            Label(theme, " ".join(finding.excerpt.split()), TextStyle.MONO, wrap=True),
            spacing=2,
        )
        if reason:
            kept = _("Leaves all the same: {reason}").format(reason=reason)
            lines.addWidget(Label(theme, kept, TextStyle.META_MEDIUM, wrap=True))
        self.setLayout(lines)
        self.setAccessibleName(f"{said}. {why}")


def what_icon(what: What) -> Icon:
    """The icon of what was found."""
    match what:
        case What.CREDENTIAL | What.PRIVATE_KEY:
            return Icon.LICENSES
        case What.PAYMENT_CARD | What.BANK_ACCOUNT:
            return Icon.ORDERS
        case What.NATIONAL_ID:
            return Icon.BADGE
        case What.HEALTH:
            return Icon.DOCTOR
        case What.EMAIL:
            return Icon.NOTICES
        case What.PHONE:
            return Icon.PHONE
