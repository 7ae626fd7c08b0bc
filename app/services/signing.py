"""Signing a certification of a profile, for worker and shell; the window never does it.

The secret comes from the caller, opens the key, and is forgotten: it is in no log, no store and
no setting.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.account.portal_access import make_transport
from app.base import settings as settings_file
from app.base.clock import Clock
from app.base.errors import from_os_error
from app.base.paths import Folders
from app.base.signing import Certificate, Level, SigningKey
from app.base.tasks import CancelToken
from app.documents.signing.model import Signed

if TYPE_CHECKING:
    from app.certification.model import Draft
    from app.documents.signing.lasting import LongTerm
    from app.documents.signing.stamping import Stamper
    from app.portal.transport import Transport
    from app.services.office import Office

_LARGEST = 1_000_000
"""Bytes of a file of certificates."""


class SigningDesk:
    """Signs certifications with keys of files and tokens, stamped by the set service."""

    def __init__(self, office: Office, places: Folders, clock: Clock) -> None:
        self._office = office
        self._places = places
        self._clock = clock

    def sign(
        self,
        profile_id: str,
        draft_id: str,
        key: SigningKey,
        secret: str,
        *,
        level: Level,
        allow_lower: bool = False,
        countersigns: bool = False,
        cancel: CancelToken | None = None,
    ) -> Signed:
        """Sign the newest document of a certification and keep the signed copy with it.

        Raises the signing's problems, NoDocument, CertificationLeft, those of the disk, Cancelled.
        """
        rooms = self._office.rooms(profile_id)
        try:
            pdf = rooms.certification.pdf(draft_id)
            who = _who(rooms.certification.draft(draft_id), countersigns=countersigns)
            made, signed = self.sign_pdf(
                pdf, key, secret, level=level, allow_lower=allow_lower, countersigns=countersigns,
                name=who[0], place=who[1], reason=who[2], cancel=cancel,
            )  # fmt: skip
            if cancel is not None:
                cancel.check()
            rooms.certification.keep_signed(
                draft_id, made, signed, by=who[0], countersigns=countersigns
            )
            return signed
        finally:
            rooms.close()

    def sign_pdf(
        self,
        pdf: bytes,
        key: SigningKey,
        secret: str,
        *,
        level: Level,
        allow_lower: bool = False,
        countersigns: bool = False,
        name: str = "",
        place: str = "",
        reason: str = "",
        cancel: CancelToken | None = None,
    ) -> tuple[bytes, Signed]:
        """Sign any document; nothing is kept. Raises the signing's problems, Cancelled."""
        from app.documents.signing.signing import sign  # noqa: PLC0415 - 300 ms, where it signs

        with self._proofs(level, cancel) as (stamp, long_term):
            return sign(
                pdf, key, secret, level=level, now=self._clock.now(), reason=reason, name=name,
                place=place, stamp=stamp, countersigns=countersigns, allow_lower=allow_lower,
                long_term=long_term,
            )  # fmt: skip

    def certificates(self, key: SigningKey, secret: str) -> tuple[Certificate, ...]:
        """The certificates that a file or a token holds. Raises the signing's problems."""
        from app.documents.signing.signing import certificates  # noqa: PLC0415 - 300 ms

        return certificates(key, secret)

    @contextlib.contextmanager
    def _proofs(
        self, level: Level, cancel: CancelToken | None
    ) -> Iterator[tuple[Stamper | None, LongTerm]]:
        """What asks for stamps and lists while the block lasts; nothing is asked before.

        Trusted certificates are read for the level alone that keeps proofs: a file that is gone
        holds up no other signature.
        """
        from app.documents.signing.lasting import LongTerm  # noqa: PLC0415 - where it signs
        from app.portal.proofs import fetcher, stamper  # noqa: PLC0415

        known = settings_file.load(self._places.config)
        transport: Transport = make_transport(known, self._clock)
        with contextlib.closing(transport):
            stamp = stamper(transport, known.timestamp_url, cancel) if known.timestamp_url else None
            lasting = level is Level.B_LTA
            trusted = trusted_certificates(known.trusted_certificates) if lasting else ()
            yield stamp, LongTerm(trusted=trusted, fetch=fetcher(transport, cancel))


def trusted_certificates(paths: tuple[str, ...]) -> tuple[bytes, ...]:
    """What the files that the settings name hold. Raises the problem of one that cannot be read."""
    found = []
    for name in paths:
        path = Path(name).expanduser()
        try:
            with open(path, "rb") as stream:
                found.append(stream.read(_LARGEST))
        except OSError as error:
            raise from_os_error(error, path) from error
    return tuple(found)


def _who(draft: Draft, *, countersigns: bool) -> tuple[str, str, str]:
    """Name, place and reason that the signature states."""
    person = draft.countersignatory if countersigns else draft.signatory
    if person is None:
        return "", "", draft.title
    return person.name, person.place, draft.title
