"""Files as people have them: each way of being bad has its own words."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import Cancelled, Problem
from app.base.tasks import CancelToken
from app.certification.usage import problems
from app.certification.usage.model import LeftOut, Mapping
from app.exchange.errors import CannotAttach, FileChanging
from tests.support.usage_desk import (
    ARCHIVE,
    GATEWAY,
    HOSTS,
    UsageDesk,
    csv_text,
    names,
    usage_desk,
)

QUANTITIES = Mapping(
    columns={"name": "Host", "quantity": "Anzahl"},
    fixed={"product_id": GATEWAY, "metric": "production instances"},
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UsageDesk]:
    with usage_desk(tmp_path_factory.mktemp("usage")) as found:
        yield found


def xlsx(*rows: tuple[object, ...], change: Any = None) -> bytes:
    """A workbook of one sheet."""
    import openpyxl

    book = openpyxl.Workbook()
    for one in rows:
        book.active.append(one)
    if change is not None:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def kept(desk: UsageDesk) -> int:
    found = desk.around.own.one("SELECT count(*) FROM noted WHERE kind = 'attachment'")
    assert found is not None
    return int(found[0])


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_separator_is_found_by_looking(desk: UsageDesk, sign: str):
    text = csv_text(
        ("Host", "Site, building"), ("gw-1", "Ulm, 3"), ("gw-2", "Kiel"), delimiter=sign
    )
    source, rows = desk.read("hosts.csv", text)
    assert names(rows) == ["gw-1", "gw-2"]
    assert source.mapping is not None
    assert source.mapping.delimiter == sign


def test_a_spreadsheet_may_name_its_separator(desk: UsageDesk):
    _source, rows = desk.read("hosts.csv", "sep=;\nHost;Site\ngw-1;Ulm\n")
    assert [(one.name, one.row) for one in rows] == [("gw-1", 3)]


def test_a_wrong_separator_is_said_with_what_was_found(desk: UsageDesk):
    wrong = Mapping(columns=HOSTS.columns, fixed=HOSTS.fixed, delimiter=",")
    before = kept(desk)
    with pytest.raises(problems.BadMapping, match="columns do not fit") as caught:
        desk.read("hosts.csv", "Host;Site\ngw-1;Ulm\n", wrong)
    assert "read as one column" in caught.value.explanation
    assert kept(desk) == before, "a file that was not taken is not kept"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252",
                 "iso8859-15"],
)  # fmt: skip
def test_encodings_and_byte_order_marks_are_told_apart(desk: UsageDesk, encoding: str):
    text = "Host;Straße\r\n" + "".join(f"größe-{n};Königstraße é\r\n" for n in range(9))
    _source, rows = desk.read("hosts.csv", text.encode(encoding))
    assert names(rows) == [f"größe-{n}" for n in range(9)]


def test_an_east_asian_encoding_is_recognized(desk: UsageDesk):
    text = "Host,場所\n" + "".join(f"サーバー{n},東京都千代田区の本社ビル\n" for n in range(30))
    _source, rows = desk.read("hosts.csv", text.encode("shift_jis"))
    assert names(rows)[0] == "サーバー0"


def test_an_encoding_that_does_not_fit_is_said(desk: UsageDesk):
    wrong = Mapping(columns=HOSTS.columns, fixed=HOSTS.fixed, encoding="utf-8")
    lines = "Host\n" + "".join(f"gw-{n}\n" for n in range(3000)) + "größe\n"
    with pytest.raises(problems.DamagedFile, match="damaged"):
        desk.read("hosts.csv", lines.encode("cp1252"), wrong)


def test_titles_below_remarks_and_over_two_rows_are_found(desk: UsageDesk):
    def merge(book: Any) -> None:
        book.active.merge_cells("A4:A5")
        book.active.merge_cells("B4:C4")

    data = xlsx(
        ("Inventory of Brennholt SE", None, None), ("As of", "23 Nov 2026", None), (None,),
        ("Host", "Instances", None), (None, "Production", "Test"), ("gw-1", 2, 1), ("gw-2", 0, 4),
        change=merge,
    )  # fmt: skip
    found = desk.usage.look(desk.file("inventory.xlsx", data))
    assert [one.title for one in found.columns] == ["Host", "Production", "Test"]
    assert "two rows" in found.notes[0]
    two = Mapping(columns={"name": "Host", "quantity": "Production"}, fixed=HOSTS.fixed)
    _source, rows = desk.read("inventory.xlsx", data, two)
    assert [(one.name, one.quantity, one.row) for one in rows] == [("gw-1", 2, 6), ("gw-2", 0, 7)]


def test_equal_titles_are_told_apart_by_the_merged_one_above(desk: UsageDesk):
    text = ",Relay,,Archive,\nHost,Count,Site,Count,Site\ngw-1,2,Ulm,3,Kiel\n"
    found = desk.usage.look(desk.file("two.csv", text))
    assert [one.title for one in found.columns] == [
        "Host", "Relay / Count", "Relay / Site", "Archive / Count", "Archive / Site"
    ]  # fmt: skip


def test_a_value_merged_over_rows_holds_for_each_of_them(desk: UsageDesk):
    data = xlsx(
        ("Product", "Host"), ("relay-gateway", "gw-1"), (None, "gw-2"), ("strata-archive", "ar-1"),
        change=lambda book: book.active.merge_cells("A2:A3"),
    )  # fmt: skip
    mapping = Mapping(
        columns={"product_id": "Product", "name": "Host"}, fixed={"metric": "production instances"}
    )
    _source, rows = desk.read("merged.xlsx", data, mapping)
    assert [(one.product_id, one.name) for one in rows] == [
        (GATEWAY, "gw-1"), (GATEWAY, "gw-2"), (ARCHIVE, "ar-1")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["1,234", "1,234,567", "12.5"], ["1234", "1234567", "12.5"]),
        (["1.234", "1.234.567", "12,5"], ["1234", "1234567", "12.5"]),
        (["1 234", "1 234 567", "12,5"], ["1234", "1234567", "12.5"]),
        (["1'234", "1'234'567.25", "3"], ["1234", "1234567.25", "3"]),
        (["1,00,000", "2.50", "0.125"], ["100000", "2.5", "0.125"]),
    ],
)
def test_separators_of_thousands_are_read_by_what_the_column_shows(
    desk: UsageDesk, cells: list[str], found: list[str]
):
    text = csv_text(("Host", "Anzahl"), *((f"h{n}", cell) for n, cell in enumerate(cells)))
    source, rows = desk.read("figures.csv", text, QUANTITIES)
    assert [one.quantity for one in rows] == [Decimal(one) for one in found]
    assert source.problems == ()


def test_a_figure_that_can_be_read_in_two_ways_is_not_counted_before_it_is_said(desk: UsageDesk):
    text = csv_text(("Host", "Anzahl"), ("h1", "1.234"), ("h2", "7"))
    source, rows = desk.read("figures.csv", text, QUANTITIES)
    assert [one.quantity for one in rows] == [7]
    assert source.problems == (
        "Row 2: “1.234” in “Anzahl” can be read in two ways; say what the decimal mark is",
    )
    for mark, quantity in ((",", "1234"), (".", "1.234")):
        mapping = Mapping(columns=QUANTITIES.columns, fixed=QUANTITIES.fixed, decimal_mark=mark)
        _source, rows = desk.read("figures.csv", text, mapping)
        assert rows[0].quantity == Decimal(quantity)


def test_impossible_figures_are_refused_with_their_rows(desk: UsageDesk):
    cells = ("-5", "(7)", "9" * 20, "1e300", "NaN", "=SUM(A1:A9)", "12O", "", "#DIV/0!", "4")
    text = csv_text(("Host", "Anzahl"), *((f"h{n}", cell) for n, cell in enumerate(cells)))
    source, rows = desk.read("figures.csv", text, QUANTITIES)
    assert [(one.name, one.quantity) for one in rows] == [("h9", 4)]
    assert (source.rows_read, source.rows_counted) == (10, 1)
    assert [one.partition(": ")[0] for one in source.problems] == [f"Row {n}" for n in range(2, 11)]
    said = " ".join(source.problems)
    for words in ("-5 in “Anzahl” is negative", "(7) in “Anzahl” is negative", "is larger than any",
                  "“=SUM(A1:A9)” in “Anzahl” is a formula", "“12O” in “Anzahl” is no figure",
                  "there is no figure in “Anzahl”"):  # fmt: skip
        assert words in said


def test_dates_in_many_styles_are_one_day(desk: UsageDesk):
    days = ("2026-11-23", "23.11.2026", "23/11/2026", "23 Nov 2026", "November 23, 2026",
            "20261123", "23. November 2026", "2026-11-23T00:00:00+00:00", "2026/11/23",
            "23-11-2026", "23.11.26", "2026年11月23日")  # fmt: skip
    text = csv_text(("Host", "Datum"), *((f"h{n}", day) for n, day in enumerate(days)))
    mapping = Mapping(columns={"name": "Host", "counted_at": "Datum"}, fixed=HOSTS.fixed)
    source, rows = desk.read("dated.csv", text, mapping)
    assert source.problems == ()
    assert {str(one.counted_at) for one in rows} == {"2026-11-23 00:00:00+00:00"}


def test_a_date_that_can_be_read_in_two_ways_is_settled_by_its_column_or_asked(desk: UsageDesk):
    mapping = Mapping(columns={"name": "Host", "counted_at": "Datum"}, fixed=HOSTS.fixed)
    clear = csv_text(
        ("Host", "Datum"), ("h1", "03/04/2026"), ("h2", "31/04/2026"), ("h3", "25/12/2026")
    )
    source, rows = desk.read("dated.csv", clear, mapping)
    assert [str(one.counted_at)[:10] for one in rows] == ["2026-04-03", "2026-12-25"]
    assert source.problems == ("Row 3: “31/04/2026” in “Datum” is no date",)
    source, rows = desk.read("dated.csv", "Host,Datum\nh1,03/04/2026\n", mapping)
    assert rows == []
    assert "say whether the day comes first" in source.problems[0]


def test_hosts_named_twice_in_one_file_count_once_with_both_rows(desk: UsageDesk):
    source, _rows = desk.read("hosts.csv", "Host\ngw-1\ngw-2\nGW-1\n")
    (figure,) = desk.usage.count([source], desk.usage.rules()).counts
    assert figure.quantity == 2
    assert [(one.name, one.rows) for one in figure.duplicates] == [("gw-1", (2, 4))]


def test_formulas_of_a_workbook_are_never_run(desk: UsageDesk):
    data = xlsx(("Host", "Anzahl"), ("gw-1", "=1+1"), ("gw-2", 3))
    found = desk.usage.look(desk.file("formulas.xlsx", data))
    assert any("formulas" in note for note in found.notes)
    source, rows = desk.read("formulas.xlsx", data, QUANTITIES)
    assert [(one.name, one.quantity) for one in rows] == [("gw-2", 3)]
    assert "a formula whose result the file does not hold" in source.problems[0]


def test_a_name_that_looks_like_a_formula_is_a_name(desk: UsageDesk):
    _source, rows = desk.read("hosts.csv", "Host\n=cmd|' /C calc'!A0\n+gw\n@gw\n")
    assert names(rows) == ["=cmd|' /C calc'!A0", "+gw", "@gw"]


def test_a_workbook_with_a_password_is_refused_in_words(desk: UsageDesk):
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    OOXMLFile(io.BytesIO(xlsx(("Host",), ("gw-1",)))).encrypt("secret", out)
    for ask in (desk.usage.look, lambda path: desk.usage.read_file(path, HOSTS, "Anna")):
        with pytest.raises(problems.Encrypted, match="protected by a password"):
            ask(desk.file("secret.xlsx", out.getvalue()))


def test_macros_are_ignored_and_said(desk: UsageDesk):
    out = io.BytesIO(xlsx(("Host",), ("gw-1",)))
    with zipfile.ZipFile(out, "a") as book:
        book.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    found = desk.usage.look(desk.file("macros.xlsm", out.getvalue()))
    assert "The workbook has macros; they are not run." in found.notes
    _source, rows = desk.read("macros.xlsm", out.getvalue())
    assert names(rows) == ["gw-1"]


@pytest.mark.parametrize("content", [b"", b"\n\n  \r\n", b"\xef\xbb\xbf", b"\x00" * 64])
def test_an_empty_file_is_no_evidence_of_zero(desk: UsageDesk, content: bytes):
    with pytest.raises(problems.NoTable, match="empty") as caught:
        desk.read("empty.csv", content)
    assert "no evidence of zero" in caught.value.explanation


@pytest.mark.parametrize("content", [b"Host,Site\n", b"[]", b"{}", xlsx(("Host",))])
def test_titles_alone_are_no_table(desk: UsageDesk, content: bytes):
    with pytest.raises(problems.NoTable):
        desk.read("titles", content)
    with pytest.raises(problems.NoTable):
        desk.usage.look(desk.file("titles", content))


def test_a_nul_byte_is_said_with_its_row(desk: UsageDesk):
    source, rows = desk.read("hosts.csv", b"Host\ngw-1\ngw\x00-2\ngw-3\n")
    assert names(rows) == ["gw-1", "gw-3"]
    assert source.problems == ("Row 3: a NUL byte stands in “Host”; the file may be damaged there",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\n" + b"1 0 obj\n" * 9, "a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "a picture"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old office program"),
        (bytes(range(256)) * 20, "no text"),
    ],
)
def test_another_kind_of_file_is_named(desk: UsageDesk, content: bytes, words: str):
    with pytest.raises(problems.NotATable) as caught:
        desk.read("figures.csv", content)
    assert words in caught.value.explanation


def test_a_broken_workbook_and_an_archive_are_refused(desk: UsageDesk):
    whole = xlsx(("Host",), ("gw-1",))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("notes.txt", "nothing")
    for content in (whole[: len(whole) // 2], b"PK\x03\x04junk", out.getvalue()):
        with pytest.raises(Problem) as caught:
            desk.read("book.xlsx", content)
        assert isinstance(caught.value, problems.DamagedFile | problems.NotATable)


def test_a_packed_bomb_is_refused_before_it_is_opened(
    desk: UsageDesk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.certification.usage.xlsx_table.MOST_BYTES", 1_000_000)
    out = io.BytesIO(xlsx(("Host",), ("gw-1",)))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet9.xml", b" " * 3_000_000)
    with pytest.raises(problems.TooLarge, match="too large"):
        desk.read("bomb.xlsx", out.getvalue())


def resaved(data: bytes, old: bytes, new: bytes) -> bytes:
    """A workbook whose sheet says something else."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w") as into:
        for one in archive.namelist():
            into.writestr(one, archive.read(one).replace(old, new, 1))
    return made.getvalue()


