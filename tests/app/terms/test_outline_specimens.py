"""Whole documents in each form, written here, and what their outlines are."""

from __future__ import annotations

from pathlib import Path

from app.terms import outline, reading
from app.terms.outline import OPENING
from app.terms.reading import Source
from tests.support.small_pdf import Text, pdf

SPECIMENS = Path(__file__).parent / "specimens"


def sections(source: Source) -> list[str]:
    document = outline.parse(source)
    return [
        "." * (clause.level - 1)
        + " ".join(part for part in (clause.number, clause.title) if part)
        + (" (implied)" if clause.implied else "")
        for clause in document.clauses
        if clause.id != OPENING
    ]


def test_a_plain_text_with_pages_lists_and_a_missing_parent() -> None:
    source = reading.read_file(SPECIMENS / "terms.txt")
    assert source.format == "plain"
    assert source.text == (SPECIMENS / "terms.txt").read_text("utf-8")
    assert sections(source) == [
        "1 SCOPE", ".1.1 Documents", ".1.2 Precedence", "..1.2(a)", "..1.2(b)", "2 PRODUCTS",
        ".2.1 Software", "10 (implied)", ".10.1 Delivery", ".10.2 Payment", "GENERAL PROVISIONS",
        "Schedule 1 FEES", ".1 Basic fee", ".2 Storage",
    ]  # fmt: skip
    kinds = {remark.kind for remark in outline.parse(source).remarks}
    assert {"implied", "furniture", "restart"} <= kinds


def test_markdown_with_a_linked_table_of_contents_and_a_list() -> None:
    source = reading.read_file(SPECIMENS / "terms.md")
    assert source.format == "markdown"
    assert "](" not in source.text
    assert "**" not in source.text
    assert "support term" in source.text
    assert sections(source) == [
        "1 Scope", ".1.1 Who", ".1.2 What", "..1.2(a)", "..1.2(b)", "2 Levels", ".2.1 Gold",
        "General Provisions",
    ]  # fmt: skip


def test_html_as_a_browser_shows_it() -> None:
    source = reading.read_file(SPECIMENS / "terms.html")
    assert source.format == "html"
    assert not [
        word for word in ("Script", "Hidden", "Imprint", "Home", "tracker") if word in source.text
    ]
    assert "Fees & taxes" in source.text
    assert source.notes
    assert sections(source) == [
        "1 Scope", ".1.1 Courses", ".1.2 Materials", "..1.2.a", "..1.2.b", "2 Fees & taxes",
        ".2.1 Fees", ".2.2 Taxes", "3 End",
    ]  # fmt: skip


def test_a_pdf_without_its_running_lines_and_with_its_words_whole() -> None:
    header = Text("Kestrane Terms - Confidential", size=8)
    pages = [
        [header, Text("END CUSTOMER TERMS", size=18, gap=30, bold=True),
         Text("1. Scope", gap=30, bold=True),
         Text("1.1 Documents. These terms apply to every or-", gap=22),
         "der that refers to them, as the order and Section",
         Text("Page 1 of 3", gap=300, size=8)],
        [header, Text("10.2 of this agreement say.", gap=30),
         Text("1.2 Orders. An order states the scope of use, also of a third-", gap=22),
         "party product. A third-party product is named.",
         Text("2. Fees", gap=30, bold=True), Text("2.1 The customer pays the fees", gap=22),
         Text("Page 2 of 3", gap=300, size=8)],
        [header, Text("within 30 days.", gap=30), Text("GENERAL PROVISIONS", gap=30, bold=True),
         "Notices are in writing.", Text("Page 3 of 3", gap=300, size=8)],
    ]  # fmt: skip
    source = reading.read_bytes(pdf(pages), name="terms.pdf")
    assert source.format == "pdf"
    assert "Confidential" not in source.text
    assert "Page" not in source.text
    assert "every order that refers" in source.text
    assert "third-party product. A third-party" in source.text
    assert source.notes
    assert sections(source) == [
        "1 Scope", ".1.1 Documents", ".1.2 Orders", "2 Fees", ".2.1", "GENERAL PROVISIONS",
    ]  # fmt: skip
