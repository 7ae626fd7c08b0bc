"""The words for licenses and machines, the same in the window, the shell and exports."""

from __future__ import annotations

from app.base.text import _, pgettext
from app.licenses.views.model import HostedBy, LicenseStanding


def standing_words(standing: LicenseStanding) -> str:
    """How a license stands, in a word or two."""
    match standing:
        case LicenseStanding.REVOKED:
            return _("Revoked")
        case LicenseStanding.SUSPENDED:
            return _("Suspended")
        case LicenseStanding.EXPIRED:
            return pgettext("license", "Ended")
        case LicenseStanding.OVER:
            return _("Over scope")
        case LicenseStanding.ENDING:
            return _("Ends soon")
        case LicenseStanding.FULL:
            return _("All in use")
        case LicenseStanding.GOOD:
            return _("In order")


def state_words(state: str) -> str:
    """The vendor's word for a machine; one this client does not know as it came."""
    match state:
        case "active":
            return pgettext("machine", "Active")
        case "deactivated":
            return _("Given back")
        case "revoked":
            return _("Revoked")
        case _:
            return state


def host_words(hosted_by: HostedBy) -> str:
    """Who hosts a machine, as a cell or a choice shows it."""
    match hosted_by:
        case HostedBy.UNKNOWN:
            return _("Not said")
        case HostedBy.SELF:
            return _("Ourselves")
        case HostedBy.AFFILIATE:
            return _("An affiliate")
        case HostedBy.CONTRACTOR:
            return _("A contractor")
        case HostedBy.PROVIDER:
            return _("A hosting provider")


def host_word(hosted_by: HostedBy) -> str:
    """Who hosts a machine, in one word for a column."""
    match hosted_by:
        case HostedBy.UNKNOWN:
            return _("Not said")
        case HostedBy.SELF:
            return _("Ourselves")
        case HostedBy.AFFILIATE:
            return _("Affiliate")
        case HostedBy.CONTRACTOR:
            return _("Contractor")
        case HostedBy.PROVIDER:
            return _("Provider")


def short_fingerprint(fingerprint: str) -> str:
    """Enough of it to compare by eye: "b41f 09c2 … 77e0"."""
    if len(fingerprint) < 16:
        return fingerprint
    return f"{fingerprint[:4]} {fingerprint[4:8]} … {fingerprint[-4:]}"
