"""Bytes to text: what the encoding is, and what was done about bytes that do not fit it."""

from __future__ import annotations

import codecs

from app.base.text import _, ngettext
from app.terms.reading import problems

_SAMPLE = 65_536
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FAMILIAR = frozenset("äöüßÄÖÜàâçéèêëîïôùûñáíóúåæøÅÆØÉÈÀ§©®™°«»“”‘’„–—…•·€£½¼¾²³ \u00ad")
_NAMES = {"cp1252": "Windows-1252", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
          "utf-32-le": "UTF-32", "utf-32-be": "UTF-32"}  # fmt: skip
_KINDS = (
    (b"PK\x03\x04", "zip"), (b"\xd0\xcf\x11\xe0", "office"), (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"), (b"GIF8", "picture"), (b"\x7fELF", "program"), (b"MZ", "program"),
    (b"\x1f\x8b", "archive"), (b"SQLite format 3", "database"), (b"{\\rtf", "rtf"),
)  # fmt: skip


def decode(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """The text of `data`, the encoding it was read in, and notes for the person.

    Raises UnreadableBinary for what is no text, UnreadableEmpty for nothing.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding)
    _refuse_known(data)
    wide = _wide(data)
    if wide:
        return _marked(data, wide)
    if b"\0" in data:
        raise problems.binary()
    try:
        return _checked(data.decode("utf-8")), "utf-8", ()
    except UnicodeDecodeError:
        return _single_bytes(data)


def _refuse_known(data: bytes) -> None:
    kind = next((kind for start, kind in _KINDS if data.startswith(start)), None)
    words = {
        "zip": _("a Word document or a ZIP archive"),
        "office": _("an older office document"),
        "picture": _("a picture"),
        "program": _("a program"),
        "archive": _("a compressed file"),
        "database": _("a database"),
        "rtf": _("a document in rich text format"),
    }
    if kind and (kind != "program" or b"\0" in data[:512]):
        raise problems.binary(words[kind])


def _marked(data: bytes, encoding: str) -> tuple[str, str, tuple[str, ...]]:
    text = data.decode(encoding, "replace")
    bad = text.count("\ufffd")
    if bad > 10 + len(text) // 10:
        raise problems.binary()
    notes: list[str] = []
    if encoding != "utf-8":
        notes.append(_("Read as {name}.").format(name=_NAMES[encoding]))
    if bad:
        notes.append(_replaced(bad))
    return _checked(text), encoding, tuple(notes)


def _wide(data: bytes) -> str:
    """The UTF-16 that text without a byte order mark is in, "" for another."""
    sample = data[: min(len(data), _SAMPLE) // 2 * 2]
    if len(sample) < 4 or b"\0" not in sample:
        return ""
    pairs = len(sample) // 2
    high, low = sample[1::2].count(0), sample[0::2].count(0)
    if high > 0.6 * pairs and low < 0.05 * pairs:
        return "utf-16-le"
    if low > 0.6 * pairs and high < 0.05 * pairs:
        return "utf-16-be"
    return ""


def _single_bytes(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Not UTF-8: mostly UTF-8 with strays, an old Western encoding, or another one."""
    mixed = data.decode("utf-8", "surrogateescape")
    strays = sum("\udc80" <= sign <= "\udcff" for sign in mixed)
    whole = sum(sign > "\x7f" for sign in mixed) - strays
    if whole > 2 * strays:
        text = mixed.encode("utf-8", "surrogateescape").decode("utf-8", _WESTERN)
        note = ngettext(
            "Read as UTF-8; {count} byte that does not fit was read as Windows-1252.",
            "Read as UTF-8; {count} bytes that do not fit were read as Windows-1252.",
            strays,
        ).format(count=strays)
        return _checked(text), "utf-8", (note,)
    encoding = _guess(data)
    text = data.decode(encoding, "replace")
    notes = [_("Read as {name}.").format(name=_NAMES.get(encoding, encoding))]
    if "\ufffd" in text:
        notes.append(_replaced(text.count("\ufffd")))
    return _checked(text), encoding, tuple(notes)


def _guess(data: bytes) -> str:
    odd = bytes(byte for byte in data[: 16 * _SAMPLE] if byte > 127)[:_SAMPLE]
    western = odd.decode("cp1252", "replace")
    if sum(sign in _FAMILIAR for sign in western) >= 0.9 * len(western):
        return "cp1252"
    from charset_normalizer import from_bytes

    first = next((at for at, byte in enumerate(data) if byte > 127), 0)
    sample = data[max(0, first - 2000) : max(0, first - 2000) + _SAMPLE // 2]
    best = from_bytes(sample).best()
    return best.encoding if best is not None else "cp1252"


def _checked(text: str) -> str:
    """`text` with one kind of line end. Raises UnreadableBinary where control signs abound."""
    if not text.strip("\ufeff\u200b \t\r\n\f\v\u00a0"):
        raise problems.empty()
    sample = text[:_SAMPLE] + text[-_SAMPLE:]
    controls = sum(sign < " " and sign not in "\t\n\r\f\v\x1b" for sign in sample)
    if controls > 2 + len(sample) // 200:
        raise problems.binary()
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _replaced(count: int) -> str:
    return ngettext(
        "{count} sign could not be read and is shown as �.",
        "{count} signs could not be read and are shown as �.",
        count,
    ).format(count=count)


def _western(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_WESTERN = "counterpart.western"
codecs.register_error(_WESTERN, _western)
