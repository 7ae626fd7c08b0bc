"""The exported comparison: parsed back, it holds the texts as text, and nothing that acts."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.base.clock import SystemClock
from app.base.errors import Problem
from app.terms.changes import Touched
from app.terms.compare import compare
from app.terms.compare import page as comparison_html
from app.terms.compare import page_style as comparison_style
from app.terms.model import DocumentKind, RuleSet, RuleValue, Version
from tests.support.clauses import document
from ui.kit.tokens import DARK, LIGHT, Token, contrast

HOSTILE = (
    "<script>alert(1)</script> ]]> --> \"quoted\" 'so' &amp; <img src=x onerror=alert(1)> "
    "</style></p> \u202eturned\u2066 \x00\x1b[31m"
)
VOID = frozenset({"meta", "br"})


class Reader(HTMLParser):
    """Collects tags, attributes and texts; fails on a tag that is closed out of turn."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: dict[str, list[str]] = {}

    def handle_starttag(self, tag, attrs) -> None:
        self.seen.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data) -> None:
        for tag in set(self.open):
            self.texts[tag][-1] += data


def version(label: str, **more) -> Version:
    return Version(
        id=label, document="terms", title="Customer <Terms>", kind=DocumentKind.END_CUSTOMER,
        label=label, **more,
    )  # fmt: skip


def exported(path: Path, old, new, **more) -> Reader:
    touched = more.pop("touched", ())
    found = compare(old, new, *more.pop("rules", ()))
    first, second = version("1", sha256="a" * 64), version("2", sha256="b" * 64, language="en")
    comparison_html.write(path, found, first, second, touched, SystemClock())
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    assert reader.open == []
    return reader


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    old = document(("1", HOSTILE, "Before."), ("2", "", f"{HOSTILE} thirty"))
    new = document(("1", HOSTILE, HOSTILE), ("2", "", f"{HOSTILE} sixty"), ("3", "New", HOSTILE))
    touched = [
        Touched(order_id="o", order_number=HOSTILE, product=HOSTILE, already=False, words=HOSTILE,
                at=datetime(2027, 1, 1, tzinfo=UTC))
    ]  # fmt: skip
    reader = exported(tmp_path / "out.html", old, new, touched=touched)
    assert not reader.seen & {"script", "img", "iframe", "object", "link", "form", "a:href"}
    assert not [name for _tag, name, _value in reader.attributes if name.startswith("on")]
    body = reader.texts["body"][0]
    assert "<script>alert(1)</script> ]]> --> \"quoted\" 'so' &amp; <img src=x" in body
    assert not set("\u202e\u2066\x00\x1b") & set((tmp_path / "out.html").read_text("utf-8"))


def test_the_page_asks_nothing_of_anybody(tmp_path: Path) -> None:
    reader = exported(tmp_path / "out.html", document(("1", "A", "b")), document(("1", "A", "c")))
    targets = [value for _tag, name, value in reader.attributes if name in ("href", "src")]
    assert targets
    assert all(target.startswith("#") for target in targets)
    ids = {value for _tag, name, value in reader.attributes if name == "id"}
    assert {target[1:] for target in targets} <= ids
    policy = next(v for t, n, v in reader.attributes if t == "meta" and "default-src" in v)
    assert "default-src 'none'" in policy
    assert "url(" not in (tmp_path / "out.html").read_text("utf-8")


def test_the_marks_are_elements_that_say_what_they_are(tmp_path: Path) -> None:
    old = document(("7.2", "Renewal", "Cancel at least 30 days before."), ("8", "Gone", "Old."))
    new = document(("7.2", "Renewal", "Cancel at least 60 days before."), ("9", "Come", "New one."))
    reader = exported(tmp_path / "out.html", old, new)
    assert reader.texts["del"] == ["removed words", "30", "Old."]
    assert reader.texts["ins"] == ["added words", "60", "New one."]
    words = "".join(reader.texts["section"])
    assert "Not in this version" in words
    assert ("html", "lang", "en") in reader.attributes
    assert ("p", "lang", "en") in reader.attributes


def test_rule_values_orders_and_hashes_are_listed(tmp_path: Path) -> None:
    def rules(value: str | None) -> RuleSet:
        given = RuleValue(name="cancel-notice", clause="7.2", value=value)
        return RuleSet(terms_document_id="t", text_sha256="", values=(given,))

    terms = document(("7.2", "Renewal", "Words."))
    touched = [
        Touched(order_id="o", order_number="KO-1", product="Strata", already=False,
                words="Renews into it.", at=datetime(2026, 12, 27, tzinfo=UTC))
    ]  # fmt: skip
    reader = exported(
        tmp_path / "out.html", terms, terms, rules=(rules(None), rules("P60D")), touched=touched
    )
    values, orders, hashes = reader.texts["table"]
    assert "not stated" in values
    assert "60 days" in values
    assert "§7.2" in values
    assert "KO-1" in orders
    assert "Renews into it." in orders
    assert "a" * 64 in hashes
    assert "b" * 64 in hashes


def test_unchanged_clauses_are_folded_and_complete(tmp_path: Path) -> None:
    old = document(*((f"7.{n}", f"T{n}", f"Words {n}.") for n in range(1, 6)))
    new = document(*((f"7.{n}", f"T{n}", f"Words {n if n != 2 else 'two'}.") for n in range(1, 6)))
    reader = exported(tmp_path / "out.html", old, new)
    assert reader.texts["summary"] == ["§7.1, no change", "§7.3 to §7.5, no change"]
    folded = "".join(reader.texts["details"])
    assert all(f"Words {n}." in folded for n in (1, 3, 4, 5))


def test_an_export_that_cannot_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    terms = document(("1", "A", "b"))
    path = tmp_path / "missing" / "out.html"
    with pytest.raises(Problem):
        comparison_html.write(
            path, compare(terms, terms), version("1"), version("2"), (), SystemClock()
        )
    assert list(tmp_path.iterdir()) == []


def test_its_colors_are_the_windows_own() -> None:
    for colors, tokens in ((comparison_style.LIGHT, LIGHT), (comparison_style.DARK, DARK)):
        used = {"ground": "surface", "line": "divider", "quiet": "text2", "link": "accent"}
        assert colors == {name: tokens[Token(used.get(name, name))] for name in colors}
        for tint in ("ground", "sunken", "add", "cut"):
            assert contrast(colors["text"], colors[tint]) >= 4.5
