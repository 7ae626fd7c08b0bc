#!/usr/bin/env python3
"""Builds what one carries to a computer without a network: the host kit, with or without Python.

`archive` makes one for any Python from 3.9 on, on Linux, Windows and macOS; `standalone` one that
needs no Python, for computers like this one; `fetch` only brings the libraries; `hashes` prints
their checksums anew.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    import dev  # noqa: PLC0415 - an old Python has to get as far as to say so
    import kit_archive  # noqa: PLC0415 - as above
    import kit_standalone  # noqa: PLC0415 - as above
    import kit_wheels  # noqa: PLC0415 - as above

    parser = argparse.ArgumentParser(prog="host_kit.py", description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["archive", "standalone", "fetch", "hashes"])
    parser.add_argument("--out", type=Path, default=dev.ROOT / "dist", help="folder (default dist)")
    options = parser.parse_args(arguments)
    try:
        made: list[Path] = []
        if options.what == "archive":
            made = kit_archive.build(_folder(options.out))
        elif options.what == "standalone":
            made = kit_standalone.build(_folder(options.out))
        elif options.what == "fetch":
            kit_wheels.wheels()
        else:
            print("\n".join(kit_wheels.hashes()))
    except dev.Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return stop.code
    for file in made:
        print(f"{file}  {file.stat().st_size:,} bytes")
    return 0


def _folder(out: Path) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    return out


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - the system's python3 may well be older
        sys.exit("Python 3.11 or newer is needed to build the kit.")
    sys.exit(main())
