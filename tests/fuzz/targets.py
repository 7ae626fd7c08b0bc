"""The readers that are fuzzed: how input for each is made, and the errors that each may raise."""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.activation import receipts, report, requests, responses, state, vendor_file
from app.activation.checking import check
from app.activation.clock import Marks
from app.activation.envelope import opened
from app.activation.faults import BadKey, Malformed
from app.activation.keys import public_keys
from app.activation.problems import HostProblem
from app.activation.qr import frames as qr_frames
from app.activation.qr.parts import NotAPart, kinds
from app.activation.responses import Means
from app.activation.state import HostState, Installed, Trusted
from app.activation.strict import json_object
from tests.fuzz import workstation_targets
from tests.fuzz.mutations import Dice, as_json, changed, spoiled
from tests.fuzz.reading import Broken, Target
from tests.support.isolated_hosts import body_of, host_request, receipt_of
from tests.support.license_issuer import Issuer, armored, members_of, payload
from tests.support.vendor_desk import VendorDesk, unpadded

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FINGERPRINT, LICENSE_KEY = "af" * 32, "B10760-1B177D"

NAMES = (
    "verify", "json", "public keys", "requests", "answers", "receipts", "vendor file",
    "revocations", "state", "QR parts", "bundles", "pictures", "batches", "answer sets",
)  # fmt: skip


@contextmanager
def targets() -> Iterator[tuple[Target, ...]]:
    """All of them; some need a folder while they are used."""
    with tempfile.TemporaryDirectory(prefix="counterpart-fuzz-state-") as folder:
        yield (
            _verify(), _json(), _keys(), _requests(), _answers(), _receipts(), _vendor(),
            _revocations(), _state(Path(folder)), _frames(),
            *workstation_targets.targets(),
        )  # fmt: skip


def _verify() -> Target:
    issuers = [Issuer(scheme) for scheme in ("ed25519", "rsa-sha256", "ecdsa-p256")]
    issuers.append(Issuer("rsa-pss-sha256"))
    keys = tuple(key for one in issuers for key in public_keys(one.public))
    genuine: list[bytes] = []
    for one in issuers:
        for kind in ("license", "machine"):
            secret = LICENSE_KEY + (FINGERPRINT if kind == "machine" else "")
            genuine += [one.file(payload(kind), kind, text).encode() for text in ("", secret)]
        genuine.append(one.signed_key(json.dumps({"license": {"expiry": None}}).encode()).encode())
    signed = {opened(one).signed for one in genuine}
    ed = issuers[0]

    def make(dice: Dice) -> bytes:
        match dice.upto(4):
            case 0:
                kind = dice.any_of(("license", "machine"))
                content = as_json(changed(payload(kind), dice), dice)
                secret = LICENSE_KEY + (FINGERPRINT if kind == "machine" else "")
                made = ed.file(content, kind, secret if dice.once_in(3) else "").encode()
                signed.add(f"{kind}/{members_of(made.decode())['enc']}".encode())
                return made
            case 1:
                members = members_of(dice.any_of(genuine[:4]).decode())
                return armored(as_json(changed(members, dice), dice)).encode()
            case 2:
                made = ed.signed_key(
                    as_json(changed({"license": {"id": "l"}}, dice), dice)
                ).encode()
                signed.add(made.rpartition(b".")[0])
                return made
        return spoiled(dice.any_of(genuine), dice, genuine)

    def run(data: bytes) -> None:
        checked = check(
            data, keys, at=NOW, license_keys=[LICENSE_KEY], fingerprint=FINGERPRINT,
            revoked=["lic-9"],
        )  # fmt: skip
        json.dumps(report.as_object("f", checked), allow_nan=False).encode()
        "\n".join(report.as_lines("f", checked)).encode()
        if checked.payload is not None and opened(data).signed not in signed:
            raise Broken("what nobody signed is shown")

    return Target("verify", make, run, ())


def _json() -> Target:
    def make(dice: Dice) -> bytes:
        return spoiled(as_json(changed(payload("machine"), dice), dice), dice)

    def run(data: bytes) -> None:
        again = json_object(data)
        json.dumps(again, allow_nan=False, ensure_ascii=False).encode()

    return Target("json", make, run, (Malformed,))


