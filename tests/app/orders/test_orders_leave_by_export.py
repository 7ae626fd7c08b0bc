"""Exports: safe in a spreadsheet, numbers as numbers, whole or not at all."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import Cancelled, Problem
from app.base.spreadsheets import safe_text
from app.base.tasks import CancelToken, Progress
from app.orders.apply import OrdersApplier
from app.orders.model import OrderColumn, OrderQuery
from app.orders.service import OrderService
from app.storage.database import Database
from tests.support.orders_feed import FixedClock, change, line, many_orders, mirror_with, order

NASTY = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")', "\n=2")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with mirror_with(tmp_path, many_orders(2300), FixedClock()) as made:
        with made.write() as tx:
            nasty = [
                change(f"n{at}", order(f"{text}", lines=[line(text)], currency="JPY", amount="7",
                                       reseller={"id": "r", "name": text}))
                for at, text in enumerate(NASTY)
            ]  # fmt: skip
            assert OrdersApplier(FixedClock()).apply(tx, nasty, 1) == []
        yield made


def test_csv_has_every_row_and_no_cell_that_is_a_formula(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    steps: list[Progress] = []
    query = OrderQuery(sort=OrderColumn.NUMBER, descending=False)
    assert OrderService(db, FixedClock()).export_csv(path, query, steps.append) == 2308
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert len(rows) == 2309
    assert rows[0][-2:] == ["Currency", "Amount"]
    for row in rows:
        for cell in row[:-1]:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), row
        float(row[-1] or 0) if row is not rows[0] else None
    assert any(row[0] == "'=1+1" for row in rows)
    assert steps[-1].done == steps[-1].total == 2308


def test_xlsx_has_text_as_text_and_amounts_as_numbers(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    query = OrderQuery(sort=OrderColumn.NUMBER, descending=False)
    assert OrderService(db, FixedClock()).export_xlsx(path, query) == 2308
    import openpyxl

    book = openpyxl.load_workbook(path)
    rows = list(book.active.iter_rows(min_row=2))
    book.close()
    assert len(rows) == 2308
    seen = set()
    for row in rows:
        assert all(cell.data_type != "f" for cell in row)
        assert row[0].data_type == "s"
        assert isinstance(row[1].value, datetime)
        seen.add(row[0].value)
        assert row[8].value is None or row[8].data_type == "n"
    assert {"=1+1", "@SUM(A1)"} <= seen


@given(st.text(max_size=30))
def test_no_text_at_all_becomes_a_formula(text: str) -> None:
    assert not safe_text(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert safe_text(text).endswith(text)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_canceled_export_leaves_the_old_file(db: Database, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"orders.{kind}"
    path.write_bytes(b"the old one")
    cancel = CancelToken()

    def stop(progress: Progress) -> None:
        if progress.done:
            cancel.cancel()

    service = OrderService(db, FixedClock())
    export = service.export_csv if kind == "csv" else service.export_xlsx
    with pytest.raises(Cancelled):
        export(path, OrderQuery(), stop, cancel)
    assert path.read_bytes() == b"the old one"
    assert sorted(p.name for p in tmp_path.glob("*.part")) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_place_that_cannot_be_written_is_a_problem(db: Database, kind: str) -> None:
    service = OrderService(db, FixedClock())
    export = service.export_csv if kind == "csv" else service.export_xlsx
    with pytest.raises(Problem):
        export(Path("/proc/orders"), OrderQuery())


def test_an_empty_result_is_a_file_with_a_head(db: Database, tmp_path: Path) -> None:
    service = OrderService(db, FixedClock())
    nothing = OrderQuery(text="nothing is called so")
    assert service.export_xlsx(tmp_path / "none.xlsx", nothing) == 0
    assert service.export_csv(tmp_path / "none.csv", nothing) == 0
    import openpyxl

    book = openpyxl.load_workbook(tmp_path / "none.xlsx")
    assert book.active.max_row == 1
    book.close()
