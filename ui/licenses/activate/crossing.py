"""What crosses the gap, taken from the very bytes that are carried, for one host of the set."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from app.activation.faults import Unusable
from app.activation.payload import instant_of
from app.activation.problems import HostProblem
from app.activation.requests import RequestSet, read_set
from app.activation.strict import url_base64
from app.base.dates import clock_words, day_words, local
from app.base.text import _, ngettext
from app.licenses.batches.model import Batch
from ui.licenses.activate.facts import Fact


class Outgoing(NamedTuple):
    """The request files of a batch, taken apart once."""

    files: tuple[bytes, ...] = ()
    sets: tuple[RequestSet, ...] = ()
    place: Mapping[str, tuple[int, int]] = {}
    """Where each request stands, by its id: number of the file, number in it."""

    @property
    def hosts(self) -> int:
        """How many requests travel."""
        return len(self.place)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(map(len, self.files))


def taken_apart(files: tuple[bytes, ...]) -> Outgoing:
    """Read the files as the connected computer will. Ill-formed ones are left out."""
    sets = []
    for data in files:
        try:
            sets.append(read_set(data))
        except HostProblem:
            sets.append(RequestSet("", ()))
    place = {
        one["request_id"]: (number, at)
        for number, found in enumerate(sets)
        for at, one in enumerate(found.requests)
    }
    return Outgoing(files, tuple(sets), place)


def file_name(batch: Batch, kind: str, number: int = 0, count: int = 1) -> str:
    """What a file of this batch is called: "hamburg-7-requests.json"."""
    letters = "".join(sign if sign.isalnum() else "-" for sign in batch.name.casefold())
    name = "-".join(part for part in letters.split("-") if part) or "batch"
    return f"{name[:60]}-{kind}{f'-{number + 1}' if count > 1 else ''}.json"


def size_words(size: int) -> str:
    """A size as people read it: "4.1 kB"."""
    if size < 1000:
        return _("{size} bytes").format(size=size)
    if size < 1_000_000:
        return _("{size:.1f} kB").format(size=size / 1000)
    return _("{size:.1f} MB").format(size=size / 1_000_000)


def facts_of(batch: Batch, outgoing: Outgoing, request_id: str) -> tuple[Fact, ...]:
    """Every field of one request, and the set around it; of the first where the id is unknown."""
    if not outgoing.place:
        return ()
    number, at = outgoing.place.get(request_id) or next(iter(outgoing.place.values()))
    found = outgoing.sets[number]
    one = found.requests[at]
    others = len(found.requests) - 1
    hosts = ngettext("{count} host", "{count} hosts", others + 1).format(count=others + 1)
    name = file_name(batch, "requests", number, len(outgoing.files))
    facts = [
        (_("set"), _("{name}, {hosts}").format(name=name.removesuffix(".json"), hosts=hosts)),
        *request_facts(one),
    ]
    if others:
        more = ngettext("{count} more host, same fields", "{count} more hosts, same fields", others)
        facts.append(("…", more.format(count=others)))
    return tuple(facts)


def request_facts(one: Mapping[str, Any]) -> list[Fact]:
    """Every field of one request in words."""
    known = sum(1 for value in one["components"].values() if value)
    parts = ngettext("with {count} component hash", "with {count} component hashes", known)
    use = _("production") if one.get("production") else _("not production")
    return [
        (_("request id"), _("{id}, one use").format(id=one["request_id"])),
        (
            _("nonce"),
            _("{nonce}, 32 bytes, made {when}").format(
                nonce=_short(_hex(one["nonce"])), when=_made(one)
            ),
        ),
        (
            _("host"),
            _("{host}, license {license}, {product}, {use}").format(
                host=one.get("host_name", ""),
                license=one["license_id"],
                product=one["product_id"],
                use=use,
            ),
        ),
        (
            _("fingerprint"),
            f"{_short(one['fingerprint'])}, {parts.format(count=known)}",
        ),
        (
            _("host key"),
            _("{key}, the public half").format(key=_short(_hex(one["host_key"].get("x", "")))),
        ),
    ]


def set_hash(data: bytes) -> str:
    """The first digits of a file's SHA-256, in two groups, to be compared by eye."""
    digest = hashlib.sha256(data).hexdigest()
    return f"{digest[:4]} {digest[4:8]}"


def _made(one: Mapping[str, Any]) -> str:
    try:
        made = instant_of(str(one.get("created_at", "")))
    except (ValueError, OverflowError):
        return ""
    return f"{day_words(local(made).date())} {clock_words(made)}"


def _hex(text: str) -> str:
    try:
        return url_base64(text).hex()
    except Unusable:
        return text


def _short(digits: str) -> str:
    """Both ends of a long number: “b41f 09c2 … 77e0”."""
    return f"{digits[:4]} {digits[4:8]} … {digits[-4:]}"
