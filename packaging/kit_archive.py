"""The host kit as an archive for any Python from 3.9 on: the same bytes from the same commit."""

from __future__ import annotations

import gzip
import io
import shutil
import tarfile
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import kit_glibc
from kit_common import (
    KIT,
    NAME,
    PROGRAMS,
    ROOT,
    fresh,
    instant,
    own_code,
    sha256,
    version,
    write_manifest,
    write_words,
)
from kit_wheels import PLATFORMS, notices, unpacked, wheels


def build(out: Path) -> list[Path]:
    """Write the archives and the file with their checksums into `out`; what was written."""
    name = f"{NAME}-{version()}"
    made = [out / f"{name}.zip", out / f"{name}.tar.gz"]
    with tempfile.TemporaryDirectory(prefix="kit-") as place:
        folder = Path(place) / name
        lay_out(folder)
        for target in made:
            pack(target, folder)
    sums = out / f"{name}.sha256"
    sums.write_text("".join(f"{sha256(file)}  {file.name}\n" for file in made), encoding="utf-8")
    return [*made, sums]


def pack(target: Path, folder: Path) -> None:
    """Write everything in `folder` into a .zip or .tar.gz, in order, with the one instant."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    if target.suffix == ".zip":
        _zip(target, folder, files)
    else:
        _tar(target, folder, files)


def lay_out(folder: Path) -> None:
    """Everything the archive holds, as files in `folder`."""
    lib = fresh(folder) / "lib"
    for name, file in own_code():
        (lib / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, lib / name)
    found = wheels()
    for place, wheel in found.items():
        unpacked(wheel, lib / place)
    write_notices(folder, list(found.values()))
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    for name in ("counterpart-host", "counterpart-host.py"):
        shutil.copyfile(KIT / name, folder / name)
    write_words("counterpart-host.cmd", folder / "counterpart-host.cmd", {})
    native = (file for place in PLATFORMS for file in (lib / place).rglob("*.so"))
    glibc = ".".join(map(str, kit_glibc.needed(native)))
    write_words("README.txt", folder / "README.txt", {"version": version(), "glibc": glibc})
    write_manifest(folder)


def write_notices(folder: Path, found: list[Path]) -> None:
    """The license texts of the libraries, each once, in one file."""
    texts: dict[str, str] = {}
    for wheel in found:
        library = "-".join(wheel.name.split("-")[:2])
        for name, text in notices(wheel):
            texts.setdefault(f"{library}: {name}", "\n".join(text.split("\r\n")).strip())
    parts = [f"{title}\n{'=' * len(title)}\n\n{text}\n" for title, text in sorted(texts.items())]
    first = "The libraries that travel with this kit, and the licenses they are under.\n"
    (folder / "NOTICES.txt").write_text("\n\n".join([first, *parts]), encoding="utf-8")


def _zip(target: Path, folder: Path, files: list[Path]) -> None:
    when = datetime.fromtimestamp(instant(), UTC).timetuple()[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for file in files:
            entry = zipfile.ZipInfo(_name(folder, file), when)
            entry.create_system = 3  # Unix, so that the permissions count
            entry.external_attr = (0o100000 | _mode(file)) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.read_bytes())


def _tar(target: Path, folder: Path, files: list[Path]) -> None:
    with (
        open(target, "wb") as stream,
        gzip.GzipFile("", "wb", 6, stream, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for file in files:
            data = file.read_bytes()
            entry = tarfile.TarInfo(_name(folder, file))
            entry.size, entry.mtime, entry.mode = len(data), instant(), _mode(file)
            archive.addfile(entry, io.BytesIO(data))


def _name(folder: Path, file: Path) -> str:
    return file.relative_to(folder.parent).as_posix()


def _mode(file: Path) -> int:
    return 0o755 if file.name in PROGRAMS else 0o644
