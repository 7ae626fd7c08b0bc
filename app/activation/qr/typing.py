"""A terminal that a scanner types into: a thousand digits a code are not echoed, none is lost."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TextIO


@contextlib.contextmanager
def quiet_keys(stream: TextIO | None) -> Iterator[None]:
    """While it lasts, what is typed is not shown; Ctrl+C and Ctrl+D do what they always do.

    A terminal of macOS hands on lines of at most 1,024 characters, less than a code has; there
    lines are not gathered by the terminal, and Ctrl+C is the way out.
    """
    try:
        import termios  # noqa: PLC0415 - not on Windows, which echoes
    except ImportError:
        yield
        return
    if stream is None or not stream.isatty():
        yield
        return
    before = termios.tcgetattr(stream)
    quiet = termios.tcgetattr(stream)
    quiet[3] &= ~termios.ECHO
    if sys.platform == "darwin":
        quiet[3] &= ~termios.ICANON
    termios.tcsetattr(stream, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(stream, termios.TCSANOW, before)
