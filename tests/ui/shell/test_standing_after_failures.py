"""The window's few codes are the portal's own, and each failure means what a person would say."""

from __future__ import annotations

import pytest

from app.base.errors import Problem
from app.portal import errors
from ui.page import Standing
from ui.shell.standing import BARE_OFFLINE_CODES, OFFLINE_CODES, SIGN_IN_CODES, after_failure


def codes() -> dict[str, str]:
    return {
        kind.code: name
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, Problem)
    }


def test_every_code_the_window_knows_is_one_of_the_portal() -> None:
    assert set(codes()) >= OFFLINE_CODES | SIGN_IN_CODES | BARE_OFFLINE_CODES


@pytest.mark.parametrize("name", ["Unreachable", "TimedOut", "ServerFault", "Throttled"])
def test_trouble_on_the_way_means_offline_and_still_signed_in(name: str) -> None:
    after = after_failure(Standing(syncing=True), getattr(errors, name).code)
    assert (after.syncing, after.offline, after.signed_in) == (False, True, True)


def test_a_refused_token_means_signed_out_and_not_offline() -> None:
    after = after_failure(Standing(syncing=True), errors.SignInNeeded.code)
    assert (after.offline, after.signed_in) == (False, False)


def test_being_signed_out_outlasts_a_network_fault() -> None:
    after = after_failure(Standing(signed_in=False), errors.Unreachable.code)
    assert (after.offline, after.signed_in) == (True, False)
