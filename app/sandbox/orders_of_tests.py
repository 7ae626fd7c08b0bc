"""What tests may order at `POST /sandbox/control`, as values."""

from __future__ import annotations

from msgspec import Raw, Struct

from app.sandbox.orders_for_certification import CertificationAction
from app.sandbox.support_records import RequestState


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


class AgentReply(Struct, tag="agent_reply", tag_field="action"):
    """An agent answers in a request, named as customers may name it; `content` is base64."""

    request: str
    text: str
    state: RequestState = "answered"
    file_name: str = ""
    content: bytes = b""


class CloseRequest(Struct, tag="close_request", tag_field="action"):
    """The vendor closes a request."""

    request: str


class DeleteRequest(Struct, tag="delete_request", tag_field="action"):
    """The vendor deletes a request with its messages."""

    request: str


class SetAgents(Struct, tag="set_agents", tag_field="action"):
    """How soon agents answer what comes in from now on; None: only when ordered."""

    seconds: float | None


class RunAgents(Struct, tag="run_agents", tag_field="action"):
    """The agents say at once all that they are going to say."""


class PutNotice(Struct, tag="put_notice", tag_field="action"):
    """A notice of the vendor's, signed with its present key; sent now where no instant is given."""

    id: str
    kind: str
    subject: str
    text: str
    order_id: str | None = None
    terms_document_id: str | None = None
    sent_at: str = ""


SupportAction = AgentReply | CloseRequest | DeleteRequest | SetAgents | RunAgents
Action = (
    SupportAction
    | CertificationAction
    | PutNotice
    | RevokeLicense
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
