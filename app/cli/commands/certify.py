"""`counterpart certify`: certifications from the vendor's request to a signed PDF that is sent.

One command line does it all; each step is a command of its own as well.
"""

from __future__ import annotations

from app.base.text import _
from app.cli.arguments import Commands, group
from app.cli.commands import (
    certify_audit,
    certify_deleted,
    certify_fill,
    certify_finish,
    certify_new,
    certify_pack,
    certify_settings,
    certify_show,
    certify_usage,
    certify_verify,
)


def configure(commands: Commands) -> None:
    """Add the commands."""
    certify = group(commands, "certify", _("certify use and deletion: begin, fill, sign, submit"))
    certify_new.configure(certify)
    certify_show.configure(certify)
    certify_usage.configure(certify)
    certify_deleted.configure(certify)
    certify_fill.configure(certify)
    certify_finish.configure(certify)
    certify_pack.configure(certify)
    certify_audit.configure(certify)
    certify_settings.configure(certify)
    certify_verify.configure(certify)
