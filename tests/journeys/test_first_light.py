"""The first journey: from the first card to orders, files and delivered feedback."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from tests.journeys import steps
from tests.journeys.conftest import AtWindow
from tests.support.person import Person
from tests.support.sandbox import SandboxServer
from ui.kit.states import ProgressBar

ORDERS = 3000
TEXT = "The renewal dates are easy to find."


# Xvfb has no visual with an alpha channel, which a menu with round corners asks for.
@pytest.mark.qt_log_ignore("Falling back to using screens root_visual", extend=True)
def test_from_the_first_card_to_orders_files_and_delivered_feedback(
    at_window: AtWindow, workstation: Path
) -> None:
    with SandboxServer.start(orders=ORDERS) as portal, at_window() as person:
        portal.fault("delay", path="/v1/changes", skip=2, seconds=1.5)
        person.sees("Connect to your vendor")
        person.click("Sign in…")
        assert not person.can("Continue in the browser"), "there is no address yet"
        person.type("Portal address", portal.address)
        person.click("Continue in the browser")
        steps.keep_recovery_code(person)
        orders_arrive_with_progress(person)
        found = filter_and_sort(person)
        open_detail(person, found[1])
        save_files(person, workstation, found)
        send_feedback(person, portal)


def orders_arrive_with_progress(person: Person) -> None:
    person.goes_to("Orders")
    window = person.program.window
    said = person.until(
        lambda: [
            bar.accessibleDescription()
            for bar in window.findChildren(ProgressBar)
            if bar.isVisible() and " of " in bar.accessibleDescription()
        ],
        "progress in numbers",
    )
    assert said[0][0].isdigit()
    person.until(lambda: 0 < person.orders.model.rowCount() < ORDERS, "the first orders")
    assert not person.program.synced, "orders are readable before the last one is here"
    steps.synchronized(person)
    person.sees(f"{ORDERS:,} of {ORDERS:,} orders")
    person.sees("Synced just now")


def filter_and_sort(person: Person) -> list[str]:
    """Type into the filter, click on a column; the numbers of the orders then shown."""
    person.type("Filter orders", "gateway")
    person.until(lambda: 0 < person.orders.model.rowCount() < ORDERS, "fewer orders")
    person.sees_all_rows(ORDERS)
    assert all("ateway" in products for products in person.column("Products"))
    unsorted = person.column("Number", ORDERS)
    for order in (sorted(unsorted), sorted(unsorted, reverse=True)):
        person.sorts_by("Number")
        person.until(
            lambda order=order: person.column("Number", ORDERS) == order, "the rows in order"
        )
    assert len(set(order)) == person.orders.model.rowCount()
    return order


def open_detail(person: Person, number: str) -> None:
    person.clicks_row(1)
    person.until(person.orders.detail.isVisible, "the details")
    detail = person.orders.detail.detail
    assert detail is not None
    assert detail.number == number
    person.sees(detail.lines[0].product_name)
    person.sees("Lines, ")
    if len(detail.chain) > 1:
        person.sees("Renewal chain")


def save_files(person: Person, folder: Path, numbers: list[str]) -> None:
    """Export what is shown, in the order shown."""
    for entry, name in (("As CSV…", "orders.csv"), ("As Excel workbook (XLSX)…", "orders.xlsx")):
        exporter = person.orders.exporter
        with person.qtbot.waitSignal(exporter.exported, timeout=30_000):
            person.saves_as(
                folder / name, lambda entry=entry: person.chooses("Export the orders shown", entry)
            )
    with (folder / "orders.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert [row[0] for row in rows[1:]] == numbers
    book = openpyxl.load_workbook(folder / "orders.xlsx")
    try:
        cells = list(book.active.iter_rows(values_only=True))
    finally:
        book.close()
    assert [cell[0] for cell in cells[1:]] == numbers
    assert list(cells[0]) == rows[0]


def send_feedback(person: Person, portal: SandboxServer) -> None:
    steps.write_feedback(person, TEXT)
    said = person.sees_fate(TEXT, "Delivered")
    (kept,) = portal.submissions()
    assert kept["id"] in said, "the receipt is shown"
    assert kept["body"]["text"] == TEXT
    assert kept["body"]["acknowledged"]["statement"] == portal.feedback_statement
    assert not person.program.problems
