"""Text values of a calendar file (RFC 5545, 3.3.11), written so that they are read as they were."""

from __future__ import annotations

from icalendar.prop import vText  # noqa: TID253 - ics.py loads this where it writes


class Text(vText):
    """A text in which a backslash before a capital N stays: vText makes a line end of the two."""

    def to_ical(self) -> bytes:
        """The value with what has a meaning in calendar files escaped, as UTF-8."""
        return rb"\\N".join(vText(part).to_ical() for part in self.split(r"\N"))
