"""Paper: plain text through the system's own print dialog, never read as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QSizeF, Qt
from PySide6.QtGui import QFont, QPageLayout, QTextDocument, QTextOption
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_MARGIN_MM = 22.0
_POINTS = 10.5


def ask_and_print(parent: QWidget | None, title: str, text: str) -> bool:
    """Ask for a printer and print `text`; False where the person canceled."""
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
    print_plain(printer, text)
    return True


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
