"""Sends the outbox for the window and tells how it goes; locks a profile once a report has left."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.base.clock import Clock
from app.base.errors import Problem
from app.base.messages import FromWorker, OutboxChanged, OutboxTally, Uploading
from app.base.tasks import CancelToken
from app.base.text import _

if TYPE_CHECKING:
    from app.exchange.model import OutboxCounts
    from app.services import Office

_BUSY_SECONDS = 0.2
_COUNTS_EVERY = 0.1
"""Seconds between two messages about counts: a window reads its lists again at each."""
_UPLOAD_EVERY = 0.25


class NotLocked(Problem):
    """What was to leave before the profile is locked has not left; nothing was locked."""

    code = "CP-6005"


class Dispatch:
    """Sends for one Office. Its methods run on several lanes at once."""

    def __init__(self, say: Callable[[FromWorker], None], clock: Clock) -> None:
        self._say = say
        self._clock = clock
        self._told = threading.Lock()
        self._counts_at = float("-inf")
        self._untold: OutboxCounts | None = None
        self._upload_at: dict[str, float] = {}

    def send(
        self,
        office: Office,
        profile_id: str,
        token: CancelToken,
        *,
        hurry: bool,
        until: str = "",
    ) -> None:
        """Send what is due; with `until` only that item.

        Where another process sends, this waits for it: an item queued meanwhile may have been
        missed there.
        """
        from app.exchange.errors import SendBusy  # noqa: PLC0415 - after the keys

        try:
            while not (until and _settled(office, profile_id, until)):
                try:
                    office.send(
                        profile_id,
                        self._tell_counts,
                        token,
                        hurry=hurry,
                        until=until,
                        on_progress=self._tell_upload,
                    )
                    return
                except SendBusy:
                    token.wait(_BUSY_SECONDS)
                    token.check()
        finally:
            self._tell_rest()

    def lock(self, office: Office, profile_id: str, after_item: str, token: CancelToken) -> bool:
        """Send `after_item` ("": nothing) in a hurry, then lock; whether the tokens were revoked.

        Raises NotLocked where it was not sent, and the problems of sending: then nothing is locked.
        """
        if after_item:
            self.send(office, profile_id, token, hurry=True, until=after_item)
            if office.state_of(profile_id, after_item).value != "sent":
                raise NotLocked(
                    _("The report has not left yet"),
                    _("The portal could not be reached, or did not accept it."),
                    _("Lock now and send the report later, or try again."),
                    kept=_("The report is in the outbox. The profile is not locked."),
                )
        return office.lock(profile_id, token)

    def _tell_counts(self, counts: OutboxCounts) -> None:
        with self._told:
            now = self._clock.monotonic()
            if now - self._counts_at < _COUNTS_EVERY:
                self._untold = counts
                return
            self._counts_at, self._untold = now, None
            self._say(_tally(counts))

    def _tell_rest(self) -> None:
        with self._told:
            untold, self._untold = self._untold, None
            self._upload_at.clear()
            if untold is not None:
                self._say(_tally(untold))

    def _tell_upload(self, item: str, done: int, total: int) -> None:
        with self._told:
            now = self._clock.monotonic()
            early = now - self._upload_at.get(item, float("-inf")) < _UPLOAD_EVERY
            if early and done < total:
                return
            self._upload_at[item] = now
            self._say(Uploading(item=item, done=done, total=total))


def _settled(office: Office, profile_id: str, item: str) -> bool:
    return office.state_of(profile_id, item).value in ("sent", "refused", "discarded")


def _tally(counts: OutboxCounts) -> OutboxChanged:
    return OutboxChanged(
        OutboxTally(
            queued=counts.queued,
            sending=counts.sending,
            waiting=counts.waiting,
            refused=counts.refused,
            sent=counts.sent,
        )
    )
