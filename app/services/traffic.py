"""What goes through the two doors of a profile: synchronize, send, sign out."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from app.account import portal_access, store
from app.account.keys import Keys, VaultKeeper
from app.account.profiles import ProfileFolder
from app.account.records import ACCOUNT_KINDS, CheckedApplier
from app.base.clock import Clock
from app.base.errors import FileTrouble, ReadOnlyPlace
from app.base.tasks import CancelToken, Report
from app.certification.records import CERTIFICATION_KINDS, FILED
from app.exchange.appliers import Applier
from app.exchange.attachments import Files
from app.exchange.downloads import VendorFile, save
from app.exchange.errors import unknown_item
from app.exchange.feed import Feed, SyncResult
from app.exchange.keeping import tidy
from app.exchange.model import OutboxCounts, OutboxState, SendResult
from app.exchange.outbox import Outbox, counts
from app.exchange.routes import LARGE, URGENT, Route
from app.exchange.sender import Sender
from app.exchange.uploading import OnProgress, Uploader
from app.exchange.uploads import UPLOAD
from app.licenses import vendor
from app.licenses.fetch import Exchange, bring_answers
from app.licenses.model import KIND as ACTIVATION
from app.licenses.model import RECEIPTS_KIND as RECEIPTS
from app.licenses.moving import KIND as DEACTIVATION
from app.notices.records import NOTICE_KINDS
from app.orders.apply import OrdersApplier
from app.orders.apply import move_states_on as move_orders_on
from app.orders.parts import PartsApplier
from app.orders.records import ProductRecord
from app.portal import wire
from app.portal.errors import RevocationFailed, SignInNeeded
from app.portal.session import Session
from app.portal.transport import Transport
from app.services.terms_traffic import Places, bring_terms, reckon_terms
from app.storage import repair
from app.storage.blobs import Blobs
from app.storage.database import Database
from app.storage.errors import Corrupt, StoreBusy, StoreProblem
from app.storage.opening import open_mirror, open_own
from app.support.requests.apply import SupportApplier
from app.terms.records import ACCEPTANCE, ACCEPTANCE_PATH, TERMS_KINDS
from app.vault.vault import Vault


class Way(msgspec.Struct, frozen=True):
    """What it takes to reach a profile's portal and stores."""

    folder: ProfileFolder
    keys: Keys
    vault: Vault
    transport: Transport
    clock: Clock


def appliers(clock: Clock) -> tuple[Applier, ...]:
    """What takes in the feed's kinds; any other is kept raw."""
    return (
        OrdersApplier(clock),
        PartsApplier("delivery"),
        PartsApplier("invoice"),
        PartsApplier("service"),
        SupportApplier(),
        CheckedApplier(
            {
                **ACCOUNT_KINDS,
                **TERMS_KINDS,
                **NOTICE_KINDS,
                **CERTIFICATION_KINDS,
                "product": ProductRecord,
            }
        ),
    )


def routes() -> dict[str, Route]:
    """Where each kind of item is sent."""
    return {
        "feedback": Route(wire.FEEDBACK_PATH),
        ACCEPTANCE: Route(ACCEPTANCE_PATH),
        ACTIVATION: Route(wire.ACTIVATIONS_PATH),
        RECEIPTS: Route(wire.RECEIPTS_PATH),
        DEACTIVATION: Route(wire.DEACTIVATIONS_PATH),
        "support_request": Route(wire.SUPPORT_REQUESTS_PATH),
        "message": Route(wire.SUPPORT_MESSAGES_PATH),
        "support_change": Route(wire.SUPPORT_STATE_PATH),
        "unauthorized_use": Route(wire.UNAUTHORIZED_USE_PATH, URGENT),
        UPLOAD: Route(wire.UPLOADS_PATH, LARGE),
        "account_change": Route(wire.ACCOUNT_CHANGES_PATH),
        "formal_notice": Route(wire.FORMAL_NOTICES_PATH),
        "notice_read": Route(wire.NOTICE_READ_PATH),
        "certification": Route(wire.CERTIFICATIONS_PATH),
    }


