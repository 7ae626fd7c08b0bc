"""How requests and messages are found by typing: the same normalized words in index and query.

Words are folded as those of orders are (case, accents, width). Letters of scripts that set no
spaces (Chinese, Japanese, Thai) are words each, found in their sequence. A query finds what has
each of its words, or one that begins so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_WORDS = 12
MAX_WORD = 64
_AROUND = 60
"""Characters shown before and behind the place that was found."""

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)


def index_text(texts: Iterable[str]) -> str:
    """The words of some texts for the index, a space between them."""
    return " ".join(word for text in texts for piece in _pieces(text) for word in piece)


def query_words(text: str) -> tuple[tuple[str, ...], ...]:
    """What a query asks for: each entry one word, or letters in their sequence."""
    found = dict.fromkeys(_pieces(text[: MAX_WORDS * MAX_WORD]))
    return tuple(found)[:MAX_WORDS]


def match_expression(word: tuple[str, ...]) -> str:
    """The FTS5 expression for one entry. Quoted: no letter of a person's is an operator."""
    return f'"{" ".join(word)}" *'


def holds(text: str, word: tuple[str, ...]) -> bool:
    """Whether a normalized text (of `index_text`) has the word, or one that begins so."""
    return f" {' '.join(word)}" in f" {text}"


def excerpt(text: str, words: Iterable[tuple[str, ...]]) -> str:
    """A piece of a text around the first of these words, on one line; "" where none is in it."""
    wanted = tuple(words)
    for found in _WORD.finditer(text):
        pieces = _pieces(found.group())
        if any(_begins(piece, word) for piece in pieces for word in wanted):
            start, end = max(0, found.start() - _AROUND), min(len(text), found.end() + _AROUND)
            cut = " ".join(text[start:end].split())
            return f"{'…' if start else ''}{cut}{'…' if end < len(text) else ''}"
    return ""


def _begins(piece: tuple[str, ...], word: tuple[str, ...]) -> bool:
    if len(word) == 1:
        return any(part.startswith(word[0]) for part in piece)
    return "".join(word) in "".join(piece)


def _pieces(text: str) -> list[tuple[str, ...]]:
    """The words of a text, each as one part, or as its letters where they stand unspaced."""
    folded = _fold(text)
    found: list[tuple[str, ...]] = []
    for match in _WORD.finditer(folded):
        run = match.group()
        if run.isascii() or _UNSPACED.search(run) is None:
            found.append((run[:MAX_WORD],))
            continue
        spaced = _UNSPACED.sub(lambda letter: f" {letter.group()} ", run)
        found.append(tuple(part[:MAX_WORD] for part in spaced.split()))
    return found


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).casefold()
    marked = unicodedata.normalize("NFKD", folded)
    return "".join(char for char in marked if not unicodedata.combining(char))
