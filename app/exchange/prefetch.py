"""Follows the feed's cursors ahead of the store: pages arrive while earlier ones are written."""

from __future__ import annotations

import threading
from collections import deque
from typing import Protocol

from app.base.tasks import CancelToken
from app.exchange import errors
from app.portal.wire import ChangePage

AHEAD = 6
"""Pages that may wait to be stored: at 2,000 changes of 1 KB each about 12 MB."""

_LOOK = 0.05
_PATIENCE = 2.0
"""Seconds that an abandoned fetch gets to notice it: the transport promises one (threat 11)."""


class ChangeSource(Protocol):
    """What delivers the pages: a signed-in session, or a file of the same records."""

    def changes(
        self, after: str | None, limit: int, cancel: CancelToken | None = None
    ) -> ChangePage:
        """The page behind the cursor `after` (None: from the start). Raises Gone for a lost one."""


class Pages:
    """The pages behind a cursor, in order; with `ahead` fetched on a thread of their own."""

    def __init__(self, portal: ChangeSource, after: str | None, limit: int, *, ahead: bool) -> None:
        self.requests = 0
        self._portal = portal
        self._after = after
        self._limit = limit
        self._stop = CancelToken()
        self._arrived: deque[ChangePage | BaseException] = deque()
        self._moved = threading.Condition()
        self._thread: threading.Thread | None = None
        if ahead:
            self._thread = threading.Thread(target=self._run, name="feed-prefetch", daemon=True)
            self._thread.start()

    def take(self, most: int, cancel: CancelToken | None) -> ChangePage:
        """The next page, together with those behind it that have arrived, up to `most` changes.

        Raises what fetching it raised, FeedBroken for a cursor that stands still, and Cancelled
        soon after `cancel`.
        """
        if self._thread is None:
            return self._fetch(cancel)
        with self._moved:
            while not self._arrived:
                self._moved.wait(_LOOK if cancel else None)
                if cancel is not None:
                    cancel.check()
            page = self._arrived.popleft()
            if isinstance(page, BaseException):
                raise page
            pages = [page]
            count = len(page.changes)
            while self._arrived:
                following = self._arrived[0]
                if isinstance(following, BaseException):
                    break
                count += len(following.changes)
                if count > most:
                    break
                pages.append(following)
                self._arrived.popleft()
            self._moved.notify_all()
        return pages[0] if len(pages) == 1 else _joined(pages)

    def close(self) -> None:
        """Nobody waits for pages any more: give the fetch under way a moment to end."""
        self._stop.cancel()
        with self._moved:
            self._moved.notify_all()
        if self._thread is not None:
            self._thread.join(_PATIENCE)

    def _fetch(self, cancel: CancelToken | None) -> ChangePage:
        self.requests += 1
        page = self._portal.changes(self._after, self._limit, cancel)
        if page.more and page.next == self._after:
            raise errors.feed_broken("the cursor stands still")
        self._after = page.next
        return page

    def _run(self) -> None:
        more = True
        while more:
            found: ChangePage | BaseException
            try:
                found = self._fetch(self._stop)
                more = found.more
            except BaseException as error:
                found, more = error, False
            with self._moved:
                self._arrived.append(found)
                self._moved.notify_all()
                while len(self._arrived) >= AHEAD and not self._stop.cancelled:
                    self._moved.wait()
            more = more and not self._stop.cancelled


def _joined(pages: list[ChangePage]) -> ChangePage:
    """Several pages as one, which ends where the last of them ends."""
    changes = [change for page in pages for change in page.changes]
    last = pages[-1]
    return ChangePage(changes, last.next, last.more, last.remaining)
