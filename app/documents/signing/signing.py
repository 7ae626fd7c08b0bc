"""Signing a finished PDF (PAdES): an incremental update with an invisible field, nothing redrawn.

The key's secret opens the key and is forgotten. A lower level than asked for is used only where
the caller allows it, and is said in the result.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.base.text import _
from app.documents.signing import certificates as of
from app.documents.signing import problems
from app.documents.signing.lasting import LongTerm, Proofs, gathered
from app.documents.signing.model import Certificate, KeyPlace, Level, Signed, SigningKey
from app.documents.signing.opening import Opened, opened
from app.documents.signing.stamping import Stamper, Stamps

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfSigner

_OFF = timedelta(minutes=5)
"""A clock that differs more from the time-stamp service's is off, as in app.portal.transport."""


def sign(
    pdf: bytes,
    key: SigningKey,
    secret: str,
    *,
    level: Level,
    now: datetime,
    reason: str = "",
    name: str = "",
    place: str = "",
    stamp: Stamper | None = None,
    countersigns: bool = False,
    allow_lower: bool = False,
    long_term: LongTerm | None = None,
) -> tuple[bytes, Signed]:
    """`pdf` with one more signature. `now` is aware; `stamp` is asked for levels above B-B.

    `countersigns` demands that somebody has signed before. With `allow_lower` a level is taken
    that can be had, and the notes say so. `long_term` is for B-LTA. Raises a SigningProblem.
    """
    notes: list[str] = []
    with opened(key, secret) as ready:
        of.check_signer(ready.certificate, now)
        wanted: Level | None = level
        while wanted is not None:
            act = _Act(pdf, ready, now, reason, name, place, countersigns)
            try:
                stamps = _stamps(wanted, stamp)
                proofs = _proofs(wanted, ready, stamps, long_term, now)
                made = act.done(stamps, proofs)
                _check_clock(ready, stamps, now, notes)
                break
            except (
                problems.StampDown,
                problems.StampRefused,
                problems.StampWrong,
                problems.NoStampService,
                problems.NoLongTermProof,
            ) as problem:
                wanted = _lower(wanted, problem) if allow_lower else None
                if wanted is None:
                    raise
                notes.append(_lowered(problem, wanted))
    told = of.described(ready.certificate)
    assert wanted is not None
    return made, _result(made, told, wanted, stamps, now, notes)


def certificates(key: SigningKey, secret: str) -> tuple[Certificate, ...]:
    """The certificates with a key in a file or on a token. Raises a SigningProblem."""
    if key.place is KeyPlace.FILE:
        with opened(key, secret) as ready:
            return (of.described(ready.certificate),)
    from app.documents.signing import tokens  # noqa: PLC0415 - native code of the token

    return tuple(of.described(one) for one in tokens.certificates(key, secret))


class _Act:
    """One attempt to sign."""

    def __init__(
        self,
        pdf: bytes,
        ready: Opened,
        now: datetime,
        reason: str,
        name: str,
        place: str,
        countersigns: bool,  # noqa: FBT001 - inner
    ) -> None:
        self._pdf = pdf
        self._ready = ready
        self._now = now
        self._reason = reason
        self._name = name
        self._place = place
        self._countersigns = countersigns

    def done(self, stamps: Stamps | None, proofs: Proofs | None) -> bytes:
        """The signed document."""
        from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 - 300 ms
        from pyhanko.sign.general import SigningError  # noqa: PLC0415

        try:
            made: bytes = asyncio.run(self._made(stamps, proofs))
        except SigningError as error:
            if proofs is not None:
                raise _unproven(error) from error
            raise problems.not_signable(str(error)[:300]) from error
        except PdfError as error:
            raise problems.not_signable(str(error)[:300]) from error
        if not made.startswith(self._pdf):
            raise problems.not_signable("the signed bytes do not begin with the document")
        return made

    async def _made(self, stamps: Stamps | None, proofs: Proofs | None) -> bytes:
        from pyhanko.pdf_utils.incremental_writer import (  # noqa: PLC0415 - 300 ms
            IncrementalPdfFileWriter,
        )
        from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec  # noqa: PLC0415

        output = io.BytesIO(self._pdf)
        writer = IncrementalPdfFileWriter(output, strict=True)
        field = _next_field(writer, countersigns=self._countersigns)
        # Outside the page and of no size: PDF/A allows it no "hidden", PDF/UA nothing untagged.
        spec = SigFieldSpec(
            field,
            on_page=-1,
            invis_sig_settings=InvisSigSettings(box_out_of_bounds=True),
            readable_field_name=_("Digital signature"),
        )
        signer = _pdf_signer(
            self._ready, field, spec, stamps, proofs,
            reason=self._reason, name=self._name, place=self._place, now=self._now,
        )  # fmt: skip
        await signer.async_sign_pdf(writer, in_place=True)
        return output.getvalue()


