"""Codes in pictures: as a telephone takes them, in any order, mixed, foreign, hostile."""

from __future__ import annotations

import os
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from app.activation.qr.frames import frames
from app.activation.qr.parts import Seen
from app.base.errors import Cancelled
from app.base.tasks import CancelToken
from app.licenses.qr import reading as qr_reading
from app.licenses.qr.harvest import Harvest, mixed_words, set_words
from app.licenses.qr.reading import UnreadablePicture, add_picture, look, read_files, read_picture
from tests.support import qr_pictures as shot

DATA = os.urandom(525 * 6 - 40)
TEXTS = frames(DATA, "requests")

AS_TAKEN = {
    "as it is": lambda page: page,
    "turned a little": lambda page: shot.turned(page, 8),
    "upside down and askew": lambda page: shot.turned(page, 197),
    "on its side": lambda page: shot.turned(page, 90),
    "from an angle": shot.skewed,
    "from an angle and turned": lambda page: shot.turned(shot.skewed(page), -12),
    "at 0.6 of its size": lambda page: shot.scaled(page, 0.6),
    "at 0.6, turned and blurred": lambda page: shot.blurred(
        shot.scaled(shot.turned(page, 5), 0.6), 0.6
    ),
    "blurred": lambda page: shot.blurred(page, 1.6),
    "pale": shot.pale,
    "half in shadow": shot.shaded,
    "noisy": shot.noisy,
    "everything at once": lambda page: shot.pale(
        shot.shaded(shot.blurred(shot.turned(shot.skewed(page, 0.03), 4), 1.0)), 60, 200
    ),
}


@pytest.fixture(scope="module")
def page() -> Image.Image:
    return shot.sheet(TEXTS[:6], unit=4)


@pytest.mark.parametrize("taken", AS_TAKEN.values(), ids=AS_TAKEN)
def test_a_sheet_of_six_is_read_as_a_telephone_takes_it(page, taken):
    found = Harvest().with_texts("photo", read_picture(shot.jpeg(taken(page), 60)))
    assert len(TEXTS) == 6
    assert found.main.missing == ()
    assert found.main.data() == DATA


@pytest.mark.parametrize("unit", [2, 3, 6])
@pytest.mark.parametrize("quality", [20, 80])
def test_one_code_is_read_small_and_large_and_badly_compressed(unit, quality):
    picture = shot.turned(shot.code(TEXTS[0], unit), 3 if unit > 2 else 0)
    assert read_picture(shot.jpeg(picture, quality)) == (TEXTS[0],)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF"])
@pytest.mark.parametrize("mode", ["L", "RGB", "1", "P"])
def test_the_usual_kinds_of_pictures_are_read(kind, mode):
    picture = shot.code(TEXTS[0], 4).convert(mode)
    if kind in {"JPEG", "WEBP"}:
        picture = picture.convert("RGB")
    assert read_picture(shot.encoded(picture, kind)) == (TEXTS[0],)


def test_transparent_dark_on_light_inverted_and_sixteen_bit_pictures_are_read():
    code = shot.code(TEXTS[0], 4)
    clear = Image.new("RGBA", code.size, (0, 0, 0, 0))
    clear.paste("black", mask=code.point([255 - value for value in range(256)]))
    inverted = code.point([255 - value for value in range(256)])
    deep = code.convert("I").point(lambda value: value * 257).convert("I;16")
    for picture in (clear, inverted, deep):
        assert read_picture(shot.encoded(picture)) == (TEXTS[0],)


def test_an_animation_gives_each_of_its_codes():
    first, *others = [shot.code(text, 3) for text in TEXTS]
    film = shot.encoded(first, "GIF", save_all=True, append_images=others, duration=400)
    assert set(read_picture(film)) == set(TEXTS)


def test_a_folder_of_photos_in_any_order_is_one_set(tmp_path):
    for number, text in enumerate(reversed(TEXTS)):
        (tmp_path / f"IMG_{number}.jpg").write_bytes(shot.jpeg(shot.turned(shot.code(text), 4)))
    (tmp_path / "IMG_7.JPG").write_bytes(shot.jpeg(shot.code("https://example.org/menu")))
    (tmp_path / "IMG_8.png").write_bytes(shot.encoded(Image.new("L", (300, 300), 200)))
    (tmp_path / "IMG_9.jpeg").write_bytes(b"no picture")
    (tmp_path / "notes.txt").write_text("not looked at")
    told = []
    found = read_files([tmp_path], told.append)
    assert found.main.data() == DATA
    assert [one.done for one in told] == list(range(10))
    words = {one.name: one.words for one in found.pictures}
    assert "nothing to do with licenses" in words["IMG_7.JPG"]
    assert "no code" in words["IMG_8.png"]
    assert "damaged" in words["IMG_9.jpeg"]
    assert [words[f"IMG_{number}.jpg"] for number in range(6)] == [""] * 6


