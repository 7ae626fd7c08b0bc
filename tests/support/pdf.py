"""What other programs read from a PDF: poppler's text and facts, and its embedded files."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path


def text_of(
    pdf: bytes,
    *,
    layout: bool = False,
    raw: bool = False,
    first: int = 1,
    crop: tuple[int, int, int, int] | None = None,
) -> str:
    """The text of a PDF as pdftotext reads it, from page `first` on.

    `raw`: in the order of reading that the document has, cell by cell. `crop`: only what stands
    within these points from the left, top, to the right, bottom.
    """
    words = ["pdftotext", "-enc", "UTF-8", "-f", str(first)]
    if layout:
        words.append("-layout")
    if raw:
        words.append("-raw")
    if crop is not None:
        left, top, right, bottom = crop
        words += ["-x", str(left), "-y", str(top), "-W", str(right - left)]
        words += ["-H", str(bottom - top), "-r", "72"]
    return _run([*words, "-", "-"], pdf).decode("utf-8").replace("\u200b", "")


def info(pdf: bytes) -> dict[str, str]:
    """The facts of a PDF as pdfinfo says them, by name."""
    said = _run(["pdfinfo", "-enc", "UTF-8", "-"], pdf).decode("utf-8")
    pairs = (line.partition(":") for line in said.splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, _colon, value in pairs}


def embedded_files(pdf: bytes) -> dict[str, bytes]:
    """The files inside a PDF, by name, as pdfdetach takes them out."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "in.pdf", Path(folder) / "out"
        source.write_bytes(pdf)
        out.mkdir()
        subprocess.run(
            ["pdfdetach", "-saveall", "-o", str(out), str(source)], check=True, capture_output=True
        )
        return {one.name: one.read_bytes() for one in sorted(out.iterdir())}


def what_is_wrong(pdf: bytes) -> str:
    """What qpdf finds wrong with the structure of a PDF; "" where nothing is."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.pdf"
        source.write_bytes(pdf)
        done = subprocess.run(
            ["qpdf", "--check", str(source)], check=False, capture_output=True, text=True
        )
        return "" if done.returncode == 0 else done.stdout + done.stderr


def has_qpdf() -> bool:
    """Whether qpdf is installed here; where the whole suite runs it is."""
    return shutil.which("qpdf") is not None


def _run(words: list[str], pdf: bytes) -> bytes:
    return subprocess.run(words, input=pdf, check=True, capture_output=True).stdout
