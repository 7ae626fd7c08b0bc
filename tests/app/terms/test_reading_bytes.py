"""Files as people have them: encodings of all kinds, and what is no text at all."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base.errors import Problem
from app.terms import outline, reading
from app.terms.reading.html import read_html
from app.terms.reading.markdown import read_markdown
from tests.support.small_pdf import pdf

TEXT = "§ 4 Kündigung\n\nDie Frist beträgt 30 Tage – für “alle”.\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (TEXT.encode("cp1252"), "cp1252"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (b"\xff\xfe\0\0" + TEXT.encode("utf-32-le"), "utf-32-le"),
    ],
)
def test_the_same_text_comes_out_of_every_encoding(data: bytes, encoding: str) -> None:
    source = reading.read_bytes(data, name="terms.txt")
    assert source.text == TEXT
    assert source.encoding == encoding
    assert bool(source.notes) == (encoding != "utf-8")
    assert outline.parse(source).clauses[0].title == "Kündigung"


def test_stray_bytes_in_utf_8_are_read_as_western_ones_and_said() -> None:
    data = (TEXT * 3).encode() + "Gebühr".encode("cp1252")
    source = reading.read_bytes(data)
    assert source.text == TEXT * 3 + "Gebühr"
    assert "1" in source.notes[0]


def test_line_ends_become_one_kind() -> None:
    assert reading.read_bytes(b"1. One\r\nx\r2. Two\n").text == "1. One\nx\n2. Two\n"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", reading.UnreadableEmpty),
        (b" \r\n\t ", reading.UnreadableEmpty),
        ("\ufeff \u00a0".encode(), reading.UnreadableEmpty),
        (b"\0\1\2\3" * 50, reading.UnreadableBinary),
        (b"\x07\x08\x01" * 50, reading.UnreadableBinary),
        (b"PK\x03\x04" + b"word/document.xml" * 9, reading.UnreadableBinary),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, reading.UnreadableBinary),
        (b"%PDF-1.4 no more", reading.UnreadablePdf),
        (pdf([[], []]), reading.UnreadableScan),
        (b"a" * (reading.LONGEST_FILE + 1), reading.UnreadableTooLarge),
        (b"a\n" * (reading.LONGEST_TEXT // 2 + 1), reading.UnreadableTooLarge),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_is_no_text_is_said_with_a_next_step(data: bytes, kind: type[Problem]) -> None:
    with pytest.raises(kind) as caught:
        reading.read_bytes(data)
    report = caught.value.report()
    assert all((report.title, report.explanation, report.next_step, report.kept))
    assert report.code.startswith("CP-53")


def test_a_file_that_is_not_there_or_a_folder_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(reading.UnreadableMissing):
            reading.read_file(path)


def test_a_pdf_that_is_named_as_one_and_is_none_is_said() -> None:
    with pytest.raises(reading.UnreadablePdf):
        reading.read_bytes(b"Hello there", name="terms.pdf")


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.md", "a.html", "a.pdf", ""]))
@settings(max_examples=200)
def test_any_bytes_give_a_text_or_a_problem(data: bytes, name: str) -> None:
    try:
        source = reading.read_bytes(data, name=name)
    except reading.Unreadable:
        return
    outline.parse(source)


_TAGS = st.lists(
    st.sampled_from(
        "<p>|</p>|<ol>|<ol type=a>|<ol start=3>|<ol type=i reversed>|</ol>|<ul>|</ul>|<li>|"
        "<li value=7>|</li>|<h1>|</h1>|"
        "<h2>|</h2>|<table>|<tr>|<td>|</td>|</table>|<div hidden>|</div>|<script>|</script>|"
        "<!--|-->|<b>|</b>|"
        "<a href='#x'>|</a>|<br>|<pre>|</pre>|<|>|&amp;|&#x;|1. Scope|words |\n|<nav>|</nav>|"
        "<p title=\"|'|=".split("|")
    ),
    max_size=40,
).map("".join)


@given(_TAGS)
@settings(max_examples=300)
def test_any_html_is_read_with_headings_inside_the_text(text: str) -> None:
    source = read_html(text)
    for hint in source.headings:
        assert 0 <= hint.start < hint.end <= len(source.text)
        assert source.text[hint.start : hint.end] == hint.text
    outline.parse(source)


@given(st.text(alphabet="#*_[]()!`~>-1.a \n|\\<", max_size=120))
@settings(max_examples=200)
def test_any_markdown_is_read(text: str) -> None:
    outline.parse(read_markdown(text))


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<ol start=4><li>x<li>y</ol>", ["4. x", "5. y"]),
        ("<ol type=a><li>x<li>y</ol>", ["a. x", "b. y"]),
        ("<ol type=I><li>x<li value=4>y</ol>", ["I. x", "IV. y"]),
        ("<ol reversed start=3><li>x<li>y</ol>", ["3. x", "2. y"]),
        ("<ol><li>x<ol><li>y</ol></ol>", ["1. x", "1. y"]),
        ("<ol><li>1. x<li>2. y</ol>", ["1. x", "2. y"]),
        ("<ol style='list-style:none'><li>x</ol>", ["x"]),
    ],
)
def test_lists_show_the_numbers_that_a_browser_shows(html: str, words: list[str]) -> None:
    assert [line.strip() for line in read_html(html).text.split("\n") if line.strip()] == words


_EVIL = {
    "brackets": "(" * 100_000,
    "numbers": "1.1." * 25_000,
    "number lines": "1.\n" * 12_000,
    "letters": "(a)\n" * 12_000,
    "mixed": "1. Foo\n(a) bar\n1.1 Baz\nSECTION 2\n" * 2_500,
    "dots": ". " * 50_000,
    "capitals": "AAA BBB\n" * 12_000,
    "one word": "a" * 100_000,
    "steps": "".join(" " * depth + "(a) x\n" for depth in range(400)),
}


@pytest.mark.parametrize("name", _EVIL)
def test_twice_the_evil_takes_about_twice_the_time(name: str) -> None:
    """Not an absolute time: four times the text may take ten times as long, never sixteen."""
    evil = _EVIL[name]
    part = evil[: len(evil) // 4]

    def seconds(text: str) -> float:
        start = time.process_time()
        outline.parse_text(text)
        return time.process_time() - start

    short = min(seconds(part) for _turn in range(3))
    assert min(seconds(evil) for _turn in range(2)) < 10 * short + 0.2


@pytest.mark.parametrize("evil", ["<", "<!--", "<a ", "<a b='", "</", "&", "<p", "<ol><li>", "<b>"])
def test_evil_html_ends(evil: str) -> None:
    assert read_html(evil * 20_000) is not None


@pytest.mark.parametrize("evil", ["[", "*", "_", "`", "![", "> ", "- ", "1. ", "\\", "<"])
def test_evil_markdown_ends(evil: str) -> None:
    assert read_markdown(evil * 5_000) is not None


@pytest.mark.parametrize("levels", [20, 45, 1_000])
def test_words_in_markdown_survive_however_deep_they_lie(levels: int) -> None:
    """The parser's own limit would drop them without a word."""
    lists = "".join(f"{' ' * 2 * level}- item{level}.\n" for level in range(min(levels, 200)))
    source = read_markdown(lists + "\n" + "> " * levels + "quoted\n")
    assert "quoted" in source.text
    assert all(f"item{level}." in source.text for level in range(min(levels, 200)))
    assert bool(source.notes) == (levels > 45)


def test_tags_that_never_end_are_no_headings() -> None:
    """Each would carry all the text behind it: 20,000 of them filled 18 GB."""
    source = read_html("<h2><b><ul><li>word " * 5_000)
    assert sum(len(hint.text) for hint in source.headings) < 3 * len(source.text)
    assert source.text.count("word") == 5_000
