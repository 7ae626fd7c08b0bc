"""`counterpart terms diff`: two files in, what differs out; no profile, nothing slow imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import main
from app.cli.exits import ExitCode

OLD = """1. Scope
These terms apply to every order.

2. Audit
We give at least ten (10) days' notice in advance of an audit.

3. Remote checks
You run the program that we provide.

4. Feedback
What you submit may be used freely.
"""
NEW = """1. Scope
These terms apply
to every order.

2. Audit
We give at least five (5) days' notice in advance of an audit.

3. Feedback
What you submit may be used freely.

4. Publicity
We may name you unless you object.
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(NEW, encoding="utf-8")
    return str(old), str(new)


def test_people_read_the_changed_clauses_with_their_words_marked(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["terms", "diff", *files]) == ExitCode.OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "old.txt → new.txt"
    assert lines[1] == "1 clause changed, 1 new, 1 removed, 1 moved or renumbered"
    assert "§1, no change" in lines
    assert "§2 Audit: 1 change" in lines
    assert any("at least [-ten (10)-] {+five (5)+} days' notice" in line for line in lines)
    assert "§3 Remote checks: Removed" in lines
    assert "§3 Feedback: Was §4" in lines
    assert "§4 Publicity: New clause" in lines
    assert not any("every order" in line for line in lines)


def test_all_shows_the_unchanged_words_too(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["terms", "diff", *files, "--all"]) == ExitCode.OK
    out = capsys.readouterr().out
    assert "§1 Scope: No change" in out
    assert "to every order." in out


def test_json_has_each_clause_with_both_texts(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--json", "terms", "diff", *files]) == ExitCode.OK
    document = json.loads(capsys.readouterr().out)
    summary = document["summary"]
    counts = {name: summary[name] for name in ("same", "changed", "added", "removed", "moved")}
    assert counts == {"same": 1, "changed": 1, "added": 1, "removed": 1, "moved": 1}
    clauses = {(c["old"], c["new"]): c for c in document["clauses"]}
    assert set(clauses) == {("1", "1"), ("2", "2"), ("3", None), ("4", "3"), (None, "4")}
    audit = clauses["2", "2"]
    assert audit["kind"] == "changed"
    assert "".join(piece["text"] for piece in audit["pieces"]["old"]) == audit["old_text"]
    assert [p["text"] for p in audit["pieces"]["new"] if p["mark"] == "added"] == ["five (5)"]
    assert clauses["4", "3"]["moved"] is True
    assert clauses["3", None]["new_text"] is None


def test_rule_values_that_both_texts_state_are_compared_as_proposed(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--json", "terms", "diff", *files]) == ExitCode.OK
    (rule,) = json.loads(capsys.readouterr().out)["summary"]["rules"]
    assert (rule["name"], rule["old"], rule["new"]) == ("audit-notice", "P10D", "P5D")
    assert rule["proposed"] is True
    assert main(["terms", "diff", *files]) == ExitCode.OK
    assert "Audit notice: 10 → 5 days (proposed)" in capsys.readouterr().out


def test_html_is_written_beside_the_answer(files: tuple[str, str], tmp_path: Path) -> None:
    page = tmp_path / "out.html"
    assert main(["terms", "diff", *files, "--html", str(page)]) == ExitCode.OK
    assert "<ins>five (5)</ins>" in page.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_read_is_named(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["terms", "diff", files[0], str(tmp_path / "gone.txt")]) == ExitCode.PROBLEM
    assert "gone.txt" in capsys.readouterr().err.replace("\n", "")


def test_terminal_commands_in_a_text_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "a.txt", tmp_path / "b.txt"
    old.write_text("1. A\nPlain.\n", encoding="utf-8")
    new.write_text("1. A\nRed \u202edesrever.\n", encoding="utf-8")
    assert main(["terms", "diff", str(old), str(new)]) == ExitCode.OK
    assert "\u202e" not in capsys.readouterr().out


def test_nothing_of_network_or_keyring_is_imported(files: tuple[str, str]) -> None:
    watch = (
        "import sys; from app.cli import main; "
        f"main(['terms', 'diff', {files[0]!r}, {files[1]!r}]); "
        "slow = {'requests', 'keyring', 'sqlcipher3', 'holidays', 'icalendar', 'PySide6'}; "
        "print(sorted(slow & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", watch], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
