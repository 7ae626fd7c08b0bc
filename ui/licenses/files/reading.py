"""What the lists show, read in one job."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from app.licenses.views.model import LicenseView, MachineView

if TYPE_CHECKING:
    from app.services import Rooms

PERMISSION = "licenses"

KINDS = frozenset({"license", "machine", "order", "outbox", "revocation_list", "terms_document"})
"""Changes of these kinds can change what is shown."""


class Reading(NamedTuple):
    """What a job brought."""

    licenses: tuple[LicenseView, ...]
    machines: tuple[MachineView, ...]
    may: bool
    """Whether who is signed in may see licenses and activate hosts."""

    def of_license(self, license_id: str) -> tuple[MachineView, ...]:
        """The machines of a license."""
        return tuple(one for one in self.machines if one.license_id == license_id)


def look(rooms: Rooms) -> Reading:
    """Read all of it."""
    views = rooms.licenses.views
    return Reading(views.licenses(), views.machines(), rooms.account.may(PERMISSION))
