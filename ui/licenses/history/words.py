"""The words for what happened to a file, and for what kind of file it is."""

from __future__ import annotations

from app.base.text import _, pgettext
from app.licenses.views.model import Act
from ui.kit.icons import Icon


def act_words(act: Act) -> str:
    """What happened."""
    match act:
        case Act.MADE:
            return pgettext("file", "Made")
        case Act.COLLECTED:
            return _("Collected")
        case Act.SENT:
            return pgettext("file", "Sent")
        case Act.RECEIVED:
            return pgettext("file", "Received")
        case Act.CARRIED:
            return _("Carried")
        case Act.INSTALLED:
            return _("Installed")
        case Act.RETURNED:
            return _("Returned")
        case Act.REMOVED:
            return _("Removed")


def act_icon(act: Act) -> Icon:
    """The picture of what happened."""
    return {
        Act.MADE: Icon.PLUS_CIRCLE_OUTLINE,
        Act.COLLECTED: Icon.FOLDER,
        Act.SENT: Icon.PLANE_OUTLINE,
        Act.RECEIVED: Icon.DOWNLOAD,
        Act.CARRIED: Icon.SAVE,
        Act.INSTALLED: Icon.DEVICE,
        Act.RETURNED: Icon.CHECK_CIRCLE_OUTLINE,
        Act.REMOVED: Icon.MINUS_CIRCLE,
    }[act]


def kind_words(kind: str) -> str:
    """What a file is; a kind that this client does not know as it is noted."""
    return {
        "requests": _("requests"),
        "answers": _("answers"),
        "license": _("license file"),
        "machine": _("machine file"),
        "receipts": _("receipts"),
        "removals": _("proofs of removal"),
        "vendor": _("vendor file"),
        "revocations": _("list of what is revoked"),
        "slip": _("transfer slip"),
    }.get(kind, kind)
