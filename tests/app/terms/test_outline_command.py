"""`counterpart terms outline` as a person runs it, without any profile."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import main

SPECIMENS = Path(__file__).parent / "specimens"


def test_json_is_a_list_of_nodes_with_offsets_into_the_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = SPECIMENS / "terms.txt"
    assert main(["terms", "outline", str(path), "--json"]) == 0
    nodes = json.loads(capsys.readouterr().out)
    text = path.read_text("utf-8")
    assert isinstance(nodes, list)
    assert [node["number"] for node in nodes] == ["1", "2", "10", "", "Schedule 1"]
    assert set(nodes[0]) == {"number", "title", "level", "start", "end", "children"}
    assert text[nodes[0]["start"] :].startswith("1. SCOPE")
    item = nodes[0]["children"][1]["children"][0]
    assert item["number"] == "(a)"  # as it stands in the text
    assert item["level"] == 3
    assert text[item["start"] : item["end"]].strip() == "(a) for its term; and"


def test_the_tree_is_shown_with_what_was_noticed_beside_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["terms", "outline", str(SPECIMENS / "terms.txt")]) == 0
    shown = capsys.readouterr()
    assert "  1.2  Precedence\n    1.2(a)\n" in shown.out
    assert "10  (not in the text)" in shown.out
    assert "begin anew" in shown.err


def test_the_text_that_offsets_count_can_be_printed(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(SPECIMENS / "terms.md")
    assert main(["terms", "outline", path, "--json"]) == 0
    nodes = json.loads(capsys.readouterr().out)
    assert main(["terms", "outline", path, "--text", "--json"]) == 0
    text = json.loads(capsys.readouterr().out)["text"]
    assert text[nodes[0]["start"] :].startswith("1. Scope\n")


def test_a_file_that_is_no_text_is_a_problem_with_its_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    assert main(["terms", "outline", str(path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problem"]["code"] == "CP-5301"
