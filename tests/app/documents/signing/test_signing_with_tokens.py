"""Signing with a key on a token: a real PKCS#11 token, its errors, and what its driver tells."""

from __future__ import annotations

import logging

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from app.documents.signing import problems, token_problems, tokens
from app.documents.signing.model import KeyPlace, Level, SigningKey
from app.documents.signing.opening import opened
from app.documents.signing.signing import certificates, sign
from app.documents.verifying.model import Verdict
from tests.support.signed_papers import judged, letter
from tests.support.signing_keys import WHEN, authority, identity, second, signer
from tests.support.stamps import StampService
from tests.support.tokens import PIN, drawer, module

pytestmark = pytest.mark.skipif(
    not module(), reason="needs SoftHSM, which packaging/dev.py test installs"
)


@pytest.fixture
def plugged(tmp_path):
    with drawer(tmp_path) as made:
        yield made


def signed(key: SigningKey, pin: str = PIN, **how) -> bytes:
    how.setdefault("level", Level.B_B)
    return sign(letter(), key, pin, now=WHEN, **how)[0]


def test_a_token_with_a_curve_signs(plugged) -> None:
    key = plugged.plug_in("Haeberlin", ("Signing", signer()))
    found = judged(signed(key), authority())
    assert found.verdict is Verdict.VALID
    assert found.signatures[0].certificate.common_name == "Petra Häberlin"


def test_a_token_with_rsa_signs_with_a_time_stamp(plugged) -> None:
    one = identity("Rolf Sauer", authority(), key=rsa.generate_private_key(65537, 2048))
    key = plugged.plug_in("Sauer", ("RSA", one))
    made = signed(key, level=Level.B_T, stamp=StampService())
    assert judged(made, authority()).verdict is Verdict.VALID


def test_a_token_says_what_it_holds_with_and_without_its_pin(plugged) -> None:
    key = plugged.plug_in("Two", ("Petra", signer()), ("Jan", second()))
    (jan, petra) = certificates(key, PIN)
    assert (petra.token, petra.label, petra.common_name) == ("Two", "Petra", "Petra Häberlin")
    assert jan.label == "Jan"
    assert {one.label for one in certificates(key, "")} == {"Petra", "Jan", "CA"}


def test_all_tokens_of_a_module_are_listed_without_trying_the_pin_on_each(plugged) -> None:
    plugged.plug_in("One", ("Petra", signer()))
    key = plugged.plug_in("Two", ("Jan", second()))
    every = SigningKey(place=KeyPlace.TOKEN, path=key.path)
    found = certificates(every, "wrong PIN")
    assert {(one.token, one.label) for one in found} >= {("One", "Petra"), ("Two", "Jan")}


def test_of_several_keys_one_is_chosen_by_its_label(plugged) -> None:
    key = plugged.plug_in("Two", ("Petra", signer()), ("Jan", second()))
    with pytest.raises(problems.NoSigningKey) as raised:
        signed(key)
    assert "Jan, Petra" in raised.value.explanation
    chosen = SigningKey(place=KeyPlace.TOKEN, path=key.path, token="Two", label="Jan")
    assert judged(signed(chosen), second().issuer).verdict is Verdict.VALID


def test_of_several_tokens_one_has_to_be_named(plugged) -> None:
    plugged.plug_in("One", ("Petra", signer()))
    key = plugged.plug_in("Two", ("Jan", second()))
    with pytest.raises(token_problems.NoToken) as raised:
        signed(SigningKey(place=KeyPlace.TOKEN, path=key.path))
    assert "One" in raised.value.explanation
    assert "Two" in raised.value.explanation


def test_a_wrong_pin_is_said_and_shown_nowhere(plugged, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    key = plugged.plug_in("Haeberlin", ("Signing", signer()))
    with pytest.raises(problems.WrongSecret) as raised:
        signed(key, "918273")
    assert "918273" not in f"{raised.value.report()!r} {caplog.text} {raised.value.__cause__!r}"
    assert judged(signed(key), authority()).verdict is Verdict.VALID


def test_a_token_that_is_not_plugged_in_is_said(plugged) -> None:
    key = plugged.plug_in("Haeberlin", ("Signing", signer()))
    plugged.unplug()
    with pytest.raises(token_problems.NoToken):
        signed(key)


def test_a_token_pulled_out_in_the_middle_is_said_and_leaves_nothing(plugged) -> None:
    key = plugged.plug_in("Haeberlin", ("Signing", signer()))
    service = StampService()

    def pulled(request: bytes) -> bytes:
        """The stamp is asked for once before the key signs."""
        plugged.unplug()
        return service(request)

    with pytest.raises(token_problems.TokenGone) as raised:
        signed(key, level=Level.B_T, stamp=pulled, allow_lower=True)
    assert service.asked == 1
    assert "once more" in raised.value.next_step


@pytest.mark.parametrize("path", ["", "gone.so", __file__])
def test_a_driver_that_is_missing_is_said(path) -> None:
    with pytest.raises(token_problems.ModuleMissing):
        signed(SigningKey(place=KeyPlace.TOKEN, path=path))


def test_the_systems_store_is_said_to_be_missing_where_it_is(monkeypatch) -> None:
    monkeypatch.setattr(tokens, "_PROXIES", ("/nowhere/p11-kit-proxy.so",))
    with pytest.raises(token_problems.SystemStoreMissing):
        signed(SigningKey(place=KeyPlace.SYSTEM))


def test_the_systems_store_is_reached_through_its_proxy(plugged, monkeypatch) -> None:
    plugged.plug_in("Haeberlin", ("Signing", signer()))
    monkeypatch.setattr(tokens, "_PROXIES", ("/nowhere/p11-kit-proxy.so", module()))
    assert judged(signed(SigningKey(place=KeyPlace.SYSTEM)), authority()).verdict is Verdict.VALID


def test_what_is_opened_shows_no_key(plugged) -> None:
    key = plugged.plug_in("Haeberlin", ("Signing", signer()))
    with opened(key, PIN) as ready:
        assert repr(ready) == "Opened(…)"
