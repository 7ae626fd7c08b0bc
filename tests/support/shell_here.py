"""`counterpart` run in the test's own process: the same program, without starting Python each time.

For tests of many commands; that the command line works as a process is tested with `Shell`.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from app.cli import program
from tests.support.shell import Finished, Shell


class ShellHere(Shell):
    """Like `Shell`; `run` does not leave this process."""

    def run(self, *arguments: str, stdin: str = "") -> Finished:
        """Run a command to its end."""
        with mock.patch.dict(os.environ, self.environment), _streams(stdin) as (out, err):
            code = program.run(arguments)
        return Finished(int(code), _text(out), _text(err))

    def process(self, *arguments: str) -> Finished:
        """Run a command as the process that it is outside of tests."""
        return super().run(*arguments)


@contextmanager
def _streams(stdin: str) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """Standard streams that are no terminal."""
    out, err = io.BytesIO(), io.BytesIO()
    kept = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    sys.stdout = io.TextIOWrapper(out, "utf-8", write_through=True)
    sys.stderr = io.TextIOWrapper(err, "utf-8", write_through=True)
    made = sys.stdin, sys.stdout, sys.stderr
    try:
        yield out, err
    finally:
        sys.stdin, sys.stdout, sys.stderr = kept
        for stream in made:
            stream.detach()


def _text(stream: io.BytesIO) -> str:
    return stream.getvalue().decode("utf-8")
