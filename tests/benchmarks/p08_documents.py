"""P8: a batch of certificates beside a ReportLab canvas drawing the same; signing one of them."""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from app.certification.paper import printing
from app.certification.paper.certificate import certificate
from app.documents.model import Paper
from app.documents.signing.model import KeyPlace, Level, SigningKey
from app.documents.signing.signing import sign
from tests.benchmarks.canvas import drawn, load_fonts
from tests.benchmarks.harness import Figure, lower, paired
from tests.benchmarks.world import World
from tests.support import certificates as samples
from tests.support import signing_keys

ID = "P8"
AT = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
BATCH_GOAL = 2.0
SIGNED_GOAL = 4.0


def run(world: World) -> list[Figure]:
    """One certificate from its statement to its signature, then the batch.

    In this order, because for ten documents after a thousand pages the typesetter still walks
    through what it remembers of them (0.8 s each): nobody signs their first certificate then.
    """
    return [_signed(world), _batch(world)]


def _batch(world: World) -> Figure:
    count, rounds = (5, 1) if world.quick else (1000, 2)
    usual = samples.clean(instances=(), users=())
    statements = [
        msgspec.structs.replace(usual, id=f"0198f3a2-77c1-7d2e-9b1a-{n:012d}") for n in range(count)
    ]
    load_fonts()

    def ours() -> float:
        start = time.perf_counter()
        assert len(printing.batch(statements, paper=Paper.A4, fixed=AT)) > 1000
        return time.perf_counter() - start

    def canvas() -> float:
        start = time.perf_counter()
        assert len(drawn([certificate(one, Paper.A4) for one in statements])) > 1000
        return time.perf_counter() - start

    what = f"{count} certificates in one tagged PDF / a ReportLab canvas drawing the same"
    return lower(ID, what, paired(ours, canvas, rounds), BATCH_GOAL, "s")


def _signed(world: World) -> Figure:
    rounds = 2 if world.quick else 15
    statement = samples.clean(instances=(), users=())
    made = printing.pdf(statement, paper=Paper.A4, fixed=AT)
    with tempfile.TemporaryDirectory() as folder:
        path = signing_keys.signer().p12_file(Path(folder))
        key = SigningKey(place=KeyPlace.FILE, path=str(path))
        bare = _bare(path)
        numbers = iter(range(10_000))

        def ours() -> float:
            fresh = msgspec.structs.replace(statement, id=f"c-{next(numbers)}")
            start = time.perf_counter()
            pdf = printing.pdf(fresh, paper=Paper.A4, fixed=AT)
            sign(pdf, key, signing_keys.PASSPHRASE, level=Level.B_B, now=signing_keys.WHEN)
            return time.perf_counter() - start

        def other() -> float:
            start = time.perf_counter()
            bare(made)
            return time.perf_counter() - start

        ours()
        other()
        pair = paired(ours, other, rounds)
    what = "one certificate made and signed / the bare signing call"
    return lower(ID, what, pair, SIGNED_GOAL, "ms", scale=1000)


def _bare(path: Path) -> Callable[[bytes], bytes]:
    """PyHanko alone: the key is opened, a document of the same size is signed at the same level."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigSeedSubFilter

    meta = signers.PdfSignatureMetadata(
        field_name="Signature1", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )

    def signed(pdf: bytes) -> bytes:
        signer = signers.SimpleSigner.load_pkcs12(
            str(path), passphrase=signing_keys.PASSPHRASE.encode()
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        return bytes(signers.sign_pdf(writer, meta, signer=signer).getbuffer())

    return signed
