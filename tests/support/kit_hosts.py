"""Isolated hosts that have nothing but the host kit, and the workstation that serves them.

Where the system allows it a host is in a network of its own with nothing in it, its home cannot be
written, and nothing may be run from /tmp; kit, medium and product lie in /srv.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support import environment, secret_service
from tests.support.debian_root import NoRoot, as_root
from tests.support.sandbox import SandboxServer
from tests.support.shell import Finished, Shell
from tests.support.sources import ROOT

# Arguments: the root to change into or "", the host's folder, the kit's, the user, the command.
_INSIDE = """
set -e
PATH=$PATH:/usr/sbin:/sbin
root=$1 host=$2 kit=$3 user=$4
shift 4
mount --bind "$host" "$root/srv"
mount --bind "$kit" "$root/srv/kit"
mount --bind "$root/srv/home" "$root/srv/home"
for place in "$root/srv/kit" "$root/srv/home"; do mount -o remount,bind,ro "$place"; done
if [ -n "$root" ]; then
    mount -t proc proc "$root/proc"
    mount -t sysfs -o ro sysfs "$root/sys"
    mount --bind /dev "$root/dev"
    mount -t tmpfs -o noexec,nosuid,nodev,mode=1777 tmpfs "$root/tmp"
else
    mount --bind /tmp /tmp
    mount -o remount,bind,noexec /tmp
fi
exec chroot ${user:+--userspec="$user:$user"} "${root:-/}" "$@"
"""


def build(what: str, out: Path, **more: str) -> Finished:
    """Run packaging/host_kit.py as a person would."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "host_kit.py"), what, "--out", str(out)],
        capture_output=True, text=True, check=False, timeout=280, env={**os.environ, **more},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return Finished(done.returncode, done.stdout, done.stderr)


@functools.cache
def isolation() -> tuple[str, ...]:
    """What starts a program with network and mounts of its own; empty where that is forbidden."""
    if not sys.platform.startswith("linux"):
        return ()
    ways = [("unshare", "-rnm")]
    try:
        ways.insert(0, (*as_root(), "unshare", "-n", "-m"))
    except NoRoot:
        pass  # a user namespace may do
    for words in ways:
        with tempfile.TemporaryDirectory() as name:
            place = Path(name)
            for folder in ("host/home", "host/kit", "kit"):
                (place / folder).mkdir(parents=True)
            tried = [*words, "sh", "-c", _INSIDE, "sh", "", str(place / "host"), str(place / "kit")]
            try:
                done = subprocess.run([*tried, "", "true"], capture_output=True, check=False)
            except OSError:
                continue
            if done.returncode == 0:
                return words
    return ()


class KitHost:
    """A host with the kit in `kit`; `root` is a system to change into, "" stays in this one."""

    def __init__(self, folder: Path, kit: Path, root: Path | None = None, path: str = "") -> None:
        self._folder, self._kit, self._root = folder, kit, root
        self._path = path or ("/usr/bin:/bin" if root else os.environ["PATH"])
        self._user = str(os.getuid() or 1000) if root else ""
        for name in ("home", "kit", "medium", "state", "product"):
            (folder / name).mkdir(parents=True)
            (folder / name).chmod(0o700 if name == "state" else 0o755)
            if self._user and os.geteuid() == 0:
                os.chown(folder / name, int(self._user), int(self._user))
        folder.chmod(0o755)
        if not isolation():
            (folder / "home").chmod(0o555)
            (folder / "kit").rmdir()
            (folder / "kit").symlink_to(kit)

    @property
    def medium(self) -> Path:
        """The medium, as the workstation sees it."""
        return self._folder / "medium"

    def place(self, name: str) -> str:
        """Where something of the host's folder is, as the host sees it."""
        return f"/srv/{name}" if isolation() else str(self._folder / name)

    def kit(self, *words: object, **more: str) -> Finished:
        """Run a command of the kit."""
        return self.run(self.place("kit/counterpart-host"), *words, **more)

    def run(self, *words: object, state: bool = True, **more: str) -> Finished:
        """Run any program of the host in the folder of its medium."""
        named = {"PATH": self._path, "HOME": self.place("home"), "LANG": "C.UTF-8", **more}
        if state:
            named["COUNTERPART_HOST_STATE"] = self.place("state")
        inside = ["env", "-i", f"--chdir={self.place('medium')}"]
        inside += [*(f"{name}={value}" for name, value in named.items()), *map(str, words)]
        around = [*isolation(), "sh", "-c", _INSIDE, "sh", str(self._root or "")]
        around += [str(self._folder), str(self._kit), self._user]
        done = subprocess.run(
            [*(around if isolation() else ()), *inside],
            capture_output=True, text=True, check=False, timeout=90,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return Finished(done.returncode, done.stdout, done.stderr)


class Workstation:
    """The connected computer: the shell, signed in at a sandbox."""

    def __init__(self, shell: Shell, sandbox: SandboxServer) -> None:
        self.shell, self.sandbox = shell, sandbox

    def serve(self, host: KitHost, license_id: str = "lic-21640-1") -> None:
        """Take a host from its request to its receipt, each step through the medium."""
        words = ("--product", "relay-gateway-eu", "--license", license_id, "--pseudonym")
        asked = host.kit("request", *words, "--out", "request.json")
        assert asked.code == 0, asked
        assert "no license key" in asked.out
        medium = str(host.medium)
        traded = self.shell.run(
            "license", "exchange", str(host.medium / "request.json"), "--out", medium
        )
        assert traded.code == 0, traded
        key = self.shell.run("license", "vendor", "--json").document["fingerprint"]
        words = ("--vendor-file", "vendor.json", "--revocations", "revocations.json")
        installed = host.kit(
            "install", "activation-answers.json", *words, "--vendor-fingerprint", key, "--yes",
            "--target", host.place("product/license"),
        )  # fmt: skip
        assert installed.code == 0, installed
        status = host.kit("status", "--json")
        assert status.code == 0, status
        [line] = status.document["installed"]
        assert (line["verdict"], line["file"]) == ("valid", host.place("product/license"))
        receipt = host.kit("receipt", "--out", "receipt.json")
        assert receipt.code == 0, receipt
        returned = self.shell.run("license", "return", str(host.medium / "receipt.json"), "--json")
        assert returned.code == 0, returned
        assert returned.document["queued"] == 1


@contextmanager
def workstation() -> Iterator[Workstation]:
    """A workstation with a home, a keyring and a sandbox of its own."""
    home = Path(tempfile.mkdtemp(prefix="cp-"))
    (home / "run").mkdir(mode=0o700)
    try:
        with (
            secret_service.running() as keyring,
            SandboxServer.start(orders=30, process=True) as sandbox,
        ):
            shell = Shell(home, {**environment.homes(str(home)), **keyring.environment})
            done = shell.sign_in(sandbox)
            assert done.code == 0, done
            assert shell.run("sync").code == 0
            yield Workstation(shell, sandbox)
    finally:
        shutil.rmtree(home, ignore_errors=True)
