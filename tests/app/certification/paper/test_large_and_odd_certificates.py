"""Certificates that are large or hold odd texts: nothing leaves the paper, nothing is lost."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from app.certification.paper import printing
from app.certification.paper.printed import figures
from app.certification.statement import StatedAnswer, StatedSignatory, Statement, Terms
from app.documents.model import Paper
from app.documents.problems import GlyphMissing
from tests.support import certificates as samples
from tests.support.pdf import embedded_files, info, text_of

WHEN = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
NAUGHTY = Path(__file__).parents[5] / "shared" / "vectors" / "blns" / "blns.json"
LONG_HOST = (
    "a-very-long-host-name-{}.cluster-eu-central-1.internal.brennholt-production.example.com"
)


def made(statement: Statement, paper: Paper = Paper.A4) -> bytes:
    return printing.pdf(statement, paper=paper, fixed=WHEN)


def tight(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def inside(pdf: bytes) -> str:
    """The text between the margins of A4, with half a point to spare."""
    return tight(text_of(pdf, raw=True, crop=(56, 0, 540, 842)))


def large() -> Statement:
    rows = samples.statement().lines
    lines = tuple(
        msgspec.structs.replace(rows[n % 7], n=n, orders=(f"KO-{30000 + n}",)) for n in range(1, 41)
    )
    hosts = tuple(
        samples.instance(n, LONG_HOST.format(n) if n % 50 == 0 else "") for n in range(1, 501)
    )
    return samples.statement(lines=lines, instances=hosts)


@pytest.fixture(scope="module")
def big() -> bytes:
    return made(large())


def test_forty_orders_and_five_hundred_hosts_all_stand_inside_the_margins(big: bytes) -> None:
    page = inside(big)
    lost = [one.what for one in figures(large()) if tight(one.text) not in page]
    assert lost == []


def test_each_page_of_a_table_repeats_its_head_and_counts_its_pages(big: bytes) -> None:
    pages = text_of(big).split("\f")[:-1]
    assert len(pages) == int(info(big)["Pages"]) > 10
    for n, page in enumerate(pages, start=1):
        assert f"Page {n} of {len(pages)}" in page
        if "ham-conn-" in page:
            assert "Evidence, row" in page
        if "KO-300" in page and "Governing terms" not in page:
            assert "Over or under" in page or "Finding" in page


def test_rows_are_not_split_between_pages(big: bytes) -> None:
    """The long hosts stand on two lines: both on the same page."""
    ends = [page for page in text_of(big).split("\f") if "brennholt-production" in page]
    for page in ends:
        assert tight(page).count("a-very-long-host-name") == page.count("brennholt-production")


def test_words_without_an_end_break_inside_every_column() -> None:
    wide = "W" * 120
    one = samples.line(
        1, (wide, wide, wide, wide, "9" * 40, "9" * 60, "over", wide, "E1"),
        explanation="x" * 700, before="8" * 50,
    )  # fmt: skip
    answer = StatedAnswer(id="a", clause=wide, statement=wide, reply="exception", text=wide)
    odd = samples.statement(
        lines=(one,), findings=(wide,), attestations=(answer,),
        evidence=(msgspec.structs.replace(samples.evidence(1), title=wide, left_out={wide: 3}),),
        instances=(samples.instance(1, wide),),
        users=(),
        signatory=StatedSignatory(name=wide, title=wide, place=wide, authority=wide),
        terms=(Terms(id="x", label=wide, sha256="", orders=(wide,)),),
    )  # fmt: skip
    page = inside(made(odd))
    assert page.count(wide) >= 14
    assert ",".join(["999"] * 20) in page
    assert "x" * 700 in page


def test_figures_are_exact_however_long() -> None:
    row = ("p", "Product", "bytes", "", "1" * 45, "0.1234567890123456789", "within", "KO-1", "E1")
    said = inside(made(samples.statement(lines=(samples.line(1, row),))))
    assert ",".join(["111"] * 15) in said
    assert "0.1234567890123456789" in said


@pytest.mark.skipif(not NAUGHTY.is_file(), reason="the list of odd texts is not on this computer")
def test_odd_texts_are_printed_as_they_are_or_are_named() -> None:
    odd = [text for text in json.loads(NAUGHTY.read_text("utf-8")) if text.strip()]
    users = samples.statement().users
    statement = samples.statement(
        users=tuple(
            msgspec.structs.replace(users[0], n=n, name=text[:120])
            for n, text in enumerate(odd, start=1)
        )
    )
    lacking = printing.unprintable(statement, fixed=WHEN)
    assert lacking
    replaced = dict.fromkeys(lacking, "?")
    pdf = made(msgspec.structs.replace(statement, replaced=replaced))
    page = tight(text_of(pdf))
    for text in ("<script>alert(123)</script>", "../../../../../../../../../../../etc/passwd%00"):
        assert text in page
    assert page.count("E1,2") >= len(odd)
    assert json.loads(embedded_files(pdf)["certification.json"])["users"][0]["name"] == odd[0][:120]


def test_a_character_without_a_font_is_named_and_a_person_may_choose_another() -> None:
    host = "smile-\N{GRINNING FACE}.example.net"
    statement = samples.statement(instances=(samples.instance(1, host),))
    with pytest.raises(GlyphMissing) as caught:
        made(statement)
    assert caught.value.characters == ("\N{GRINNING FACE}",)
    assert printing.unprintable(statement, fixed=WHEN) == ("\N{GRINNING FACE}",)
    assert printing.pages(statement, paper=Paper.A4, fixed=WHEN, resolution=20)
    chosen = msgspec.structs.replace(statement, replaced={"\N{GRINNING FACE}": "(smile)"})
    assert printing.unprintable(chosen, fixed=WHEN) == ()
    pdf = made(chosen)
    said = text_of(pdf)
    assert "smile-(smile).example.net" in said
    assert "U+1F600 GRINNING FACE" in said
    assert host in embedded_files(pdf)["certification.json"].decode("utf-8")


def test_a_certificate_of_deletion_names_what_was_replaced_as_well() -> None:
    gone = samples.deletion()
    entry = msgspec.structs.replace(gone.deletions[0], place="tape-\N{GRINNING FACE}")
    odd = msgspec.structs.replace(
        gone, deletions=(entry, *gone.deletions[1:]), replaced={"\N{GRINNING FACE}": "(smile)"}
    )
    assert odd.evidence == ()
    said = text_of(made(odd))
    assert "tape-(smile)" in said
    assert "U+1F600 GRINNING FACE" in said
    assert "No evidence" not in text_of(made(gone))


@pytest.mark.parametrize(
    "name", ["Ελλάς Α.Ε.", "ООО «Ромашка»", "株式会社ブレンホルト", "Łódź – Çelik Ğ ő ű"]
)
def test_names_in_greek_cyrillic_japanese_and_with_marks_are_set(name: str) -> None:
    pdf = made(samples.clean(customer=msgspec.structs.replace(samples.clean().customer, name=name)))
    assert tight(name) in tight(text_of(pdf))
