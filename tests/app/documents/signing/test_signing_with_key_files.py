"""Signing with a PKCS#12 file: what others read from it, the levels, and what goes wrong."""

from __future__ import annotations

import logging
import shutil
import subprocess
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from app.base.errors import FileTrouble
from app.documents.signing import problems, stamp_problems, token_problems
from app.documents.signing.lasting import LongTerm
from app.documents.signing.model import KeyPlace, Level, SigningKey
from app.documents.signing.signing import certificates, sign
from app.documents.verifying.model import Verdict
from tests.support.pdf import embedded_files, has_qpdf, info, what_is_wrong
from tests.support.signed_papers import (
    LISTS,
    Lasting,
    judged,
    key_of,
    letter,
    signed_by,
    signed_with,
)
from tests.support.signing_keys import (
    PASSPHRASE,
    WHEN,
    authority,
    identity,
    revoked_list,
    second,
    signer,
    stamp_service,
    uses,
)
from tests.support.stamps import StampService


def pdfsig(pdf: bytes, folder) -> str:
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    return done.stdout


needs_poppler = pytest.mark.skipif(
    shutil.which("pdfsig") is None, reason="needs poppler, which packaging/dev.py test installs"
)


@needs_poppler
def test_another_program_finds_the_signature_valid_and_over_the_whole_file(tmp_path) -> None:
    made = signed_by(signer(), letter(), reason="Certificate of compliance", name="Petra Häberlin")
    said = pdfsig(made, tmp_path)
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "Petra Häberlin" in said
    assert "ETSI.CAdES.detached" in said
    assert "Nov 23 2026 09:30:00" in said


def test_the_document_itself_stays_as_it_is() -> None:
    made, signed = signed_with(signer(), letter())
    assert made.startswith(letter())
    assert letter().endswith(b"%%EOF\n")
    assert embedded_files(made) == embedded_files(letter())
    assert signed.level is Level.B_B
    assert signed.signed_at == WHEN
    assert signed.certificate.common_name == "Petra Häberlin"
    assert signed.certificate.organization == "Häberlin & Söhne GmbH"


def test_the_claims_of_archive_and_access_are_untouched_and_nothing_is_visible() -> None:
    made = signed_by(signer(), letter())
    appended = made[len(letter()) :]
    for mark in (b"<pdfaid:part>3</pdfaid:part>", b"<pdfuaid:part>1</pdfuaid:part>"):
        assert made.count(mark) == 1
    assert b"xpacket" not in appended
    assert b"/AP" not in appended
    assert b"/TU" in appended
    found = judged(made, signer())
    assert [one.ok for one in found.checks if one.name in ("form", "pdfa")] == [True, True]
    assert info(made)["Tagged"] == "yes"


@pytest.mark.skipif(not has_qpdf(), reason="needs qpdf, which packaging/dev.py test installs")
def test_its_structure_is_sound() -> None:
    assert what_is_wrong(signed_by(signer(), letter())) == ""


def test_a_key_for_rsa_signs_as_well() -> None:
    key = rsa.generate_private_key(65537, 2048)
    one = identity("Rolf Sauer", authority(), key=key)
    assert judged(signed_by(one, letter()), authority()).verdict is Verdict.VALID


def test_a_key_without_a_passphrase_signs_as_well(tmp_path) -> None:
    path = signer().p12_file(tmp_path, passphrase="")
    key = SigningKey(place=KeyPlace.FILE, path=str(path))
    made, _signed = sign(letter(), key, "", level=Level.B_B, now=WHEN)
    assert judged(made, authority()).verdict is Verdict.VALID


def test_a_file_says_what_it_holds() -> None:
    (found,) = certificates(key_of(signer()), PASSPHRASE)
    assert found.common_name == "Petra Häberlin"
    assert "signatures" in found.purposes


# Levels


def test_a_time_stamp_proves_when_it_was_signed() -> None:
    at = WHEN + timedelta(seconds=7)
    made, signed = signed_with(signer(), letter(), level=Level.B_T, stamp=StampService(at=at))
    assert (signed.level, signed.stamped_at, signed.notes) == (Level.B_T, at, ())
    assert "Stamp Service" in signed.stamped_by
    found = judged(made, authority(), stamp_service().issuer)
    assert found.verdict is Verdict.VALID
    assert found.signatures[0].level is Level.B_T
    assert found.signatures[0].stamped_at == at


def test_what_lasts_carries_lists_and_a_stamp_over_everything() -> None:
    lasting = Lasting()
    made, signed = lasting.signed(letter())
    assert signed.level is Level.B_LTA
    assert sorted(lasting.fetched) == [f"{LISTS}/signers.crl", f"{LISTS}/stamps.crl"]
    assert b"/DSS" in made
    found = judged(made, lasting.root, lasting.stamp_root)
    assert found.verdict is Verdict.VALID
    assert found.signatures[0].level is Level.B_LTA
    assert [one.covers_all for one in found.signatures] == [False, True]


