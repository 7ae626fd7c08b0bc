"""P12: comparing two versions in at most 3 × difflib over their clause list.

difflib over that list says which clauses differ. Ours is put beside it twice: matching alone, which
answers the same question, and all of it, words, moves and rewritten clauses included. A third
figure has difflib mark the words too, as one writes it by hand.
"""

from __future__ import annotations

import difflib
import random

from app.terms.compare import align, compare
from app.terms.model import Document
from app.terms.outline import parse
from app.terms.reading import read_file
from tests.benchmarks.harness import Figure, lower, paired, timed
from tests.benchmarks.world import World
from tests.support.clauses import document
from tests.support.sources import ROOT

ID = "P12"
GOAL = 3.0
CLAUSES = 2500
WORDS = 60
"""A clause on average: 2,500 of them are about 300 pages."""


def versions(clauses: int) -> tuple[Document, Document]:
    """Two versions of invented terms: 1 clause in 20 edited, 1 in 100 new, gone, and moved."""
    dice = random.Random(12)
    words = [f"{a}{b}{c}" for a in ("re", "in", "un", "co") for b in _MIDDLES for c in _ENDS]
    old = []
    for number in range(clauses):
        count = dice.randint(WORDS // 2, WORDS * 3 // 2)
        own = " ".join(dice.choice(words) for _ in range(count)) + "."
        old.append((f"Heading {number}", own.capitalize()))
    new = [_edited(clause, words, dice) if not dice.randrange(20) else clause for clause in old]
    mine, theirs = _in_sections(old), _in_sections(new)
    for number in range(max(1, clauses // 100)):
        section = dice.choice(theirs)
        del section[dice.randrange(1, len(section) - 1)]
        own = " ".join(dice.choices(words, k=WORDS))
        dice.choice(theirs).insert(1, (f"Added {number}", own))
        from_section = dice.choice(theirs)
        dice.choice(theirs).append(from_section.pop())
    return _numbered(mine), _numbered(theirs)


def _edited(clause: tuple[str, str], words: list[str], dice: random.Random) -> tuple[str, str]:
    """One place in two clauses of three, half of its words in the third."""
    said = clause[1].split(" ")
    at = dice.randrange(len(said))
    if dice.randrange(3):
        said[at : at + dice.randint(0, 3)] = dice.choices(words, k=dice.randint(1, 3))
    else:
        said = [word if dice.randrange(2) else dice.choice(words) for word in said]
    return clause[0], " ".join(said)


def _in_sections(clauses: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    return [clauses[at : at + 15] for at in range(0, len(clauses), 15)]


_MIDDLES = ("fer", "tain", "duct", "vert", "spect", "pos", "mit", "clud", "tract", "form")
_ENDS = ("s", "ed", "ing", "able", "ment", "ion", "ive", "ance")


def _numbered(sections: list[list[tuple[str, str]]]) -> Document:
    return document(
        *(
            (f"{section}.{at}" if at else str(section), title, own)
            for section, clauses in enumerate(sections, 1)
            for at, (title, own) in enumerate(clauses)
        )
    )


def run(world: World) -> list[Figure]:
    """300 invented pages, and the demo's own terms."""
    figures = []
    rounds = 3 if world.quick else 21
    pairs = {"300 pages": versions(200 if world.quick else CLAUSES), "demo terms": _demo()}
    for what, (old, new) in pairs.items():
        mine, theirs = _texts(old), _texts(new)
        compare(old, new)
        for name, ours, other in (
            ("clauses matched / difflib over the list", align, _matched),
            ("compared word by word / difflib over the list", compare, _matched),
            ("compared word by word / difflib, then words", compare, _marked),
        ):
            pair = paired(
                lambda ours=ours, old=old, new=new: timed(lambda: ours(old, new)),
                lambda other=other, a=mine, b=theirs: timed(lambda: other(a, b)),
                rounds,
            )
            figures.append(lower(ID, f"{what}: {name}", pair, GOAL, "ms", scale=1000))
    return figures


def _demo() -> tuple[Document, Document]:
    folder = ROOT / "resources" / "terms"
    old, new = (
        parse(read_file(folder / f"end-customer-terms-{label}.md"))
        for label in ("2025-03", "2026-09")
    )
    return old, new


def _texts(terms: Document) -> list[str]:
    return [terms.text[clause.start : clause.body_end] for clause in terms.clauses]


def _matched(old: list[str], new: list[str]) -> object:
    return difflib.SequenceMatcher(None, old, new).get_opcodes()


def _marked(old: list[str], new: list[str]) -> object:
    """What one writes by hand: replaced clauses in pairs, their words through difflib."""
    found = []
    for kind, first, last, start, end in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if kind == "replace":
            for before, after in zip(old[first:last], new[start:end], strict=False):
                words = difflib.SequenceMatcher(None, before.split(), after.split())
                found.append(words.get_opcodes())
    return found
