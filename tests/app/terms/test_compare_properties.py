"""What holds for the comparison of any two documents."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from app.terms.changes import ChangeKind, Mark, Piece
from app.terms.compare import compare
from app.terms.compare.inline import inline, places
from app.terms.compare.words import mark_words, words_of
from app.terms.model import Document
from tests.support.clauses import document

WORDS = st.sampled_from(
    [*"the term ends 30 60 days before , . we may bill (10.2) § e-mail 支払 <b>".split(" "), "\n"]
)
TEXTS = st.lists(WORDS, max_size=24).map(" ".join)
ANY_TEXT = st.text(max_size=60)
TITLES = st.sampled_from(["", "Scope", "Renewal", "Storage"])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    count = draw(st.integers(0, 8))
    clauses = []
    for number in range(1, count + 1):
        own = " ".join(draw(TEXTS).split(" ")).strip()
        numbered = draw(st.booleans())
        deep = draw(st.booleans())
        name = f"{number}.{draw(st.integers(1, 3))}" if deep else str(number)
        title = draw(TITLES)
        level = 2 if deep else 1
        clauses.append(
            (name if numbered else "", title if numbered else title or "Other", own, level)
        )
    return document(*clauses)


def joined(pieces: tuple[Piece, ...], *marks: Mark) -> str:
    return "".join(piece.text for piece in pieces if piece.mark in marks)


@given(TEXTS | ANY_TEXT, TEXTS | ANY_TEXT)
def test_pieces_join_to_the_texts_they_were_made_of(old: str, new: str) -> None:
    before, after, places = mark_words(old, new)
    assert joined(before, Mark.SAME, Mark.REMOVED) == old
    assert joined(after, Mark.SAME, Mark.ADDED) == new
    assert "".join(joined(before, Mark.SAME).split()) == "".join(joined(after, Mark.SAME).split())
    assert (places == 0) == (words_of(old) == words_of(new))
    assert all(piece.text for piece in (*before, *after))


@given(TEXTS | ANY_TEXT, TEXTS | ANY_TEXT)
def test_marks_fall_on_whole_words(old: str, new: str) -> None:
    for text, pieces in zip((old, new), mark_words(old, new)[:2], strict=True):
        assert [word for piece in pieces for word in words_of(piece.text)] == words_of(text)
        marked = [piece.text for piece in pieces if piece.mark is not Mark.SAME]
        assert marked == [words.strip() for words in marked]


@given(documents())
def test_a_document_compared_with_itself_is_all_the_same(terms: Document) -> None:
    comparison = compare(terms, terms)
    assert {change.kind for change in comparison.clauses} <= {ChangeKind.SAME}
    assert len(comparison.clauses) == len(terms.clauses)


@given(documents(), documents())
def test_every_clause_of_each_document_appears_once_with_its_own_text(
    old: Document, new: Document
) -> None:
    changes = compare(old, new).clauses
    assert [c.new_id for c in changes if c.new_id] == [clause.id for clause in new.clauses]
    assert sorted(c.old_id for c in changes if c.old_id) == sorted(c.id for c in old.clauses)
    for change in changes:
        before, after = old.clause(change.old_id), new.clause(change.new_id)
        mine = joined(change.old, Mark.SAME, Mark.REMOVED)
        theirs = joined(change.new, Mark.SAME, Mark.ADDED)
        assert mine == (old.own_text(before) if before else "")
        assert theirs == (new.own_text(after) if after else "")
        assert (change.changes == 0) == (change.kind in (ChangeKind.SAME, ChangeKind.MOVED))


@given(documents(), documents())
def test_swapping_the_sides_swaps_what_was_added_and_removed(old: Document, new: Document) -> None:
    there, back = compare(old, new), compare(new, old)
    assert {(c.old_id, c.new_id) for c in there.clauses} == {
        (c.new_id, c.old_id) for c in back.clauses
    }
    one, other = there.counts, back.counts
    assert (one.added, one.removed) == (other.removed, other.added)
    # Of two clauses that changed places either may be said to have moved.
    assert (one.changed, one.same + one.moved) == (other.changed, other.same + other.moved)
    assert sum(c.moved for c in there.clauses) == sum(c.moved for c in back.clauses)


@given(st.integers(2, 40), st.randoms(use_true_random=False))
def test_in_a_shuffled_document_every_clause_is_found_again(
    count: int, dice: random.Random
) -> None:
    clauses = [
        ("", f"Heading {n}", f"The {n}th clause says {n * 17} things.") for n in range(count)
    ]
    shuffled = clauses[:]
    dice.shuffle(shuffled)
    comparison = compare(document(*clauses), document(*shuffled))
    assert comparison.counts.added == comparison.counts.removed == comparison.counts.changed == 0
    assert all(change.old_title == change.new_title for change in comparison.clauses)
    assert (comparison.counts.moved == 0) == (shuffled == clauses)


def test_two_long_texts_without_clauses_are_compared_all_the_same() -> None:
    dice = random.Random(3)
    words = [f"word{dice.randrange(400)}" + (". " if n % 14 == 0 else " ") for n in range(12_000)]
    other = words[:]
    other[500] = "another "
    del other[9000:9005]
    old, new = "".join(words).strip(), "".join(other).strip()
    before, after, places = mark_words(old, new)
    assert places == 2
    assert joined(before, Mark.REMOVED).count("word") == 6
    assert joined(after, Mark.ADDED) == "another"


def test_texts_of_other_subjects_cost_no_quadratic_time() -> None:
    def invented(seed: int) -> Document:
        dice = random.Random(seed)
        return document(
            *(
                (str(n), "", " ".join(f"w{dice.randrange(3000)}" for _ in range(30)))
                for n in range(1, 401)
            )
        )

    comparison = compare(invented(1), invented(2))
    assert comparison.counts.touched == sum(
        (comparison.counts.added, comparison.counts.removed, comparison.counts.changed)
    )


@given(TEXTS | ANY_TEXT, TEXTS | ANY_TEXT)
def test_in_one_run_of_text_no_word_is_lost_and_none_runs_into_the_next(old: str, new: str) -> None:
    before, after, _places = mark_words(old, new)
    run = inline(before, after)
    both = [(word, piece.mark) for piece in run for word in words_of(piece.text)]
    assert [word for word, mark in both if mark is not Mark.ADDED] == words_of(old)
    assert [word for word, mark in both if mark is not Mark.REMOVED] == words_of(new)


def test_words_in_one_run_are_set_apart_by_blanks() -> None:
    def shown(old: str, new: str) -> str:
        signs = {Mark.SAME: "{}", Mark.REMOVED: "[-{}-]", Mark.ADDED: "{{+{}+}}"}
        before, after, _places = mark_words(old, new)
        return "".join(signs[piece.mark].format(piece.text) for piece in inline(before, after))

    assert shown("least 30 days", "least 60 days") == "least [-30-] {+60+} days"
    assert shown("a b c", "a c") == "a [-b-] c"
    assert shown("a b", "a") == "a [-b-]"
    assert shown("b a", "a") == "[-b-] a"
    assert shown("price.", "price, monthly.") == "price{+, monthly+}."
    assert shown("One. Two.", "Two.") == "[-One.-] Two."
    assert shown("It ends.", "It stops.") == "It [-ends-] {+stops+}."


@given(TEXTS | ANY_TEXT, TEXTS | ANY_TEXT)
def test_there_are_as_many_places_as_were_counted(old: str, new: str) -> None:
    before, after, count = mark_words(old, new)
    found = places(before, after)
    assert len(found) == count
    removed = [old[place.old[0] : place.old[1]] for place in found if place.old[0] < place.old[1]]
    added = [new[place.new[0] : place.new[1]] for place in found if place.new[0] < place.new[1]]
    assert removed == [piece.text for piece in before if piece.mark is Mark.REMOVED]
    assert added == [piece.text for piece in after if piece.mark is Mark.ADDED]
