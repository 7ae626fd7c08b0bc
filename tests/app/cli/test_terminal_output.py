"""Words for a terminal: safe, as wide as it is, readable in a pipe."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import ProblemReport
from app.cli.output import Output
from app.cli.safe import padded, safe, shortened, width
from app.cli.tables import Head, pairs, table

HEADS = (Head("Number"), Head("Products", shrinks=True), Head("Amount", end=True))
ROWS = [("SO-1", "A product with a rather long name", "EUR 1,200.00"), ("SO-22", "B", "USD 5.00")]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def output(
    *, json: bool = False, terminal: bool = False
) -> tuple[Output, io.StringIO, io.StringIO]:
    out, err = (Terminal(), Terminal()) if terminal else (io.StringIO(), io.StringIO())
    return Output(json=json, details=False, out=out, err=err), out, err


@given(st.text())
def test_no_text_of_a_server_reaches_the_terminal_as_a_command(text: str) -> None:
    shown = safe(text)
    assert not [character for character in shown if ord(character) < 32 or character == "\x7f"]
    assert not [character for character in shown if 0x80 <= ord(character) < 0xA0]
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "�[31mred�[0m"),
        ("title\x1b]0;evil\x07", "title�]0;evil�"),
        ("two\nlines\tand a tab", "two lines and a tab"),
        ("abc\u202egnp.exe", "abc�gnp.exe"),
        ("plain ünïcödé 日本", "plain ünïcödé 日本"),
    ],
)
def test_escapes_and_direction_overrides_are_shown_as_marks(text: str, shown: str) -> None:
    assert safe(text) == shown


@given(st.text(alphabet=st.characters(categories=("L", "N", "P"))), st.integers(1, 40))
def test_shortened_text_fits(text: str, columns: int) -> None:
    assert width(shortened(text, columns)) <= max(columns, 1)


def test_wide_characters_count_twice() -> None:
    assert width("日本") == 4
    assert padded("日本", 6) == "日本  "
    assert padded("12", 4, end=True) == "  12"


def test_a_table_is_as_wide_as_it_wants_in_a_pipe() -> None:
    assert table(HEADS, ROWS, None) == [
        "Number  Products                                 Amount",
        "SO-1    A product with a rather long name  EUR 1,200.00",
        "SO-22   B                                      USD 5.00",
    ]


@pytest.mark.parametrize("columns", range(20, 60))
def test_a_table_never_runs_over_the_edge_of_the_terminal(columns: int) -> None:
    assert all(width(line) <= columns for line in table(HEADS, ROWS, columns))


def test_a_narrow_terminal_gets_one_block_a_row() -> None:
    lines = table(HEADS, ROWS, 24)
    assert lines[0] == "Number    SO-1"
    assert "" in lines


def test_entries_without_a_value_are_left_out() -> None:
    assert pairs([("Name", "x"), ("Nothing", ""), ("Longer", "y")]) == ["Name    x", "Longer  y"]


def test_a_problem_in_words_goes_to_standard_error_with_its_code() -> None:
    written, out, err = output()
    written.problem(
        ProblemReport(code="CP-3001", title="T\x1b", explanation="E", next_step="N", detail="D")
    )
    assert out.getvalue() == ""
    assert err.getvalue().splitlines() == ["T� (CP-3001)", "E", "N"]


def test_a_problem_as_json_is_the_one_document_on_standard_output() -> None:
    written, out, err = output(json=True)
    written.problem(ProblemReport(code="CP-3001", title="T", explanation="E", next_step="N"))
    assert json.loads(out.getvalue())["problem"]["code"] == "CP-3001"
    assert err.getvalue() == ""


def test_progress_is_shown_on_a_terminal_and_only_there(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.base.tasks import Progress

    monkeypatch.setenv("TERM", "xterm")
    for terminal in (True, False):
        written, out, err = output(terminal=terminal)
        with written.progress() as report:
            for number in range(3):
                report(Progress("Orders", number, 3))
        assert ("Orders" in err.getvalue()) is terminal
        assert out.getvalue() == ""
