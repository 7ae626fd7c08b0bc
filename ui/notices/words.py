"""How notices look and what is said of them: one word, one icon, one tone each."""

from __future__ import annotations

from typing import NamedTuple

from app.base.dates import local, weekday_words
from app.base.text import _
from app.notices.model import DraftKind, NoticeDraft, NoticeKind, VendorNotice
from ui.kit.icons import Icon
from ui.kit.tokens import Token


class Look(NamedTuple):
    """Icon, word and tones; nothing is told by color alone."""

    icon: Icon
    word: str
    tone: Token
    icon_tone: Token


_KIND_ICONS = {
    NoticeKind.RENEWAL: Icon.SYNC,
    NoticeKind.TERMS_CHANGE: Icon.TERMS,
    NoticeKind.AUDIT: Icon.EYE,
    NoticeKind.SUSPENSION: Icon.PROHIBIT,
    NoticeKind.BREACH: Icon.WARNING_OUTLINE,
    NoticeKind.DISPUTE: Icon.CHAT,
    NoticeKind.END_OF_LIFE: Icon.MINUS_CIRCLE,
    NoticeKind.CERTIFICATION: Icon.CERTIFICATION,
    NoticeKind.OTHER: Icon.NOTICES,
}


def kind_icon(kind: NoticeKind) -> Icon:
    """The picture of a kind."""
    return _KIND_ICONS.get(kind, Icon.NOTICES)


def kind_words(kind: NoticeKind) -> str:
    """What a notice is about."""
    match kind:
        case NoticeKind.RENEWAL:
            return _("Renewal")
        case NoticeKind.TERMS_CHANGE:
            return _("Changed terms")
        case NoticeKind.AUDIT:
            return _("Audit")
        case NoticeKind.SUSPENSION:
            return _("Suspension")
        case NoticeKind.BREACH:
            return _("Breach")
        case NoticeKind.DISPUTE:
            return _("Dispute")
        case NoticeKind.END_OF_LIFE:
            return _("End of life")
        case NoticeKind.CERTIFICATION:
            return _("Certification")
        case _:
            return _("Other")


def state_look(notice: VendorNotice) -> Look:
    """Whether it is genuine, and whether somebody here has opened it."""
    if not notice.genuine:
        return Look(Icon.WARNING, _("Not genuine"), Token.DANGER, Token.DANGER)
    if not notice.read:
        return Look(Icon.NOTICES_FILL, _("New"), Token.TEXT, Token.ACCENT)
    return Look(Icon.MAIL_OPEN, _("Read"), Token.TEXT, Token.TEXT2)


def draft_kind_words(kind: DraftKind) -> str:
    """What a letter of one's own says."""
    match kind:
        case DraftKind.OBJECTION:
            return _("Objection to terms")
        case DraftKind.PUBLICITY:
            return _("Objection to publicity")
        case DraftKind.DISPUTE:
            return _("Demand for consultation")
        case _:
            return _("Notice of non-renewal")


def letter_look(draft: NoticeDraft) -> Look:
    """Whether a letter was sent, and whether its receipt is recorded."""
    if draft.sent is None:
        return Look(Icon.PENCIL, _("Draft"), Token.TEXT, Token.TEXT2)
    if draft.sent.received_on is None:
        return Look(Icon.PLANE, _("Sent"), Token.TEXT, Token.ACCENT)
    return Look(Icon.CHECK_CIRCLE, _("Sent, received"), Token.TEXT, Token.OK)


def post_words(draft: NoticeDraft) -> str:
    """The latest safe day to post it, "" where there is none, and once it is sent."""
    if draft.post_by is None or draft.sent is not None:
        return ""
    return weekday_words(local(draft.post_by).date())
