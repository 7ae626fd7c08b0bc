"""What holds for every order line, every set of versions and every moment."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import msgspec
from hypothesis import assume, given
from hypothesis import strategies as st

from app.orders.model import OrderKind, Relation, Term, TermKind
from app.terms import rules
from app.terms.choice import Because, LineFacts
from app.terms.governor import Governor
from app.terms.model import (
    DocumentKind,
    Governing,
    RuleSet,
    RulesState,
    TextState,
    VerdictState,
    Version,
)
from tests.support.rules_world import RENEWAL_RULES, day, rule_set, sha, version

BASE = day("2026-01-01")
HOUR = timedelta(hours=1)

instants = st.integers(-900, 900).map(lambda days: BASE + timedelta(days=days, hours=days % 24))
maybe = st.none() | instants
words = st.sampled_from([None, "next-renewal", "at-once", "on-acceptance", "own-date", "nonsense"])
document_kinds = st.sampled_from([kind for kind in DocumentKind if kind is not DocumentKind.LOCAL])

World = tuple[tuple[Version, ...], dict[str, RuleSet]]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Versions of some documents, of any age and state, each perhaps with rules."""
    versions: list[Version] = []
    sets: dict[str, RuleSet] = {}
    for place in range(draw(st.integers(0, 3))):
        kind = draw(document_kinds)
        for number in range(draw(st.integers(1, 3))):
            key = f"d{place}/{number}"
            versions.append(
                version(
                    key,
                    draw(maybe),
                    document=f"d{place}",
                    kind=kind,
                    published=draw(maybe),
                    precedence=draw(st.integers(1, 3)),
                    replaces=draw(st.none() | st.sampled_from([f"d{place}/0", f"d{place}/1"])),
                    text_state=draw(st.sampled_from(TextState)),
                    rules_state=draw(st.sampled_from(RulesState)),
                    applies_to=draw(
                        st.sampled_from([(), (OrderKind.HOSTED,), (OrderKind.NO_CHARGE,)])
                    ),
                )
            )
            if draw(st.booleans()):
                names = ("changes-apply", "no-charge-changes-apply", "upgrade-version")
                sets[key] = rule_set(key, {name: draw(words) for name in names})
    return tuple(versions), sets


@st.composite
def lines(draw: st.DrawFn) -> LineFacts:
    return LineFacts(
        order_id="ord",
        order_number="KO",
        line_id="lin",
        product_id="p",
        product_name="Product",
        kind=draw(st.sampled_from(OrderKind)),
        relation=draw(st.sampled_from(Relation)),
        placed_at=draw(maybe),
        term=Term(
            kind=draw(st.sampled_from(TermKind)),
            start=draw(maybe),
            end=draw(maybe),
            auto_renews=draw(st.booleans()),
        ),
        named_version_id=draw(st.sampled_from(["", "", "d0/0", "d1/1", "elsewhere"])),
        reseller=draw(st.sampled_from(["", "Northquay"])),
        has_support=draw(st.booleans()),
        upgrades_line_id=draw(st.none() | st.just("lin-0")),
        stopped=draw(st.booleans()),
    )


ordered_dates = st.lists(st.integers(-600, 600), min_size=1, max_size=4, unique=True).map(sorted)


def published(days: list[int]) -> tuple[Version, ...]:
    """Sound versions of one document, each published a month before it takes effect."""
    return tuple(
        version(
            f"v{place}",
            BASE + timedelta(days=offset),
            published=BASE + timedelta(days=offset - 30),
        )
        for place, offset in enumerate(days)
    )


def plain_line(placed: datetime, length: int, *, renews: bool, kind: OrderKind) -> LineFacts:
    return LineFacts(
        order_id="ord",
        order_number="KO",
        line_id="lin",
        product_id="p",
        product_name="Product",
        kind=kind,
        placed_at=placed,
        term=Term(
            kind=TermKind.SUBSCRIPTION,
            start=placed,
            end=placed + timedelta(days=length),
            auto_renews=renews,
        ),
    )


sound_lines = st.builds(
    plain_line,
    instants,
    st.integers(1, 800),
    renews=st.booleans(),
    kind=st.just(OrderKind.HOSTED),
)


