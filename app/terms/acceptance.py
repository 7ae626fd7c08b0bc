"""Accepting a version: who, when, and the hash of the text, kept and queued in one transaction.

An acceptance is refused where the text that was read is not the one of the feed, byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.base import ids
from app.base.clock import Clock
from app.base.text import _
from app.exchange.outbox import Outbox
from app.storage.database import Database
from app.terms import problems
from app.terms.answers import AcceptanceRecord
from app.terms.model import TextState, Version
from app.terms.records import ACCEPTANCE, AcceptanceBody, AcceptanceEcho

_GIVEN_UP = frozenset({"refused", "discarded"})


class Acceptances:
    """The acceptances of one profile: those made here, and those the vendor knows of."""

    def __init__(self, mirror: Database, own: Database, outbox: Outbox, clock: Clock) -> None:
        self._mirror = mirror
        self._own = own
        self._outbox = outbox
        self._clock = clock

    def accept(
        self,
        version: Version,
        text_sha256: str,
        by: str,
        order_ids: Sequence[str],
        subject: str,
    ) -> str:
        """Keep and queue an acceptance; the id of its item in the outbox.

        `text_sha256` is of the text that the person read. A text accepted before is not accepted
        twice: the id of that acceptance comes back. Raises NotAcceptable.
        """
        _check(version, text_sha256, by)
        before = next(
            (
                found
                for found in self.made_here([version])
                if found.version_id == version.id
                and found.text_sha256 == version.sha256
                and found.state not in _GIVEN_UP
                and set(order_ids) <= set(found.order_ids)
            ),
            None,
        )
        if before is not None:
            return before.id
        item, now = ids.new_id(self._clock), self._clock.now()
        body = AcceptanceBody(
            client_id=item,
            terms_document_id=version.id,
            text_sha256=version.sha256,
            accepted_at=now,
            order_ids=tuple(order_ids),
        )
        kept = AcceptanceRecord(
            id=item,
            version_id=version.id,
            version_label=version.label,
            title=version.title,
            text_sha256=version.sha256,
            accepted_at=now,
            accepted_by=by.strip(),
            order_ids=tuple(order_ids),
            subject=subject,
        )
        with self._own.write() as tx:
            tx.execute("INSERT INTO acceptance VALUES (?, ?)", (item, msgspec.json.encode(kept)))
            self._outbox.put(tx, ACCEPTANCE, body, subject, id=item)
        return item

    def all(self, versions: Sequence[Version]) -> tuple[AcceptanceRecord, ...]:
        """Every acceptance, the newest first: made here, or elsewhere and known by its echo."""
        mine = self.made_here(versions)
        known = {one.id for one in mine}
        others = [one for one in self._elsewhere(versions) if one.id not in known]
        return tuple(sorted([*mine, *others], key=lambda a: (a.accepted_at, a.id), reverse=True))

    def made_here(self, versions: Sequence[Version]) -> list[AcceptanceRecord]:
        """The acceptances of own.db, each with how far it came."""
        echoed = {echo.client_id for echo in self._echoes()}
        rows = self._own.read(
            "SELECT a.body, o.state FROM acceptance a LEFT JOIN outbox o ON o.id = a.id"
            " ORDER BY a.id"
        )
        hashes = {version.id: version.sha256 for version in versions}
        found: list[AcceptanceRecord] = []
        for body, state in rows:
            kept = msgspec.json.decode(body, type=AcceptanceRecord)
            found.append(
                msgspec.structs.replace(
                    kept,
                    confirmed=kept.id in echoed,
                    state=state or "",
                    current=hashes.get(kept.version_id, kept.text_sha256) == kept.text_sha256,
                )
            )
        return found

    def accepted(self, versions: Sequence[Version]) -> frozenset[str]:
        """The ids of the versions whose text of today was accepted, here or elsewhere."""
        return frozenset(
            one.version_id
            for one in self.all(versions)
            if one.current and (one.confirmed or one.state not in _GIVEN_UP)
        )

    def _elsewhere(self, versions: Sequence[Version]) -> list[AcceptanceRecord]:
        named = {version.id: version for version in versions}
        found: list[AcceptanceRecord] = []
        for echo in self._echoes():
            version = named.get(echo.terms_document_id)
            found.append(
                AcceptanceRecord(
                    id=echo.client_id,
                    version_id=echo.terms_document_id,
                    version_label=version.label if version else "",
                    title=version.title if version else echo.terms_document_id,
                    text_sha256=echo.text_sha256,
                    accepted_at=echo.accepted_at,
                    accepted_by=echo.accepted_by,
                    confirmed=True,
                    current=version is None or version.sha256 == echo.text_sha256,
                )
            )
        return found

    def _echoes(self) -> list[AcceptanceEcho]:
        rows = self._mirror.read("SELECT body FROM record WHERE kind = ?", (ACCEPTANCE,))
        found: list[AcceptanceEcho] = []
        for (body,) in rows:
            try:
                found.append(msgspec.json.decode(body, type=AcceptanceEcho))
            except msgspec.MsgspecError:
                continue
        return found


def accepted_at(found: Sequence[AcceptanceRecord], version_id: str) -> datetime | None:
    """When a version was first accepted, None where it was not."""
    return min((one.accepted_at for one in found if one.version_id == version_id), default=None)


def _check(version: Version, text_sha256: str, by: str) -> None:
    match version.text_state:
        case TextState.TRUSTED:
            pass
        case TextState.UNTRUSTED:
            raise problems.not_acceptable(
                _("The text differs from the hash that the vendor published for it.")
            )
        case TextState.LOCAL:
            raise problems.not_acceptable(
                _("It was opened from a file; only the vendor's versions are accepted.")
            )
        case TextState.MISSING | TextState.NOT_OFFERED:
            raise problems.not_acceptable(_("The text of this version is not on this computer."))
    if text_sha256 != version.sha256:
        raise problems.not_acceptable(
            _("The text changed after you opened it; what you read is not what would be accepted.")
        )
    if not by.strip():
        raise problems.not_acceptable(_("The name of the person who accepts is missing."))
