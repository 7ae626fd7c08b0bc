"""A certificate as data: its schema, and tables that spreadsheets read without running anything."""

from __future__ import annotations

import csv
import errno
import importlib.resources
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from jsonschema import Draft202012Validator

from app.base.errors import DiskFull
from app.certification.paper.tables import export
from app.certification.statement import Statement
from app.documents.canonical import canonical
from tests.support import certificates as samples
from tests.support.pdf import text_of


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    place = importlib.resources.files("resources") / "documents" / "certification.schema.json"
    return json.loads(place.read_text("utf-8"))


@pytest.mark.parametrize(
    "statement", [samples.statement(), samples.clean(request=None), samples.deletion(kept=True)]
)
def test_what_is_embedded_is_valid_by_the_schema(
    statement: Statement, schema: dict[str, Any]
) -> None:
    Draft202012Validator.check_schema(schema)
    data = json.loads(canonical(statement))
    assert [one.message for one in Draft202012Validator(schema).iter_errors(data)] == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("lines", 0, "used"), 12), (("lines", 0, "used"), "1e5"), (("as_of",), "yesterday"),
        (("evidence", 0, "sha256"), "abc"), (("kind",), "other"), (("format",), "other/1"),
        (("lines", 0, "evidence"), ["users.csv"]), (("rehearsal",), "no"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_not_valid(
    path: tuple[str | int, ...], value: object, schema: dict[str, Any]
) -> None:
    data = json.loads(canonical(samples.statement()))
    at = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert list(Draft202012Validator(schema).iter_errors(data))


def test_the_schema_has_the_members_that_the_program_has(schema: dict[str, Any]) -> None:
    own = msgspec.json.schema(Statement)
    for name, theirs in own["$defs"].items():
        ours = schema if name == "Statement" else schema["$defs"][name]
        assert set(ours["properties"]) == set(theirs["properties"]), name
        assert set(ours["required"]) - {"format"} == set(theirs.get("required", ())), name
        for member, described in theirs["properties"].items():
            if member != "format" and (form := described.get("type")):
                assert kind_of(ours["properties"][member], schema) == form, (name, member)


def kind_of(described: dict[str, Any], schema: dict[str, Any]) -> object:
    while "$ref" in described:
        described = schema["$defs"][described["$ref"].rpartition("/")[2]]
    return described.get("type")


def test_json_is_byte_for_byte_what_is_embedded(tmp_path: Path) -> None:
    file = tmp_path / "certification.json"
    export(samples.statement(), file, "json")
    assert file.read_bytes() == canonical(samples.statement())


def test_csv_holds_the_lines_with_exact_figures(tmp_path: Path) -> None:
    file = tmp_path / "certification.csv"
    export(samples.statement(language="de"), file, "csv")
    with file.open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream)
    assert head[:4] == ["Nr.", "Produkt", "Messgröße", "Einheit"]
    assert len(rows) == 7
    assert rows[3][6:10] == ["60", "41.25", "-18.75", "Im Umfang"]
    assert rows[5][7] == ""


def test_a_workbook_has_a_sheet_for_each_table_and_no_formula(tmp_path: Path) -> None:
    file = tmp_path / "certification.xlsx"
    statement = samples.statement(instances=(samples.instance(1, "=cmd|' /C calc'!A0"),))
    export(statement, file, "xlsx")
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == [
        "Permitted and used", "Evidence", "Installed instances", "Named users",
        "Attested statements",
    ]  # fmt: skip
    host = book["Installed instances"]["B2"]
    assert (host.value, host.data_type) == ("=cmd|' /C calc'!A0", "s")
    assert Decimal(str(book["Permitted and used"]["H5"].value)) == Decimal("41.25")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_a_csv_file_begins_as_a_formula_does(tmp_path: Path, start: str) -> None:
    file = tmp_path / "certification.csv"
    gone = samples.deletion()
    evil = f"{start}cmd|' /C calc'!A0"
    entry = msgspec.structs.replace(gone.deletions[0], place=evil, method=evil, by=evil)
    export(msgspec.structs.replace(gone, deletions=(entry,)), file, "csv")
    with file.open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert [cell for cell in cells if "calc" in cell and cell.startswith(start)] == []
    assert sum("calc" in cell for cell in cells) == 3


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "schedules"])
def test_a_full_disk_leaves_the_old_file_whatever_is_exported(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "export"
    file.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("app.base.files.os.fsync", full)
    with pytest.raises(DiskFull):
        export(samples.statement(), file, form)
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_deletion_exports_its_inventory_first(tmp_path: Path) -> None:
    file = tmp_path / "deletion.csv"
    export(samples.deletion(kept=True), file, "csv")
    said = file.read_text("utf-8-sig")
    assert "Tape store Hamburg" in said
    assert "Not deleted" in said
    book = tmp_path / "deletion.xlsx"
    export(samples.deletion(), book, "xlsx")
    assert openpyxl.load_workbook(book).sheetnames[0] == "What was deleted"


def test_the_schedules_are_a_document_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "schedules.pdf"
    export(samples.statement(), file, "schedules")
    assert "ham-conn-008.prod.example.net" in text_of(file.read_bytes())


def test_another_form_is_a_mistake_of_the_program(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no form"):
        export(samples.statement(), tmp_path / "x.txt", "txt")
