"""What would happen if parts of this computer changed: the vendor's rule, played through.

The very comparison that decides about an installed license is asked, with made-up values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any, NamedTuple

from app.activation.doctor.parts import part_words
from app.activation.fingerprint import Policy, compare
from app.activation.parts import Part
from app.activation.problems import BadFile
from app.activation.words import _, ngettext

GONE = "gone"
"""A change that leaves the part unreadable: an adapter that was pulled out."""


class Scenario(NamedTuple):
    """What one change would mean under one policy."""

    policy: Policy
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    holds: bool
    words: str
    """The whole of it in one or two sentences."""


def simulate(
    policy: Policy, known: Mapping[str, bool], changed: Iterable[str], gone: Iterable[str] = ()
) -> Scenario:
    """What it means that the parts `changed` have other values, and `gone` none any more.

    `known` says of each part by name whether it is known now.
    """
    lost = tuple(dict.fromkeys(gone))
    other = tuple(part for part in dict.fromkeys(changed) if part not in lost)
    then = {part: "then" if is_known else None for part, is_known in known.items()}
    now = {
        part: None if part in lost else ("now" if part in other and is_known else then[part])
        for part, is_known in known.items()
    }
    if Part.MACHINE_ID.value in lost:
        words = _("Without a machine id no fingerprint can be made: nothing could be compared.")
        return Scenario(policy, other, lost, False, words)
    found = compare(policy, then, now)
    words = _sentence(policy, found.holds, len(found.same), found.changed, other, lost, known)
    return Scenario(policy, other, lost, found.holds, words)


def scenarios(policy: Policy, known: Mapping[str, bool]) -> tuple[Scenario, ...]:
    """Every known part alone, then every pair of them."""
    parts = [part for part, is_known in known.items() if is_known]
    chosen = [(part,) for part in parts] + list(combinations(parts, 2))
    return tuple(simulate(policy, known, one) for one in chosen)


def in_short(policy: Policy, known: Mapping[str, bool]) -> str:
    """What the policy bears on this computer, in one sentence."""
    played = scenarios(policy, known)
    if not played:
        return _("No part is known here: nothing could be compared.")
    one = [found for found in played if len(found.changed) == 1]
    two = [found for found in played if len(found.changed) == 2]
    bad_one, bad_two = ([f for f in some if not f.holds] for some in (one, two))
    if bad_one:
        names = _list(found.changed[0] for found in bad_one)
        return _("A new activation is needed as soon as one of these changes: {parts}.").format(
            parts=names
        )
    if not bad_two:
        return _("Any one part, and any two together, may change without a new activation.")
    if len(bad_two) == len(two):
        return _("Any one part may change; when two change, a new activation is needed.")
    pairs = "; ".join(_list(found.changed) for found in bad_two)
    return _(
        "Any one part may change. A new activation is needed when these change together: {pairs}."
    ).format(pairs=pairs)


def policy_words(policy: Policy) -> str:
    """What a policy asks for."""
    return {
        Policy.ANY: _("any (one part that is the same is enough)"),
        Policy.TWO: _("two (two parts have to be the same)"),
        Policy.MOST: _("most (more parts have to be the same than differ)"),
        Policy.ALL: _("all (every part has to be the same)"),
    }[policy]


def wanted(given: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a person typed ("mac", "disk:gone"), as parts that change and parts that go.

    Raises BadFile for a part that there is not.
    """
    changed: list[str] = []
    gone: list[str] = []
    names = [part.value for part in Part]
    for text in given:
        name, colon, how = text.partition(":")
        if name not in names or (colon and how != GONE):
            raise BadFile(
                _("“{text}” is no part of a fingerprint").format(text=text[:40]),
                _("The parts are: {parts}.").format(parts=", ".join(names)),
                _("Name one of them; add “:gone” for one that is taken away."),
            )
        (gone if colon else changed).append(name)
    return tuple(changed), tuple(gone)


def document(found: Scenario) -> dict[str, Any]:
    """A scenario for --json."""
    return {
        "policy": found.policy.value,
        "changed": list(found.changed),
        "gone": list(found.gone),
        "holds": found.holds,
        "explanation": found.words,
    }


def _sentence(
    policy: Policy,
    holds: bool,
    same: int,
    counted: tuple[str, ...],
    changed: tuple[str, ...],
    gone: tuple[str, ...],
    known: Mapping[str, bool],
) -> str:
    uncounted = [part for part in changed if not known.get(part)]
    said: list[str] = []
    if counted:
        total = same + len(counted)
        said.append(
            ngettext(
                "With {parts} changed, {same} of {total} part is the same.",
                "With {parts} changed, {same} of {total} parts are the same.",
                total,
            ).format(parts=_list(counted), same=same, total=total)
        )
    if gone:
        said.append(_("What is gone ({parts}) is not counted.").format(parts=_list(gone)))
    if uncounted:
        said.append(_("Not known here, so not counted: {parts}.").format(parts=_list(uncounted)))
    if not holds:
        said.append(
            _("Under “{policy}” this is another computer: activate it again.").format(
                policy=policy.value
            )
        )
    elif counted:
        said.append(
            _("Under “{policy}” the license stays valid, with a notice.").format(
                policy=policy.value
            )
        )
    else:
        said.append(
            _("Under “{policy}” nothing happens: the license stays valid.").format(
                policy=policy.value
            )
        )
    return " ".join(said)


def _list(parts: Iterable[str]) -> str:
    return ", ".join(part_words(Part(part)) for part in parts)
