"""The host kit for computers without Python: a folder with a program and everything it loads.

A folder and not one file, because one file would unpack native code to a temporary folder at each
start, and on hosts that are looked after that folder is often mounted noexec.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path

import dev
import kit_archive
import kit_glibc
from kit_common import (
    KIT,
    NAME,
    ROOT,
    instant,
    own_code,
    python_with,
    run,
    sha256,
    systems,
    version,
    write_manifest,
    write_words,
)
from kit_wheels import ANY, PLATFORMS, unpacked, wheels

# Nothing of the commands needs these; without them no OpenSSL and no terminal library travels.
_LEFT_OUT = (
    "_bz2", "_cffi_backend", "_hashlib", "_lzma", "_sqlite3", "_ssl", "_tkinter", "bz2", "cffi",
    "curses", "importlib_metadata", "lzma", "pkg_resources", "readline", "setuptools", "sqlite3",
    "ssl", "tkinter",
)  # fmt: skip


def build(out: Path) -> list[Path]:
    """Write the build for computers like this one, and its checksum, into `out`."""
    if sys.platform.startswith("linux") and not sysconfig.get_config_var("Py_ENABLE_SHARED"):
        raise dev.Stop(
            "This Python was built without a shared library (--enable-shared), and only one with\n"
            "it can be made part of a program. Start this with another one, as the system's own.",
            dev.OLD_PYTHON,
        )
    python = python_with("PyInstaller")
    name = f"{NAME}-standalone-{version()}-{_platform()}"
    with tempfile.TemporaryDirectory(prefix="kit-") as place:
        work = Path(place)
        folder = work / name
        _freeze(python, work, folder)
        oldest = _oldest(folder)
        internal = folder / "_internal"
        (internal / "oldest-system.txt").write_text(oldest + "\n", encoding="utf-8")
        _complete(folder, python, oldest)
        target = out / f"{name}{'.zip' if os.name == 'nt' else '.tar.gz'}"
        kit_archive.pack(target, folder)
    sums = out / f"{name}.sha256"
    sums.write_text(f"{sha256(target)}  {target.name}\n", encoding="utf-8")
    return [target, sums]


def _freeze(python: str, work: Path, folder: Path) -> None:
    """Have PyInstaller collect the program into `folder`."""
    lib = work / "lib"
    for name, file in own_code():
        (lib / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, lib / name)
    found = wheels()
    unpacked(found[ANY], lib)
    unpacked(found[_wheel()], lib)
    # Commands and curves are imported by names that are made while running.
    files = (file.relative_to(lib) for file in sorted(lib.rglob("*.py")))
    modules = [".".join(file.with_suffix("").parts).removesuffix(".__init__") for file in files]
    words = ["--noconfirm", "--clean", "--onedir", "--console", "--log-level", "WARN"]
    words += ["--name", NAME, "--paths", str(lib), "--contents-directory", "_internal"]
    words += ["--distpath", str(work / "made"), "--workpath", str(work / "build")]
    words += ["--specpath", str(work)]
    words += [f"--hidden-import={module}" for module in modules]
    words += [f"--exclude-module={module}" for module in _LEFT_OUT]
    if (lib / "resources").is_dir():
        words.append(f"--add-data={lib / 'resources'}{os.pathsep}resources")
    if sys.platform.startswith("linux") and shutil.which("strip"):
        words.append("--strip")
    fixed = {"SOURCE_DATE_EPOCH": str(instant()), "PYTHONHASHSEED": "1"}
    config = {"PYINSTALLER_CONFIG_DIR": str(work / "config")}
    run([python, "-m", "PyInstaller", *words, str(KIT / "standalone.py")], **fixed, **config)
    shutil.move(work / "made" / NAME, folder)


def _complete(folder: Path, python: str, oldest: str) -> None:
    """Add what a person reads: README, licenses, checksums."""
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    found = wheels()
    kit_archive.write_notices(folder, [found[ANY], found[_wheel()]])
    with open(folder / "NOTICES.txt", "a", encoding="utf-8") as stream:
        for title, text in _system_notices(python, folder):
            stream.write(f"\n\n{title}\n{'=' * len(title)}\n\n{text.strip()}\n")
    words = {"version": version(), "oldest": oldest, "platform": _platform()}
    write_words("STANDALONE.txt", folder / "README.txt", words)
    write_manifest(folder)


def _system_notices(python: str, folder: Path) -> list[tuple[str, str]]:
    """The licenses of Python, of the starter, and of the system's libraries that are inside."""
    probe = (
        "import importlib.metadata as m, pathlib, sysconfig\n"
        "home = pathlib.Path(sysconfig.get_path('stdlib'))\n"
        "places = [up / 'LICENSE.txt' for up in (home, *home.parents[:2])]\n"
        "print(next((str(p) for p in places if p.is_file()), ''))\n"
        "files = m.files('pyinstaller') or []\n"
        "print(next((str(f.locate()) for f in files if f.name.startswith('COPYING')), ''))\n"
    )
    said = (dev.ask([python, "-c", probe]) or "\n").splitlines()
    found = [
        (title, Path(file).read_text("utf-8", "replace"))
        for title, file in zip(("Python", "PyInstaller's starter"), said, strict=False)
        if file
    ]
    for library in sorted((folder / "_internal").glob("lib*.so*")):
        owner = dev.ask(["dpkg-query", "--search", f"*/{library.name}"]) or ""
        package = owner.partition(":")[0]
        text = Path("/usr/share/doc") / package / "copyright"
        if package and text.is_file():
            found.append((f"{library.name} ({package})", text.read_text("utf-8", "replace")))
    return found


def _oldest(folder: Path) -> str:
    """The oldest system this build runs on, in one line."""
    if sys.platform.startswith("linux"):
        glibc = kit_glibc.needed(file for file in folder.rglob("*") if file.is_file())
        number = ".".join(map(str, glibc))
        return f"Linux {_machine()} with glibc {number} or newer: {systems(glibc)}"
    if sys.platform == "darwin":
        return f"macOS {sysconfig.get_platform().split('-')[1]} or newer, {_machine()}"
    return f"Windows that Python {sys.version_info[0]}.{sys.version_info[1]} supports, {_machine()}"


def _platform() -> str:
    system = {"darwin": "macos", "win32": "windows"}.get(sys.platform, "linux")
    return f"{system}-{_machine()}"


def _machine() -> str:
    """The machine's kind as the interpreter was built for: x86_64, aarch64, amd64, arm64."""
    return sysconfig.get_platform().rpartition("-")[2]


def _wheel() -> str:
    """The folder of the kit with the native code for computers like this one."""
    if sys.platform == "darwin":
        return "macos-universal2"
    found = sysconfig.get_platform() if os.name == "nt" else f"linux-{_machine()}"
    if found not in PLATFORMS:
        raise dev.Stop(f"No cryptographic library is known for {found}.", dev.FAILED)
    return found
