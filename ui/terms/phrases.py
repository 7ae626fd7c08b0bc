"""The words of the terms page: states of texts and rule sets, dates, counts."""

from __future__ import annotations

import functools
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.base.dates import local, month_name
from app.base.text import _, ngettext
from app.terms.answers import GovernCount
from app.terms.model import DocumentKind, RulesState, TextState, Version
from ui.kit.banners import BannerTone
from ui.kit.icons import Icon
from ui.kit.tokens import Token


class StateLook(NamedTuple):
    """How a state is shown: an icon, a word, a color, a sentence."""

    icon: Icon
    word: str
    tone: Token
    words: str


def day_plain(at: datetime, zone: str = "") -> str:
    """A date as it stands in running text: "1 Sep 2026", in `zone` (else the computer's)."""
    day = at.astimezone(zone_of(zone)) if zone else local(at)
    return _("{day} {month} {year}").format(day=day.day, month=month_name(day.month), year=day.year)


@functools.cache
def zone_of(zone: str) -> tzinfo:
    """The zone of this IANA name; UTC where the system does not know it."""
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def version_words(version: Version) -> str:
    """A version's label as it is shown: "v2026-09"; a file's name as it is."""
    if version.kind is DocumentKind.LOCAL:
        return version.label or version.title
    label = version.label
    return f"v{label}" if label[:1].isdigit() else label


def effective_words(version: Version, now: datetime, zone: str = "") -> str:
    """Since when or from when on it is in force."""
    at = version.effective_from or version.published_at
    if version.kind is DocumentKind.LOCAL:
        return _("from a file")
    if at is None:
        return _("no date stated")
    if at > now:
        return _("from {day}").format(day=day_plain(at, zone))
    return day_plain(at, zone)


def since_words(version: Version, now: datetime, zone: str = "") -> str:
    """Since or from when a version of the vendor's is in force; "" where that is not known."""
    at = version.effective_from
    if version.kind is DocumentKind.LOCAL or at is None:
        return ""
    words = _("in force from {day}") if at > now else _("in force since {day}")
    return words.format(day=day_plain(at, zone))


def governs_words(count: GovernCount | None) -> str:
    """How many orders a version governs: "governs 10 of your orders"."""
    if count is None or not (count.now or count.later):
        return _("governs none of your orders")
    if not count.now:
        return ngettext(
            "governs {count} order at its renewal", "governs {count} orders at renewal",
            count.later,
        ).format(count=f"{count.later:n}")  # fmt: skip
    words = ngettext(
        "governs {count} of your orders", "governs {count} of your orders", count.now
    ).format(count=f"{count.now:n}")
    if count.later > count.now:
        return _("{governs}, more at renewal").format(governs=words)
    return words


def short_governs(count: GovernCount | None) -> str:
    """The same in a narrow column: "governs 10"."""
    if count is None or not (count.now or count.later):
        return ""
    if not count.now:
        return _("{count} at renewal").format(count=f"{count.later:n}")
    return _("governs {count}").format(count=f"{count.now:n}")


def text_look(state: TextState) -> StateLook:
    """How the state of a text is shown."""
    match state:
        case TextState.TRUSTED:
            return StateLook(
                Icon.CHECK_CIRCLE, _("Text verified"), Token.OK,
                _("Its SHA-256 is the one that the vendor announced."),
            )  # fmt: skip
        case TextState.UNTRUSTED:
            return StateLook(
                Icon.OCTAGON, _("Not trusted"), Token.DANGER,
                _("This text is not the one the vendor announced. Nothing here relies on it."),
            )  # fmt: skip
        case TextState.MISSING:
            return StateLook(
                Icon.DOWNLOAD, _("Not fetched yet"), Token.TEXT2,
                _("The text comes with the next synchronization."),
            )  # fmt: skip
        case TextState.NOT_OFFERED:
            return StateLook(
                Icon.MINUS_CIRCLE, _("No text"), Token.TEXT2,
                _("The vendor's portal offers no text of this version."),
            )  # fmt: skip
        case TextState.LOCAL:
            return StateLook(
                Icon.FILE, _("From a file"), Token.TEXT2,
                _("Read from a file of yours and pinned to the hash it had then."),
            )  # fmt: skip


def rules_look(state: RulesState) -> StateLook:
    """How the state of a rule set is shown."""
    match state:
        case RulesState.VALID:
            return StateLook(
                Icon.CHECK_CIRCLE, _("Rule values verified"), Token.OK,
                _("They belong to exactly this text."),
            )  # fmt: skip
        case RulesState.INVALID:
            return StateLook(
                Icon.WARNING, _("Rule values unusable"), Token.WARN,
                _("The vendor's rule set is faulty and not used. Deadlines that need it say so."),
            )  # fmt: skip
        case RulesState.OTHER_TEXT:
            return StateLook(
                Icon.WARNING, _("Rule values of another text"), Token.WARN,
                _("The rule set was made for a text with another hash and is not used."),
            )  # fmt: skip
        case RulesState.MISSING:
            return StateLook(
                Icon.DOWNLOAD, _("Rule values not fetched yet"), Token.TEXT2,
                _("They come with the next synchronization."),
            )  # fmt: skip
        case RulesState.NOT_OFFERED:
            return StateLook(
                Icon.MINUS_CIRCLE, _("No rule values"), Token.TEXT2,
                _("The vendor gives no rule values for this version."),
            )  # fmt: skip


def version_tag(version: Version) -> tuple[str, BannerTone] | None:
    """The pill beside a version whose text is not simply there."""
    match version.text_state:
        case TextState.TRUSTED:
            return None
        case TextState.UNTRUSTED:
            return text_look(version.text_state).word, BannerTone.DANGER
        case state:
            return text_look(state).word, BannerTone.INFO


def hash_words(sha256: str) -> str:
    """A hash in short, enough to compare by eye: "ab12cd34…ef56"."""
    return f"{sha256[:12]}…{sha256[-6:]}" if len(sha256) > 24 else sha256