def test_a_cell_for_which_the_library_panics_becomes_words(desk: UsageDesk):
    data = xlsx(("Host", "Since"), ("gw-1", date(2026, 1, 1)))
    broken = resaved(data, b"<v>46023</v>", b"<v>-1e18</v>")
    before = kept(desk)
    with pytest.raises(problems.DamagedFile, match="damaged"):
        desk.read("hosts.xlsx", broken)
    assert kept(desk) == before


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>', b"<c r\n= 'xfd1048576'><v>1</v></c>",
        b'<x:c r="XFD1048576"><x:v>1</x:v></x:c>', b'<c q="<" r="XFD1048576"><v>1</v></c>',
        b'<c r="ZZZZZZZ99999999999"><v>1</v></c>', b"<c><v>1</v></c>" * 40,
    ],
)  # fmt: skip
def test_a_cell_in_the_last_corner_does_not_take_all_memory(desk: UsageDesk, cell: bytes):
    far = resaved(
        xlsx(("Host",), ("gw-1",)), b"</sheetData>",
        b'<row r="1048576">' + cell + b"</row></sheetData>",
    )  # fmt: skip
    with pytest.raises(problems.TooLarge) as caught:
        desk.read("hosts.xlsx", far)
    assert "reach further" in caught.value.explanation


