"""Documents: PDF/A-3a and PDF/UA-1, the same bytes each time, nothing of a person's is markup."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.documents import fonts
from app.documents.model import Embedded, Paper
from app.documents.problems import BadDocument, GlyphMissing
from app.documents.render import pages, plain, render
from tests.support.pdf import embedded_files, has_qpdf, info, text_of, what_is_wrong

WHEN = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
MARKUP = (
    "*bold* _italic_ `raw` $x^2$ #emph[e] #sys.version @ref <label> = Heading\n"
    '#import "@preview/x:1.0.0": y\n// no comment\n/* nor this */ \\u{41} ~ -- --- ... \\'
)
RESOURCES = Path(__file__).parents[3] / "resources" / "documents"


def data(*lines: str, **more: object) -> Mapping[str, object]:
    return {
        "subject": "No renewal of KO-1", "author": "Häberlin & Söhne GmbH",
        "running": "Kestrane · No renewal", "day": ["23 November 2026"],
        "sender": ["Häberlin & Söhne GmbH", "Lindenstraße 12", "10969 Berlin"],
        "recipient": ["Kestrane Software B.V.", "Havenkade 12", "1019 AB Amsterdam"],
        "references": [{"label": "Our customer number", "value": "K-1"}],
        "parts": [{"kind": "text", "lines": list(lines)}], "enclosures": [],
        "words": {"page": "Page {n} of {m}", "enclosures": "Enclosures"},
        "text": "\n".join(lines), **more,
    }  # fmt: skip


def test_a_document_claims_both_standards_and_is_tagged() -> None:
    made = render("letter", data("Text."), fixed=WHEN)
    said = info(made)
    assert said["Tagged"] == "yes"
    assert said["JavaScript"] == "no"
    assert said["Title"] == "No renewal of KO-1"
    assert said["Author"] == "Häberlin & Söhne GmbH"
    for mark in (
        b"<pdfaid:part>3</pdfaid:part>", b"<pdfaid:conformance>A</pdfaid:conformance>",
        b"<pdfuaid:part>1</pdfuaid:part>", b"<rdf:li>en</rdf:li>", b"2026-11-23T09:30:00",
    ):  # fmt: skip
        assert mark in made, mark
    assert made.endswith(b"%%EOF\n")


@pytest.mark.skipif(not has_qpdf(), reason="needs qpdf, which packaging/dev.py test installs")
def test_its_structure_is_sound() -> None:
    facts = Embedded(name="facts.json", text="{}", description="Facts")
    assert what_is_wrong(render("letter", data("x"), attachments=[facts], fixed=WHEN)) == ""


def test_the_same_data_gives_the_same_bytes_in_another_process() -> None:
    here = render("letter", data("Text."), fixed=WHEN)
    assert render("letter", data("Text."), fixed=WHEN) == here
    assert render("letter", data("Text!"), fixed=WHEN) != here
    script = (
        "import hashlib, tests.app.documents.test_documents_are_rendered as t\n"
        "print(hashlib.sha256(t.render('letter', t.data('Text.'), fixed=t.WHEN)).hexdigest())"
    )
    there = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert there.stdout.strip() == hashlib.sha256(here).hexdigest()


@pytest.mark.parametrize("paper", list(Paper))
def test_each_paper_has_its_size_and_its_address_in_the_window(paper: Paper) -> None:
    made = render("letter", data("Text."), paper=paper, fixed=WHEN)
    assert info(made)["Page size"].startswith("595" if paper is Paper.A4 else "612 x 792")
    lines = text_of(made, layout=True).splitlines()
    where = {word: at for at, line in enumerate(lines) for word in LANDMARKS if word in line}
    assert sorted(where, key=where.__getitem__) == list(LANDMARKS)


LANDMARKS = ("Lindenstraße 12", "Havenkade 12", "No renewal of KO-1", "Text.", "Page 1 of 1")


def test_what_a_person_writes_is_never_markup() -> None:
    everywhere = data(
        MARKUP, subject=MARKUP, author=MARKUP, sender=[MARKUP], recipient=[MARKUP],
        references=[{"label": MARKUP, "value": MARKUP}], enclosures=[MARKUP], day=[MARKUP],
        running=MARKUP,
    )  # fmt: skip
    made = "".join(text_of(render("letter", everywhere, fixed=WHEN)).split())
    for sign in (
        "*bold*", "_italic_", "`raw`", "$x^2$", "#emph[e]", "#sys.version", "@ref", "<label>",
        "=Heading", "@preview/x:1.0.0", "//nocomment", "\\u{41}", "---",
    ):  # fmt: skip
        assert made.count(sign) >= 5, sign


def test_a_character_without_a_font_is_named_with_its_line_and_what_to_do() -> None:
    with pytest.raises(GlyphMissing) as caught:
        render("letter", data("Good", "Smile \N{GRINNING FACE} and \u13a0"), fixed=WHEN)
    problem = caught.value
    assert problem.characters == ("\N{GRINNING FACE}", "\u13a0")
    assert "GRINNING FACE, U+1F600" in problem.explanation
    assert "in line 2" in problem.explanation
    assert "CHEROKEE LETTER A" in problem.explanation
    assert problem.next_step
    assert problem.code == "CP-5501"
    assert pages("letter", data("Smile \N{GRINNING FACE}"), fixed=WHEN)


def test_many_characters_without_a_font_are_not_all_named() -> None:
    with pytest.raises(GlyphMissing) as caught:
        render("letter", data("".join(map(chr, range(0x13A0, 0x13E0)))), fixed=WHEN)
    assert "and " in caught.value.explanation
    assert len(caught.value.explanation) < 1000


def test_controls_are_left_out_and_line_ends_and_tabs_are_kept_in_one_form() -> None:
    assert plain("a\r\nb\rc\td\0\x07\x85\ufeffe\ud800") == "a\nb\nc    de\ufffd"
    made = text_of(render("letter", data("a\0b\x1bc", "d\ufeff\ud800e"), fixed=WHEN))
    assert "abc" in made


def test_data_that_a_template_cannot_use_is_a_problem() -> None:
    with pytest.raises(BadDocument) as caught:
        render("letter", {**data("x"), "words": {}}, fixed=WHEN)
    assert "page" in caught.value.detail


def test_facts_travel_inside_the_document() -> None:
    facts = Embedded(name="facts.json", text='{"a": "ä"}', description="Facts")
    made = render("letter", data("x"), attachments=[facts], fixed=WHEN)
    assert embedded_files(made) == {"facts.json": b'{"a": "\xc3\xa4"}'}
    assert b"/AFRelationship" in made


def test_nothing_leaves_the_paper() -> None:
    wide = data(
        "W" * 900, recipient=["W" * 90, "x@" + "y" * 90],
        references=[{"label": "L" * 90, "value": "V" * 90}],
        sender=["S" * 70, *("street " * 6 for _ in range(9))],
    )  # fmt: skip
    made = text_of(render("letter", wide, fixed=WHEN), crop=(20, 0, 575, 842))
    for letter, count in (("W", 990), ("V", 90), ("L", 90)):
        assert made.count(letter) == count, letter


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Hiermit kündigen wir fristgerecht; „Größe“ und Übermaß – 1.234,56 €."),
        ("fr", "Nous résilions par la présente ; « cœur », où, 1 234,56 €."),
        ("ja", "本書をもって契約の更新を行わないことを通知します。株式会社、御中。"),
        ("en", "We do not renew — “naïve”, £1,234.56."),
    ],
)
def test_letters_of_each_language_are_set(language: str, said: str) -> None:
    made = render("letter", data(said, subject=said), language=language, fixed=WHEN)
    assert "".join(said.split()) in "".join(text_of(made).split())
    assert f"<rdf:li>{language}</rdf:li>".encode() in made


def test_a_long_letter_counts_its_pages_and_keeps_its_signature_together() -> None:
    parts = [{"kind": "text", "lines": ["Please confirm. " * 30]} for _ in range(14)]
    closing = [
        {"kind": "text", "lines": ["Yours faithfully,"], "sticky": True},
        {"kind": "fields", "rows": [["Signature", "_" * 34], ["Name", "Dana Weber"]]},
    ]
    made = render("letter", data("x", parts=[*parts, *closing]), fixed=WHEN)
    count = int(info(made)["Pages"])
    assert count >= 2
    last = text_of(made, first=count)
    assert f"Page {count} of {count}" in last
    for word in ("Yours faithfully,", "Signature", "Dana Weber", "Kestrane · No renewal"):
        assert word in last
    assert len(pages("letter", data("x", parts=parts), fixed=WHEN, resolution=40)) == count


def test_fonts_are_those_of_the_packages_alone() -> None:
    assert {one.family for one in fonts.fonts().fonts()} == set(fonts.FAMILIES)


def test_no_template_fetches_a_package() -> None:
    templates = list(RESOURCES.glob("*.typ"))
    assert templates
    for template in templates:
        assert '"@' not in template.read_text("utf-8")
