"""The readers of a connected workstation: pictures of codes, bundles, batches, answers."""

from __future__ import annotations

import io
import json
import warnings
from datetime import UTC, datetime

import msgspec
from PIL import Image

from app.activation import requests
from app.activation.keys import public_keys
from app.activation.problems import HostProblem
from app.activation.qr.bundle import Carried, bundle, files_of, kind_of
from app.activation.qr.drawing import modules
from app.activation.qr.frames import frames
from app.base.errors import Problem
from app.base.tasks import no_report
from app.licenses import answers
from app.licenses.batches import collect as batch_collect
from app.licenses.qr.reading import read_picture
from tests.fuzz.mutations import Dice, as_json, changed, spoiled
from tests.fuzz.reading import Broken, Target
from tests.support.isolated_hosts import body_of, host_request
from tests.support.vendor_desk import VendorDesk

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NO_SET = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def targets() -> tuple[Target, ...]:
    """All of them."""
    return _bundles(), _pictures(), _batches(), _answer_sets()


def _bundles() -> Target:
    genuine = bundle([Carried("vendor.json", b'{"a":1}'), Carried("raw.bin", b"\xff\xfe")])
    document = json.loads(genuine)

    def make(dice: Dice) -> bytes:
        if dice.once_in(2):
            return as_json(changed(document, dice), dice)
        return spoiled(genuine, dice)

    def run(data: bytes) -> None:
        kind_of(data)
        for one in files_of(data):
            if "/" in one.name or one.name.startswith(".") or not one.name.isascii():
                raise Broken(f"a file may be called {one.name!r}")

    return Target("bundles", make, run, (HostProblem,))


def _pictures() -> Target:
    text = frames(b"counterpart", "file")[0]
    rows = modules(text, "m")
    size = len(rows)
    code = Image.new("L", (size + 8, size + 8), 255)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                code.putpixel((x + 4, y + 4), 0)
    code = code.resize((4 * code.width, 4 * code.height), Image.Resampling.NEAREST)
    genuine = []
    for form in ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF"):
        buffer = io.BytesIO()
        code.save(buffer, form)
        genuine.append(buffer.getvalue())
    assert all(read_picture(one) == (text,) for one in genuine)

    def make(dice: Dice) -> bytes:
        data = dice.any_of(genuine)
        head = dice.upto(min(len(data), 400))
        if dice.once_in(2):
            return spoiled(data[:head], dice) + data[head:]
        return spoiled(data, dice, genuine)

    def run(data: bytes) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for found in read_picture(data):
                found.encode("utf-8", "surrogatepass")

    return Target("pictures", make, run, (Problem,))


def _batches() -> Target:
    genuine = [
        requests.set_of([body_of(host_request(f"gw-{n}")) for n in range(k)], "set-0001")
        for k in (1, 2, 5)
    ]

    def make(dice: Dice) -> bytes:
        if dice.once_in(2):
            return as_json(changed(json.loads(dice.any_of(genuine)), dice), dice)
        return spoiled(dice.any_of(genuine), dice, genuine)

    def run(data: bytes) -> None:
        files = [("a.json", data), ("b.json", genuine[1]), ("a.json", data)]
        read = batch_collect.read(files, NOW, no_report, None)
        merged = batch_collect.merged(read, {}, "host")
        for record, _body in merged.changed.values():
            msgspec.json.decode(msgspec.json.encode(record), type=type(record))

    return Target("batches", make, run, ())


def _answer_sets() -> Target:
    desk = VendorDesk()
    made = [body_of(host_request(f"gw-{number}", "lic-1", "relay")) for number in range(3)]
    document = {
        "client_id": "set-0001",
        "issued_at": "2026-11-23T00:00:00Z",
        "responses": [desk.answer(body) for body in made],
    }
    genuine = json.dumps(document).encode()
    asked = {body["request_id"]: json.dumps(body).encode() for body in made}
    judge = answers.Judge(public_keys(desk.public.hex()), NOW)

    def make(dice: Dice) -> bytes:
        if dice.once_in(2):
            return as_json(changed(document, dice), dice)
        return spoiled(genuine, dice)

    def run(data: bytes) -> None:
        for facts in answers.facts_of("set", data, asked, judge).values():
            msgspec.json.decode(msgspec.json.encode(facts), type=type(facts))

    return Target("answer sets", make, run, NO_SET)
