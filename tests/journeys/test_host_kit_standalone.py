"""The build that needs no Python, on a host that has none, no network and a noexec /tmp."""

from __future__ import annotations

import re
import sys
import sysconfig
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import secret_service
from tests.support.kit_hosts import KitHost, Workstation, build, workstation

pytestmark = [
    pytest.mark.skipif(
        bool(secret_service.missing()), reason="needs dbus-daemon and gnome-keyring-daemon"
    ),
    pytest.mark.skipif(
        sys.platform.startswith("linux") and not sysconfig.get_config_var("Py_ENABLE_SHARED"),
        reason="this Python has no shared library that could be made part of a program",
    ),
    pytest.mark.timeout(360),  # the build alone takes 15 s of a processor
]


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("kit-standalone")
    build("standalone", out)
    [file] = out.glob("*.tar.gz")
    with tarfile.open(file) as archive:
        archive.extractall(out / "unpacked", filter="tar")
    [folder] = (out / "unpacked").iterdir()
    return folder


@pytest.fixture(scope="module")
def connected() -> Iterator[Workstation]:
    with workstation() as found:
        yield found


def test_a_host_without_python_is_activated_with_the_kit_alone(
    kit: Path, connected: Workstation, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    host = KitHost(tmp_path / "host", kit, path=str(empty))
    said = host.kit("--version")
    assert said.code == 0, said
    oldest = re.search(r"Linux \S+ with glibc (2\.\d+) or newer: \w+", said.out)
    assert oldest, said
    assert oldest[0] in (kit / "README.txt").read_text("utf-8")
    assert "Python 3" in said.out
    connected.serve(host)
    assert host.kit("verify", host.place("product/license"), "--json").code == 1
    helped = host.kit("--help").out
    for name in ("request", "install", "status", "verify", "receipt", "check"):
        assert host.kit(name, "--help").code == 0 or name == "check"
        assert f"\n  {name} " in helped
    assert host.kit("check").code == 0, "nothing was written into the kit"


def test_it_brings_nothing_that_its_commands_do_not_need(kit: Path) -> None:
    names = {file.name for file in kit.rglob("*") if file.is_file()}
    assert not [
        name for name in names if re.search(r"libssl|libcrypto|libsqlite|libtk|curses", name)
    ]
    notices = (kit / "NOTICES.txt").read_text("utf-8")
    for library in ("pycryptodome", "segno", "Python", "PyInstaller"):
        assert library in notices
