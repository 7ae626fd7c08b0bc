"""The libraries that travel with the host kit: fetched by pip, known by their SHA-256.

They are kept in the environment's folder, so that only the first build needs a network.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import dev
from kit_common import KIT, constraint, python_with, run, sha256

WHEELS = KIT / "wheels.txt"
LIBRARIES = ("pycryptodome", "segno")

# Folder of the kit for each platform, with the tag of the wheel that holds its native code.
PLATFORMS = {
    "linux-x86_64": "manylinux2014_x86_64",
    "linux-aarch64": "manylinux2014_aarch64",
    "win-amd64": "win_amd64",
    "win-arm64": "win_arm64",
    "win32": "win32",
    "macos-universal2": "macosx_10_9_universal2",
}
ANY = "any"

_TAGS = ["--python-version", "39", "--implementation", "cp", "--abi", "abi3", "--abi", "none"]
# The library's own tests and what only type checkers read does not travel.
_LEFT_OUT = re.compile(r"(^|/)SelfTest/|\.pyi$|(^|/)py\.typed$|\.(dist-info|data)/")


def wheels() -> dict[str, Path]:
    """A wheel for each folder of the kit, with the hash that wheels.txt names.

    Raises dev.Stop where one cannot be had or is another one.
    """
    known = _hashes()
    _same_versions()
    place = (dev.VENV if dev.VENV.is_dir() else dev.ROOT / "build") / "host-kit"
    found: dict[str, Path] = {}
    for folder, tag in PLATFORMS.items():
        if not (have := _kept(place / folder, "pycryptodome", known)):
            _fetch(place / folder, tag, ["--require-hashes", "-r", str(WHEELS)])
            have = _kept(place / folder, "pycryptodome", known)
        if have is None:
            raise dev.Stop(f"pip brought no pycryptodome for {folder}.", dev.NO_INSTALL)
        found[folder] = have
        pure = _kept(place / folder, "segno", known)
        if pure is not None:
            found[ANY] = pure
    if ANY not in found:
        raise dev.Stop("pip brought no segno.", dev.NO_INSTALL)
    return found


def hashes() -> Iterator[str]:
    """The lines of wheels.txt for the versions of constraints.txt, from the index's own files."""
    yield from WHEELS.read_text("utf-8").splitlines()[:2]
    with tempfile.TemporaryDirectory(prefix="kit-") as name:
        wanted = [f"{library}=={constraint(library)}" for library in LIBRARIES]
        for tag in PLATFORMS.values():
            _fetch(Path(name), tag, wanted)
        for library, words in zip(LIBRARIES, wanted, strict=True):
            files = sorted(sha256(file) for file in Path(name).glob(f"{library}-*.whl"))
            yield " \\\n".join([words, *(f"    --hash=sha256:{digest}" for digest in files)])


def unpacked(wheel: Path, target: Path) -> None:
    """What travels of a wheel, unpacked into `target` without the library's own tests."""
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith("/") or _LEFT_OUT.search(name):
                continue
            file = target / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(archive.read(name))


def notices(wheel: Path) -> Iterator[tuple[str, str]]:
    """The license texts in a wheel: name of the file in it, text."""
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            if ".dist-info/" in name and re.search(r"(LICENSE|COPYING|NOTICE)[^/]*$", name):
                yield name.partition(".dist-info/")[2], archive.read(name).decode("utf-8")


def _kept(folder: Path, library: str, known: frozenset[str]) -> Path | None:
    files = sorted(folder.glob(f"{library}-*.whl"))
    return next((file for file in files if sha256(file) in known), None)


def _fetch(folder: Path, tag: str, wanted: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pip = [python_with("pip"), "-m", "pip", "download", "--quiet", "--no-deps"]
    pip += ["--disable-pip-version-check", "--no-input", "--only-binary=:all:"]
    run([*pip, "--platform", tag, *_TAGS, "--dest", str(folder), *wanted])


def _hashes() -> frozenset[str]:
    return frozenset(re.findall(r"--hash=sha256:([0-9a-f]{64})", WHEELS.read_text("utf-8")))


def _same_versions() -> None:
    text = WHEELS.read_text("utf-8")
    for library in LIBRARIES:
        if f"{library}=={constraint(library)} " not in text:
            raise dev.Stop(
                f"packaging/kit/wheels.txt has not the {library} of constraints.txt.\n"
                "Look at what `python3 packaging/host_kit.py hashes` prints, then put it there.",
                dev.FAILED,
            )
