"""The doctor's simulator: what a change would mean, by the comparison that really decides."""

from __future__ import annotations

from itertools import combinations

import pytest

from app.activation.doctor.change import in_short, scenarios, simulate, wanted
from app.activation.fingerprint import Policy
from app.activation.problems import BadFile

KNOWN = {
    "machine_id": True, "system_uuid": False, "board": False, "cpu": True, "disk": True, "mac": True
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "holds"),
    [
        ("mac", "any two most"),
        ("mac disk", "any two"),
        ("mac disk cpu", "any"),
        ("mac disk cpu machine_id", ""),
        ("board", "any two most all"),
    ],
)
def test_each_policy_decides_as_it_does_for_a_license(changed: str, holds: str) -> None:
    for policy in Policy:
        found = simulate(policy, KNOWN, changed.split())
        assert found.holds is (policy.value in holds.split()), found.words
        assert policy.value in found.words


def test_sentences_say_what_is_the_same_what_is_not_counted_and_what_follows() -> None:
    one = simulate(Policy.MOST, KNOWN, ["mac"])
    assert "3 of 4 parts are the same" in one.words
    assert "stays valid, with a notice" in one.words
    two = simulate(Policy.MOST, KNOWN, ["mac", "disk"])
    assert "activate it again" in two.words
    hidden = simulate(Policy.ALL, KNOWN, ["board"])
    assert "not counted: Main board" in hidden.words
    assert "nothing happens" in hidden.words


def test_what_is_taken_away_is_not_counted_except_the_machine_id() -> None:
    assert simulate(Policy.ALL, KNOWN, [], ["mac"]).holds
    assert "gone (Network adapter)" in simulate(Policy.ALL, KNOWN, ["mac"], ["mac"]).words
    assert not simulate(Policy.ANY, KNOWN, [], ["machine_id"]).holds


def test_each_part_and_each_pair_is_played_through() -> None:
    parts = [part for part, known in KNOWN.items() if known]
    played = [found.changed for found in scenarios(Policy.MOST, KNOWN)]
    assert played == [(part,) for part in parts] + list(combinations(parts, 2))


def test_the_rule_in_short() -> None:
    assert "as soon as one" in in_short(Policy.ALL, KNOWN)
    assert "when two change" in in_short(Policy.MOST, KNOWN)
    assert "two together, may change" in in_short(Policy.ANY, KNOWN)
    assert "No part is known" in in_short(Policy.MOST, {"cpu": False})
    assert "as soon as one" in in_short(Policy.MOST, {"machine_id": True, "cpu": True})


def test_what_a_person_types_is_read_or_refused() -> None:
    assert wanted(["mac", "disk:gone"]) == (("mac",), ("disk",))
    for bad in ("serial", "mac:lost", ""):
        with pytest.raises(BadFile):
            wanted([bad])
