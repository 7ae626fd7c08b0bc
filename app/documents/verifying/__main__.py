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
    sys.stdout.buffer.write(msgspec.msgpack.encode(_found(task)))
    sys.stdout.buffer.flush()
    return 0


def _found(task: Task) -> Found:
    try:
        from app.documents.verifying.examining import examine  # noqa: PLC0415 - in its bounds

        return examine(task)
    except MemoryError:
        return Found(fault="needs too much memory")
    except Exception as error:
        return Found(fault=f"{type(error).__name__}: {error}"[:500])


if __name__ == "__main__":
    sys.exit(main())
