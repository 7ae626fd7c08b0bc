"""`counterpart license qr`: files shown as QR codes, and codes that a scanner types made files."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from app.activation import clock, filing
from app.activation.problems import QrSetUnusable, TooMuchForQr
from app.activation.qr.bundle import Carried, bundle, kind_of
from app.activation.qr.drawing import (
    Caption,
    Paper,
    html,
    modules,
    sheets,
    terminal,
    terminal_payload,
)
from app.activation.qr.frames import (
    PAYLOAD,
    Gathering,
    codes_needed,
    frames,
    missing_words,
    seen_words,
)
from app.activation.qr.parts import MOST_BYTES, MOST_PARTS, Head, Seen, part_of
from app.activation.qr.typing import quiet_keys
from app.activation.qr.writing import write_set
from app.activation.shell import DONE, USAGE, Shell
from app.activation.words import _, ngettext

_LONGEST_LINE = 8000
_LEAST_PAYLOAD = 40
_LINES_BESIDE = 3


class _Set(NamedTuple):
    """What is shown: the files as one set of codes."""

    title: str
    head: Head
    texts: tuple[str, ...]


def summary() -> str:
    """What the command does, in one sentence."""
    return _("show files as QR codes, or gather codes that a scanner types")


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes, beside --json."""
    parser.add_argument(
        "file",
        nargs="*",
        metavar=_("FILE"),
        help=_("a file to be shown; several become one set of codes"),
    )
    parser.add_argument(
        "--sheet", metavar=_("FILE"), help=_("write pages to print to this file, .svg or .html")
    )
    parser.add_argument(
        "--paper", choices=("a4", "letter"), default="a4", help=_("the size of a page")
    )
    parser.add_argument(
        "--terminal", action="store_true", help=_("draw the codes here, cut to fit this window")
    )
    parser.add_argument(
        "--part", type=int, metavar=_("N"), help=_("show only this part of the set")
    )
    parser.add_argument(
        "--read",
        nargs="?",
        const="-",
        metavar=_("FILE"),
        help=_("gather parts from lines of text: what a scanner types here, or a file of them"),
    )
    parser.add_argument(
        "--out", metavar=_("FILE"),
        help=_("with --read: where to write the file; a folder for a set of several"),
    )  # fmt: skip


def run(arguments: argparse.Namespace, shell: Shell) -> int:
    """Show or read. Raises BadFile, CannotWrite, QrSetUnusable, TooMuchForQr."""
    if bool(arguments.file) == (arguments.read is not None):
        shell.note(_("Name the files to show, or use --read."))
        return USAGE
    if arguments.read is not None:
        return _read(arguments, shell)
    if arguments.sheet and Path(arguments.sheet).suffix.lower() not in {".svg", ".html"}:
        shell.note(_("The name of a sheet ends in .svg or .html."))
        return USAGE
    in_terminal = arguments.terminal or not (
        arguments.sheet or shell.as_json or not sys.stdout.isatty()
    )
    found = _set(arguments.file, _fitting() if in_terminal else PAYLOAD)
    if arguments.part is not None and not 1 <= arguments.part <= len(found.texts):
        shell.note(_("The set has the parts 1 to {count}.").format(count=len(found.texts)))
        return USAGE
    written = _sheet(found, arguments) if arguments.sheet else ()
    if in_terminal and not shell.as_json:
        _show(found, arguments.part, shell)
    else:
        _tell(found, written, arguments.part, shell)
    return DONE


def _set(names: list[str], payload: int) -> _Set:
    """The files as one set of codes."""
    files = [Carried(Path(name).name, filing.content(Path(name), MOST_BYTES)) for name in names]
    data = files[0].data if len(files) == 1 else bundle(files)
    needed = codes_needed(data, payload)
    if payload < PAYLOAD and needed > MOST_PARTS >= codes_needed(data):
        raise TooMuchForQr(
            _("This window is too small for these files"),
            _("Cut to fit it, they would take {count:,} codes.").format(count=needed),
            _("Make the window larger, or write a sheet with --sheet."),
        )
    texts = frames(data, kind_of(data), payload)
    return _Set(", ".join(one.name for one in files), part_of(texts[0]).head, texts)


def _fitting() -> int:
    """Bytes in a code that fits the terminal. Raises TooMuchForQr where not even one does."""
    size = shutil.get_terminal_size()
    payload = terminal_payload(size.columns, size.lines - _LINES_BESIDE, blocks=_has_blocks())
    if payload < _LEAST_PAYLOAD:
        raise TooMuchForQr(
            _("This window is too small to show a code"),
            _("It has {columns} columns and {lines} lines.").format(
                columns=size.columns, lines=size.lines
            ),
            _("Make it larger, or write a sheet with --sheet."),
        )
    return min(payload, PAYLOAD)


