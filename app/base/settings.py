"""The user's settings: a small JSON file without secrets, replaced in one step."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from app.base.errors import BadSettings
from app.base.files import private_folder, write_bytes
from app.base.text import _

FILE_NAME = "settings.json"


class Settings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a person may set. Unknown members are ignored, missing ones take the defaults."""

    theme: Literal["system", "light", "dark"] = "system"
    sync_minutes: int = 15
    """Minutes between two automatic synchronizations; 0 turns them off."""
    proxy: Literal["system", "environment", "none"] | str = "system"
    """The system's own setting, that of the environment variables, none, or a proxy's address."""
    company_ca: str = ""
    """Path of a PEM file with further roots to trust, beside the system's."""
    last_profile: str = ""
    alerts: bool = True
    """Whether the desktop is told of new notices, answers, refused items and near deadlines."""
    quiet_from: str = ""
    """Start of the quiet hours by this computer's clock ("18:00"); "" where there are none."""
    quiet_to: str = ""
    """Their end ("08:00"), on the next day where it lies before their start."""
    quiet_weekends: bool = False
    """Saturday and Sunday are quiet from end to end."""
    stay_in_tray: bool = False
    """Closing the window leaves the program in the tray, where there is one."""
    timestamp_url: str = ""
    """Address of a time-stamp service (RFC 3161); "" for none."""
    trusted_certificates: tuple[str, ...] = ()
    """Paths of certificates (PEM, DER) of signers and issuers that are trusted in a check."""


def load(folder: Path) -> Settings:
    """The settings kept in `folder`, or the defaults. Raises BadSettings for a broken file."""
    path = folder / FILE_NAME
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings()
    except (OSError, msgspec.DecodeError) as error:
        raise BadSettings(
            _("The settings cannot be read"),
            _("{path} is damaged or not readable.").format(path=path),
            _("Correct the file, or remove it to start from the defaults."),
            kept=_("Your orders and unsent items are not touched."),
            detail=str(error),
        ) from error


def save(folder: Path, settings: Settings) -> None:
    """Keep `settings` in `folder`. Raises the Problem that a failing disk means."""
    content = msgspec.json.format(msgspec.json.encode(settings), indent=2)
    write_bytes(private_folder(folder) / FILE_NAME, content + b"\n")