def test_mixed_sets_are_kept_apart_and_explained():
    other = frames(os.urandom(900), "answers")
    texts = (TEXTS[0], other[0], TEXTS[1], "foreign", other[1])
    found = Harvest().with_texts("photo", texts)
    assert [one.kind for one in found.sets] == ["requests", "answers"]
    assert found.main.kind == "answers"
    assert found.complete == (found.main,)
    assert "1 other set" in mixed_words(found)
    assert "2 of 6 parts" in set_words(found.sets[0])
    assert found.last == (Seen.NEW,) * 3 + (Seen.NOT_OURS, Seen.NEW)
    assert mixed_words(found.without(found.main)) == ""


def test_a_flood_of_sets_is_bounded_and_said():
    found = Harvest()
    for number in range(60):
        found = found.with_texts(f"photo {number}", frames(os.urandom(700), "file")[:1])
    assert len(found.sets) == 20
    assert "too many sets" in found.pictures[-1].words


def test_a_blurred_code_is_told_from_none():
    far = shot.encoded(shot.blurred(shot.code(TEXTS[0], 4), 2.5))
    assert not look(far).texts
    assert look(far).blurred
    assert "blurred" in add_picture(Harvest(), "far.png", far).pictures[0].words


def test_a_missing_file_is_told_and_a_canceled_reading_stops(tmp_path):
    found = read_files([tmp_path / "gone.png"])
    assert found.pictures[0].name == "gone.png"
    assert found.pictures[0].words
    (tmp_path / "a.png").write_bytes(b"x")
    stopped = CancelToken()
    stopped.cancel()
    with pytest.raises(Cancelled):
        read_files([tmp_path], cancel=stopped)


def png(width: int, height: int) -> bytes:
    """The beginning of a picture that claims a size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(10_000)))


HOSTILE = {
    "empty": b"",
    "text": b"no picture at all",
    "bomb": png(50_000, 50_000),
    "larger than is opened": png(9_000, 9_000),
    "cut off": png(500, 500)[:60],
    "too little data": png(4000, 4000),
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "pdf": b"%PDF-1.7\n",
    "gif without a frame": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_picture_is_refused_with_a_sentence(data):
    with pytest.raises(UnreadablePicture) as caught:
        look(data)
    assert caught.value.explanation
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("data", "words"), [(b"\x00\x00\x00\x18ftypheic\x00", "JPEG"), (b"%PDF-1.7\n", "PDF")]
)
def test_what_telephones_and_scanners_make_is_named(data, words):
    with pytest.raises(UnreadablePicture, match="cannot be read") as caught:
        look(data)
    assert words in caught.value.explanation


@given(st.binary(max_size=400), st.sampled_from(["PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF"]),
       st.integers(0, 400))  # fmt: skip
@settings(max_examples=120, deadline=None)
def test_a_picture_with_bytes_changed_is_read_or_refused(noise, kind, place):
    whole = shot.encoded(Image.new("L", (40, 40), 200), kind)
    at = min(place, len(whole))
    data = whole[:at] + noise + whole[at + len(noise) :]
    with suppress(UnreadablePicture):
        assert look(data).texts == ()


def test_a_large_picture_with_nothing_in_it_gets_few_tries(monkeypatch):
    tried = []
    codes = qr_reading._codes

    def counted(gray, binarizer):
        tried.append(gray.width * gray.height)
        return codes(gray, binarizer)

    monkeypatch.setattr(qr_reading, "_codes", counted)
    assert look(shot.encoded(Image.new("L", (8000, 7900), 255))).texts == ()
    assert len(tried) >= 1
    assert sum(tried) <= qr_reading._ALL_PIXELS
    tried.clear()
    film = [Image.new("L", (100, 100), 255 - number % 2) for number in range(420)]
    monkeypatch.setattr(qr_reading, "_FILM_PIXELS", 300 * 100 * 100)
    look(shot.encoded(film[0], "GIF", save_all=True, append_images=film[1:], duration=1))
    assert tried.count(100 * 100) + tried.count(200 * 200) <= 300 * 7


@pytest.mark.parametrize("size", [(1, 1), (20, 20), (21, 21), (3000, 1), (1, 3000)])
def test_odd_sizes_do_no_harm(size):
    assert read_picture(shot.encoded(Image.new("L", size))) == ()
