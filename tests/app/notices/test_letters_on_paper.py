"""A letter's text on paper: its parts stand where they belong, and nothing of it is lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.problems import GlyphMissing
from app.documents.render import plain
from app.notices import frozen, layout, letters
from app.notices.letter_facts import (
    BreachFacts,
    ClaimFacts,
    Detail,
    LetterFacts,
    LetterOrder,
    Party,
    TaxFacts,
    TerminationFacts,
)
from app.notices.model import DraftKind, NoticeDraft
from app.notices.wishes import Ground, Right
from tests.support.pdf import embedded_files, text_of

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
BLNS = Path(__file__).parents[4] / "shared" / "vectors" / "blns" / "blns.json"
US = Party(legal_name="Brennholt SE", address=("Eichenallee 40", "89073 Ulm"), reference="K-1")
THEM = Party(
    legal_name="Kestrane Software B.V.", contact="Kestrane Legal",
    address=("Havenkade 12", "1019 AB Amsterdam"), email="legal@kestrane.example",
)  # fmt: skip
ORDERS = (
    LetterOrder(
        number="KO-1", products=("Strata",), term_ends="1 Sep 2027", cancel_by="2 Aug 2027"
    ),
    LetterOrder(number="KO-2", products=("Relay",), term_ends="27 Dec 2026"),
)
DETAILS: dict[DraftKind, Detail] = {
    DraftKind.TAX_EXEMPTION: TaxFacts(region="Germany", number="DE-77"),
    DraftKind.IP_CLAIM: ClaimFacts(claimant="Patent Pool LLC", right=Right.PATENT),
    DraftKind.BREACH: BreachFacts(clause="8.1", since="1 Sep 2026"),
    DraftKind.TERMINATION: TerminationFacts(ground=Ground.BREACH, ends_on="30 Jun 2027"),
}


def facts(kind: DraftKind, about: str = "a delay") -> LetterFacts:
    return LetterFacts(
        kind=kind, customer=US, vendor=THEM, day="23 Nov 2026", by="Dana Weber", orders=ORDERS,
        about=about, detail=DETAILS.get(kind), rule_clause="§1", period="30 days",
    )  # fmt: skip


def drafted(said: LetterFacts, letter: str | None = None) -> NoticeDraft:
    return NoticeDraft(
        id="01976b2c", kind=said.kind, title=letters.title(said), order_numbers=("KO-1", "KO-2"),
        version_id="", recipient=letters.recipient(said), email=THEM.email,
        letter=letters.letter(said) if letter is None else letter, created_at=NOW, changed_at=NOW,
    )  # fmt: skip


def pieces(found: layout.Sheet) -> Sequence[str]:
    """Everything that a sheet shows of the letter's text."""
    said = [found.subject, *found.sender, *found.recipient, *found.day]
    said += [word for one in found.references for word in (one.label, one.value)]
    for part in found.parts:
        said += [*part.lines, *(cell for row in part.rows for cell in row)]
        said += part.head if part.kind == "table" else ()
    return said


def squeezed(text: str) -> str:
    return "".join(sorted(one for one in text if not one.isspace() and one not in ":：-=_"))


@pytest.mark.parametrize("kind", list(DraftKind))
def test_each_kind_of_letter_has_its_head_in_its_places(kind: DraftKind) -> None:
    found = layout.sheet(drafted(facts(kind)))
    assert found.sender == ("Brennholt SE", "Eichenallee 40", "89073 Ulm")
    assert found.recipient[0] == "Kestrane Software B.V."
    assert layout.Reference("Our customer number", "K-1") in found.references
    assert found.day == ("23 Nov 2026",)
    assert found.author == "Brennholt SE"
    assert found.parts[-1].kind == "fields"
    assert found.parts[-2].sticky
    assert [row[0] for row in found.parts[-1].rows] == ["Place, date", "Signature", "Name", "For"]


