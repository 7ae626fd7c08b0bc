"""What the builds of the host kit share: places, version, the instant of all files, checksums."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import dev

ROOT = dev.ROOT
KIT = Path(__file__).resolve().parent / "kit"
NAME = "counterpart-host"
MANIFEST = "MANIFEST.sha256"
PROGRAMS = frozenset({"counterpart-host", "counterpart-host.py"})

# glibc by version, with the first releases of common systems that have it.
_SYSTEMS = {
    (2, 17): "RHEL 7",
    (2, 28): "Debian 10, RHEL 8",
    (2, 31): "Debian 11, Ubuntu 20.04, SLES 15 SP3",
    (2, 34): "RHEL 9",
    (2, 35): "Ubuntu 22.04",
    (2, 36): "Debian 12",
    (2, 39): "Ubuntu 24.04, RHEL 10",
    (2, 41): "Debian 13",
}


def version() -> str:
    """The program's version, read without importing it."""
    text = (ROOT / "app" / "__init__.py").read_text("utf-8")
    found = re.search(r'__version__ = "([^"]+)"', text)
    if found is None:
        raise dev.Stop("app/__init__.py names no version.", dev.FAILED)
    return found[1]


def instant() -> int:
    """The time every file gets, in seconds since 1970: SOURCE_DATE_EPOCH, else the commit's."""
    given = os.environ.get("SOURCE_DATE_EPOCH") or dev.ask(["git", "log", "-1", "--format=%ct"])
    # Zip knows no time before 1980.
    return max(int(given), 315_532_800) if given and given.strip().isdigit() else 315_532_800


def constraint(name: str) -> str:
    """The version of a library that this release is tested with."""
    text = (ROOT / "constraints.txt").read_text("utf-8")
    found = re.search(rf"^{re.escape(name)}==(\S+)$", text, re.MULTILINE)
    if found is None:
        raise dev.Stop(f"constraints.txt names no version of {name}.", dev.FAILED)
    return found[1]


def python_with(module: str) -> str:
    """A Python that has `module`: this one or the environment's, which is made where needed."""
    for python in (sys.executable, str(dev.PYTHON)):
        if dev.ask([python, "-c", f"import {module}"]) is not None:
            return python
    dev.install("packaging")
    return str(dev.PYTHON)


def run(command: list[str], **more: str) -> None:
    """Run a tool; its output is shown where it fails."""
    done = subprocess.run(
        command, cwd=ROOT, env=dev.environment(**more), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise dev.Stop(f"{done.stdout}{done.stderr}\n{' '.join(command[:4])} failed.", dev.FAILED)


def own_code() -> Iterator[tuple[str, Path]]:
    """The portable room and what it needs of the checkout: name below lib/, file."""
    yield "app/__init__.py", ROOT / "app" / "__init__.py"
    for file in sorted((ROOT / "app" / "activation").rglob("*.py")):
        yield file.relative_to(ROOT).as_posix(), file
    locale = ROOT / "resources" / "locale"
    for file in sorted(locale.rglob("*.mo")):
        yield f"resources/locale/{file.relative_to(locale).as_posix()}", file


def write_manifest(folder: Path) -> int:
    """List the SHA-256 of every file in `folder`, in the form of sha256sum(1); their number."""
    names = sorted(
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.is_file() and file.name != MANIFEST
    )
    lines = [f"{sha256(folder / name)}  {name}\n" for name in names]
    (folder / MANIFEST).write_text("".join(lines), encoding="utf-8", newline="\n")
    return len(names)


def write_words(template: str, target: Path, words: Mapping[str, str]) -> None:
    """A text of packaging/kit with its {places} filled in, its lines ended as Windows reads too."""
    text = (KIT / template).read_text("utf-8")
    for name, value in words.items():
        text = text.replace("{" + name + "}", value)
    target.write_text(text, encoding="utf-8", newline="\r\n")


def systems(glibc: tuple[int, ...]) -> str:
    """The first systems that have this C library: "Debian 12"."""
    found = next((names for least, names in _SYSTEMS.items() if least >= glibc), "")
    return f"{found} or newer" if found else "systems newer than Debian 13"


def sha256(file: Path) -> str:
    """The digest of a file, in hexadecimal digits."""
    with open(file, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def fresh(folder: Path) -> Path:
    """The folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
