"""How the commands of an isolated host speak: results to standard output, the rest beside it."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from app.activation.problems import HostProblem
from app.activation.report import plain
from app.activation.words import _

DONE, NOT_DONE, USAGE = 0, 1, 2


class Shell:
    """Standard output and error of one command; with `as_json` exactly one document is written."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def show(self, document: Any, lines: Sequence[str]) -> None:
        """Write the result: the document as JSON, or the lines for a person."""
        if self.as_json:
            sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=True) + "\n")
        else:
            sys.stdout.write("".join(_shown(line) + "\n" for line in lines))
        sys.stdout.flush()

    def note(self, *lines: str) -> None:
        """Tell the person something beside the result."""
        sys.stderr.write("".join(_shown(line) + "\n" for line in lines))
        sys.stderr.flush()

    def problem(self, found: HostProblem) -> int:
        """Tell a problem; the exit status that it leads to."""
        if self.as_json:
            self.show({"problem": found.document()}, ())
        else:
            self.note(f"{found.title} ({found.code})", found.explanation, found.next_step)
        return NOT_DONE

    def can_ask(self) -> bool:
        """Whether a person can answer."""
        return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()

    def confirm(self, question: str) -> bool:
        """Ask a yes-no question; False where nobody can answer."""
        if not self.can_ask():
            return False
        sys.stderr.write(_("{question} [y/N]").format(question=_shown(question)) + " ")
        sys.stderr.flush()
        return sys.stdin.readline().strip().lower() in (_("y"), _("yes"))


def state_option(parser: argparse.ArgumentParser) -> None:
    """The option that names the folder of this host."""
    parser.add_argument(
        "--state", metavar=_("DIR"), default=os.environ.get("COUNTERPART_HOST_STATE"),
        help=_("the folder that remembers this host's requests, the same one each time"),
    )  # fmt: skip


def _shown(line: str) -> str:
    return plain(line) if line.strip() else line