def synchronize(
    way: Way,
    report: Report,
    cancel: CancelToken | None,
    on_kinds: Callable[[frozenset[str]], None],
) -> SyncResult:
    """Fetch what changed; a mirror found damaged on the way is put aside and fetched anew."""
    with open_own(way.folder.own, way.keys.own) as own, _noting_the_end(own):
        session = _session(way, own, cancel)
        for attempt in (1, 2):
            try:
                return _fetch(way, own, session, report, cancel, on_kinds)
            except Corrupt:
                if attempt == 2:
                    raise
                repair.renew_mirror(way.folder.mirror, way.folder.quarantine, way.clock)
    raise AssertionError("unreachable")


def send(
    way: Way,
    on_change: Callable[[OutboxCounts], None],
    on_progress: OnProgress,
    cancel: CancelToken | None,
    *,
    hurry: bool,
    until: str = "",
) -> SendResult:
    """Send what is due under the person signed in; nothing of anybody else's."""
    with open_own(way.folder.own, way.keys.own) as own, _noting_the_end(own):
        session = _session(way, own, cancel)
        me = store.read_me(own)
        if me is None:
            raise SignInNeeded("")
        exchange = Exchange(session)
        sender = Sender(
            own,
            exchange,
            routes(),
            way.folder.send_lock,
            way.clock,
            ledger=way.folder.ledger,
            deliveries={UPLOAD: _uploader(way, own, session, on_progress)},
        )
        result = sender.send_all(me.subject, cancel, on_change, hurry=hurry, until=until)
        bring_answers(
            own, exchange, way.clock, cancel, license_keys=functools.partial(_license_keys, way)
        )
        if result.sent:
            _tidy(own, way.folder, way.clock)
        # Another process may have sent what this one was asked to send: its state is news here.
        on_change(counts(own))
        return result


def tidy_files(folder: ProfileFolder, keys: Keys, clock: Clock) -> None:
    """Remove copies of files that nothing needs any more: delivered ones, those left alone."""
    if folder.attachments.exists():
        with open_own(folder.own, keys.own) as own:
            _tidy(own, folder, clock)


def _tidy(own: Database, folder: ProfileFolder, clock: Clock) -> None:
    """A store or a disk that does not let it now does so the next time."""
    with contextlib.suppress(StoreBusy, FileTrouble, ReadOnlyPlace):
        tidy(own, Blobs(folder.attachments), clock)


def save_attachment(
    way: Way,
    wanted: VendorFile,
    path: Path,
    report: Report,
    cancel: CancelToken | None,
) -> None:
    """Save a file that the vendor attached; see `downloads.save`."""
    with open_own(way.folder.own, way.keys.own) as own, _noting_the_end(own):
        save(_session(way, own, cancel), wanted, path, report, cancel)


def _uploader(way: Way, own: Database, session: Session, on_progress: OnProgress) -> Uploader:
    files = Files(own, Blobs(way.folder.attachments), way.clock)
    return Uploader(own, files, session.uploads, session.find_submission, way.clock, on_progress)


def state_of(folder: ProfileFolder, keys: Keys, item: str) -> OutboxState:
    """Where an item is on its way. Raises UnknownItem."""
    with open_own(folder.own, keys.own) as own:
        row = own.one("SELECT state FROM outbox WHERE id = ?", (item,))
    if row is None:
        raise unknown_item(item)
    return OutboxState(row[0])


def _license_keys(way: Way, license_id: str) -> tuple[str, ...]:
    """What opens encrypted answers for a license; nothing where the mirror cannot be read now."""
    try:
        with open_mirror(way.folder.mirror, way.keys.mirror, read_only=True) as mirror:
            return vendor.license_keys(mirror, license_id)
    except StoreProblem:
        return ()


