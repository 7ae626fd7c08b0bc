"""How kinds and states of deadlines look: one word, one icon, one tone each; and their moments."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from app.base.dates import ago_words, deadline_words, left_words, local
from app.base.text import _, ngettext
from app.deadlines.model import Deadline, DeadlineEntry, DeadlineKind, DeadlineState, Origin
from app.deadlines.words import clause_name, when_words
from ui.kit.icons import Icon
from ui.kit.tokens import Token


class Look(NamedTuple):
    """Icon, word and tones; nothing is told by color alone."""

    icon: Icon
    word: str
    tone: Token
    icon_tone: Token


_KIND_ICONS = {
    DeadlineKind.CANCEL_BY: Icon.SYNC,
    DeadlineKind.LICENSE_END: Icon.PACKAGE,
    DeadlineKind.SUBSCRIPTION_END: Icon.CLOUD,
    DeadlineKind.SUPPORT_END: Icon.HEADSET,
    DeadlineKind.TRIAL_END: Icon.FLASK,
    DeadlineKind.CERTIFICATION_DUE: Icon.CERTIFICATION,
    DeadlineKind.AUDIT_EARLIEST: Icon.EYE,
    DeadlineKind.CURE_END: Icon.WARNING_OUTLINE,
    DeadlineKind.CONSULTATION_END: Icon.CHAT,
    DeadlineKind.PUBLICITY_OPT_OUT: Icon.GLOBE,
    DeadlineKind.DATA_DELETION: Icon.TRASH,
    DeadlineKind.ACCEPTANCE_DUE: Icon.TERMS,
    DeadlineKind.NOTICE_GIVEN: Icon.NOTICES,
    DeadlineKind.POST_BY: Icon.MAIL_OPEN,
    DeadlineKind.PAYMENT_DUE: Icon.ORDERS,
    DeadlineKind.LICENSE_FILE_END: Icon.LICENSES,
    DeadlineKind.REMINDER: Icon.HISTORY,
}


def kind_icon(kind: DeadlineKind) -> Icon:
    """The picture of a kind."""
    return _KIND_ICONS[kind]


def kind_words(kind: DeadlineKind) -> str:
    """What a deadline of this kind is called in a filter."""
    match kind:
        case DeadlineKind.CANCEL_BY:
            return _("Cancel by")
        case DeadlineKind.LICENSE_END:
            return _("License ends")
        case DeadlineKind.SUBSCRIPTION_END:
            return _("Subscription ends")
        case DeadlineKind.SUPPORT_END:
            return _("Support ends")
        case DeadlineKind.TRIAL_END:
            return _("Trial ends")
        case DeadlineKind.CERTIFICATION_DUE:
            return _("Certification due")
        case DeadlineKind.AUDIT_EARLIEST:
            return _("Earliest audit")
        case DeadlineKind.CURE_END:
            return _("Cure ends")
        case DeadlineKind.CONSULTATION_END:
            return _("Consultation ends")
        case _:
            return _other_kind_words(kind)


def _other_kind_words(kind: DeadlineKind) -> str:
    match kind:
        case DeadlineKind.PUBLICITY_OPT_OUT:
            return _("Publicity opt-out")
        case DeadlineKind.DATA_DELETION:
            return _("Data deletion")
        case DeadlineKind.ACCEPTANCE_DUE:
            return _("Acceptance due")
        case DeadlineKind.NOTICE_GIVEN:
            return _("Notice given")
        case DeadlineKind.POST_BY:
            return _("Post by")
        case DeadlineKind.PAYMENT_DUE:
            return _("Payment due")
        case DeadlineKind.LICENSE_FILE_END:
            return _("License file ends")
        case _:
            return _("Reminder")


_STATE_LOOKS = {
    DeadlineState.OVERDUE: (Icon.OCTAGON, Token.DANGER, Token.DANGER),
    DeadlineState.DUE_SOON: (Icon.CLOCK, Token.WARN, Token.WARN),
    DeadlineState.LATER: (Icon.CALENDAR, Token.TEXT, Token.TEXT2),
    DeadlineState.PAST: (Icon.MINUS_CIRCLE, Token.TEXT2, Token.TEXT2),
    DeadlineState.DONE: (Icon.CHECK_CIRCLE, Token.TEXT2, Token.OK),
}


def state_words(state: DeadlineState) -> str:
    """The word for a state."""
    match state:
        case DeadlineState.OVERDUE:
            return _("Overdue")
        case DeadlineState.DUE_SOON:
            return _("Due soon")
        case DeadlineState.LATER:
            return _("Later")
        case DeadlineState.PAST:
            return _("Past")
        case _:
            return _("Done")


def state_look(state: DeadlineState) -> Look:
    """Icon, word and tones of a state."""
    icon, tone, icon_tone = _STATE_LOOKS[state]
    return Look(icon, state_words(state), tone, icon_tone)


def time_words(entry: DeadlineEntry, now: datetime) -> str:
    """How far away it is: "2 days left", "4 days overdue", "3 days ago"."""
    at = entry.deadline.at
    if entry.state in (DeadlineState.PAST, DeadlineState.DONE) and at <= now:
        days = (local(now).date() - local(at).date()).days
        if not days:
            return ago_words(at, now)
        return ngettext("{n} day ago", "{n} days ago", days).format(n=days)
    return left_words(at, now)


def source_words(deadline: Deadline) -> str:
    """The value it rests on, in a few words."""
    return deadline.source.words if deadline.stated else _("not stated")


def clause_words(deadline: Deadline) -> str:
    """The clause it rests on: "§7.2"; "" where it rests on none."""
    return clause_name(deadline.source.clause)


def clause_part(deadline: Deadline) -> str:
    """The part of the terms page that shows the clause; "" where there is none."""
    source = deadline.source
    if not source.version_id:
        return ""
    return f"{source.version_id}#{source.clause}" if source.clause else source.version_id


_STATED_AS_DATES = (
    Origin.ORDER_LINE,
    Origin.NOTICE,
    Origin.REQUEST,
    Origin.INVOICE,
    Origin.LICENSE,
    Origin.OWN,
)


def reminded_of(deadline: Deadline) -> str:
    """The uid of the deadline that a reminder belongs to."""
    return deadline.uid.removeprefix(f"{DeadlineKind.REMINDER.value}:")


def concern(deadline: Deadline) -> str:
    """What it concerns, as shown in the table: an order's number, or that it is a notice."""
    if deadline.order_number:
        return deadline.order_number
    return _("Notice") if deadline.notice_id else ""


def is_direct(deadline: Deadline) -> bool:
    """Whether its moment itself is stated, so that no other value is to be named."""
    source = deadline.source
    return deadline.stated and source.origin in _STATED_AS_DATES and not source.clause


def origin_words(deadline: Deadline) -> str:
    """Who states the value: "the order line"."""
    source = deadline.source
    match source.origin:
        case Origin.ORDER_LINE:
            return _("the order line")
        case Origin.NOTICE:
            return _("the vendor's notice")
        case Origin.REQUEST:
            return _("the vendor's request")
        case Origin.INVOICE:
            return _("the invoice")
        case Origin.LICENSE:
            return source.words
        case Origin.OWN:
            return _("you")
        case _ if source.clause and source.version_label:
            return _("version {version}, {clause}").format(
                version=source.version_label, clause=clause_name(source.clause)
            )
        case _ if source.version_label:
            return _("version {version}").format(version=source.version_label)
        case _:
            return _("the terms")


def elsewhere_words(deadline: Deadline) -> str:
    """The moment by the clock of this computer, where it differs from the place's; else ""."""
    here = deadline_words(deadline.at)
    if here == when_words(deadline.at, deadline.zone):
        return ""
    return _("By your clock: {when}").format(when=here)
