"""Signed-in access to one profile's portal: the bearer token added, refreshed once, never lost.

A refresh token works once (it rotates). So a new one is kept before it is used, and only one
process at a time refreshes: the others find the new one in the keyring (worker and shell share a
profile).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from app.base.clock import Clock
from app.base.tasks import CancelToken
from app.portal import answers, errors
from app.portal.alone import held_by
from app.portal.documents import DOCUMENT_CAP, DocumentReply, read_document
from app.portal.feed_page import read_page
from app.portal.server_text import plain
from app.portal.tokens import (
    Endpoints,
    TokenKeeper,
    TokenSet,
    post_form,
    read_tokens,
    sign_in_problem,
)
from app.portal.transport import CAP, DEADLINE, Reply, Transport
from app.portal.uploads import PART_DEADLINE, Uploads
from app.portal.wire import (
    ACTIVATIONS_PATH,
    ATTACHMENT_PATH,
    CHANGES_PATH,
    ME_PATH,
    SET_CAP,
    SUBMISSION_PATH,
    AnswerSetHead,
    ChangePage,
    Discovery,
    Me,
    Receipt,
)

T = TypeVar("T")

PAGE_CAP = 32 * 1024 * 1024
"""Bytes of one unpacked page of the feed."""

_EARLY = timedelta(seconds=30)
_LOCK_SECONDS = 60.0


class Session:
    """What a signed-in profile can ask its portal. Safe to use from several threads.

    Every method raises what `Transport` raises, SignInNeeded when the sign-in has ended, ClockOff
    when it is refused while this computer's clock is known to be wrong, and Cancelled.
    `refresh_lock` is a file beside the profile that all its processes share.
    """

    def __init__(
        self,
        transport: Transport,
        endpoints: Discovery | Endpoints,
        keeper: TokenKeeper,
        clock: Clock,
        *,
        refresh_lock: Path | None = None,
    ) -> None:
        self._transport = transport
        self._to = endpoints
        self._keeper = keeper
        self._clock = clock
        self._lock_file = refresh_lock
        self._lock = threading.Lock()
        self._tokens: TokenSet | None = None
        self._unsaved: TokenSet | None = None
        self._host = urlsplit(endpoints.api).netloc

    def changes(
        self, after: str | None, limit: int, cancel: CancelToken | None = None
    ) -> ChangePage:
        """One page of the feed after the cursor `after` (None: from the beginning).

        Raises Gone when the portal no longer knows the cursor. An entry whose envelope cannot be
        read comes as a Change of kind "" with the raw entry as its data, to be set aside.
        """
        query = {"limit": str(limit)} | ({"after": after} if after is not None else {})
        reply = self._send("GET", f"{CHANGES_PATH}?{urlencode(query)}", cap=PAGE_CAP, cancel=cancel)
        return read_page(reply.body, self._host)

    def document(
        self,
        path: str,
        etag: str = "",
        *,
        cap: int = DOCUMENT_CAP,
        page: bool = False,
        cancel: CancelToken | None = None,
    ) -> DocumentReply | None:
        """The document at `path` below the API, byte for byte; None where `etag` still holds.

        `page` says that it may be HTML. Raises TooLarge beyond `cap` bytes, NotFound where there is
        none, NetworkSignInNeeded for a web page in its place.
        """
        headers = {"if-none-match": etag} if etag else {}
        reply = self._send("GET", path, headers=headers, cap=cap, accept="*/*", cancel=cancel)
        return read_document(reply, self._host, page=page)

    def submit(
        self, path: str, body: bytes, key: str, cancel: CancelToken | None = None
    ) -> Receipt:
        """Send one item (JSON in `body`) under its Idempotency-Key and return the receipt.

        A set of activation requests is answered at once: that is its receipt, and its answers can
        be fetched as often as needed.
        """
        if path == ACTIVATIONS_PATH:
            head, _whole = self.answered(path, body, key, cancel)
            return Receipt(head.client_id, head.client_id, head.issued_at, "activation")
        headers = {"content-type": "application/json", "idempotency-key": key}
        reply = self._send("POST", path, headers=headers, body=body, cancel=cancel)
        return self._decode(reply, Receipt)

    def answered(
        self, path: str, body: bytes, key: str, cancel: CancelToken | None = None
    ) -> tuple[AnswerSetHead, bytes]:
        """Send a set of activation requests under its Idempotency-Key; its answer, whole."""
        headers = {"content-type": "application/json", "idempotency-key": key}
        reply = self._send("POST", path, headers=headers, body=body, cap=SET_CAP, cancel=cancel)
        return self._decode(reply, AnswerSetHead), reply.body

    def find_submission(self, client_id: str, cancel: CancelToken | None = None) -> Receipt | None:
        """The receipt of the item `client_id`; None when the portal never took it in."""
        path = SUBMISSION_PATH.format(client_id=quote(client_id, safe=""))
        try:
            reply = self._send("GET", path, cancel=cancel)
        except errors.NotFound:
            return None
        return self._decode(reply, Receipt)

    def attachment(
        self, attachment_id: str, first: int, last: int, cancel: CancelToken | None = None
    ) -> bytes:
        """The bytes `first` to `last` (inclusive) of an attachment.

        A portal that serves no ranges sends all of it: taken where that is not much more.
        """
        reply = self._send(
            "GET",
            ATTACHMENT_PATH.format(attachment_id=quote(attachment_id, safe="")),
            headers={"range": f"bytes={first}-{last}"},
            deadline=PART_DEADLINE,
            accept="*/*",
            cancel=cancel,
        )
        return reply.body if reply.status == 206 else reply.body[first : last + 1]

    @property
    def uploads(self) -> Uploads:
        """Files, announced and sent in parts."""
        return Uploads(self._send, self._host)

    def me(self, cancel: CancelToken | None = None) -> Me:
        """Who is signed in, and what they may do."""
        return self._decode(self._send("GET", ME_PATH, cancel=cancel), Me)

    def renew(self, cancel: CancelToken | None = None) -> None:
        """Take new tokens now, though the old ones may still hold; those are spent then.

        Raises SignInNeeded where the portal gives none, and as any request.
        """
        self._renewed(self._kept(), cancel)

    def sign_out(self, cancel: CancelToken | None = None) -> None:
        """Forget the tokens here, and have the portal revoke them (RFC 7009).

        Here they are forgotten in any case; raises RevocationFailed when the portal did not hear.
        """
        with self._alone(cancel):
            kept = self._unsaved or self._keeper.load()
            self._tokens = self._unsaved = None
            self._keeper.clear()
        if kept is None:
            return
        form = {"client_id": self._to.client_id, "token": kept.access_token}
        if kept.refresh_token is not None:
            form |= {"token": kept.refresh_token, "token_type_hint": "refresh_token"}
        try:
            reply = post_form(self._transport, self._to.revocation_endpoint, form, cancel=cancel)
        except errors.PortalProblem as problem:
            raise errors.RevocationFailed(self._host, detail=problem.title) from problem
        if reply.status != 200:
            raise errors.RevocationFailed(self._host, detail=f"HTTP {reply.status}")

    def _send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        cap: int = CAP,
        deadline: float = DEADLINE,
        accept: str = answers.JSON,
        cancel: CancelToken | None = None,
    ) -> Reply:
        """Send with a token that should work; on 401 once more with a fresh one."""
        tokens = self._usable(cancel)
        for last in (False, True):
            signed = dict(headers or {}) | {"authorization": f"Bearer {tokens.access_token}"}
            try:
                return self._transport.request(
                    method,
                    self._to.api.rstrip("/") + path,
                    headers=signed,
                    body=body,
                    cap=cap,
                    deadline=deadline,
                    accept=accept,
                    cancel=cancel,
                )
            except errors.SignInNeeded as problem:
                if last:
                    raise self._ended(problem.detail) from problem
                tokens = self._renewed(tokens, cancel)
        raise self._ended("")

    def _usable(self, cancel: CancelToken | None) -> TokenSet:
        with self._lock:
            tokens = self._tokens
        if tokens is None:
            with self._alone(cancel):
                tokens = self._tokens = self._kept()
        if tokens.refresh_token is not None and self._clock.now() + _EARLY >= tokens.expires_at:
            return self._renewed(tokens, cancel)
        return tokens

    def _kept(self) -> TokenSet:
        if self._unsaved is not None:
            self._keeper.save(self._unsaved)
            kept, self._unsaved = self._unsaved, None
            return kept
        found = self._keeper.load()
        if found is None:
            raise errors.SignInNeeded(self._host)
        return found

    def _renewed(self, stale: TokenSet, cancel: CancelToken | None) -> TokenSet:
        """Tokens other than `stale`: those another thread or process got, or fresh ones."""
        with self._alone(cancel):
            kept = self._kept()
            if kept.access_token == stale.access_token:
                kept = self._refreshed(kept, cancel)
            self._tokens = kept
            return kept

    def _refreshed(self, old: TokenSet, cancel: CancelToken | None) -> TokenSet:
        if old.refresh_token is None:
            raise self._ended("no refresh token")
        form = {
            "grant_type": "refresh_token",
            "refresh_token": old.refresh_token,
            "client_id": self._to.client_id,
        }
        reply = post_form(self._transport, self._to.token_endpoint, form, cancel=cancel)
        given = read_tokens(reply, self._clock)
        if not isinstance(given, TokenSet):
            if given.error not in ("invalid_grant", "access_denied"):
                raise sign_in_problem(given, self._host)
            self._tokens = None
            self._keeper.clear()
            raise self._ended(plain(given.error, 80))
        if given.refresh_token is None:
            given = msgspec.structs.replace(given, refresh_token=old.refresh_token)
        # The old refresh token is spent from here on: should the keyring fail now, the new set
        # stays in memory and is kept before it is used, at the next call.
        self._unsaved, self._tokens = given, None
        return self._kept()

    def _ended(self, detail: str) -> errors.PortalProblem:
        if self._transport.clock_off and self._transport.skew is not None:
            behind = self._transport.skew < timedelta(0)
            return errors.ClockOff(behind=behind, detail=detail)
        return errors.SignInNeeded(self._host, detail=detail)

    @contextmanager
    def _alone(self, cancel: CancelToken | None) -> Iterator[None]:
        """One thread of one process at a time, as far as this profile's tokens go."""
        ends = self._clock.monotonic() + _LOCK_SECONDS
        with held_by(self._lock.acquire, self._lock.release, lambda: self._waiting(ends, cancel)):
            if self._lock_file is None:
                yield
                return
            import filelock  # noqa: PLC0415 - not for importing this room

            lock = filelock.FileLock(self._lock_file, mode=0o600)

            def acquire(*, timeout: float) -> bool:
                try:
                    lock.acquire(timeout=timeout, poll_interval=0.02)
                except filelock.Timeout:
                    return False
                return True

            with held_by(acquire, lock.release, lambda: self._waiting(ends, cancel)):
                yield

    def _waiting(self, ends: float, cancel: CancelToken | None) -> None:
        if cancel is not None:
            cancel.check()
        if self._clock.monotonic() >= ends:
            raise errors.TimedOut(self._host, detail="the sign-in is being refreshed elsewhere")

    def _decode(self, reply: Reply, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(reply.body, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise errors.NotAPortal(self._host, detail=plain(str(error), 300)) from error
