"""Makes documents as lawyers number them, and knows the sections of each: the truth to find again.

Nothing here looks at the code under test. A style says how numbers, headings and paragraphs are
set; the same tree of sections is written out in any of them.
"""

from __future__ import annotations

import random
import textwrap
from dataclasses import dataclass, field

_ADJECTIVES = (
    "Annual Hosted Third-Party Authorized Delivered Renewed Limited Written General Initial".split()
)
_NOUNS = (
    "Definitions Fees Delivery Renewal Support Training Warranty Liability Indemnity Publicity "
    "Audit Notices "
    "Assignment Credentials Storage Suspension Payment Taxes Restrictions Feedback "
    "Confidentiality Termination"
).split()
_STARTS = (
    "The Customer shall", "Kestrane may", "Each party will", "An order must", "No party shall",
    "Unless an order says otherwise, the vendor will", "A subscription does not",
)  # fmt: skip
_MIDDLES = (
    "pay all fees that an order states", "keep records of the use of each product",
    "rely on Section 7.2 and on clause 4(a) as they stand", "give notice at least 30 days "
    "before the end",
    "report what exceeds 1.5 million units or 250,000 US dollars", "act within 10 days after "
    "the request",
    "use the hosted services within the scope of use", "accept what Schedule 1 says about storage",
)  # fmt: skip
_ENDS = (
    "for the whole term.", "as described in Sections 10.2 and 10.3 of this agreement.",
    "until 31 December 2026.", "at its own cost.", "under the order that names it.",
    "(see Article IV) and without delay.", "whichever comes first.",
)  # fmt: skip


@dataclass
class Section:
    """A section of the truth. `number` is the full one; "" for an unnumbered heading."""

    label: str
    number: str
    title: str
    depth: int
    children: list[Section] = field(default_factory=list)
    sentences: int = 1


@dataclass(frozen=True)
class Style:
    """How a document is set."""

    top: str = "1."
    """"1.", "1", "Section 1.", "SECTION 1.", "Article I", "§ 1", "1)"."""
    second: str = "1.1"
    """"1.1", "1.1.", "(a)", "none"."""
    third: str = "(a)"
    heads: str = "line"
    """"line": on the line of the number; "below": under it; "run-in": before the words."""
    caps: bool = False
    width: int = 78
    """Signs of a line; 0 for one line a paragraph."""
    blank: bool = True
    """Blank lines between paragraphs."""
    indent: int = 0
    contents: bool = False
    furniture: bool = False
    general: bool = False
    schedule: bool = False
    title: bool = True
    newline: str = "\n"


