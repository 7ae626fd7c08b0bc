"""Codes in the window: shown, leafed through, printed and saved; read from whatever holds them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractButton, QApplication, QVBoxLayout, QWidget

from app.activation.qr.frames import frames, short_hash
from app.activation.qr.parts import MOST_PARTS
from app.base.clock import SystemClock
from app.licenses.qr.reading import read_picture
from tests.support import qr_pictures as shot
from tests.ui.kit.specimens import drawn
from ui.jobs import Jobs
from ui.kit.theme import Scheme, Theme
from ui.licenses.qr import drop as qr_drop
from ui.licenses.qr import paper as qr_paper
from ui.licenses.qr import read as qr_read
from ui.licenses.qr import sources as qr_sources
from ui.licenses.qr.deck import Speed
from ui.licenses.qr.full import QrFullScreen
from ui.licenses.qr.read import QrRead
from ui.licenses.qr.show import QrShow

DATA = os.urandom(525 * 6 - 40)
TEXTS = frames(DATA, "requests")


class NoRooms:
    """Reading pictures needs nothing of a profile."""

    def interrupt(self) -> None: ...

    def close(self) -> None: ...


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    made = Jobs(NoRooms)
    yield made
    assert made.close()
    made.deleteLater()


def in_pane(qtbot, widget: QWidget) -> QWidget:
    """As wide as the pane that it is made for."""
    pane = QWidget()
    QVBoxLayout(pane).addWidget(widget)
    pane.setFixedWidth(248 + 22)
    qtbot.addWidget(pane)
    pane.resize(270, 640)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


@pytest.fixture
def show(qtbot, theme: Theme) -> Iterator[QrShow]:
    made = QrShow(theme, name="Codes")
    pane = in_pane(qtbot, made)
    made.show_data(DATA, "requests", "HAM-2026-11-24-A")
    yield made
    pane.hide()


@pytest.fixture
def read(qtbot, theme: Theme, jobs: Jobs) -> Iterator[QrRead]:
    made = QrRead(theme, jobs)
    pane = in_pane(qtbot, made)
    yield made
    pane.hide()


def seen_in(image: QImage) -> list[str]:
    """What a reader sees in what a widget painted."""
    gray = image.convertToFormat(QImage.Format.Format_RGB32).convertToFormat(
        QImage.Format.Format_Grayscale8
    )
    picture = Image.frombytes(
        "L", (gray.width(), gray.height()), bytes(gray.constBits()), "raw", "L",
        gray.bytesPerLine(),
    )  # fmt: skip
    return [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_the_code_that_is_painted_reads_in_both_themes(show, theme, scheme):
    theme.set_scheme(scheme)
    assert seen_in(drawn(show.window())) == [TEXTS[0]]
    show.next.click()
    assert seen_in(drawn(show.window())) == [TEXTS[1]]
    assert show.part.text() == "Part 2 of 6"


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_modules_are_whole_device_pixels_at_any_scale(show, ratio):
    side = show.code.size()
    image = QImage(side * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.white)
    show.code.render(image)
    inner = image.copy(
        round(20 * ratio), round(20 * ratio), image.width() - round(40 * ratio),
        image.height() - round(40 * ratio),
    )  # fmt: skip
    colors = {
        inner.pixelColor(x, y).name() for x in range(inner.width()) for y in range(inner.height())
    }
    assert colors == {"#000000", "#ffffff"}
    assert seen_in(image) == [TEXTS[0]]


def test_arrows_keys_and_dots_leaf_round_and_round(show, qtbot):
    show.before.click()
    assert show.part.text() == "Part 6 of 6"
    show.next.click()
    show.code.setFocus()
    for key, part in (
        (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1), (Qt.Key.Key_End, 6), (Qt.Key.Key_Home, 1),
        (Qt.Key.Key_PageDown, 2), (Qt.Key.Key_PageUp, 1),
    ):  # fmt: skip
        qtbot.keyClick(show.code, key)
        assert show.part.text() == f"Part {part} of 6"
        assert f"Part {part} of 6" in show.code.accessibleName()
    assert show.deck.shown == {0, 1, 5}


def test_parts_follow_each_other_until_held_or_hidden(show, qtbot):
    assert not show.deck.playing
    show.deck.set_speed(Speed.FAST)
    with qtbot.waitSignal(show.deck.changed):
        show.play.click()
    assert show.deck.playing
    qtbot.waitUntil(lambda: len(show.deck.shown) == 6, timeout=20_000)
    qtbot.keyClick(show.code, Qt.Key.Key_Space)
    assert not show.deck.playing
    show.play.click()
    show.window().hide()
    assert not show.deck.playing


def test_no_speed_flashes_three_times_a_second():
    assert min(speed.value for speed in Speed) > 1000 / 3


def test_the_set_hash_is_there_to_compare(show):
    assert show.hash.text() == short_hash(DATA)


def test_one_code_has_nothing_to_leaf(show):
    show.show_data(b"short", "requests", "x")
    assert not show.next.isVisible()
    assert not show.play.isVisible()
    assert show.full.isVisible()


def test_too_much_is_said_with_the_number_of_codes(show):
    show.show_data(os.urandom(525 * (MOST_PARTS + 100)), "requests", "x")
    assert "300" in show.problem.text()
    assert show.problem.isVisible()
    assert not show.code.isVisible()
    show.show_data(DATA, "requests", "x")
    assert not show.problem.isVisible()
    assert show.code.isVisible()
    show.clear()
    assert not show.code.isVisible()


def test_the_whole_screen_shows_a_larger_code_until_esc(show, qtbot):
    show.full.click()
    [full] = [one for one in QApplication.topLevelWidgets() if isinstance(one, QrFullScreen)
              and one.isVisible()]  # fmt: skip
    qtbot.waitUntil(lambda: min(full.width(), full.height()) > 400)
    assert seen_in(drawn(full)) == [TEXTS[0]]
    qtbot.keyClick(full, Qt.Key.Key_Right)
    assert seen_in(drawn(full)) == [TEXTS[1]]
    assert short_hash(DATA) in full.accessibleName()
    with qtbot.waitSignal(full.destroyed):
        qtbot.keyClick(full, Qt.Key.Key_Escape)


def test_saved_pictures_read_and_a_sheet_has_all_codes(show, tmp_path):
    show.deck.go(2)
    show.save_as(tmp_path / "code.png")
    assert read_picture((tmp_path / "code.png").read_bytes()) == (TEXTS[2],)
    show.save_as(tmp_path / "code.svg")
    assert (tmp_path / "code.svg").read_text().startswith("<svg")
    show.save_as(tmp_path / "all.html")
    assert (tmp_path / "all.html").read_text().count("Part ") == 6
    assert "all.html" in show.said.text()
    show.save_as(tmp_path / "no" / "folder.png")
    assert "cannot be written" in show.said.text()


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_what_is_printed_reads(show, tmp_path, size):
    from pypdfium2 import PdfDocument
    from PySide6.QtGui import QPageSize

    show.show_data(os.urandom(525 * 8 - 40), "requests", "HAM")
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setPageSize(QPageSize(getattr(QPageSize.PageSizeId, size)))
    qr_paper.print_pages(printer, show.deck, SystemClock())
    with PdfDocument(tmp_path / "out.pdf") as document:
        assert len(document) == 2
        found = set()
        for page in document:
            bitmap = page.render(scale=2)
            found |= {one.text for one in zxingcpp.read_barcodes(bitmap.to_pil())}
            bitmap.close()
            page.close()
    assert found == set(show.deck.texts)


def buttons(widget: QWidget) -> list[QAbstractButton]:
    return [one for one in widget.findChildren(QAbstractButton) if one.isVisible()]


def test_everything_can_be_reached_by_key_and_has_a_name(show, read):
    for widget in (show, read):
        for button in buttons(widget):
            assert button.accessibleName()
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert show.code.focusPolicy() & Qt.FocusPolicy.TabFocus


def dropped(mime: QMimeData) -> QDropEvent:
    return QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip


def photo(folder: Path, *texts: str) -> Path:
    file = folder / f"IMG_{len(list(folder.iterdir()))}.jpg"
    file.write_bytes(shot.jpeg(shot.turned(shot.sheet(texts), 4), 60))
    return file


def over(read: QrRead) -> bool:
    return read._handle is None and not read._waiting


def test_dropped_photos_in_any_order_become_the_file(read, qtbot, tmp_path):
    first, second = photo(tmp_path, *TEXTS[3:5]), photo(tmp_path, *TEXTS[:3], TEXTS[5])
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(first))])
    read.drop.dropEvent(dropped(mime))
    qtbot.waitUntil(lambda: over(read), timeout=20_000)
    assert "1–3, 6" in read.missing.text()
    assert "2 of 6" in read.parts.accessibleName()
    assert read.hash.text() == short_hash(DATA)
    mime.setUrls([QUrl.fromLocalFile(str(second))])
    with qtbot.waitSignal(read.completed, timeout=20_000) as done:
        read.drop.dropEvent(dropped(mime))
    assert [bytes(done.args[0]), done.args[1]] == [DATA, "requests"]
    assert not read.missing.isVisible()


def test_a_folder_of_many_hosts_gives_each_set_once(read, qtbot, tmp_path):
    other = os.urandom(500)
    photo(tmp_path, *TEXTS)
    photo(tmp_path, *frames(other, "answers"))
    photo(tmp_path, "https://example.org/menu")
    got = []
    read.completed.connect(lambda data, kind: got.append((bytes(data), kind)))
    read.read(qr_sources.from_paths([tmp_path]))
    qtbot.waitUntil(lambda: over(read), timeout=30_000)
    assert sorted(got) == sorted([(DATA, "requests"), (other, "answers")])
    notes = " ".join(label.text() for label in read.notes if label.isVisible())
    assert "IMG_2.jpg: 1 code has nothing to do with licenses." in notes


def test_foreign_mixed_and_unreadable_pictures_are_explained(read, qtbot, tmp_path):
    photo(tmp_path, TEXTS[0])
    photo(tmp_path, frames(os.urandom(900), "answers")[0])
    (tmp_path / "bad.png").write_bytes(b"no picture")
    for _more in range(3):
        Image.new("L", (200, 200), 90).save(tmp_path / f"wall{_more}.png")
    read.read(qr_sources.from_paths([tmp_path]))
    qtbot.waitUntil(lambda: over(read), timeout=20_000)
    notes = [label.text() for label in read.notes if label.isVisible()]
    assert "1 other set" in notes[0]
    assert any("1 of 2 parts" in note for note in notes)
    assert any(note.startswith("bad.png: ") for note in notes)
    assert any(note.startswith("3 pictures: ") for note in notes)
    read.again.click()
    assert not read.parts.isVisible()
    assert not [label for label in read.notes if label.isVisible()]


def test_the_clipboard_may_hold_a_picture_files_or_texts(read, qtbot, tmp_path):
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    read.drop.paste.click()
    assert "holds no picture" in read.notes[0].text()
    shot.code(TEXTS[0]).save(tmp_path / "shot.png")
    clipboard.setImage(QImage(str(tmp_path / "shot.png")))
    read.drop.paste.click()
    qtbot.waitUntil(lambda: over(read) and read.harvest.main.have == 1, timeout=20_000)
    clipboard.setText("\n".join(TEXTS[1:]))
    with qtbot.waitSignal(read.completed, timeout=20_000) as done:
        read.drop.paste.click()
    assert bytes(done.args[0]) == DATA
    clipboard.clear()


def test_the_screen_is_read_until_the_set_is_whole(read, show, qtbot, monkeypatch):
    show.deck.set_speed(Speed.FAST)
    show.deck.play(True)
    monkeypatch.setattr(qr_read, "screens", lambda: [drawn(show.window())])
    with qtbot.waitSignal(read.completed, timeout=60_000) as done:
        read.drop.on_screen.click()
        assert read.drop.on_screen.text() == "Stop"
    assert bytes(done.args[0]) == DATA
    assert read.drop.on_screen.text() == "Screen"
    assert not read._watch.isActive()


def test_the_real_screens_can_be_grabbed_or_it_is_said_why(read, qtbot, monkeypatch):
    if qr_sources.screens():
        assert all(not image.isNull() for image in qr_sources.screens())
    monkeypatch.setattr(QGuiApplication, "platformName", staticmethod(lambda: "wayland"))
    assert qr_sources.screens() == []
    read.drop.on_screen.click()
    assert "Wayland" in read.notes[0].text()
    assert not read._watch.isActive()


def test_reading_can_be_stopped_and_what_was_read_stays(read, qtbot, tmp_path):
    photo(tmp_path, TEXTS[0])
    read.read(qr_sources.from_paths([tmp_path]))
    qtbot.waitUntil(lambda: over(read), timeout=20_000)
    read.read(qr_sources.from_paths([tmp_path] * 50))
    read.read(qr_sources.from_paths([tmp_path]))
    read.progress.cancelled.emit()
    qtbot.waitUntil(lambda: over(read), timeout=20_000)
    assert read.harvest.main.have == 1
    assert not read.progress.isVisible()


def test_a_watch_ends_with_the_widget_out_of_sight(read, monkeypatch):
    monkeypatch.setattr(qr_read, "screens", lambda: [QImage(30, 30, QImage.Format.Format_RGB32)])
    read.drop.on_screen.click()
    assert read._watch.isActive()
    read.window().hide()
    assert not read._watch.isActive()


def test_files_and_folders_can_be_chosen_by_key(read, qtbot, tmp_path, monkeypatch):
    file = photo(tmp_path, *TEXTS)
    dialogs = qr_drop.QFileDialog
    monkeypatch.setattr(dialogs, "getOpenFileNames", lambda *_any: ([str(file)], ""))
    with qtbot.waitSignal(read.completed, timeout=20_000):
        qtbot.keyClick(read.drop.files, Qt.Key.Key_Space)
    monkeypatch.setattr(dialogs, "getExistingDirectory", lambda *_any: str(tmp_path))
    with qtbot.waitSignal(read.completed, timeout=20_000):
        qtbot.keyClick(read.drop.folder, Qt.Key.Key_Space)


def test_a_transparent_picture_is_pasted_on_white(read, qtbot, tmp_path):
    code = shot.code(TEXTS[0])
    clear = Image.new("RGBA", code.size, (0, 0, 0, 0))
    clear.paste("black", mask=code.point([255 - value for value in range(256)]))
    clear.save(tmp_path / "clear.png")
    read.read(qr_sources.from_images([QImage(str(tmp_path / "clear.png"))], "Clipboard"))
    qtbot.waitUntil(lambda: over(read) and read.harvest.main.have == 1, timeout=20_000)
