"""The environment tests run in: nothing of the person's own is read, changed or reached."""

from __future__ import annotations

import os
import shutil
import sys

# What the person's shell may say about network, language, Qt's looks and the keyring.
_REMOVED = (
    "ALL_PROXY", "CURL_CA_BUNDLE", "FTP_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY",
    "all_proxy", "ftp_proxy", "http_proxy", "https_proxy", "no_proxy",
    "NETRC", "REQUESTS_CA_BUNDLE", "SSL_CERT_DIR", "SSL_CERT_FILE",
    "LANGUAGE", "LC_ALL", "LC_MESSAGES",
    "COUNTERPART_HOME", "COUNTERPART_LOCALE_DIR",
    "PYTHON_KEYRING_BACKEND", "GNOME_KEYRING_CONTROL", "SSH_AUTH_SOCK",
    "QT_QPA_PLATFORMTHEME", "QT_SCALE_FACTOR", "QT_STYLE_OVERRIDE", "QT_FONT_DPI",
    "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR",
)  # fmt: skip

NO_BUS = "disabled:"
"""A bus address that nothing answers at and that starts no bus by itself."""


def clean() -> None:
    """Take out of this process's environment what would make tests depend on the person."""
    for name in _REMOVED:
        os.environ.pop(name, None)
    os.environ["LANG"] = "C.UTF-8"
    os.environ["DBUS_SESSION_BUS_ADDRESS"] = NO_BUS
    if sys.platform == "linux" and not os.environ.get("DISPLAY") and not shutil.which("Xvfb"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def homes(root: str) -> dict[str, str]:
    """The variables that put every folder of a person under `root`."""
    return {
        "HOME": root,
        "USERPROFILE": root,
        "COUNTERPART_HOME": f"{root}/counterpart",
        "XDG_CACHE_HOME": f"{root}/.cache",
        "XDG_CONFIG_HOME": f"{root}/.config",
        "XDG_DATA_HOME": f"{root}/.local/share",
        "XDG_STATE_HOME": f"{root}/.local/state",
        "XDG_RUNTIME_DIR": f"{root}/run",
    }
