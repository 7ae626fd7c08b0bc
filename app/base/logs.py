"""The log file: small, rotating, readable by this user only, and redacted line by line."""

from __future__ import annotations

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from app.base.files import private_folder
from app.base.redact import redact

NAME = "counterpart"
_BYTES = 1_000_000
_KEPT = 3


class RedactingFormatter(logging.Formatter):
    """Formats a record, traceback included, then redacts the whole."""

    def format(self, record: logging.LogRecord) -> str:
        """The line to write."""
        return redact(super().format(record))


class _PrivateHandler(RotatingFileHandler):
    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return TextIOWrapper(os.fdopen(descriptor, "ab"), encoding="utf-8")


def start(folder: Path, part: str, *, debug: bool = False) -> logging.Logger:
    """Log to `<folder>/<part>.log` from now on and return the program's logger."""
    handler = _PrivateHandler(
        private_folder(folder) / f"{part}.log", maxBytes=_BYTES, backupCount=_KEPT
    )
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger(NAME)
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if debug else logging.INFO)
    return logger


def stop(logger: logging.Logger) -> None:
    """Close the files that `start` opened and log to them no more."""
    for handler in [h for h in logger.handlers if isinstance(h, _PrivateHandler)]:
        logger.removeHandler(handler)
        handler.close()