def test_a_format_in_the_last_corner_is_no_cell(desk: UsageDesk):
    far = resaved(
        xlsx(("Host",), ("gw-1",)), b"</sheetData>",
        b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>',
    )  # fmt: skip
    _source, rows = desk.read("hosts.xlsx", far)
    assert names(rows) == ["gw-1"]


def test_an_open_quotation_mark_does_not_swallow_rows(desk: UsageDesk):
    lines = ["Host,Site"] + [f"gw-{n},Ulm" for n in range(400)]
    lines[5] = '"gw-4,Ulm'
    with pytest.raises(problems.DamagedFile) as caught:
        desk.read("hosts.csv", "\n".join(lines))
    assert "In row 6 a quotation mark is opened and not closed" in caught.value.explanation


def test_a_row_with_too_many_cells_is_not_counted_by_guess(desk: UsageDesk):
    source, rows = desk.read("hosts.csv", "Host,Site\ngw-1,Ulm\ngw-2,Ulm,Donau\ngw-3\n\ngw-4,,,\n")
    assert [(one.name, one.row) for one in rows] == [("gw-1", 2), ("gw-3", 4), ("gw-4", 6)]
    assert "Row 3: it has more cells than there are titles" in source.problems[0]


def test_rows_without_a_name_or_a_product_are_said(desk: UsageDesk):
    mapping = Mapping(
        columns={"name": "Host", "product_id": "Product"}, fixed={"metric": "production instances"}
    )
    source, rows = desk.read(
        "hosts.csv", "Host,Product\n,relay-gateway\ngw-1,\n,\ngw-2,x\n", mapping
    )
    assert [(one.name, one.product_id) for one in rows] == [("gw-2", "x")]
    assert source.problems == (
        "Row 2: “Host” is empty; it does not say what is counted",
        "Row 3: “Product” is empty; it does not say which product is used",
    )
    assert source.rows_read == 3, "an empty row is no row"