def _keys() -> Target:
    genuine = [Issuer(scheme).public.encode() for scheme in ("ed25519", "rsa-sha256", "ecdsa-p256")]

    def make(dice: Dice) -> bytes:
        lines = dice.any_of(genuine[1:]).decode().splitlines()
        raw = base64.b64decode("".join(lines[1:-1]))
        if dice.once_in(2):
            inner = base64.encodebytes(spoiled(raw, dice)).decode().strip()
            return f"{lines[0]}\n{inner}\n{lines[-1]}\n".encode()
        return spoiled(dice.any_of(genuine), dice, genuine)

    def run(data: bytes) -> None:
        public_keys(data.decode("latin-1"))

    return Target("public keys", make, run, (BadKey,))


def _requests() -> Target:
    bodies = [body_of(host_request(f"gw-{number}")) for number in range(3)]
    genuine = [requests.set_of(bodies[: n + 1], "set-0001") for n in range(3)]

    def make(dice: Dice) -> bytes:
        if dice.once_in(2):
            return as_json(changed(json.loads(dice.any_of(genuine)), dice), dice)
        return spoiled(dice.any_of(genuine), dice, genuine)

    def run(data: bytes) -> None:
        found = requests.read_set(data)
        for one in found.requests:
            requests.request_hash(one)
        requests.read_set(requests.set_of(list(found.requests), found.client_id))

    return Target("requests", make, run, (HostProblem,))


def _answers() -> Target:
    desk, made = VendorDesk(), host_request("gw-1", "lic-1", "relay", NOW)
    body = body_of(made)
    secret = desk.answer(body, secret=LICENSE_KEY)
    others = [desk.answer(body_of(host_request(f"gw-{n}", "lic-1", "relay"))) for n in (2, 3)]
    document = {"client_id": "set-0001", "issued_at": "2026-11-23T00:00:00Z",
                "responses": [desk.answer(body), secret, *others]}  # fmt: skip
    whole, bare = json.dumps(document).encode(), desk.machine_file(body).encode()
    means = Means(
        HostState(requests=(made,)), public_keys(desk.public.hex()), NOW, (body["fingerprint"],),
        (LICENSE_KEY,), ("lic-9",),
    )  # fmt: skip

    def make(dice: Dice) -> bytes:
        match dice.upto(3):
            case 0:
                return as_json(changed(document, dice), dice)
            case 1:
                meta = changed({"expiry": "2027-01-01T00:00:00Z", "issued": "2026-11-22T00:00:00Z"},
                               dice)  # fmt: skip
                echo = changed({"id": made.request_id, "sha256": "", "nonce": body["nonce"]}, dice)
                told = desk.answer(body, meta=meta if isinstance(meta, dict) else {}, echo=echo)
                return json.dumps(document | {"responses": [told]}).encode()
        return spoiled(dice.any_of((whole, bare)), dice, (whole, bare))

    def run(data: bytes) -> None:
        for one in responses.judged(responses.read_answers(data), means):
            one.words.encode()
            if one.outcome is responses.Outcome.FITS and one.checked is not None:
                assert one.checked.payload is not None

    return Target("answers", make, run, (HostProblem,))


def _receipts() -> Target:
    records = [receipt_of(host_request(f"gw-{number}")) for number in range(2)]
    genuine = receipts.set_of(records, "set-0002")

    def make(dice: Dice) -> bytes:
        match dice.upto(2):
            case 0:
                return as_json(changed(json.loads(genuine), dice), dice)
            case 1:
                head, _, signature = records[0]["jws"].partition("..")
                inner = json.loads(base64.urlsafe_b64decode(records[0]["payload"] + "=="))
                body = unpadded(as_json(changed(inner, dice), dice))
                top = json.loads(base64.urlsafe_b64decode(head + "=="))
                first = unpadded(as_json(changed(top, dice), dice)) if dice.once_in(2) else head
                return receipts.set_of([{"payload": body, "jws": f"{first}..{signature}"}], "set-3")
        return spoiled(genuine, dice)

    def run(data: bytes) -> None:
        for facts in receipts.read_set(data).facts:
            json.dumps(facts, allow_nan=False)

    return Target("receipts", make, run, (HostProblem,))


def _told(desk: VendorDesk) -> dict[str, Any]:
    record = desk.vendor_file(pem_keys=[{"kid": "p256", "pem": Issuer("ecdsa-p256").public}])
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(record["payload"] + "=="))
    return found


