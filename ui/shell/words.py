"""The footer in words, and how long work will take. Pure: no screen, no clock of its own."""

from __future__ import annotations

from datetime import datetime

from app.base.dates import ago_words, moment_words
from app.base.messages import OutboxTally
from app.base.tasks import Progress
from app.base.text import _, ngettext
from ui.page import Standing

_MANY_HOURS = 6 * 3600
_ENOUGH_SECONDS = 1.0
_ENOUGH_SHARE = 0.02


def sync_words(standing: Standing, tally: OutboxTally, now: datetime) -> str:
    """The state of the profile in one sentence: "Synced 2 minutes ago, 1 waiting to send"."""
    return _(", ").join(filter(None, (when_words(standing, now), unsent_words(tally))))


def unsent_words(tally: OutboxTally) -> str:
    """What has not left: "1 waiting to send, 1 refused"; "" where all has."""
    parts: list[str] = []
    waiting = tally.queued + tally.waiting
    if tally.sending:
        parts.append(
            ngettext("{n} being sent", "{n} being sent", tally.sending).format(n=tally.sending)
        )
    if waiting:
        parts.append(
            ngettext("{n} waiting to send", "{n} waiting to send", waiting).format(n=waiting)
        )
    if tally.refused:
        parts.append(ngettext("{n} refused", "{n} refused", tally.refused).format(n=tally.refused))
    return _(", ").join(parts)


def when_words(standing: Standing, now: datetime) -> str:
    """When the portal was last asked: "Synced 2 minutes ago"."""
    if standing.syncing:
        return _("Synchronizing")
    if standing.synced_at is None:
        return _("Not synchronized yet")
    seconds = (now - standing.synced_at).total_seconds()
    if standing.offline or seconds > _MANY_HOURS:
        return _("Last synced {when}").format(when=moment_words(standing.synced_at, now))
    return _("Synced {when}").format(when=ago_words(standing.synced_at, now))


def progress_words(progress: Progress, seconds: float) -> str:
    """A count and, once it can be told, an estimate: "3,100 of 5,000, about 20 s left".

    `seconds` is how long the work has been running.
    """
    if progress.total is None:
        return f"{progress.done:,}" if progress.done else ""
    count = _("{done} of {total}").format(done=f"{progress.done:,}", total=f"{progress.total:,}")
    left = left_seconds(progress, seconds)
    if left is None:
        return count
    return _("{count}, about {time} left").format(count=count, time=span_words(left))


def left_seconds(progress: Progress, seconds: float) -> float | None:
    """How long the rest will take at the pace so far; None while that would be a guess."""
    if not progress.total or progress.done >= progress.total or progress.done <= 0:
        return None
    share = progress.done / progress.total
    if seconds < _ENOUGH_SECONDS or share < _ENOUGH_SHARE:
        return None
    return seconds * (1 - share) / share


def span_words(seconds: float) -> str:
    """A span for an estimate, rounded so that it does not flicker: "20 s", "3 min", "2 h"."""
    if seconds < 10:
        return _("{n} s").format(n=max(1, round(seconds)))
    if seconds < 90:
        return _("{n} s").format(n=round(seconds / 5) * 5)
    if seconds < 5400:
        return _("{n} min").format(n=round(seconds / 60))
    return _("{n} h").format(n=round(seconds / 3600))
