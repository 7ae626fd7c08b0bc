"""The process that takes one document apart: reads a Task, writes what it Found, ends."""

from __future__ import annotations

import sys

import msgspec

from app.documents.verifying.found import Found, Task
from app.documents.verifying.limits import LARGEST, confine


def main() -> int:
    """Do one task from standard input; the answer is on standard output."""
    content = sys.stdin.buffer.read(2 * LARGEST)
    task = msgspec.msgpack.decode(content, type=Task)
    del content
    confine()
    try:
        from app.documents.verifying.examining import examine  # noqa: PLC0415 - in its bounds

        found = examine(task)
    except Exception as error:
        found = Found(fault=f"{type(error).__name__}: {error}"[:500])
    sys.stdout.buffer.write(msgspec.msgpack.encode(found))
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
