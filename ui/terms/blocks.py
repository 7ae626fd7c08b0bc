"""The blocks of a document: headings and paragraphs, each laid out when it is first shown.

The unit is small (a paragraph, at most 2,000 characters of one), so that a text without any
structure costs no more than another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import chain, pairwise

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QTextLayout, QTextOption

from app.base.text import _
from app.terms.model import Clause
from ui.terms.type import Setting, Typography

LONGEST = 2000
LINE_BREAK = "\u2028"
_FULL = 48
"""A line of at least so many characters was broken because it was full."""
_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?!\s*\n))*")
Look = QTextLayout.FormatRange


class Role(Enum):
    """What a block is."""

    HEADING = "heading"
    TEXT = "text"
    WAITING = "waiting"
    """The text of its clause has not been read yet."""


class Block:
    """A heading, a paragraph, or the place of a text that is still to come."""

    __slots__ = ("clause", "exact", "height", "layout", "role", "start", "text")

    def __init__(self, clause: int, role: Role, text: str, start: int, height: int) -> None:
        self.clause = clause
        """The position of its clause."""
        self.role = role
        self.text = text
        self.start = start
        """Where it begins in the own text of its clause."""
        self.height = height
        self.exact = False
        self.layout: QTextLayout | None = None

    def forget(self) -> None:
        """Lay it out again when it is next seen; its height stays what it was until then."""
        self.layout, self.exact = None, False


def heading_words(clause: Clause) -> str:
    """The heading of a clause above its text; what an implied one says instead.

    A clause without any heading is called by its first words, which are not said twice.
    """
    if clause.implied and not clause.title:
        return _("Named only by its clauses")
    return clause.title if clause.number or clause.body > clause.start else ""


def outline_words(clause: Clause) -> str:
    """What a clause is called in the outline."""
    return heading_words(clause) or clause.title or clause.id


def waiting(position: int, clause: Clause, kind: Typography) -> Block:
    """The block of a clause whose text is still to come."""
    height = kind.estimate(clause.body_end - clause.body, clause)
    if heading_words(clause):
        setting = kind.heading_of(clause)
        height += setting.above + setting.line + setting.below
    return Block(position, Role.WAITING, "", 0, height)


def blocks_of(position: int, clause: Clause, text: str, kind: Typography) -> list[Block]:
    """The blocks of a clause: its heading, then its paragraphs."""
    made = []
    title = heading_words(clause)
    if title:
        setting = kind.heading_of(clause)
        height = setting.above + setting.line + setting.below
        made.append(Block(position, Role.HEADING, title, 0, height))
    made += [
        Block(position, Role.TEXT, text[start:end], start, kind.estimate(end - start, clause))
        for start, end in paragraphs(text)
    ]
    return made or [Block(position, Role.TEXT, "", 0, kind.text.line)]


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each paragraph in `text`; long ones are cut at a blank."""
    for found in _PARAGRAPH.finditer(text):
        start, end = found.span()
        while end - start > LONGEST:
            cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
            cut = start + LONGEST if cut < 0 else cut + 1
            yield start, cut
            start = cut
        yield start, end


def shown_text(text: str) -> str:
    """A paragraph as it is set, as many characters as before.

    Where a line was broken to fit a page it runs on; a short line (an address, a verse) stays one.
    """
    if "\n" not in text:
        return text
    lines = text.split("\n")
    ends = [
        " " if len(line) >= _FULL and not following.startswith((" ", "\t")) else LINE_BREAK
        for line, following in pairwise(lines)
    ]
    return "".join(chain.from_iterable(zip(lines, [*ends, ""], strict=True)))


def setting_of(block: Block, clause: Clause, kind: Typography) -> Setting:
    """How a block is set."""
    return kind.heading_of(clause) if block.role is Role.HEADING else kind.text


def lay_out(
    block: Block, clause: Clause, kind: Typography, first: bool, looks: Sequence[Look] = ()
) -> None:
    """Break the block's text into lines and learn its true height. `looks`: of its spots."""
    if block.role is Role.WAITING or block.exact:
        return
    setting = setting_of(block, clause, kind)
    layout = QTextLayout(shown_text(block.text), setting.font)
    side = Qt.AlignmentFlag.AlignRight if kind.mirrored else Qt.AlignmentFlag.AlignLeft
    option = QTextOption(side | Qt.AlignmentFlag.AlignAbsolute)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    if looks:
        # Given later they would throw the lines away.
        layout.setFormats(list(looks))
    layout.beginLayout()
    lines = 0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(kind.room(clause))
        within = (setting.line - line.height()) / 2
        line.setPosition(QPointF(0, round(lines * setting.line + within)))
        lines += 1
    layout.endLayout()
    block.layout = layout
    block.height = above(block, clause, kind, first) + max(1, lines) * setting.line + setting.below
    block.exact = True


def above(block: Block, clause: Clause, kind: Typography, first: bool) -> int:
    """The room above a block: headings stand off, and so does an untitled clause's number."""
    if block.role is Role.HEADING:
        return setting_of(block, clause, kind).above
    return 2 if first and not heading_words(clause) else 0
