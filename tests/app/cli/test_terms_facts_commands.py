"""`counterpart terms facts` and `terms refs` on files, without a profile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli.exits import ExitCode
from app.cli.program import run

TEXT = """1. Renewal

Either party may cancel the renewal by notice at least thirty (30) days before the end of the term,
as Section 2 (Fees) and Section 9 say.

2. Payment

Invoices are payable within 45 days after receipt. The fee is EUR 1.000,00.
"""


@pytest.fixture
def text(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("COUNTERPART_HOME", str(tmp_path / "home"))
    path = tmp_path / "agreement.txt"
    path.write_text(TEXT, "utf-8")
    return path


def test_facts_as_json_are_a_list_with_exact_spans(text, capfdbinary):
    assert run(["terms", "facts", str(text), "--json"]) is ExitCode.OK
    rows = json.loads(capfdbinary.readouterr().out)
    assert [(row["name"], row["clause"], row["value"], row["certainty"]) for row in rows] == [
        ("cancel-notice", "1", "P30D", "likely"),
        ("payment-period", "2", "P45D", "likely"),
        ("amount", "2", "1000.00 EUR", "likely"),
    ]
    members = {"name", "clause", "value", "words", "quote", "start", "end", "certainty"}
    for row in rows:
        assert members <= set(row)
        assert TEXT[row["start"] : row["end"]] == row["quote"]


def test_references_as_json_are_a_list_with_their_states(text, capfdbinary):
    assert run(["terms", "refs", str(text), "--json"]) is ExitCode.OK
    rows = json.loads(capfdbinary.readouterr().out)
    assert [(row["text"], row["target"], row["state"], row["anchor"]) for row in rows] == [
        ("Section 2 (Fees)", "2", "mismatched", "2"),
        ("Section 9", "9", "dangling", None),
    ]
    members = {"text", "target", "state", "clause", "start", "end", "anchor", "words"}
    for row in rows:
        assert set(row) == members
        assert TEXT[row["start"] : row["end"]] == row["text"]


def test_people_read_facts_clause_by_clause(text, capfd):
    assert run(["terms", "facts", str(text)]) is ExitCode.OK
    out = capfd.readouterr().out.splitlines()
    assert out[0].split()[:2] == ["Clause", "Rule"]
    assert [line.split()[0] for line in out[1:]] == ["1", "2", "2"]
    assert "at least 30 days" in out[1]


def test_people_read_what_is_wrong_with_references_and_how_many_there_are(text, capfd):
    assert run(["terms", "refs", str(text)]) is ExitCode.OK
    out = capfd.readouterr().out
    assert "2 is headed “Payment”, not “Fees”." in out
    assert "There is no 9 in this text." in out
    assert out.splitlines()[-1].startswith("2 cross-references: 0 found")


def test_a_text_without_any_says_so(text, capfd):
    text.write_text("1. Scope\n\nThese words say nothing.\n", "utf-8")
    assert run(["terms", "facts", str(text)]) is ExitCode.OK
    assert run(["terms", "refs", str(text)]) is ExitCode.OK
    assert capfd.readouterr().out.splitlines() == [
        "No rule value was found.",
        "No cross-reference was found.",
    ]


@pytest.mark.parametrize("command", ["facts", "refs"])
@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\xff" * 200])
def test_a_file_that_holds_no_text_is_a_problem_with_words(text, command, content, capfd):
    text.write_bytes(content)
    assert run(["terms", command, str(text), "--json"]) is not ExitCode.OK
    assert "problem" in json.loads(capfd.readouterr().out)


@pytest.mark.parametrize("command", ["facts", "refs"])
def test_a_missing_file_is_a_problem_with_words(text, command, capfd):
    assert run(["terms", command, str(text) + ".none"]) is not ExitCode.OK
    assert capfd.readouterr().out == ""
