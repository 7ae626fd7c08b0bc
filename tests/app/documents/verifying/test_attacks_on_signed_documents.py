"""Attacks on signed documents: none is shown as valid, whoever is trusted (threats 36 and 37)."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from asn1crypto import cms
from cryptography import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from app.documents.signing.model import Level
from app.documents.verifying.judging import judge
from app.documents.verifying.model import Verdict
from tests.support.signed_papers import Lasting, found_in, judged, letter, signed_by
from tests.support.signing_keys import (
    WHEN,
    authority,
    foreigner,
    identity,
    second,
    signer,
    stamp_identity,
)
from tests.support.stamps import StampService

VECTORS = Path(__file__).parents[5] / "shared" / "vectors" / "pdf-attacks"
HARMLESS = {Verdict.MODIFIED, Verdict.NOT_VERIFIED, Verdict.NOT_SIGNED}


@pytest.fixture(scope="module")
def signed() -> bytes:
    return signed_by(signer(), letter())


def update(pdf: bytes, change) -> bytes:
    """`pdf` with an update appended that `change(writer)` makes."""
    output = io.BytesIO(pdf)
    writer = IncrementalPdfFileWriter(output)
    change(writer)
    writer.write_in_place()
    return output.getvalue()


def text(words: str) -> generic.StreamObject:
    return generic.StreamObject(stream_data=f"BT /F 12 Tf 72 700 Td ({words}) Tj ET".encode())


# Others' attacks


@pytest.mark.skipif(not VECTORS.is_dir(), reason="the public attacks are not part of a clone")
@pytest.mark.parametrize(
    "name", sorted(one.name for one in VECTORS.glob("*.pdf")) if VECTORS.is_dir() else []
)
def test_no_public_attack_is_shown_as_valid_though_its_signers_are_trusted(name) -> None:
    content = (VECTORS / name).read_bytes()
    found = judge(content, signers_of(content), now=WHEN)
    assert found.verdict in HARMLESS
    assert found.words


def signers_of(content: bytes) -> list[bytes]:
    """Every certificate in every signature, as far as any can be read."""
    found = []
    for run in re.findall(rb"<([0-9a-fA-F\s]{400,})>", content):
        try:
            signed = cms.ContentInfo.load(bytes.fromhex(run.decode()).rstrip(b"\0"))["content"]
            found += [one.chosen.dump() for one in signed["certificates"]]
        except (ValueError, TypeError, KeyError):
            continue
    for der in found:
        x509.load_der_x509_certificate(der)
    return found


# Our own


def test_a_sound_document_is_valid(signed) -> None:
    assert judge(signed, [authority().pem], now=WHEN).verdict is Verdict.VALID
    assert judge(signed, [signer().pem], now=WHEN).verdict is Verdict.VALID


def test_a_page_that_is_altered_by_an_update_is_found(signed) -> None:
    def change(writer) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        page[pdf_name("/Contents")] = writer.add_object(text("5 named users"))
        writer.update_container(page)

    assert judged(update(signed, change), authority()).verdict is Verdict.MODIFIED


def test_an_attachment_that_is_altered_by_an_update_is_found(signed) -> None:
    def change(writer) -> None:
        names = writer.root["/Names"]["/EmbeddedFiles"]["/Names"]
        stream = names[1]["/EF"]["/F"]
        stream._data = stream._encoded_data = None
        fresh = generic.StreamObject(stream_data=b'{"used":5}')
        names[1]["/EF"][pdf_name("/F")] = writer.add_object(fresh)
        writer.update_container(names[1]["/EF"])

    assert judged(update(signed, change), authority()).verdict in HARMLESS


def test_a_second_attachment_by_an_update_is_found(signed) -> None:
    def change(writer) -> None:
        stream = writer.add_object(generic.StreamObject(stream_data=b"{}"))
        spec = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Filespec"),
                pdf_name("/F"): generic.pdf_string("certification.json"),
                pdf_name("/EF"): generic.DictionaryObject({pdf_name("/F"): stream}),
            }
        )
        writer.root["/AF"].append(writer.add_object(spec))
        writer.update_container(writer.root["/AF"])

    assert judged(update(signed, change), authority()).verdict in HARMLESS


def test_a_note_that_covers_a_figure_is_found(signed) -> None:
    def change(writer) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        note = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/FreeText"),
                pdf_name("/Rect"): generic.ArrayObject(
                    generic.NumberObject(one) for one in (50, 600, 300, 700)
                ),
                pdf_name("/Contents"): generic.pdf_string("5"),
            }
        )
        page[pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(note)])
        writer.update_container(page)

    assert judged(update(signed, change), authority()).verdict is Verdict.MODIFIED


def test_metadata_that_are_altered_by_an_update_are_found(signed) -> None:
    def change(writer) -> None:
        writer.set_info(generic.DictionaryObject({pdf_name("/Title"): generic.pdf_string("Other")}))

    assert judged(update(signed, change), authority()).verdict in HARMLESS


@pytest.mark.parametrize("tail", [b"\n", b"%%EOF\n", b"\0" * 100, b"1 0 obj\n<<>>\nendobj\n"])
def test_bytes_behind_the_signature_are_found(signed, tail) -> None:
    assert judged(signed + tail, authority()).verdict in HARMLESS


@pytest.mark.parametrize("head", [b"\n", b"GIF89a", b"%PDF-1.4\n"])
def test_bytes_before_the_document_are_found(signed, head) -> None:
    assert judged(head + signed, authority()).verdict in HARMLESS


def test_a_signature_by_a_foreigner_of_the_same_name_is_not_trusted() -> None:
    made = signed_by(foreigner(), letter())
    found = judged(made, authority(), signer())
    assert found.verdict is Verdict.VALID_UNTRUSTED_SIGNER
    assert not found.signatures[0].trusted


def test_a_foreigner_who_signs_beside_is_not_trusted(signed) -> None:
    both = signed_by(foreigner(), signed, countersigns=True)
    assert judged(both, authority()).verdict is Verdict.VALID_UNTRUSTED_SIGNER


def test_a_change_between_two_signatures_is_found(signed) -> None:
    def change(writer) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        page[pdf_name("/Contents")] = writer.add_object(text("5 named users"))
        writer.update_container(page)

    both = signed_by(second(), update(signed, change), countersigns=True)
    assert judged(both, authority(), second().issuer).verdict is Verdict.MODIFIED


def test_a_change_before_the_first_signature_is_refused() -> None:
    """What was appended to a finished certificate and then signed is no certificate of ours."""

    def change(writer) -> None:
        page = writer.root["/Pages"]["/Kids"][0]
        page[pdf_name("/Contents")] = writer.add_object(text("5 named users"))
        writer.update_container(page)

    made = signed_by(signer(), update(letter(), change) + b"\n")
    assert judged(made, authority()).verdict in HARMLESS


def test_a_hidden_page_that_waits_to_be_shown_is_refused() -> None:
    """The first step of a shadow attack: signed by the person, and nothing refers to it yet."""
    waiting = copy_into_new_writer(PdfFileReader(io.BytesIO(letter())))
    waiting.add_object(text("5 named users"))
    output = io.BytesIO()
    waiting.write(output)
    made = signed_by(signer(), output.getvalue() + b"\n")
    found = judged(made, authority())
    assert found.verdict is Verdict.NOT_VERIFIED
    assert any("hidden" in one for check in found.checks for one in check.detail)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("/OpenAction", {"/S": "/JavaScript", "/JS": "app.alert(1)"}),
        ("/OCProperties", {"/OCGs": "/None"}),
        ("/AA", {"/WC": {"/S": "/Launch"}}),
        ("/Extra", {"/S": "/JavaXXXcript"}),
    ],
)
def test_a_document_that_runs_or_hides_something_is_refused(name, content) -> None:
    changed = copy_into_new_writer(PdfFileReader(io.BytesIO(letter())))
    changed.root[pdf_name(name)] = written(content)
    changed.update_root()
    output = io.BytesIO()
    changed.write(output)
    made = signed_by(signer(), output.getvalue().replace(b"JavaXXXcript", b"Java#53cript") + b"\n")
    assert judged(made, authority()).verdict is Verdict.NOT_VERIFIED


def written(content: object) -> generic.PdfObject:
    match content:
        case dict():
            return generic.DictionaryObject(
                {pdf_name(name): written(one) for name, one in content.items()}
            )
        case str() if content.startswith("/"):
            return pdf_name(content)
        case _:
            return generic.pdf_string(str(content))


def test_a_signature_of_another_document_is_found(signed) -> None:
    other = signed_by(signer(), letter().replace(b"Typst", b"typst", 1))
    stolen = re.search(rb"/Contents <([0-9a-fA-F]+)>", other)
    mine = re.search(rb"/Contents <([0-9a-fA-F]+)>", signed)
    assert stolen is not None
    assert mine is not None
    swapped = signed.replace(mine[1], stolen[1].ljust(len(mine[1]), b"0")[: len(mine[1])])
    assert judged(swapped, authority()).verdict in HARMLESS


@pytest.mark.parametrize(
    "put", [b"", b"0" * 10, None], ids=["empty contents", "short contents", "no ranges"]
)
def test_a_signature_that_is_emptied_is_found(signed, put) -> None:
    if put is None:
        broken = re.sub(rb"/ByteRange \[[^\]]*\]", lambda m: b" " * len(m[0]), signed)
    else:
        broken = re.sub(rb"/Contents <[0-9a-fA-F]+>", b"/Contents <" + put + b">", signed)
    assert broken != signed
    assert judged(broken, authority()).verdict in HARMLESS


def test_ranges_that_leave_out_more_than_the_signature_are_found(signed) -> None:
    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", signed)
    assert found
    first, second_, third, fourth = (int(one) for one in found.groups())
    for ranges in (
        (first, second_ - 40, third, fourth),
        (first, second_, third + 20, fourth - 20),
        (10, second_ - 10, third, fourth),
    ):
        said = b"/ByteRange [%d %d %d %d]" % ranges
        broken = signed.replace(found[0], said.ljust(len(found[0])))
        assert judged(broken, authority()).verdict in HARMLESS


def test_no_flipped_byte_goes_unnoticed(signed) -> None:
    """In the document, in the signature and behind it; at the same places every time."""
    choice = random.Random(36)
    gap = re.search(rb"/Contents <([0-9a-fA-F]+)>", signed)
    assert gap
    inside = range(gap.start(1), gap.end(1))
    places = [
        *choice.sample(range(len(letter())), 12),
        *choice.sample(range(len(letter()), inside.start), 8),
        *choice.sample(inside, 24),
        *choice.sample(range(inside.stop, len(signed)), 8),
    ]
    for at in places:
        broken = bytearray(signed)
        broken[at] ^= choice.choice((1, 2, 4, 8, 16, 32, 64, 128))
        assert judged(bytes(broken), authority()).verdict is not Verdict.VALID, at


@pytest.mark.long
def test_no_flipped_byte_of_a_signature_goes_unnoticed(signed, long_run) -> None:
    gap = re.search(rb"/Contents <([0-9a-fA-F]+)>", signed)
    assert gap
    for at in range(gap.start(1) - 2, gap.end(1) + 2, 1 if long_run else 401):
        broken = bytearray(signed)
        broken[at] ^= 1
        assert judged(bytes(broken), authority()).verdict is not Verdict.VALID, at


def test_a_document_cut_anywhere_is_never_valid(signed) -> None:
    for at in (0, 1, 500, len(letter()), len(signed) // 2, len(signed) - 20, len(signed) - 1):
        assert judged(signed[:at], authority()).verdict in HARMLESS, at


def test_what_lasts_does_not_lose_its_last_stamp() -> None:
    lasting = Lasting()
    made, _signed = lasting.signed(letter())
    tampered = made.replace(b"/DSS", b"/DSX", 1)
    assert judged(tampered, lasting.root).verdict in HARMLESS
    assert judged(made + b"\n", lasting.root).verdict in HARMLESS


@pytest.mark.skipif(
    shutil.which("pdfsig") is None, reason="needs poppler, which packaging/dev.py test installs"
)
def test_another_program_agrees_on_good_and_altered_files(signed, tmp_path) -> None:
    broken = bytearray(signed)
    broken[2000] ^= 1
    both = signed_by(second(), signed, countersigns=True)
    for content, ours in (
        (signed, Verdict.VALID),
        (bytes(broken), Verdict.MODIFIED),
        (both, Verdict.VALID),
        (letter(), Verdict.NOT_SIGNED),
    ):
        path = tmp_path / "file.pdf"
        path.write_bytes(content)
        said = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
        theirs = said.count("Signature is Valid.")
        found = judged(content, authority(), second().issuer)
        assert (found.verdict is ours) or (ours is Verdict.MODIFIED and found.verdict in HARMLESS)
        assert theirs == (len(found.signatures) if ours is Verdict.VALID else 0)


def test_what_cannot_be_read_says_so_and_is_never_blank() -> None:
    for content in (b"", b"x" * 100, b"%PDF-1.7\n" + b"\0" * 500):
        found = found_in(content)
        assert found.fault
        assert judged(content).verdict is Verdict.NOT_VERIFIED
        assert judged(content).words


def test_a_stranger_who_issued_their_own_certificate_is_not_trusted_beside_those_who_are() -> None:
    made = signed_by(identity("Petra Häberlin"), letter())
    for trusted in ((), (authority(),), (identity("Petra Häberlin"),)):
        assert judged(made, *trusted).verdict is Verdict.VALID_UNTRUSTED_SIGNER


def test_a_signer_who_is_trusted_vouches_for_nobody_else() -> None:
    mine = identity("Jan de Vries")
    theirs = identity("Petra Häberlin", mine)
    assert judged(signed_by(mine, letter()), mine).verdict is Verdict.VALID
    assert judged(signed_by(theirs, letter()), mine).verdict is Verdict.VALID_UNTRUSTED_SIGNER
    assert judged(signed_by(theirs, letter()), theirs).verdict is Verdict.VALID


def test_a_stamp_service_may_be_trusted_itself_and_speaks_for_no_signer() -> None:
    service = stamp_identity(identity("Unknown Root", authority=True))
    made = signed_by(signer(), letter(), level=Level.B_T, stamp=StampService(service))
    for trusted, proven in (((authority(),), False), ((authority(), service), True)):
        found = judged(made, *trusted)
        assert found.verdict is Verdict.VALID
        assert [check.ok is True for check in found.checks if check.name == "time"] == [proven]
