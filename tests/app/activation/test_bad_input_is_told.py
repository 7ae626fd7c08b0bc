"""What nobody should bring to an isolated host: each is told in words, quickly, without harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.activation import clock, requests, state, vendor_file
from app.activation.checking import check, instant_words
from app.activation.clock import Marks
from app.activation.faults import BadKey, Malformed
from app.activation.keys import public_keys
from app.activation.payload import instant_of
from app.activation.problems import BadFile, BadState, HostProblem
from app.activation.strict import json_object
from app.activation.verdicts import Verdict
from tests.support.isolated_hosts import body_of, host_request
from tests.support.isolated_shell import Host
from tests.support.license_issuer import Issuer, armored, members_of, payload
from tests.support.sources import ROOT
from tests.support.vendor_desk import VendorDesk

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ISSUER = Issuer()
KEYS = public_keys(ISSUER.public)
OLD_LICENSE = "-----BEGIN LICENSE FILE-----\nZXhhbXBsZQ==\n-----END LICENSE FILE-----\n"


def seconds(work: Callable[[], object]) -> float:
    """The best of three: what the work itself takes."""
    best = float("inf")
    for _round in range(3):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        json_object(data)


@pytest.mark.parametrize(
    "shape",
    [
        lambda n: b"[" * 65 + b'"' + b'\\"' * n,
        lambda n: b"[" * 65 + b'"' * n,
        lambda n: b"[" * 65 + b"\\" * n,
        lambda n: b'{"a":"' + b"[{" * n,
        lambda n: b'{"a":' * n,
        lambda n: b'{"a":' + b"9" * n + b"}",
        lambda n: b'{"a":' + b"[]," * n + b"}",
    ],
)
def test_the_time_for_hostile_json_grows_with_its_length_only(
    shape: Callable[[int], bytes],
) -> None:
    """Twenty times the length costs nowhere near four hundred times the effort."""
    short, long = shape(5_000), shape(100_000)
    refused(short)
    assert seconds(lambda: refused(long)) < 120 * max(seconds(lambda: refused(short)), 0.000_05)


@pytest.mark.parametrize(
    "shape",
    [
        lambda n: "-----BEGIN PUBLIC KEY-----" * n,
        lambda n: "-----BEGIN " + "A " * n,
        lambda n: "-----BEGIN PUBLIC KEY-----\n" + "A" * n,
        lambda n: "-----END PUBLIC KEY-----" * n + "-----BEGIN ",
        lambda n: "0 " * n,
    ],
)
def test_the_time_for_a_hostile_key_grows_with_its_length_only(shape: Callable[[int], str]) -> None:
    def read(text: str) -> None:
        with pytest.raises(BadKey):
            public_keys(text)

    short, long = shape(500), shape(10_000)
    assert seconds(lambda: read(long)) < 120 * max(seconds(lambda: read(short)), 0.000_05)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1e999}', b'{"a":-1e999}', b'{"a":' + b"1" * 401 + b"}", b'{"a":"\\ud800"}',
        b'{"a":"\\uDC00"}', b'{"\\udfff":1}', b'{"a":"\\ud800\\ud800"}', b'{"a":-Infinity}',
        b'\xef\xbb\xbf{"a":1}', b'{"a":"\x00"}', b"{'a':1}", b'{"a":1,}', b'{"a":01}',
        b'{"a":1}\x00',
    ],
)  # fmt: skip
def test_json_that_two_readers_could_understand_differently_is_refused(data: bytes) -> None:
    refused(data)


def test_whole_characters_and_long_texts_are_read() -> None:
    assert json_object(b'{"a":"\\ud83d\\ude00 \\\\ud800"}') == {"a": "\U0001f600 \\ud800"}
    assert json_object(b'{"a":' + b"9" * 400 + b"}")["a"] == int("9" * 400)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60", "0001-01-01T00:00:00+23:00",
        "9999-12-31T23:59:59-01:00", "٢٠٢٦-01-01T00:00:00Z", "2026-01-01T00:00:00.٣Z",
        "2026-01-01T00:00:00.Z", "2026-01-01 00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-01-01T00:00:60Z", "2026-01-01T00:00:00Z\n", "",
    ],
)  # fmt: skip
def test_what_is_no_instant_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        instant_of(text)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_instants_at_the_ends_of_time_survive_the_folder_and_the_clock(text: str) -> None:
    """Another stack writes the first for "never set", and some vendors the second for "never"."""
    end = instant_of(text)
    assert state.stamp(end) == text
    assert state.instant(state.stamp(end)) == end
    assert instant_words(end).endswith(" UTC")
    assert clock.view(NOW, Marks(end, end)).now == NOW
    assert clock.proved_by(end, NOW, Marks(end, end)).proved == end
    checked = check(ISSUER.file(payload(meta={"expiry": text})).encode(), KEYS, at=NOW)
    assert checked.payload is not None
    assert checked.payload.expiry == end


@pytest.mark.parametrize("issued", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_genuine_answer_from_the_end_of_time_does_not_break_the_host(
    host: Host, issued: str
) -> None:
    answer = host.vendor.answer(host.request(), meta={"issued": issued, "expiry": None})
    ran = host.install(host.carried(answer))
    assert ran.document["answers"][0]["outcome"] in ("installed", "invalid")
    assert "standing" in host.run("status").document["clock"]


def test_a_signed_key_with_a_name_twice_is_not_read_as_a_text() -> None:
    twice = b'{"license":{"expiry":"2020-01-01T00:00:00Z"},"license":{}}'
    assert check(ISSUER.signed_key(twice).encode(), KEYS, at=NOW).verdict is Verdict.MALFORMED
    text = check(ISSUER.signed_key(b"somebody@example.com").encode(), KEYS, at=NOW)
    assert text.verdict is Verdict.VALID


@pytest.mark.parametrize(
    "change",
    [
        {"keys": None}, {"keys": 5}, {"keys": {}}, {"keys": [None]}, {"keys": ["x"] * 101},
        {"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": "k", "x": "AA"}]},
        {"pem_keys": None}, {"pem_keys": [1]}, {"pem_keys": [{"pem": "x", "kid": "k"}]},
        {"pem_keys": [{"pem": "-----BEGIN PUBLIC KEY-----" * 4000, "kid": "k"}]},
        {"pem_keys": [{"pem": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                       "kid": "k"}]},
        {"issued_at": 5}, {"issued_at": "0001-01-01T00:00:00+23:00"}, {"vendor": {}},
        {"install_locations": None}, {"install_locations": {"a": 1}}, {"install_locations": [[]]},
        {"fingerprint_policy": []}, {"fingerprint_policy": "half"},
    ],
)  # fmt: skip
def test_a_vendor_file_that_anybody_could_have_signed_is_a_typed_error(
    change: dict[str, Any],
) -> None:
    """Nobody has confirmed its key yet when it is read."""
    data = json.dumps(VendorDesk().vendor_file(**change)).encode()
    with pytest.raises(BadFile):
        vendor_file.offered(data, None, NOW)


@pytest.mark.parametrize("names", [None, 5, {}, "lic-1"])
def test_a_signed_list_of_nothing_clear_never_gets_into_the_folder(names: Any) -> None:
    desk = VendorDesk()
    data = json.dumps(desk.vendor_file()).encode()
    trust = vendor_file.offered(data, None, NOW).trust
    told = json.dumps(desk.signed({"number": 1, "licenses": names}, "revocation_list")).encode()
    with pytest.raises(BadFile):
        vendor_file.revocations(told, trust, None)


@pytest.mark.parametrize("name", ["seed", "body", "issued", "public", "payload", "number"])
def test_a_folder_that_was_tampered_with_is_told(host: Host, name: str) -> None:
    answer = host.carried(host.vendor.answer(host.request()))
    revoked = host.folder / "revocations.json"
    told = host.vendor.signed({"number": 1, "licenses": []}, "revocation_list")
    revoked.write_text(json.dumps(told))
    assert host.install(answer, "--revocations", revoked).code == 0
    file = host.state / "host.json"
    document = json.loads(file.read_text())
    for row in (*document["requests"], *document["installed"], document["vendor"],
                document["revocations"]):  # fmt: skip
        if name in row:
            row[name] = "{}" if name == "body" else "nonsense"
    file.write_text(json.dumps(document))
    for command in (["status"], ["receipt"], ["request", "--product", "relay", "--license", "l"]):
        assert host.run(*command, *(["--out", host.folder / "x"] if command != ["status"] else [])
                        ).problem == "CP-7001"  # fmt: skip


def test_no_flipped_byte_of_the_folder_is_more_than_a_typed_error(host: Host) -> None:
    assert host.install(host.carried(host.vendor.answer(host.request()))).code == 0
    file = host.state / "host.json"
    genuine = file.read_bytes()
    for place in range(0, len(genuine), max(1, len(genuine) // 150)):
        file.write_bytes(genuine[:place] + bytes([genuine[place] ^ 4]) + genuine[place + 1 :])
        try:
            state.load(host.state)
        except BadState:
            continue
    for length in range(1, len(genuine), max(1, len(genuine) // 60)):
        file.write_bytes(genuine[:length])
        with pytest.raises(BadState):
            state.load(host.state)


def test_a_request_of_half_a_character_is_refused_and_none_is_made() -> None:
    made = body_of(host_request())
    wish = requests.Wish("relay", "lic-1", "gw-\udcff", production=True)
    mine = requests.make(wish, fingerprint_of_test(), NOW)
    assert requests.read_set(requests.set_of([json.loads(mine.body)], "set-0001"))
    text = requests.set_of([made], "set-0001").decode()
    with pytest.raises(BadFile):
        requests.read_set(text.replace('"gw-1"', '"\\ud800"').encode())


def fingerprint_of_test() -> Any:
    from app.activation.fingerprint import Fingerprint

    return Fingerprint("ab" * 32, {"cpu": None})


def program(*words: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, as a person starts it."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main())",
         "license", *words],
        cwd=ROOT, env=os.environ | environment, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert b"Traceback" not in done.stderr, done.stderr
    return done


@pytest.mark.parametrize(
    "words",
    [
        ["verify", "x" * 5000], ["verify", b"\xff\xfe"], ["verify", ""], ["verify", "/dev/null/x"],
        ["verify", "/dev/zero"], ["verify", "README.md", "--public-key", "y" * 5000],
        ["verify", "README.md", "--public-key", "/dev/zero"],
        ["verify", "README.md", "--license-key", b"\xff", "--fingerprint", b"\xff"],
        ["verify", "README.md", "--at", "٢٠٢٦"],
        ["install", "x" * 5000, "--state", "{tmp}/s"], ["install", b"\xff", "--state", "{tmp}/s"],
        ["status", "--state", "x" * 5000], ["receipt", "--state", "x" * 5000],
        ["request", "--product", b"\xff", "--license", "l", "--state", "{tmp}/s"],
        ["request", "--product", "p", "--license", b"\xff", "--state", "{tmp}/s"],
        ["request", "--product", "p", "--license", "l", "--host-name", b"\xff", "--state",
         "{tmp}/s", "--out", "{tmp}/r"],
        ["request", "--product", "p", "--license", "l", "--out", "x" * 5000, "--state", "{tmp}/s"],
        ["slip", "x" * 5000], ["slip", b"\xff"],
    ],
    ids=lambda words: " ".join(str(word)[:20] for word in words),
)  # fmt: skip
@pytest.mark.parametrize("coding", ["utf-8", "ascii"])
def test_no_word_on_the_command_line_leads_to_a_traceback(
    tmp_path: Path, words: list[str | bytes], coding: str
) -> None:
    given = [w.replace("{tmp}", str(tmp_path)) if isinstance(w, str) else w for w in words]
    done = program(*given, PYTHONIOENCODING=coding)
    assert done.returncode in (0, 1, 2)
    assert done.stdout + done.stderr


def test_an_encrypted_file_and_a_key_that_is_no_text_have_a_verdict(tmp_path: Path) -> None:
    file = tmp_path / "a.lic"
    file.write_text(ISSUER.file(payload(), secret="K"))
    done = program("verify", str(file), "--public-key", ISSUER.public, "--license-key", b"\xff",
                   "--json")  # fmt: skip
    assert json.loads(done.stdout)["verdict"] == "cannot_decrypt"


def test_an_old_terminal_shows_escapes_instead_of_ending_the_command(tmp_path: Path) -> None:
    file = tmp_path / "a.lic"
    members = members_of(ISSUER.file(payload()))
    file.write_text(armored(members | {"alg": "none"}))
    done = program("verify", str(file), "--public-key", ISSUER.public, PYTHONIOENCODING="ascii")
    assert (done.returncode, b"none" in done.stdout) == (1, True)


def test_a_reader_that_goes_away_is_no_fault_of_ours(tmp_path: Path) -> None:
    """`counterpart license verify DIR | head -1`."""
    for number in range(300):
        (tmp_path / f"{number}.lic").write_text(OLD_LICENSE)
    child = subprocess.Popen(
        [sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main())",
         "license", "verify", str(tmp_path), "--json"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert child.stdout is not None
    child.stdout.close()
    _out, err = child.communicate(timeout=60)
    assert b"Traceback" not in err, err


def test_a_disk_that_is_full_keeps_the_old_license(host: Host) -> None:
    """The real thing: a process that may not write more than some bytes to any file."""
    answer = host.carried(host.vendor.answer(host.request()))
    host.place.write_text(OLD_LICENSE)
    assert host.run("status").code == 1
    told = host.folder / "vendor.json"
    told.write_text(json.dumps(host.vendor.vendor_file(str(host.place))))
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])));"
        "from app.activation.host_program import main; sys.exit(main('install', sys.argv[2:]))"
    )
    seen = set()
    for most in (0, 100, 1000, 3000, 6000):
        done = subprocess.run(
            [sys.executable, "-c", script, str(most), str(answer), "--vendor-file", str(told),
             "--vendor-fingerprint", host.vendor.short, "--allow-root", str(host.folder / "lib"),
             "--yes", "--state", str(host.state), "--json"],
            cwd=ROOT, capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        assert b"Traceback" not in done.stderr, done.stderr
        if done.returncode:
            seen.add(json.loads(done.stdout)["problem"]["code"])
            assert host.place.read_text() == OLD_LICENSE
        assert not [one for one in host.place.parent.iterdir() if one.name.endswith(".part")]
    assert seen == {"CP-7007"}
    assert host.outcome(answer) in ("installed", "duplicate")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="needs to become another user")
def test_a_folder_of_somebody_else_is_told(host: Host) -> None:
    host.request()
    for up in (host.folder, *host.folder.parents):
        if Path(tempfile.gettempdir()) in up.parents:
            up.chmod(0o755)
    script = (
        "import contextlib, io, os, sys; from app.activation.host_program import main\n"
        "with contextlib.redirect_stdout(io.StringIO()): main(sys.argv[1], sys.argv[3:])\n"
        "os.setgid(65534); os.setuid(65534)\n"
        "sys.exit(main(sys.argv[1], [*sys.argv[3:], '--state', sys.argv[2]]))"
    )
    scratch = ["--state", str(host.folder / "other"), "--json"]
    out = ["--out", str(host.folder / "written")]
    for name, *words in (["status"], ["receipt", *out],
                         ["request", "--product", "p", "--license", "l", *out]):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", script, name, str(host.state), *words, *scratch],
            cwd=ROOT, capture_output=True, check=False, timeout=60,
        )  # fmt: skip
        assert b"Traceback" not in done.stderr, done.stderr
        assert json.loads(done.stdout)["problem"]["code"] in ("CP-7001", "CP-7003", "CP-7007")


def test_the_worst_file_is_judged_about_as_fast_as_a_genuine_one() -> None:
    """Ten megabytes, or the largest armor with the deepest nest in it: bounded by what is read."""
    genuine = ISSUER.file(payload()).encode()
    usual = seconds(lambda: check(genuine, KEYS, at=NOW))
    deep = armored(b"[" * 65 + b'"' + b'\\"' * 350_000).encode()
    worst = [
        b"-----BEGIN LICENSE FILE-----\n" + b"A" * 10_000_000,
        b"\n" * 10_000_000,
        b"key/" + b"A" * 999_000 + b".",
        deep[:999_999],
        b"-----BEGIN LICENSE FILE-----\n" * 30_000,
    ]
    for data in worst:
        assert check(data, KEYS, at=NOW).verdict is Verdict.MALFORMED
        assert seconds(lambda data=data: check(data, KEYS, at=NOW)) < 300 * usual + 0.1


def test_every_problem_has_a_plain_title_and_a_next_step(host: Host) -> None:
    bad = host.folder / "bad"
    bad.write_bytes(b"{" + b" " * 1000)
    with pytest.raises(HostProblem) as caught:
        requests.read_set(bad.read_bytes())
    assert all(caught.value.document().values())
    assert timedelta(0) == clock.view(NOW, Marks()).by
