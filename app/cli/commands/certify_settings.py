"""`counterpart certify settings`: the time-stamp service, and whose signatures are trusted."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from app.base import settings as settings_file
from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context, absolute, usage
from app.cli.exits import ExitCode
from app.cli.safe import safe


def configure(certify: Commands) -> None:
    """Add the command to a group."""
    settings = leaf(
        certify, "settings", _("show or set time-stamp service and trusted certificates"),
        show_settings,
    )  # fmt: skip
    settings.add_argument(
        "--timestamp-url", metavar=_("ADDRESS"),
        help=_("of the time-stamp service (RFC 3161); empty for none"),
    )  # fmt: skip
    settings.add_argument(
        "--trust", metavar=_("FILE"), type=absolute, action="append", default=[],
        help=_("trust this certificate or authority (PEM); can be repeated"),
    )  # fmt: skip
    settings.add_argument(
        "--distrust", metavar=_("FILE"), type=absolute, action="append", default=[],
        help=_("trust it no more; can be repeated"),
    )  # fmt: skip


def show_settings(context: Context, arguments: Namespace) -> ExitCode:
    """Set what is given, then show how it is."""
    folder = context.places.config
    known = settings_file.load(folder)
    address = known.timestamp_url
    if arguments.timestamp_url is not None:
        address = arguments.timestamp_url.strip()
        if address and urlsplit(address).scheme not in ("http", "https"):
            raise usage(_("“{address}” is no address of the web.").format(address=address))
    for path in arguments.trust:
        if not path.is_file():
            raise usage(_("{path} is not there.").format(path=path))
    gone = set(map(str, arguments.distrust))
    trusted = (*known.trusted_certificates, *map(str, arguments.trust))
    changed = msgspec.structs.replace(
        known,
        timestamp_url=address,
        trusted_certificates=tuple(dict.fromkeys(one for one in trusted if one not in gone)),
    )
    if changed != known:
        settings_file.save(folder, changed)
    context.output.show(
        {"timestamp_url": changed.timestamp_url, "trusted": changed.trusted_certificates},
        lambda: [
            _("Time-stamp service: {address}").format(
                address=safe(changed.timestamp_url) or _("none")
            ),
            *(
                _("Trusted: {path}").format(path=safe(path))
                for path in changed.trusted_certificates
            ),
        ],
    )
    return ExitCode.OK
