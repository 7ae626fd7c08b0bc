"""What can go wrong with usage and its files, in words."""

from __future__ import annotations

from app.base.errors import Problem
from app.base.text import _, ngettext


class NoTable(Problem):
    """A file without a table: empty, or titles alone."""

    code = "CP-5620"


class NotATable(Problem):
    """A file of another kind than CSV, XLSX or JSON."""

    code = "CP-5621"


class Encrypted(Problem):
    """A workbook that only opens with a password."""

    code = "CP-5622"


class DamagedFile(Problem):
    """A workbook, JSON or text that breaks off or contradicts itself."""

    code = "CP-5623"


class TooLarge(Problem):
    """A file with more rows, cells or bytes than are read."""

    code = "CP-5624"


class BadMapping(Problem):
    """A mapping that does not fit the file, or leaves open what has to be known."""

    code = "CP-5625"


class BadFigure(Problem):
    """A typed figure that cannot be: negative, beyond all bounds, without a reason."""

    code = "CP-5626"


class NoReport(Problem):
    """No signed usage report of a product has come."""

    code = "CP-5627"


class NotGenuineReport(Problem):
    """The signature of every usage report of a product fails."""

    code = "CP-5628"


class NothingKnown(Problem):
    """The vendor's records hold nothing of what was asked for."""

    code = "CP-5629"


class WrongSource(Problem):
    """A source that was made by another version and cannot be counted again."""

    code = "CP-5630"


def _untouched() -> str:
    return _("The file is unchanged, and nothing of it was taken over.")


def empty_file(name: str) -> NoTable:
    """Nothing is in the file."""
    return NoTable(
        _("The file is empty"),
        _("There is nothing in {name}. An empty file is no evidence of zero use.").format(
            name=name
        ),
        _("Choose the file with the figures; where the figure is zero, type it in with a reason."),
        kept=_untouched(),
    )


def no_rows(name: str, sheet: str = "") -> NoTable:
    """There are titles at most."""
    where = _("the sheet “{sheet}” of {name}").format(sheet=sheet, name=name) if sheet else name
    return NoTable(
        _("There is no table in it"),
        _("In {where} no row of figures follows a row of titles.").format(where=where),
        _("Choose another sheet or file, or say in which row the titles stand."),
        kept=_untouched(),
    )


def not_a_table(name: str, what: str) -> NotATable:
    """The file is something else. `what`: in words, "a PDF"."""
    return NotATable(
        _("This is no table"),
        _("{name} is {what}.").format(name=name, what=what),
        _("Save the figures as CSV, XLSX or JSON and choose that file."),
        kept=_untouched(),
    )


def encrypted(name: str) -> Encrypted:
    """The workbook wants a password."""
    return Encrypted(
        _("The workbook is protected by a password"),
        _("{name} is encrypted; without its password nothing in it can be read.").format(name=name),
        _("Open it in your spreadsheet program, save a copy without a password, choose the copy."),
        kept=_untouched(),
    )


def damaged(name: str, what: str, detail: str = "") -> DamagedFile:
    """The file contradicts itself. `what`: a sentence that says where."""
    return DamagedFile(
        _("The file is damaged"),
        _("{name} cannot be read to its end. {what}").format(name=name, what=what),
        _("Export it again from where it comes, then choose the new file."),
        kept=_untouched(),
        detail=detail[:500],
    )


def too_large(name: str, what: str) -> TooLarge:
    """More than is read. `what`: a sentence with the bound."""
    return TooLarge(
        _("The file is too large"),
        _("{name} is not read. {what}").format(name=name, what=what),
        _("Split it, or leave out the columns and rows that nothing is counted by."),
        kept=_untouched(),
    )


def no_columns(name: str, missing: tuple[str, ...], hint: str = "") -> BadMapping:
    """Columns that the mapping names are not there."""
    titles = ", ".join(f"“{one}”" for one in missing)
    said = ngettext(
        "{name} has no column {titles}.", "{name} has no columns {titles}.", len(missing)
    ).format(name=name, titles=titles)
    return BadMapping(
        _("The columns do not fit"),
        f"{said} {hint}".strip(),
        _("Choose the columns again, or the row of titles and what separates the columns."),
        kept=_untouched(),
    )


def bad_mapping(text: str) -> BadMapping:
    """The mapping leaves open what has to be known. `text`: a sentence."""
    return BadMapping(
        _("It is not clear how to count this file"),
        text,
        _("Answer the questions beside the columns, then read the file."),
        kept=_untouched(),
    )


def bad_figure(text: str) -> BadFigure:
    """A typed figure is refused. `text`: a sentence that says why."""
    return BadFigure(
        _("This figure cannot be taken over"),
        text,
        _("Correct the figure or its reason."),
        kept=_("The certification is kept as it was."),
    )


def no_report(product: str) -> NoReport:
    """The vendor has sent no usage report of this product."""
    return NoReport(
        _("There is no signed usage report"),
        _("No usage report of {product} is stored on this computer.").format(product=product),
        _("Synchronize to fetch new reports, or bring the figures in a file."),
    )


def not_genuine_report(product: str, fault: str) -> NotGenuineReport:
    """Not one report of the product is genuine."""
    return NotGenuineReport(
        _("The usage report is not genuine"),
        _("No usage report of {product} counts. {fault}").format(product=product, fault=fault),
        _("Ask the vendor for a new report, or bring the figures in a file."),
        kept=_("The certification is kept as it was."),
    )


def nothing_known(what: str) -> NothingKnown:
    """The vendor's records are silent. `what`: a sentence."""
    return NothingKnown(
        _("There is nothing to take over"),
        _("{what} That is no evidence of zero use.").format(what=what),
        _("Synchronize first, or bring the figures in a file."),
        kept=_("The certification is kept as it was."),
    )


def wrong_source(title: str) -> WrongSource:
    """The kept copy is not in a form that this version reads."""
    return WrongSource(
        _("This evidence cannot be counted again"),
        _("The kept copy of “{title}” is not in a form that this version reads.").format(
            title=title
        ),
        _("Add the evidence again; update the program if it is older than the certification."),
        kept=_("The kept copy and its hash are unchanged."),
    )
