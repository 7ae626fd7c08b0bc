"""Markdown as readable text: markup is taken away, numbers of lists and headings stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.base.text import _
from app.terms.reading.source import Source
from app.terms.reading.writer import Writer

if TYPE_CHECKING:
    from markdown_it.token import Token

LONGEST_INLINE = 20_000
"""Signs of one paragraph that are searched for emphasis and links; longer ones stay as they are."""
DEEPEST = 100
"""Levels of quotations and lists in each other (a list and its items are two). The parser drops
without a word what lies deeper (its own limit is 20), so deeper texts are read as plain ones."""


def read_markdown(text: str) -> Source:
    """The readable text of Markdown, with its headings. HTML in it is shown as text, never used."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST})
    reader.enable(["table", "strikethrough"]).disable("inline")
    tokens = reader.parse(text)
    if any(token.level >= DEEPEST - 1 for token in tokens):
        note = _("Lists or quotations are nested too deeply: the text is shown with its markup.")
        return Source(text=text, notes=(note,))
    writer = Writer()
    _Reader(writer).blocks(tokens)
    return writer.source("markdown")


class _Reader:
    """Walks over the blocks; lists keep the numbers that a reader is shown."""

    def __init__(self, writer: Writer) -> None:
        from markdown_it import MarkdownIt

        self._writer = writer
        self._inline = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough"])
        self._lists: list[int | None] = []

    def blocks(self, tokens: Sequence[Token]) -> None:
        """Write what the tokens show."""
        heading = 0
        for token in tokens:
            match token.type:
                case "heading_open":
                    heading = int(token.tag[1])
                    self._writer.block()
                case "heading_close":
                    heading = 0
                    self._writer.block()
                case "inline":
                    self._words(token.content, heading)
                case "fence" | "code_block":
                    self._code(token.content)
                case _ if "list" in token.type:
                    self._list(token)
                case _:
                    self._other(token)

    def _other(self, token: Token) -> None:
        match token.type:
            case "paragraph_open":
                self._writer.block(tight=token.hidden)
            case "hr":
                self._writer.block()
            case "tr_open":
                self._writer.block(tight=True)
            case "th_close" | "td_close":
                self._writer.write("\t")

    def _list(self, token: Token) -> None:
        match token.type:
            case "ordered_list_open":
                self._writer.block(tight=bool(self._lists))
                start = token.attrGet("start")
                self._lists.append(int(start) if start is not None else 1)
            case "bullet_list_open":
                self._writer.block(tight=bool(self._lists))
                self._lists.append(None)
            case "ordered_list_close" | "bullet_list_close":
                self._lists.pop()
                self._writer.block()
            case "list_item_open":
                self._item(token)

    def _code(self, content: str) -> None:
        self._writer.block()
        for line in content.splitlines():
            self._writer.line(line)
        self._writer.block()

    def _item(self, token: Token) -> None:
        number = self._lists[-1]
        depth = len(self._lists) - 1
        if number is None:
            self._writer.item("•", depth)
            return
        self._writer.item(f"{number}{token.markup}", depth)
        self._lists[-1] = number + 1

    def _words(self, content: str, heading: int) -> None:
        writer = self._writer
        begin = writer.place_of_next()
        if len(content) > LONGEST_INLINE:
            writer.write(content)
        else:
            self._spans(content)
        if heading:
            writer.hint(begin, heading)

    def _spans(self, content: str) -> None:
        writer = self._writer
        bold: list[int] = []
        begin = writer.place_of_next()
        for token in self._inline.parseInline(content)[0].children or ():
            match token.type:
                case "text" | "code_inline":
                    writer.write(token.content)
                case "softbreak" | "hardbreak":
                    writer.line_break()
                case "image":
                    writer.write(token.content)
                case "strong_open":
                    bold.append(writer.place_of_next())
                case "strong_close":
                    if bold:
                        writer.bold(begin, bold.pop())
