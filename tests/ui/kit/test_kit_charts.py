"""What is painted is a real view: with rows to be read out, keys, and a mirror image for RTL."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest

from tests.ui.kit.specimens import drawn
from ui.kit.chain import ChainState, ChainStep, RenewalChain
from ui.kit.charts import Meter, MeterRow, Verdict, verdict_of
from ui.kit.lists import PaintedList
from ui.kit.steps import Step, StepRail, StepState
from ui.kit.theme import Theme
from ui.kit.timeline import EndKind, Timeline, TimelineEntry
from ui.kit.tokens import Token

TODAY = date(2026, 11, 24)
SOON, LATE = date(2026, 12, 27), date(2027, 11, 20)
ENTRIES = [
    TimelineEntry("a", "Strata Cloud", SOON, EndKind.RENEWS, date(2026, 11, 26), "Renews 27 Dec"),
    TimelineEntry("b", "Pulse", LATE, EndKind.ENDS, None, "Ends 20 Nov 2027, a long remark"),
]
STEPS = [
    ChainStep("1", "KO-17230", "150 users", "27 Dec 2023", ChainState.PAST),
    ChainStep("2", "KO-20417", "250 users", "27 Dec 2025", ChainState.HERE),
    ChainStep("3", "Renewal", "Cancel by 26 Nov", "27 Dec 2026", ChainState.NEXT),
]


def spoken(view: PaintedList) -> list[str]:
    interface = QAccessible.queryAccessibleInterface(view)
    return [interface.child(at).text(QAccessible.Text.Name) for at in range(interface.childCount())]


def test_the_time_line_is_read_out_row_by_row(theme: Theme, qtbot) -> None:
    line = Timeline(theme, name="Renewals")
    qtbot.addWidget(line)
    line.set_entries(ENTRIES, TODAY)
    view = line.findChild(PaintedList)
    QAbstractItemModelTester(view.model(), QAbstractItemModelTester.FailureReportingMode.Warning)
    assert spoken(view) == ["Strata Cloud: Renews 27 Dec", "Pulse: Ends 20 Nov 2027, a long remark"]


def test_a_row_of_the_time_line_opens_by_key(theme: Theme, qtbot) -> None:
    line = Timeline(theme, name="Renewals")
    qtbot.addWidget(line)
    line.set_entries(ENTRIES, TODAY)
    line.resize(900, 100)
    line.show()
    view = line.findChild(PaintedList)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Home)
    QTest.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(line.activated) as caught:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert caught.args == ["b"]


def test_words_never_lie_over_the_last_day_to_cancel(theme: Theme, qtbot) -> None:
    line = Timeline(theme, name="Renewals")
    qtbot.addWidget(line)
    late = TimelineEntry(
        "c", "Japan", LATE, EndKind.RENEWS, date(2027, 10, 20), "Renews 20 Nov, cancel by 20 Oct"
    )
    line.set_entries([late], TODAY)
    line.resize(900, 60)
    image = drawn(line)
    wanted = theme.color(Token.WARN_FILL)
    assert any(image.pixelColor(x, 24 + 14) == wanted for x in range(900))


def test_only_past_orders_of_a_chain_lead_elsewhere(theme: Theme, qtbot) -> None:
    chain = RenewalChain(theme, name="Renewal chain")
    qtbot.addWidget(chain)
    chain.set_steps(STEPS)
    chain.show()
    view = chain.findChild(PaintedList)
    opened: list[str] = []
    chain.activated.connect(opened.append)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(view, key)
    assert opened == ["1"]
    assert "KO-20417, 250 users, 27 Dec 2025" in spoken(view)


def test_a_rail_says_where_one_is(theme: Theme, qtbot) -> None:
    rail = StepRail(theme, "Steps")
    qtbot.addWidget(rail)
    rail.set_steps(
        [
            Step("a", "Scope", "7 entitlements", StepState.DONE),
            Step("b", "Reconcile", "2 open", StepState.HERE),
        ]
    )
    assert spoken(rail.findChild(PaintedList))[1] == "2. Reconcile, 2 open, you are here"


@pytest.mark.parametrize(
    ("used", "permitted", "verdict"),
    [
        (0, 10, Verdict.FREE),
        (10, 10, Verdict.AT_LIMIT),
        (11, 10, Verdict.OVER),
        (1, 0, Verdict.OVER),
        (0, 0, Verdict.AT_LIMIT),
        (5, None, Verdict.FREE),
    ],
)
def test_a_use_is_free_at_its_limit_or_over(used, permitted, verdict) -> None:
    assert verdict_of(used, permitted) is verdict


def test_what_is_over_is_hatched_behind_a_tick(theme: Theme, qtbot) -> None:
    meter = Meter(theme, name="Use")
    qtbot.addWidget(meter)
    meter.resize(200, 8)
    meter.set_values(512, 500)
    image = drawn(meter)
    tick = [x for x in range(200) if image.pixelColor(x, 0) == theme.color(Token.TEXT)]
    assert tick
    assert 200 - max(tick) >= 17
    beyond = {image.pixelColor(x, 4).name() for x in range(max(tick) + 2, 198)}
    assert len(beyond) > 1, "a hatch has more than one color"


@pytest.mark.parametrize(("used", "permitted"), [(0, 0), (3, 0), (0, None), (9, 3)])
def test_a_meter_paints_figures_at_their_limits(theme: Theme, qtbot, used, permitted) -> None:
    meter = Meter(theme, name="Use")
    qtbot.addWidget(meter)
    meter.set_values(used, permitted)
    assert not meter.grab().isNull()


def test_a_meter_row_says_its_verdict_in_words(theme: Theme, qtbot) -> None:
    row = MeterRow(theme, "Beacon Monitor", "named users")
    qtbot.addWidget(row)
    row.set_values(512, 500, "512", "of 500", "12 over")
    meter = row.findChild(Meter)
    assert meter.accessibleName() == "Beacon Monitor, named users"
    assert meter.accessibleDescription() == "512 of 500, 12 over"


def test_a_meter_is_mirrored_from_right_to_left(theme: Theme, qtbot) -> None:
    meter = Meter(theme, name="Use")
    qtbot.addWidget(meter)
    meter.resize(200, 8)
    meter.set_values(25, 100)
    plain = drawn(meter)
    meter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert flipped(drawn(meter)).pixelColor(20, 4) == plain.pixelColor(20, 4)
    assert drawn(meter).pixelColor(20, 4) == theme.color(Token.TRACK)


def flipped(image: QImage) -> QImage:
    return image.flipped(Qt.Orientation.Horizontal)
