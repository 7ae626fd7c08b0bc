"""`counterpart license qr-read`: the file that QR codes in photos carry.

Exit status: 0 written; 1 no set of codes is whole, and what is missing is said; 2 wrong usage, or
several sets are whole and none was chosen; 130 canceled.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.activation.problems import HostProblem
from app.activation.qr.frames import Gathering
from app.activation.qr.writing import write_set
from app.base.errors import Problem
from app.base.text import _, ngettext
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context, usage
from app.cli.exits import ExitCode

if TYPE_CHECKING:
    from app.licenses.qr.harvest import Harvest


class NoWholeSet(Problem):
    """The pictures do not hold all parts of a set."""

    code = "CP-5422"


class SetNotWritten(Problem):
    """A set is whole but cannot be written where it should be."""

    code = "CP-5423"


def configure(licenses: Commands) -> None:
    """Add the command."""
    command = leaf(licenses, "qr-read", _("read QR codes from photos, in any order"), read)
    command.epilog = _(
        "Exit status: 0 the file was written; 1 no set is whole, and what is missing is said;"
        " 2 wrong usage, or several sets are whole and none was chosen."
    )
    command.add_argument(
        "pictures",
        nargs="+",
        type=Path,
        metavar=_("PICTURES"),
        help=_("a picture or a folder of them: PNG, JPEG, WebP, BMP, TIFF, GIF"),
    )
    command.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar=_("FILE"),
        help=_("where to write the file; a folder for a set of several"),
    )
    command.add_argument(
        "--set", dest="chosen", metavar=_("HASH"), default="",
        help=_("the set that is meant, by the beginning of its hash"),
    )  # fmt: skip


def read(context: Context, arguments: Namespace) -> ExitCode:
    """Read all pictures, then write the set that is whole. Raises NoWholeSet, SetNotWritten."""
    from app.licenses.qr.reading import read_files  # noqa: PLC0415 - Pillow takes its time

    with context.output.progress() as report:
        found = read_files(arguments.pictures, report, context.cancel)
    for picture in found.pictures:
        if picture.words:
            context.output.note(
                f"{picture.name}: {picture.words}" if picture.name else picture.words
            )
    one = _chosen(found, arguments.chosen)
    try:
        files = write_set(one, arguments.out)
    except HostProblem as problem:
        raise SetNotWritten(problem.title, problem.explanation, problem.next_step) from problem
    context.output.show(_document(found, one, files), lambda: _lines(found, one, files))
    return ExitCode.OK


def _chosen(found: Harvest, wanted: str) -> Gathering:
    """The set to write."""
    from app.licenses.qr.harvest import set_words  # noqa: PLC0415 - as above

    begins = "".join(wanted.split()).lower()
    meant = [one for one in found.sets if one.set_id.startswith(begins)]
    whole = [one for one in meant if one.complete]
    if len(whole) > 1:
        names = ", ".join(one.short_hash for one in whole)
        raise usage(
            _("Several sets are whole: {names}. Choose one with --set.").format(names=names)
        )
    if whole:
        return whole[0]
    read_parts = " ".join(set_words(one) for one in meant)
    raise NoWholeSet(
        _("No set of codes is whole"),
        read_parts or _("The pictures show no part of a set."),
        _("Take pictures of what is missing, closer and in more light, and read all of them."),
        kept=_("Nothing was written."),
    )


def _document(found: Harvest, one: Gathering, files: tuple[Path, ...]) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "set_id": one.set_id,
        "set_hash": one.short_hash,
        "parts": one.total,
        "files": [str(file) for file in files],
        "pictures": found.pictures,
        "other_sets": [
            {
                "kind": other.kind,
                "set_id": other.set_id,
                "set_hash": other.short_hash,
                "parts": other.total,
                "missing": other.missing,
            }
            for other in found.sets
            if other != one
        ],
    }


def _lines(found: Harvest, one: Gathering, files: tuple[Path, ...]) -> list[str]:
    from app.licenses.qr.harvest import mixed_words  # noqa: PLC0415 - as above

    count = len(found.pictures)
    said = ngettext("{count} picture was read.", "{count} pictures were read.", count)
    lines = [said.format(count=count)]
    lines += [_("Written: {file}").format(file=file) for file in files]
    lines.append(
        _("Compare the set hash with the other side: {digits}").format(digits=one.short_hash)
    )
    return [*lines, *filter(None, [mixed_words(found)])]