def test_what_lasts_is_valid_after_the_signers_certificate_ended() -> None:
    lasting = Lasting()
    made, _signed = lasting.signed(letter())
    later = WHEN + timedelta(days=2000)
    found = judged(made, lasting.root, lasting.stamp_root, now=later)
    assert found.verdict is Verdict.VALID
    plain = judged(signed_by(signer(), letter()), authority(), now=later)
    assert plain.verdict is Verdict.VALID_UNTRUSTED_SIGNER
    assert "not valid at the time" in plain.words


def test_lists_that_are_at_hand_need_no_network() -> None:
    lasting = Lasting()
    crls = (revoked_list(lasting.root), revoked_list(lasting.stamp_root))
    plain = identity("Petra Häberlin", lasting.root)
    made, signed = signed_with(
        plain, letter(), level=Level.B_LTA, stamp=StampService(), long_term=LongTerm(crls=crls)
    )
    assert signed.level is Level.B_LTA
    assert judged(made, lasting.root).verdict is Verdict.VALID


def test_a_list_that_cannot_be_had_is_said_and_a_stamp_is_the_way_out() -> None:
    lasting = Lasting()
    lasting.lists.clear()
    with pytest.raises(stamp_problems.NoLongTermProof):
        lasting.signed(letter())
    _made, signed = lasting.signed(letter(), allow_lower=True)
    assert signed.level is Level.B_T
    assert "B-T" in signed.notes[0]


def test_a_revoked_certificate_does_not_sign_what_lasts() -> None:
    lasting = Lasting()
    lasting.lists[f"{LISTS}/signers.crl"] = revoked_list(lasting.root, lasting.signer)
    with pytest.raises(problems.CertificateRevoked):
        lasting.signed(letter(), allow_lower=True)


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ("down", stamp_problems.StampDown),
        ("refused", stamp_problems.StampRefused),
        ("garbage", stamp_problems.StampWrong),
        ("wrong nonce", stamp_problems.StampWrong),
        ("no nonce", stamp_problems.StampWrong),
        ("wrong imprint", stamp_problems.StampWrong),
        ("broken signature", stamp_problems.StampWrong),
    ],
)
def test_a_time_stamp_service_that_fails_is_said_and_avoided_by_choice(fault, problem) -> None:
    service = StampService(fault=fault)
    with pytest.raises(problem):
        signed_with(signer(), letter(), level=Level.B_T, stamp=service)
    made, signed = signed_with(signer(), letter(), level=Level.B_T, stamp=service, allow_lower=True)
    assert signed.level is Level.B_B
    assert signed.stamped_at is None
    assert "B-B" in signed.notes[0]
    assert judged(made, authority()).verdict is Verdict.VALID


def test_a_stamp_by_a_certificate_for_something_else_counts_for_nothing() -> None:
    with pytest.raises(stamp_problems.StampWrong) as raised:
        signed_with(signer(), letter(), level=Level.B_T, stamp=StampService(second()))
    assert "not one for time stamps" in raised.value.detail


def test_without_a_service_a_stamp_is_not_promised() -> None:
    with pytest.raises(stamp_problems.NoStampService):
        signed_with(signer(), letter(), level=Level.B_T)
    _made, signed = signed_with(signer(), letter(), level=Level.B_LTA, allow_lower=True)
    assert signed.level is Level.B_B


def test_a_clock_that_is_off_is_noted() -> None:
    service = StampService(at=WHEN + timedelta(minutes=47))
    _made, signed = signed_with(signer(), letter(), level=Level.B_T, stamp=service)
    assert "47 minutes" in signed.notes[0]


def test_a_clock_that_makes_an_ended_certificate_look_valid_is_found_out() -> None:
    service = StampService(at=WHEN + timedelta(days=701), fault="")
    late = identity("Stamps", stamp_service().issuer, usage=uses("digital_signature"),
                    purposes=[ExtendedKeyUsageOID.TIME_STAMPING], critical_purposes=True,
                    ends=WHEN + timedelta(days=900))  # fmt: skip
    service = StampService(late, at=WHEN + timedelta(days=701))
    with pytest.raises(problems.ClockWrong):
        signed_with(signer(), letter(), level=Level.B_T, stamp=service, allow_lower=True)


# Two people


def test_a_second_person_countersigns_and_both_signatures_hold(tmp_path) -> None:
    first = signed_by(signer(), letter())
    both = signed_by(second(), first, countersigns=True, now=WHEN + timedelta(hours=1))
    assert both.startswith(first)
    found = judged(both, authority(), second().issuer)
    assert found.verdict is Verdict.VALID
    assert [one.certificate.common_name for one in found.signatures] == [
        "Petra Häberlin",
        "Jan de Vries",
    ]
    if shutil.which("pdfsig"):
        assert pdfsig(both, tmp_path).count("Signature is Valid") == 2


