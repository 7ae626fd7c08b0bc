"""The fixed words of documents in the language of the document, not of the screen.

They are tables in resources/documents/words, one a language, with the same keys. What a person
typed is printed as typed.
"""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Mapping
from typing import Any

import msgspec

from app.certification.scope.entitled import NO_CHARGE

LANGUAGES = ("en", "de", "fr", "ja")
"""Languages that certificates can be made in; any other is printed in English."""


class Words(msgspec.Struct, frozen=True):
    """One table of words. `language` is the one that is set, not the one that was asked for."""

    language: str
    table: Mapping[str, Any]

    def __call__(self, key: str, **named: object) -> str:
        """The words `key` stands for; a key of the tables' own, so KeyError is a bug."""
        found = self.table[key]
        text: str = found if isinstance(found, str) else found["other"]
        return text.format(**named) if named else text

    def count(self, key: str, n: int, **named: object) -> str:
        """The form that fits `n`: "one" or "other" (French counts 0 as one, Japanese never)."""
        forms = self.table[key]
        single = n in (0, 1) if self.language == "fr" else n == 1
        text: str = forms["one"] if single and "one" in forms else forms["other"]
        return text.format(n=n, **named)

    def of(self, group: str, key: str) -> str:
        """The word for a value of an enum; the value itself where the table has none."""
        found: str = self.table[group].get(key, key)
        return found

    def said(self, text: str) -> str:
        """A sentence of this program's own in the document's language; any other text as it is.

        Attested statements are such sentences, and why rows were left out.
        """
        found: str = self.table["said"].get(text, text)
        return found

    def metric(self, metric: str) -> str:
        """A metric of an order; those of products without charge are counted apart."""
        named = metric.removesuffix(NO_CHARGE)
        shown = self.of("metrics", named)
        return shown if named == metric else self("metric_no_charge", metric=shown)

    def clause(self, number: str) -> str:
        """A clause as it is cited; one that begins with words as it stands."""
        return self("clause", n=number) if number[:1].isdigit() else number

    def names(self, group: str) -> list[str]:
        """A list of words: the months."""
        found: list[str] = self.table[group]
        return found


@functools.cache
def words(language: str) -> Words:
    """The words of `language` ("de", "de-CH"); English where there is no table of it."""
    primary = language.replace("_", "-").partition("-")[0].lower()
    chosen = primary if primary in LANGUAGES else "en"
    place = importlib.resources.files("resources") / "documents" / "words" / f"{chosen}.json"
    return Words(chosen, msgspec.json.decode(place.read_bytes()))
