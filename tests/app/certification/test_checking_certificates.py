"""Checking a certificate: what its pages print against what its data say (threat 37)."""

from __future__ import annotations

import hashlib
import zipfile

import msgspec
import pytest

from app.certification.checking import check_certificate
from app.certification.evidence_files import BadEvidence
from app.certification.model import Way
from app.certification.paper.certificate import certificate as pages_of
from app.certification.paper.printing import TEMPLATE, embedded
from app.certification.printed_pages import PrintedPages, TooMuch
from app.certification.statement import Statement
from app.documents.model import Embedded, Paper
from app.documents.render import render
from app.documents.verifying import judging
from app.documents.verifying.model import Verdict
from tests.support import certificates
from tests.support.signed_papers import (
    certificate_of,
    found_in,
    letter,
    person,
    signed_by,
    signed_certificate,
)
from tests.support.signing_keys import WHEN, authority, foreigner, identity, signer


@pytest.fixture
def here(monkeypatch):
    """Documents are taken apart in this process: quicker, where it is about what follows."""
    monkeypatch.setattr(judging, "taken_apart", lambda task: found_in(task.pdf, authority()))


def checked(pdf: bytes, **how):
    return check_certificate(pdf, [authority().pem], now=WHEN, **how)


def papers(printed: Statement, data: Statement, *more: Embedded, paper=Paper.A4) -> bytes:
    """Pages that print one statement, with another one inside, signed by whom both name."""
    shown = {"title": "T", "author": "A", "certificates": [pages_of(printed, paper, Way.DIGITAL)]}
    files = [embedded(data), *more]
    made = render(TEMPLATE, shown, paper=paper, language=printed.language, attachments=files,
                  fixed=WHEN)  # fmt: skip
    return signed_by(person(), made)


def failed(found) -> dict[str, str]:
    return {one.name: one.words for one in found.checks if one.ok is False}


def test_an_ordinary_certificate_is_valid_in_a_process_of_its_own() -> None:
    found = checked(signed_certificate())
    assert found.verdict is Verdict.VALID
    assert not failed(found)
    assert {one.name for one in found.checks} >= {
        "form", "signature", "signer", "time", "coverage", "changes", "pdfa", "data", "figures",
        "signatory",
    }  # fmt: skip
    assert found.statement is not None
    assert found.sha256 == hashlib.sha256(signed_certificate()).hexdigest()


@pytest.mark.parametrize("language", ["en", "de", "fr", "ja"])
@pytest.mark.parametrize("paper", list(Paper))
def test_its_figures_are_found_in_every_language_on_both_papers(here, language, paper) -> None:
    made = msgspec.structs.replace(certificates.statement(), language=language)
    found = checked(signed_by(person(), certificate_of(made, paper)))
    assert not failed(found)
    assert found.verdict is Verdict.VALID


def test_a_certificate_of_deletion_is_valid(here) -> None:
    for made in (certificates.deletion(), certificates.deletion(kept=True)):
        found = checked(signed_by(person(), certificate_of(made)))
        assert not failed(found)
        assert found.verdict is Verdict.VALID


def test_five_hundred_hosts_are_read_and_found(here) -> None:
    hosts = tuple(certificates.instance(n) for n in range(1, 501))
    made = msgspec.structs.replace(certificates.statement(), instances=hosts)
    assert checked(signed_by(person(), certificate_of(made))).verdict is Verdict.VALID


def first_line(made: Statement, **more) -> Statement:
    line = msgspec.structs.replace(made.lines[0], **more)
    return msgspec.structs.replace(made, lines=(line, *made.lines[1:]))


