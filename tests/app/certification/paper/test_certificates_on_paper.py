"""Certificates as other programs read them: every figure, the data inside, tags, both standards."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from datetime import UTC, datetime

import msgspec
import pytest

from app.certification.model import Way
from app.certification.paper import printing
from app.certification.paper.printed import figures
from app.certification.statement import Party, StatedSignatory, Statement
from app.documents.canonical import canonical
from app.documents.model import Paper
from tests.support import certificates as samples
from tests.support.pdf import embedded_files, has_qpdf, info, text_of, what_is_wrong

WHEN = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
VARIANTS = {
    "en": (samples.statement(), Paper.A4, Way.DIGITAL),
    "en-us": (samples.clean(language="en"), Paper.US_LETTER, Way.PAPER),
    "de": (samples.statement(language="de"), Paper.A4, Way.DIGITAL),
    "fr": (samples.clean(language="fr", rehearsal=True), Paper.A4, Way.DIGITAL),
    "ja": (samples.statement(language="ja"), Paper.A4, Way.PAPER),
    "deletion": (samples.deletion(kept=True), Paper.A4, Way.DIGITAL),
}
TITLES = {
    "en": "Certificate of Compliance", "en-us": "Certificate of Compliance",
    "de": "Konformitätsbescheinigung", "fr": "Certificat de conformité",
    "ja": "利用状況適合証明書", "deletion": "Certificate of Deletion",
}  # fmt: skip


def made(statement: Statement, paper: Paper = Paper.A4, way: Way = Way.DIGITAL) -> bytes:
    return printing.pdf(statement, paper=paper, fixed=WHEN, way=way)


def tight(text: str) -> str:
    """Text without what the end of a line may have put in."""
    return "".join(text.replace("\u200b", "").split())


def qdf(pdf: bytes) -> bytes:
    """The document's objects in plain sight."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        words = ["qpdf", "--qdf", "--object-streams=disable", file.name, "-"]
        return subprocess.run(words, capture_output=True, check=True).stdout


@pytest.fixture(scope="module")
def papers() -> dict[str, bytes]:
    return {name: made(*variant) for name, variant in VARIANTS.items()}


@pytest.fixture(scope="module")
def bare(papers: dict[str, bytes]) -> bytes:
    return qdf(papers["en"])


@pytest.mark.parametrize("name", VARIANTS)
def test_pdftotext_finds_every_figure_and_name(papers: dict[str, bytes], name: str) -> None:
    statement, paper, _way = VARIANTS[name]
    page = tight(text_of(papers[name], raw=True))
    lost = [one.what for one in figures(statement, paper) if tight(one.text) not in page]
    assert lost == []
    assert tight(TITLES[name]) in page


@pytest.mark.parametrize("name", VARIANTS)
def test_pdfdetach_takes_out_the_data_byte_for_byte(papers: dict[str, bytes], name: str) -> None:
    statement = VARIANTS[name][0]
    files = embedded_files(papers[name])
    assert files == {"certification.json": canonical(statement)}
    assert msgspec.json.decode(files["certification.json"], type=Statement) == statement


@pytest.mark.parametrize("name", VARIANTS)
def test_each_one_claims_both_standards_in_its_language(
    papers: dict[str, bytes], name: str
) -> None:
    said = info(papers[name])
    assert said["Tagged"] == "yes"
    assert said["JavaScript"] == "no"
    assert said["Form"] == "none"
    assert said["Author"] == "Brennholt SE"
    assert said["Title"] == f"{TITLES[name]} · Brennholt SE"
    assert said["Page size"].startswith("612 x 792" if name == "en-us" else "595")
    for mark in (
        b"<pdfaid:part>3</pdfaid:part>", b"<pdfaid:conformance>A</pdfaid:conformance>",
        b"<pdfuaid:part>1</pdfuaid:part>", b"2026-11-23T17:30:00",
        f"<rdf:li>{VARIANTS[name][0].language}</rdf:li>".encode(),
    ):  # fmt: skip
        assert mark in papers[name], mark
    assert papers[name].endswith(b"%%EOF\n")


@pytest.mark.skipif(not has_qpdf(), reason="needs qpdf, which packaging/dev.py test installs")
@pytest.mark.parametrize("name", VARIANTS)
def test_its_structure_is_sound(papers: dict[str, bytes], name: str) -> None:
    assert what_is_wrong(papers[name]) == ""


