"""Labels, buttons, fields and forms: plain text, names for screen readers, all by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.kit.buttons import Button, ButtonKind, IconButton, LinkButton
from ui.kit.chips import Chip, MenuChip
from ui.kit.choices import CheckBox, ComboBox, RadioButton
from ui.kit.fields import SearchButton, SearchField, TextArea, TextField
from ui.kit.focus import FocusRing
from ui.kit.forms import CheckRow, Form, FormRow
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label, StatusLabel
from ui.kit.nav import Brand, NavItem
from ui.kit.tabs import Tabs
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle

MARKUP = "<b>bold</b> <img src='x'> &amp;"


@pytest.mark.parametrize("wrap", [False, True])
def test_markup_in_a_label_is_shown_as_it_is(theme: Theme, qtbot, wrap: bool) -> None:
    label = Label(theme, MARKUP, wrap=wrap)
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert QAccessible.queryAccessibleInterface(label).text(QAccessible.Text.Name) == MARKUP


def test_markup_in_a_tooltip_of_an_elided_label_is_escaped(theme: Theme, qtbot) -> None:
    label = Label(theme, MARKUP * 4, elide=True)
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.toolTip()
    assert "<b>" not in label.toolTip()
    label.setText("Research & development, of some length")
    assert label.toolTip() == "Research & development, of some length"
    label.resize(2000, 20)
    assert label.toolTip() == ""


@pytest.mark.parametrize("style", list(TextStyle))
def test_a_label_is_as_high_as_its_line_box(theme: Theme, qtbot, style: TextStyle) -> None:
    label = Label(theme, "Äpfel gy", style)
    qtbot.addWidget(label)
    assert label.sizeHint().height() == style.line


def test_wrapped_text_grows_by_whole_lines(theme: Theme, qtbot) -> None:
    label = Label(theme, "one two three four five six seven", wrap=True)
    qtbot.addWidget(label)
    assert label.heightForWidth(4000) == 20
    assert label.heightForWidth(80) % 20 == 0
    assert label.heightForWidth(80) > 40


def test_every_control_has_a_name(theme: Theme, qtbot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = [
        Button(theme, "Export…", parent=parent),
        LinkButton(theme, "§7.2", parent=parent),
        IconButton(theme, Icon.COPY, "Copy", parent=parent),
        Chip(theme, "Hosted", parent=parent),
        MenuChip(theme, "Kind", [("a", "A")], any_text="any", parent=parent),
        SearchField(theme, "Filter orders", parent=parent),
        SearchButton(theme, "Search", ("Ctrl", "K"), parent=parent),
        TextArea(theme, name="Feedback", parent=parent),
        ComboBox(theme, name="About", parent=parent),
        CheckBox(theme, "I agree", parent=parent),
        RadioButton(theme, "One", parent=parent),
        NavItem(theme, Icon.ORDERS, Icon.ORDERS_FILL, "Orders", parent=parent),
        Brand(theme, "Vendor", "Customer", parent=parent),
        Tabs(theme, name="Parts", parent=parent),
    ]
    made[-1].add_tab("one", "One")
    for control in made:
        spoken = QAccessible.queryAccessibleInterface(control)
        assert spoken.text(QAccessible.Text.Name), type(control).__name__
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, type(control).__name__


def test_an_icon_is_read_out_only_when_it_says_something(theme: Theme, qtbot) -> None:
    silent, named = IconLabel(theme, Icon.CHECK), IconLabel(theme, Icon.LOCK, name="Locked")
    qtbot.addWidget(silent)
    qtbot.addWidget(named)
    assert silent.accessibleName() == ""
    assert named.accessibleName() == "Locked"
    status = StatusLabel(theme, Icon.CLOCK, "Due soon")
    qtbot.addWidget(status)
    assert status.text() == "Due soon"


def test_a_form_row_ties_label_hint_and_error_to_its_field(theme: Theme, qtbot) -> None:
    field = TextField(theme)
    row = FormRow(theme, "Valid until", field, hint="A date.")
    qtbot.addWidget(row)
    label = row.findChild(QLabel)
    assert label.buddy() is field
    assert field.accessibleName() == "Valid until"
    assert field.accessibleDescription() == "A date."
    row.set_error("February 2027 has 28 days.")
    assert row.has_error
    assert field.accessibleDescription() == "February 2027 has 28 days."
    row.clear_error()
    assert field.accessibleDescription() == "A date."


def test_the_focus_goes_to_the_first_field_with_an_error(theme: Theme, qtbot) -> None:
    form = Form(theme)
    qtbot.addWidget(form)
    first, second = (FormRow(theme, name, TextField(theme)) for name in ("One", "Two"))
    confirm = CheckRow(theme, "I have read this")
    for row in (first, second, confirm):
        form.add(row)
    assert not form.focus_first_error()
    form.show()
    qtbot.waitExposed(form)
    second.set_error("Wrong.")
    confirm.set_error("Missing.")
    assert form.focus_first_error()
    assert form.focusWidget() is second.field


def test_escape_empties_the_search_field_and_then_belongs_to_the_window(
    theme: Theme, qtbot
) -> None:
    search = SearchField(theme, "Filter orders", keys=("/",))
    qtbot.addWidget(search)
    search.show()
    QTest.keyClicks(search, "strata")
    assert search.text() == "strata"
    with qtbot.waitSignal(search.cleared):
        QTest.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""


def test_a_menu_chip_says_what_was_chosen(theme: Theme, qtbot) -> None:
    chip = MenuChip(theme, "Kind", [("hosted", "Hosted"), ("software", "R&D")], any_text="any")
    qtbot.addWidget(chip)
    assert chip.text() == "Kind: any"
    with qtbot.waitSignal(chip.changed) as caught:
        chip.menu().actions()[2].trigger()
    assert caught.args == ["software"]
    assert chip.text() == chip.accessibleName() == "Kind: R&D"
    chip.set_choices([("hosted", "Hosted")])
    assert chip.value == ""


def test_a_chip_that_is_on_shows_a_check_and_not_only_a_color(theme: Theme, qtbot) -> None:
    chip = Chip(theme, "Hosted")
    qtbot.addWidget(chip)
    narrow = chip.sizeHint().width()
    chip.setChecked(True)
    assert chip.sizeHint().width() >= narrow + chip.MARK


def test_a_combo_box_is_addressed_by_keys(theme: Theme, qtbot) -> None:
    combo = ComboBox(theme, [("a", "First"), ("b", "Second")], name="About")
    qtbot.addWidget(combo)
    with qtbot.waitSignal(combo.changed) as caught:
        QTest.keyClick(combo, Qt.Key.Key_Down)
    assert caught.args == ["b"]
    combo.set_value("nonsense")
    assert combo.value == "b"


def test_tabs_change_with_the_arrow_keys(theme: Theme, qtbot) -> None:
    tabs = Tabs(theme, name="Licenses")
    qtbot.addWidget(tabs)
    tabs.add_tab("licenses", "Licenses", "7")
    tabs.add_tab("machines", "Machines")
    tabs.show()
    with qtbot.waitSignal(tabs.changed) as caught:
        QTest.keyClick(tabs, Qt.Key.Key_Right)
    assert caught.args == ["machines"]
    assert tabs.accessibleTabName(0) == "Licenses 7"


def test_tab_leaves_a_text_area(theme: Theme, qtbot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    area, button = TextArea(theme, name="Feedback"), Button(theme, "Send", ButtonKind.PRIMARY)
    layout = QVBoxLayout(holder)
    layout.addWidget(area)
    layout.addWidget(button)
    holder.show()
    qtbot.waitExposed(holder)
    area.setFocus()
    QTest.keyClick(area, Qt.Key.Key_Tab)
    assert holder.focusWidget() is button
    assert area.toPlainText() == ""


def test_the_focus_ring_follows_the_keyboard(theme: Theme, qtbot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    first, second = Button(theme, "Back"), Button(theme, "Next")
    layout = QVBoxLayout(holder)
    layout.addWidget(first)
    layout.addWidget(second)
    ring = FocusRing(holder, theme)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    qtbot.waitUntil(second.hasFocus)
    assert ring.isVisible()
    assert ring.geometry().adjusted(3, 3, -3, -3) == second.geometry()
    second.hide()
    qtbot.waitUntil(lambda: first.hasFocus() or not ring.isVisible())
    around = ring.geometry().adjusted(3, 3, -3, -3)
    qtbot.waitUntil(lambda: not ring.isVisible() or around != second.geometry())


def test_a_narrow_navigation_item_says_in_a_tooltip_what_it_is(theme: Theme, qtbot) -> None:
    item = NavItem(theme, Icon.TERMS, Icon.TERMS_FILL, "Terms")
    qtbot.addWidget(item)
    item.set_count(2)
    item.set_narrow(True)
    assert item.toolTip() == "Terms, 2"
    assert "2" in item.accessibleDescription()
    assert item.sizeHint().width() == 40
