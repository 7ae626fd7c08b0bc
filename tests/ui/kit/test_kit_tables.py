"""The table: what it paints, how it is used by keyboard, and that a million rows cost nothing."""

from __future__ import annotations

import tracemalloc

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest

from tests.ui.kit.specimens import ORDER_COLUMNS, Specimens, drawn, order_rows
from ui.kit.cells import Cell, Column
from ui.kit.icons import Icon
from ui.kit.tables import TableView
from ui.kit.theme import Scheme, Theme
from ui.kit.tokens import Token


class Many(Specimens):
    """The same rows over and over, with a number of their own."""

    def __init__(self, count: int) -> None:
        super().__init__(ORDER_COLUMNS, order_rows())
        self.count = count
        self.asked: set[int] = set()

    def rowCount(self, parent=QModelIndex()):  # noqa: B008
        return 0 if parent.isValid() else self.count

    def cell(self, row_number: int, at: int) -> Cell:
        self.asked.add(row_number)
        return Cell(f"KO-{row_number}") if at == 0 else self.cells[row_number % len(self.cells)][at]


@pytest.fixture
def table(theme: Theme, qtbot) -> TableView:
    """The specimen orders in a window of 1120 px."""
    view = TableView(theme, ORDER_COLUMNS, name="Orders")
    model = Specimens(ORDER_COLUMNS, order_rows())
    model.setParent(view)
    qtbot.addWidget(view)
    view.setModel(model)
    view.resize(1120, 400)
    view.show()
    qtbot.waitExposed(view)
    return view


def picture(view: TableView) -> QImage:
    return drawn(view.viewport())


def test_the_sample_model_keeps_the_rules_of_models(qtbot, theme: Theme) -> None:
    model = Specimens(ORDER_COLUMNS, order_rows())
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    assert model.data(model.index(2, 7)) == "JPY 6,800,000"


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_a_selected_row_has_its_ground_and_an_accent_bar(table, theme, scheme) -> None:
    theme.set_scheme(scheme)
    table.select_row(2)
    image = picture(table)
    middle = 2 * 32 + 16
    assert image.pixelColor(1, middle) == theme.color(Token.ACCENT)
    assert image.pixelColor(8, middle) == theme.color(Token.SELECT)
    assert image.pixelColor(8, 3 * 32 + 16) == theme.color(Token.SURFACE)


def test_rows_are_parted_by_a_hairline(table, theme) -> None:
    image = picture(table)
    assert image.pixelColor(6, 31) == theme.color(Token.HAIRLINE)
    assert image.pixelColor(6, 30) == theme.color(Token.SURFACE)


def test_the_text_of_a_cell_takes_its_tone(table, theme) -> None:
    # "Suspended" stands in the seventh row, in the color of danger.
    head = table.horizontalHeader()
    left = head.sectionViewportPosition(6) + 30
    wanted = theme.color(Token.DANGER)
    image = picture(table)
    found = [
        (x, y)
        for x in range(left, left + 70)
        for y in range(6 * 32, 7 * 32)
        if near(image.pixelColor(x, y), wanted)
    ]
    assert found


def test_amounts_end_at_one_edge(table, theme) -> None:
    assert len({last_ink(table, theme, row) for row in (1, 2, 3, 5)}) <= 2


def test_in_right_to_left_the_first_column_lies_on_the_right(table, theme) -> None:
    table.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    table.select_row(2)
    image = picture(table)
    assert image.pixelColor(image.width() - 2, 2 * 32 + 16) == theme.color(Token.ACCENT)
    slots = table._head.slots()
    assert slots[0].left > slots[-1].left


def test_a_row_that_is_not_loaded_is_shown_as_a_quiet_bar(theme, qtbot) -> None:
    columns = (Column("a", "A", stretch=True),)

    class Late(Specimens):
        def cell(self, row_number, at):
            return None

    view = TableView(theme, columns, name="Late")
    model = Late(columns, [(Cell(),)])
    model.setParent(view)
    qtbot.addWidget(view)
    view.setModel(model)
    view.resize(300, 100)
    image = picture(view)
    assert image.pixelColor(40, 16) == theme.color(Token.HAIRLINE)


def test_keys_move_through_the_rows_and_open_one(table, qtbot) -> None:
    table.select_row(0)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.current_row == 1
    QTest.keyClick(table, Qt.Key.Key_End)
    assert table.current_row == 7
    QTest.keyClick(table, Qt.Key.Key_Home)
    with qtbot.waitSignal(table.row_activated) as caught:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert caught.args == [0]


def test_selecting_tells_the_row_and_nothing_selected_is_minus_one(table, qtbot) -> None:
    with qtbot.waitSignal(table.row_selected) as caught:
        table.select_row(4)
    assert caught.args == [4]
    with qtbot.waitSignal(table.row_selected) as caught:
        table.select_row(-1)
    assert caught.args == [-1]


def test_a_click_on_a_title_asks_to_sort_and_again_turns_it(table, qtbot) -> None:
    head = table.horizontalHeader()
    place = QPoint(head.sectionViewportPosition(0) + 20, 10)
    with qtbot.waitSignal(table.sort_requested) as caught:
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == ["number", False]
    with qtbot.waitSignal(table.sort_requested) as caught:
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert caught.args == ["number", True]


