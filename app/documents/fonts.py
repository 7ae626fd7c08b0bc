"""The fonts of documents: those of three packages and no others, the same on every computer."""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

FAMILIES = ("Inter", "Noto Sans", "Noto Sans CJK JP")
"""In the order in which they are asked for a character."""
_PLACES = (
    ("fontpkg_inter", "files"),
    ("fontpkg_noto_sans", "files"),
    ("noto_cjk_sans_jp_regular", "."),
)


def folders() -> tuple[Path, ...]:
    """The folders of the font packages; the packages themselves are not imported."""
    found = []
    for package, inner in _PLACES:
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.origin is not None:
            found.append(Path(spec.origin).parent / inner)
    return tuple(found)


@functools.cache
def fonts() -> typst.Fonts:
    """The fonts, read once: neither the system's nor the typesetter's own are among them."""
    import typst  # noqa: PLC0415 - 40 MB of native code, only where a document is made

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=list(folders()),
    )
