"""Where a text uses its defined terms: one pattern for all of them, read over the text once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.terms.model import Definition, Document, TermUse


def uses(
    document: Document, definitions: Sequence[Definition], start: int = 0, end: int | None = None
) -> tuple[TermUse, ...]:
    """Where defined terms are used between two offsets, the longest term where several fit.

    The places where they are defined are left out.
    """
    pattern, terms = _alternation(definitions)
    if pattern is None:
        return ()
    defined = {definition.start for definition in definitions}
    stop = len(document.text) if end is None else end
    return tuple(
        TermUse(match.start(), match.end(), terms[int((match.lastgroup or "t0")[1:])])
        for match in pattern.finditer(document.text, start, stop)
        if match.start() not in defined
    )


def _alternation(definitions: Sequence[Definition]) -> tuple[re.Pattern[str] | None, list[str]]:
    """One pattern for all terms, longest first; each first word is tried once."""
    terms = sorted({definition.term for definition in definitions}, key=lambda t: (-len(t), t))
    if not terms:
        return None, []
    parts = [f"(?P<t{at}>{_flexible(term)})" for at, term in enumerate(terms)]
    first = "".join(re.escape(letter) for letter in sorted({term[0] for term in terms}))
    return re.compile(rf"(?<!\w)(?=[{first}])(?:{'|'.join(parts)})(?!\w)"), terms


def _flexible(term: str) -> str:
    """A term with any white space between its words, in the singular or the plural."""
    plain = term.split()
    words = [re.escape(word) for word in plain]
    last = plain[-1]
    if re.search(r"[^aeiou]y$", last):
        words[-1] = re.escape(last[:-1]) + "(?:y|ies)"
    elif re.search(r"[^aeiou]ies$", last):
        words[-1] = re.escape(last[:-3]) + "(?:y|ies)"
    elif re.search(r"[^s]s$", last) and len(last) > 3 and not last.isupper():
        words[-1] = re.escape(last[:-1]) + "s?"
    elif last[-1].isalpha():
        words[-1] += "(?:e?s)?"
    return r"\s{1,20}".join(words)
