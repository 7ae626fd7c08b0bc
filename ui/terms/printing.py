"""Printing a document or a clause: plain text on paper, with title, version, hash and page numbers.

The text is put into blocks of a text document, never parsed as markup, and nothing can be loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPainter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from app.base.text import _
from app.terms.model import Clause
from ui.kit.paper import InertDocument
from ui.terms.blocks import heading_words

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

_MARGIN_MM = 20.0
_INDENT = 18.0
_TEXT_PT, _SMALL_PT = 10.0, 8.0


def printable(
    title: str, citation: str, clauses: Sequence[Clause], texts: Sequence[str]
) -> QTextDocument:
    """The clauses as a document to be printed: only blocks of plain text."""
    made = InertDocument()
    made.setUndoRedoEnabled(False)
    made.setDefaultFont(_font(_TEXT_PT, QFont.Weight.Normal))
    cursor = QTextCursor(made)
    _block(cursor, title, _font(15, QFont.Weight.DemiBold), 0, 0, first=True)
    _block(cursor, citation, _font(_SMALL_PT, QFont.Weight.Normal), 0, 10)
    for clause, text in zip(clauses, texts, strict=True):
        indent = _INDENT * max(0, min(clause.level, 5) - 1)
        head = f"{clause.number}  {heading_words(clause)}".strip()
        if head and heading_words(clause):
            size = 12.0 if clause.level == 1 else _TEXT_PT
            above = 10 if clause.level == 1 else 6
            _block(cursor, head, _font(size, QFont.Weight.DemiBold), indent, above)
            head = ""
        for number, line in enumerate(text.split("\n")):
            if line.strip():
                words = f"{head}  {line}" if head and number == 0 else line
                _block(cursor, words, _font(_TEXT_PT, QFont.Weight.Normal), indent, 3)
    return made


def _font(points: float, weight: QFont.Weight) -> QFont:
    font = QFont()
    font.setPointSizeF(points)
    font.setWeight(weight)
    return font


def _block(
    cursor: QTextCursor, text: str, font: QFont, indent: float, above: float, *, first: bool = False
) -> None:
    look, letters = QTextBlockFormat(), QTextCharFormat()
    look.setLeftMargin(indent)
    look.setTopMargin(above)
    letters.setFont(font)
    if not first:
        cursor.insertBlock()
    cursor.setBlockFormat(look)
    cursor.setCharFormat(letters)
    cursor.insertText(text, letters)


def print_on(device: QPagedPaintDevice, document: QTextDocument, foot: str) -> int:
    """Print on paper or into a PDF, a foot with page numbers below; the number of pages."""
    device.setPageMargins(
        QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM), QPageLayout.Unit.Millimeter
    )
    painter = QPainter(device)
    layout = document.documentLayout()
    layout.setPaintDevice(device)
    small = _font(_SMALL_PT, QFont.Weight.Normal)
    painter.setFont(small)
    foot_height = painter.fontMetrics().lineSpacing() * 2
    width, height = float(device.width()), float(device.height())
    body = height - foot_height
    document.setPageSize(QRectF(0, 0, width, body).size())
    pages = document.pageCount()
    for page in range(pages):
        if page:
            device.newPage()
        painter.save()
        painter.translate(0, -page * body)
        document.drawContents(painter, QRectF(0, page * body, width, body))
        painter.restore()
        painter.setFont(small)
        line = painter.fontMetrics().lineSpacing()
        number = _("{page} of {pages}").format(page=page + 1, pages=pages)
        end = width - painter.fontMetrics().horizontalAdvance(number)
        left = painter.fontMetrics().elidedText(foot, Qt.TextElideMode.ElideMiddle, int(end - line))
        painter.drawText(0, round(height), left)
        painter.drawText(round(end), round(height), number)
    painter.end()
    return pages


def ask_printer(parent: QWidget, name: str) -> QPrinter | None:
    """The system's own print dialog; None where the person cancels."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - only who prints

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(name)
    dialog = QPrintDialog(printer, parent)
    try:
        accepted = dialog.exec() == int(QPrintDialog.DialogCode.Accepted)
        return printer if accepted else None
    finally:
        dialog.deleteLater()