def _sheet(found: _Set, arguments: argparse.Namespace) -> tuple[Path, ...]:
    """Write the pages; one file of HTML, or one of SVG a page."""
    paper = Paper[arguments.paper.upper()]
    out = Path(arguments.sheet)
    texts, head = found.texts, found.head
    pages = sheets(texts, head, Caption(found.title, clock.now()), paper)
    if arguments.part is not None:
        pages = (pages[(arguments.part - 1) // 6],)
    if out.suffix.lower() == ".html":
        filing.write(out, html(pages, found.title, paper).encode("utf-8"), mode=0o644)
        return (out,)
    files = [out] if len(pages) == 1 else [
        out.with_name(f"{out.stem}-{number}{out.suffix}") for number in range(1, len(pages) + 1)
    ]  # fmt: skip
    for file, page in zip(files, pages):
        filing.write(file, page.encode("utf-8"), mode=0o644)
    return tuple(files)


def _tell(found: _Set, written: tuple[Path, ...], part: int | None, shell: Shell) -> None:
    """The result that is no drawing: what was written, or the texts of the codes, a line each."""
    texts = found.texts if part is None else (found.texts[part - 1],)
    gathering = Gathering(found.head)
    document = {
        "kind": found.head.kind,
        "set_id": gathering.set_id,
        "set_hash": gathering.short_hash,
        "parts": len(found.texts),
        "sheets": [str(file) for file in written],
        "frames": list(texts),
    }
    if not written:
        shell.show(document, texts)
        return
    said = [_("The sheet was written to {file}.").format(file=file) for file in written]
    shell.show(document, [*said, _set_words(found)])


def _show(found: _Set, part: int | None, shell: Shell) -> None:
    """Draw the codes one after the other; a person asks for the next one."""
    chosen = range(1, len(found.texts) + 1) if part is None else (part,)
    shell.note(_set_words(found))
    for number in chosen:
        rows = modules(found.texts[number - 1], "l")
        colored = sys.stdout.isatty()
        lines = terminal(rows, colored=colored, blocks=_has_blocks())
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        shell.note(_("Part {number} of {total}").format(number=number, total=len(found.texts)))
        if number != chosen[-1] and shell.can_ask():
            shell.note(_("Press Enter for the next part, q and Enter to stop."))
            if sys.stdin.readline().strip().lower() == "q":
                return


def _set_words(found: _Set) -> str:
    words = ngettext(
        "{name}: {count} code, set hash {digits}", "{name}: {count} codes, set hash {digits}",
        len(found.texts),
    )  # fmt: skip
    return words.format(
        name=found.title, count=len(found.texts), digits=Gathering(found.head).short_hash
    )


def _read(arguments: argparse.Namespace, shell: Shell) -> int:
    """Gather parts until the set is whole; then write what it holds."""
    gathering = Gathering()
    with quiet_keys(sys.stdin):
        if arguments.read == "-":
            shell.note(_("Scan the codes in any order; the scanner has to press Enter after each."))
        for line in _lines(arguments.read):
            gathering, seen = gathering.with_part(line)
            shell.note(_progress(gathering, seen))
            if gathering.complete:
                break
    if not gathering.complete:
        raise QrSetUnusable(
            _("The set of codes is not complete"),
            missing_words(gathering) or _("No part of a set was read."),
            _("Run the command again and read all parts, in any order."),
        )
    files = write_set(gathering, Path(arguments.out) if arguments.out else None)
    said = [_("Written: {file}").format(file=file) for file in files]
    document = {
        "kind": gathering.kind,
        "set_id": gathering.set_id,
        "set_hash": gathering.short_hash,
        "parts": gathering.total,
        "files": [str(file) for file in files],
    }
    hint = _("Compare the set hash with the other side: {digits}")
    shell.show(document, [*said, hint.format(digits=gathering.short_hash)])
    return DONE


def _lines(name: str) -> Iterator[str]:
    if name == "-":
        yield from _filled(sys.stdin)
        return
    text = filing.content(Path(name)).decode("ascii", "replace")
    yield from (line[:_LONGEST_LINE] for line in text.splitlines() if line.strip())


def _filled(stream: TextIO) -> Iterator[str]:
    """Lines with something on them, cut where they are longer than any code."""
    for line in iter(lambda: stream.readline(_LONGEST_LINE), ""):
        if line.strip():
            yield line


def _progress(gathering: Gathering, seen: Seen) -> str:
    if seen is not Seen.NEW:
        return seen_words(seen)
    words = _("{have} of {total} parts of the set {digits}.").format(
        have=gathering.have, total=gathering.total, digits=gathering.short_hash
    )
    return f"{words} {missing_words(gathering)}".rstrip()


def _has_blocks() -> bool:
    """Whether standard output can show half blocks."""
    try:
        " ▄▀█".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
