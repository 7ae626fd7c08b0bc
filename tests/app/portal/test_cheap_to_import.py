"""Importing the portal room loads no network library: start-up does not pay for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_CODE = """
import sys
import app.portal.session, app.portal.discovery, app.portal.signin, app.portal.vendor_keys
heavy = {"requests", "urllib3", "truststore", "cryptography", "filelock", "http.client", "ssl"}
found = sorted(heavy & set(sys.modules))
assert not found, found
"""


def test_importing_the_room_loads_no_network_library() -> None:
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", _CODE], check=True, timeout=60, cwd=root)
