"""Signing a finished PDF (PAdES): an incremental update with an invisible field, nothing redrawn.

The key's secret opens the key and is forgotten. A lower level than asked for is used only where
the caller allows it, and is said in the result.
"""

from __future__ import annotations

import functools
import hashlib
import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from app.base.text import _
from app.documents.awaited import awaited
from app.documents.signing import certificates as of
from app.documents.signing import problems, stamp_problems
from app.documents.signing.lasting import LongTerm, Proofs, gathered
from app.documents.signing.model import Certificate, KeyPlace, Level, Signed, SigningKey
from app.documents.signing.opening import Opened, opened
from app.documents.signing.stamping import Stamper, Stamps

if TYPE_CHECKING:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.writer import BasePdfFileWriter
    from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec
    from pyhanko.sign.signers import PdfSigner
    from pyhanko.sign.signers.pdf_signer import PdfSigningSession

_AVOIDABLE = (
    stamp_problems.StampDown,
    stamp_problems.StampRefused,
    stamp_problems.StampWrong,
    stamp_problems.NoStampService,
    stamp_problems.NoLongTermProof,
)
"""What a lower level avoids."""
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
    act = _Act(pdf, now, reason, name, place, countersigns, stamp, long_term or LongTerm())
    with opened(key, secret) as ready:
        of.check_signer(ready.certificate, now)
        notes: tuple[str, ...] = ()
        while True:
            try:
                return act.done(ready, level, notes)
            except _AVOIDABLE as problem:
                lower = _lower(level, problem) if allow_lower else None
                if lower is None:
                    raise
                notes = (*notes, _lowered(problem, lower))
                level = lower


def certificates(key: SigningKey, secret: str) -> tuple[Certificate, ...]:
    """The certificates with a key in a file or on a token. Raises a SigningProblem."""
    if key.place is KeyPlace.FILE:
        with opened(key, secret) as ready:
            return (of.described(ready.certificate),)
    from app.documents.signing import tokens  # noqa: PLC0415 - native code of the token

    return tokens.certificates(key, secret)


class _Act(msgspec.Struct, frozen=True):
    """What is signed, and what is said with it."""

    pdf: bytes
    now: datetime
    reason: str
    name: str
    place: str
    countersigns: bool
    stamp: Stamper | None
    long_term: LongTerm

    def done(self, ready: Opened, level: Level, notes: tuple[str, ...]) -> tuple[bytes, Signed]:
        """The document signed at `level`."""
        stamps = _stamps(level, self.stamp)
        proofs = None
        if level is Level.B_LTA and stamps is not None:
            proofs = gathered(ready, stamps, self.long_term, self.now)
        made = self._made(ready, stamps, proofs)
        told = of.described(ready.certificate)
        return made, Signed(
            certificate=told,
            level=level,
            signed_at=self.now,
            stamped_at=stamps.newest if stamps is not None else None,
            stamped_by=stamps.by if stamps is not None else "",
            sha256=hashlib.sha256(made).hexdigest(),
            notes=(*notes, *_clock_notes(told, stamps, self.now)),
        )

    def _made(self, ready: Opened, stamps: Stamps | None, proofs: Proofs | None) -> bytes:
        from pyhanko.pdf_utils.misc import PdfError
        from pyhanko.sign.general import SigningError

        try:
            made = awaited(self._appended(ready, stamps, proofs))
        except SigningError as error:
            raise _refused(error, proofs) from error
        except PdfError as error:
            raise problems.not_signable(str(error)[:300]) from error
        if not made.startswith(self.pdf):
            raise problems.not_signable("the signed bytes do not begin with the document")
        return made

    async def _appended(self, ready: Opened, stamps: Stamps | None, proofs: Proofs | None) -> bytes:
        """The document with the signature behind it (and stores and stamps behind that)."""
        from pyhanko.sign.fields import SigSeedSubFilter
        from pyhanko.sign.signers import PdfSignatureMetadata, PdfTimeStamper
        from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference

        output = io.BytesIO(self.pdf)
        writer = _writer()(output, strict=True)
        field = _next_field(writer, countersigns=self.countersigns)
        meta = PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            reason=self.reason or None,
            name=self.name or None,
            location=self.place or None,
            subfilter=SigSeedSubFilter.PADES,
            embed_validation_info=proofs is not None,
            dss_settings=DSSContentSettings(
                include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
            ),
            validation_context=proofs.context() if proofs is not None else None,
            signer_key_usage=set(),
        )
        timestamper = stamps.stamper() if stamps is not None else None
        signer = _at_time(self.now)(
            meta, ready.signer, timestamper=timestamper, new_field_spec=_field(field)
        )
        await signer.async_sign_pdf(writer, in_place=True)
        if proofs is not None and timestamper is not None:
            # What proves this stamp came with the signature: it is the same service's.
            last = PdfTimeStamper(timestamper, f"{field}-time", invis_settings=_unseen())
            await last.async_timestamp_pdf(_writer()(output, strict=True), "sha256", in_place=True)
        return output.getvalue()


