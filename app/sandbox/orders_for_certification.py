"""What tests may order at `POST /sandbox/control` about certification, and how it is done."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType
from msgspec.structs import asdict, replace

from app.base.clock import Clock, to_wire
from app.sandbox import signing
from app.sandbox.certification_desk import CertificationDesk
from app.sandbox.certification_records import (
    AuditAnnouncement,
    CertificationKind,
    CertificationRequest,
)
from app.sandbox.certification_requests import SentRequests
from app.sandbox.feed import Feed
from app.sandbox.state import State
from app.sandbox.time_stamps import StampFault, TimeStamps

_YEAR = timedelta(days=365)


class NewRequest(Struct, tag="new_request", tag_field="action"):
    """The vendor asks for a certification; sent now about the year before where nothing is said."""

    id: str
    reason: str = "Certification of use within the terms and the scope of use."
    kind: CertificationKind = "compliance"
    due_at: str | None = None
    orders: tuple[str, ...] | None = None
    period_start: str = ""
    period_end: str = ""
    issued_at: str = ""


class ChangeRequest(Struct, tag="change_request", tag_field="action"):
    """The vendor changes a request: the members that are given."""

    id: str
    reason: str | UnsetType = UNSET
    due_at: str | UnsetType | None = UNSET
    orders: tuple[str, ...] | UnsetType | None = UNSET
    period_start: str | UnsetType = UNSET
    period_end: str | UnsetType = UNSET


class WithdrawRequest(Struct, tag="withdraw_request", tag_field="action"):
    """The vendor takes a request back: says so in it, or deletes it."""

    id: str
    deleted: bool = False


class NewAudit(Struct, tag="new_audit", tag_field="action"):
    """The vendor announces an audit; sent now where no instant is given."""

    id: str
    begins_at: str
    sent_at: str = ""
    site: str = "Ulm, Germany"
    scope: str = "All products"
    auditor: str = "Orrin & Vale Assurance"


class PutSigned(Struct, tag="put_signed", tag_field="action"):
    """Add or replace a record that travels signed, whatever its data are."""

    kind: str
    id: str
    data: Raw


class AcceptCertification(Struct, tag="accept_certification", tag_field="action"):
    """The vendor accepts a certification, named by either id, and does not countersign it."""

    certification: str
    note: str = ""


class QuestionCertification(Struct, tag="question_certification", tag_field="action"):
    """The vendor asks about a certification, named by either id."""

    certification: str
    note: str


class CountersignCertification(Struct, tag="countersign_certification", tag_field="action"):
    """The vendor countersigns a certification, named by either id."""

    certification: str


class SetTimestamp(Struct, tag="set_timestamp", tag_field="action"):
    """What is wrong with the time stamps from now on; "" for nothing."""

    fault: StampFault = StampFault.NONE


CertificationAction = (
    NewRequest
    | ChangeRequest
    | WithdrawRequest
    | NewAudit
    | PutSigned
    | AcceptCertification
    | QuestionCertification
    | CountersignCertification
    | SetTimestamp
)


class CertificationControl:
    """Carries out what tests order about certification."""

    def __init__(
        self, state: State, clock: Clock, feed: Feed, desk: CertificationDesk, stamps: TimeStamps
    ) -> None:
        self._state = state
        self._clock = clock
        self._feed = feed
        self._desk = desk
        self._stamps = stamps
        self._requests = SentRequests(state, feed)

    def do(self, action: CertificationAction) -> int | None:
        """Do it; the new version of the record that changed."""
        match action:
            case NewRequest():
                return self._requests.put(self._new(action))
            case ChangeRequest():
                known = self._requests.get(action.id)
                given = {name: one for name, one in asdict(action).items() if one is not UNSET}
                return self._requests.put(replace(known, **given))
            case WithdrawRequest() if action.deleted:
                return self._requests.delete(action.id)
            case WithdrawRequest():
                known = self._requests.get(action.id)
                return self._requests.put(replace(known, withdrawn_at=self._now()))
            case NewAudit():
                audit = AuditAnnouncement(
                    action.id, action.sent_at or self._now(), action.begins_at, action.site,
                    action.scope, action.auditor,
                )  # fmt: skip
                return self._signed("audit", audit.id, msgspec.json.encode(audit))
            case PutSigned():
                return self._signed(action.kind, action.id, bytes(action.data))
            case AcceptCertification():
                return self._desk.decide(action.certification, action.note, accept=True)
            case QuestionCertification():
                return self._desk.decide(action.certification, action.note)
            case CountersignCertification():
                return self._desk.countersign(action.certification)
            case SetTimestamp():
                self._stamps.set_fault(action.fault)
                return None

    def _new(self, action: NewRequest) -> CertificationRequest:
        now = self._clock.now()
        return CertificationRequest(
            id=action.id,
            issued_at=action.issued_at or to_wire(now),
            due_at=action.due_at,
            period_start=action.period_start or to_wire(now - _YEAR),
            period_end=action.period_end or to_wire(now),
            orders=action.orders,
            reason=action.reason,
            kind=action.kind,
        )

    def _signed(self, kind: str, name: str, content: bytes) -> int:
        signed = signing.current(self._state).sign(content, kind)
        return self._feed.put(kind, name, signed)

    def _now(self) -> str:
        return to_wire(self._clock.now())
