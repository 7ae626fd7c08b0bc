"""How verdicts and checks look: an icon, a word and a tone each; nothing by color alone."""

from __future__ import annotations

from typing import NamedTuple

from app.base.text import _
from app.documents.verifying.model import Verdict
from ui.kit.banners import BannerTone
from ui.kit.icons import Icon
from ui.kit.tokens import Token


class Look(NamedTuple):
    """Icon, word and tones."""

    icon: Icon
    word: str
    tone: Token
    banner: BannerTone


def verdict_look(verdict: Verdict) -> Look:
    """What a document is worth, in a word or two."""
    match verdict:
        case Verdict.VALID:
            return Look(Icon.CHECK_CIRCLE, _("Valid"), Token.OK, BannerTone.OK)
        case Verdict.VALID_UNTRUSTED_SIGNER:
            return Look(
                Icon.WARNING, _("Unchanged, signer not trusted"), Token.WARN, BannerTone.WARN
            )
        case Verdict.MODIFIED:
            return Look(Icon.OCTAGON, _("Changed after signing"), Token.DANGER, BannerTone.DANGER)
        case Verdict.NOT_SIGNED:
            return Look(Icon.WARNING, _("Not signed"), Token.WARN, BannerTone.WARN)
        case Verdict.MISMATCH:
            return Look(Icon.OCTAGON, _("Pages and data disagree"), Token.DANGER, BannerTone.DANGER)
        case _:
            return Look(Icon.PROHIBIT, _("Not verified"), Token.DANGER, BannerTone.DANGER)


def check_look(ok: bool | None) -> tuple[Icon, str, Token]:
    """How one check ended."""
    match ok:
        case True:
            return Icon.CHECK_CIRCLE, _("in order"), Token.OK
        case False:
            return Icon.OCTAGON, _("not in order"), Token.DANGER
        case _:
            return Icon.MINUS_CIRCLE, _("does not apply"), Token.TEXT2