def _vendor() -> Target:
    desk, other = VendorDesk(), VendorDesk(bytes(32))
    content = _told(desk)
    record = desk.signed(content) | {"key_changes": [desk.change_to(other)]}
    genuine = json.dumps(record).encode()
    trusts: list[Trusted | None] = [None, vendor_file.offered(genuine, None, NOW).trust]

    def make(dice: Dice) -> bytes:
        match dice.upto(3):
            case 0:
                return as_json(changed(record, dice), dice)
            case 1 | 2:
                signer = dice.any_of((desk, desk, other))
                return json.dumps(signer.signed(changed(content, dice))).encode()
        return spoiled(genuine, dice)

    def run(data: bytes) -> None:
        problems = []
        for trust in trusts:
            try:
                vendor_file.offered(data, trust, NOW)
            except HostProblem as problem:
                problems.append(problem)
        if problems:
            raise problems[0]

    return Target("vendor file", make, run, (HostProblem,))


def _revocations() -> Target:
    desk = VendorDesk()
    trust = vendor_file.offered(json.dumps(desk.vendor_file()).encode(), None, NOW).trust
    content = {"number": 7, "licenses": ["lic-1"], "machines": ["mac-1"]}
    genuine = json.dumps(desk.signed(content, "revocation_list")).encode()

    def make(dice: Dice) -> bytes:
        if dice.once_in(2):
            record = desk.signed(changed(content, dice), "revocation_list")
            return json.dumps(record).encode()
        return spoiled(genuine, dice)

    def run(data: bytes) -> None:
        found = vendor_file.revocations(data, trust, None)
        vendor_file.revoked_ids(found)
        vendor_file.revocations(data, trust, found)

    return Target("revocations", make, run, (HostProblem,))


def _state(folder: Path) -> Target:
    desk, made = VendorDesk(), host_request("gw-1", "lic-1", "relay", NOW)
    trust = vendor_file.offered(json.dumps(desk.vendor_file()).encode(), None, NOW).trust
    told_revoked = desk.signed({"number": 7, "licenses": ["lic-1"]}, "revocation_list")
    revoked = json.dumps(told_revoked).encode()
    told = state.stamp(NOW)
    one = Installed(
        "relay", "lic-1", made.request_id, "/x", "00" * 32, told, told, told, told, ""
    )  # fmt: skip
    whole = HostState(
        (made,), (one,), trust, vendor_file.revocations(revoked, trust, None), Marks(NOW, NOW)
    )
    with state.Keeper(folder) as keeper:
        keeper.save(whole)
    [file] = [one for one in folder.iterdir() if one.suffix == ".json"]
    genuine = file.read_bytes()

    def make(dice: Dice) -> bytes:
        if dice.once_in(2):
            return as_json(changed(json.loads(genuine), dice), dice)
        return spoiled(genuine, dice)

    def run(data: bytes) -> None:
        file.write_bytes(data)
        found = state.load(folder)
        for one in found.installed:
            receipts.receipt(found, one, NOW)
        vendor_file.revoked_ids(found.revocations)
        wish = requests.Wish("relay", "lic-1", "gw-1", production=True)
        requests.pending(found, wish, FINGERPRINT)
        with state.Keeper(folder) as keeper:
            keeper.save(found._replace(marks=Marks(NOW, NOW)))

    return Target("state", make, run, (HostProblem,))


def _frames() -> Target:
    files = [hashlib.sha512(bytes([n])).digest() * 40 for n in range(3)]
    files.append(b"counterpart " * 900)
    sets = [qr_frames.frames(data, kinds()[n]) for n, data in enumerate(files)]
    genuine = [text.encode() for one in sets for text in one]

    def make(dice: Dice) -> bytes:
        texts = list(dice.any_of(sets))
        dice.random.shuffle(texts)
        lines = [text.encode() for text in texts]
        for _round in range(dice.upto(3)):
            place = dice.upto(len(lines) - 1)
            lines.insert(place, spoiled(dice.any_of(genuine), dice, genuine).replace(b"\n", b""))
        if dice.once_in(3):
            lines.pop(dice.upto(len(lines) - 1))
        return b"\n".join(lines)

    def run(data: bytes) -> None:
        gathering = qr_frames.Gathering()
        for line in data.decode("latin-1").split("\n"):
            gathering, seen = gathering.with_part(line)
            qr_frames.seen_words(seen)
            qr_frames.missing_words(gathering)
        if gathering.complete and gathering.data() not in files:
            raise Broken("parts made a file that nobody cut")

    return Target("QR parts", make, run, (HostProblem, NotAPart))
