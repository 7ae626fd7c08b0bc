"""What happened to a file, in words."""

from __future__ import annotations

from app.base.text import _
from app.licenses.views.model import Act


def act_words(act: Act) -> str:
    """What happened, in a word."""
    match act:
        case Act.MADE:
            return _("made")
        case Act.COLLECTED:
            return _("collected")
        case Act.SENT:
            return _("sent")
        case Act.RECEIVED:
            return _("received")
        case Act.CARRIED:
            return _("carried")
        case Act.INSTALLED:
            return _("installed")
        case Act.RETURNED:
            return _("returned")
        case Act.REMOVED:
            return _("removed")
