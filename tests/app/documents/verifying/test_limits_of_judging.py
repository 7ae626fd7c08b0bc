"""A document that eats resources ends in time, takes no memory, and opens nothing (threat 38)."""

from __future__ import annotations

import resource
import subprocess
import sys
import zlib

import msgspec
import pytest

from app.documents.verifying import limits
from app.documents.verifying.alone import taken_apart
from app.documents.verifying.found import Found, Task
from app.documents.verifying.judging import judge
from app.documents.verifying.model import Verdict
from tests.support.signed_papers import letter, signed_by
from tests.support.signing_keys import WHEN, authority, signer


def spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def pdf_of(*objects: bytes, root: int = 1) -> bytes:
    """A PDF with a sound table of objects."""
    made, places = b"%PDF-1.7\n", []
    for at, content in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (at, content)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, root, table,
    )  # fmt: skip


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (more, len(content), content)


def packed(size: int, times: int = 1) -> bytes:
    press, piece = zlib.compressobj(1), b"0 " * 500_000
    content = b"".join(press.compress(piece) for _part in range(size // len(piece)))
    content += press.flush()
    for _again in range(times - 1):
        content = zlib.compress(content, 9)
    filters = b"/FlateDecode " * times
    return stream(content, b"/Filter[%s]" % filters)


BOMBS = {
    "pages that are each other's children": lambda: pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>"
    ),
    "a page of a gigabyte": lambda: pdf_of(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>", packed(600_000_000),
    ),
    "a statement packed twice": lambda: pdf_of(
        b"<</Type/Catalog/Pages 2 0 R/Metadata 4 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>",
        b"<<>>", packed(600_000_000, 2),
    ),
    "a million arrays": lambda: pdf_of(
        b"<</Type/Catalog/Pages 2 0 R/X 3 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>",
        b"[" * 500_000 + b"]" * 500_000,
    ),
    "a table of a billion objects": lambda: b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
    b"xref\n0 999999999\ntrailer\n<</Root 1 0 R/Size 999999999>>\nstartxref\n43\n%%EOF\n",
    "a table that points at itself": lambda: b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \n"
    b"trailer\n<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n",
    "thirty megabytes of names": lambda: b"%PDF-1.7\n" + b"/A#41" * 6_000_000,
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_within_its_time_and_is_not_verified(name) -> None:
    content = BOMBS[name]()
    before = spent()
    found = judge(content, [], now=WHEN)
    assert found.verdict in (Verdict.NOT_VERIFIED, Verdict.NOT_SIGNED)
    assert spent() - before < 5.0


def test_a_file_that_is_too_large_is_not_even_opened() -> None:
    before = spent()
    assert judge(b"%PDF-1.7\n" + bytes(limits.LARGEST), [], now=WHEN).verdict is (
        Verdict.NOT_VERIFIED
    )
    assert spent() - before < 0.5


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits are Linux's here")
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("bytearray(600_000_000)", "MemoryError"),
        ("while True: pass", "-9|-24"),
        ("import socket; socket.create_connection(('127.0.0.1', 9))", "Refused"),
        ("import socket; socket.getaddrinfo('example.net', 443)", "Refused"),
        ("import socket; socket.socket(socket.AF_INET).connect(('127.0.0.1', 9))", "Refused"),
        ("open('/tmp/made-by-a-document', 'w')", "Refused"),
        ("import subprocess; subprocess.run(['true'])", "Refused"),
        ("import os; os.system('true')", "Refused"),
    ],
)
def test_the_confined_process_can_do_nothing_but_think(code, said) -> None:
    program = f"from app.documents.verifying.limits import confine\nconfine()\n{code}\n"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0
    assert any(one in f"{done.returncode} {done.stderr}" for one in said.split("|"))


def test_a_good_document_is_far_from_the_limits() -> None:
    content = signed_by(signer(), letter())
    before = spent()
    assert judge(content, [authority().pem], now=WHEN).verdict is Verdict.VALID
    assert spent() - before < limits.SECONDS / 2


def test_an_answer_that_is_none_is_a_fault(monkeypatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/true")
    task = Task(pdf=letter(), trusted=(), now=WHEN)
    assert taken_apart(task).fault.startswith("no answer")
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert taken_apart(task).fault.startswith("FileNotFoundError")


def test_what_travels_between_the_processes_comes_back_as_it_was() -> None:
    found = Found(fault="x", form=("a",))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Found) == found