def _field(name: str) -> SigFieldSpec:
    from pyhanko.sign.fields import SigFieldSpec

    return SigFieldSpec(
        name,
        on_page=-1,
        invis_sig_settings=_unseen(),
        readable_field_name=_("Digital signature"),
    )


def _unseen() -> InvisSigSettings:
    """Outside the page, of no size: PDF/A allows it no "hidden", PDF/UA nothing untagged."""
    from pyhanko.sign.fields import InvisSigSettings

    return InvisSigSettings(box_out_of_bounds=True)


@functools.cache
def _writer() -> type[IncrementalPdfFileWriter]:
    """A writer that leaves the metadata as they are: they state the document, not its signing.

    pyHanko's own writes XMP anew, in forms that PDF/A's schemas do not have.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Appending(IncrementalPdfFileWriter):
        """pyHanko's own, which adds nothing but what is asked for."""

        def _update_meta(self) -> None:
            return

    return Appending


def _at_time(now: datetime) -> type[PdfSigner]:
    """A signer that takes the instant of our clock, not the system's."""
    from pyhanko.sign.signers import PdfSigner

    class AtTime(PdfSigner):
        """pyHanko's own, with a clock that is given."""

        def init_signing_session(
            self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
        ) -> PdfSigningSession:
            """The session, at the given instant."""
            session = super().init_signing_session(pdf_out, existing_fields_only)
            session.system_time = now
            return session

    return AtTime


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
        raise stamp_problems.no_stamp_service()
    return Stamps(stamp)


def _lower(level: Level, problem: problems.SigningProblem) -> Level | None:
    """The next level that can still be had after `problem`."""
    match level, problem:
        case Level.B_LTA, stamp_problems.NoLongTermProof():
            return Level.B_T
        case Level.B_B, _:
            return None
        case _:
            return Level.B_B


def _lowered(problem: problems.SigningProblem, level: Level) -> str:
    return _("{title}: signed at level {level} instead. {detail}").format(
        title=problem.title, level=level.value, detail=problem.explanation
    )


def _clock_notes(told: Certificate, stamps: Stamps | None, now: datetime) -> tuple[str, ...]:
    """What to say of a clock that is off. Raises ClockWrong where the certificate is not valid."""
    if stamps is None or stamps.newest is None:
        return ()
    if not told.not_before <= stamps.newest <= told.not_after:
        raise problems.clock_wrong(told, stamps.newest, now)
    off = abs(stamps.newest - now)
    if off <= _OFF:
        return ()
    said = _("This computer's clock differs by {minutes} minutes from the time stamp.")
    return (said.format(minutes=round(off.total_seconds() / 60)),)


def _refused(error: Exception, proofs: Proofs | None) -> problems.SigningProblem:
    """What the library's refusal means: revoked, proofs that are missing, or the document."""
    from pyhanko_certvalidator.errors import RevokedError

    at: BaseException | None = error
    while at is not None:
        if isinstance(at, RevokedError):
            return problems.revoked(str(at)[:300])
        at = at.__cause__ or at.__context__
    if proofs is not None:
        return stamp_problems.no_long_term_proof(f"{error}: {error.__cause__}"[:500])
    return problems.not_signable(str(error)[:300])
