"""The tests' hand inside the portal (`POST /sandbox/control`), only with `--allow-faults`."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from msgspec import Raw, Struct

from app.base.clock import Clock
from app.sandbox import signing
from app.sandbox.activations import Activations
from app.sandbox.feed import Feed
from app.sandbox.http import Reply, Request, json_reply, problem
from app.sandbox.people import People
from app.sandbox.state import State
from app.sandbox.submissions import Submissions
from app.sandbox.terms import Terms
from app.sandbox.tokens import TokenStore


class Put(Struct, tag="put", tag_field="action"):
    """Add or replace a record of the feed, whatever its data are."""

    kind: str
    id: str
    data: Raw


class Delete(Struct, tag="delete", tag_field="action"):
    """Delete a record of the feed."""

    kind: str
    id: str


class ForgetCursors(Struct, tag="forget_cursors", tag_field="action"):
    """Make every cursor unknown."""


class RotateKey(Struct, tag="rotate_key", tag_field="action"):
    """Replace the signing key by a new one that the old one signs."""


class AdvanceClock(Struct, tag="advance_clock", tag_field="action"):
    """Move the portal's clock: tokens and codes expire without waiting."""

    seconds: float


class RevokeAll(Struct, tag="revoke_all", tag_field="action"):
    """End every sign-in."""


class SetPerson(Struct, tag="set_person", tag_field="action"):
    """Lock or unlock a person, or decide anew what the person may do."""

    user: str
    locked: bool | None = None
    permissions: list[str] | None = None


class PutText(Struct, tag="put_text", tag_field="action"):
    """Serve this text, and this rule set if any, for a document; its record stays as it is."""

    id: str
    text: str
    rules: Raw = Raw()


class RevokeLicense(Struct, tag="revoke_license", tag_field="action"):
    """Revoke a license: in its record, and in the list with the next number."""

    id: str


class RevokeMachine(Struct, tag="revoke_machine", tag_field="action"):
    """Revoke a machine: in its record, and in the list with the next number."""

    id: str


Action = (
    RevokeLicense
    | RevokeMachine
    | Put
    | Delete
    | PutText
    | ForgetCursors
    | RotateKey
    | AdvanceClock
    | RevokeAll
    | SetPerson
)


class MovableClock:
    """The real clock plus what tests added to it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The current instant as the portal sees it, UTC."""
        return self._clock.now() + self._ahead

    def monotonic(self) -> float:
        """Seconds that only ever grow."""
        return self._clock.monotonic()

    def advance(self, seconds: float) -> None:
        """Go on by `seconds` at once."""
        self._ahead += timedelta(seconds=seconds)


class Control:
    """Carries out what tests order."""

    def __init__(
        self,
        state: State,
        clock: MovableClock,
        feed: Feed,
        people: People,
        tokens: TokenStore,
        submissions: Submissions,
        terms: Terms,
        activations: Activations,
    ) -> None:
        self._state = state
        self._clock = clock
        self._feed = feed
        self._people = people
        self._tokens = tokens
        self._submissions = submissions
        self._terms = terms
        self._activations = activations

    def submissions(self, _request: Request) -> Reply:
        """`GET /sandbox/submissions`: everything that came in."""
        return json_reply(self._submissions.all())

    def act(self, request: Request) -> Reply:
        """`POST /sandbox/control`: one action."""
        try:
            action = msgspec.json.decode(request.body, type=Action)
        except msgspec.DecodeError as error:
            return problem(422, "invalid_body", "No such action", str(error))
        return json_reply({"version": self._do(action)})

    def _do(self, action: Action) -> int | None:
        match action:
            case Put():
                return self._feed.put(action.kind, action.id, action.data)
            case Delete():
                return self._feed.delete(action.kind, action.id)
            case PutText():
                self._terms.put(action.id, action.text, action.rules)
            case ForgetCursors():
                self._feed.forget_cursors()
            case RotateKey():
                signing.rotate(self._state, self._clock)
            case AdvanceClock():
                self._clock.advance(action.seconds)
            case RevokeLicense() | RevokeMachine():
                return self._revoke(action)
            case RevokeAll():
                self._tokens.revoke_all()
            case SetPerson():
                if action.locked is not None:
                    self._people.set_locked(action.user, action.locked)
                if action.permissions is not None:
                    self._people.set_permissions(action.user, action.permissions)
        return None

    def _revoke(self, action: RevokeLicense | RevokeMachine) -> int:
        if isinstance(action, RevokeLicense):
            return self._activations.revoke(action.id)
        return self._activations.revoke_machine(action.id)
