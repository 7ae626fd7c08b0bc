"""A million rows are read in bounded memory, with progress; a short form runs by default."""

from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter

from app.base.tasks import Progress
from app.certification.usage import problems
from app.certification.usage.model import Mapping, Source
from tests.support.usage_desk import GATEWAY, UsageDesk, usage_desk

MAPPING = Mapping(
    columns={"name": "Host", "quantity": "Instances", "place": "Site"},
    fixed={"product_id": GATEWAY, "metric": "production instances"},
    counts_if={"Status": ("active",)},
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[UsageDesk]:
    with usage_desk(tmp_path_factory.mktemp("usage")) as found:
        yield found


def inventory(desk: UsageDesk, count: int) -> Path:
    path = desk.folder / f"inventory-{count}.csv"
    with path.open("w", encoding="utf-8") as sink:
        sink.write("Host,Instances,Site,Status\n")
        sink.writelines(
            f"gw-{n:07}.corp,{n % 3 + 1},Ulm {n % 50},{'active' if n % 10 else 'retired'}\n"
            for n in range(count)
        )
    return path


def write_workbook(path: Path, count: int) -> None:
    """A sheet of so many hosts, written by hand: no writer of workbooks is fast enough."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{parts}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
            "</Types>",
        )
        link = (
            f'<Relationships xmlns="{parts}/relationships"><Relationship Id="rId1" Type="{office}'
        )
        book.writestr(
            "_rels/.rels", f'{link}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{link}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="Hosts" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        text = '<c t="inlineStr"><is><t>{}</t></is></c>'
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            heads = "".join(text.format(one) for one in ("Host", "Instances", "Site", "Status"))
            sheet.write(f'<worksheet xmlns="{main}"><sheetData><row>{heads}</row>'.encode())
            for n in range(count):
                host, rest = text.format(f"gw-{n:07}.corp"), text.format("Ulm")
                row = f"<row>{host}<c><v>{n % 3 + 1}</v></c>{rest}{text.format('active')}</row>"
                sheet.write(row.encode())
            sheet.write(b"</sheetData></worksheet>")


def peak(work: Callable[[], object]) -> int:
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def run_through(desk: UsageDesk, source: Source) -> int:
    return sum(1 for _row in desk.usage.rows(source))


def test_memory_does_not_grow_with_the_rows_of_a_csv_file(desk: UsageDesk, long_run: bool):
    count = 1_000_000 if long_run else 30_000
    seen: list[Progress] = []
    source = desk.usage.read_file(inventory(desk, count), MAPPING, "Anna", report=seen.append)
    assert (source.rows_read, source.rows_counted) == (count, count - count // 10)
    counting = [one.done for one in seen if one.phase == "Counting rows"]
    assert counting == sorted(counting)
    assert len(counting) > 10
    assert run_through(desk, source) == count
    less, more = (
        desk.usage.read_file(inventory(desk, size), MAPPING, "Anna") for size in (3_000, 30_000)
    )
    # Watching memory makes it many times slower: a tenfold of rows shows what a million does.
    most = peak(lambda: run_through(desk, more))
    assert most < 1.3 * peak(lambda: run_through(desk, less)) + 1_000_000


def test_every_row_of_a_million_counts_once(desk: UsageDesk, long_run: bool):
    count = 1_000_000 if long_run else 20_000
    source = desk.usage.read_file(inventory(desk, count), MAPPING, "Anna")
    usage = desk.usage.count([source], desk.usage.rules())
    assert usage.counts[0].quantity == sum(n % 3 + 1 for n in range(count) if n % 10)
    assert len(usage.rows) == count - count // 10


def test_a_large_workbook_is_read_whole(desk: UsageDesk, long_run: bool):
    count = 1_000_000 if long_run else 5_000
    path = desk.folder / "large.xlsx"
    write_workbook(path, count)
    source = desk.usage.read_file(path, MAPPING, "Anna")
    assert (source.rows_read, source.rows_counted) == (count, count)
    assert source.problems == ()


def test_more_rows_than_are_read_are_refused_in_words(
    desk: UsageDesk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("app.certification.usage.csv_table.MOST_ROWS", 1000)
    with pytest.raises(problems.TooLarge) as caught:
        desk.usage.read_file(inventory(desk, 2000), MAPPING, "Anna")
    assert "more than 1,000 rows" in caught.value.explanation
    monkeypatch.setattr("app.certification.usage.xlsx_table.MOST_CELLS", 10)
    path = desk.folder / "cells.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for n in range(9):
            sheet.write_row(n, 0, ("Host", "Instances"))
    with pytest.raises(problems.TooLarge):
        desk.usage.look(path)
