"""A Debian 11 to run things in: made once with debootstrap, kept in the person's cache folder.

Nothing of it is configured or started: the packages that debootstrap chose, fetched and verified
are unpacked, which is all that a program needs to run in it and takes a third of the time.
"""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import pwd
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from filelock import FileLock

SUITE = "bullseye"
MIRROR = "COUNTERPART_DEBIAN_MIRROR"
"""The variable that names a mirror where the computer's own package sources do not lead to one."""

_SECONDS = 300
_WORDS = ("--download-only", "--variant=minbase", "--include=python3")
_UNPACK = """
for deb in "$0"/var/cache/apt/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink -C "$0"
done
rm -rf "$0"/debootstrap "$0"/var/cache/apt/archives "$0"/usr/share/doc "$0"/usr/share/locale
mkdir -p "$0"/srv "$0"/tmp "$0"/proc "$0"/sys "$0"/dev
# A system that starts for the first time writes one.
echo "$1" > "$0"/etc/machine-id
"""


class NoRoot(Exception):
    """This computer cannot make one; the text says why."""


@functools.cache
def as_root() -> tuple[str, ...]:
    """What stands before a command to run it as root. Raises NoRoot where that is not allowed."""
    if os.geteuid() == 0:
        return ()
    words = ("sudo", "-n")
    if shutil.which("sudo") and _said(*words, "true") is not None:
        return words
    raise NoRoot("only root may make a system to change into, and sudo asks for a password")


def debian_root() -> Path:
    """The folder of a Debian 11 with its Python 3.9. Raises NoRoot, OSError.

    The first time some 60 MB are fetched from the mirror that this computer's apt uses.
    """
    lacking = [name for name in ("debootstrap", "dpkg-deb", "tar") if not _program(name)]
    if lacking:
        raise NoRoot(f"not installed: {', '.join(lacking)}")
    as_root()
    home = Path(pwd.getpwuid(os.getuid()).pw_dir)
    cache = home / ".cache" / "counterpart-tests"
    cache.mkdir(parents=True, exist_ok=True)
    recipe = hashlib.sha256(repr((_WORDS, _UNPACK)).encode()).hexdigest()[:8]
    root = cache / f"{SUITE}-{platform.machine()}-{recipe}"
    with FileLock(f"{root}.lock"):
        if not root.is_dir():
            _make(root)
    return root


def _make(root: Path) -> None:
    """Make it beside its place and move it there when it is whole."""
    part = root.with_name(root.name + ".part")
    _run("rm", "-rf", str(part))
    mirror = _mirror()
    try:
        _run("debootstrap", *_WORDS, SUITE, str(part), mirror)
    except (AssertionError, subprocess.TimeoutExpired) as error:
        raise NoRoot(f"{mirror} did not give its packages: {str(error)[-500:]}") from error
    _run("sh", "-ec", _UNPACK, str(part), os.urandom(16).hex())
    _run("mv", str(part), str(root))


def _mirror() -> str:
    """A mirror that has the suite: the one named, else the one that apt uses, or its archive."""
    candidates = [os.environ[MIRROR]] if os.environ.get(MIRROR) else []
    said = _said("apt-get", "indextargets", "--format", "$(ORIGIN) $(LABEL) $(REPO_URI)") or ""
    sites = [
        words[2] for line in said.splitlines() if (words := line.split())[:2] == ["Debian"] * 2
    ]
    for site in dict.fromkeys(one.rstrip("/") for one in (*sites, *_written())):
        candidates += [site, re.sub(r"/debian$", "/debian-archive/debian", site)]
    for mirror in dict.fromkeys(candidates):
        try:
            with urllib.request.urlopen(f"{mirror}/dists/{SUITE}/Release", timeout=20) as reply:
                if reply.status == 200:
                    return mirror
        except (OSError, ValueError, urllib.error.URLError):
            continue
    raise NoRoot(
        f"none of {candidates or 'no mirrors'} has {SUITE}; name one with the variable {MIRROR}"
    )


def _written() -> list[str]:
    """The sites that apt's own files name, for a computer where no lists were fetched yet."""
    found: list[str] = []
    for file in sorted(Path("/etc/apt").glob("sources.list*")):
        for one in sorted(file.glob("*")) if file.is_dir() else [file]:
            text = one.read_text("utf-8", "replace") if one.is_file() else ""
            found += re.findall(
                r"^(?:deb |URIs:).*?(http\S+/debian)/?\s", text + "\n", re.MULTILINE
            )
    return found


def _program(name: str) -> str | None:
    """Where a program lies; administrators' folders are not on everybody's PATH."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def _run(*words: str) -> None:
    name = _program(words[0]) or words[0]
    done = subprocess.run(
        [*as_root(), name, *words[1:]],
        capture_output=True, text=True, check=False, timeout=_SECONDS,
    )  # fmt: skip
    assert done.returncode == 0, f"{words[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}"


def _said(*words: str) -> str | None:
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
