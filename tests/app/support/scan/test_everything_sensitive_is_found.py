"""One true example of every kind, and how little is found in what only looks like one."""

from __future__ import annotations

import io
import json

import pytest

from app.support.scan.model import ScanResult, What
from app.support.scan.scanner import scan_file, scan_text
from tests.benchmarks.p16_scan import ALARMS
from tests.benchmarks.server_logs import megabytes
from tests.support.sensitive import Planted, planted
from tests.support.sources import ROOT

_ALL = planted()


def _of(content: bytes, name: str = "server.log") -> ScanResult:
    return scan_file(lambda: io.BytesIO(content), name, "file-1")


@pytest.mark.parametrize("one", _ALL, ids=[one.name for one in _ALL])
def test_each_kind_is_found_where_it_stands_and_its_value_is_in_no_finding(one: Planted) -> None:
    found = scan_text(one.line).findings
    assert any(f.what is one.what and one.value in one.line[f.start : f.end] for f in found)
    assert all(one.value not in repr(f) for f in found)


@pytest.mark.parametrize("seed", range(2, 6))
def test_other_values_of_the_same_kinds_are_found_as_well(seed: int) -> None:
    missed = []
    for one in planted(seed):
        found = scan_text(one.line).findings
        if not any(one.value in one.line[f.start : f.end] for f in found):
            missed.append(one.line)
    assert not missed


def test_every_kind_there_is_has_examples() -> None:
    assert {one.what for one in _ALL} == set(What)


def test_all_are_found_in_the_middle_of_plain_logs_with_their_lines() -> None:
    logs = megabytes(0.5).decode()
    rows = logs.splitlines()
    lines: dict[int, Planted] = {}
    made: list[str] = []
    for number, one in enumerate(_ALL):
        made += rows[40 * number : 40 * number + 40]
        lines[len(made) + 1] = one
        made += one.line.split("\n")
    content = "\n".join(made).encode()
    found = _of(content).findings
    for line, one in lines.items():
        extra = one.line.count("\n")
        near = [f for f in found if line <= f.line <= line + extra and f.what is one.what]
        covered = "\n".join(content[f.start : f.end].decode() for f in near)
        assert one.value in covered or covered in one.value != "", one.name
    expected = {line + at for line, one in lines.items() for at in range(one.line.count("\n") + 1)}
    assert {f.line for f in found} <= expected


def test_plain_server_logs_give_hardly_any_false_alarm() -> None:
    size = 3
    found = _of(megabytes(size, seed=7)).findings
    assert len(found) / size <= ALARMS, [(f.rule, f.excerpt) for f in found]


@pytest.mark.parametrize(
    "line",
    [
        "Failed password for root from 10.0.0.1", "password: required", "Password:",
        "password=", "password=${DB_PASSWORD}", "password: <your password>", "password=********",
        "password=XXXXXXXXXXXX", "secret=[redacted]", "token: expired", "token=null",
        "Invalid token: unexpected end", "PWD=/home/app", "git@git.example.net:team/x.git",
        "user@1000.service", "icon@2x.png", "left-pad@1.3.0", "chacha20-poly1305@openssh.com",
        "https://git@example.net/x.git", "HTTP/web.example.net@EXAMPLE.NET",
        "1699999999123456", "4111111111111112", "0.4111111111111111", "orderId=4111111111111111",
        "id 550e8400-e29b-41d4-a716-446655440000", "2026-11-23T10:00:00+0100",
        "at java.util.Map@4a574795", "DE89370400440532013001", "SSN 000-12-3456",
        "12345-078-05-1120", "sin(0.5) = 0.479425538", "tel=0", "port 5432 phone home",
        "secretName: orders-tls-v3", "sha256:" + "ab12" * 16, "eyJhbGciOiJub25lIn0",
        "page_token=CAUQAAab12cd34ef56gh78", "http://host:8080/a@b", "::ffff:10.0.0.1",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_not_found(line: str) -> None:
    assert [(f.rule, f.excerpt) for f in scan_text(line).findings] == []


def test_the_products_own_documentation_and_sources_hold_few_findings() -> None:
    texts = [*(ROOT / "resources" / "terms").glob("*.md"), *(ROOT / "app" / "base").glob("*.py")]
    for path in texts:
        credentials = [
            f for f in scan_text(path.read_text("utf-8")).findings if f.what is not What.EMAIL
        ]
        assert not credentials, (path.name, credentials)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_column_that_is_headed_by_a_word_is_known_by_it(sign: str) -> None:
    rows = [["name", "SSN", "n"], ['"Doe, J"', "536226145", "1"], ["Joe", "457554462", "123456789"]]
    content = "\n".join(sign.join(row) for row in rows).encode()
    found = _of(content, "people.csv").findings
    assert [(f.line, content[f.start : f.end]) for f in found] == [
        (2, b"536226145"), (3, b"457554462"),
    ]  # fmt: skip
    assert not [f for f in _of(content, "people.txt").findings if f.line == 3]


def test_an_id_stays_while_value_and_source_do_and_changes_with_the_value() -> None:
    [before] = scan_text("mail jane@example.com now", name="text").findings
    [after] = scan_text("Hello,\nplease mail jane@example.com now", name="text").findings
    [other] = scan_text("mail joan@example.com now", name="text").findings
    first, second = scan_text("jane@example.com jane@example.com", name="text").findings
    assert before.id == after.id == first.id
    assert len({before.id, other.id, second.id}) == 3


def test_an_excerpt_holds_no_value_of_any_finding_of_its_line_and_is_short() -> None:
    line = "x" * 300 + " ".join(one.line for one in _ALL if "\n" not in one.line)
    for found in scan_text(line).findings:
        assert len(found.excerpt) <= 120
        assert "████" in found.excerpt
        for one in _ALL:
            if "\n" not in one.line and len(one.value) > 5:
                assert one.value not in found.excerpt


def test_a_value_said_again_without_its_word_is_masked_in_the_excerpt() -> None:
    [found] = scan_text("password=Tulip4Sun, I repeat: Tulip4Sun!").findings
    assert "Tulip4Sun" not in found.excerpt


def test_signs_that_hide_or_turn_do_not_reach_an_excerpt() -> None:
    [found] = scan_text("\u202egnp\x1b[31m mail jane@example.com \x07").findings
    assert found.excerpt.isprintable()


def test_more_findings_than_are_listed_are_counted() -> None:
    text = "\n".join(f"user{number}@example.com" for number in range(2500))
    result = scan_text(text)
    assert (len(result.findings), result.more) == (2000, 500)


def test_hostile_text_is_looked_through_quickly_enough_to_be_stopped() -> None:
    starts = ("eyJ", "@", "a@", "token=", "-----BEGIN ", "://a:", "0-", "1", "A1", "bearer ")
    for unit in (*starts, "authorization:", "{password:", "phone 1", "1 2 ", "+1 ", "%40", "AA00"):
        scan_text(unit * (30_000 // len(unit)))


def test_the_515_naughty_strings_are_looked_through() -> None:
    path = ROOT.parent / "shared" / "vectors" / "blns" / "blns.json"
    if not path.exists():
        pytest.skip("the shared vectors are not here")
    for text in json.loads(path.read_text("utf-8")):
        result = scan_text(text)
        for found in result.findings:
            assert 0 <= found.start < found.end <= len(text)
