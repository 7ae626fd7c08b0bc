"""How orders are found by typing: the same normalized words for the index, the rows and the query.

A word is folded (case, accents, width) and cut at everything that is no letter or digit; a word
with such a cut inside also counts as one piece, so that "KO-204" finds KO-20417 and not every 204.
A query finds what has, for each of its words, a word that begins so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_WORDS = 12
"""So many words of a query count; more cannot narrow it in a way that a person would miss."""
MAX_WORD = 64

_CUT = re.compile(r"[\W_]+")
_ASCII_CUTS = {code: " " for code in range(128) if not chr(code).isalnum()}


def index_words(texts: Iterable[str]) -> str:
    """The words of an order's texts, each after one space."""
    return "".join(map(_words_of, texts))


def query_words(text: str) -> tuple[str, ...]:
    """The beginnings that a query asks for; empty where it holds no letter and no digit."""
    words: dict[str, None] = {}
    for piece in _fold(text[: MAX_WORDS * MAX_WORD]).split():
        word = _CUT.sub("", piece)[:MAX_WORD]
        if word:
            words[word] = None
    return tuple(words)[:MAX_WORDS]


def match_expression(words: Iterable[str]) -> str:
    """The FTS5 expression for these beginnings. Quoted: no letter of a person's is an operator."""
    return " AND ".join(f'"{word}" *' for word in words)


def _words_of(text: str) -> str:
    if text.isascii() and " " not in text and len(text) <= MAX_WORD:
        low = text.lower()
        piece = low.replace("-", "")
        if piece.isalnum():
            spaced = " ".join(low.replace("-", " ").split())
            return f" {piece}" if spaced == piece else f" {piece} {spaced}"
        parts = low.translate(_ASCII_CUTS).split()
        if len(parts) == 1:
            return f" {parts[0]}"
        return f" {''.join(parts)} {' '.join(parts)}" if parts else ""
    words: list[str] = []
    for piece in _fold(text).split():
        parts = _parts(piece)
        if len(parts) > 1:
            words.append("".join(parts))
        words += parts
    return "".join([f" {word[:MAX_WORD]}" for word in words])


def _parts(piece: str) -> list[str]:
    if piece.isalnum():
        return [piece]
    if piece.isascii():
        return piece.translate(_ASCII_CUTS).split()
    return [part for part in _CUT.split(piece) if part]


def _fold(text: str) -> str:
    """Without case, accents and differences of width; ASCII takes the short way."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).casefold()
    marked = unicodedata.normalize("NFKD", folded)
    return "".join(char for char in marked if not unicodedata.combining(char))