def test_columns_step_aside_when_it_is_narrow_and_come_back(table) -> None:
    table.resize(760, 400)
    assert hidden_keys(table) == {"bought"}, "the last that may go goes first"
    table.resize(660, 400)
    assert hidden_keys(table) == {"placed", "bought"}
    table.resize(1120, 400)
    assert not hidden_keys(table)


def test_the_columns_fill_the_view_and_one_stretches(table) -> None:
    head = table.horizontalHeader()
    assert head.length() == table.viewport().width()
    fixed = head.sectionSize(1)
    table.resize(1400, 400)
    assert head.sectionSize(1) == fixed
    assert head.length() == table.viewport().width()


def test_widths_order_and_hidden_columns_are_remembered(table, theme, qtbot) -> None:
    table.horizontalHeader().resizeSection(0, 131)
    table.horizontalHeader().moveSection(5, 1)
    table.layout_of_columns.set_hidden("kind", True)
    other = TableView(theme, ORDER_COLUMNS, name="Orders")
    qtbot.addWidget(other)
    model = Specimens(ORDER_COLUMNS, order_rows())
    model.setParent(other)
    other.setModel(model)
    other.resize(1120, 400)
    other.show()
    other.restore_columns(table.save_columns())
    assert other.columnWidth(0) == 131
    assert other.isColumnHidden(3)
    assert other.horizontalHeader().visualIndex(5) == 1


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"widths": {"number": "wide"}}', '{"order": ["x"]}']
)
def test_a_remembered_state_that_makes_no_sense_is_ignored(table, text: str) -> None:
    before = table.columnWidth(0)
    table.restore_columns(text)
    assert table.columnWidth(0) == before


def test_columns_can_be_hidden_and_sorted_from_a_menu(table, qtbot) -> None:
    menu = table.columns_menu(table)
    titles = {action.text(): action for action in menu.actions()}
    titles["Kind"].trigger()
    assert table.isColumnHidden(3)
    sort = next(action.menu() for action in menu.actions() if action.menu())
    with qtbot.waitSignal(table.sort_requested) as caught:
        next(action for action in sort.actions() if action.text() == "Amount").trigger()
    assert caught.args == ["amount", False]


def test_a_link_is_told_by_row_and_column(theme, qtbot) -> None:
    columns = (Column("order", "Order", sample="KO-20417"), Column("rest", "Rest", stretch=True))
    view = TableView(theme, columns, name="Links")
    model = Specimens(columns, [(Cell("KO-20417", link=True), Cell("text"))])
    model.setParent(view)
    qtbot.addWidget(view)
    view.setModel(model)
    view.resize(400, 120)
    view.show()
    with qtbot.waitSignal(view.link_clicked) as caught:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 16))
    assert caught.args == [0, "order"]


def test_of_a_million_rows_only_those_in_sight_are_asked_for(theme, qtbot) -> None:
    view = TableView(theme, ORDER_COLUMNS, name="Orders")
    model = Many(1_000_000)
    model.setParent(view)
    qtbot.addWidget(view)
    view.resize(1120, 700)
    tracemalloc.start()
    view.setModel(model)
    view.show()
    view.grab()
    grown = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(model.asked) < 40
    model.asked.clear()
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    view.viewport().grab()
    assert max(model.asked) == 999_999
    assert len(model.asked) < 40
    assert grown < 20_000_000


def test_a_cell_says_all_of_itself(qapp) -> None:
    cell = Cell("48,600", prefix="USD", detail="a year", icon=Icon.CLOUD)
    assert cell.spoken == "USD 48,600 a year"
    with pytest.raises(AttributeError):
        cell.text = "0"


def hidden_keys(table: TableView) -> set[str]:
    return {c.key for at, c in enumerate(ORDER_COLUMNS) if table.isColumnHidden(at)}


def near(color: QColor, wanted: QColor) -> bool:
    return (
        abs(color.red() - wanted.red())
        + abs(color.green() - wanted.green())
        + abs(color.blue() - wanted.blue())
    ) < 40


def last_ink(table: TableView, theme: Theme, row: int) -> int:
    image = picture(table)
    ground = theme.color(Token.SURFACE)
    for x in range(image.width() - 1, 0, -1):
        for y in range(row * 32 + 8, row * 32 + 24):
            if not near(image.pixelColor(x, y), ground):
                return x
    return -1


def test_a_meter_in_a_cell_shows_its_share_and_what_is_over(theme: Theme, qtbot) -> None:
    columns = (Column("use", "In use", width=150), Column("name", "Name", stretch=True))
    rows = ((Cell("24 of 30", share=0.8), Cell("a")), (Cell("12 of 6", share=2.0), Cell("b")))
    view = TableView(theme, columns, name="Meters")
    qtbot.addWidget(view)
    model = Specimens(columns, rows)
    model.setParent(view)
    view.setModel(model)
    view.resize(400, 160)
    view.show()
    qtbot.waitExposed(view)
    image = picture(view)
    first, second = (
        {image.pixelColor(x, y).name() for x in range(16, 60) for y in range(top, top + 32)}
        for top in (0, 32)
    )
    meter, danger = theme.color(Token.METER).name(), theme.color(Token.DANGER_FILL).name()
    assert meter in first
    assert danger not in first
    assert {meter, danger} <= second
