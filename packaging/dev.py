#!/usr/bin/env python3
"""Two commands for a fresh checkout: `run` shows the demo, `test` runs every check and test.

Only the standard library is used here, and the computer's own python3 runs it. Both commands make
`.venv` in the checkout and install into it what `pyproject.toml` asks for, at the versions of
`constraints.txt`; when neither file changed nothing is done, so later runs need no network.

Exit codes: 0 done, 1 a check failed, 3 Python is too old, 4 system packages are missing,
5 the installation failed, 6 the checkout cannot be written, 130 interrupted.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

FAILED, OLD_PYTHON, NO_PACKAGES, NO_INSTALL, NO_WRITE, INTERRUPTED = 1, 3, 4, 5, 6, 130

# Shared libraries Qt loads, with the Debian packages that bring them.
OFFSCREEN_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Programs the tests start: a screen, a session bus with a real keyring, a tracer of system calls,
# an old Debian to run the host kit in, what the kit's own build needs, and readers of PDF: other
# code than the one that makes our documents. And a token for signing keys, in software.
TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "dbus-run-session": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
    "strace": "strace",
    "debootstrap": "debootstrap",
    "objdump": "binutils",
    "pdftotext": "poppler-utils",
    "qpdf": "qpdf",
    "softhsm2-util": "softhsm2",
}

# Every check, in the order they run. Times are not judged by any of them.
CHECKS = {
    "ruff": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy", "--strict", "app", "ui"],
    # The room that travels, with the oldest Python that mypy still judges for.
    "host-types": ["mypy", "--strict", "--python-version", "3.10", "app/activation"],
    "imports": ["import-linter", "lint"],
    "dead-code": ["vulture"],
    # Tests wait for processes more than they compute: three at once keep two cores busy.
    # A test process that dies is not started again: its test would only kill the next one.
    "tests": [
        "pytest",
        "-n",
        "3",
        "--dist",
        "loadscope",
        "--no-loadscope-reorder",
        "--max-worker-restart",
        "0",
        "--durations",
        "40",
        "--durations-min",
        "5",
    ],
    "benchmarks": ["tests.benchmarks", "--quick"],
    "screens": ["tests.screens", "--quick", "--out", "demo-output/screens"],
}
# No check takes this long; one that hangs is ended, and has failed. In seconds.
LONGEST_CHECK = 60 * 60
# What failed with three at a time runs once more, one by one: a busy computer is no fault of the
# program. What fails again has failed, and the first failure stays in the output above.
ALONE = ["pytest", "--last-failed", "--last-failed-no-failures", "none"]


class Stop(Exception):
    """Ends the command: one message for the person, one exit code."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    parser = argparse.ArgumentParser(prog="dev.py", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="start the demo; without a display, headless")
    run.add_argument("--headless", action="store_true", help="do not open a window")
    run.add_argument("--out", type=Path, default=ROOT / "demo-output", help="headless output")
    run.add_argument("--orders", type=int, default=2000, help="orders in the demo (default 2000)")
    test = commands.add_parser("test", help="run every check and test")
    test.add_argument("only", nargs="*", metavar="CHECK", help=f"of {', '.join(CHECKS)}")
    options = parser.parse_args(arguments)
    try:
        if options.command == "run":
            return run_demo(options)
        return run_checks(options.only or list(CHECKS))
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        print("\nInterrupted. Run the command again to go on.", file=sys.stderr)
        return INTERRUPTED


def run_demo(options: argparse.Namespace) -> int:
    """Start the window with the demo, or the same journey headless where there is no display."""
    wants_window = not options.headless and display_announced()
    need_system({**OFFSCREEN_LIBRARIES, **(WINDOW_LIBRARIES if wants_window else {})}, {})
    install("sandbox")
    if wants_window and display_answers():
        desktop = BIN / ("counterpart-desktop.exe" if os.name == "nt" else "counterpart-desktop")
        say("Starting the window with the demo account.")
        return call([str(desktop), "--demo"])
    say("No window here: running the demo headless.")
    journey = [str(PYTHON), str(ROOT / "packaging" / "journey.py")]
    return call(
        [*journey, "--out", str(options.out), "--orders", str(options.orders)],
        QT_QPA_PLATFORM="offscreen",
    )


