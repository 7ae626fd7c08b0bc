"""What is known of a usage file before it is counted: columns, samples, a guess, what to ask."""

from __future__ import annotations

import enum

import msgspec

from app.certification.usage.model import LeftOut, Mapping, UsageRow


class Form(enum.StrEnum):
    """What kind of file it is; its content decides, not its name."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a file. `title` is unique in the file; `number` counts from 1."""

    title: str
    number: int
    samples: tuple[str, ...] = ()
    """The first values that differ, at most five."""
    values: tuple[str, ...] = ()
    """All values that differ among the rows looked at, where they are few (at most 50)."""
    guessed: str = ""
    """The member of UsageRow that it seems to hold; "" for none."""


class QuestionKind(enum.StrEnum):
    """What a mapping leaves open."""

    PRODUCT = "product"
    """Which product a value of the file means."""
    METRIC = "metric"
    """What is counted: nothing names a metric."""
    WHICH_PRODUCT = "which_product"
    """No column and no fixed value says which product it is."""
    NAMELESS = "nameless"
    """No column names what is counted: every row counts by itself."""
    STATUS = "status"
    """Which values of a state count."""
    VALUE = "value"
    """What a value of an environment or a belonging means."""
    DAYS = "days"
    """Whether 03/04 is the third of April or the fourth of March."""
    DECIMALS = "decimals"
    """Whether 1.234 is a thousand or a little more than one."""
    MISSING_COLUMN = "missing_column"
    """The mapping names a column that the file does not have."""
    UNIT = "unit"
    """In which unit figures of capacity are."""
    SHEET = "sheet"
    """The workbook has several sheets with tables."""


class Choice(msgspec.Struct, frozen=True):
    """One answer: what it writes into the mapping, and how it reads."""

    value: str
    words: str


class LookQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to decide. `blocks`: the file cannot be counted before it is answered."""

    kind: QuestionKind
    text: str
    member: str = ""
    """Member of Mapping or UsageRow that the answer belongs to."""
    column: str = ""
    value: str = ""
    """The value of the file that is asked about (PRODUCT, VALUE, STATUS)."""
    choices: tuple[Choice, ...] = ()
    blocks: bool = False


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """A product that orders name, with the metrics that they grant."""

    id: str
    name: str
    metrics: tuple[Metric, ...] = ()


class Metric(msgspec.Struct, frozen=True):
    """A metric as a scope of use names it. `kind` is the contract's: users, instances, capacity."""

    name: str
    unit: str = ""
    kind: str = "other"


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What the mapping dialog shows. Only the head of the file was read."""

    name: str
    form: Form
    size: int
    """Bytes."""
    sheets: tuple[str, ...] = ()
    """Of a workbook, those with a table."""
    sheet: str = ""
    header_row: int = 1
    """The row with the titles, from 1."""
    encoding: str = ""
    delimiter: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    """The first rows below the titles, as text, each as wide as there are columns."""
    first_row: int = 2
    """The number of the first of them in the file."""
    guessed: Mapping = Mapping()
    remembered: Mapping | None = None
    """What was chosen for the last file with this header."""
    questions: tuple[LookQuestion, ...] = ()
    """About `remembered` where there is one, else about `guessed`."""
    notes: tuple[str, ...] = ()
    """What is left aside and said: macros, formulas, hidden sheets, merged titles."""
    products: tuple[Product, ...] = ()
    ambiguous_days: tuple[str, ...] = ()
    """Titles of columns whose dates can be read in two ways."""
    ambiguous_numbers: tuple[str, ...] = ()
    """Titles of columns whose figures can be read in two ways."""
    header_id: str = ""
    """SHA-256 of the titles: under it a mapping is remembered."""

    @property
    def mapping(self) -> Mapping:
        """What to begin with: what was remembered, else the guess."""
        return self.remembered or self.guessed


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """The first rows as a mapping reads them, and what it cannot read."""

    rows: tuple[UsageRow, ...] = ()
    problems: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the rows behind a figure; `total` and `counted` are of all pages."""

    rows: tuple[UsageRow, ...] = ()
    first: int = 0
    total: int = 0
    counted: int = 0


class Reason(enum.StrEnum):
    """Why a row does not count, as it stands in UsageRow.left_out; `reason_words` says it."""

    NOT_ACTIVE = "not active"
    """Its state is not one of those that count: deactivated, disabled, retired."""
    NOT_PRODUCTION = "not a production instance"
    PRODUCTION = "a production instance"
    """Left out of a metric of other instances."""
    OUTSIDE_PERIOD = "outside the period"
    TOTAL = "a total of other rows"


SAYS_ZERO = frozenset({Reason.NOT_ACTIVE, Reason.NOT_PRODUCTION, Reason.PRODUCTION})
"""Left out for these, a row still says that its product is looked after: a zero with evidence."""
