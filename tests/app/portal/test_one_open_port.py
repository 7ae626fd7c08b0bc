"""Threat 18: this program listens on nothing but the loopback redirect, while a sign-in lasts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.base.clock import SystemClock
from app.portal import signin
from app.portal.discovery import discover
from app.portal.session import Session
from app.portal.tokens import TokenSet
from tests.support.network import transport
from tests.support.sandbox import SandboxServer

_LISTENING = "0A"


def _listening() -> set[str]:
    """The addresses this process listens at, as /proc writes them."""
    mine = set()
    for entry in os.scandir("/proc/self/fd"):
        try:
            mine.add(Path(entry.path).readlink().name)
        except OSError:
            continue
    found = set()
    for table in ("/proc/self/net/tcp", "/proc/self/net/tcp6", "/proc/self/net/udp"):
        for line in Path(table).read_text().splitlines()[1:]:
            words = line.split()
            if f"socket:[{words[9]}]" in mine and (words[3] == _LISTENING or "udp" in table):
                found.add(words[1])
    return found


class _Keeper:
    def __init__(self, tokens: TokenSet) -> None:
        self.tokens: TokenSet | None = tokens

    def load(self) -> TokenSet | None:
        return self.tokens

    def save(self, tokens: TokenSet) -> None:
        self.tokens = tokens

    def clear(self) -> None:
        self.tokens = None


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_only_a_sign_in_under_way_listens_and_only_on_loopback() -> None:
    clock = SystemClock()
    during: list[set[str]] = []
    with SandboxServer.start(orders=3, process=True) as portal, transport() as client:
        found = discover(client, portal.address)
        assert _listening() == set()

        def browser(url: str) -> None:
            during.append(_listening())
            portal.sign_in_as_browser(url)

        tokens = signin.with_browser(client, found, open_browser=browser, clock=clock)
        session = Session(client, found, _Keeper(tokens), clock)
        assert _listening() == set()
        session.changes(None, 10)
        assert _listening() == set()
        session.sign_out()
    (ports,) = during
    assert len(ports) == 1
    assert ports.pop().startswith("0100007F:")
