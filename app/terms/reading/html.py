"""HTML as readable text: what a browser would show of the document, with the numbers of its lists.

Scripts, styles, navigation and hidden elements are left out; no resource is ever fetched.
"""

from __future__ import annotations

import re

import msgspec

from app.base.text import _
from app.terms.reading.source import Source
from app.terms.reading.tags import Tag, tokens
from app.terms.reading.writer import Place, Writer

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol p pre section "
    "summary table tbody tfoot thead tr ul".split()
)
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr keygen frame".split()
)
_DROPPED = frozenset(
    "head script style nav noscript template svg math button select option textarea iframe object "
    "audio video canvas map dialog title".split()
)
_DROPPED_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "menu", "menubar"))
_DROPPED_CLASSES = frozenset(
    "nav navbar navigation breadcrumb breadcrumbs sidebar toc table-of-contents skip-link skiplink "
    "cookie-banner site-header site-footer site-nav menu-bar visually-hidden sr-only "
    "noprint".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
_STYLES = {
    "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
    "lower-roman": "i", "upper-roman": "I", "decimal": "1", "none": "",
}  # fmt: skip
_NUMERALS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_SPACE = re.compile(r"[ \t\n\r\f]+")


class _List(msgspec.Struct):
    """An open list. `form` is "1", "a", "A", "i", "I", "" without numbers, "•" for bullets."""

    form: str
    next: int
    step: int
    place: Place
    prefix: str = ""
    items: int = 0
    words: int = 0
    linked: int = 0
    anchored: int = 0


class _Element(msgspec.Struct):
    name: str
    dropped: bool = False
    bold: int = -1
    link: str = ""
    begin: int = -1


def read_html(text: str) -> Source:
    """The readable text of an HTML document."""
    reader = _Reader(dotted="counters(" in text)
    for token in tokens(text):
        if isinstance(token, str):
            reader.words(token)
        elif token.closing:
            reader.end(token.name)
        else:
            reader.start(token)
    reader.close()
    return reader.source()


class _Reader:
    def __init__(self, *, dotted: bool) -> None:
        self._writer = Writer()
        self._open: list[_Element] = []
        self._counts: dict[str, int] = {}
        self._lists: list[_List] = []
        self._dotted = dotted
        self._dropping = 0
        self._pre = 0
        self._links = 0
        self._anchors = 0
        self._paragraph = 0
        self._left_out = 0
        self._cells = 0

    def source(self) -> Source:
        notes: tuple[str, ...] = ()
        if self._left_out:
            notes = (_("A table of contents or a list of links was left out of the text."),)
        return self._writer.source("html", notes)

    def close(self) -> None:
        while self._open:
            self._pop()

    def words(self, words: str) -> None:
        if self._dropping:
            return
        if self._pre:
            lines = words.split("\n")
            for line in lines[:-1]:
                self._writer.line(line)
            self._writer.write(lines[-1])
            return
        words = _SPACE.sub(" ", words)
        if words == " " or not words:
            self._writer.space()
            return
        for one in self._lists[-1:]:
            size = len(words.strip())
            one.words += size
            one.linked += size if self._links or self._anchors else 0
            one.anchored += size if self._anchors else 0
        if words[0] == " ":
            self._writer.space()
        self._writer.write(words.strip(" "))
        if words[-1] == " ":
            self._writer.space()

    def start(self, tag: Tag) -> None:
        name = tag.name
        if name == "br":
            if not self._dropping:
                self._writer.line_break()
            return
        if name in _VOID:
            if name == "hr" and not self._dropping:
                self._writer.block()
            return
        self._close_implied(name)
        element = _Element(name, dropped=_is_dropped(tag))
        self._open.append(element)
        self._counts[name] = self._counts.get(name, 0) + 1
        self._dropping += element.dropped
        if not self._dropping:
            self._begin(element, tag)

    def _begin(self, element: _Element, tag: Tag) -> None:
        name, writer = element.name, self._writer
        match name:
            case "ol" | "ul" | "menu":
                writer.block(tight=bool(self._lists))
                self._lists.append(self._list(tag))
            case "li":
                writer.block(tight=True)
                self._item(tag)
            case "td" | "th":
                if self._cells:
                    writer.cell()
                self._cells += 1
            case "tr":
                writer.block(tight=True)
                self._cells = 0
            case "a":
                element.link = tag.attributes.get("href", "")
                self._anchors += element.link.startswith("#")
                self._links += bool(element.link) and not element.link.startswith("#")
            case "pre":
                writer.block()
                self._pre += 1
            case _ if name in _BLOCKS:
                writer.block()
        if name in _BLOCKS:
            self._paragraph = writer.place_of_next()
        if name in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            element.begin = writer.place_of_next()
        if name in {"b", "strong", "u"} or _BOLD.search(tag.attributes.get("style", "")):
            element.bold = writer.place_of_next()

    def end(self, name: str) -> None:
        if name == "p" and not self._counts.get("p"):
            if not self._dropping:
                self._writer.block()
            return
        if name in _VOID or not self._counts.get(name):
            return
        while self._open:
            if self._pop() == name:
                return

    def _pop(self) -> str:
        element = self._open.pop()
        name = element.name
        self._counts[name] -= 1
        if self._dropping:
            self._dropping -= element.dropped
            return name
        writer = self._writer
        if element.begin >= 0:
            writer.hint(element.begin, int(name[1]))
        elif element.bold >= 0:
            writer.bold(self._paragraph, element.bold)
        match name:
            case "ol" | "ul" | "menu":
                if self._lists:
                    self._end_list(self._lists.pop())
            case "a":
                self._anchors -= element.link.startswith("#")
                self._links -= bool(element.link) and not element.link.startswith("#")
            case "pre":
                self._pre -= 1
        if name in _BLOCKS:
            writer.block(tight=name in {"li", "tr"})
        return name

    def _close_implied(self, name: str) -> None:
        """What a browser closes by itself: a paragraph before a block, an item before the next."""
        if name in _BLOCKS and self._open and self._open[-1].name == "p":
            self._pop()
        ends = {"li": ("li", ("ol", "ul", "menu")), "tr": ("tr", ("table",)),
                "td": ("td", ("tr", "table")), "th": ("th", ("tr", "table")),
                "dt": ("dd", ("dl",)), "dd": ("dt", ("dl",))}.get(name)  # fmt: skip
        if ends is None or not self._counts.get(ends[0]):
            return
        for element in reversed(self._open[-12:]):
            if element.name in ends[1]:
                return
            if element.name == ends[0]:
                while self._pop() != ends[0]:
                    pass
                return

    def _list(self, tag: Tag) -> _List:
        bullets = tag.name != "ol"
        style = _LIST_STYLE.search(tag.attributes.get("style", ""))
        form = "•" if bullets else tag.attributes.get("type", "1").strip() or "1"
        if style:
            form = _STYLES.get(style[1].lower(), form)
        start = _whole(tag.attributes.get("start", ""), 1)
        above = self._lists[-1] if self._lists else None
        prefix = ""
        if self._dotted and not bullets and above is not None and above.form == "1":
            prefix = f"{above.prefix}{above.next - above.step}."
        step = -1 if "reversed" in tag.attributes else 1
        return _List(form, start, step, self._writer.place(), prefix)

    def _item(self, tag: Tag) -> None:
        if not self._lists:
            return
        one = self._lists[-1]
        one.next = _whole(tag.attributes.get("value", ""), one.next)
        number, one.next = one.next, one.next + one.step
        one.items += 1
        label = one.form if one.form in {"", "•"} else _numeral(number, one.form) + "."
        if one.prefix:
            label = one.prefix + label
        if label:
            self._writer.item(label, len(self._lists) - 1)

    def _end_list(self, one: _List) -> None:
        above = self._lists[-1] if self._lists else None
        contents = one.items >= 3 and one.words and one.anchored >= 0.95 * one.words
        menu = one.items >= 3 and one.words <= 24 * one.items and one.linked == one.words > 0
        if (contents or menu) and not self._writer.ends_with(one.place, ":"):
            self._writer.back_to(one.place)
            self._left_out += 1
        elif above is not None:
            above.words += one.words
            above.linked += one.linked
            above.anchored += one.anchored


def _is_dropped(tag: Tag) -> bool:
    attributes = tag.attributes
    if tag.name in _DROPPED or tag.name == "footer":
        return True
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("aria-hidden", "").lower() == "true":
        return True
    if attributes.get("role", "").lower() in _DROPPED_ROLES:
        return True
    if _HIDDEN.search(attributes.get("style", "")):
        return True
    named = {*attributes.get("class", "").lower().split(), attributes.get("id", "").lower()}
    return tag.name not in {"body", "html", "main", "article"} and bool(named & _DROPPED_CLASSES)


def _whole(words: str, otherwise: int) -> int:
    words = words.strip()
    return int(words) if re.fullmatch(r"-?[0-9]{1,6}", words) else otherwise


def _numeral(number: int, form: str) -> str:
    if form in {"a", "A"} and number > 0:
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(97 + rest) + letters
        return letters.upper() if form == "A" else letters
    if form in {"i", "I"} and 0 < number < 4000:
        letters = ""
        for value, signs in _NUMERALS:
            letters += signs * (number // value)
            number %= value
        return letters.upper() if form == "I" else letters
    return str(number)
