"""The closed set of ways in which talking to a portal fails, each with what to do about it.

Nothing else leaves this room. What a server said is in `detail` only (plain text, cleaned by
`app.portal.server_text`), never in a sentence of ours (threat 7). `retry` tells the outbox
whether the same item may be sent again later as it is: True for every fault of network, portal
and sign-in, False where the portal took a decision about the item itself.
"""

from app.portal.answer_errors import (
    BadAddress,
    Conflict,
    Gone,
    NotAPortal,
    NotFound,
    NotPermitted,
    Refused,
    ServerFault,
    Throttled,
)
from app.portal.network_errors import (
    ClockOff,
    CompanyCaUnreadable,
    NetworkSignInNeeded,
    ProxyNeedsSignIn,
    ProxyNotUsable,
    RedirectRefused,
    TimedOut,
    TlsRefused,
    TooLarge,
    Truncated,
    Unreachable,
)
from app.portal.problem import (
    PortalProblem,
)
from app.portal.signin_errors import (
    AccountLocked,
    BadVendorSignature,
    BrowserMissing,
    ConsentRefused,
    RevocationFailed,
    SignInExpired,
    SignInFailed,
    SignInNeeded,
    SignInTampered,
    VendorKeysChanged,
    WrongPassword,
)

__all__ = [
    "AccountLocked",
    "BadAddress",
    "BadVendorSignature",
    "BrowserMissing",
    "ClockOff",
    "CompanyCaUnreadable",
    "Conflict",
    "ConsentRefused",
    "Gone",
    "NetworkSignInNeeded",
    "NotAPortal",
    "NotFound",
    "NotPermitted",
    "PortalProblem",
    "ProxyNeedsSignIn",
    "ProxyNotUsable",
    "RedirectRefused",
    "Refused",
    "RevocationFailed",
    "ServerFault",
    "SignInExpired",
    "SignInFailed",
    "SignInNeeded",
    "SignInTampered",
    "Throttled",
    "TimedOut",
    "TlsRefused",
    "TooLarge",
    "Truncated",
    "Unreachable",
    "VendorKeysChanged",
    "WrongPassword",
]
