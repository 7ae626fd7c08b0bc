"""What can go wrong when a document is made, in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from app.base.errors import Problem
from app.base.text import _, ngettext

_SHOWN = 8
"""So many characters are named; a text in a script without a font would fill the screen."""


class GlyphMissing(Problem):
    """A character that no font of the documents can show, so that paper could not either."""

    code = "CP-5501"

    def __init__(self, characters: Sequence[str], text: str = "") -> None:
        self.characters = tuple(dict.fromkeys(characters))
        count = len(self.characters)
        named = [_named(one, text) for one in self.characters[:_SHOWN]]
        if count > _SHOWN:
            named.append(_("and {n} more").format(n=count - _SHOWN))
        super().__init__(
            ngettext("A character cannot be printed", "Some characters cannot be printed", count),
            ngettext(
                "No font that documents are made with has {characters}.",
                "No font that documents are made with has these: {characters}.",
                count,
            ).format(characters=", ".join(named)),
            ngettext(
                "Take it out of the text or write it in another way, then try again.",
                "Take them out of the text or write them in another way, then try again.",
                count,
            ),
            kept=_("The text is kept as it is."),
        )


class BadDocument(Problem):
    """A document could not be made for another reason than its characters."""

    code = "CP-5502"


def bad_document(detail: str) -> BadDocument:
    """What the typesetter says goes into the details."""
    return BadDocument(
        _("The document could not be made"),
        _("The typesetting program refused it."),
        _("Shorten the text and try again; the details help whoever looks into it."),
        kept=_("The text is kept as it is."),
        detail=detail[:2000],
    )


def _named(characters: str, text: str) -> str:
    """A character as a person can find it: itself, its name, its number, its line in `text`."""
    first = characters[0]
    number = f"U+{ord(first):04X}"
    name = unicodedata.name(first, "")
    shown = f"“{characters}”" if characters.isprintable() else _("an invisible character")
    said = f"{shown} ({name}, {number})" if name else f"{shown} ({number})"
    at = text.find(characters)
    if at < 0:
        return said
    return _("{character} in line {line}").format(character=said, line=text.count("\n", 0, at) + 1)
