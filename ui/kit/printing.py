"""Paper through the system's own print dialog: pages that are made, and plain text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_MARGIN_MM = 22.0
_POINTS = 10.5
_A4, _LETTER = QPageSize.PageSizeId.A4, QPageSize.PageSizeId.Letter


def ask_and_print(parent: QWidget | None, title: str, text: str) -> bool:
    """Ask for a printer and print `text`; False where the person canceled."""
    return _ask(parent, title, partial(print_plain, text=text))


def ask_and_print_pages(parent: QWidget | None, title: str, pages: Sequence[bytes]) -> bool:
    """Ask for a printer and print `pages` (PNG) as they are; False where the person canceled."""
    return _ask(parent, title, partial(print_pages, pages=pages))


def _ask(parent: QWidget | None, title: str, act: Callable[[QPrinter], object]) -> bool:
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - few print at all

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(title)
    try:
        if dialog.exec() != int(QPrintDialog.DialogCode.Accepted):
            return False
    finally:
        dialog.deleteLater()
    act(printer)
    return True


def print_pages(printer: QPrinter, pages: Sequence[bytes]) -> None:
    """Print pictures of whole pages, a sheet each; on other paper each is fitted to the sheet."""
    images = [QImage.fromData(page) for page in pages]
    if not images:
        return
    wide = images[0].width() / max(1, images[0].height())
    letter = abs(wide - 8.5 / 11) < abs(wide - 210 / 297)
    printer.setPageSize(QPageSize(_LETTER if letter else _A4))
    printer.setFullPage(True)
    painter = QPainter(printer)
    try:
        for number, image in enumerate(images):
            if number:
                printer.newPage()
            sheet = QRectF(painter.viewport())
            size = QSizeF(image.size()).scaled(sheet.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(sheet.topLeft(), size)
            place.moveCenter(sheet.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, image)
    finally:
        painter.end()


def print_plain(printer: QPrinter, text: str) -> None:
    """Print `text` as it stands, in pages with margins for a letter."""
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    printer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    font = QFont()
    font.setPointSizeF(_POINTS)
    document.setDefaultFont(font)
    option = QTextOption(Qt.AlignmentFlag.AlignLeading)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    document.setDocumentMargin(0)
    document.setPlainText(text)
    document.documentLayout().setPaintDevice(printer)
    size = printer.pageLayout().paintRectPixels(printer.resolution()).size()
    document.setPageSize(QSizeF(size))
    document.print_(printer)
