"""`python -m tests.benchmarks`: run, print a table, write JSON. Times are never judged here."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
import time
import traceback
from pathlib import Path

import tests.benchmarks
from tests.benchmarks.harness import Figure, compile_everything
from tests.benchmarks.world import World


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--quick", action="store_true", help="small and few: shows that it runs")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--only", action="append", metavar="P3", help="run these (repeatable)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep loaded stores for next time")
    options = parser.parse_args()
    wanted = {name.upper() for name in options.only or ()}
    compile_everything()
    figures: list[Figure] = []
    broken: list[str] = []
    with World(quick=options.quick, kept=options.keep) as world:
        for module in _modules():
            if wanted and not wanted & {module.ID, *getattr(module, "ALSO", ())}:
                continue
            start = time.perf_counter()
            try:
                figures += module.run(world)
            except Exception:  # the others are still worth measuring; the exit code tells
                traceback.print_exc()
                broken.append(module.ID)
            print(f"{module.ID}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    print(table(figures, quick=options.quick))
    for name in broken:
        print(f"{name:<4} could not be measured; see above")
    if options.json:
        content = json.dumps([figure.as_json() for figure in figures], indent=1)
        options.json.write_text(content + "\n", encoding="utf-8")
    return 0 if figures and not broken else 1


def _modules() -> list:
    names = sorted(m.name for m in pkgutil.iter_modules(tests.benchmarks.__path__))
    return [
        importlib.import_module(f"tests.benchmarks.{name}")
        for name in names
        if name[0] == "p" and name[1:3].isdigit()
    ]


def table(figures: list[Figure], *, quick: bool) -> str:
    """The figures as lines for a terminal."""
    lines = [f"{'':4} {'what':<66} {'value':>7} {'goal':>7} {'ours':>9} {'other':>9} unit"]
    for figure in figures:
        sign = "≤" if figure.better == "lower" else "≥"
        mark = "" if quick or figure.met else "  missed"
        lines.append(
            f"{figure.id:<4} {figure.what[:66]:<66} {figure.value:7.2f} {sign}{figure.goal:6.2f}"
            f" {figure.ours:9.2f} {figure.other:9.2f} {figure.unit}{mark}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
