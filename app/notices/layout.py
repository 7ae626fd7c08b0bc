"""A letter's plain text as the parts of a page: head, subject, paragraphs, tables, signature.

The text is what a person wrote and may have changed; nothing of it is dropped. Where its head no
longer has the form in which it was drafted, it is set as it stands, from top to bottom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from app.base.text import _, catalog
from app.documents.model import Embedded
from app.documents.render import plain
from app.notices.bodies import ITEM, MORE, RESULT
from app.notices.model import NoticeDraft

_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
_HAND = re.compile(r"_{4,}\s*$")
_LABEL = re.compile(r"\s*([^:：]{1,80})[:：]\s*(\S.*)", re.DOTALL)
_HEAD = 5
"""Sender, customer number, recipient, way, day."""
_LANGUAGES = ("en", "de", "fr", "ja")


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a letter's body. `kind`: text, list, table, facts, figures or fields."""

    kind: str
    lines: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[int, ...] = ()
    """Of a table's columns, relative to each other."""
    sticky: bool = False
    """It stays on the page of what follows."""


class Reference(msgspec.Struct, frozen=True):
    """A line beside the address: a label with its value, or a sentence with none."""

    label: str
    value: str = ""


class Words(msgspec.Struct, frozen=True):
    """The words of the template itself. In `page`, {n} and {m} are filled there."""

    page: str
    enclosures: str


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the template of a letter shows."""

    subject: str
    author: str
    """Who writes: for the foot of each page and the properties of the document."""
    running: str
    """What stands at the head of each further page."""
    sender: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    day: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    enclosures: tuple[str, ...] = ()
    words: Words
    text: str = ""
    """The whole text, to say in which line a character stands that cannot be printed."""


def sheet(draft: NoticeDraft) -> Sheet:
    """A letter as its template shows it."""
    text = plain(draft.letter)
    blocks = [block for block in _BLANK.split(text.strip("\n")) if block.strip()]
    title = plain(draft.title).strip()
    at = next((n for n, block in enumerate(blocks) if block.strip() == title), None)
    head, rest = (blocks[:at], blocks[at + 1 :]) if at is not None else ([], blocks)
    placed = _placed(head, plain(draft.recipient))
    first = plain(draft.recipient).split("\n")[0].strip()
    made = Sheet(
        subject=title,
        author=_author(head),
        running=" · ".join(part for part in (first, title) if part),
        parts=tuple(_parts(rest)),
        enclosures=tuple(file.name for file in draft.enclosures),
        words=Words(page=_("Page {n} of {m}"), enclosures=_("Enclosures")),
        text=text,
    )
    if placed is None:
        return msgspec.structs.replace(made, parts=(*_parts(head), *made.parts))
    sender, references, recipient, day = placed
    return msgspec.structs.replace(
        made,
        sender=_lines(sender),
        recipient=_lines(recipient),
        references=tuple(_reference(line) for line in references),
        day=_lines(day),
    )


def embedded(draft: NoticeDraft) -> Embedded:
    """What the letter rests on as data, to travel inside its PDF."""
    facts = {
        "id": draft.id,
        "kind": draft.kind.value,
        "title": draft.title,
        "created_at": draft.created_at,
        "recipient": draft.recipient,
        "email": draft.email,
        "orders": draft.order_numbers,
        "order_ids": draft.order_ids,
        "terms_document_id": draft.version_id or None,
        "post_by": draft.post_by,
        "counts_by": draft.counts_by,
        "effect_at": draft.effect_at,
        "enclosures": [{"name": one.name, "sha256": one.sha256} for one in draft.enclosures],
        "letter": draft.letter,
    }
    return Embedded(
        name="letter.json",
        text=msgspec.json.format(msgspec.json.encode(facts), indent=2).decode("utf-8"),
        description=_("The facts of this letter, and its text"),
    )


def language() -> str:
    """The language that letters are written in now: that of this program's words."""
    named = catalog().info().get("language", "").replace("_", "-").split("-")[0].casefold()
    return named if named in _LANGUAGES else "en"