def altered(made: Statement, what: str) -> Statement:
    """The statement as other pages would print it."""
    match what:
        case "used":
            return first_line(made, used="500")
        case "used, by a digit more":
            return first_line(made, used="5120")
        case "used, by places":
            return first_line(made, used="512.5")
        case "permitted":
            return first_line(made, permitted="600")
        case "difference":
            return first_line(made, difference="-12")
        case "result":
            return first_line(made, result="within")
        case "product":
            return first_line(made, product="Beacon Monitoring")
        case "explanation":
            return first_line(made, explanation="All of it is fine.")
        case "a line less":
            return msgspec.structs.replace(made, lines=made.lines[:-1])
        case "two lines swapped":
            lines = (made.lines[1], made.lines[0], *made.lines[2:])
            return msgspec.structs.replace(made, lines=lines)
        case "host":
            other = certificates.instance(1, "ham-conn-001.test.example.net")
            return msgspec.structs.replace(made, instances=(other, *made.instances[1:]))
        case "customer":
            party = msgspec.structs.replace(made.customer, name="Brennholz SE")
            return msgspec.structs.replace(made, customer=party)
        case "statement":
            one = msgspec.structs.replace(made.attestations[0], statement="We do as we like.")
            return msgspec.structs.replace(made, attestations=(one, *made.attestations[1:]))
        case "answer":
            one = msgspec.structs.replace(made.attestations[0], text="Except on Sundays.")
            return msgspec.structs.replace(made, attestations=(one, *made.attestations[1:]))
        case "evidence":
            one = msgspec.structs.replace(made.evidence[0], sha256="0" * 64)
            return msgspec.structs.replace(made, evidence=(one, *made.evidence[1:]))
        case "day":
            return msgspec.structs.replace(made, as_of="2026-10-23T17:00:00Z")
    raise AssertionError(what)


@pytest.mark.parametrize(
    "what",
    [
        "used", "used, by a digit more", "used, by places", "permitted", "difference", "result",
        "product", "explanation", "a line less", "two lines swapped", "host", "customer",
        "statement", "answer", "evidence", "day",
    ],
)  # fmt: skip
def test_a_page_that_prints_something_else_than_the_data_is_a_mismatch(here, what) -> None:
    data = certificates.statement()
    found = checked(papers(altered(data, what), data))
    assert found.verdict is Verdict.MISMATCH
    assert "figures" in failed(found)
    assert failed(found)["figures"] in found.words


def test_data_that_were_altered_under_the_page_are_a_mismatch(here) -> None:
    data = certificates.statement()
    found = checked(papers(data, altered(data, "used")))
    assert found.verdict is Verdict.MISMATCH
    assert "512" not in failed(found)["figures"]


def test_a_second_file_inside_is_a_mismatch(here) -> None:
    data = certificates.statement()
    more = Embedded(name="certification-2.json", text="{}", description="Another")
    found = checked(papers(data, data, more))
    assert found.verdict is Verdict.MISMATCH
    assert "data" in failed(found)


def test_whoever_signs_has_to_be_whom_the_document_names(here) -> None:
    found = checked(signed_by(signer(), certificate_of(certificates.statement())))
    assert found.verdict is Verdict.VALID  # the family name is the same
    stranger = identity("Max Stranger", authority(), organization="Elsewhere Ltd")
    found = checked(signed_by(stranger, certificate_of(certificates.statement())))
    assert found.verdict is Verdict.MISMATCH
    assert "Max Stranger" in found.words


def test_a_signature_that_nobody_trusts_is_said(here) -> None:
    found = checked(signed_by(foreigner(), certificate_of(certificates.statement())))
    assert found.verdict is Verdict.VALID_UNTRUSTED_SIGNER


def test_data_that_are_not_canonical_are_a_mismatch(here) -> None:
    data = certificates.statement()
    spaced = embedded(data).text.replace('":', '": ', 1)
    shown = {"title": "T", "author": "A", "certificates": [pages_of(data, Paper.A4, Way.DIGITAL)]}
    file = Embedded(name="certification.json", text=spaced, description="Data")
    made = render(TEMPLATE, shown, attachments=[file], fixed=WHEN)
    found = checked(signed_by(person(), made))
    assert found.verdict is Verdict.MISMATCH
    assert "schema" in failed(found)


