"""What is found in a text keeps to it: any text, exact spans, time in step with its length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.terms import definitions, facts, references
from app.terms.model import Clause, Document
from app.terms.outline import parse_text

PIECES = st.sampled_from(
    [
        "Section", "Sections", "§", "§§", "clause", "Exhibit A", "this ", "Article IV", "10.2",
        "(a)", "(ii)", "(b", " and ", " through ", "–", ", ", "\n", "\n\n", "1. ", "7.2 ",
        "(Delivery)", "27", " of the Support Policy", " of the Civil Code", "thirty (30) days",
        "30", "thirty", "(60)", "one hundred and", "million", "US$ ", "€", "1.000.000,00",
        "50,000", "%", "percent", " days", "business days", "notice",
        "before the end of the term", "renew", "cancel", "breach", "cure", "net 30", "“", "”",
        '"', "Term", '"Term" means', "(the ", ")", "Definitions", " ", "　", "É", "İ", "ß",
        "\x00", "\u2028", "9" * 30, "Abs. 2", "twenty " * 9,
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=40).map("".join)


def check(document: Document) -> None:
    text = document.text
    anchors = {clause.id for clause in document.clauses} | {""}
    for reference in references.find(document):
        assert text[reference.start : reference.end] == reference.text != ""
        assert reference.clause in anchors
        assert reference.anchor is None or reference.anchor in anchors
        assert bool(reference.words) == (reference.state != "found")
    found = definitions.find(document)
    for definition in found:
        assert " ".join(text[definition.start : definition.end].split()) == definition.term
        assert definition.clause in anchors
        assert definition.meaning
    last = 0
    for use in definitions.uses(document, found):
        assert last <= use.start < use.end <= len(text)
        last = use.end
    for remark in definitions.remarks(document, found):
        assert 0 <= remark.start < len(text)
        assert remark.words
    for proposal in facts.find(document):
        assert text[proposal.start : proposal.end] == proposal.quote != ""
        assert proposal.clause in anchors
        assert proposal.value
        assert proposal.words
        assert proposal.name


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_is_read_without_an_error_and_with_exact_spans(text):
    check(parse_text(text))


@settings(max_examples=100, deadline=None)
@given(
    TEXTS,
    st.lists(
        st.tuples(
            *[st.integers(0, 90)] * 4,
            st.integers(-3, 12),
            st.sampled_from(["", "7", "(a)", "IV"]),
        ),
        max_size=8,
    ),
)  # fmt: skip
def test_clauses_that_lie_in_a_tangle_do_no_harm(text, shapes):
    clauses = tuple(
        Clause(
            id=f"c{at}", number=number, title="Delivery" if at % 2 else "", level=1, parent=parent,
            start=start, body=body, body_end=body_end, end=end,
        )
        for at, (start, body, body_end, end, parent, number) in enumerate(shapes)
    )  # fmt: skip
    check(Document(text=text, clauses=clauses))


LINEAR = {
    "agreement": "7.{n} Renewal. Either party may cancel on thirty (30) days' notice before the "
    "end of the Term, as Section 7.{n} (Renewal) and Sections 3 to 9 say. The “Fee {n}” means "
    "USD 5,000.\n\n",
    "plain": "The customer sends the order to the vendor, and the vendor sends it back at once. ",
    "spaces": "Section" + " " * 300,
    "digits": "1" * 200 + " ",
    "quotes": '"Aa bb ',
    "brackets": "(the ((",
    "capitals": "Aaa Bbb Ccc ",
    "numerals": "one hundred and ",
    "lists": "Sections 1, 2, 3, 4 and ",
    "lines": "A\n",
    "commas": "1,000,000,",
    "words": "renew cancel notice before ",
}


def seconds(text: str) -> float:
    document = parse_text("1. Scope\n\nIt applies.\n")
    document = Document(
        text=text,
        clauses=(Clause(id="1", number="1", start=0, body=0, body_end=len(text), end=len(text)),),
    )
    best = float("inf")
    for _attempt in range(2):
        begun = time.process_time()
        references.find(document)
        found = definitions.find(document)
        definitions.uses(document, found)
        definitions.remarks(document, found)
        facts.find(document)
        best = min(best, time.process_time() - begun)
    return best


@pytest.mark.parametrize("kind", LINEAR)
def test_the_time_grows_in_step_with_the_text(kind):
    piece = LINEAR[kind]
    small, large = (
        "".join(piece.replace("{n}", str(n % 40)) for n in range(size // len(piece)))
        for size in (20_000, 100_000)
    )
    ratio = (seconds(large) + 0.005) / (seconds(small) + 0.005)
    assert ratio < 5 * 3, f"five times the text took {ratio:.1f} times as long"


def test_a_price_list_without_a_full_stop_takes_time_by_its_length_not_by_its_square():
    def seconds(rows):
        rows = "".join(f"Item {row} of the list | {row}.00 USD\n" for row in range(10, 10 + rows))
        document = parse_text(f"1. Prices\n\n{rows}")
        begun = time.process_time()
        assert len(facts.find(document)) >= rows.count("\n") - 1
        return time.process_time() - begun

    assert seconds(160) < 8 * seconds(40) + 0.2
