"""Logs and bug reports hold no credential, whatever it was that failed."""

from __future__ import annotations

import logging
import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base import bugs, logs
from app.base.errors import BadSettings, Problem, ProblemReport
from app.base.redact import MASK, redact

SECRETS = {
    "Authorization: Bearer {}": "abc.def-123_XYZ~+/=",
    "Authorization: Basic {}": "dXNlcjpwYXNzd29yZA==",
    '{{"access_token": "{}"}}': "tok-1234567890",
    '{{"refresh_token":"{}","x":1}}': "r3fr3sh-0987",
    "password={}&next=1": "harvest-lantern",
    "http://127.0.0.1:9/callback?code={}&state=s": "one-time-code",
    'PRAGMA key = "{}"': "x'" + "0f" * 32 + "'",
    "key {} in hex": "ab" * 32,
    "proxy http://{}@proxy.example:8080": "user:geheim",
    "jwt {}": "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2ln",
    "recovery {} kept": "ABCDE-FGHJK-MNPQR-STUVW-XYZ23",
    "device_code: {}": "GmRhmhcxhwAzkoEqiMEg",
    "KeyError: '{}'": "kR3-s_9dLw0Zq7TtYv2XbN4mHc6JfPa8",
    "key {} in base64": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "Keys(own={})": repr(bytes(range(32))),
    "Keys(mirror={})": repr(bytes(range(20, 52)) + b"'"),
    "passphrase='{}'": "four words with blanks",
}


@pytest.mark.parametrize(("frame", "secret"), SECRETS.items())
def test_what_looks_like_a_credential_is_masked(frame, secret):
    masked = redact(frame.format(secret))
    assert secret not in masked
    assert MASK in masked


@given(st.text(max_size=200))
def test_redacting_twice_changes_nothing_more(text):
    once = redact(text)
    assert redact(once) == once


@pytest.mark.parametrize(
    "plain",
    [
        "Synced 2,000 orders",
        "order KO-20417 of 2026-11-22",
        "https://portal.example/v1",
        "0191f3a2-7c4e-7def-8abc-0123456789ab",
        "b'plain bytes'",
        "test_a_traceback_in_the_log_is_redacted_and_the_file_is_private",
    ],
)
def test_plain_words_stay_as_they_are(plain):
    assert redact(plain) == plain


def test_a_traceback_in_the_log_is_redacted_and_the_file_is_private(tmp_path):
    logger = logs.start(tmp_path / "logs", "worker", debug=True)
    try:
        try:
            raise RuntimeError("Bearer abcdefghijk")
        except RuntimeError:
            logger.exception("refused with access_token=%s", "tok-123456")
    finally:
        for handler in list(logger.handlers):
            logger.removeHandler(handler)
            handler.close()
        logger.setLevel(logging.NOTSET)
    path = tmp_path / "logs" / "worker.log"
    written = path.read_text("utf-8")
    assert "RuntimeError" in written
    assert "abcdefghijk" not in written
    assert "tok-123456" not in written
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_bug_report_names_versions_and_no_home_folder(home):
    try:
        raise LookupError(f"{home}/private: token=tok-123456")
    except LookupError as error:
        report = bugs.bug_report(error, "window")
    assert report.code == bugs.CODE
    assert "Python" in report.detail
    assert str(home) not in report.detail
    assert "tok-123456" not in report.detail


def test_a_problem_is_no_bug_and_keeps_its_own_words():
    problem = BadSettings("title", "what happened", "what to do", kept="all", detail="why")
    assert not bugs.is_bug(problem)
    assert bugs.bug_report(problem, "window") == ProblemReport(
        code="CP-1004",
        title="title",
        explanation="what happened",
        next_step="what to do",
        kept="all",
        detail="why",
    )


def test_every_kind_of_problem_has_a_code_of_its_own():
    import importlib
    import pkgutil

    import app

    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    classes: list[type[Problem]] = []
    waiting = [Problem]
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        if found is not Problem and "code" in vars(found):
            classes.append(found)
    codes: dict[str, list[str]] = {}
    for found in classes:
        codes.setdefault(found.code, []).append(found.__qualname__)
    assert not {code: names for code, names in codes.items() if len(names) > 1}
    assert all(code.startswith("CP-") and code[3:].isdigit() and len(code) == 7 for code in codes)
