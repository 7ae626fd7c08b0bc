"""Words of usage: why rows do not count, and what is wrong with a cell."""

from __future__ import annotations

import enum

from app.base.text import N_, _, ngettext
from app.certification.usage.look import Reason
from app.certification.usage.model import Belongs, LeftOut, SourceKind

MOST_SAID = 50
"""So many rows that cannot be read are named one by one; of the others the number is said."""


class Fault(enum.Enum):
    """Why a row cannot be counted. A fault is a value in the place of what a cell should hold."""

    NO_FIGURE = "no figure"
    FORMULA = "formula"
    NOT_A_FIGURE = "not a figure"
    AMBIGUOUS_FIGURE = "ambiguous figure"
    NEGATIVE = "negative"
    HUGE = "huge"
    NOT_A_DAY = "not a day"
    AMBIGUOUS_DAY = "ambiguous day"
    NO_NAME = "no name"
    NO_PRODUCT = "no product"
    NO_METRIC = "no metric"
    NUL = "nul"
    TOO_WIDE = "too wide"
    NOT_AN_OBJECT = "not an object"
    LONG = "long"


def fault_words(fault: Fault, row: int, title: str, cell: str) -> str:
    """What is wrong with a row, in a sentence that begins with its number."""
    shown = cell if len(cell) <= 40 else f"{cell[:39]}…"
    return _(_FAULTS[fault]).format(
        row=f"{row:,}", column=title, cell=shown.replace("\n", " ").replace("\x00", "␀")
    )


_FAULTS = {
    Fault.NO_FIGURE: N_(
        "Row {row}: there is no figure in “{column}” (empty, an error, or a formula whose result "
        "the file does not hold)"
    ),
    Fault.FORMULA: N_("Row {row}: “{cell}” in “{column}” is a formula; formulas are never run"),
    Fault.NOT_A_FIGURE: N_("Row {row}: “{cell}” in “{column}” is no figure"),
    Fault.AMBIGUOUS_FIGURE: N_(
        "Row {row}: “{cell}” in “{column}” can be read in two ways; say what the decimal mark is"
    ),
    Fault.NEGATIVE: N_("Row {row}: {cell} in “{column}” is negative; use is never below zero"),
    Fault.HUGE: N_("Row {row}: {cell} in “{column}” is larger than any use can be"),
    Fault.NOT_A_DAY: N_("Row {row}: “{cell}” in “{column}” is no date"),
    Fault.AMBIGUOUS_DAY: N_(
        "Row {row}: “{cell}” in “{column}” can be read in two ways; say whether the day comes first"
    ),
    Fault.NO_NAME: N_("Row {row}: “{column}” is empty; it does not say what is counted"),
    Fault.NO_PRODUCT: N_("Row {row}: “{column}” is empty; it does not say which product is used"),
    Fault.NO_METRIC: N_("Row {row}: “{column}” is empty; it does not say what is measured"),
    Fault.NUL: N_("Row {row}: a NUL byte stands in “{column}”; the file may be damaged there"),
    Fault.TOO_WIDE: N_(
        "Row {row}: it has more cells than there are titles; a separator in “{cell}” may lack its "
        "quotation marks"
    ),
    Fault.NOT_AN_OBJECT: N_("Row {row}: “{cell}” is not an object with named values"),
    Fault.LONG: N_("Row {row}: the text in “{column}” is longer than any name"),
}


def more_faults(count: int) -> str:
    """How many rows beyond those named cannot be read."""
    return ngettext(
        "{n} more row cannot be read", "{n} more rows cannot be read", count
    ).format(n=f"{count:,}")  # fmt: skip


def reason_words(reason: str) -> str:
    """Why a row does not count, in the user's language; an unknown reason is said as it stands."""
    match reason:
        case Reason.NOT_ACTIVE:
            return _("not active")
        case Reason.NOT_PRODUCTION:
            return _("not a production instance")
        case Reason.PRODUCTION:
            return _("a production instance")
        case Reason.OUTSIDE_PERIOD:
            return _("outside the period")
        case Reason.TOTAL:
            return _("a total of other rows")
        case _:
            return reason


def left_out_words(one: LeftOut) -> str:
    """So many rows and why: "3 rows: not active"."""
    return ngettext(
        "{n} row: {reason}", "{n} rows: {reason}", one.rows
    ).format(n=f"{one.rows:,}", reason=reason_words(one.reason))  # fmt: skip


def kind_words(kind: SourceKind) -> str:
    """Where figures come from."""
    match kind:
        case SourceKind.FILE:
            return _("File")
        case SourceKind.MACHINES:
            return _("Machines known to the vendor")
        case SourceKind.USERS:
            return _("Named users of the account")
        case SourceKind.REPORT:
            return _("Signed usage report")
        case SourceKind.STORAGE:
            return _("Storage of hosted services")
        case SourceKind.TYPED:
            return _("Typed in")


def belongs_words(belongs: Belongs) -> str:
    """Whose a user or host is."""
    match belongs:
        case Belongs.UNKNOWN:
            return _("not known")
        case Belongs.OWN:
            return _("own")
        case Belongs.AFFILIATE:
            return _("affiliate")
        case Belongs.CONTRACTOR:
            return _("contractor")
        case Belongs.PROVIDER:
            return _("hosting provider")
        case Belongs.OUTSIDE:
            return _("not authorized")