def _pdf_signer(
    ready: Opened,
    field: str,
    spec: object,
    stamps: Stamps | None,
    proofs: Proofs | None,
    *,
    reason: str,
    name: str,
    place: str,
    now: datetime,
) -> PdfSigner:
    from pyhanko.sign.fields import SigSeedSubFilter  # noqa: PLC0415 - 300 ms
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner  # noqa: PLC0415
    from pyhanko.sign.signers.pdf_signer import PdfSigningSession  # noqa: PLC0415

    class AtGivenTime(PdfSigner):
        """Takes the instant of our clock, not the system's."""

        def init_signing_session(
            self,
            pdf_out: IncrementalPdfFileWriter,
            existing_fields_only: bool = False,  # noqa: FBT001, FBT002 - as inherited
        ) -> PdfSigningSession:
            session = super().init_signing_session(pdf_out, existing_fields_only)
            session.system_time = now
            return session

    meta = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        reason=reason or None,
        name=name or None,
        location=place or None,
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=proofs is not None,
        use_pades_lta=proofs is not None,
        validation_context=proofs.context() if proofs is not None else None,
        signer_key_usage=set(),
        timestamp_field_name=f"{field}-time" if proofs is not None else None,
    )
    timestamper = stamps.stamper() if stamps is not None else None
    return AtGivenTime(meta, ready.signer, timestamper=timestamper, new_field_spec=spec)


def _next_field(writer: IncrementalPdfFileWriter, *, countersigns: bool) -> str:
    """The name of the new field. Raises NotSignable for an encrypted or an unsigned document."""
    reader = writer.prev
    if reader.security_handler is not None:
        raise problems.not_signable("encrypted")
    there = {one.field_name for one in reader.embedded_regular_signatures}
    if countersigns and not there:
        raise problems.not_signable("there is no signature to countersign")
    number = 1
    while f"Signature{number}" in there:
        number += 1
    return f"Signature{number}"


def _stamps(level: Level, stamp: Stamper | None) -> Stamps | None:
    if level is Level.B_B:
        return None
    if stamp is None:
        raise problems.no_stamp_service()
    return Stamps(stamp)


def _proofs(
    level: Level,
    ready: Opened,
    stamps: Stamps | None,
    long_term: LongTerm | None,
    now: datetime,
) -> Proofs | None:
    if level is not Level.B_LTA or stamps is None:
        return None
    return gathered(ready, stamps, long_term or LongTerm(), now)


def _lower(level: Level, problem: problems.SigningProblem) -> Level | None:
    """The next level that can still be had after `problem`."""
    match level, problem:
        case Level.B_LTA, problems.NoLongTermProof():
            return Level.B_T
        case Level.B_B, _:
            return None
        case _:
            return Level.B_B


def _lowered(problem: problems.SigningProblem, level: Level) -> str:
    return _("{title}: signed at level {level} instead. {detail}").format(
        title=problem.title, level=level.value, detail=problem.explanation
    )


def _check_clock(ready: Opened, stamps: Stamps | None, now: datetime, notes: list[str]) -> None:
    """Note a clock that is off; raise ClockWrong where the certificate is not valid then."""
    if stamps is None or stamps.newest is None:
        return
    told = of.described(ready.certificate)
    if not told.not_before <= stamps.newest <= told.not_after:
        raise problems.clock_wrong(told, stamps.newest, now)
    if abs(stamps.newest - now) > _OFF:
        minutes = round(abs(stamps.newest - now).total_seconds() / 60)
        notes.append(
            _("This computer's clock differs by {minutes} minutes from the time stamp.").format(
                minutes=minutes
            )
        )


def _unproven(error: Exception) -> problems.SigningProblem:
    """What a certificate that could not be proven means: revoked, or proofs are missing."""
    from pyhanko_certvalidator.errors import RevokedError  # noqa: PLC0415 - 300 ms

    at: BaseException | None = error
    while at is not None:
        if isinstance(at, RevokedError):
            return problems.revoked(str(at)[:300])
        at = at.__cause__ or at.__context__
    return problems.no_long_term_proof(f"{error}: {error.__cause__}"[:500])


def _result(
    made: bytes,
    told: Certificate,
    level: Level,
    stamps: Stamps | None,
    now: datetime,
    notes: list[str],
) -> Signed:
    return Signed(
        certificate=told,
        level=level,
        signed_at=now,
        stamped_at=stamps.newest if stamps is not None else None,
        stamped_by=stamps.by if stamps is not None else "",
        sha256=hashlib.sha256(made).hexdigest(),
        notes=tuple(notes),
    )