def test_totals_below_the_table_are_left_out_and_said(desk: UsageDesk):
    for total in ("Total,9\n", "Summe,9\n", "GESAMT:,9\n"):
        source, rows = desk.read("hosts.csv", f"Host,Anzahl\ngw-1,9\n{total}", QUANTITIES)
        assert names(rows) == ["gw-1"]
        assert source.left_out == (LeftOut("a total of other rows", 1),)


def test_broken_json_and_odd_items_are_said(desk: UsageDesk):
    for content in (b'[{"Host": "gw-1"}', b'{"a": [1, 2', b"[" * 5000):
        with pytest.raises(problems.DamagedFile):
            desk.read("hosts.json", content)
    source, rows = desk.read("hosts.json", '[{"Host": "gw-1"}, 7, {"Host": "gw-2"}]')
    assert names(rows) == ["gw-1", "gw-2"]
    assert source.problems == ("Row 2: “7” is not an object with named values",)


def test_a_file_that_changes_while_it_is_read_is_not_taken(
    desk: UsageDesk, monkeypatch: pytest.MonkeyPatch
):
    path = desk.file("growing.csv", "Host\n" + "gw\n" * 100_000)
    before = kept(desk)

    def grow(_progress: object) -> None:
        with path.open("ab") as stream:
            stream.write(b"late\n")

    with pytest.raises(FileChanging):
        desk.usage.read_file(path, HOSTS, "Anna Berg", report=grow)
    assert kept(desk) == before


