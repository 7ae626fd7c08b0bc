"""Where items of a kind go at the portal, and in which order kinds leave."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol
from urllib.parse import quote

import msgspec

from app.base.errors import Cancelled
from app.base.tasks import CancelToken
from app.exchange import errors
from app.exchange.model import OutboxItem
from app.portal.wire import Receipt

URGENT = 0
SMALL = 1
LARGE = 2
"""Ranks: what is urgent leaves first, what is large last and between the others."""

_MEMBER = re.compile(r"\{(\w+)\}")


class Route(msgspec.Struct, frozen=True):
    """Where items of a kind are posted, below the portal's API base.

    A name in braces is filled from the body's member of that name.
    """

    path: str
    rank: int = SMALL

    def to(self, body: bytes) -> str:
        """The path for an item. Raises Unaddressed where `body` lacks what it needs."""
        if "{" not in self.path:
            return self.path
        try:
            members = msgspec.json.decode(body, type=dict[str, object])
        except msgspec.MsgspecError as error:
            raise errors.unaddressed("body") from error

        def filled(match: re.Match[str]) -> str:
            value = members.get(match[1])
            if not isinstance(value, str) or not value.strip("."):
                raise errors.unaddressed(match[1])
            return quote(value, safe="")

        return _MEMBER.sub(filled, self.path)


class Submitter(Protocol):
    """What takes items to the portal: a signed-in session."""

    def submit(
        self, path: str, body: bytes, key: str, cancel: CancelToken | None = None
    ) -> Receipt:
        """Post `body` under the Idempotency-Key `key`. Raises PortalProblem, Cancelled."""

    def find_submission(self, client_id: str) -> Receipt | None:
        """The receipt of an item that arrived before, or None. Raises PortalProblem."""


class Discarded(Cancelled):
    """The item that is being delivered was discarded by the person."""


class Delivery(Protocol):
    """How items of a kind are taken to the portal in more than one step."""

    def deliver(
        self,
        item: OutboxItem,
        body: bytes,
        pause: Callable[[], bool],
        cancel: CancelToken | None,
        *,
        look_up: bool,
    ) -> Receipt | None:
        """Go on with `item` until it has arrived, or (None) `pause` asks to let others go first.

        `look_up`: the portal may have forgotten its key. Raises PortalProblem, Cancelled,
        Discarded and the store's problems; what has arrived so far need not be sent again.
        """

    @property
    def moved(self) -> bool:
        """Whether the last delivery got on, however it ended."""
