"""Rule values that a text seems to state, each with its clause and quote, for a person to confirm.

Periods of notice and cure, amounts, caps, percentages, and values that are words. Nothing here is
relied on before somebody confirmed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import msgspec

from app.base.text import _
from app.terms.facts.quantities import Quantity, quantities
from app.terms.facts.rules import Context, name_of
from app.terms.facts.words import Stated, stated
from app.terms.model import Document
from app.terms.places import Places, Segment, sentences, squeezed

_LONGEST, _BEFORE, _BEHIND = 160, 90, 110
_AROUND = 600
"""Characters of a sentence that are read on each side of a quantity. A price list without a full
stop is one sentence with thousands of them; all of it for each of them would take hours."""
_GENERAL = {"period": "period", "money": "amount", "percent": "percentage"}


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """A rule value that the text seems to state.

    `value` is an ISO 8601 duration ("P30D"), an amount ("20.00 USD"), a number or a word.
    """

    name: str
    """A rule name ("cure-period"), or "period", "amount", "cap" or "percentage" where none fits."""
    clause: str
    """The anchor of its clause; "" in front of the first one."""
    clause_number: str
    value: str
    words: str
    """The value for a person, and what is odd about it."""
    start: int
    end: int
    quote: str
    """The words of the text between `start` and `end`: its sentence."""
    certainty: Literal["likely", "possible"]
    unit: str = ""
    """"business-days" where only those count."""


def find(document: Document) -> tuple[Proposal, ...]:
    """The rule values that `document` seems to state, in the order of its text."""
    places = Places(document)
    found: list[Proposal] = []
    seen: set[tuple[str, str, str]] = set()
    before = ""
    for segment in places.segments():
        if segment.heading:
            before = ""
            continue
        for start, end in sentences(document.text, segment.start, segment.end):
            for proposal in _in_sentence(places, segment, start, end, before):
                key = (proposal.name, proposal.clause, proposal.value)
                if key not in seen:
                    seen.add(key)
                    found.append(proposal)
            before = document.text[max(start, end - 240) : end]
    return tuple(found)


def _in_sentence(
    places: Places, segment: Segment, start: int, end: int, before: str
) -> Iterator[Proposal]:
    text = places.document.text
    measured = quantities(text, start, end)
    sentence = squeezed(text[start:end])
    headings = places.titles(segment.at)
    for value in stated(sentence, headings):
        yield _worded(places, segment, value, start, end)
    if not measured:
        return
    lead = _lead_in(places, segment.at)
    wider = f"{headings}\n{before}"
    for quantity in measured:
        before_it = squeezed(text[max(start, quantity.start - 250) : quantity.start] + "¤")
        around = before_it + squeezed("¤" + text[quantity.end : min(end, quantity.end + 250)])[1:]
        if end - start > 2 * _AROUND:
            low, high = max(start, quantity.start - _AROUND), min(end, quantity.end + _AROUND)
            sentence = squeezed(text[low:high])
        context = Context(f"{lead} {sentence}", around, wider, headings)
        yield _measured(places, segment, quantity, context, start, end)


def _lead_in(places: Places, at: int) -> str:
    """The words that "(a) upon thirty days’ notice" hangs from: its parent's, up to the colon."""
    parent = places.document.clauses[at].parent if at >= 0 else -1
    if not 0 <= parent < at:
        return ""
    clause = places.document.clauses[parent]
    text = places.document.text
    own = text[max(clause.body, clause.body_end - 400) : clause.body_end].rstrip()
    if not own.endswith((":", ",", "—", "–", " either", " if", " where")):
        return ""
    *_rest, (start, end) = sentences(own, 0, len(own))
    return squeezed(own[start:end])


def _measured(
    places: Places, segment: Segment, quantity: Quantity, context: Context, start: int, end: int
) -> Proposal:
    named = name_of(quantity.kind, context)
    name = named[0] if named else _GENERAL[quantity.kind]
    sure = bool(named and named[1]) or name == "amount"
    words = quantity.words
    if name == "percentage":
        words = _percentage_words(words, context.sentence, Decimal(quantity.value))
    if quantity.doubt:
        words = _("{value}. {doubt}").format(value=words, doubt=quantity.doubt)
    return _proposal(
        places, segment, name, quantity.value, words, _clipped(places, start, end, quantity.start),
        likely=sure and not quantity.doubt, unit=quantity.unit,
    )  # fmt: skip


def _worded(places: Places, segment: Segment, value: Stated, start: int, end: int) -> Proposal:
    # The offset counts in the squeezed sentence: near enough for where a long one is cut.
    span = _clipped(places, start, end, min(start + value.start, end - 1))
    return _proposal(
        places, segment, value.name, value.value, value.words, span, likely=True, unit=value.unit
    )


def _proposal(
    places: Places, segment: Segment, name: str, value: str, words: str, span: tuple[int, int],
    *, likely: bool, unit: str,
) -> Proposal:  # fmt: skip
    clause = places.document.clauses[segment.at] if segment.at >= 0 else None
    anchor, number = (clause.id, clause.number) if clause else ("", "")
    return Proposal(
        name=name, clause=anchor, clause_number=number,
        value=value, words=words, start=span[0], end=span[1],
        quote=places.document.text[span[0] : span[1]],
        certainty="likely" if likely else "possible", unit=unit,
    )  # fmt: skip


def _clipped(places: Places, start: int, end: int, at: int) -> tuple[int, int]:
    """The sentence, or of a long one the part around `at`, cut at its commas or between words."""
    text = places.document.text
    if end - start <= _LONGEST:
        return start, end
    low, high = start, end
    if at - start > _BEFORE:
        low = at - _BEFORE
        mark = max(text.rfind(sign, low, at - 20) for sign in (", ", "; ", ": "))
        low = mark + 2 if mark >= 0 else _next_word(text, low, at)
    if end - at > _BEHIND:
        high = at + _BEHIND
        marks = [text.find(sign, at + 50, high) for sign in (", ", "; ", ". ")]
        high = min([mark for mark in marks if mark >= 0], default=_word_end(text, at + 50, high))
    return low, high


def _next_word(text: str, low: int, at: int) -> int:
    while low < at and not text[low - 1].isspace():
        low += 1
    return low


def _word_end(text: str, least: int, high: int) -> int:
    end = high
    while end > least and not text[end].isspace():
        end -= 1
    return end if end > least else high


def _percentage_words(words: str, sentence: str, value: Decimal) -> str:
    folded = sentence.casefold()
    if "interest" in folded and ("late" in folded or "overdue" in folded or "rate" in folded
                                 or "per month" in folded or "per annum" in folded):  # fmt: skip
        return _("Interest: {value}").format(value=words)
    if value > 50 and ("uptime" in folded or "availab" in folded):
        return _("Availability: {value}").format(value=words)
    return words
