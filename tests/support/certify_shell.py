"""Fixtures of tests by the shell: a portal, a home that is signed in there, files to certify with.

Each is made once for a module.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import secret_service
from tests.support.certify_files import CertifyFiles
from tests.support.sandbox import SandboxServer
from tests.support.shell import Finished, Shell
from tests.support.shell_here import ShellHere


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    """A portal with requests to certify."""
    with SandboxServer.start(orders=40) as server:
        yield server


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, sandbox: SandboxServer) -> Iterator[ShellHere]:
    """One signed-in and synchronized home."""
    with secret_service.running() as service:
        made = ShellHere(tmp_path_factory.mktemp("home"), service.environment)
        assert made.sign_in(sandbox, "--profile", "Work").code == 0
        assert made.run("sync").code == 0
        yield made


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> CertifyFiles:
    """Usage, answers, key and passphrase in a folder."""
    return CertifyFiles(tmp_path_factory.mktemp("files"))


def certify(shell: Shell, *words: str | Path) -> Finished:
    """Run `counterpart certify` with these words."""
    return shell.run("certify", *map(str, words))
