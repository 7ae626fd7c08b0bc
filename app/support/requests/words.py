"""The words of support requests that screens and shell share."""

from __future__ import annotations

from datetime import timedelta

from app.base.text import _, ngettext, pgettext
from app.support.requests.model import RequestState, Severity, Side


def severity_words(severity: Severity) -> str:
    """How bad it is, in a word."""
    match severity:
        case Severity.LOW:
            return pgettext("severity", "Low")
        case Severity.NORMAL:
            return pgettext("severity", "Normal")
        case Severity.HIGH:
            return pgettext("severity", "High")
        case Severity.URGENT:
            return pgettext("severity", "Urgent")


def severity_meaning(severity: Severity) -> str:
    """What a severity means; the support policy may say it in other words."""
    match severity:
        case Severity.LOW:
            return _("A question or a wish; nobody's work suffers.")
        case Severity.NORMAL:
            return _("Something is impaired, and there is a way round it.")
        case Severity.HIGH:
            return _("An essential function fails or works only in part.")
        case Severity.URGENT:
            return _("Production stands still, and there is no way round it.")


def state_words(state: RequestState) -> str:
    """Where a request stands, in a word or two."""
    match state:
        case RequestState.UNSENT:
            return _("Not sent yet")
        case RequestState.OPEN:
            return pgettext("state of a request", "Open")
        case RequestState.WAITING:
            return _("Waits for you")
        case RequestState.ANSWERED:
            return _("Answered")
        case RequestState.CLOSED:
            return _("Closed")


def side_words(side: Side) -> str:
    """Who wrote a message."""
    match side:
        case Side.CUSTOMER:
            return _("You")
        case Side.VENDOR:
            return _("Vendor")
        case Side.PARTNER:
            return _("Partner")


def change_words(change: str, rating: int | None = None) -> str:
    """A change of a request as its thread shows it."""
    match change:
        case "close":
            return _("Closed")
        case "reopen":
            return _("Reopened")
        case "rate":
            return (
                _("Rated {rating} of 5").format(rating=rating)
                if rating
                else pgettext("a request's change", "Rated")
            )
        case _:
            return change


def span_words(span: timedelta) -> str:
    """A length of time as clocks show it: "25 min", "3 h 20 min", "2 days"."""
    minutes = max(0, int(span.total_seconds()) // 60)
    if minutes < 60:
        return _("{n} min").format(n=minutes)
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        if rest and hours < 10:
            return _("{hours} h {minutes} min").format(hours=hours, minutes=rest)
        return _("{n} h").format(n=hours)
    days = minutes // (24 * 60)
    return ngettext("{n} day", "{n} days", days).format(n=days)


def unauthorized_subject() -> str:
    """What a report of unauthorized use is called in the list."""
    return _("Unauthorized use of credentials")
