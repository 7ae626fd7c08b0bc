"""HTML as a stream of tags and words, in one pass: no input makes it slow, none makes it fail.

The standard library's parser goes back to where an unclosed comment or tag began; on a megabyte
of such beginnings that takes hours. Here every sign is looked at a fixed number of times.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import msgspec

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_ATTRIBUTE = re.compile(
    r"([a-zA-Z_:@][-\w:.@]{0,60})(?:\s{0,20}=\s{0,20}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?"
)
_RAW = {
    name: re.compile(rf"</{name}", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "iframe", "noembed", "xmp")
}
_LONGEST_TAG = 20_000


class Tag(msgspec.Struct, frozen=True, gc=False):
    """An element's beginning, or with `closing` its end."""

    name: str
    closing: bool
    attributes: dict[str, str]


def tokens(text: str) -> Iterator[Tag | str]:
    """The tags and the words between them; entities are resolved, comments and scripts left out."""
    at, size = 0, len(text)
    while at < size:
        less = text.find("<", at)
        if less < 0:
            yield html.unescape(text[at:])
            return
        if less > at:
            yield html.unescape(text[at:less])
        found = _TAG.match(text, less)
        if found is None:
            if less + 1 < size and text[less + 1] in "!?/":
                at = _behind(text, less)
            else:
                yield "<"
                at = less + 1
            continue
        end = _tag_end(text, found.end())
        if end < 0:
            return  # a tag that never ends hides the rest, as in a browser
        name = found[1].lower()
        closing = text[less + 1] == "/"
        yield Tag(name, closing, {} if closing else _attributes(text[found.end() : end]))
        at = end + 1
        if not closing and name in _RAW:
            close = _RAW[name].search(text, at)
            at = close.start() if close else size


def _behind(text: str, at: int) -> int:
    if text.startswith("<!--", at):
        end = text.find("-->", at + 4)
        return end + 3 if end >= 0 else len(text)
    if text.startswith("<![CDATA[", at):
        end = text.find("]]>", at + 9)
        return end + 3 if end >= 0 else len(text)
    end = text.find(">", at)
    return end + 1 if end >= 0 else len(text)


def _tag_end(text: str, at: int) -> int:
    """The ">" that ends a tag: one within quotes does not."""
    limit = min(len(text), at + _LONGEST_TAG)
    quote = ""
    simple = text.find(">", at, limit)
    if simple >= 0 and '"' not in text[at:simple] and "'" not in text[at:simple]:
        return simple
    for place in range(at, limit):
        sign = text[place]
        if quote:
            if sign == quote:
                quote = ""
        elif sign == ">":
            return place
        elif sign in "\"'" and text[place - 1] in "= \t\n":
            quote = sign
    return simple if simple >= 0 else text.find(">", at)


def _attributes(inside: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in _ATTRIBUTE.finditer(inside[:_LONGEST_TAG]):
        value = one[2] or one[3] or one[4] or ""
        found.setdefault(one[1].lower(), html.unescape(value))
    return found
