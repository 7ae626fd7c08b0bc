"""Reads QR codes from pictures: photos of a sheet or a screen, files, what is on this screen.

Pictures come from anywhere: only six formats are decoded, their size is known before a pixel is,
and no picture gets more tries than its size allows. The only importer of Pillow and zxing-cpp.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
import zxingcpp
from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageSequence

from app.activation import filing
from app.activation.problems import HostProblem
from app.base.errors import Problem
from app.base.tasks import CancelToken, Progress, Report, no_report
from app.base.text import _
from app.licenses.qr.harvest import Harvest

SUFFIXES = (
    ".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif", ".heic", ".heif"
)  # fmt: skip
"""Endings of pictures; the last two are looked for only to say what to do about them."""
MOST_PIXELS = 64_000_000
MOST_BYTES = 64_000_000
MOST_PICTURES = 2000
MOST_FRAMES = 400
"""Pictures in an animation, or pages in a TIFF."""

_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")
_FIRST_PIXELS = 12_000_000
_ALL_PIXELS = 24_000_000
_FILM_PIXELS = 200_000_000
_SMALL_SIDE = 1600


class UnreadablePicture(Problem):
    """A file that is no picture, or none that is opened here."""

    code = "CP-5421"


class Look(msgspec.Struct, frozen=True):
    """What was seen in one picture: the texts of its codes, and whether others were too blurred."""

    texts: tuple[str, ...]
    blurred: bool = False


def read_picture(data: bytes) -> tuple[str, ...]:
    """The texts of all codes in a picture, each once. Raises UnreadablePicture."""
    return look(data).texts


def look(data: bytes) -> Look:
    """What can be seen in a picture. Raises UnreadablePicture, in well under a second."""
    texts: dict[str, None] = {}
    blurred, budget = False, _ALL_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's; what they warn of is bounded or refused here
        for image in _images(data):
            seen, spent = _seen(image, budget)
            texts.update(dict.fromkeys(seen.texts))
            blurred = blurred or seen.blurred
            budget = max(budget - spent, 0)
    return Look(tuple(texts), blurred and not texts)


def read_files(
    places: Sequence[Path],
    report: Report = no_report,
    cancel: CancelToken | None = None,
    harvest: Harvest | None = None,
) -> Harvest:
    """What is in these pictures and in the pictures of these folders, added to `harvest`.

    What cannot be read is told in the harvest, with the picture's name. Raises Cancelled.
    """
    found = harvest or Harvest()
    files = list(_files(places))
    for number, file in enumerate(files[:MOST_PICTURES]):
        if cancel:
            cancel.check()
        report(Progress(_("Reading pictures"), number, len(files[:MOST_PICTURES])))
        found = add_file(found, file)
    report(Progress(_("Reading pictures"), len(files), len(files)))
    if len(files) > MOST_PICTURES:
        words = _("Only the first {count:,} pictures were read.").format(count=MOST_PICTURES)
        found = found.with_problem("", words)
    return found


def add_file(found: Harvest, file: Path) -> Harvest:
    """What is in one picture, added to what was found before."""
    try:
        data = filing.content(file, MOST_BYTES)
    except HostProblem as problem:
        return found.with_problem(file.name, problem.explanation)
    return add_picture(found, file.name, data)


def add_picture(found: Harvest, name: str, data: bytes) -> Harvest:
    """What is in the bytes of a picture, added to what was found before."""
    try:
        seen = look(data)
    except UnreadablePicture as problem:
        return found.with_problem(name, problem.explanation)
    return found.with_texts(name, seen.texts, blurred=seen.blurred)


def _files(places: Sequence[Path]) -> Iterator[Path]:
    """Files as they are named; of a folder those that are called like a picture, by name."""
    for place in places:
        if not place.is_dir():
            yield place
            continue
        try:
            inside = sorted(place.iterdir())
        except OSError:
            yield place
            continue
        yield from (file for file in inside if file.suffix.lower() in SUFFIXES)


def _images(data: bytes) -> Iterator[Image.Image]:
    """The picture in gray, or each picture of an animation that differs from the one before."""
    before: Image.Image | None = None
    decoded = 0
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            _bound(picture)
            for number, frame in enumerate(ImageSequence.Iterator(picture)):
                decoded += frame.width * frame.height
                if number >= MOST_FRAMES or (number and decoded > _FILM_PIXELS):
                    return
                _bound(frame)
                gray = _gray(frame)
                if before is None or _differs(gray, before):
                    yield gray
                before = gray
    except UnreadablePicture:
        raise
    except Exception as error:  # what decoders raise on hostile bytes has no common kind
        raise _unreadable(_what_else(data)) from error


def _bound(picture: Image.Image) -> None:
    """Refuse what would need too much memory, before it is decoded; ask a JPEG for less detail."""
    if picture.width * picture.height > MOST_PIXELS:
        raise _unreadable(
            _("It has {width:,} × {height:,} pixels, which is more than is opened.").format(
                width=picture.width, height=picture.height
            )
        )
    if picture.width * picture.height > _FIRST_PIXELS:
        picture.draft("L", (picture.width // 2, picture.height // 2))


def _gray(picture: Image.Image) -> Image.Image:
    """In gray on white, no larger than is looked at."""
    factor = 1
    while picture.width * picture.height / factor**2 > _FIRST_PIXELS:
        factor += 1
    if picture.has_transparency_data:
        colored = picture.convert("RGBA")
        white = Image.new("RGBA", colored.size, "white")
        gray = Image.alpha_composite(white, colored).convert("L")
    elif picture.mode.startswith("I;16") or picture.mode in {"I", "F"}:
        gray = ImageOps.autocontrast(picture.convert("F").convert("L"))
    else:
        gray = picture.convert("L")
    return gray.reduce(factor) if factor > 1 else gray


def _differs(one: Image.Image, other: Image.Image) -> bool:
    return one.size != other.size or ImageChops.difference(one, other).getbbox() is not None


def _seen(gray: Image.Image, budget: int) -> tuple[Look, int]:
    """Look as it is; then, while nothing was read or a sheet still gives more, in other lights."""
    texts: dict[str, None] = {}
    blurred, spent = False, 0
    for tried, binarizer in _lights(gray):
        pixels = tried.width * tried.height
        if spent and spent + pixels > budget:
            break
        spent += pixels
        whole, partly = _codes(tried, binarizer)
        news = [text for text in whole if text not in texts]
        texts.update(dict.fromkeys(news))
        blurred = blurred or partly
        alone = len(texts) == 1 and not partly
        if texts and (alone or not news):
            break
    return Look(tuple(texts), blurred), spent


def _lights(gray: Image.Image) -> Iterator[tuple[Image.Image, zxingcpp.Binarizer]]:
    """The picture as it is, stretched in contrast, sharpened, larger, and smaller."""
    local, whole = zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram
    yield gray, local
    clear = ImageOps.autocontrast(gray, cutoff=1)
    yield clear, local
    if max(gray.size) <= _SMALL_SIDE:
        larger = clear.resize((gray.width * 2, gray.height * 2), Image.Resampling.LANCZOS)
        yield larger, local
        yield larger.filter(ImageFilter.UnsharpMask(4, 250, 0)), local
    yield clear.filter(ImageFilter.UnsharpMask(3, 250, 0)), local
    yield clear, whole
    if min(gray.size) > _SMALL_SIDE // 2:
        yield clear.reduce(2), local


def _codes(gray: Image.Image, binarizer: zxingcpp.Binarizer) -> tuple[Iterable[str], bool]:
    """The texts of the codes in a picture, and whether there are others that cannot be read."""
    if min(gray.size) < 21:  # no code is smaller than 21 modules
        return (), False
    only = zxingcpp.barcode_formats_from_str("QRCode")
    found = zxingcpp.read_barcodes(gray, formats=only, binarizer=binarizer, return_errors=True)
    return [one.text for one in found if one.valid], any(not one.valid for one in found)


def _what_else(data: bytes) -> str:
    """What a file is that telephones and scanners make and nothing here opens."""
    if data[4:8] == b"ftyp":
        return _("It is a photo in a telephone's own format (HEIC). Share it as JPEG instead.")
    if data.startswith(b"%PDF"):
        return _("It is a PDF. Scan to JPEG, or save its pages as pictures.")
    return _("It is damaged, or no picture of a kind that is opened.")


def _unreadable(why: str) -> UnreadablePicture:
    return UnreadablePicture(
        _("This picture cannot be read"), why, _("Take it again, or save it as PNG or JPEG.")
    )
