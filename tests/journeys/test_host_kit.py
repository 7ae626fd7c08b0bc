"""The host kit on hosts with nothing but a Python: an old Debian, and every Python that is here."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import secret_service
from tests.support.debian_root import NoRoot, debian_root
from tests.support.kit_hosts import KitHost, Workstation, build, isolation, workstation
from tests.support.sources import ROOT

pytestmark = [
    pytest.mark.skipif(
        bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
    ),
    pytest.mark.timeout(420),  # the first time an old Debian is fetched, 60 MB
]

PLATFORMS = {
    "linux-x86_64", "linux-aarch64", "win-amd64", "win-arm64", "win32", "macos-universal2"
}  # fmt: skip


INSTANT = {"SOURCE_DATE_EPOCH": "1780000000"}


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the archives, as the builder leaves it."""
    out = tmp_path_factory.mktemp("kit-archives")
    build("archive", out, **INSTANT)
    return out


@pytest.fixture(scope="module")
def kit(archives: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit, unpacked as a person does it."""
    [file] = archives.glob("*.tar.gz")
    target = tmp_path_factory.mktemp("kit")
    with tarfile.open(file) as archive:
        archive.extractall(target, filter="tar")
    [folder] = target.iterdir()
    return folder


@pytest.fixture(scope="module")
def connected() -> Iterator[Workstation]:
    with workstation() as found:
        yield found


def pythons() -> dict[tuple[int, int], str]:
    """A Python of each version that is installed here: this one's neighbors and those on PATH."""
    base = Path(sys.base_prefix)
    files = [Path(getattr(sys, "_base_executable", sys.executable)), Path("/usr/bin/python3")]
    files += sorted(base.parent.glob("*/bin/python"))
    names = ("2.7", *(f"3.{minor}" for minor in range(6, 16)))
    files += [Path(found) for name in names if (found := shutil.which(f"python{name}"))]
    versions: dict[tuple[int, int], str] = {}
    for file in files:
        probe = [str(file), "-E", "-S", "-c", "import sys; print('%d %d' % sys.version_info[:2])"]
        try:
            done = subprocess.run(probe, capture_output=True, text=True, check=False)
        except OSError:
            continue
        if done.returncode == 0:
            major, minor = map(int, done.stdout.split())
            versions.setdefault((major, minor), str(file))
    return versions


def test_a_debian_11_host_is_activated_with_the_kit_alone(
    kit: Path, connected: Workstation, tmp_path: Path
) -> None:
    if not isolation():
        pytest.skip("this computer allows no mounts")
    try:
        root = debian_root()
    except (NoRoot, OSError) as problem:
        pytest.skip(f"no Debian 11 can be made on this computer: {problem}")
    host = KitHost(tmp_path / "host", kit, root)
    assert "Python 3.9." in host.kit("--version").out
    facts = host.run("sh", "-c", "cat /proc/net/dev | wc -l; touch ~/x; grep ' /tmp ' /proc/mounts")
    assert facts.out.startswith("3\n"), "two lines of heading and the loopback"
    assert "Read-only file system" in facts.err
    assert "noexec" in facts.out
    imported = host.run("python3", "-B", "-c", IMPORT_ALL, host.place("kit/lib"))
    assert imported.code == 0, imported
    connected.serve(host)
    file = host.place("product/license")
    verified = host.kit("verify", file, "--json")
    assert verified.code == 1, "nothing is trusted by itself"
    assert '"unknown_key"' in verified.out
    shown = host.kit("qr", "receipt.json", "--sheet", "receipt.svg", "--json")
    assert shown.code == 0, shown
    assert next(host.medium.glob("receipt*.svg")).read_text().startswith("<")
    looked = host.kit("doctor", "--simulate", "mac", "--json")
    assert looked.code == 0, "nothing is bad on this host"
    assert looked.document["findings"]
    removed = host.kit("remove", "--yes", "--out", "removal.json")
    assert removed.code == 0, removed
    assert host.kit("status").code == 1, "nothing is installed any more"
    assert host.kit("check").code == 0, "nothing was written into the kit"


IMPORT_ALL = """
import importlib, pathlib, platform, sys
lib = pathlib.Path(sys.argv[1])
sys.path[:0] = [str(lib), str(lib / ("linux-" + platform.machine())), str(lib / "any")]
for file in sorted(lib.glob("app/activation/**/*.py")):
    importlib.import_module(".".join(file.relative_to(lib).with_suffix("").parts))
assert not [name for name in sys.modules if name.startswith(("requests", "msgspec", "keyring"))]
"""


def test_a_host_with_this_python_is_activated_with_the_kit_alone(
    kit: Path, connected: Workstation, tmp_path: Path
) -> None:
    host = KitHost(tmp_path / "host", kit)
    base = getattr(sys, "_base_executable", sys.executable)
    assert host.kit("--version", COUNTERPART_PYTHON=base).code == 0
    connected.serve(host)
    assert host.kit("install", "--help").out.startswith("usage: counterpart-host install")
    assert "█" in host.kit("qr", "request.json", "--terminal", "--part", 1).out
    assert host.kit("check").code == 0


@pytest.mark.parametrize("version", sorted(pythons()), ids=lambda found: ".".join(map(str, found)))
def test_each_python_that_is_here_runs_the_kit_or_is_told_what_it_needs(
    version: tuple[int, int], kit: Path, tmp_path: Path
) -> None:
    host, python = KitHost(tmp_path / "host", kit), pythons()[version]
    launcher = host.place("kit/counterpart-host.py")
    words = ("request", "--product", "relay", "--license", "lic-1", "--out", "request.json")
    done = host.run(python, "-B", launcher, *words)
    if version < (3, 9):
        assert done.code == 3
        assert (
            f"Python 3.9 or newer is needed; this is Python {version[0]}.{version[1]}" in done.err
        )
        assert "counterpart-host-standalone" in done.err
        return
    assert done.code == 0, done
    assert (host.medium / "request.json").is_file()
    hint = host.run(python, "-B", launcher, "receipt").err
    assert "“counterpart-host install”" in hint


def test_a_home_that_cannot_be_written_is_explained(kit: Path, tmp_path: Path) -> None:
    if not isolation():
        pytest.skip("this computer allows no mounts, and root writes everywhere without them")
    host = KitHost(tmp_path / "host", kit)
    words = ("request", "--product", "relay", "--license", "lic-1", "--out", "request.json")
    done = host.run(host.place("kit/counterpart-host"), *words, state=False)
    assert done.code == 1
    assert "Read-only file system" in done.err
    assert "--state" in done.err
    assert host.kit(*words).code == 0


def test_a_kit_on_a_disk_that_forbids_programs_says_so(kit: Path, tmp_path: Path) -> None:
    if not isolation():
        pytest.skip("this computer allows no mounts")
    host = KitHost(tmp_path / "host", kit)
    script = 'd=$(mktemp -d); cp -r "$0"/. $d; sh $d/counterpart-host status; echo $?; rm -r $d'
    done = host.run("sh", "-c", script, host.place("kit"))
    assert done.out.strip() == "3", done
    assert "mounted “noexec”" in done.err
    assert "Copy the kit's folder" in done.err


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("import platform; platform.machine = lambda: 'riscv64'", "no part for this computer"),
        ("import struct; struct.calcsize = lambda _f: 4", "32 bits"),
        ("import os; os.confstr = lambda _n: 'glibc 2.12'", "2.17 or newer is needed"),
        ("import os; os.confstr = lambda _n: ''", "has another one"),
        ("import platform; platform.python_implementation = lambda: 'PyPy'", "CPython is needed"),
    ],
)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the C library is Linux's")
def test_a_computer_that_the_kit_does_not_know_is_told_plainly(
    setting: str, said: str, kit: Path
) -> None:
    code = f"{setting}\nimport runpy, sys\nrunpy.run_path(sys.argv[1], run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, str(kit / "counterpart-host.py"), "status"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_where_there_is_no_python_the_starter_says_so(kit: Path, tmp_path: Path) -> None:
    for name in ("dirname", "readlink", "sh"):
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    done = subprocess.run(
        [str(kit / "counterpart-host"), "status"],
        env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert "no Python was found" in done.stderr


def test_damage_is_found_and_named(kit: Path, tmp_path: Path) -> None:
    copy = tmp_path / "kit"
    shutil.copytree(kit, copy)
    (copy / "lib/app/activation/keys.py").write_text("changed")
    (copy / "README.txt").unlink()
    (copy / "extra").write_text("")
    done = subprocess.run(
        [sys.executable, "-B", str(copy / "counterpart-host.py"), "check", "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    used = subprocess.run(
        [sys.executable, "-B", str(copy / "counterpart-host.py"), "status"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert used.returncode == 3
    assert "The kit is damaged" in used.stderr
    for words in ('"lib/app/activation/keys.py"', '"README.txt"', '"extra"', '"whole": false'):
        assert words in done.stdout


def test_the_archive_holds_what_a_host_needs_and_nothing_else(archives: Path, kit: Path) -> None:
    [packed] = archives.glob("*.zip")
    [sums] = archives.glob("*.sha256")
    for line in sums.read_text().splitlines():
        digest, _two, name = line.partition("  ")
        assert hashlib.sha256((archives / name).read_bytes()).hexdigest() == digest
    with zipfile.ZipFile(packed) as archive:
        entries = archive.infolist()
        names = [entry.filename.partition("/")[2] for entry in entries]
        starter = next(one for one in entries if one.filename.endswith("/counterpart-host"))
        assert len({entry.date_time for entry in entries}) == 1
    assert stat.S_IMODE(starter.external_attr >> 16) == 0o755
    assert names == sorted(names)
    there = {file.relative_to(kit).as_posix() for file in kit.rglob("*") if file.is_file()}
    assert set(names) == there
    libraries = {name.split("/")[1] for name in names if name.startswith("lib/")}
    assert libraries - {"resources"} == {"app", "any", *PLATFORMS}
    own = {name for name in names if name.startswith("lib/app/")}
    assert "lib/app/activation/host_program.py" in own
    ours = re.compile(r"lib/app/(activation/(\w+/)?)?\w+\.py")
    assert not [name for name in own if not ours.fullmatch(name)]
    assert not [
        name for name in names if re.search(r"SelfTest|\.pyc$|\.dist-info|__pycache__", name)
    ]
    notices = (kit / "NOTICES.txt").read_text("utf-8")
    assert "pycryptodome" in notices
    assert "segno" in notices
    readme = (kit / "README.txt").read_text("utf-8")
    assert "glibc 2.17 or newer" in readme
    assert "{" not in readme


def test_each_platform_gets_native_code_of_its_own(kit: Path) -> None:
    def kinds(folder: str) -> set[bytes]:
        """What tells machines apart: of ELF and PE the machine's number, of Mach-O the magic."""
        files = [
            file for file in (kit / "lib" / folder).rglob("*") if file.suffix in (".so", ".pyd")
        ]
        found = set()
        for data in (file.read_bytes() for file in files):
            start = int.from_bytes(data[0x3C:0x40], "little")
            of_pe = data[start + 4 : start + 6] if data[:2] == b"MZ" else b""
            found.add({b"\x7fELF": data[18:20]}.get(data[:4], of_pe or data[:4]))
        return found

    assert kinds("linux-x86_64") == {b"\x3e\x00"}
    assert kinds("linux-aarch64") == {b"\xb7\x00"}
    assert kinds("win-amd64") == {b"\x64\x86"}
    assert kinds("win-arm64") == {b"\x64\xaa"}
    assert kinds("win32") == {b"\x4c\x01"}
    assert kinds("macos-universal2") == {b"\xca\xfe\xba\xbe"}
    assert kinds("any") == set()
    assert b"\n" not in (kit / "counterpart-host.cmd").read_bytes().replace(b"\r\n", b"")


def test_the_same_files_give_the_same_bytes(archives: Path, kit: Path, tmp_path: Path) -> None:
    code = "import sys, pathlib, kit_archive; kit_archive.pack(*map(pathlib.Path, sys.argv[1:]))"
    other = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT / "packaging")}
    for name in ("zip", "tar.gz"):
        [file] = archives.glob(f"*.{name}")
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / file.name), str(kit)],
            env={**os.environ, **other, **INSTANT}, check=True,
        )  # fmt: skip
        assert (tmp_path / file.name).read_bytes() == file.read_bytes(), name
