"""`counterpart certify verify`: status 0 only for valid, without a profile or a keyring."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.shell import Shell
from tests.support.signed_papers import certificate, signed_certificate
from tests.support.signing_keys import authority, second


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A home without anything in it, on a computer without a keyring."""
    (tmp_path / "trust.pem").write_bytes(authority().pem)
    (tmp_path / "other.pem").write_bytes(second().pem)
    (tmp_path / "good.pdf").write_bytes(signed_certificate())
    (tmp_path / "bare.pdf").write_bytes(certificate())
    altered = bytearray(signed_certificate())
    altered[4000] ^= 1
    (tmp_path / "altered.pdf").write_bytes(altered)
    return Shell(tmp_path, {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"})


def test_a_valid_certificate_ends_with_0_and_says_who_signed(shell: Shell) -> None:
    done = shell.run("certify", "verify", "good.pdf", "--trust", "trust.pem")
    assert done.code == 0, done
    assert done.out.startswith("good.pdf: valid\nSigned by Dr. Ingrid Häberlin (Brennholt SE)")
    assert "Every figure and name of the data is printed" in done.out


def test_each_file_has_its_verdict_and_one_that_is_not_valid_ends_with_1(shell: Shell) -> None:
    done = shell.run(
        "certify", "verify", "good.pdf", "bare.pdf", "altered.pdf", "--trust", "trust.pem", "--json"
    )
    assert done.code == 1, done
    verdicts = [one["verdict"] for one in done.document["files"]]
    assert verdicts[:2] == ["valid", "not_signed"]
    assert verdicts[2] in ("modified", "not_verified")
    good = done.document["files"][0]
    assert good["signatures"][0]["certificate"]["organization"] == "Brennholt SE"
    assert {one["name"] for one in good["checks"]} >= {"signature", "coverage", "figures"}


def test_a_signer_who_is_not_trusted_ends_with_1(shell: Shell) -> None:
    for more in ((), ("--trust", "other.pem")):
        done = shell.run("certify", "verify", "good.pdf", *more, "--json")
        assert done.code == 1, done
        assert done.document["files"][0]["verdict"] == "valid_untrusted_signer"


def test_what_is_no_certificate_to_trust_or_no_file_is_said(shell: Shell) -> None:
    done = shell.run("certify", "verify", "good.pdf", "--trust", "good.pdf")
    assert done.code == 2, done
    done = shell.run("certify", "verify", "gone.pdf", "--json")
    assert done.code == 1, done
    assert done.document["problem"]["code"] == "CP-1003"
