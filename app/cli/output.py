"""What a command writes: its result to standard output, everything else to standard error."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import TextIO

import msgspec

from app.base.bugs import CODE as BUG
from app.base.errors import ProblemReport
from app.base.tasks import Progress, Report, no_report
from app.base.text import _
from app.cli.safe import safe, safe_lines
from app.cli.tables import Head, table


class Output:
    """Standard output and error of one command. With `json` exactly one document is written."""

    def __init__(self, *, json: bool, details: bool, out: TextIO, err: TextIO) -> None:
        self.json = json
        self._details = details
        self._out = out
        self._err = err
        for stream in (out, err):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure:
                # A terminal that lacks a character shows its escape instead of ending the command.
                reconfigure(errors="backslashreplace")

    def show(self, document: object, lines: Callable[[], Sequence[str]]) -> None:
        """Write the result: `document` as JSON, or what `lines` makes of it."""
        if self.json:
            self._write_json(document)
            return
        for line in lines():
            self._out.write(line + "\n")
        self._out.flush()

    def table(self, heads: Sequence[Head], rows: Sequence[Sequence[str]]) -> list[str]:
        """The lines of a table that fits this output."""
        return table(heads, rows, self.columns if self._out.isatty() else None)

    @property
    def columns(self) -> int:
        """How wide the terminal is."""
        return max(20, shutil.get_terminal_size((80, 24)).columns)

    def note(self, text: str = "") -> None:
        """Tell the person something beside the result, on standard error."""
        for line in safe_lines(text) or [""]:
            self._err.write(textwrap.fill(line, self.columns, break_on_hyphens=False) + "\n")
        self._err.flush()

    def notice(self, address: str) -> None:
        """Tell an address or a code: never wrapped, so that it can be copied."""
        self._err.write(safe(address) + "\n")
        self._err.flush()

    def problem(self, report: ProblemReport) -> None:
        """Tell a problem: as `{"problem": ...}` where JSON is asked for, else in words."""
        if self.json:
            self._write_json({"problem": report})
            return
        self.note(_("{title} ({code})").format(title=report.title, code=report.code))
        for text in (report.explanation, report.kept, report.next_step):
            if text:
                self.note(text)
        if report.detail and (self._details or report.code == BUG):
            self.note()
            self.note(report.detail)

    @contextlib.contextmanager
    def progress(self) -> Iterator[Report]:
        """A listener for progress: a bar on a terminal, silence elsewhere."""
        if not self._err.isatty() or os.environ.get("TERM") == "dumb":
            yield no_report
            return
        bar = _Bar(self._err)
        try:
            yield bar.report
        finally:
            bar.close()

    def _write_json(self, document: object) -> None:
        encoded = msgspec.json.format(msgspec.json.encode(document), indent=2).decode("utf-8")
        buffer = getattr(self._out, "buffer", None)
        if buffer is None:
            self._out.write(encoded + "\n")
        else:
            # JSON is UTF-8 whatever the terminal's encoding (RFC 8259).
            self._out.flush()
            buffer.write(encoded.encode("utf-8") + b"\n")
        self._out.flush()


class _Bar:
    """One tqdm bar; a new phase starts a new one."""

    def __init__(self, stream: TextIO) -> None:
        from tqdm import tqdm

        # Without the thread that would watch over bars that stand still.
        self._make = type("Bar", (tqdm,), {"monitor_interval": 0})
        self._stream = stream
        self._bar: tqdm | None = None
        self._phase = ""

    def report(self, progress: Progress) -> None:
        """Show `progress`."""
        if self._bar is None or progress.phase != self._phase:
            self.close()
            self._phase = progress.phase
            self._bar = self._make(
                total=progress.total,
                desc=safe(progress.phase),
                file=self._stream,
                leave=False,
                dynamic_ncols=True,
                unit="",
                mininterval=0.1,
            )
        self._bar.total = progress.total
        self._bar.n = progress.done
        self._bar.update(0)

    def close(self) -> None:
        """Take the bar off the terminal."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def standard(*, json: bool, details: bool) -> Output:
    """The output of this process."""
    return Output(json=json, details=details, out=sys.stdout, err=sys.stderr)
