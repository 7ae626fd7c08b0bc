"""Where pictures of codes come from: dropped files, the clipboard, and what is on the screens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter

from app.base.tasks import CancelToken, Report
from app.base.text import _
from app.licenses.qr.harvest import Harvest
from ui.kit.dropping import paths_of

Source: TypeAlias = "Callable[[Harvest, CancelToken, Report], Harvest]"
"""Adds to a harvest; runs in a job."""


def from_paths(paths: list[Path]) -> Source:
    """Pictures, and folders of them."""

    def read(harvest: Harvest, cancel: CancelToken, report: Report) -> Harvest:
        from app.licenses.qr.reading import read_files  # noqa: PLC0415 - takes its time to load

        return read_files(paths, report, cancel, harvest)

    return read


def from_images(images: list[QImage], name: str) -> Source:
    """Pictures that are no files."""
    encoded = [_bytes_of(image) for image in images]

    def read(harvest: Harvest, cancel: CancelToken, _report: Report) -> Harvest:
        from app.licenses.qr.reading import add_picture  # noqa: PLC0415 - as above

        for data in encoded:
            cancel.check()
            harvest = add_picture(harvest, name, data)
        return harvest

    return read


def from_lines(lines: list[str], name: str) -> Source:
    """Texts of codes, as a scanner or the shell wrote them."""

    def read(harvest: Harvest, _cancel: CancelToken, _report: Report) -> Harvest:
        return harvest.with_texts(name, tuple(lines))

    return read


def source_in(data: QMimeData) -> Source | None:
    """What can be read of what is dragged or copied; None for nothing."""
    name = _("Clipboard")
    paths = paths_of(data)
    if paths:
        return from_paths(paths)
    if data.hasImage():
        image = QImage(data.imageData())
        if not image.isNull():
            return from_images([image], name)
    lines = [line[:8000] for line in data.text().splitlines() if line.strip()]
    return from_lines(lines[:1000], name) if lines else None


def screens() -> list[QImage]:
    """What all screens show now; none where the system does not let a program look."""
    if QGuiApplication.platformName().startswith("wayland"):
        return []
    grabbed = [screen.grabWindow(0).toImage() for screen in QGuiApplication.screens()]
    return [image for image in grabbed if not image.isNull()]


def unseen_words() -> str:
    """Why the screens cannot be read, and what to do instead."""
    if QGuiApplication.platformName().startswith("wayland"):
        return _(
            "This desktop (Wayland) does not let programs look at the screen. Take a screenshot"
            " with its own tool, then press Paste."
        )
    return _("The system does not show what is on the screen. Take a screenshot, then paste it.")


def _bytes_of(image: QImage) -> bytes:
    """A picture as a file without compression; transparent parts become white."""
    if image.hasAlphaChannel():
        ground = QImage(image.size(), QImage.Format.Format_RGB32)
        ground.fill(0xFFFFFFFF)
        _over(ground, image)
        image = ground
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    gray = image.convertToFormat(QImage.Format.Format_Grayscale8)
    QImageWriter(buffer, QByteArray(b"BMP")).write(gray)
    return bytes(buffer.data().data())


def _over(ground: QImage, image: QImage) -> None:
    from PySide6.QtGui import QPainter  # noqa: PLC0415 - few pictures are transparent

    painter = QPainter(ground)
    image.setDevicePixelRatio(1.0)
    painter.drawImage(0, 0, image)
    painter.end()
