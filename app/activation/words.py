"""Words of the portable room: the same catalogs as everywhere, found without the other rooms."""

from __future__ import annotations

import functools
import gettext
import os
from pathlib import Path


def _(message: str) -> str:
    """Return `message` in the user's language."""
    return _catalog().gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form of a sentence that fits `count`, in the user's language."""
    return _catalog().ngettext(singular, plural, count)


@functools.cache
def _catalog() -> gettext.NullTranslations:
    override = os.environ.get("COUNTERPART_LOCALE_DIR")
    beside = Path(__file__).resolve().parents[2] / "resources" / "locale"
    return gettext.translation("counterpart", localedir=override or str(beside), fallback=True)
