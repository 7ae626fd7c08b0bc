"""The tests' hand inside the portal (`POST /sandbox/control`), only with `--allow-faults`."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from app.base.clock import Clock, to_wire
from app.sandbox import signing
from app.sandbox.activations import Activations
from app.sandbox.agents import Agents
from app.sandbox.feed import Feed
from app.sandbox.http import Reply, Request, json_reply, problem
from app.sandbox.orders_for_certification import CertificationControl
from app.sandbox.orders_of_tests import (
    Action,
    AdvanceClock,
    AgentReply,
    CloseRequest,
    Delete,
    DeleteRequest,
    ForgetCursors,
    Put,
    PutNotice,
    PutText,
    RevokeAll,
    RevokeLicense,
    RevokeMachine,
    RotateKey,
    RunAgents,
    SetAgents,
    SetPerson,
    SupportAction,
)
from app.sandbox.people import People
from app.sandbox.small_kinds import VendorNotice
from app.sandbox.state import State
from app.sandbox.submissions import Submissions
from app.sandbox.terms import Terms
from app.sandbox.tokens import TokenStore


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
        agents: Agents,
        certification: CertificationControl,
    ) -> None:
        self._state = state
        self._clock = clock
        self._feed = feed
        self._people = people
        self._tokens = tokens
        self._submissions = submissions
        self._terms = terms
        self._activations = activations
        self._agents = agents
        self._certification = certification

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
            case PutNotice():
                return self._notice(action)
            case RevokeAll():
                self._tokens.revoke_all()
            case SetPerson():
                self._person(action)
            case AgentReply() | CloseRequest() | DeleteRequest() | SetAgents() | RunAgents():
                return self._support(action)
            case _:
                return self._certification.do(action)
        return None

    def _person(self, action: SetPerson) -> None:
        if action.locked is not None:
            self._people.set_locked(action.user, action.locked)
        if action.permissions is not None:
            self._people.set_permissions(action.user, action.permissions)

    def _support(self, action: SupportAction) -> int | None:
        match action:
            case AgentReply():
                file = (action.file_name, action.content) if action.file_name else None
                self._agents.reply(action.request, action.text, action.state, file)
                return None
            case CloseRequest():
                return self._agents.close(action.request)
            case DeleteRequest():
                return self._agents.delete(action.request)
            case SetAgents():
                self._agents.set_seconds(action.seconds)
                return None
            case RunAgents():
                return self._agents.act(all_of_them=True)

    def _notice(self, action: PutNotice) -> int:
        sent_at = action.sent_at or to_wire(self._clock.now())
        notice = VendorNotice(
            action.id,
            action.kind,
            sent_at,
            action.subject,
            action.text,
            action.order_id,
            action.terms_document_id,
        )
        signed = signing.current(self._state).sign(msgspec.json.encode(notice), "notice")
        return self._feed.put("notice", action.id, signed)

    def _revoke(self, action: RevokeLicense | RevokeMachine) -> int:
        if isinstance(action, RevokeLicense):
            return self._activations.revoke(action.id)
        return self._activations.revoke_machine(action.id)
