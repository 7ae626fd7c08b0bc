"""Pictures of codes as a telephone would take them: skewed, blurred, small, pale, compressed."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageFilter

from app.activation.qr.drawing import QUIET, modules


def code(text: str, unit: int = 4) -> Image.Image:
    """One code with its quiet zone, `unit` pixels a module."""
    rows = modules(text)
    side = len(rows) + 2 * QUIET
    picture = Image.new("L", (side, side), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x + QUIET, y + QUIET), 0)
    return picture.resize((side * unit, side * unit), Image.Resampling.NEAREST)


def sheet(texts: Sequence[str], unit: int = 4) -> Image.Image:
    """Up to six codes on white paper that lies on a gray table."""
    codes = [code(text, unit) for text in texts]
    cell = max(one.width for one in codes) + 10 * unit
    rows = -(-len(codes) // 2)
    paper = Image.new("L", (2 * cell + 10 * unit, rows * cell + 10 * unit), 250)
    for place, one in enumerate(codes):
        paper.paste(one, (10 * unit + place % 2 * cell, 10 * unit + place // 2 * cell))
    table = Image.new("L", (paper.width + 200, paper.height + 200), 120)
    table.paste(paper, (100, 100))
    return table


def skewed(picture: Image.Image, amount: float = 0.06) -> Image.Image:
    """As seen from below and from the left: the far edge is shorter."""
    width, height = picture.size
    near, far = amount * width, amount * height
    corners = (0, 0, -near, height + far, width + near, height, width, -far)
    return picture.transform(
        picture.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=110
    )


def turned(picture: Image.Image, degrees: float) -> Image.Image:
    return picture.rotate(degrees, expand=True, fillcolor=110, resample=Image.Resampling.BICUBIC)


def blurred(picture: Image.Image, radius: float) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(radius))


def scaled(picture: Image.Image, factor: float) -> Image.Image:
    size = (round(picture.width * factor), round(picture.height * factor))
    return picture.resize(size, Image.Resampling.BILINEAR)


def pale(picture: Image.Image, low: int = 90, high: int = 150) -> Image.Image:
    """With little contrast, as through a window."""
    return picture.point([low + value * (high - low) // 255 for value in range(256)])


def shaded(picture: Image.Image) -> Image.Image:
    """Bright at one side and in shadow at the other."""
    light = (
        Image.linear_gradient("L").resize(picture.size).point([v // 2 + 100 for v in range(256)])
    )
    return ImageChops.multiply(picture, light)


def noisy(picture: Image.Image, amount: float = 60) -> Image.Image:
    """As taken in the dark."""
    return Image.blend(picture, Image.effect_noise(picture.size, amount), 0.35)


def encoded(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def jpeg(picture: Image.Image, quality: int = 35) -> bytes:
    return encoded(picture, "JPEG", quality=quality)
