"""`python -m tests.fuzz [--seconds N] [--seed N] [--only NAME]`: genuine input, spoiled at random.

Whatever a reader raises beside its typed errors, or needs more than ten seconds for, is a bug: the
input is saved outside of the repository, and `--replay FILE --only NAME` runs it again.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import random
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from tests.fuzz.mutations import Dice
from tests.fuzz.reading import Target
from tests.fuzz.targets import targets

HANGS_AFTER = 10
"""Seconds after which a reader is said to hang: what it is given here takes milliseconds."""


class Hangs(Exception):
    """A reader that does not come back."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long altogether")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--only", action="append", metavar="NAME", help="this reader (repeatable)")
    parser.add_argument("--out", type=Path, help="where inputs that break a reader are saved")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="run this input once")
    options = parser.parse_args()
    out = options.out or Path(tempfile.gettempdir()) / "counterpart-fuzz"
    broken = 0
    with targets() as found:
        chosen = [one for one in found if not options.only or one.name in options.only]
        if not chosen:
            parser.error("there is no such reader: " + ", ".join(one.name for one in found))
        if options.replay:
            return int(any(failure(one, options.replay.read_bytes()) for one in chosen))
        print(f"seed {options.seed}")
        for target in chosen:
            start = time.monotonic()
            share, runs = options.seconds / len(chosen), 0
            while time.monotonic() - start < share and broken < 20:
                broken += tried(target, options.seed + runs, out)
                runs += 1
            print(f"{target.name:<14} {runs:>9,} inputs", flush=True)
    return int(broken > 0)


def tried(target: Target, seed: int, out: Path) -> bool:
    """One input; whether it broke the reader. Then it is saved and told."""
    data = target.make(Dice(seed))
    why = failure(target, data)
    if why:
        out.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256(data).hexdigest()[:12]
        file = out / f"{target.name.replace(' ', '-')}-{digest}"
        file.write_bytes(data)
        print(f"{why}\n{target.name}: seed {seed}, input saved as {file}", file=sys.stderr)
    return bool(why)


def failure(target: Target, data: bytes) -> str:
    """What went wrong with this input; "" where nothing did."""
    try:
        with in_time():
            target.run(data)
    except target.typed:
        return ""
    except Exception:  # any other one is what is looked for
        return traceback.format_exc()
    return ""


@contextlib.contextmanager
def in_time() -> Iterator[None]:
    """Raises Hangs in a reader that takes too long (where the system has such signals)."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_number: int, _frame: object) -> None:
        raise Hangs

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, HANGS_AFTER)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


if __name__ == "__main__":
    sys.exit(main())