def _placed(head: Sequence[str], recipient: str) -> tuple[str, tuple[str, ...], str, str] | None:
    """Sender, lines beside the address, recipient and day; None: it has no such form."""
    if len(head) < 3:
        return None
    stripped = [block.strip() for block in head]
    at = stripped.index(recipient.strip()) if recipient.strip() in stripped else -1
    if at < 1 and len(head) == _HEAD:
        at = 2
    if at < 1 or at >= len(head) - 1:
        return None
    beside = (*head[1:at], *head[at + 1 : -1])
    return head[0], tuple(line for block in beside for line in _lines(block)), head[at], head[-1]


def _author(head: Sequence[str]) -> str:
    return head[0].strip().split("\n")[0].strip() if head else ""


def _lines(block: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in block.split("\n") if line.strip())


def _reference(line: str) -> Reference:
    found = _LABEL.fullmatch(line)
    return Reference(found[1].strip(), found[2].strip()) if found else Reference(line)


def _parts(blocks: Sequence[str]) -> Iterator[Part]:
    fields: list[tuple[str, ...]] = []
    for at, block in enumerate(blocks):
        rows = _fields(block)
        if rows:
            fields += rows
            continue
        if fields:
            yield Part(kind="fields", rows=tuple(fields))
            fields = []
        last = at + 1 < len(blocks) and bool(_fields(blocks[at + 1]))
        yield _part(block, sticky=last)
    if fields:
        yield Part(kind="fields", rows=tuple(fields))


def _fields(block: str) -> list[tuple[str, ...]]:
    """Lines to be filled in by hand, each with its label; empty where the block is something else.

    Such a block has at least one line that ends in a rule, and all its lines have labels.
    """
    lines = [line for line in block.split("\n") if line.strip()]
    if not any(_HAND.search(line) for line in lines):
        return []
    found = [_LABEL.fullmatch(line) for line in lines]
    if not all(found):
        return []
    return [(one[1].strip(), one[2].strip()) for one in found if one is not None]


def _part(block: str, *, sticky: bool) -> Part:
    lines = [line.rstrip() for line in block.strip("\n").split("\n") if line.strip()]
    if lines and lines[0].startswith(ITEM) and all(_of_list(line) for line in lines):
        return _list(lines)
    if len(lines) > 1 and all(line.startswith(MORE) for line in lines):
        rows = [_LABEL.fullmatch(line) for line in lines]
        if all(rows):
            return _facts([(one[1].strip(), one[2].strip()) for one in rows if one is not None])
    return Part(kind="text", lines=tuple(lines), sticky=sticky)


def _facts(rows: Sequence[tuple[str, str]]) -> Part:
    """Rows of a label and a value; a working where the last one is marked as its result."""
    if not rows[-1][0].startswith(RESULT):
        return Part(kind="facts", rows=tuple(rows))
    last = (rows[-1][0].removeprefix(RESULT), rows[-1][1])
    return Part(kind="figures", head=(_("Step"), _("Figure")), rows=(*rows[:-1], last))


def _of_list(line: str) -> bool:
    return line.startswith((ITEM, MORE))


def _list(lines: Sequence[str]) -> Part:
    """A list, or a table where each entry has the same further lines."""
    entries: list[list[str]] = []
    for line in lines:
        if line.startswith(ITEM):
            entries.append([line.removeprefix(ITEM).strip()])
        else:
            entries[-1].append(line.strip())
    firsts = [_LABEL.fullmatch(entry[0]) for entry in entries]
    more = [[_LABEL.fullmatch(line) for line in entry[1:]] for entry in entries]
    if all(firsts) and all(all(found) for found in more):
        labels = [tuple(one[1].strip() for one in found if one) for found in more]
        if len(set(labels)) == 1 and len(labels[0]) <= 3:
            rows = tuple(
                (first[1].strip(), first[2].strip(), *(one[2].strip() for one in found if one))
                for first, found in zip(firsts, more, strict=True)
                if first is not None
            )
            return Part(
                kind="table",
                head=(_("Order"), _("Products"), *labels[0]),
                rows=rows,
                widths=(4, 7, *(8 for _label in labels[0])) if labels[0] else (2, 7),
            )
    return Part(kind="list", lines=tuple("\n".join(entry) for entry in entries))
