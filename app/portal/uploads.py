"""Files to the portal in ranges: announced, sent part by part, gone on with where they stopped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import quote

import msgspec

from app.base.tasks import CancelToken
from app.base.text import _
from app.portal import errors
from app.portal.server_text import plain
from app.portal.transport import Reply
from app.portal.wire import UPLOAD_PATH, UPLOADS_PATH
from app.portal.wire_sent import Upload

MOST_PART = 4 * 1024 * 1024
"""Bytes of one part, which is in memory while it is sent."""

PART_DEADLINE = 120.0
"""Seconds for one part: 34 KB/s carry the largest, 2 KB/s the smallest (256 KB)."""

_JSON = {"content-type": "application/json"}


class UploadTooLarge(errors.Refused):
    """The portal takes no file of this size (413)."""

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(host, status=413, problem_code="too_large", detail=detail)
        self.title = _("The file is too large for the portal")
        self.explanation = _("{host} does not accept a file of this size.").format(
            host=host or _("The portal")
        )
        self.next_step = _("Remove it and attach the part that matters, then send it again.")


class UploadDiffers(errors.Refused):
    """What arrived is not what was announced, by its SHA-256 (422, `hash_mismatch`)."""

    def __init__(self, host: str = "", *, detail: str = "") -> None:
        super().__init__(host, status=422, problem_code=HASH_MISMATCH, detail=detail)
        self.title = _("The file arrived altered")
        self.explanation = _("What {host} received is not the file that was kept here.").format(
            host=host or _("the portal")
        )
        self.next_step = _("Send it again; if this is said again, attach the file anew.")


HASH_MISMATCH = "hash_mismatch"
WRONG_OFFSET = "wrong_offset"


class Send(Protocol):
    """A signed request below the portal's API."""

    def __call__(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        body: bytes | None = None,
        deadline: float = ...,
        cancel: CancelToken | None = None,
    ) -> Reply:
        """The complete answer. Raises PortalProblem, Cancelled."""


class Uploads:
    """The uploads of a signed-in person. Every method raises PortalProblem and Cancelled."""

    def __init__(self, send: Send, host: str) -> None:
        self._send = send
        self._host = host

    def announce(self, body: bytes, key: str, cancel: CancelToken | None = None) -> Upload:
        """Announce a file (UploadBody) under its Idempotency-Key; the one announced before.

        Raises UploadTooLarge.
        """
        try:
            reply = self._send(
                "POST",
                UPLOADS_PATH,
                headers=_JSON | {"idempotency-key": key},
                body=body,
                cancel=cancel,
            )
        except errors.Refused as problem:
            raise self._meaning(problem) from problem
        return self._decode(reply)

    def state(self, upload_id: str, cancel: CancelToken | None = None) -> Upload:
        """How much has arrived. Raises NotFound where the portal knows none of the id."""
        return self._decode(self._send("GET", _path(upload_id), headers={}, cancel=cancel))

    def send_part(self, upload: Upload, part: bytes, cancel: CancelToken | None = None) -> Upload:
        """Send the bytes behind `upload.received`; the new state.

        Raises Conflict with the code `wrong_offset` where others have arrived meanwhile,
        UploadDiffers at the last part of a file that is not what was announced.
        """
        first = upload.received
        headers = {
            "content-type": "application/octet-stream",
            "content-range": f"bytes {first}-{first + len(part) - 1}/{upload.size}",
        }
        try:
            reply = self._send(
                "PATCH",
                _path(upload.id),
                headers=headers,
                body=part,
                deadline=PART_DEADLINE,
                cancel=cancel,
            )
        except errors.Refused as problem:
            raise self._meaning(problem) from problem
        return self._decode(reply)

    def _meaning(self, problem: errors.Refused) -> errors.Refused:
        if problem.status == 413:
            return UploadTooLarge(self._host, detail=problem.detail)
        if problem.problem_code == HASH_MISMATCH:
            return UploadDiffers(self._host, detail=problem.detail)
        return problem

    def _decode(self, reply: Reply) -> Upload:
        try:
            return msgspec.json.decode(reply.body, type=Upload)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise errors.NotAPortal(self._host, detail=plain(str(error), 300)) from error


def _path(upload_id: str) -> str:
    return UPLOAD_PATH.format(upload_id=quote(upload_id, safe=""))
