"""Codes on paper and in files: the same pages for the system's print dialog and for a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QImageWriter, QPageLayout, QPageSize, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from app.activation import filing
from app.activation.qr.drawing import Caption, Paper, code_svg, html, sheets
from app.base.clock import Clock
from app.base.text import _
from ui.licenses.qr.code import picture
from ui.licenses.qr.deck import Deck

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_UNIT = 8


def pages_of(deck: Deck, paper: Paper, clock: Clock) -> tuple[str, ...]:
    """The pages of a deck as SVG."""
    if deck.head is None:
        return ()
    return sheets(deck.texts, deck.head, Caption(deck.title, clock.now()), paper)


def ask_and_print(parent: QWidget | None, deck: Deck, clock: Clock) -> bool:
    """Ask for a printer and print all codes; False where the person canceled."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - few print at all

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(deck.title)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(_("Print the codes"))
    try:
        if dialog.exec() != int(QPrintDialog.DialogCode.Accepted):
            return False
    finally:
        dialog.deleteLater()
    print_pages(printer, deck, clock)
    return True


def print_pages(printer: QPrinter, deck: Deck, clock: Clock) -> None:
    """Print all codes on pages of A4 or Letter, upright, whatever the printer was set to last."""
    letter = printer.pageLayout().pageSize().id() == QPageSize.PageSizeId.Letter
    paper = Paper.LETTER if letter else Paper.A4
    printer.setFullPage(True)
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    size = QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4
    printer.setPageSize(QPageSize(size))
    painter = QPainter(printer)
    try:
        for number, page in enumerate(pages_of(deck, paper, clock)):
            if number:
                printer.newPage()
            whole = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
            QSvgRenderer(QByteArray(page.encode("utf-8"))).render(painter, whole)
    finally:
        painter.end()


def save(file: Path, deck: Deck, clock: Clock) -> None:
    """Save all codes as a page to print (.html), or the one shown as a picture (.png, .svg).

    Raises CannotWrite.
    """
    match file.suffix.lower():
        case ".svg":
            data = code_svg(deck.texts[deck.at]).encode("utf-8")
        case ".png":
            data = _png(deck)
        case _:
            pages = pages_of(deck, Paper.A4, clock)
            data = html(pages, deck.title).encode("utf-8")
    filing.write(file, data, mode=0o644)


def _png(deck: Deck) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(picture(deck.modules, _UNIT))
    return bytes(buffer.data().data())
