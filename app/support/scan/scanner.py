"""The scanner's door: a text or a file in, findings out. Nothing is sent, nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from app.base.tasks import CancelToken, Report, no_report
from app.support.scan.collecting import Collector, Content
from app.support.scan.files import look_into
from app.support.scan.model import ScanResult
from app.support.scan.pieces import SIZE, characters
from app.support.scan.rules import detector
from app.support.scan.watched import Watched

Opener = Callable[[], BinaryIO]


def scan_text(
    text: str,
    source: str = "",
    name: str = "",
    cancel: CancelToken | None = None,
) -> ScanResult:
    """What stands in `text`; places are counted in characters. Raises Cancelled.

    `name` is the field's name where the text is one of several in a form.
    """
    collector = Collector(detector(), source, cancel)
    data = text.encode("utf-8", "surrogatepass")
    content = Content(name=name, measure=len if data.isascii() else characters)
    collector.look(_checked(data, cancel), content)
    return collector.result()


def scan_file(
    open: Opener,  # noqa: A002 - the name that callers use
    name: str,
    source: str,
    report: Report = no_report,
    cancel: CancelToken | None = None,
) -> ScanResult:
    """What stands in a file and in the members of an archive; places are counted in bytes.

    `open` gives a stream that can be sought; it is closed here. What cannot be looked into is
    told in `unscanned`. Progress is in bytes of the file. Raises Cancelled, and the OSError or
    Problem of a stream that cannot be read.
    """
    collector = Collector(detector(), source, cancel)
    with open() as stream, Watched(stream, report, cancel) as watched:
        look_into(collector, watched, name, cancel)
        watched.finish()
    return collector.result()


def _checked(data: bytes, cancel: CancelToken | None) -> Iterator[bytes]:
    for start in range(0, max(1, len(data)), SIZE):
        if cancel:
            cancel.check()
        yield data[start : start + SIZE]