class Maker:
    """One document from a seed and a style."""

    def __init__(self, seed: int, style: Style) -> None:
        self._random = random.Random(seed)
        self.style = style
        self.sections = self._tree()
        self.text = self._text()

    def truth(self) -> list[tuple[str, str, int]]:
        """Number, title and depth of each section, in the order of the text."""
        found: list[tuple[str, str, int]] = []

        def walk(sections: list[Section]) -> None:
            for section in sections:
                found.append((section.number, section.title, section.depth))
                walk(section.children)

        walk(self.sections)
        return found

    def _tree(self) -> list[Section]:
        chance = self._random
        style = self.style
        sections = []
        for one in range(1, chance.randint(3, 9)):
            top = Section(self._top_label(one), self._top_number(one), self._title(), 1)
            if style.second != "none":
                top.sentences = chance.choice((0, 0, 1))
                for two in range(1, chance.randint(2, 6)):
                    top.children.append(self._second(top, one, two))
            sections.append(top)
        if style.general:
            sections.append(Section("", "", "GENERAL PROVISIONS", 1, sentences=2))
        if style.schedule:
            annex = Section("SCHEDULE 1", "Schedule 1", self._title(), 1, sentences=0)
            for one in range(1, 4):
                annex.children.append(Section(f"{one}.", str(one), self._title(), 2))
            sections.append(annex)
        return sections

    def _second(self, top: Section, one: int, two: int) -> Section:
        chance, style = self._random, self.style
        headed = style.heads == "run-in" or chance.random() < 0.6
        title = self._title() if headed else ""
        if style.second == "(a)":
            label = f"({chr(96 + two)})"
            return Section(label, top.number + label, title if style.heads == "run-in" else "", 2)
        number = f"{one}.{two}"
        label = number + ("." if style.second.endswith("1.") else "")
        section = Section(label, number, title, 2)
        if chance.random() < 0.4 and style.third != "none":
            for three in range(1, chance.randint(3, 11)):
                mark = f"({chr(96 + three)})"
                item = Section(mark, number + mark, "", 3)
                if chance.random() < 0.2:
                    for four, numeral in enumerate(("i", "ii", "iii")[: chance.randint(2, 3)]):
                        del four
                        item.children.append(
                            Section(f"({numeral})", f"{item.number}({numeral})", "", 4)
                        )
                section.children.append(item)
        return section

    def _top_label(self, one: int) -> str:
        style = self.style.top
        if style == "Article I":
            return f"Article {_roman(one)}"
        return style.replace("1", str(one))

    def _top_number(self, one: int) -> str:
        return _roman(one) if self.style.top == "Article I" else str(one)

    def _title(self) -> str:
        chance = self._random
        words = chance.sample(_NOUNS, 1)
        if chance.random() < 0.5:
            words.insert(0, chance.choice(_ADJECTIVES))
        if chance.random() < 0.2:
            words += ["and", chance.choice(_NOUNS)]
        return " ".join(words)

    def _sentence(self) -> str:
        chance = self._random
        return f"{chance.choice(_STARTS)} {chance.choice(_MIDDLES)} {chance.choice(_ENDS)}"

    def _text(self) -> str:
        style = self.style
        parts: list[str] = []
        if style.title:
            parts += ["KESTRANE END CUSTOMER TERMS", ""]
            parts += [
                self._wrapped("These terms are agreed between Kestrane and the customer.", 0),
                "",
            ]
        if style.contents:
            parts += ["Table of Contents", ""]
            for number, section in enumerate(self.sections):
                parts.append(f"{section.label} {section.title} ...... {number + 2}".strip())
            parts.append("")
        for section in self.sections:
            self._write(section, parts)
        text = "\n".join(parts)
        if style.furniture:
            text = self._paged(text)
        return text.replace("\n", style.newline)

    def _write(self, section: Section, parts: list[str]) -> None:
        style = self.style
        indent = style.indent * (section.depth - 1)
        words = " ".join(self._sentence() for _one in range(section.sentences))
        if section.depth >= 3 and not section.children:
            words = self._random.choice(
                ("pay the fees in full;", words, "what an order names; and")
            )
        elif section.children and section.depth >= 2:
            words = f"{self._random.choice(_STARTS)} do the following:"
        title = section.title.upper() if style.caps and section.depth == 1 else section.title
        lead = section.label
        own_line = section.depth == 1 or style.heads != "run-in"
        lines: list[str] = []
        if title and style.heads == "below" and section.label:
            lines += [" " * indent + lead, " " * indent + title]
            if words:
                lines.append(self._wrapped(words, indent))
        elif title and own_line:
            lines.append(" " * indent + f"{lead} {title}".strip())
            if words and style.blank and section.depth == 1:
                lines.append("")
            if words:
                lines.append(self._wrapped(words, indent))
        elif title:
            lines.append(self._wrapped(f"{lead} {title}. {words}".strip(), indent))
        else:
            lines.append(self._wrapped(f"{lead} {words}".strip(), indent))
        parts += lines
        if style.blank:
            parts.append("")
        section.title = title
        for child in section.children:
            self._write(child, parts)

    def _wrapped(self, words: str, indent: int) -> str:
        pad = " " * indent
        if not self.style.width:
            return pad + words
        return "\n".join(
            textwrap.wrap(words, self.style.width, initial_indent=pad, subsequent_indent=pad,
                          break_long_words=False, break_on_hyphens=False)
        )  # fmt: skip

    def _paged(self, text: str) -> str:
        lines = text.split("\n")
        pages = [lines[at : at + 40] for at in range(0, len(lines), 40)]
        out: list[str] = []
        for number, page in enumerate(pages, 1):
            out += ["Kestrane End Customer Terms   Version 2026-09", *page]
            out += ["", f"Page {number} of {len(pages)}", ""]
        return "\n".join(out)


def _roman(number: int) -> str:
    signs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    found = ""
    for value, letters in signs:
        found += letters * (number // value)
        number %= value
    return found


def random_style(chance: random.Random) -> Style:
    """Any of the styles."""
    top = chance.choice(
        ("1.", "1.", "1.", "1", "Section 1.", "SECTION 1.", "Article I", "§ 1", "Section 1")
    )
    dotted = top != "Article I" and not top.startswith("§")
    second = chance.choice(("1.1", "1.1", "1.1.", "(a)", "none") if dotted else ("(a)", "none"))
    heads = chance.choice(("line", "line", "run-in", "below"))
    blank = chance.random() < 0.75
    return Style(
        top=top,
        second=second,
        third="(a)" if second.startswith("1.1") else "none",
        heads=heads,
        caps=chance.random() < 0.3,
        width=chance.choice((0, 60, 78, 100)),
        blank=blank,
        indent=chance.choice((0, 0, 3)),
        contents=chance.random() < 0.25,
        furniture=chance.random() < 0.25,
        general=blank and chance.random() < 0.3,
        schedule=chance.random() < 0.3,
        title=chance.random() < 0.7,
        newline=chance.choice(("\n", "\n", "\r\n")),
    )