@pytest.mark.skipif(not has_qpdf(), reason="needs qpdf, which packaging/dev.py test installs")
def test_tables_have_header_cells_and_nothing_is_a_form(bare: bytes) -> None:
    for tag in (b"/S /Table", b"/S /TH", b"/S /TD", b"/S /H1", b"/S /H2", b"/S /LI"):
        assert tag in bare, tag
    for mark in (b"/Marked true", b"/OutputIntents", b"/GTS_PDFA1", b"/AFRelationship /Data"):
        assert mark in bare, mark
    for sign in (b"/Widget", b"/AcroForm", b"/JavaScript", b"/Encrypt", b"/URI"):
        assert sign not in bare, sign


def test_the_same_statement_gives_the_same_bytes(papers: dict[str, bytes]) -> None:
    assert made(*VARIANTS["en"]) == papers["en"]
    other = samples.statement(id="another")
    assert made(other) != papers["en"]


def test_the_page_names_the_hash_of_the_data_inside(papers: dict[str, bytes]) -> None:
    inside = embedded_files(papers["de"])["certification.json"]
    assert hashlib.sha256(inside).hexdigest() in tight(text_of(papers["de"]))


def test_a_rehearsal_says_so_on_every_page_and_in_the_tagged_text(papers: dict[str, bytes]) -> None:
    said = "Répétition, sans valeur de certificat"
    pages = int(info(papers["fr"])["Pages"])
    for page in range(1, pages + 1):
        assert said in text_of(papers["fr"], first=page).split("\f")[0], page
    tagged = subprocess.run(
        ["pdfinfo", "-enc", "UTF-8", "-struct-text", "-"],
        input=papers["fr"],
        capture_output=True,
        check=True,
    ).stdout.decode("utf-8", "replace")
    assert said in tagged
    assert said not in text_of(papers["de"])


def test_paper_has_room_for_a_hand_and_a_digital_one_has_none(papers: dict[str, bytes]) -> None:
    assert "signed by hand" in text_of(papers["en-us"])
    assert "Signature\n" in text_of(papers["en-us"])
    assert "signed digitally" in text_of(papers["en"])
    assert "Date\n" not in text_of(papers["en"])


def test_two_sign_side_by_side() -> None:
    second = StatedSignatory(
        name="Jean-Baptiste Montclair", title="CFO", place="Paris", authority="power_of_attorney"
    )
    said = text_of(made(samples.clean(countersignatory=second)))
    for word in ("Countersignature for Brennholt SE", "Jean-Baptiste Montclair", "of attorney"):
        assert word in said


def test_pictures_show_as_many_pages_as_the_pdf_has(papers: dict[str, bytes]) -> None:
    pictures = printing.pages(VARIANTS["en"][0], paper=Paper.A4, fixed=WHEN, resolution=30)
    assert len(pictures) == int(info(papers["en"])["Pages"])
    assert all(one.startswith(b"\x89PNG") for one in pictures)


def test_a_batch_is_one_document_in_which_each_counts_its_own_pages() -> None:
    three = [samples.clean(id=f"batch-{n}", instances=(), users=()) for n in (1, 2, 3)]
    pdf = printing.batch(three, paper=Paper.A4, fixed=WHEN)
    pages = text_of(pdf).split("\f")
    assert int(info(pdf)["Pages"]) == 6
    for n, page in enumerate(pages[:6]):
        assert f"Page {n % 2 + 1} of 2" in page
        assert f"batch-{n // 2 + 1}" in page
    assert sorted(embedded_files(pdf)) == [f"certification-{n}.json" for n in (1, 2, 3)]
    with pytest.raises(ValueError, match="needs a certificate"):
        printing.batch([], paper=Paper.A4, fixed=WHEN)


def test_schedules_can_be_had_alone() -> None:
    pdf = printing.schedules_pdf(samples.statement(), paper=Paper.A4, fixed=WHEN)
    said = text_of(pdf, raw=True)
    for word in (
        "Schedules",
        "ham-conn-008.prod.example.net",
        "Affiliate, Brennholt",
        samples.HASH,
    ):
        assert word in said, word
    assert "Attested statements" not in said


def test_a_draft_with_nothing_in_it_has_pages_too() -> None:
    nobody = StatedSignatory(name="", title="", place="", authority="")
    empty = samples.statement(
        customer=Party(name=""), vendor=Party(name=""), request=None, period_start=None,
        period_end=None, terms=(), lines=(), findings=(), evidence=(), instances=(), users=(),
        attestations=(), signatory=nobody, zone="",
    )  # fmt: skip
    said = text_of(made(empty, way=Way.PAPER))
    assert "No entitlement is certified." in said
    assert "No evidence is attached." in said
    assert "23 November 2026, 17:00 UTC" in said.replace("\xa0", " ")
