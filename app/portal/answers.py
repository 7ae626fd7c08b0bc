"""What an answer means: the right kind of content, or one of the closed set of problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from app.portal import errors, server_text
from app.portal.retry_after import seconds_to_wait

JSON = "application/json"
_LOOKS_LIKE_A_PAGE = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<meta", b"<title")

_DECISIONS: dict[int, Callable[..., errors.PortalProblem]] = {
    403: errors.NotPermitted,
    404: errors.NotFound,
    409: errors.Conflict,
    410: errors.Gone,
}
_CONDITIONS: dict[int, Callable[..., errors.PortalProblem]] = {
    401: errors.SignInNeeded,
    407: errors.ProxyNeedsSignIn,
    408: errors.TimedOut,
    511: errors.NetworkSignInNeeded,
}


def content_type(headers: Mapping[str, str]) -> str:
    """The media type alone, in lower case."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def is_json(kind: str) -> bool:
    """Whether a media type is JSON or built on it (RFC 6839)."""
    return kind == JSON or (kind.startswith("application/") and kind.endswith("+json"))


def is_web_page(kind: str, body: bytes) -> bool:
    """Whether the content is HTML, whatever its label says."""
    head = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return kind in ("text/html", "application/xhtml+xml") or head.startswith(_LOOKS_LIKE_A_PAGE)


def check_json(headers: Mapping[str, str], body: bytes, host: str) -> None:
    """Raise NetworkSignInNeeded or NotAPortal unless a successful answer carries JSON.

    A web page in place of data is what captive portals and filters send (threat 15).
    """
    kind = content_type(headers)
    if body and is_web_page(kind, body):
        raise errors.NetworkSignInNeeded(host, detail=f"content type {kind[:60] or 'none'}, HTML")
    if body and not is_json(kind):
        raise errors.NotAPortal(host, detail=f"content type {kind[:60] or 'none'}")


def refusal(
    status: int, headers: Mapping[str, str], body: bytes, *, host: str, now: datetime
) -> errors.PortalProblem:
    """The problem that an error status means. Its detail holds the server's words, cleaned."""
    document = server_text.problem_document(body, content_type(headers))
    detail = server_text.detail_of(status, body, document)
    code = server_text.plain(document.code, 80) if document else ""
    waiting = headers.get("retry-after")
    if status == 429 or (status == 503 and waiting is not None):
        wait = seconds_to_wait(waiting, now)
        return errors.Throttled(host, retry_after=wait, detail=detail)
    if status in _DECISIONS:
        return _DECISIONS[status](host, problem_code=code, detail=detail)
    if status in _CONDITIONS:
        return _CONDITIONS[status](host, detail=detail)
    match status // 100:
        case 3:
            return errors.RedirectRefused(host, detail=f"HTTP {status}")
        case 4:
            return errors.Refused(host, status=status, problem_code=code, detail=detail)
        case 5:
            return errors.ServerFault(host, status=status, detail=detail)
        case _:
            return errors.NotAPortal(host, detail=detail)