def run_checks(chosen: list[str]) -> int:
    """Run the chosen checks, all of them even when one fails, and sum up."""
    unknown = [name for name in chosen if name not in CHECKS]
    if unknown:
        raise Stop(f"No such check: {', '.join(unknown)}. There are: {', '.join(CHECKS)}", FAILED)
    libraries = {**OFFSCREEN_LIBRARIES, **WINDOW_LIBRARIES, **python_library()}
    need_system(libraries, TEST_PROGRAMS)
    install("sandbox,test,packaging")
    if "tests" in chosen and call([str(PYTHON), "packaging/host_kit.py", "fetch"]) != 0:
        raise Stop("The libraries of the host kit cannot be had; why is above.", NO_INSTALL)
    results: list[tuple[str, int, float]] = []
    for name in chosen:
        say(f"{name}: {shlex.join(CHECKS[name])}")
        start = time.monotonic()
        code = call(check_command(CHECKS[name]), limit=LONGEST_CHECK)
        if name == "tests" and code == FAILED:
            say("tests: those that failed, once more and one by one")
            code = call(check_command(ALONE), limit=LONGEST_CHECK)
        results.append((name, code, time.monotonic() - start))
    say("Summary")
    for name, code, seconds in results:
        verdict = "ok" if code == 0 else f"FAILED (exit code {code})"
        print(f"  {name:<12} {seconds:7.1f} s  {verdict}")
    return FAILED if any(code for _, code, _ in results) else 0


def check_command(words: list[str]) -> list[str]:
    """The command line of a check: a script of the environment, or a module of the checkout."""
    if words[0] == "import-linter":
        return [str(BIN / "lint-imports")]
    return [str(PYTHON), "-m", *words]


def need_system(libraries: dict[str, str], programs: dict[str, str]) -> None:
    """Install the system packages that are missing, or stop with the one command that does."""
    if not sys.platform.startswith("linux"):
        return
    packages = [] if has_venv() else [venv_package()]
    missing = [name for name in libraries if not loads(name)]
    missing += [name for name in programs if not finds(name)]
    packages += [{**libraries, **programs}[name] for name in missing]
    if not packages:
        return
    if not shutil.which("apt-get"):
        names = ", ".join([*missing, *([] if has_venv() else ["Python's venv and ensurepip"])])
        raise Stop(f"Install these with your system's package manager: {names}", NO_PACKAGES)
    command = ["apt-get", "install", "-y", "--no-install-recommends", *sorted(set(packages))]
    prefix = root_prefix()
    if prefix is not None:
        say(f"Installing system packages: {' '.join(sorted(set(packages)))}")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        call([*prefix, "apt-get", "-qq", "update"], **quiet)
        wait = ["-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0"]
        call([*prefix, *command[:1], *wait, *command[1:]], **quiet)
        still = [name for name in libraries if not loads(name)]
        still += [name for name in programs if not finds(name)]
        if not still and has_venv():
            return
    raise Stop(
        "System packages are missing, and this account may not install them. Run once:\n\n"
        f"    sudo apt-get update && sudo {shlex.join(command)}\n\nthen this command again.",
        NO_PACKAGES,
    )


def python_library() -> dict[str, str]:
    """The shared library of the system's own Python, which Debian splits off, with its package."""
    name = sysconfig.get_config_var("INSTSONAME") or ""
    if sys.base_prefix != "/usr" or ".so" not in name:
        return {}
    return {name: "libpython{}.{}".format(*sys.version_info[:2])}


def has_venv() -> bool:
    """Whether this Python can make virtual environments with pip (Debian splits that off)."""
    return ask([sys.executable, "-c", "import ensurepip, venv"]) is not None


def venv_package() -> str:
    """The Debian package that completes the Python that runs this."""
    if Path(sys.executable).name == "python3":
        return "python3-venv"
    return "python{}.{}-venv".format(*sys.version_info[:2])


def loads(library: str) -> bool:
    """Whether the system finds this shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def finds(program: str) -> bool:
    """Whether a program is installed; administrators' folders are not on everybody's PATH."""
    places = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    return shutil.which(program, path=places) is not None


def root_prefix() -> list[str] | None:
    """What to put before a command to run it as root; None where that is not allowed."""
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if ask(["sudo", "-n", "true"]) is not None else None


def display_announced() -> bool:
    """Whether the session says that it has a screen."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def display_answers() -> bool:
    """Whether Qt can open that screen; a session can name one that is long gone."""
    probe = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
    return ask([str(PYTHON), "-c", probe]) is not None


