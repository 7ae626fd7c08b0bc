"""A host that was installed anew finds its own among a whole batch of answers, without toil."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from app.activation import checking, responses
from app.activation.keys import ed25519
from app.activation.responses import Judged, Means, Outcome
from app.activation.state import HostState
from tests.support.isolated_hosts import body_of, host_request
from tests.support.vendor_desk import VendorDesk

COUNT = 40


@pytest.fixture
def vendor() -> VendorDesk:
    return VendorDesk()


def judged(vendor: VendorDesk, answers: list[Any], mine: str, *keys: str) -> tuple[Judged, ...]:
    document = {"client_id": "set-1", "issued_at": "2026-11-23T00:00:00Z", "responses": answers}
    others = [body_of(host_request(f"product {number}"))["fingerprint"] for number in range(5)]
    means = Means(HostState(), [ed25519(vendor.public)], datetime.now(UTC), [*others, mine], keys)
    return responses.judged(responses.read_answers(json.dumps(document).encode()), means)


@pytest.mark.parametrize("secret", ["", "KEY-1"])
def test_its_own_answer_is_found_and_no_other_one_is_shown(vendor: VendorDesk, secret: str) -> None:
    bodies = [body_of(host_request(f"gw-{number}")) for number in range(COUNT)]
    answers = [vendor.answer(body, secret=secret) for body in bodies]
    [found] = judged(vendor, answers, bodies[7]["fingerprint"], "KEY-1")
    assert found.outcome is Outcome.UNBOUND
    assert found.answer.request_id == bodies[7]["request_id"]


def test_only_what_names_this_machine_is_verified(
    vendor: VendorDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = [body_of(host_request(f"gw-{number}")) for number in range(COUNT)]
    answers = [vendor.answer(body) for body in bodies]
    verified = []
    made_by = checking.made_by
    monkeypatch.setattr(
        checking, "made_by", lambda *given: verified.append(given) or made_by(*given)
    )
    judged(vendor, answers, bodies[7]["fingerprint"])
    assert len(verified) <= 2


def test_a_forged_answer_that_names_this_machine_is_not_used(vendor: VendorDesk) -> None:
    bodies = [body_of(host_request(f"gw-{number}")) for number in range(COUNT)]
    answers = [vendor.answer(body) for body in bodies]
    answers[7] = VendorDesk(bytes(32)).answer(bodies[7])
    [found] = judged(vendor, answers, bodies[7]["fingerprint"])
    assert found.outcome is Outcome.INVALID


def test_where_none_is_for_this_host_each_says_so(vendor: VendorDesk) -> None:
    bodies = [body_of(host_request(f"gw-{number}")) for number in range(COUNT)]
    found = judged(vendor, [vendor.answer(body) for body in bodies], "0" * 64)
    assert [one.outcome for one in found] == [Outcome.FOREIGN] * COUNT
