"""Sign-in at the sandbox: the good ways, and every way it must refuse."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from app.portal import wire
from app.sandbox import vendor
from app.sandbox.grants import DEVICE_GRANT
from tests.support.sandbox import CALLBACK, SandboxServer, Visited, form, submit, visit

VERIFIER = "v" * 50


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer.start(orders=1) as running:
        yield running


def code(sandbox: SandboxServer, **changes: str | None) -> str:
    url = sandbox.authorize_url(VERIFIER, **changes)
    return sandbox.sign_in_as_browser(url, follow=False).answer()["code"]


def exchange(sandbox: SandboxServer, given: str, **changes: str) -> Visited:
    fields = {
        "grant_type": "authorization_code",
        "code": given,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
    }
    return sandbox.token(**{**fields, **changes})


def refused(reply: Visited) -> str:
    assert reply.status == 400, reply.text
    assert reply.headers["cache-control"] == "no-store"
    return str(reply.json()["error"])


def start_device(sandbox: SandboxServer) -> dict[str, str]:
    reply = form(
        f"{sandbox.address}/oauth/device_authorization",
        {"client_id": vendor.CLIENT_ID, "scope": "portal"},
    )
    found: dict[str, str] = reply.json()
    return found


def poll(sandbox: SandboxServer, started: dict[str, str]) -> Visited:
    return sandbox.token(grant_type=DEVICE_GRANT, device_code=started["device_code"])


def test_the_browser_comes_back_with_code_state_and_issuer(sandbox: SandboxServer) -> None:
    back = sandbox.sign_in_as_browser(sandbox.authorize_url(VERIFIER), follow=False)
    assert back.status == 303
    assert back.headers["location"].startswith(CALLBACK + "?")
    answer = back.answer()
    assert set(answer) == {"code", "state", "iss"}
    assert (answer["state"], answer["iss"]) == ("the-state", sandbox.address)


def test_a_code_buys_tokens_that_open_the_portal(sandbox: SandboxServer) -> None:
    reply = exchange(sandbox, code(sandbox))
    assert reply.status == 200
    tokens = reply.json()
    assert (tokens["token_type"], tokens["scope"]) == ("Bearer", "portal offline_access")
    me = visit(
        "GET", f"{sandbox.address}/v1/me", None,
        {"Authorization": f"bearer {tokens['access_token']}"},
    )  # fmt: skip
    assert me.json()["subject"] == "usr-dana"


def test_a_code_is_worth_nothing_twice_and_then_takes_its_tokens_with_it(
    sandbox: SandboxServer,
) -> None:
    given = code(sandbox)
    tokens = wire.Tokens(**exchange(sandbox, given).json())
    assert sandbox.get("/v1/me", tokens).status == 200
    assert refused(exchange(sandbox, given)) == "invalid_grant"
    assert sandbox.get("/v1/me", tokens).status == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "w" * 50},
        {"code_verifier": "short"},
        {"redirect_uri": "http://127.0.0.1:10/callback"},
        {"code": "guessed"},
    ],
)
def test_a_code_needs_its_verifier_and_its_redirect(
    sandbox: SandboxServer, changes: dict[str, str]
) -> None:
    assert refused(exchange(sandbox, code(sandbox), **changes)) == "invalid_grant"


def test_a_code_expires(sandbox: SandboxServer) -> None:
    given = code(sandbox)
    sandbox.mutate("advance_clock", seconds=61)
    assert refused(exchange(sandbox, given)) == "invalid_grant"


@pytest.mark.parametrize(
    "redirect",
    [
        "http://evil.example/callback",
        "https://127.0.0.1:9/callback",
        "http://localhost:9/callback",
        "http://127.0.0.1:9/other",
        "http://127.0.0.1/callback",
        "http://127.0.0.1:9@evil.example/callback",
        "http://127.0.0.1:9/callback?x=1",
        "http://127.0.0.1:9/callback#x",
        "http://127.0.0.1:9/callback\n",
        "http://127.0.0.10:9/callback",
        None,
    ],
)
def test_nobody_is_redirected_to_an_address_that_is_not_the_programs(
    sandbox: SandboxServer, redirect: str | None
) -> None:
    page = visit("GET", sandbox.authorize_url(VERIFIER, redirect_uri=redirect))
    assert page.status == 400
    assert "location" not in page.headers


@pytest.mark.parametrize("redirect", ["http://127.0.0.1:65535/callback", "http://[::1]:1/callback"])
def test_any_loopback_port_will_do(sandbox: SandboxServer, redirect: str) -> None:
    given = code(sandbox, redirect_uri=redirect)
    assert exchange(sandbox, given, redirect_uri=redirect).status == 200


def test_an_unknown_program_is_not_redirected(sandbox: SandboxServer) -> None:
    page = visit("GET", sandbox.authorize_url(VERIFIER, client_id="other"))
    assert page.status == 400
    assert "location" not in page.headers
    reply = form(f"{sandbox.address}/oauth/token", {"client_id": "x", "grant_type": "password"})
    assert refused(reply) == "invalid_client"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "portal everything"}, "invalid_scope"),
    ],
)
def test_a_wrong_request_of_a_known_program_is_told_to_it(
    sandbox: SandboxServer, changes: dict[str, str | None], error: str
) -> None:
    back = visit("GET", sandbox.authorize_url(VERIFIER, **changes))
    assert back.status == 303
    assert back.answer() == {"error": error, "iss": sandbox.address, "state": "the-state"}


def test_a_repeated_parameter_is_refused(sandbox: SandboxServer) -> None:
    page = visit("GET", sandbox.authorize_url(VERIFIER) + "&state=other")
    assert page.status == 400
    assert "location" not in page.headers


def test_refusing_consent_is_told_to_the_program(sandbox: SandboxServer) -> None:
    url = sandbox.authorize_url(VERIFIER)
    back = sandbox.sign_in_as_browser(url, decision="deny", follow=False)
    assert back.answer()["error"] == "access_denied"


def test_a_wrong_password_stays_on_the_page_and_five_lock_the_account(
    sandbox: SandboxServer,
) -> None:
    page = visit("GET", sandbox.authorize_url(VERIFIER))
    for _ in range(4):
        page = submit(page, user="dana", password="wrong")
        assert page.status == 403
        assert "do not match" in page.text
    page = submit(page, user="dana", password="wrong")
    assert "locked" in page.text
    page = submit(page, user="dana", password=sandbox.password)
    assert "locked" in page.text
    sandbox.mutate("set_person", user="dana", locked=False)
    assert submit(page, user="dana", password=sandbox.password).status == 200


def test_a_right_password_forgives_the_wrong_ones_before(sandbox: SandboxServer) -> None:
    for _ in range(2):
        page = visit("GET", sandbox.authorize_url(VERIFIER))
        for _ in range(4):
            page = submit(page, user="dana", password="wrong")
        assert submit(page, user="dana", password=sandbox.password).status == 200


def test_a_locked_person_cannot_sign_in(sandbox: SandboxServer) -> None:
    page = sandbox.sign_in_as_browser(sandbox.authorize_url(VERIFIER), "lee")
    assert page.status == 403
    assert "locked" in page.text


def test_an_unknown_person_is_told_the_same_as_a_wrong_password(sandbox: SandboxServer) -> None:
    url = sandbox.authorize_url(VERIFIER)
    nobody = sandbox.sign_in_as_browser(url, "nobody")
    wrong = sandbox.sign_in_as_browser(url, "dana", "wrong")
    assert nobody.status == wrong.status == 403
    assert "do not match" in nobody.text
    assert "do not match" in wrong.text


def test_no_step_of_the_sign_in_can_be_skipped_or_repeated(sandbox: SandboxServer) -> None:
    page = visit("GET", sandbox.authorize_url(VERIFIER))
    pending = page.text.partition('name="pending" value="')[2].partition('"')[0]
    consent = {"pending": pending, "decision": "allow"}
    assert form(f"{sandbox.address}/oauth/consent", consent).status == 400
    asked = submit(page, user="dana", password=sandbox.password)
    assert asked.status == 200
    assert submit(page, user="dana", password=sandbox.password).status == 400
    assert submit(asked, decision="allow").status == 303
    assert submit(asked, decision="allow").status == 400


def test_a_sign_in_left_open_expires(sandbox: SandboxServer) -> None:
    page = visit("GET", sandbox.authorize_url(VERIFIER))
    sandbox.mutate("advance_clock", seconds=601)
    assert submit(page, user="dana", password=sandbox.password).status == 400


def test_pages_hold_no_markup_from_outside_and_load_nothing(sandbox: SandboxServer) -> None:
    page = visit("GET", f"{sandbox.address}/device?user_code=%22%3E%3Cscript%3E")
    assert "<script" not in page.text
    assert "&quot;&gt;&lt;script" in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.headers["x-frame-options"] == "DENY"


def test_a_refresh_token_is_used_once_and_its_second_use_ends_the_sign_in(
    sandbox: SandboxServer,
) -> None:
    first = sandbox.sign_in()
    assert first.refresh_token is not None
    reply = sandbox.token(grant_type="refresh_token", refresh_token=first.refresh_token)
    second = wire.Tokens(**reply.json())
    assert second.refresh_token not in (None, first.refresh_token)
    assert sandbox.get("/v1/me", second).status == 200
    stolen = sandbox.token(grant_type="refresh_token", refresh_token=first.refresh_token)
    assert refused(stolen) == "invalid_grant"
    assert sandbox.get("/v1/me", second).status == 401
    late = sandbox.token(grant_type="refresh_token", refresh_token=second.refresh_token or "")
    assert refused(late) == "invalid_grant"


def test_an_access_token_expires_and_is_no_refresh_token(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in()
    wrong = sandbox.token(grant_type="refresh_token", refresh_token=tokens.access_token)
    assert refused(wrong) == "invalid_grant"
    sandbox.mutate("advance_clock", seconds=tokens.expires_in + 1)
    reply = sandbox.get("/v1/me", tokens)
    assert reply.status == 401
    assert 'error="invalid_token"' in reply.headers["www-authenticate"]
    assert reply.json()["code"] == "invalid_token"


def test_without_a_token_the_portal_says_how_to_get_one(sandbox: SandboxServer) -> None:
    for headers in ({}, {"Authorization": "Basic eA=="}, {"Authorization": "Bearer"}):
        reply = visit("GET", f"{sandbox.address}/v1/me", None, headers)
        assert reply.status == 401
        assert reply.headers["www-authenticate"] == 'Bearer realm="customer portal"'


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoking_either_token_ends_the_sign_in(sandbox: SandboxServer, which: str) -> None:
    tokens = sandbox.sign_in()
    fields = {"client_id": vendor.CLIENT_ID, "token": getattr(tokens, which)}
    assert form(f"{sandbox.address}/oauth/revoke", fields).status == 200
    assert form(f"{sandbox.address}/oauth/revoke", {**fields, "token": "unknown"}).status == 200
    assert sandbox.get("/v1/me", tokens).status == 401


def test_two_sign_ins_of_one_person_are_independent(sandbox: SandboxServer) -> None:
    one, other = sandbox.sign_in(), sandbox.sign_in()
    fields = {"client_id": vendor.CLIENT_ID, "token": one.access_token}
    form(f"{sandbox.address}/oauth/revoke", fields)
    assert sandbox.get("/v1/me", other).status == 200


def test_a_device_waits_until_the_person_agrees(sandbox: SandboxServer) -> None:
    started = start_device(sandbox)
    assert started["verification_uri_complete"].endswith(started["user_code"])
    assert refused(poll(sandbox, started)) == "authorization_pending"
    assert "Signed in" in sandbox.approve_device(started["user_code"].lower()).text
    tokens = wire.Tokens(**poll(sandbox, started).json())
    assert sandbox.get("/v1/me", tokens).status == 200
    assert refused(poll(sandbox, started)) == "invalid_grant"


def test_a_device_is_told_when_the_person_refuses(sandbox: SandboxServer) -> None:
    started = start_device(sandbox)
    sandbox.approve_device(started["user_code"], decision="deny")
    assert refused(poll(sandbox, started)) == "access_denied"


def test_a_device_code_expires(sandbox: SandboxServer) -> None:
    started = start_device(sandbox)
    sandbox.mutate("advance_clock", seconds=901)
    assert refused(poll(sandbox, started)) == "expired_token"
    assert sandbox.approve_device(started["user_code"]).status == 404


def test_an_unknown_device_code_is_refused_on_both_sides(sandbox: SandboxServer) -> None:
    unknown = sandbox.token(grant_type=DEVICE_GRANT, device_code=secrets.token_hex())
    assert refused(unknown) == "invalid_grant"
    assert sandbox.approve_device("BBBB-BBBB").status == 404


def test_polling_too_fast_is_slowed_down() -> None:
    with SandboxServer.start(orders=1, device_interval=5) as sandbox:
        started = start_device(sandbox)
        assert refused(poll(sandbox, started)) == "authorization_pending"
        assert refused(poll(sandbox, started)) == "slow_down"
        sandbox.mutate("advance_clock", seconds=9)
        assert refused(poll(sandbox, started)) == "slow_down"
        sandbox.mutate("advance_clock", seconds=16)
        assert refused(poll(sandbox, started)) == "authorization_pending"


def test_the_demo_account_needs_no_person() -> None:
    with SandboxServer.start(orders=1, demo_consent=True) as sandbox:
        back = visit("GET", sandbox.authorize_url(VERIFIER))
        assert back.status == 303
        assert exchange(sandbox, back.answer()["code"]).status == 200
        assert poll(sandbox, start_device(sandbox)).status == 200


def test_no_secret_of_a_sign_in_is_in_the_state_file(sandbox: SandboxServer) -> None:
    tokens = sandbox.sign_in()
    started = start_device(sandbox)
    assert sandbox.state_path is not None
    kept = b"".join(
        path.read_bytes() for path in sandbox.state_path.parent.iterdir() if path.is_file()
    )
    for secret in (tokens.access_token, tokens.refresh_token or "", started["device_code"]):
        assert secret.encode() not in kept
    assert sandbox.password.encode() not in kept