def sign_out(
    folder: ProfileFolder,
    keys: Keys,
    vault: Vault,
    transport: Transport,
    clock: Clock,
    cancel: CancelToken | None,
) -> bool:
    """Forget who is signed in; whether the portal could be told to revoke the tokens."""
    with open_own(folder.own, keys.own) as own:
        kept = store.read_discovery(own)
        keeper = VaultKeeper(vault)
        revoked = True
        if kept is None:
            keeper.clear()
        else:
            session = portal_access.session(transport, kept.document, keeper, clock, folder)
            try:
                session.sign_out(cancel)
            except RevocationFailed:
                revoked = False
        with own.write() as tx:
            store.keep_me(tx, None)
        return revoked


def next_due(folder: ProfileFolder, keys: Keys, clock: Clock) -> float | None:
    """Seconds until a waiting item is to be tried again; None where none waits."""
    with open_own(folder.own, keys.own) as own:
        waiting = Outbox(own, folder.ledger, clock).items((OutboxState.WAITING,))
    times = [item.next_at for item in waiting if item.next_at is not None]
    return max(0.0, (min(times) - clock.now()).total_seconds()) if times else None


def move_states_on(folder: ProfileFolder, keys: Keys, clock: Clock) -> None:
    """Bring the states of orders up to this instant, also offline; a busy mirror is left alone."""
    mirror, _why = repair.open_or_renew_mirror(folder.mirror, keys.mirror, folder.quarantine, clock)
    with mirror, contextlib.suppress(StoreBusy):
        move_orders_on(mirror, clock.now())


def reckon(
    folder: ProfileFolder,
    keys: Keys,
    clock: Clock,
    cancel: CancelToken | None,
    on_kinds: Callable[[frozenset[str]], None],
) -> None:
    """Bring deadlines and governing versions up to this instant; a busy mirror is left alone."""
    with (
        open_own(folder.own, keys.own) as own,
        open_mirror(folder.mirror, keys.mirror) as mirror,
        contextlib.suppress(StoreBusy),
    ):
        reckon_terms(folder, Places(mirror, own), clock, cancel, on_kinds)


def _fetch(
    way: Way,
    own: Database,
    session: Session,
    report: Report,
    cancel: CancelToken | None,
    on_kinds: Callable[[frozenset[str]], None],
) -> SyncResult:
    mirror, _why = repair.open_or_renew_mirror(
        way.folder.mirror, way.keys.mirror, way.folder.quarantine, way.clock
    )
    with mirror:
        feed = Feed(mirror, session, appliers(way.clock), way.clock, lock_file=way.folder.sync_lock)
        result = feed.sync(report, cancel, on_page=on_kinds)
        asked = bring_terms(way, Places(mirror, own), session, report, cancel, on_kinds)
        _bring_copies(way, Places(mirror, own), session, cancel, on_kinds)
        return msgspec.structs.replace(result, requests=result.requests + asked)


def _bring_copies(
    way: Way,
    places: Places,
    session: Session,
    cancel: CancelToken | None,
    on_kinds: Callable[[frozenset[str]], None],
) -> None:
    """The countersigned copies of certifications; without one that is wanted nothing is loaded."""
    if places.mirror.one("SELECT 1 FROM record WHERE kind = ? LIMIT 1", (FILED,)) is None:
        return
    from app.certification.applying import bring_countersigned  # noqa: PLC0415 - for few

    files = Files(places.own, Blobs(way.folder.attachments), way.clock)
    if bring_countersigned(places.own, places.mirror, session, files, way.clock, cancel):
        on_kinds(frozenset({FILED}))


def _session(way: Way, own: Database, cancel: CancelToken | None) -> Session:
    return portal_access.profile_session(
        own, way.transport, way.vault, way.folder, way.clock, cancel
    )


@contextlib.contextmanager
def _noting_the_end(own: Database) -> Iterator[None]:
    """Remember whether the portal still accepts the sign-in."""
    try:
        yield
    except SignInNeeded:
        if store.read_me(own) is not None:
            store.note_ended(own, ended=True)
        raise
    store.note_ended(own, ended=False)
