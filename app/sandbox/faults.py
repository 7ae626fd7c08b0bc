"""Faults that tests order: what can go wrong between a portal and its client, as values."""

from __future__ import annotations

import threading
from enum import Enum

from msgspec import Struct


class FaultKind(Enum):
    """What goes wrong."""

    DELAY = "delay"
    """The reply starts `seconds` late."""
    SLOW = "slow"
    """The reply comes byte by byte, `seconds` apart."""
    CUT = "cut"
    """The portal does the work; the connection ends after `at` bytes of its reply (head too)."""
    CUT_BODY = "cut_body"
    """As cut, but `at` counts the bytes of the body."""
    DROP = "drop"
    """The connection ends before the portal does anything."""
    STATUS = "status"
    """Answer `status` without work; `retry_after` and `code` as given."""
    STATUS_AFTER = "status_after"
    """The portal does the work; the client is told `status`."""
    DUPLICATE = "duplicate"
    """The request reaches the portal twice; the second reply is returned."""
    TRUNCATED_GZIP = "truncated_gzip"
    """A gzip body without its last `at` bytes (at least one), its length said rightly."""
    WRONG_LENGTH = "wrong_length"
    """Content-Length is off by `at` (may be negative), then the connection ends."""
    BOMB = "bomb"
    """A small gzip body that unpacks to `at` megabytes."""
    ENDLESS = "endless"
    """A chunked body that never ends."""
    HUGE_LENGTH = "huge_length"
    """A Content-Length of `at` gigabytes, zeros behind it until the client goes."""
    CAPTIVE = "captive"
    """200 with a sign-in page of the network, labelled JSON."""
    REDIRECT = "redirect"
    """`status` (301 to 308) to `location`."""
    HTML_ERROR = "html_error"
    """`status` with an HTML page that holds `text` as it is."""
    GARBAGE = "garbage"
    """200, labelled JSON, with `text` or something that is no JSON."""
    CLOCK = "clock"
    """The Date header is `seconds` off."""
    UNKNOWN_FIELDS = "unknown_fields"
    """Every change of a page gets members from the future, outside and inside its data."""
    OTHER_TEXT = "other_text"
    """A text that is not the published one: `text`, or the right one with a paragraph more."""
    CUT_PART = "cut_part"
    """The first `at` bytes of a part of a file arrive safely, then the connection ends."""
    WRONG_RANGE = "wrong_range"
    """What is said to have arrived, or the range of an attachment, is off by `at`."""
    BAD_RULES = "bad_rules"
    """A rule set that does not fit its schema: `text`, or the right one with its values spoiled."""


class Fault(Struct, frozen=True, kw_only=True):
    """One fault: for requests whose path begins with `path`, after `skip` of them, `times` times.

    `times` 0 means always. Faults are tried in the order given; the first that fits happens.
    """

    kind: FaultKind
    path: str = "/v1/"
    method: str | None = None
    skip: int = 0
    times: int = 1
    seconds: float = 0.0
    at: int = 0
    status: int = 503
    retry_after: str | None = None
    code: str = "fault"
    location: str = ""
    text: str = ""


class FaultList:
    """The faults in force; counts down as they happen. Safe from any thread."""

    def __init__(self, faults: list[Fault] | None = None) -> None:
        self._lock = threading.Lock()
        self._left: list[tuple[Fault, int, int]] = []
        self.replace(faults or [])

    def replace(self, faults: list[Fault]) -> None:
        """From now on these faults, in this order, and no others."""
        with self._lock:
            self._left = [(fault, fault.skip, fault.times or -1) for fault in faults]

    def next_for(self, method: str, path: str) -> Fault | None:
        """What goes wrong with this request, if anything."""
        with self._lock:
            for place, (fault, skip, times) in enumerate(self._left):
                fits = path.startswith(fault.path) and fault.method in (None, method)
                if not fits or times == 0:
                    continue
                if skip:
                    self._left[place] = (fault, skip - 1, times)
                    continue
                self._left[place] = (fault, 0, times - 1 if times > 0 else times)
                return fault
        return None

    def pending(self) -> int:
        """How many faults have not happened as often as ordered."""
        with self._lock:
            return sum(1 for _, _, times in self._left if times > 0)