def govern(
    line: LineFacts, world: World, now: datetime, accepted: frozenset[str] = frozenset()
) -> tuple[Governing, ...]:
    versions, sets = world
    return rules.governing(
        line, versions, sets, accepted.__contains__, now, zone="Europe/Amsterdam"
    )


def ruled(versions: tuple[Version, ...], values: dict[str, str | None] | None = None) -> World:
    return versions, {one.id: rule_set(one.id, values) for one in versions}


def today(found: tuple[Governing, ...]) -> list[tuple[object, ...]]:
    return [(v.document, v.version_id, v.state, v.reason, v.since, v.clause) for v in found]


@given(lines(), worlds(), instants)
def test_every_line_gets_a_definite_verdict(line: LineFacts, world: World, now: datetime) -> None:
    found = govern(line, world, now)
    assert len({verdict.document for verdict in found}) == len(found)
    known = {one.id: one for one in world[0]}
    for verdict in found:
        assert verdict.reason.endswith(".")
        assert verdict.reason[:1] == verdict.reason[:1].upper()
        assert "\n" not in verdict.reason
        match verdict.state:
            case VerdictState.CERTAIN:
                assert verdict.version_id in known
                assert verdict.text_sha256 == known[verdict.version_id].sha256
            case VerdictState.UNPINNED:
                assert verdict.version_id
                assert verdict.text_sha256 == ""
            case VerdictState.NOT_STATED:
                assert verdict.version_id is None
            case VerdictState.NOT_ACCEPTED:
                assert verdict.next_version_id in known
        if verdict.next_at is not None:
            assert verdict.next_at > now
            assert verdict.next_reason


@given(lines(), worlds(), instants, st.randoms(use_true_random=False))
def test_the_order_in_which_versions_come_changes_nothing(
    line: LineFacts, world: World, now: datetime, shuffler: random.Random
) -> None:
    versions, sets = world
    mixed = list(versions)
    shuffler.shuffle(mixed)
    assert govern(line, (tuple(mixed), sets), now) == govern(line, world, now)


@given(lines(), worlds(), instants)
def test_verdicts_come_in_the_order_of_precedence(
    line: LineFacts, world: World, now: datetime
) -> None:
    found = govern(line, world, now)
    assert [v.precedence for v in found] == sorted(v.precedence for v in found)


@given(lines(), worlds(), instants)
def test_an_untrusted_text_never_lends_its_hash_or_a_clause(
    line: LineFacts, world: World, now: datetime
) -> None:
    spoiled = tuple(
        msgspec.structs.replace(one, text_state=TextState.UNTRUSTED) for one in world[0]
    )
    for verdict in govern(line, (spoiled, world[1]), now):
        assert verdict.text_sha256 == ""
        assert verdict.clause == ""
        assert verdict.state in (VerdictState.UNPINNED, VerdictState.NOT_STATED)


@given(sound_lines, ordered_dates, st.integers(0, 700))
def test_a_version_published_later_never_governs_before_the_renewal(
    line: LineFacts, days: list[int], passed: int
) -> None:
    world = ruled(published(days))
    assert line.placed_at is not None
    assert line.term.end is not None
    now = line.placed_at + timedelta(days=passed)
    assume(now < line.term.end)
    at_first = govern(line, world, line.placed_at)
    later = govern(line, world, now)
    for verdict in later:
        found = next((one for one in world[0] if one.id == verdict.version_id), None)
        if found is not None:
            assert found.published_at is not None
            assert found.effective_from is not None
            assert found.published_at <= line.placed_at
            assert found.effective_from <= line.placed_at
    if at_first:
        assert [v.version_id for v in later] == [v.version_id for v in at_first]


@given(sound_lines, ordered_dates, st.integers(0, 900), st.integers(1, 900), st.booleans())
def test_a_version_that_takes_effect_after_now_changes_nothing_today(
    line: LineFacts, days: list[int], passed: int, ahead: int, at_once: bool
) -> None:
    rule = "at-once" if at_once else "next-renewal"
    values = RENEWAL_RULES | {"changes-apply": rule}
    versions = published(days)
    assert line.placed_at is not None
    now = line.placed_at + timedelta(days=passed)
    coming = version("coming", now + timedelta(days=ahead), published=now - HOUR)
    before = govern(line, ruled(versions, dict(values)), now)
    after = govern(line, ruled((*versions, coming), dict(values)), now)
    assert today(after) == today(before)


