"""The rows behind a figure, read a page at a time from the kept copy of their source."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget

from app.base.dates import deadline_words
from app.base.errors import ProblemReport
from app.base.text import _
from app.certification.usage.look import Evidence
from app.certification.usage.model import Belongs, Environment, Source, UsageRow
from ui.certification.looks import row_quantity
from ui.jobs import Jobs
from ui.kit.buttons import Button
from ui.kit.cells import Cell, Column
from ui.kit.dialogs import Dialog
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.rows import RowsModel
from ui.kit.states import Skeleton, StateStack, problem_state
from ui.kit.tables import TableView
from ui.kit.theme import Theme
from ui.kit.tokens import Size, TextStyle, Token

if TYPE_CHECKING:
    from app.base.tasks import CancelToken
    from app.services import Rooms

_PAGE = 200
_HEIGHT = Size.TABLE_HEAD + 11 * Size.ROW


class EvidenceRow(NamedTuple):
    """A row with an id of its own."""

    id: str
    row: UsageRow


def columns() -> tuple[Column, ...]:
    """What is shown of a row."""
    return (
        Column("row", _("Row"), "888,888", end=True, sortable=False),
        Column("name", _("What is counted"), stretch=True, sortable=False),
        Column("quantity", _("Counts as"), "88,888.88 TB", end=True, sortable=False),
        Column("environment", _("For"), _("production"), sortable=False, narrow=False),
        Column("belongs", _("Belongs to"), "Brennholt Austria GmbH", sortable=False, narrow=False),
        Column("left_out", _("Left out because"), "not a production instance", icon=True,
               sortable=False),
    )  # fmt: skip


def cells(row: EvidenceRow) -> tuple[Cell, ...]:
    """A row as cells; what is left out is quiet and says why."""
    one = row.row
    out = bool(one.left_out)
    tone = Token.TEXT2 if out else Token.TEXT
    quantity = row_quantity(one.quantity, one.unit, one.metric)
    return (
        Cell(f"{one.row:,}" if one.row else "", tone=Token.TEXT2),
        Cell(one.name or "–", tone=tone, weight=400 if out else 500),
        Cell("–" if out else quantity, tone=tone),
        Cell(environment_words(one.environment), tone=Token.TEXT2),
        Cell(belongs_words(one), tone=Token.TEXT2),
        Cell(one.left_out, icon=Icon.MINUS_CIRCLE if out else None, tone=Token.TEXT2,
             icon_tone=Token.TEXT2),
    )  # fmt: skip


def environment_words(environment: Environment) -> str:
    """What an instance is for."""
    match environment:
        case Environment.PRODUCTION:
            return _("production")
        case Environment.OTHER:
            return _("other")
        case Environment.UNKNOWN:
            return ""


def belongs_words(row: UsageRow) -> str:
    """Whose it is: the company where one is named, else its kind."""
    words = {
        Belongs.UNKNOWN: "",
        Belongs.OWN: _("own"),
        Belongs.AFFILIATE: _("affiliate"),
        Belongs.CONTRACTOR: _("contractor"),
        Belongs.PROVIDER: _("hosting provider"),
        Belongs.OUTSIDE: _("outside"),
    }
    return row.company or words[row.belongs]


class EvidenceDialog(Dialog):
    """A page of rows, and buttons to the others."""

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        source: Source,
        product_id: str,
        metric: str,
        *,
        parent: QWidget | None,
    ) -> None:
        super().__init__(theme, source.title, parent=parent, width=820)
        self._jobs = jobs
        self._source = source
        self._of = (product_id, metric)
        self._first = 0
        words = _("As counted {when}. SHA-256 {hash}").format(
            when=deadline_words(source.counted_at), hash=source.sha256 or "–"
        )
        self.body.addWidget(
            Label(theme, words, TextStyle.META, Token.TEXT2, wrap=True, selectable=True)
        )
        for problem in source.problems[:3]:
            self.body.addWidget(Label(theme, problem, TextStyle.META, Token.WARN, wrap=True))
        self.model: RowsModel[EvidenceRow] = RowsModel(columns(), cells, self)
        self.table = TableView(theme, columns(), name=_("Rows of {title}").format(
            title=source.title))  # fmt: skip
        self.table.setModel(self.model)
        self.stack = StateStack(theme, self.table)
        self.stack.setMinimumHeight(_HEIGHT)
        self.body.addWidget(self.stack, 1)
        self.before = self.add_action(_("Earlier rows"))
        self.after = self.add_action(_("Later rows"))
        self.before.clicked.connect(lambda: self._read(self._first - _PAGE))
        self.after.clicked.connect(lambda: self._read(self._first + _PAGE))
        close: Button = self.add_cancel(_("Close"))
        close.setDefault(True)
        self.stack.show_state(Skeleton(theme, 9))
        self._read(0)

    def _read(self, first: int) -> None:
        self._first = max(0, first)
        source, (product, metric), start = self._source, self._of, self._first

        def read(rooms: Rooms, cancel: CancelToken, _report: object) -> Evidence:
            usage = rooms.certification.usage
            return usage.evidence(source, metric, product, start, _PAGE, cancel)

        self._jobs.job(self, read, group="certification-evidence").on_success(
            self.show_page
        ).on_failure(self._failed).run()

    def show_page(self, page: Evidence) -> None:
        """Show these rows."""
        self.stack.show_content()
        self.model.show_rows(
            [EvidenceRow(f"{page.first + at}", one) for at, one in enumerate(page.rows)]
        )
        last = page.first + len(page.rows)
        self.before.setVisible(page.first > 0)
        self.after.setVisible(last < page.total)
        shown = _("{counted} of {total} rows count").format(
            counted=f"{page.counted:,}", total=f"{page.total:,}"
        )
        if page.total > len(page.rows):
            shown = _("{shown}; here are {first} to {last}").format(
                shown=shown, first=f"{page.first + 1:,}", last=f"{last:,}"
            )
        self.note.setText(shown)

    def _failed(self, report: ProblemReport) -> None:
        self.before.hide()
        self.after.hide()
        self.stack.show_state(problem_state(self._theme, report))
