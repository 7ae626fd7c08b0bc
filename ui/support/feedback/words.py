"""How feedback reads: topics, and the state of each piece until it is delivered."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from app.base.dates import moment_words
from app.base.text import _
from app.support.model import FeedbackItem, FeedbackState, FeedbackTopic
from ui.kit.icons import Icon
from ui.kit.tokens import Token


class StateLook(NamedTuple):
    """Icon, word and tones of a state."""

    icon: Icon
    word: str
    tone: Token
    icon_tone: Token


def topic_words(topic: FeedbackTopic) -> str:
    """What a piece of feedback is about."""
    match topic:
        case FeedbackTopic.PRODUCT:
            return _("A product")
        case FeedbackTopic.SERVICE:
            return _("Support and service")
        case FeedbackTopic.SUPPORT:
            return _("An answer of support")
        case FeedbackTopic.CLIENT:
            return _("This program")
        case FeedbackTopic.OTHER:
            return _("Something else")


def topic_icon(topic: FeedbackTopic) -> Icon:
    """The icon of what it is about."""
    match topic:
        case FeedbackTopic.PRODUCT:
            return Icon.PACKAGE
        case FeedbackTopic.SERVICE:
            return Icon.SUPPORT
        case FeedbackTopic.SUPPORT:
            return Icon.HEADSET
        case FeedbackTopic.CLIENT:
            return Icon.DEVICE
        case FeedbackTopic.OTHER:
            return Icon.CHAT


def state_look(state: FeedbackState) -> StateLook:
    """How a state looks."""
    match state:
        case FeedbackState.QUEUED:
            return StateLook(Icon.PLANE, _("Queued"), Token.TEXT, Token.ACCENT)
        case FeedbackState.SENDING:
            return StateLook(Icon.SYNC, _("Sending"), Token.TEXT, Token.ACCENT)
        case FeedbackState.WAITING:
            return StateLook(Icon.CLOCK, _("Waiting"), Token.WARN, Token.WARN)
        case FeedbackState.REFUSED:
            return StateLook(Icon.OCTAGON, _("Refused"), Token.DANGER, Token.DANGER)
        case FeedbackState.SENT:
            return StateLook(Icon.CHECK_CIRCLE, _("Delivered"), Token.TEXT, Token.OK)
        case FeedbackState.DISCARDED:
            return StateLook(Icon.MINUS_CIRCLE, _("Discarded"), Token.TEXT2, Token.TEXT2)


def fate_words(item: FeedbackItem, now: datetime) -> str:
    """What happened to a piece of feedback, and what happens next."""
    written = moment_words(item.created_at, now)
    match item.state:
        case FeedbackState.QUEUED:
            return _("Queued {when}, sends with the next synchronization").format(when=written)
        case FeedbackState.SENDING:
            return _("Queued {when}, being sent now").format(when=written)
        case FeedbackState.WAITING:
            reason = item.problem.title if item.problem else _("The portal could not take it")
            if item.next_at is None:
                return _("{reason}; it is tried again by itself").format(reason=reason)
            again = moment_words(item.next_at, now)
            return _("{reason}; it is tried again {when}").format(reason=reason, when=again)
        case FeedbackState.REFUSED:
            reason = item.problem.title if item.problem else _("The portal refused it")
            return _("Refused: {reason}").format(reason=reason)
        case FeedbackState.SENT if item.received_at is not None:
            arrived = moment_words(item.received_at, now)
            if item.receipt_id:
                return _("Delivered {when}, receipt {id}").format(when=arrived, id=item.receipt_id)
            return _("Delivered {when}").format(when=arrived)
        case FeedbackState.SENT:
            return _("Delivered")
        case FeedbackState.DISCARDED:
            return _("Discarded by you, never sent")


def first_line(text: str) -> str:
    """The beginning of a text, as one line."""
    return " ".join(text.split())[:400]
