"""Usage as values: rows that were counted, where they come from, and what they add up to.

Quantities are Decimal, instants aware UTC. A figure that nothing stands behind is missing, never 0.
"""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal

import msgspec

from app.exchange.attachments import KeptFile


class SourceKind(enum.StrEnum):
    """Where figures come from."""

    FILE = "file"
    """A CSV, XLSX or JSON file, mapped by a person."""
    MACHINES = "machines"
    """The machines that the vendor's portal holds for this account's licenses."""
    USERS = "users"
    """The named users of the account."""
    REPORT = "report"
    """A usage report that a product counted and the vendor signed."""
    STORAGE = "storage"
    """The storage that a hosted service says it holds."""
    TYPED = "typed"
    """Typed in by a person, with a reason."""


class Environment(enum.StrEnum):
    """What an installed instance is for (terms §6.2)."""

    UNKNOWN = ""
    PRODUCTION = "production"
    OTHER = "other"


class Belongs(enum.StrEnum):
    """Whose a user or host is, as far as the terms count it (terms §5, §6.2)."""

    UNKNOWN = ""
    OWN = "own"
    AFFILIATE = "affiliate"
    CONTRACTOR = "contractor"
    PROVIDER = "provider"
    """A hosting provider."""
    OUTSIDE = "outside"
    """Somebody whom the terms do not let use it: a company below the share of an affiliate."""


class UsageRow(msgspec.Struct, frozen=True, gc=False):
    """One row that counts, or is left out and says why.

    Not by keyword only: 100,000 rows are made from columns, in this order (P17).
    """

    product_id: str
    metric: str
    """As an order's scope of use names it: "named users", "production instances", "storage"."""
    name: str
    """What is counted: a host, a user, a tenant; the same name in two sources is the same thing."""
    quantity: Decimal = Decimal(1)
    unit: str = ""
    environment: Environment = Environment.UNKNOWN
    belongs: Belongs = Belongs.OWN
    company: str = ""
    """The affiliate, contractor or provider."""
    place: str = ""
    fingerprint: str = ""
    counted_at: datetime | None = None
    row: int = 0
    """Its number in the source, from 1; the header counts as a row of a file."""
    source_id: str = ""
    """Of the source that it stands in; set where rows of several sources are together."""
    left_out: str = ""
    """Why it does not count ("deactivated", "outside the period"); "" where it counts."""


class Mapping(msgspec.Struct, frozen=True, kw_only=True):
    """How a file's columns are read; remembered for files with the same header."""

    columns: dict[str, str] = {}
    """Member of UsageRow to the column's title ("name": "Host name")."""
    fixed: dict[str, str] = {}
    """Member of UsageRow to the value that every row has ("product_id": "relay-gateway")."""
    products: dict[str, str] = {}
    """What the file calls a product to the product's id."""
    values: dict[str, dict[str, str]] = {}
    """Member to what the file writes to what it means: {"environment": {"PRD": "production"}}."""
    counts_if: dict[str, tuple[str, ...]] = {}
    """Column's title to the values with which a row counts ("Status": ("active",))."""
    sheet: str = ""
    header_row: int = 0
    """The row with the titles, from 1; 0: found by looking."""
    delimiter: str = ""
    """Of a CSV file; "" is found by looking."""
    encoding: str = ""
    decimal_mark: str = ""
    """"." or ","; "" is found by looking, and a figure that could be either is asked about."""
    day_first: bool | None = None
    """Of dates such as 03/04/2026; None: asked about where it matters."""


class LeftOut(msgspec.Struct, frozen=True):
    """So many rows were not counted, for this reason."""

    reason: str
    rows: int


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One source of figures, with everything that is needed to count it again."""

    id: str
    kind: SourceKind
    title: str
    """As a person reads it: "users-2026-11-23.csv", "Machines known to the vendor"."""
    file: KeptFile | None = None
    """The kept copy of what was counted: the file itself, or a snapshot as canonical JSON."""
    sha256: str = ""
    size: int = 0
    mapping: Mapping | None = None
    definition: str = ""
    """How the metric is counted, in the source's own or the person's words."""
    reason: str = ""
    """Why a figure was typed in."""
    counted_at: datetime
    """As of when the figures hold."""
    added_at: datetime
    added_by: str
    rows_read: int = 0
    rows_counted: int = 0
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[str, ...] = ()
    """What could not be read, a sentence each with its row; they are open until corrected."""
    signature: str = ""
    """Of a signed report: who signed, and that it holds; "" for what is not signed."""
    replaces: str = ""
    """Id of the source that it was put in the place of."""


class Contribution(msgspec.Struct, frozen=True):
    """What one source gives to a figure: quantity, rows, and names counted elsewhere already."""

    source_id: str
    quantity: Decimal
    rows: int
    duplicates: int = 0


class Duplicate(msgspec.Struct, frozen=True):
    """One thing that more than one row names; it counts once."""

    name: str
    source_ids: tuple[str, ...]
    rows: tuple[int, ...]


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """What is used of one product by one metric. `quantity` is the sum of its traced rows."""

    product_id: str
    metric: str
    quantity: Decimal
    unit: str = ""
    contributions: tuple[Contribution, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    by_belonging: dict[Belongs, Decimal] = {}
    conflicts: tuple[str, ...] = ()
    """Where sources contradict each other, a sentence each (a host is production in one only)."""
    definition: str = ""


class Usage(msgspec.Struct, frozen=True):
    """Every figure of a certification, and the hosts and users behind them."""

    counts: tuple[Count, ...] = ()
    rows: tuple[UsageRow, ...] = ()
    """What counted, once each: by product and metric, within them by source and row."""
