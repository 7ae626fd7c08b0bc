"""Templates and data to PDF/A-3a + PDF/UA-1, and to pictures of the pages.

Data reaches a template as JSON and is set as text, so that nothing a person writes can be markup.
The same data gives the same bytes: fonts are packages, the date is given, nothing else is read.
"""

from __future__ import annotations

import functools
import importlib.resources
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from app.documents.fonts import FAMILIES, fonts
from app.documents.model import Embedded, Paper
from app.documents.problems import GlyphMissing, bad_document

_STANDARDS = ("a-3a", "ua-1")
_LACKS = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_FORBIDDEN = re.compile(r'codepoint `"?((?:[^"`\\]|\\.)+)"?`')
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|(.))", re.DOTALL)
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
"""Controls and marks without a shape, which PDF/A has no place for."""
_JOINERS = ("\ufe0e", "\ufe0f", "\u200c", "\u200d")
_SURROGATE = re.compile("[\ud800-\udfff]")


def render(
    template: str,
    data: Mapping[str, object],
    *,
    paper: Paper | str = Paper.A4,
    language: str = "en",
    attachments: Sequence[Embedded] = (),
    fixed: datetime,
) -> bytes:
    """A document as PDF/A-3a and PDF/UA-1, ready to be signed; `fixed` is its date (aware).

    Raises GlyphMissing where a character cannot be shown, BadDocument for anything else.
    """
    inputs = _inputs(data, paper, language, attachments)
    made = _compiled(template, inputs, fixed, format="pdf", pdf_standards=list(_STANDARDS))
    # Without the line's end a signature that is appended breaks PDF/A (measured with pyHanko).
    return b"".join(made) + b"\n"


def pages(
    template: str,
    data: Mapping[str, object],
    *,
    paper: Paper | str = Paper.A4,
    language: str = "en",
    fixed: datetime,
    resolution: float = 144,
) -> tuple[bytes, ...]:
    """The pages as PNG pictures at `resolution` dots an inch, for a preview.

    A character that cannot be shown stands there as a box; `render` refuses it. Raises BadDocument.
    """
    inputs = _inputs(data, paper, language, ())
    return _compiled(template, inputs, fixed, format="png", ppi=resolution)


def plain(text: str) -> str:
    """`text` as it can be printed: line ends in one form, tabs as blanks, no invisible controls."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", text))


def _compiled(
    template: str, inputs: dict[str, str], fixed: datetime, **how: Any
) -> tuple[bytes, ...]:
    import typst  # noqa: PLC0415 - 40 MB of native code, only where a document is made

    try:
        made = typst.compile(
            template_source(template),
            sys_inputs=inputs,
            ignore_system_fonts=True,
            font_paths=fonts(),
            timestamp=int(fixed.timestamp()),
            **how,
        )
    except typst.TypstError as error:
        lacks = _lacking(error.diagnostic or error.message)
        if lacks:
            raise GlyphMissing(lacks, _text_of(inputs)) from error
        raise bad_document(error.diagnostic or error.message) from error
    return tuple(made) if isinstance(made, list) else (made,)


@functools.cache
def template_source(template: str) -> bytes:
    """A template of this program. Raises ValueError for one that would fetch a package."""
    place = importlib.resources.files("resources") / "documents" / f"{template}.typ"
    source = place.read_bytes()
    if b'"@' in source:
        raise ValueError(f"the template {template} imports a package from the network")
    return source


def _inputs(
    data: Mapping[str, object],
    paper: Paper | str,
    language: str,
    attachments: Sequence[Embedded],
) -> dict[str, str]:
    whole = {
        **{name: _plain(value) for name, value in data.items()},
        "paper": Paper(paper).value,
        "language": language,
        "fonts": FAMILIES,
        "embedded": attachments,
    }
    return {"data": msgspec.json.encode(whole).decode("utf-8")}


def _plain(value: object) -> object:
    """A value with all its texts as they can be printed."""
    builtin = msgspec.to_builtins(value) if not isinstance(value, str) else value
    match builtin:
        case str():
            return plain(builtin)
        case list() | tuple():
            return [_plain(one) for one in builtin]
        case dict():
            return {name: _plain(one) for name, one in builtin.items()}
        case _:
            return builtin


def _lacking(said: str) -> list[str]:
    """The characters that the typesetter found no way to show, each once."""
    found = [match[1] for match in _LACKS.finditer(said)]
    found += [match[1] for match in _FORBIDDEN.finditer(said)]
    named = list(dict.fromkeys(_unescaped(one) for one in found))
    # Of a sign made of several (a keycap) all are named; its letters and joiners are innocent.
    guilty = [one for one in named if not (one.isascii() or one in _JOINERS)]
    return guilty or named


def _unescaped(text: str) -> str:
    """What a debugging string of the typesetter stands for."""
    names = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else names.get(m[2], m[2]), text)


def _text_of(inputs: Mapping[str, str]) -> str:
    found = msgspec.json.decode(inputs["data"]).get("text", "")
    return found if isinstance(found, str) else ""