@pytest.mark.parametrize(
    "text",
    ['{"format":"counterpart-certification/2"}', '{"format":"counterpart-certification/1"}', "[]",
     "{", '{"used":512}'],
)  # fmt: skip
def test_data_of_another_form_are_not_verified(here, text) -> None:
    data = certificates.statement()
    shown = {"title": "T", "author": "A", "certificates": [pages_of(data, Paper.A4, Way.DIGITAL)]}
    file = Embedded(name="certification.json", text=text, description="Data")
    made = render(TEMPLATE, shown, attachments=[file], fixed=WHEN)
    assert checked(signed_by(person(), made)).verdict is Verdict.NOT_VERIFIED


def test_a_document_without_a_signature_says_so(here) -> None:
    assert checked(certificate_of(certificates.statement())).verdict is Verdict.NOT_SIGNED


def test_a_signed_document_that_is_no_certificate_is_not_verified(here) -> None:
    assert checked(signed_by(person(), letter())).verdict is Verdict.NOT_VERIFIED


def test_a_document_of_another_kind_without_a_signature_says_so(here) -> None:
    found = checked(letter())
    assert found.verdict is Verdict.NOT_SIGNED
    assert any("no data of a certificate" in check.words for check in found.checks)


def test_a_rehearsal_says_so_on_every_page(here) -> None:
    data = certificates.statement()
    rehearsal = msgspec.structs.replace(data, rehearsal=True)
    found = checked(signed_by(person(), certificate_of(rehearsal)))
    assert {one.name: one.ok for one in found.checks}["rehearsal"] is None
    assert found.verdict is Verdict.VALID
    assert checked(papers(data, rehearsal)).verdict is Verdict.MISMATCH


# Evidence


def with_evidence(content: bytes) -> bytes:
    data = certificates.statement()
    own = msgspec.structs.replace(data.evidence[0], sha256=hashlib.sha256(content).hexdigest())
    made = msgspec.structs.replace(data, evidence=(own,))
    lines = tuple(msgspec.structs.replace(one, evidence=("E1",)) for one in made.lines)
    return signed_by(person(), certificate_of(msgspec.structs.replace(made, lines=lines)))


def test_the_files_that_figures_were_counted_from_are_found_by_their_hashes(here, tmp_path) -> None:
    pdf = with_evidence(b"user,active\nada,yes\n")
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "users.csv").write_bytes(b"user,active\nada,yes\n")
    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as pack:
        pack.write(folder / "users.csv", "sources/users.csv")
    for place in (folder, tmp_path / "pack.zip"):
        assert checked(pdf, evidence=place).verdict is Verdict.VALID
    (folder / "users.csv").write_bytes(b"user,active\nada,no\n")
    found = checked(pdf, evidence=folder)
    assert found.verdict is Verdict.MISMATCH
    assert "evidence" in failed(found)


def test_evidence_that_is_no_pack_is_said(here, tmp_path) -> None:
    (tmp_path / "pack.zip").write_bytes(b"no zip")
    with pytest.raises(BadEvidence):
        checked(signed_certificate(), evidence=tmp_path / "pack.zip")


# Reading pages


def test_a_text_is_found_over_line_ends_and_never_within_a_longer_one() -> None:
    pages = PrintedPages(["Relay\u200b Gate\r\nway 512 +12\r\n5,120 1.5 3.14 A-7", "−3 製品 12件"])
    assert pages.where("Relay Gateway") >= 0
    assert pages.row(("512", "+12")) >= 0
    for there in ("5,120", "1.5", "\u22123", "製品", "A-7"):
        assert pages.where(there) >= 0, there
    for gone in ("5", "120", "12 +12", "51", "14", "3.1", "Gatew"):
        assert pages.where(gone) < 0, gone


def test_texts_that_begin_everywhere_and_end_nowhere_are_given_up() -> None:
    pages = PrintedPages(["a" * 300_000])
    with pytest.raises(TooMuch):
        pages.where("a", 1)


def test_what_runs_along_every_page_is_no_part_of_the_text() -> None:
    one, two = "Head\nThe first part\nPage 1 of 2", "Head\nand the second\nPage 2 of 2"
    assert PrintedPages([one, two]).where("The first part and the second") >= 0