def test_orders_become_a_table_and_facts_stand_beside_their_labels() -> None:
    found = layout.sheet(drafted(facts(DraftKind.NON_RENEWAL)))
    [table] = [part for part in found.parts if part.kind == "table"]
    assert table.head == ("Order", "Products", "Term ends", "Last moment to cancel")
    assert table.rows[1] == ("KO-2", "Relay", "27 Dec 2026", "[not stated]")
    tax = layout.sheet(drafted(facts(DraftKind.TAX_EXEMPTION)))
    [stated] = [part for part in tax.parts if part.kind == "facts"]
    assert ("Exempt in", "Germany") in stated.rows


@pytest.mark.parametrize("kind", list(DraftKind))
def test_each_kind_of_letter_is_printed_with_all_that_it_says(kind: DraftKind) -> None:
    draft = drafted(facts(kind))
    pdf = frozen.pdf_of(draft)
    printed = "".join(text_of(pdf).split())
    for block in draft.letter.split("\n"):
        for word in block.replace("_", " ").split():
            assert word.strip(":-") in printed, word
    inside = json.loads(embedded_files(pdf)["letter.json"])
    assert inside["letter"] == draft.letter
    assert inside["kind"] == kind.value
    assert frozen.pdf_of(draft) == pdf


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=40)
        | st.sampled_from(
            ["  - a: b", "    c: d", "    = e: f", "", "Name: ____", "Yours,", "  -", "1: 2: 3"]
        ),
        max_size=14,
    )
)
def test_whatever_a_person_writes_nothing_of_it_is_dropped(lines: list[str]) -> None:
    text = "\n".join(lines)
    draft = drafted(facts(DraftKind.DISPUTE), text)
    found = layout.sheet(draft)
    shown = "\n".join([*(piece for piece in pieces(found) if piece != found.subject)])
    missing = set(squeezed(plain(text))) - set(squeezed(shown + found.subject))
    assert not missing
    for line in lines:
        for word in line.replace(":", " ").replace("：", " ").split():
            bare = word.strip("-=_")
            assert not bare or bare in shown or bare in found.subject


def test_a_head_that_was_rewritten_is_set_as_it_stands() -> None:
    draft = drafted(facts(DraftKind.DISPUTE))
    found = layout.sheet(msgspec.structs.replace(draft, letter="Dear all,\n\nno.\n"))
    assert found.recipient == ()
    assert [part.lines for part in found.parts] == [("Dear all,",), ("no.",)]
    without = draft.letter.replace("Our customer number: K-1\n\n", "")
    kept = layout.sheet(msgspec.structs.replace(draft, letter=without))
    assert kept.recipient[0] == "Kestrane Software B.V."
    assert kept.sender[0] == "Brennholt SE"


def printed_or_refused(lines: list[str]) -> tuple[str, set[str]]:
    """The text as it is printed once what no font has was taken out, and what that was."""
    refused: set[str] = set()
    while True:
        try:
            pdf = frozen.pdf_of(drafted(facts(DraftKind.DISPUTE), "\n\n".join(lines)))
        except GlyphMissing as problem:
            fresh = set(problem.characters) - refused
            if not fresh:
                raise
            refused |= fresh
            taken = str.maketrans(dict.fromkeys(fresh))
            lines = [line.translate(taken) for line in lines]
        else:
            return text_of(pdf), refused


def test_hostile_strings_are_printed_or_explained() -> None:
    strings = json.loads(BLNS.read_text("utf-8"))
    assert len(strings) == 515
    for kind in DraftKind:
        for said in strings[:: len(DraftKind)]:
            assert letters.letter(facts(kind, said))
    printed, refused = printed_or_refused([f"No. {at} {one}" for at, one in enumerate(strings)])
    assert "\N{GRINNING FACE}" not in printed
    assert not any(one.isascii() for one in refused)
    for at in range(515):
        assert f"No. {at}" in printed, at
    assert "<script>alert(123)</script>" in printed.replace("\n", "")
