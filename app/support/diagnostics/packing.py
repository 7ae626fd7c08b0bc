"""A bundle as a ZIP: the same bytes for the same files, so that it can be compared."""

from __future__ import annotations

import io
import zipfile

from app.support.diagnostics.model import Bundle

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_MODE = 0o100600 << 16
_UNIX = 3


def zip_of(bundle: Bundle) -> bytes:
    """The chosen files of a bundle as one ZIP."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in bundle.files:
            if file.chosen:
                info = zipfile.ZipInfo(file.name, _EARLIEST)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = _MODE
                info.create_system = _UNIX
                archive.writestr(info, file.text.encode("utf-8", "replace"))
    return made.getvalue()
