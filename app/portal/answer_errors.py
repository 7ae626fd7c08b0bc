"""What a portal answers that is not what was wanted, and what only looks like a portal."""

from __future__ import annotations

from app.base.errors import Problem
from app.base.text import _
from app.portal.problem import PortalProblem


class NotAPortal(PortalProblem):
    """Something answers at the address, but not as the portal contract says."""

    code = "CP-3008"
    retry = True

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("This is not a customer portal"),
            _("{host} answers, but not as a customer portal does.").format(
                host=host or _("The address")
            ),
            _("Check the address with the vendor."),
            detail=detail,
        )


class BadAddress(NotAPortal):
    """What was typed cannot be the address of a portal; nothing was sent."""

    code = "CP-3009"

    def __init__(self, address: str = "", *, detail: str = "") -> None:
        Problem.__init__(
            self,
            _("This is not an address of a portal"),
            _("“{address}” cannot be a portal's address.").format(address=address),
            _("Type a name such as portal.example.com, or an address that begins with https://."),
            detail=detail,
        )


class Throttled(PortalProblem):
    """The portal asks to wait (429, or 503 with Retry-After)."""

    code = "CP-3010"
    retry = True

    def __init__(self, host: str = "", *, retry_after: float = 0.0, detail: str = "") -> None:
        super().__init__(
            _("The portal is busy"),
            _("{host} asks to wait before the next try.").format(host=host or _("The portal")),
            _("Nothing to do: the program tries again by itself."),
            detail=detail,
        )
        self.retry_after = retry_after
        """Seconds to wait at least, 0 to 3600; 0 where the portal named no usable time."""


class ServerFault(PortalProblem):
    """The portal failed inside (5xx)."""

    code = "CP-3011"
    retry = True

    def __init__(self, host: str = "", *, status: int = 500, detail: str = "") -> None:
        super().__init__(
            _("The portal has a fault"),
            _("{host} could not do what was asked (status {status}).").format(
                host=host or _("The portal"), status=status
            ),
            _("Try again later; if it stays so, tell the vendor."),
            detail=detail,
        )
        self.status = status


class NotPermitted(PortalProblem):
    """The signed-in person may not do this (403)."""

    code = "CP-3012"

    def __init__(self, host: str = "", *, problem_code: str = "", detail: str = "") -> None:
        super().__init__(
            _("You are not permitted to do this"),
            _("{host} does not allow this for the account you are signed in with.").format(
                host=host or _("The portal")
            ),
            _("Ask the person who administers your account with the vendor."),
            detail=detail,
        )
        self.problem_code = problem_code


class NotFound(PortalProblem):
    """The portal does not know what was asked for (404)."""

    code = "CP-3013"

    def __init__(self, host: str = "", *, problem_code: str = "", detail: str = "") -> None:
        super().__init__(
            _("The portal does not know this"),
            _("{host} has nothing under what was asked for.").format(host=host or _("The portal")),
            _("Synchronize, then try again."),
            detail=detail,
        )
        self.problem_code = problem_code


class Gone(PortalProblem):
    """It was there, and is no more (410); for the feed: an unknown cursor, begin anew."""

    code = "CP-3014"

    def __init__(self, host: str = "", *, problem_code: str = "", detail: str = "") -> None:
        super().__init__(
            _("The portal no longer has this"),
            _("What was asked for has been removed at {host}.").format(
                host=host or _("the portal")
            ),
            _("Synchronize, then try again."),
            detail=detail,
        )
        self.problem_code = problem_code


class Conflict(PortalProblem):
    """The portal holds something else under this key or version (409).

    `retry` is True on the instance where the first try of the same key is still being worked on.
    """

    code = "CP-3015"

    def __init__(self, host: str = "", *, problem_code: str = "", detail: str = "") -> None:
        super().__init__(
            _("The portal holds something else"),
            _("What was sent does not go with what {host} already has.").format(
                host=host or _("the portal")
            ),
            _("Synchronize, look at the item again, and send it anew if it is still right."),
            detail=detail,
        )
        self.problem_code = problem_code
        self.retry = problem_code == "in_progress"


class Refused(PortalProblem):
    """The portal understood and declined (any other 4xx); its reasons are in the detail."""

    code = "CP-3016"

    def __init__(
        self, host: str = "", *, status: int = 400, problem_code: str = "", detail: str = ""
    ) -> None:
        super().__init__(
            _("The portal declined"),
            _("{host} did not accept what was sent (status {status}).").format(
                host=host or _("The portal"), status=status
            ),
            _("Read the details, correct the item, and send it again."),
            detail=detail,
        )
        self.status = status
        self.problem_code = problem_code