@given(
    instants,
    ordered_dates,
    instants,
    st.frozensets(st.sampled_from(["v0", "v1", "v2", "v3"])),
    st.sampled_from(["v0", "v1", "v2", "v3"]),
)
def test_accepting_more_never_leads_back_to_an_older_version(
    placed: datetime, days: list[int], now: datetime, accepted: frozenset[str], more: str
) -> None:
    assume(placed <= now)
    world = ruled(published(days))
    trial = plain_line(placed, 30, renews=False, kind=OrderKind.NO_CHARGE)

    def place(found: tuple[Governing, ...]) -> int:
        return max((int((v.version_id or "v-1")[1:]) for v in found), default=-1)

    assert place(govern(trial, world, now, accepted)) <= place(
        govern(trial, world, now, accepted | {more})
    )


@given(instants, ordered_dates, instants)
def test_once_the_newest_is_accepted_nothing_waits(
    placed: datetime, days: list[int], now: datetime
) -> None:
    world = ruled(published(days))
    trial = plain_line(placed, 30, renews=False, kind=OrderKind.NO_CHARGE)
    everything = frozenset(one.id for one in world[0])
    for verdict in govern(trial, world, now, everything):
        assert verdict.state is not VerdictState.NOT_ACCEPTED


@given(sound_lines, ordered_dates, ordered_dates, instants)
def test_versions_of_one_document_never_move_the_verdict_of_another(
    line: LineFacts, days: list[int], policy_days: list[int], now: datetime
) -> None:
    supported = msgspec.structs.replace(line, has_support=True)
    policies = tuple(
        version(
            f"s{place}",
            BASE + timedelta(days=offset),
            document="support",
            kind=DocumentKind.SUPPORT_POLICY,
            precedence=2,
        )
        for place, offset in enumerate(policy_days)
    )
    sets = {one.id: rule_set(one.id, {"changes-apply": "at-once"}) for one in policies}
    alone = govern(supported, (policies, sets), now)
    terms, term_sets = ruled(published(days))
    beside = govern(supported, ((*policies, *terms), sets | term_sets), now)
    assert [v for v in beside if v.document == "support"] == list(alone)


@given(sound_lines, ordered_dates, instants)
def test_a_renewal_brings_the_version_that_was_announced_for_it(
    line: LineFacts, days: list[int], now: datetime
) -> None:
    assume(line.placed_at is not None and line.placed_at <= now)
    world = ruled(published(days))
    for verdict in govern(line, world, now):
        if verdict.next_at is None or not line.term.auto_renews:
            continue
        then = verdict.next_at
        settled = tuple(one for one in world[0] if one.published_at and one.published_at <= now)
        after = govern(line, (settled, world[1]), then)
        assert [v.version_id for v in after] == [verdict.next_version_id]
        assert after[0].since == then


@given(lines(), worlds(), instants)
def test_quick_choices_say_the_same_as_the_verdicts(
    line: LineFacts, world: World, now: datetime
) -> None:
    governor = Governor(*world, "Europe/Amsterdam")
    choices = governor.choices(line, now)
    verdicts = governor.verdicts(line, now)
    assert [(c.document, c.version_id, c.state, c.since, c.next_at) for c in choices] == [
        (v.document, v.version_id, v.state, v.since, v.next_at) for v in verdicts
    ]
    assert all(c.accepting == (c.because is Because.NOT_ACCEPTED) for c in choices)
    assert governor.choices(line, now) == choices


@given(worlds(), instants)
def test_a_value_is_only_taken_from_a_text_that_is_pinned(world: World, now: datetime) -> None:
    versions, sets = world
    lookup = rules.account_lookup(versions, sets, now)
    known = {one.id: one for one in versions}
    for name in ("changes-apply", "upgrade-version", "no-such-value"):
        source = lookup(name)
        if source.version_id:
            found = known[source.version_id]
            assert found.text_state in (TextState.TRUSTED, TextState.LOCAL)
            assert found.rules_state is RulesState.VALID
            assert found.sha256 == sha(found.id)
        else:
            assert source.value == ""
