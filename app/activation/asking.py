"""A request becomes a file: what is asked for, remembered here before anything is carried away."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from app.activation import clock, requests
from app.activation.fingerprint import Fingerprint, fingerprint_of
from app.activation.parts import Reading
from app.activation.requests import Wish
from app.activation.state import HostState, Keeper, MadeRequest


class Asking(NamedTuple):
    """What a person asks for. `host_name` "": the name that this host gives itself."""

    product_id: str
    license_id: str
    host_name: str = ""
    pseudonym: bool = False
    production: bool = True
    replaces: str = ""
    """What this host takes the place of, as `replacing` tells it; "" for nothing."""


class Asked(NamedTuple):
    """The request, and whether it was made before and waits for its answer."""

    made: MadeRequest
    again: bool

    @property
    def body(self) -> dict[str, Any]:
        """What it says."""
        found: dict[str, Any] = json.loads(self.made.body)
        return found

    @property
    def file(self) -> bytes:
        """The request file."""
        return requests.set_of([self.body], self.made.request_id)


def own_name() -> str:
    """The name that this host gives itself."""
    return platform.node()[:255] or "host"


def considered(
    what: Asking,
    state: HostState,
    readings: Sequence[Reading],
    now: datetime,
    *,
    new: bool = False,
) -> Asked:
    """The request as it would be made, or the one that waits; nothing is remembered yet.

    Raises BadFile for a bad id, NoMachineId.
    """
    fingerprint = fingerprint_of(what.product_id, readings)
    wish = _wish(what, fingerprint)
    known = None if new else requests.pending(state, wish, fingerprint.value)
    return Asked(known or requests.make(wish, fingerprint, now), known is not None)


def kept(asked: Asked, keeper: Keeper, now: datetime) -> None:
    """Remember the request with its key. Raises CannotWrite."""
    state = keeper.state
    others = tuple(one for one in state.requests if one.request_id != asked.made.request_id)
    keeper.save(state._replace(requests=(*others, asked.made), marks=clock.noted(now, state.marks)))


def _wish(what: Asking, fingerprint: Fingerprint) -> Wish:
    name = what.host_name or own_name()
    if what.pseudonym:
        name = requests.pseudonym(fingerprint.value)
    return Wish(what.product_id, what.license_id, name[:255], what.production, what.replaces)
