"""A certificate drawn on a ReportLab canvas, from the same parts: what P8 is measured against.

It draws the same words and rules with the same fonts, wraps texts to their columns, breaks pages,
repeats heads of tables and numbers the pages. It writes no tags, no metadata and no attachments.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.documents.fonts import folders

MM = 72 / 25.4
WIDTH, HEIGHT = 210 * MM, 297 * MM
SIDE, TOP, BOTTOM = 20 * MM, 24 * MM, 24 * MM
INK, MUTED, LINE = HexColor("#191D24"), HexColor("#4C5463"), HexColor("#CBD0D9")


def load_fonts() -> None:
    """The document's first font, embedded under two names as a regular and a bold one are."""
    files = [file for folder in folders() for file in folder.glob("Inter*.ttf")]
    upright = next(file for file in files if "Italic" not in file.name)
    for name in ("Text", "Strong"):
        pdfmetrics.registerFont(TTFont(name, str(upright)))


def drawn(certificates: Sequence[dict[str, Any]]) -> bytes:
    """All certificates in one PDF."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH, HEIGHT), pageCompression=1)
    for one in certificates:
        _Drawer(canvas, one).draw()
    canvas.save()
    return stream.getvalue()


class _Drawer:
    def __init__(self, canvas: Canvas, certificate: dict[str, Any]) -> None:
        self.canvas = canvas
        self.certificate = certificate
        self.page = 0
        self.y = 0.0
        self._begin()

    def draw(self) -> None:
        for part in self.certificate["parts"]:
            getattr(self, f"_{part['kind']}")(part)
        self._end()

    def _begin(self) -> None:
        self.page += 1
        self.y = HEIGHT - TOP
        self._line(self.certificate["running"], SIDE, HEIGHT - 15 * MM, 7.8, fill=MUTED)
        self._line(
            self.certificate["confidential"], WIDTH - SIDE, HEIGHT - 15 * MM, 7.8, "Text", MUTED, -1
        )

    def _end(self) -> None:
        number = self.certificate["page"].replace("{n}", str(self.page)).replace("{m}", "2")
        self._line(self.certificate["foot"], SIDE, 14 * MM, 7.8, fill=MUTED)
        self._line(number, WIDTH - SIDE, 14 * MM, 7.8, "Text", MUTED, -1)
        self.canvas.showPage()

    def _room(self, height: float) -> None:
        if self.y - height < BOTTOM:
            self._end()
            self._begin()

    def _line(
        self, text: str, x: float, y: float, size: float, font: str = "Text",
        fill: object = INK, side: int = 1,
    ) -> None:  # fmt: skip
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(fill)
        if side > 0:
            self.canvas.drawString(x, y, text)
        else:
            self.canvas.drawRightString(x, y, text)

    def _flow(
        self, text: str, x: float, y: float, width: float, size: float, font: str = "Text",
        fill: object = INK, side: int = 1,
    ) -> float:  # fmt: skip
        for line in simpleSplit(text, font, size, width):
            y -= size * 1.35
            self._line(line, x if side > 0 else x + width, y, size, font, fill, side)
        return y

    def _title(self, part: dict[str, Any]) -> None:
        self.y = self._flow(part["text"], SIDE, self.y, 170 * MM, 24, "Strong")
        self.y = self._flow(part["subtitle"], SIDE, self.y - 4, 170 * MM, 11, fill=MUTED)
        self.y = self._flow(part["id"], SIDE, self.y - 3, 170 * MM, 8.5, fill=MUTED) - 14

    def _parties(self, part: dict[str, Any]) -> None:
        low = self.y
        for at, one in enumerate(part["sides"]):
            x = SIDE + at * 89 * MM
            y = self._flow(one["role"], x, self.y, 80 * MM, 7.5, "Strong", MUTED)
            y = self._flow(one["name"], x, y, 80 * MM, 11.5, "Strong")
            for line in one["lines"]:
                y = self._flow(line, x, y, 80 * MM, 9, fill=MUTED)
            low = min(low, y)
        self.y = low - 16

    def _facts(self, part: dict[str, Any]) -> None:
        self._rule(0.4)
        for at in range(0, len(part["rows"]), 3):
            low = self.y
            for column, (label, value) in enumerate(part["rows"][at : at + 3]):
                x = SIDE + column * 58 * MM
                y = self._flow(label, x, self.y - 6, 52 * MM, 7.5, "Strong", MUTED)
                low = min(low, self._flow(value, x, y, 52 * MM, 9.5))
            self.y = low
        self.y -= 6
        self._rule(0.4)

    def _verdict(self, part: dict[str, Any]) -> None:
        lines = simpleSplit(part["text"], "Strong", 12.5, 158 * MM)
        height = len(lines) * 17 + 44
        self.canvas.setFillColor(HexColor("#E6F4EB"))
        self.canvas.rect(SIDE, self.y - height - 12, 170 * MM, height, stroke=0, fill=1)
        y = self._flow(part["text"], SIDE + 14, self.y - 18, 158 * MM, 12.5, "Strong")
        x = SIDE + 14
        for n, what in part["tally"]:
            self._line(n, x, y - 16, 9.5, "Strong")
            self._line(what, x + 12, y - 16, 9.5, fill=MUTED)
            x += 80
        self.y -= height + 20

    def _heading(self, part: dict[str, Any]) -> None:
        self._room(60)
        self.y = self._flow(part["text"], SIDE, self.y - 18, 170 * MM, 12.5, "Strong") - 6

    def _text(self, part: dict[str, Any]) -> None:
        self.y = self._flow(part["text"], SIDE, self.y, 170 * MM, part["size"]) - 6

    def _list(self, part: dict[str, Any]) -> None:
        for one in part["lines"]:
            self._line("•", SIDE, self.y - 12, 9.5)
            self.y = self._flow(one, SIDE + 10, self.y, 164 * MM, 9.5) - 4

    def _rule(self, width: float) -> None:
        self.canvas.setLineWidth(width)
        self.canvas.setStrokeColor(INK if width > 0.5 else LINE)
        self.canvas.line(SIDE, self.y, WIDTH - SIDE, self.y)

    def _table(self, part: dict[str, Any]) -> None:
        fixed = sum(part["widths"])
        widths = [(one or 170 - fixed) * MM for one in part["widths"]]
        right = part["right"]
        self._row([{"t": one, "head": True} for one in part["head"]], widths, right, part["size"])
        self._rule(0.7)
        for row in part["rows"]:
            self._room(50)
            self._row(row, widths, right, part["size"])
            self._rule(0.4)

    def _row(
        self, row: Sequence[Any], widths: Sequence[float], right: Sequence[int], size: float
    ) -> None:
        low, x = self.y, SIDE
        for at, (cell, width) in enumerate(zip(row, widths, strict=True)):
            one = {"t": cell} if isinstance(cell, str) else cell
            side = -1 if at in right else 1
            font = "Strong" if "tone" in one or "strong" in one or "head" in one else "Text"
            room = width - 2 * MM
            points = 7.5 if "head" in one else size
            y = self._flow(one["t"], x, self.y - 4, room, points, font, INK, side)
            for line in one.get("b", ()):
                y = self._flow(line, x, y, room, size)
            for line in one.get("s", ()):
                y = self._flow(line, x, y, room, 7.8, fill=MUTED)
            if one.get("code"):
                y = self._flow(one["code"], x, y, width, 7, fill=MUTED)
            low = min(low, y)
            x += width
        self.y = low - 5

    def _answers(self, part: dict[str, Any]) -> None:
        widths = (17 * MM, 127 * MM, 26 * MM)
        self._row([{"t": one, "head": True} for one in part["head"]], widths, (), 9.5)
        self._rule(0.7)
        for one in part["rows"]:
            self._room(50)
            statement = {"t": one["statement"], "b": [one["text"]] if one["text"] else []}
            reply = {"t": one["reply"], "strong": True}
            self._row([one["clause"], statement, reply], widths, (), 9.5)
            self._rule(0.4)

    def _signature(self, part: dict[str, Any]) -> None:
        self._room(160)
        self.y = self._flow(part["text"], SIDE, self.y, 170 * MM, 9.5) - 8
        top = self.y
        for block in part["blocks"]:
            y = self._flow(block["title"], SIDE + 12, self.y - 8, 140 * MM, 9.5, "Strong")
            for label, value in block["rows"]:
                self._line(label, SIDE + 12, y - 18, 9.5, fill=MUTED)
                self._line(value, SIDE + 70, y - 18, 9.5)
                y -= 18
            self.canvas.roundRect(SIDE, y - 12, 170 * MM, top - y + 12, 2, stroke=1, fill=0)
            self.y = y - 18
        self.y = self._flow(part["data"], SIDE, self.y, 170 * MM, 7.8, fill=MUTED)
        self.y = self._flow(part["sha256"], SIDE, self.y, 170 * MM, 7, fill=MUTED)
