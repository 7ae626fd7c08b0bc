"""How notices look and what is said of them: one word, one icon, one tone each."""

from __future__ import annotations

from typing import NamedTuple

from app.base.dates import local, weekday_words
from app.base.text import _
from app.deadlines.model import Source
from app.deadlines.words import clause_name
from app.notices.model import DraftKind, NoticeDraft, NoticeKind, VendorNotice
from app.notices.wishes import kind_words as letter_kind_words
from ui.fates import UNDER_WAY
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


_LETTER_ICONS = {
    DraftKind.NON_RENEWAL: Icon.CALENDAR,
    DraftKind.OBJECTION: Icon.TERMS,
    DraftKind.PUBLICITY: Icon.GLOBE,
    DraftKind.TAX_EXEMPTION: Icon.BADGE,
    DraftKind.IP_CLAIM: Icon.SHIELD,
    DraftKind.BREACH: Icon.WARNING_OUTLINE,
    DraftKind.DISPUTE: Icon.CHAT,
    DraftKind.TERMINATION: Icon.MINUS_CIRCLE,
    DraftKind.AUDIT_REPLY: Icon.CERTIFICATION,
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
    """Whether it is genuine, opened, acknowledged, and where the acknowledgement is."""
    if not notice.genuine:
        return Look(Icon.WARNING, _("Not genuine"), Token.DANGER, Token.DANGER)
    fate = notice.ack_fate
    if fate is not None and fate.state == "refused":
        return Look(Icon.OCTAGON, _("Refused"), Token.DANGER, Token.DANGER)
    if fate is not None and fate.state in UNDER_WAY:
        return Look(Icon.PLANE, _("Acknowledging"), Token.TEXT, Token.ACCENT)
    if notice.acknowledged_at is not None:
        return Look(Icon.CHECK_CIRCLE, _("Acknowledged"), Token.TEXT, Token.OK)
    if not notice.read:
        return Look(Icon.NOTICES_FILL, _("New"), Token.TEXT, Token.ACCENT)
    return Look(Icon.MAIL_OPEN, _("To acknowledge"), Token.TEXT, Token.TEXT2)


def letter_look(draft: NoticeDraft) -> Look:
    """Whether a letter was sent, where its copy for the portal is, and whether it was received."""
    fate = draft.fate
    if fate is not None and fate.state == "refused":
        return Look(Icon.OCTAGON, _("Refused"), Token.DANGER, Token.DANGER)
    if fate is not None and fate.state in UNDER_WAY:
        return Look(Icon.PLANE, _("On its way"), Token.TEXT, Token.ACCENT)
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


def letter_icon(kind: DraftKind) -> Icon:
    """The picture of a kind of letter."""
    return _LETTER_ICONS.get(kind, Icon.PENCIL)


def draft_kind_words(kind: DraftKind) -> str:
    """What a letter of one's own is."""
    return letter_kind_words(kind)


def clause_link(source: Source) -> tuple[str, str]:
    """The clause on which something rests, and the part of the terms page that shows it."""
    if not source.clause or not source.version_id:
        return "", ""
    return clause_name(source.clause), f"{source.version_id}#{source.clause}"
