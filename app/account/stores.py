"""A profile's two stores: made, opened in working order, lost and found (threats 4 and 23)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

import msgspec

from app.account.keys import Keys, key_lost
from app.account.model import ProfileInfo
from app.account.profiles import ProfileFolder
from app.account.store import note_ended
from app.base.clock import Clock
from app.base.errors import ProblemReport, from_os_error
from app.base.files import private_folder, write_bytes
from app.base.tasks import CancelToken, Report, no_report
from app.base.text import _, ngettext
from app.storage import recovery, repair, seal
from app.storage.database import Database
from app.storage.errors import Corrupt, StoreProblem
from app.storage.key import StoreKey
from app.storage.ledger import Ledger, LedgerEntry, reconcile
from app.storage.opening import open_own


class Travelling(msgspec.Struct, frozen=True):
    """What a backup says about the profile it holds. `recovery` is the wrapped key, if any."""

    info: ProfileInfo
    recovery: bytes = b""


class Preparation(msgspec.Struct, frozen=True):
    """What was found when the stores were opened: what to tell the person, what is missing."""

    notes: tuple[ProblemReport, ...] = ()
    missing: tuple[LedgerEntry, ...] = ()


def make_own(folder: ProfileFolder, keys: Keys, fill: Callable[[Database], None]) -> str:
    """Make own.db with its recovery code, which is returned to be shown once."""
    private_folder(folder.path.parent)
    private_folder(folder.path)
    code = new_code(folder, keys.own)
    with open_own(folder.own, keys.own) as own:
        fill(own)
        reconcile(own, folder.ledger)
    return code


def new_code(folder: ProfileFolder, key: StoreKey) -> str:
    """Wrap the key of own.db by a fresh code; older codes no longer work."""
    code = recovery.new_code()
    write_bytes(folder.recovery, recovery.wrap(key, code))
    return code


def recovered_key(folder: ProfileFolder, code: str) -> StoreKey:
    """The key of own.db by its recovery code, proved on the store itself.

    Raises BadCode, WrongKey, KeyLost where there is no wrapped key beside the store.
    """
    try:
        blob = folder.recovery.read_bytes()
    except FileNotFoundError as error:
        raise key_lost() from error
    except OSError as error:
        raise from_os_error(error, folder.recovery) from error
    key = recovery.unwrap(blob, code)
    with contextlib.suppress(Corrupt):
        open_own(folder.own, key).close()
    return key


def prepare(folder: ProfileFolder, keys: Keys, clock: Clock) -> Preparation:
    """Make or migrate both stores, repair what is damaged, and compare own.db with its ledger."""
    notes: list[ProblemReport] = []
    missing: tuple[LedgerEntry, ...] = ()
    try:
        with open_own(folder.own, keys.own) as own:
            missing = reconcile(own, folder.ledger).missing
    except Corrupt as problem:
        found = repair.salvage_own(folder.own, keys.own, folder.quarantine, folder.ledger, clock)
        missing = found.missing
        notes.append(_salvaged(problem, found, missing))
    mirror, why = repair.open_or_renew_mirror(folder.mirror, keys.mirror, folder.quarantine, clock)
    mirror.close()
    if why is not None:
        notes.append(why.report())
    return Preparation(tuple(notes), missing)


def lost_items(folder: ProfileFolder) -> tuple[LedgerEntry, ...]:
    """Exactly what is lost when own.db opens neither by key nor by code."""
    return Ledger(folder.ledger).lost()


def set_own_aside(folder: ProfileFolder, clock: Clock) -> Path | None:
    """Put an own.db that nobody can open aside, and start a ledger anew; where it lies now."""
    if not folder.own.exists():
        return None
    aside = repair.move_aside(folder.own, folder.quarantine, clock)
    for path in (folder.ledger, folder.recovery):
        with contextlib.suppress(FileNotFoundError):
            path.replace(aside / path.name)
    return aside


def back_up(
    folder: ProfileFolder,
    info: ProfileInfo,
    keys: Keys,
    path: Path,
    passphrase: str,
    clock: Clock,
    *,
    report: Report = no_report,
    cancel: CancelToken | None = None,
) -> None:
    """Seal own.db and the files it needs into one. The recovery code keeps working elsewhere."""
    from app.exchange.keeping import needed  # noqa: PLC0415 - for a backup only

    blob = folder.recovery.read_bytes() if folder.recovery.exists() else b""
    about = msgspec.json.encode(Travelling(info, blob))
    with open_own(folder.own, keys.own) as own:
        seal.seal(
            own,
            keys.own,
            path,
            passphrase,
            about=about,
            clock=clock,
            files=[folder.attachments / one for one in sorted(needed(own))],
            report=report,
            cancel=cancel,
        )


def bring_back(
    folder: ProfileFolder,
    path: Path,
    passphrase: str,
    *,
    report: Report = no_report,
    cancel: CancelToken | None = None,
) -> tuple[StoreKey, Travelling]:
    """Unseal a backup into a new folder; what is unsent is looked up before it is sent again.

    Raises BadBackup, Cancelled and the problems of a disk.
    """
    private_folder(folder.path.parent)
    private_folder(folder.path)
    found = seal.unseal(
        path, folder.own, passphrase, files=folder.attachments, report=report, cancel=cancel
    )
    about = msgspec.json.decode(found.about, type=Travelling)
    if about.recovery:
        write_bytes(folder.recovery, about.recovery)
    with open_own(folder.own, found.key) as own:
        with own.write() as tx:
            tx.execute("UPDATE outbox SET look_up = 1 WHERE state NOT IN ('sent', 'discarded')")
        note_ended(own, ended=True)
        reconcile(own, folder.ledger)
    return found.key, about


def _salvaged(
    problem: StoreProblem, found: repair.Salvage, missing: tuple[LedgerEntry, ...]
) -> ProblemReport:
    lost = ngettext(
        "{count} item could not be saved.", "{count} items could not be saved.", len(missing)
    ).format(count=len(missing))
    return ProblemReport(
        code=problem.code,
        title=_("Your own data was damaged and has been repaired"),
        explanation=_("Everything that could still be read was carried over.") + " " + lost,
        next_step=_("Look through the outbox. The damaged file was kept as it is."),
        kept=_("The damaged file is in {folder}.").format(folder=found.copy),
        detail=problem.detail,
    )
