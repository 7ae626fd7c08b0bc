"""Words: every sentence a person reads goes through here, in app, cli and ui alike (gettext).

English is the source language. Catalogs live in ``resources/locale/<language>/LC_MESSAGES`` and
are chosen by the environment variables gettext knows (LANGUAGE, LC_ALL, LC_MESSAGES, LANG).
"""

from __future__ import annotations

import functools
import gettext
import importlib.util
import os
from pathlib import Path

DOMAIN = "counterpart"


def _(message: str) -> str:
    """Return `message` in the user's language."""
    return catalog().gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form of a sentence that fits `count`, in the user's language."""
    return catalog().ngettext(singular, plural, count)


def pgettext(context: str, message: str) -> str:
    """Return `message` translated for the place it stands in, for words with several meanings."""
    return catalog().pgettext(context, message)


def N_(message: str) -> str:
    """Mark `message` for the catalogs; it is translated later, where it is shown."""
    return message


@functools.cache
def catalog() -> gettext.NullTranslations:
    """The catalog in force, read once; ``catalog.cache_clear()`` reads the environment anew."""
    return gettext.translation(DOMAIN, localedir=_locale_folder(), fallback=True)


def _locale_folder() -> str | None:
    override = os.environ.get("COUNTERPART_LOCALE_DIR")
    if override:
        return override
    spec = importlib.util.find_spec("resources")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place) / "locale"
        if folder.is_dir():
            return str(folder)
    return None
