"""The reader alone: only what is seen is laid out, places stay, and no text of it does anything."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPageSize, QPdfWriter, QTextDocument
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.terms import outline
from app.terms.model import Clause, Reference, ReferenceState, Remark
from ui.kit.theme import Scheme, Theme
from ui.terms.blocks import LONGEST, paragraphs, shown_text
from ui.terms.choice import Point, text_between
from ui.terms.finding import places_in
from ui.terms.hands import Reader
from ui.terms.knowing import definitions_content, notes_content
from ui.terms.outline_model import OutlineModel
from ui.terms.printing import print_on, printable
from ui.terms.spots import Spot, SpotKind, addresses, host_of, spots_of
from ui.terms.type import CHARACTERS

WORDS = (
    "A subscription runs for the term in the order and renews for an equal period at the rates "
    "current on the renewal date, unless the customer cancels at least thirty days before. "
)
HOSTILE = (
    '<img src="file:///etc/passwd"><img src="//host/share/x.png"><img src="\\\\host\\share\\x.svg">'
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/hosts"/></svg>'
    '<a href="javascript:alert(1)">click</a> <a href="file:///etc/passwd">open</a> '
    "<style>@import url(file:///etc/passwd)</style> smb://host/x javascript:alert(1) "
    "file:///etc/passwd http://plain.example https://user@evil.example/x "
)


def made(count: int, text: str = WORDS) -> tuple[list[Clause], list[str]]:
    """A document of `count` sections of two clauses each."""
    clauses: list[Clause] = []
    texts: list[str] = []
    at = 0
    for section in range(1, count + 1):
        parent = len(clauses)
        for number, title, level, own in (
            (str(section), f"Section {section}", 1, ""),
            (f"{section}.1", "First", 2, text * 2),
            (f"{section}.2", "", 2, text),
        ):
            body = at + 10
            clauses.append(
                Clause(
                    id=number, number=number, title=title, level=level, start=at, body=body,
                    body_end=body + len(own), end=body + len(own),
                    parent=-1 if level == 1 else parent,
                )
            )  # fmt: skip
            texts.append(own)
            at = body + len(own) + 1
    return clauses, texts


@pytest.fixture
def reader(theme: Theme, qtbot: QtBot) -> Reader:
    shown = Reader(theme)
    qtbot.addWidget(shown)
    shown.resize(600, 640)
    shown.show()
    return shown


def laid_out(reader: Reader) -> int:
    return sum(block.layout is not None for block in reader.flow.blocks)


def test_of_a_thousand_pages_only_what_is_seen_is_laid_out(reader: Reader) -> None:
    clauses, texts = made(2500)
    reader.show_document("Terms", clauses, dict(enumerate(texts[:40])))
    assert 0 < laid_out(reader) < 40
    assert len(reader.flow.texts) == 40


def test_what_is_missing_is_asked_for_in_one_window_where_one_looks(reader: Reader) -> None:
    clauses, texts = made(500)
    asked: list[range] = []
    reader.texts_wanted.connect(lambda first, count: asked.append(range(first, first + count)))
    reader.show_document("Terms", clauses, dict(enumerate(texts[:40])))
    assert not asked
    reader.go_to(900)
    assert len(asked) == 1
    assert 900 in asked[0]
    assert len(asked[0]) <= 120
    reader.put_texts(asked[0].start, texts[asked[0].start : asked[0].stop])
    assert reader.current == 900
    assert reader.flow.place(reader.verticalScrollBar().value()).clause == 900
    assert len(asked) == 1


def test_scrolling_up_into_what_was_never_seen_does_not_jump(reader: Reader) -> None:
    clauses, texts = made(300, WORDS * 3)
    reader.show_document("Terms", clauses, dict(enumerate(texts)))
    reader.go_to(400)
    bar = reader.verticalScrollBar()
    places = []
    for _step in range(60):
        bar.setValue(bar.value() - 60)
        at = reader.flow.block_at(bar.value())
        places.append((reader.flow.blocks[at].clause, at, bar.value() - reader.flow.top(at)))
    assert all(later[:2] <= earlier[:2] for earlier, later in pairwise(places))
    assert places[-1][0] < 400 - 5


def test_the_place_is_kept_when_width_and_theme_change(reader: Reader, theme: Theme) -> None:
    clauses, texts = made(200)
    reader.show_document("Terms", clauses, dict(enumerate(texts)))
    reader.go_to(301)
    reader.resize(QSize(420, 640))
    assert reader.flow.place(reader.verticalScrollBar().value()).clause == 301
    theme.set_scheme(Scheme.DARK)
    assert reader.flow.place(reader.verticalScrollBar().value()).clause == 301


def test_no_line_is_longer_than_is_comfortable(reader: Reader) -> None:
    reader.resize(1800, 640)
    clauses, texts = made(3)
    reader.show_document("Terms", clauses, dict(enumerate(texts)))
    lines = [
        block.layout.lineAt(n).textLength()
        for block in reader.flow.blocks
        if block.layout is not None
        for n in range(block.layout.lineCount())
    ]
    assert max(lines) <= CHARACTERS + 6


def test_a_paragraph_without_an_end_is_cut_and_costs_no_more(reader: Reader) -> None:
    text = "endless " * 50_000
    clause = Clause(id="1", number="1", start=0, body=2, body_end=2 + len(text), end=len(text) + 2)
    reader.show_document("Terms", [clause], {0: text})
    assert laid_out(reader) <= 4
    parts = list(paragraphs(text))
    assert max(end - start for start, end in parts) <= LONGEST
    assert "".join(text[start:end] for start, end in parts) == text


def test_lines_that_a_page_broke_run_on_and_short_ones_stay() -> None:
    broken = "The subscription renews for one year unless the customer cancels it\nbefore the end."
    assert "\n" not in shown_text(broken)
    assert " before the end." in shown_text(broken)
    address = "Kestrane Inc.\nLegal\nHarbor Street 4"
    assert shown_text(address).count("\u2028") == 2
    for text in (broken, address):
        assert len(shown_text(text)) == len(text)


def test_a_selection_is_copied_with_numbers_and_headings(reader: Reader) -> None:
    clauses, texts = made(2, "Some words. ")
    words = text_between((Point(0, -1, 0), Point(2, 0, 4)), clauses, texts[:3])
    lines = ["1 Section 1", "1.1 First", "Some words. Some words. ", "1.2 Some"]
    assert words.splitlines() == lines


def test_words_are_found_in_any_case_and_over_broken_lines() -> None:
    clauses, _texts = made(1)
    texts = ["", "Notice of\nan AUDIT; notice of an audit.", "(nothing)"]
    found = places_in("notice  of an audit", clauses, texts)
    assert [(place.clause, place.start) for place in found] == [(1, 0), (1, 20)]
    assert places_in("first", clauses, texts)[0].heading
    assert len(places_in("(nothing)", clauses, texts)) == 1
    assert not places_in(".*", clauses, texts)


def test_hostile_text_opens_nothing_and_is_shown_as_it_is(
    reader: Reader, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[Any] = []
    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", opened.append)
    loaded: list[Any] = []
    monkeypatch.setattr(QTextDocument, "loadResource", lambda *asked: loaded.append(asked))
    text = HOSTILE * 3
    document = outline.parse_text(f"1. Scope\n{text}\n\n2. {HOSTILE}\nMore.\n")
    texts = [document.own_text(clause) for clause in document.clauses]
    reader.show_document(HOSTILE, document.clauses, dict(enumerate(texts)))
    spots = {at: tuple(addresses(own)) for at, own in enumerate(texts)}
    assert not any(spots.values())
    reader.set_spots(spots)
    chosen: list[Any] = []
    reader.chosen.connect(chosen.append)
    for y in range(10, 400, 20):
        qtbot.mouseClick(reader.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(140, y))
        qtbot.mouseMove(reader.viewport(), QPoint(160, y))
    reader.marks.choice.everything(len(document.clauses))
    reader.copy()
    assert "<img src=" in QApplication.clipboard().text()
    paper = QPdfWriter(str(tmp_path / "paper.pdf"))
    paper.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    pages = printable(HOSTILE, HOSTILE, document.clauses, texts)
    assert "<img src=" in pages.toPlainText()
    assert print_on(paper, pages, HOSTILE) >= 1
    assert (opened, loaded, chosen) == ([], [], [])


def test_only_https_addresses_are_links_and_their_host_is_told() -> None:
    found = list(addresses("See https://kestrane.example/legal. Or http://x.example, ftp://y."))
    assert [spot.target for spot in found] == ["https://kestrane.example/legal"]
    assert host_of("https://kestrane.example:8443/x") == "kestrane.example:8443"
    assert host_of("https://k\u0435strane.example/").startswith("xn--")
    for bad in ("javascript:alert(1)", "file:///etc/passwd", "smb://host/x", "https://",
                "https://user@evil.example/", "http://kestrane.example"):  # fmt: skip
        assert host_of(bad) == ""


def test_references_and_terms_are_placed_in_their_clause() -> None:
    clauses, _texts = made(2)
    start = clauses[1].body + 5
    reference = Reference(
        start=start, end=start + 10, text="Section 9", target="9",
        state=ReferenceState.DANGLING, words="There is no 9.", clause="1.1",
    )  # fmt: skip
    starts = {at: clause.body for at, clause in enumerate(clauses)}
    spots = spots_of(clauses, starts, [reference], [], {})
    (spot,) = spots[1]
    assert (spot.start, spot.flagged, spot.tip) == (5, True, "There is no 9.")
    assert not spot.answers


def test_tab_walks_the_links_that_are_seen_and_then_leaves(reader: Reader, qtbot: QtBot) -> None:
    clauses, texts = made(3)
    reader.show_document("Terms", clauses, dict(enumerate(texts)))
    link = Spot(SpotKind.REFERENCE, 2, 14, "subscription", "2.1", "Go to §2.1")
    term = Spot(SpotKind.TERM, 20, 24, "term", "term", "meaning")
    reader.set_spots({1: (link, term), 2: (link,)})
    seen = []
    while reader._step(forward=True, links_only=True):
        seen.append(reader.marks.spot_now)
    assert seen == [(1, link), (2, link)]
    reader.marks.spot_now = None
    assert reader._step(forward=True, links_only=False)
    assert reader._step(forward=True, links_only=False)
    assert reader.marks.spot_now == (1, term)
    assert "meaning" in reader.accessibleDescription()


def test_the_outline_holds_whatever_tree_it_is_given() -> None:
    chance = random.Random(7)
    model = OutlineModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    for _round in range(20):
        clauses: list[Clause] = []
        for at in range(chance.randrange(0, 60)):
            parent = chance.randrange(-1, at) if at else -1
            level = clauses[parent].level + 1 if parent >= 0 else 1
            title = chance.choice(("", "Title"))
            clauses.append(
                Clause(id=str(at), title=title, level=level, parent=parent, start=at, body=at,
                       body_end=at, end=at)
            )  # fmt: skip
        model.show_clauses(clauses)
        for at in range(len(clauses)):
            index = model.index_of(at)
            assert not index.isValid() or model.position(index) <= at


def test_what_there_is_to_know_is_plain_text_with_a_way_to_its_place(
    theme: Theme, qtbot: QtBot
) -> None:
    clauses, _texts = made(1)
    gone: list[int] = []
    notes = notes_content(theme, clauses, [Remark("furniture", 3, HOSTILE)], [], gone.append)
    definitions = definitions_content(theme, (), gone.append)
    for widget in (notes, definitions):
        qtbot.addWidget(widget)
        widget.resize(300, 600)
        widget.show()
    from ui.kit.buttons import LinkButton

    notes.findChild(LinkButton).click()  # type: ignore[union-attr]
    assert gone == [3]