def install(extras: str) -> None:
    """Bring `.venv` to what the checkout asks for; nothing to do when it is there already."""
    wanted = fingerprint()
    have = stamp()
    extras_there = set(filter(None, have.pop("extras", "").split(",")))
    if have == wanted and set(extras.split(",")) <= extras_there and venv_works():
        compile_sources()
        return
    if have == wanted:
        extras = ",".join(sorted(extras_there | set(extras.split(","))))
    try:
        prepare_venv(keep=have.get("place", str(ROOT)) == str(ROOT))
    except OSError as error:
        raise Stop(
            f"{error.filename or VENV} cannot be written: {error.strerror}.\n"
            "Copy or clone the project to a folder of your own, then run the command there.",
            NO_WRITE,
        ) from error
    say("Installing what the program needs (the first time some 150 MB are fetched).")
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    if not sys.stdout.isatty():
        pip += ["--quiet", "--progress-bar", "off"]
    as_root = {"PIP_ROOT_USER_ACTION": "ignore"}
    if call([*pip, "-c", "constraints.txt", "-e", f".[{extras}]"], **as_root) != 0:
        raise Stop(
            "The installation did not finish; what pip says is above. Where the network is the\n"
            "cause (no connection, a proxy, a full disk), mend it and run the command again:\n"
            "it goes on from there.",
            NO_INSTALL,
        )
    compile_sources()
    STAMP.write_text(json.dumps({**wanted, "extras": extras}), encoding="utf-8")


def fingerprint() -> dict[str, str]:
    """What an installation depends on: the two files, the Python, and the checkout's place."""
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    python = ".".join(map(str, sys.version_info[:3]))
    return {"files": digest.hexdigest(), "python": python, "place": str(ROOT)}


def stamp() -> dict[str, str]:
    """What was installed last, written only when an installation ended well."""
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(value) for name, value in found.items()}


def venv_works() -> bool:
    """Whether the environment's Python starts, is ours in version, and has pip."""
    answer = ask([str(PYTHON), "-c", "import sys, pip; print(*sys.version_info[:2])"])
    return answer is not None and answer.split() == [str(part) for part in sys.version_info[:2]]


def prepare_venv(*, keep: bool) -> None:
    """Make the environment, anew where it is broken, of another Python or moved here."""
    STAMP.unlink(missing_ok=True)
    if keep and venv_works():
        return
    say(f"Making a virtual environment in {VENV}")
    VENV.mkdir(exist_ok=True)
    (VENV / "probe").touch()
    if call([sys.executable, "-m", "venv", "--clear", str(VENV)]) != 0:
        raise Stop(f"Making {VENV} failed; what Python says is above.", NO_INSTALL)


def compile_sources() -> None:
    """Write bytecode, so that no start pays for compiling; a read-only checkout does without."""
    ask([str(PYTHON), "-m", "compileall", "-q", "app", "ui", "resources"])


def environment(**more: str) -> dict[str, str]:
    """This process's environment without what would lead the environment's Python astray."""
    strays = ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "__PYVENV_LAUNCHER__")
    return {**{k: v for k, v in os.environ.items() if k not in strays}, **more}


def call(command: list[str], limit: float | None = None, **more: str) -> int:
    """Run a command in the checkout, its output going where ours goes; its exit code.

    After `limit` seconds it is ended; that is exit code 124, as with timeout(1).
    """
    sys.stdout.flush()
    try:
        return subprocess.call(command, cwd=ROOT, env=environment(**more), timeout=limit)
    except subprocess.TimeoutExpired:
        print(f"{shlex.join(command)}: ended after {limit:.0f} s", file=sys.stderr)
        return 124
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        return 127


def ask(command: list[str]) -> str | None:
    """What a command prints, quietly; None where it fails or is not there."""
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def say(text: str) -> None:
    """One line that stands out from what the tools print."""
    print(f"==> {text}", flush=True)


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - the system's python3 may well be older
        have = ".".join(map(str, sys.version_info[:3]))
        sys.exit(
            print(f"Python 3.11 or newer is needed; this is {have}.", file=sys.stderr) or OLD_PYTHON
        )
    sys.exit(main())