def test_links_folders_and_vanished_files_are_refused(desk: UsageDesk, tmp_path: Path):
    (tmp_path / "link.csv").symlink_to(desk.file("hosts.csv", "Host\ngw-1\n"))
    for path in (tmp_path, tmp_path / "gone.csv", tmp_path / "link.csv"):
        with pytest.raises(CannotAttach):
            desk.usage.look(path)
        with pytest.raises(CannotAttach):
            desk.usage.read_file(path, HOSTS, "Anna Berg")


def test_reading_stops_when_asked_and_keeps_nothing(desk: UsageDesk):
    cancel, before = CancelToken(), kept(desk)
    path = desk.file("long.csv", "Host\n" + "".join(f"gw-{n}\n" for n in range(20_000)))
    with pytest.raises(Cancelled):
        desk.usage.read_file(
            path, HOSTS, "Anna Berg",
            report=lambda progress: cancel.cancel() if progress.phase == "Counting rows" else None,
            cancel=cancel,
        )  # fmt: skip
    assert kept(desk) == before


def test_many_bad_rows_are_named_one_by_one_up_to_a_bound(desk: UsageDesk):
    text = csv_text(("Host", "Anzahl"), *((f"h{n}", "x") for n in range(300)), ("good", 1))
    source, _rows = desk.read("bad.csv", text, QUANTITIES)
    assert len(source.problems) == 51
    assert source.problems[-1] == "250 more rows cannot be read"
