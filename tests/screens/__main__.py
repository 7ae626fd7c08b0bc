"""`python -m tests.screens --out DIR [--quick] [--only NAME]`: every page as PNG."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from itertools import product
from pathlib import Path

SIZES = ((1280, 800), (1024, 640))


def main() -> int:
    """Draw the pictures; 0 when all could be drawn."""
    parser = argparse.ArgumentParser(prog="tests.screens", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--quick", action="store_true", help="one size, the main pages only")
    parser.add_argument("--only", default="", help="scenes whose name begins so")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from tests.support import environment

    environment.clean()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="cp-screens-") as root:
        os.environ.update(environment.homes(root))
        return draw(Path(root), options.out, quick=options.quick, only=options.only)


def draw(root: Path, out: Path, *, quick: bool, only: str) -> int:
    """Draw each scene in both themes and every size; say what was drawn."""
    from PySide6.QtWidgets import QApplication

    from tests.screens.photo import photograph
    from tests.screens.scenes import scenes
    from tests.screens.world import build, stand_in_berlin
    from ui.kit.theme import Scheme

    stand_in_berlin()
    qt = QApplication(sys.argv[:1])
    world = build(root)
    wanted = [s for s in scenes() if s.name.startswith(only) and (s.quick or not quick)]
    sizes = SIZES[:1] if quick else SIZES
    count = 0
    for scene, size, scheme in product(wanted, sizes, (Scheme.LIGHT, Scheme.DARK)):
        name = f"{scene.name}-{scheme.value}-{size[0]}x{size[1]}.png"
        with scene.set(world, qt, scheme=scheme, size=size) as stage:
            if not photograph(stage).save(str(out / name)):
                print(f"{out / name} cannot be written", file=sys.stderr)
                return 1
        count += 1
    print(f"{count} pictures in {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