def test_only_what_is_signed_can_be_countersigned() -> None:
    with pytest.raises(problems.NotSignable):
        signed_by(second(), letter(), countersigns=True)


def test_trusting_one_of_two_signers_is_not_enough() -> None:
    both = signed_by(second(), signed_by(signer(), letter()), countersigns=True)
    assert judged(both, authority()).verdict is Verdict.VALID_UNTRUSTED_SIGNER


# What goes wrong


def test_a_wrong_passphrase_is_said_and_shown_nowhere(caplog) -> None:
    caplog.set_level(logging.DEBUG)
    key = key_of(signer())
    with pytest.raises(problems.WrongSecret) as raised:
        sign(letter(), key, "hunter2-hunter2", level=Level.B_B, now=WHEN)
    shown = f"{raised.value.report()!r} {caplog.text} {raised.value.__cause__!r}"
    assert "hunter2" not in shown
    assert PASSPHRASE not in shown


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a key",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        b"\x30\x80",
    ],
)
def test_a_file_that_is_no_key_file_is_said(tmp_path, content) -> None:
    path = tmp_path / "key.p12"
    path.write_bytes(content)
    with pytest.raises(problems.BadKeyFile):
        sign(
            letter(),
            SigningKey(place=KeyPlace.FILE, path=str(path)),
            "x",
            level=Level.B_B,
            now=WHEN,
        )


def test_a_key_file_that_is_gone_is_said(tmp_path) -> None:
    key = SigningKey(place=KeyPlace.FILE, path=str(tmp_path / "gone.p12"))
    with pytest.raises(FileTrouble):
        sign(letter(), key, "x", level=Level.B_B, now=WHEN)


def test_an_expired_certificate_does_not_sign() -> None:
    one = identity("Alt", authority(), ends=WHEN - timedelta(days=1))
    with pytest.raises(problems.CertificateExpired) as raised:
        signed_by(one, letter())
    assert "2026-11-22" in raised.value.explanation
    assert "clock" in raised.value.next_step


def test_a_certificate_of_tomorrow_does_not_sign() -> None:
    one = identity("Neu", authority(), begins=WHEN + timedelta(days=1))
    with pytest.raises(problems.CertificateNotYetValid):
        signed_by(one, letter())


@pytest.mark.parametrize(
    "how",
    [
        {"usage": uses("key_encipherment")},
        {"usage": uses("key_cert_sign", "crl_sign"), "authority": True},
        {"purposes": [ExtendedKeyUsageOID.SERVER_AUTH]},
        {"purposes": [ExtendedKeyUsageOID.CODE_SIGNING, ExtendedKeyUsageOID.TIME_STAMPING]},
    ],
)
def test_a_certificate_for_another_purpose_does_not_sign(how) -> None:
    with pytest.raises(problems.WrongPurpose):
        signed_by(identity("Server", authority(), **how), letter())


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\n", b"no PDF at all"])
def test_what_is_no_document_is_not_signed(pdf) -> None:
    with pytest.raises(problems.NotSignable):
        signed_by(signer(), pdf)


def test_a_key_of_a_kind_that_readers_do_not_check_is_said() -> None:
    who = identity("Petra Häberlin", authority(), key=ed25519.Ed25519PrivateKey.generate())
    with pytest.raises(problems.UnknownKind, match="kind of key") as caught:
        signed_by(who, letter())
    assert "ed25519" in caught.value.explanation


def test_a_passphrase_with_a_nul_is_wrong_and_shown_nowhere(capfd) -> None:
    with pytest.raises(problems.WrongSecret):
        sign(letter(), key_of(signer()), "canary\x00tail", level=Level.B_B, now=WHEN)
    assert capfd.readouterr() == ("", "")


def test_every_problem_says_what_was_kept_and_what_to_do() -> None:
    told = identity("X").certificate
    assert told is not None
    for made in (
        problems.wrong_passphrase(),
        token_problems.wrong_pin(1),
        token_problems.wrong_pin(None, few=True),
        token_problems.pin_locked(),
        problems.bad_key_file(""),
        token_problems.no_token(""),
        token_problems.no_token("A"),
        token_problems.several_tokens(("A", "B")),
        token_problems.token_gone(""),
        token_problems.token_refused(""),
        problems.no_signing_key("", ("A",)),
        problems.no_signing_key("B", ()),
        stamp_problems.stamp_down(""),
        stamp_problems.stamp_refused(""),
        stamp_problems.stamp_wrong(""),
        stamp_problems.no_stamp_service(),
        stamp_problems.no_long_term_proof(""),
        token_problems.system_store_missing(),
        problems.not_signable(""),
        problems.revoked(""),
        token_problems.module_missing("", ""),
    ):
        report = made.report()
        assert report.code.startswith("CP-55")
        assert report.explanation
        assert report.next_step
        assert report.kept
        assert "{" not in report.explanation
