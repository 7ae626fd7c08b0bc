"""Time stamps and lists of revoked certificates, fetched over the transport for signatures.

Both prove themselves by a signature of their own, so that plain http is allowed here and nowhere
else: their services mostly speak nothing else (RFC 3161, 3.4; RFC 5280, 4.2.1.13).
"""

from __future__ import annotations

from collections.abc import Callable

from app.base.tasks import CancelToken
from app.portal.transport import Transport

_ASKS = "application/timestamp-query"
_ANSWERS = "application/timestamp-reply"
_LARGEST_STAMP = 256 * 1024
_LARGEST_LIST = 8 * 1024 * 1024
_SECONDS = 20.0


def stamper(
    transport: Transport, address: str, cancel: CancelToken | None = None
) -> Callable[[bytes], bytes]:
    """What asks the service at `address` for a stamp: a DER request in, a DER answer out.

    Only a hash leaves this computer. The call raises the portal's problems, Cancelled.
    """

    def stamp(request: bytes) -> bytes:
        return transport.request(
            "POST",
            address,
            headers={"content-type": _ASKS},
            body=request,
            accept=_ANSWERS,
            cap=_LARGEST_STAMP,
            deadline=_SECONDS,
            cancel=cancel,
            proves_itself=True,
        ).body

    return stamp


def fetcher(transport: Transport, cancel: CancelToken | None = None) -> Callable[[str], bytes]:
    """What fetches certificates and lists from where a certificate says that they are.

    The call raises the portal's problems, Cancelled.
    """

    def fetch(address: str) -> bytes:
        return transport.request(
            "GET",
            address,
            accept="*/*",
            cap=_LARGEST_LIST,
            deadline=_SECONDS,
            cancel=cancel,
            proves_itself=True,
        ).body

    return fetch
