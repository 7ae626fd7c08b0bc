"""The sheet of components, after the reference picture."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from tests.ui.kit.specimens import Specimens
from ui.kit.banners import Banner, BannerTone
from ui.kit.buttons import Button, ButtonKind, IconButton
from ui.kit.cards import Card
from ui.kit.cells import Cell, Column
from ui.kit.charts import Meter
from ui.kit.chips import Chip, MenuChip
from ui.kit.fields import SearchField, TextField
from ui.kit.forms import FormRow
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.nav import NavItem
from ui.kit.paint import fill_round
from ui.kit.panels import Panel, column, row
from ui.kit.states import ProgressLine
from ui.kit.steps import Step, StepRail, StepState
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token


class Swatch(QWidget):
    """A color and its name."""

    def __init__(self, theme: Theme, token: Token) -> None:
        super().__init__()
        self._theme, self._token = theme, token
        self.setFixedSize(24, 16)

    def paintEvent(self, event):
        color = self._theme.color
        fill_round(QPainter(self), QRectF(self.rect()), 3, color(self._token), color(Token.DIVIDER))


def specimen_card(theme: Theme, title: str, *items) -> Card:
    """A card with a small heading, as on the reference sheet."""
    card = Card(theme)
    head = Label(theme, title, TextStyle.META_STRONG, Token.TEXT2)
    card.body.addLayout(column(head, 6, *items, spacing=0, margins=(16, 10, 16, 14)))
    return card


def button_card(theme: Theme, rings: list[QWidget]) -> Card:
    """Buttons in every state."""

    def line(name: str, kind: ButtonKind, text: str, disabled: bool = True) -> QHBoxLayout:
        made = [Button(theme, text, kind) for _ in range(4 if disabled else 3)]
        made[1].setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
        rings.append(made[2])
        if disabled:
            made[3].setEnabled(False)
        label = Label(theme, name, TextStyle.META, Token.TEXT2)
        label.setFixedWidth(60)
        return row(label, *made, None, spacing=8)

    export = Button(theme, "Export")
    from ui.kit.menus import menu

    export.set_menu(menu(theme, export))
    lit = IconButton(theme, Icon.COPY, "Copy")
    lit.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    danger = Label(theme, "Danger", TextStyle.META, Token.TEXT2)
    danger.setFixedWidth(60)
    last = row(
        danger,
        Button(theme, "Report misuse…", ButtonKind.DANGER),
        export,
        IconButton(theme, Icon.COPY, "Copy"),
        lit,
        None,
        spacing=8,
    )
    return specimen_card(
        theme,
        "Buttons: rest, hover, focus, disabled",
        line("Primary", ButtonKind.PRIMARY, "Submit"),
        8,
        line("Default", ButtonKind.DEFAULT, "Back"),
        8,
        line("Quiet", ButtonKind.QUIET, "Show", disabled=False),
        8,
        last,
    )


def field_cards(theme: Theme, rings: list[QWidget]) -> list[QWidget]:
    """Chips, fields and form rows."""
    on = Chip(theme, "Hosted")
    on.setChecked(True)
    focused = Chip(theme, "Software")
    rings.append(focused)
    status = MenuChip(theme, "Status", [("active", "Active")], any_text="any")
    chips = row(Chip(theme, "Hosted"), on, status, focused, None)
    exemption = TextField(theme)
    exemption.setText("DE-48213-A")
    until = TextField(theme)
    until.setText("31 Feb 2027")
    bad = FormRow(theme, "Valid until", until)
    bad.set_error("February 2027 has 28 days.")
    good = FormRow(
        theme,
        "Tax exemption number",
        exemption,
        hint="Printed on every invoice from the next one on.",
    )
    title = Label(theme, "Overview", TextStyle.TITLE)
    section = Label(theme, "Findings", TextStyle.SECTION)
    body, meta = Label(theme, "Body 13"), Label(theme, "Meta 11", TextStyle.META, Token.TEXT2)
    figures = Label(theme, "1,234.50")
    return [
        specimen_card(theme, "Chips and fields", chips, 8, SearchField(theme, "Filter orders")),
        specimen_card(theme, "Form rows", good, 8, bad),
        specimen_card(
            theme,
            "Type: 20, 15, 13, 11",
            row(title, section, body, meta, figures, None, spacing=12),
        ),
    ]


def nav_panel(theme: Theme, rings: list[QWidget]) -> QWidget:
    """Navigation items, wide and narrow."""
    made = Panel(theme, Token.NAV)
    rest = NavItem(theme, Icon.ORDERS, Icon.ORDERS_FILL, "Orders, rest")
    hover = NavItem(theme, Icon.TERMS, Icon.TERMS_FILL, "Terms, hover")
    hover.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    hover.set_count(1)
    focus = NavItem(theme, Icon.LICENSES, Icon.LICENSES_FILL, "Licenses, focus")
    focus.set_count(3)
    rings.append(focus)
    on = NavItem(theme, Icon.OVERVIEW, Icon.OVERVIEW_FILL, "Overview, selected")
    on.setChecked(True)
    narrow = []
    for icon, fill, count in (
        (Icon.OVERVIEW, Icon.OVERVIEW_FILL, 0),
        (Icon.ORDERS, Icon.ORDERS_FILL, 0),
        (Icon.LICENSES, Icon.LICENSES_FILL, 3),
        (Icon.SETTINGS, Icon.SETTINGS_FILL, 0),
    ):
        item = NavItem(theme, icon, fill, "Item")
        item.set_narrow(True)
        item.set_count(count)
        item.setChecked(icon is Icon.ORDERS)
        item.setFixedWidth(40)
        narrow.append(item)
    layout = column(
        rest,
        hover,
        focus,
        on,
        row(None, *narrow, None, spacing=38),
        spacing=4,
        margins=(12, 10, 12, 12),
    )
    made.setLayout(layout)
    return made


def middle_cards(theme: Theme) -> list[QWidget]:
    """Banners, progress and the rail."""
    work = ProgressLine(theme, "Scanning")
    work.set_progress(31, 50, "31 of 50 files, about 20 s left")
    rail = StepRail(theme, "Steps")
    rail.set_steps(
        [
            Step("scope", "Scope", "7 entitlements, done", StepState.DONE),
            Step("reconcile", "Reconcile", "2 findings open, you are here", StepState.HERE),
            Step("attest", "Attest", "Not started", StepState.AHEAD),
        ]
    )
    steps = Card(theme)
    steps.body.addLayout(row(rail, margins=(8, 6, 8, 6)))
    return [
        specimen_card(
            theme,
            "Banners",
            Banner(theme, BannerTone.INFO, "Shown as of today 08:31 CET", action="Sync now"),
            8,
            Banner(theme, BannerTone.OK, "5 files installed, receipts saved", action="Show"),
            8,
            Banner(theme, BannerTone.WARN, "Cancel by Thu 26 Nov, 23:59 CET", action="Decide"),
            8,
            Banner(theme, BannerTone.DANGER, "The portal refused this notice", action="Fix"),
        ),
        specimen_card(theme, "Long work", work),
        steps,
    ]


def right_cards(theme: Theme) -> list[QWidget]:
    """A table, statuses, meters and colors."""
    columns = (
        Column("row", "Row", stretch=True),
        Column("kind", "Kind", sample="Software", icon=True),
        Column("status", "Status", sample="Suspended", icon=True, width=110),
        Column("amount", "Amount", sample="48,600", end=True, width=82),
    )
    ended = Token.TEXT2
    rows = [
        (
            Cell("Rest"),
            Cell("Software", Icon.PACKAGE),
            Cell("Active", Icon.CHECK_CIRCLE, icon_tone=Token.OK),
            Cell("38,250"),
        ),
        (Cell("Hover"), Cell("Hosted", Icon.CLOUD), Cell("Trial", Icon.FLASK), Cell("4,200")),
        (
            Cell("Selected"),
            Cell("Mixed", Icon.STACK),
            Cell("Due soon", Icon.CLOCK, Token.WARN, weight=500),
            Cell("48,600"),
        ),
        (
            Cell("Unsent"),
            Cell("Hosted", Icon.CLOUD),
            Cell("Unsent", Icon.PLANE, icon_tone=Token.ACCENT, weight=500),
            Cell("—"),
        ),
        (
            Cell("Ended", tone=ended),
            Cell("Training", Icon.TRAINING, ended),
            Cell("Ended", Icon.MINUS_CIRCLE, ended),
            Cell("9,600", tone=ended),
        ),
        (
            Cell("Link", link=True),
            Cell("Hosted", Icon.CLOUD),
            Cell("Suspended", Icon.PROHIBIT, Token.DANGER, weight=500),
            Cell("4,200"),
        ),
    ]
    table = TableView(theme, columns, name="Specimens")
    model = Specimens(columns, rows)
    model.setParent(table)
    table.setModel(model)
    table.select_row(2)
    table._hover(1)
    table.setFixedHeight(28 + 6 * 32)
    frame = Card(theme)
    frame.body.setContentsMargins(1, 0, 1, 4)
    frame.add(table)

    def states(*items) -> QHBoxLayout:
        made = [StatusLabel(theme, icon, text, tone=tone) for icon, text, tone in items]
        return row(*made, None, spacing=16)

    kinds = [
        StatusLabel(theme, icon, text, icon_tone=Token.TEXT2, style=TextStyle.BODY)
        for icon, text in (
            (Icon.PACKAGE, "Software"),
            (Icon.CLOUD, "Hosted"),
            (Icon.TRAINING, "Training"),
            (Icon.STACK, "Mixed"),
        )
    ]
    status = specimen_card(
        theme,
        "Status and kind: silhouette, color and word",
        states(
            (Icon.CHECK_CIRCLE, "Active", Token.OK),
            (Icon.CLOCK, "Due soon", Token.WARN),
            (Icon.WARNING, "At limit", Token.WARN),
        ),
        8,
        states(
            (Icon.OCTAGON, "Over scope", Token.DANGER),
            (Icon.PROHIBIT, "Suspended", Token.DANGER),
            (Icon.MINUS_CIRCLE, "Ended", Token.TEXT2),
        ),
        8,
        row(*kinds, None, spacing=12),
    )
    meters = []
    for used, permitted in ((218, 250), (6, 6), (512, 500)):
        meter = Meter(theme, name="Use")
        meter.set_values(used, permitted)
        words = Label(theme, f"{used} of {permitted}", TextStyle.META, Token.TEXT2)
        words.setFixedWidth(88)
        meters += [row(words, meter), 4]
    swatches = QHBoxLayout()
    for tokens in (
        "nav bg surface sunken track hover select",
        "selectHover hairline divider border focus text text2",
        "text3 disabled accent fill fillHover meter danger",
        "warn ok dangerBg warnBg okBg add cut",
    ):
        names = [
            row(
                Swatch(theme, Token(t)),
                Label(theme, t, TextStyle.META, Token.TEXT2),
                None,
                spacing=6,
            )
            for t in tokens.split()
        ]
        swatches.addLayout(column(*names, spacing=8))
    return [
        frame,
        status,
        specimen_card(theme, "Meter: free, at limit, over", *meters),
        specimen_card(theme, "Color tokens", swatches),
    ]


def components_sheet(theme: Theme) -> tuple[QWidget, list[QWidget]]:
    """The reference sheet."""
    rings: list[QWidget] = []
    sheet = Panel(theme, Token.BG)
    left = [button_card(theme, rings), *field_cards(theme, rings)]
    middle = [nav_panel(theme, rings), *middle_cards(theme)]
    across = QHBoxLayout(sheet)
    across.setContentsMargins(24, 24, 24, 24)
    across.setSpacing(16)
    for items, width in ((left, 408), (middle, 368), (right_cards(theme), 424)):
        holder = QWidget()
        holder.setFixedWidth(width)
        holder.setLayout(column(*items, None, spacing=12))
        across.addWidget(holder)
    across.addStretch(1)
    return sheet, rings
