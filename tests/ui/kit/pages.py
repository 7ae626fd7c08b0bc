"""Sheets that put the kit together as pages do."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.errors import ProblemReport
from tests.ui.kit.specimens import ORDER_COLUMNS, Specimens, order_rows
from ui.kit.banners import Banner, BannerTone, ProblemBanner, TagLabel
from ui.kit.buttons import Button, ButtonKind, IconButton, LinkButton
from ui.kit.cards import Card, Entry, Pairs, SectionHeading, TwoLines
from ui.kit.chain import ChainState, ChainStep, RenewalChain
from ui.kit.charts import MeterRow
from ui.kit.chips import Chip, MenuChip
from ui.kit.choices import CheckBox, ComboBox, RadioButton
from ui.kit.fields import SearchButton, SearchField, TextArea
from ui.kit.forms import CheckRow, FormRow
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.nav import Brand
from ui.kit.panels import Hairline, Panel, column, row
from ui.kit.states import EmptyState, Skeleton
from ui.kit.tables import TableView
from ui.kit.tabs import Tabs
from ui.kit.theme import Theme
from ui.kit.timeline import EndKind, Timeline, TimelineEntry, timeline_legend
from ui.kit.tokens import Space, TextStyle, Token


def overview_sheet(theme: Theme) -> tuple[QWidget, list[QWidget]]:
    """Cards as the overview uses them."""
    sheet = Panel(theme, Token.BG)
    needs = Card(theme, "What needs you", count="3")
    needs.add_head_action("All deadlines")
    for icon, tone, title, clause, text, day, left, bad, action in (
        (
            Icon.OCTAGON,
            Token.DANGER,
            "Invoice KS-88213 is overdue",
            "§7.8",
            "Hosted access may be suspended after a warning",
            "Fri 20 Nov 2026, 18:00 CET",
            "4 days overdue",
            Token.DANGER,
            "Open invoice",
        ),
        (
            Icon.CLOCK,
            Token.WARN,
            "Strata Cloud renews unless you cancel",
            "§7.2",
            "12 more months at current rates, no refund",
            "Thu 26 Nov 2026, 23:59 CET",
            "2 days left",
            Token.WARN,
            "Decide…",
        ),
        (
            Icon.CERTIFICATION,
            Token.TEXT2,
            "Return the signed usage certification",
            "§14",
            "Step 4 of 8, two findings to settle",
            "Fri 4 Dec 2026, 17:00 CET",
            "10 days left",
            Token.TEXT2,
            "Continue",
        ),
    ):
        style = TextStyle.META if bad is Token.TEXT2 else TextStyle.META_STRONG
        when = TwoLines(theme, day, left, bottom_tone=bad, bottom_style=style)
        when.setFixedWidth(196)
        kind = ButtonKind.PRIMARY if tone is Token.DANGER else ButtonKind.DEFAULT
        button = Button(theme, action, kind, small=True)
        button.setFixedWidth(108)
        if title[0] != "I":
            needs.add_line(inset=48)
        needs.add(
            Entry(
                theme,
                icon,
                title,
                text,
                tone=tone,
                prefix=clause,
                strong=True,
                trailing=(when, button),
            )
        )
    scope = Card(theme, "Scope of use")
    scope.add_head_action("All 11")
    meters = column(spacing=12, margins=(15, 12, 15, 14))
    for title, unit, used, permitted, verdict in (
        ("Beacon Monitor", "named users", 512, 500, "12 over"),
        ("Relay Gateway", "production instances", 6, 6, "At limit"),
        ("Strata Cloud", "named users", 218, 250, "32 free"),
    ):
        line = MeterRow(theme, title, unit)
        line.set_values(used, permitted, str(used), f"of {permitted}", verdict)
        meters.addWidget(line)
    scope.body.addLayout(meters)
    scope.body.addStretch(1)
    renewals = Card(theme, "Renewals, next 12 months", line=False)
    renewals.head.addWidget(timeline_legend(theme))
    line = Timeline(theme, name="Renewals")
    line.set_entries(
        [
            TimelineEntry(
                "a",
                "Strata Cloud",
                date(2026, 12, 27),
                EndKind.RENEWS,
                date(2026, 11, 26),
                "Renews 27 Dec, cancel by Thu 26 Nov",
            ),
            TimelineEntry(
                "b", "Pulse Analytics beta", date(2027, 1, 31), EndKind.ENDS, None, "Ends 31 Jan"
            ),
            TimelineEntry(
                "c",
                "Beacon Monitor",
                date(2027, 4, 1),
                EndKind.RENEWS,
                date(2027, 3, 1),
                "Renews 1 Apr, cancel by 1 Mar",
            ),
            TimelineEntry(
                "d",
                "Strata Archive",
                date(2027, 6, 30),
                EndKind.ENDS,
                None,
                "License term ends 30 Jun",
            ),
            TimelineEntry(
                "e",
                "Strata Cloud, Japan",
                date(2027, 10, 20),
                EndKind.RENEWS,
                date(2027, 9, 20),
                "Renews 20 Oct, cancel by 20 Sep",
            ),
        ],
        date(2026, 11, 24),
    )
    renewals.body.addLayout(row(line, margins=(15, 0, 15, 12)))
    brand = Brand(theme, "Kestrane", "Brennholt SE")
    brand.setFixedWidth(144)
    search = SearchButton(theme, "Search or run a command", ("Ctrl", "K"))
    title = Label(theme, "Overview", TextStyle.TITLE)
    day = Label(theme, "Tuesday 24 November 2026", tone=Token.TEXT2)
    sync = Button(theme, "Sync now", icon=Icon.SYNC)
    head = row(brand, title, day, None, search, sync, spacing=12)
    scope.setFixedWidth(352)
    top = row(spacing=16)
    top.addWidget(needs, 1)
    top.addWidget(scope)
    offline = row(
        TagLabel(theme, "Offline", BannerTone.WARN), TagLabel(theme, "Demo", BannerTone.INFO), None
    )
    sheet.setLayout(
        column(head, top, renewals, offline, None, spacing=16, margins=(16, 12, 16, 16))
    )
    return sheet, []


def orders_sheet(theme: Theme) -> tuple[QWidget, list[QWidget]]:
    """Table and detail pane."""
    sheet = Panel(theme, Token.SURFACE)
    search = SearchField(theme, "Filter orders")
    search.setFixedWidth(216)
    kinds = MenuChip(theme, "Kind", [("hosted", "Hosted")], any_text="any")
    status = MenuChip(theme, "Status", [("due", "Due soon")], any_text="any")
    status.set_value("due")
    bar = Panel(theme, edges="bottom")
    bar.setFixedHeight(52)
    bar.setLayout(
        row(
            search,
            kinds,
            status,
            Chip(theme, "Ends within 90 days"),
            None,
            IconButton(theme, Icon.COLUMNS, "Columns"),
            margins=(16, 0, 12, 0),
        )
    )
    table = TableView(theme, ORDER_COLUMNS, name="Orders")
    model = Specimens(ORDER_COLUMNS, order_rows())
    model.setParent(table)
    table.setModel(model)
    table.set_sort("placed", True)
    table.select_row(5)
    chain = RenewalChain(theme, name="Renewal chain")
    chain.set_steps(
        [
            ChainStep("1", "KO-17230", "150 users", "27 Dec 2023", ChainState.PAST),
            ChainStep("2", "KO-18844", "50 users more", "18 Mar 2024", ChainState.PAST),
            ChainStep("3", "KO-20417", "250 users", "27 Dec 2025", ChainState.HERE),
            ChainStep("4", "Renewal", "Cancel by 26 Nov", "27 Dec 2026", ChainState.NEXT),
        ]
    )
    pairs = Pairs(theme)
    pairs.add("Term", "27 Dec 2025 to 26 Dec 2026")
    pairs.add("Support", "Premium, reply within 1 hour")
    pairs.add("Terms", LinkButton(theme, "§7.2"), trailing=LinkButton(theme, "Compare"))
    detail = Panel(theme, edges="left")
    detail.setFixedWidth(304)
    title = row(
        Label(theme, "KO-20417", TextStyle.SECTION),
        StatusLabel(theme, Icon.CLOCK, "Due soon", tone=Token.WARN),
        None,
        IconButton(theme, Icon.DOTS, "More", small=True),
        IconButton(theme, Icon.CLOSE, "Close", small=True),
    )
    detail.setLayout(
        column(
            title,
            Label(theme, "Placed 18 Dec 2025, direct from Kestrane", TextStyle.META, Token.TEXT2),
            Banner(theme, BannerTone.WARN, "Cancel by Thu 26 Nov, 23:59 CET", strong=True),
            pairs,
            Hairline(theme),
            SectionHeading(theme, "Renewal chain"),
            chain,
            Hairline(theme),
            SectionHeading(theme, "Lines, USD", action="Scope of use"),
            None,
            margins=(16, 12, 16, 12),
        )
    )
    left = column(bar, spacing=0)
    left.addWidget(table, 1)
    across = row(spacing=0)
    across.addLayout(left, 1)
    across.addWidget(detail)
    sheet.setLayout(across)
    return sheet, []


def states_sheet(theme: Theme) -> tuple[QWidget, list[QWidget]]:
    """Tabs, a problem, an empty page, form controls."""
    sheet = Panel(theme, Token.BG)
    tabs = Tabs(theme, name="Licenses")
    for key, text, count in (
        ("l", "Licenses", "7"),
        ("m", "Machines", "26"),
        ("a", "Activate", ""),
    ):
        tabs.add_tab(key, text, count)
    report = ProblemReport(
        code="CP-4107",
        title="This answer was made for another computer",
        explanation="ham-gw-02.answer carries the fingerprint of ham-gw-04.",
        kept="Nothing was installed, and the file in use stays valid until Mon 30 Nov 2026.",
        next_step="",
        detail="fingerprint b41f 09c2, expected 77e0 12aa",
    )
    problem = ProblemBanner(
        theme, report, actions=("Choose another answer…", "Compare fingerprints")
    )
    empty = EmptyState(
        theme,
        Icon.SUPPORT,
        "No support requests yet",
        "Requests you send to Kestrane appear here with their answers, also while you are offline.",
        primary="New request",
        secondary="Import an older thread…",
        primary_icon=Icon.PLUS,
    )
    run = Button(theme, "Run", ButtonKind.QUIET, small=True)
    read = Button(theme, "Read §8", ButtonKind.QUIET, small=True)
    empty.add_entry(
        Entry(
            theme,
            Icon.DOCTOR,
            "Run Doctor first",
            "Fingerprint, clock, proxy, keyring and certificates, in about 10 seconds",
            trailing=(run,),
        )
    )
    empty.add_entry(
        Entry(
            theme,
            Icon.CLOCK_OUTLINE,
            "What Premium support promises",
            "First reply within 1 hour, day and night",
            trailing=(read,),
        )
    )
    kind = ComboBox(theme, [("a", "Something is missing"), ("b", "An idea")])
    area = TextArea(theme, placeholder="What should be different?", lines=3)
    radio = RadioButton(theme, "This computer is isolated")
    radio.setChecked(True)
    box = CheckBox(theme, "Attach diagnostics")
    box.setChecked(True)
    ack = CheckRow(
        theme, "I have read this", hint="Feedback is not confidential and may be used freely."
    )
    ack.set_error("Please confirm that you have read the statement.")
    controls = Card(theme, "Feedback")
    controls.add_padded(FormRow(theme, "About", kind))
    controls.add_padded(
        FormRow(theme, "Your feedback", area, hint="Plain text, at most 4,000 characters.")
    )
    controls.body.addLayout(
        column(
            radio, RadioButton(theme, "I carry files"), box, ack, spacing=4, margins=(15, 4, 15, 12)
        )
    )
    controls.setFixedWidth(320)
    skeleton = Skeleton(theme, 5)
    skeleton.setFixedHeight(160)
    side = column(controls, skeleton, None, spacing=12)
    bottom = row(spacing=16)
    bottom.addWidget(empty, 1)
    bottom.addLayout(side)
    layout = QVBoxLayout(sheet)
    layout.setContentsMargins(16, 8, 16, 16)
    layout.setSpacing(Space.M)
    layout.addWidget(tabs)
    layout.addWidget(problem)
    layout.addLayout(bottom, 1)
    return sheet, []
