"""What follows a sent set: its answer is fetched, now or at the next sending."""

from __future__ import annotations

import logging
from typing import Protocol

import msgspec

from app.base.tasks import CancelToken
from app.licenses import store
from app.licenses.model import AnswerSet
from app.portal.documents import DocumentReply
from app.portal.errors import PortalProblem, SignInNeeded
from app.portal.wire import ACTIVATION_SET_PATH, SET_CAP, VENDOR_FILE_PATH
from app.storage.database import Database

_log = logging.getLogger("counterpart.licenses")


class AnswerSource(Protocol):
    """What answers are fetched from: a signed-in session."""

    def document(
        self,
        path: str,
        etag: str = "",
        *,
        cap: int = SET_CAP,
        page: bool = False,
        cancel: CancelToken | None = None,
    ) -> DocumentReply | None:
        """The document at `path`. Raises PortalProblem, Cancelled."""


def bring_answers(own: Database, portal: AnswerSource, cancel: CancelToken | None) -> int:
    """Fetch the answers that are not here yet, and with them the vendor file; how many came.

    An answer that cannot be had now is fetched at the next sending. Raises SignInNeeded, Cancelled
    and the store's problems.
    """
    came = 0
    for set_id in store.unanswered(own):
        body = _had(portal, ACTIVATION_SET_PATH.format(set_id=set_id), cancel)
        if body is None:
            continue
        try:
            found = msgspec.json.decode(body, type=AnswerSet)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            _log.warning("the answer to a set cannot be read: %s", type(error).__name__)
            continue
        if found.client_id == set_id:
            store.keep_answer(own, set_id, body)
            came += 1
    if came:
        content = _had(portal, VENDOR_FILE_PATH, cancel)
        if content is not None:
            store.keep_vendor_file(own, content)
    return came


def _had(portal: AnswerSource, path: str, cancel: CancelToken | None) -> bytes | None:
    """The document at `path`; None where it cannot be had now, which is noted."""
    try:
        reply = portal.document(path, cap=SET_CAP, cancel=cancel)
    except SignInNeeded:
        raise
    except PortalProblem as problem:
        _log.warning("an answer is not fetched yet: %s", problem.code)
        return None
    return reply.body if reply else None
