"""One license file as facts: the verdict in a sentence, why, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.base.dates import deadline_words
from app.base.text import _
from app.licenses.files.facts import FileFacts, kind_words
from app.licenses.views.words import short_fingerprint
from ui.kit.banners import BannerTone, Tinted
from ui.kit.cards import Pairs
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.panels import column, row
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token
from ui.licenses.looks import Look
from ui.licenses.pane import FactsPane

_KEY_WIDTH = 112


def verdict_look(facts: FileFacts) -> Look:
    """How a verdict looks; the word is short, the sentence stands in the pane."""
    if facts.valid:
        return Look(Icon.CHECK_CIRCLE, _("Valid"), Token.TEXT, Token.OK)
    if facts.wants_key:
        return Look(Icon.LOCK, _("Encrypted"), Token.TEXT, Token.TEXT2)
    if facts.verdict in ("stale", "expired", "not_yet_valid"):
        words = {
            "stale": _("Out of date"),
            "expired": _("Expired"),
            "not_yet_valid": _("Not valid yet"),
        }
        return Look(Icon.CLOCK, words[facts.verdict], Token.WARN, Token.WARN)
    words = {
        "malformed": _("Unusable"),
        "unsupported": _("Unsupported"),
        "unknown_key": _("Unknown key"),
        "bad_signature": _("Not genuine"),
        "wrong_machine": _("Other machine"),
        "revoked": _("Revoked"),
        "suspended": _("Suspended"),
    }
    return Look(Icon.OCTAGON, words.get(facts.verdict, facts.words), Token.DANGER, Token.DANGER)


def verdicts() -> str:
    """All short verdicts, a line each, to measure a column by."""
    return "\n".join(
        (_("Out of date"), _("Not valid yet"), _("Not genuine"), _("Other machine"), _("Encrypted"))
    )


class FilePane(FactsPane):
    """Shows one `FileFacts`."""

    def __init__(self, theme: Theme, *, parent: QWidget | None = None) -> None:
        super().__init__(theme, _("What the file says"), parent=parent)

    def show_file(self, facts: FileFacts) -> None:
        """Show what a file says, or why it says nothing."""
        head = StatusLabel(self._theme_, Icon.FILE, kind_words(facts.kind), icon_tone=Token.TEXT2)
        self.put(facts.id, head, facts.name, self._sections(facts))

    def _sections(self, facts: FileFacts) -> Iterator[QWidget]:
        yield self._verdict(facts)
        if facts.read:
            yield self._says(facts)
            yield self._when(facts)
        yield self._signed(facts)

    def _verdict(self, facts: FileFacts) -> QWidget:
        theme, look = self._theme_, verdict_look(facts)
        tone = {
            Token.DANGER: BannerTone.DANGER,
            Token.WARN: BannerTone.WARN,
        }.get(look.tone, BannerTone.OK if facts.valid else BannerTone.INFO)
        lines = [Label(theme, facts.words, TextStyle.BODY_MEDIUM, wrap=True)]
        lines += [Label(theme, why, TextStyle.META, wrap=True) for why in facts.reasons]
        box = Tinted(theme, tone)
        inside = row(spacing=8, margins=(13, 8, 13, 9))
        icon = IconLabel(theme, look.icon, tone=look.icon_tone)
        inside.addLayout(column(2, icon, None, spacing=0))
        inside.addLayout(column(*lines, spacing=2), 1)
        box.setLayout(inside)
        box.setAccessibleName(facts.words)
        box.setAccessibleDescription(" ".join(facts.reasons))
        return box

    def _says(self, facts: FileFacts) -> QWidget:
        theme = self._theme_
        pairs = Pairs(theme, key_width=_KEY_WIDTH)
        license_ = " ".join(dict.fromkeys((facts.license_name, facts.license_id)))
        for name, value in (
            (_("Product"), facts.product),
            (_("Licensee"), facts.licensee),
            (_("License"), license_.strip()),
            (_("Permits"), _(", ").join(facts.permits)),
            (_("Entitlements"), _(", ").join(facts.entitlements)),
        ):
            if value:
                pairs.add(name, value)
        if facts.machine_name:
            pairs.add(_("Machine"), facts.machine_name)
        if facts.fingerprint:
            short = Label(theme, short_fingerprint(facts.fingerprint), TextStyle.MONO)
            short.setAccessibleDescription(facts.fingerprint)
            pairs.add(_("Fingerprint"), short)
        return self.section(_("What it says"), pairs)

    def _when(self, facts: FileFacts) -> QWidget:
        pairs = Pairs(self._theme_, key_width=_KEY_WIDTH)
        pairs.add(_("Issued"), _moment(facts.issued_at, _("not stated")))
        if facts.kind != "key":
            pairs.add(_("File ends"), _moment(facts.file_ends_at, _("never")))
        pairs.add(_("License ends"), _moment(facts.license_ends_at, _("never")))
        return self.section(_("Until when"), pairs)

    def _signed(self, facts: FileFacts) -> QWidget:
        pairs = Pairs(self._theme_, key_width=_KEY_WIDTH)
        if facts.key:
            pairs.add(_("Signed by"), _("key {key}").format(key=facts.key))
        if facts.signature:
            pairs.add(_("Signature"), facts.signature)
        where = Label(self._theme_, facts.id, TextStyle.META, Token.TEXT2, wrap=True)
        return self.section(_("The file"), pairs, where)


def _moment(at: datetime | None, without: str) -> str:
    return deadline_words(at) if at is not None else without
