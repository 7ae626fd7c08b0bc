"""The seeded support desk: one request of each sort, with its thread and its files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

from msgspec import Struct

from app.base.clock import from_wire
from app.sandbox import support_files, support_threads
from app.sandbox.calendar import Calendar, at
from app.sandbox.records import Order
from app.sandbox.response_times import respond_by
from app.sandbox.support_records import Attachment, Message, RequestState, Severity, SupportRequest
from app.sandbox.support_threads import Said

_WIRE = "%Y-%m-%dT%H:%M:%SZ"


class Kept(Struct, frozen=True):
    """The content of an attachment."""

    id: str
    name: str
    content: bytes


class _Drawn(Struct, frozen=True, kw_only=True):
    """A request as drawn up; its first message opens it. `stage` is how far the script is."""

    number: int
    subject: str
    product_id: str
    order_id: str
    severity: Severity
    state: RequestState
    thread: tuple[Said, ...]
    impact: str = ""
    version: str | None = None
    modified: bool = False
    rating: int | None = None
    stage: int = 5

    @property
    def id(self) -> str:
        return f"req-{self.number}"


def _drawn() -> tuple[_Drawn, ...]:
    return (
        _Drawn(
            number=5031, subject="Single sign-on asks twice after the September release",
            product_id="strata-cloud", order_id="ord-20417", severity="low", state="closed",
            thread=support_threads.sign_on(), rating=5, version="2026.9",
        ),
        _Drawn(
            number=5048, subject="Alarms arrive late and in bursts from three plants",
            product_id="beacon-monitor", order_id="ord-21033", severity="high", state="open",
            thread=support_threads.alarms(), version="2026.9",
            impact="The night shift no longer trusts the alarms and walks the hall instead.",
        ),
        _Drawn(
            number=5067, subject="Hosts of the Kassel plant are counted twice",
            product_id="beacon-monitor", order_id="ord-20760", severity="normal",
            state="answered", thread=support_threads.counted_twice(), version="2026.9",
        ),
        _Drawn(
            number=5072, subject="Add-on pack does not install over 2.5",
            product_id="beacon-addons", order_id="ord-18555", severity="normal",
            state="answered", thread=support_threads.lapsed(), version="2.6.0",
        ),
        _Drawn(
            number=5081, subject="Gateway drops sessions after its certificate was renewed",
            product_id="relay-gateway", order_id="ord-20655", severity="high", state="answered",
            thread=support_threads.dropped(), version="7.2.1", stage=1,
            impact="Drivers have to sign in again in the middle of loading.",
        ),
        _Drawn(
            number=5086, subject="Memory of gw-ulm-03 grows until it restarts",
            product_id="relay-gateway-eu", order_id="ord-21640", severity="normal",
            state="waiting_for_customer", thread=support_threads.memory(), version="7.2.1",
            modified=True, stage=2,
        ),
        _Drawn(
            number=5093, subject="Archive job stops at 97 percent every night",
            product_id="strata-archive", order_id="ord-21388", severity="high", state="open",
            thread=support_threads.archive(), version="3.4.0", stage=0,
            impact="The month cannot be closed until the archive is complete.",
        ),
    )  # fmt: skip


def records(calendar: Calendar, orders: dict[str, Order]) -> Iterator[tuple[str, str, Struct]]:
    """Kind, id and record of the requests about these orders, by id, each with its messages."""
    for one in _drawn():
        if one.order_id not in orders:
            continue
        messages = list(_messages(one, calendar))
        first = messages[0]
        answers = [said.sent_at for said in messages if said.author_side != "customer"]
        due = respond_by(from_wire(first.sent_at), orders[one.order_id].support)
        yield "support_request", one.id, SupportRequest(
            client_id=None, number=f"KR-{one.number}", subject=one.subject,
            product_id=one.product_id, order_id=one.order_id, severity=one.severity,
            state=one.state, opened_at=first.sent_at, opened_by=first.author,
            respond_by=due.strftime(_WIRE) if due else None,
            answered_at=answers[0] if answers else None,
            closed_at=messages[-1].sent_at if one.state == "closed" else None,
            rating=one.rating, business_impact=one.impact, product_version=one.version,
            modified=one.modified,
        )  # fmt: skip
        for place, message in enumerate(messages, 1):
            yield "message", f"msg-{one.number}-{place:02}", message


def tickets() -> Iterator[tuple[str, str, int]]:
    """Id, name and stage of the script of each request."""
    for one in _drawn():
        yield one.id, one.id, one.stage


def files() -> Iterator[Kept]:
    """The content of all attachments."""
    for one in _drawn():
        for place, said in enumerate(one.thread, 1):
            if said.file:
                name = f"att-{one.number}-{place:02}"
                yield Kept(name, said.file, support_files.content(said.file))


def _messages(one: _Drawn, calendar: Calendar) -> Iterator[Message]:
    for place, said in enumerate(one.thread, 1):
        attachments: tuple[Attachment, ...] = ()
        if said.file:
            content = support_files.content(said.file)
            name = f"att-{one.number}-{place:02}"
            digest = sha256(content).hexdigest()
            attachments = (Attachment(name, said.file, len(content), digest),)
        yield Message(
            client_id=None,
            request_id=one.id,
            author=said.author,
            author_side=said.side,
            text=said.text,
            sent_at=at(calendar.today - timedelta(days=said.ago), said.hour, said.minute),
            attachments=attachments,
            change=said.change,
        )
