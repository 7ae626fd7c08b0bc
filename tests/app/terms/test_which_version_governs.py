"""Which version governs an order line: each rule of the issue, each bad input, each sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from app.orders.model import OrderKind, Relation, TermKind
from app.terms import rules
from app.terms.choice import LineFacts
from app.terms.model import (
    DocumentKind,
    Governing,
    RuleSet,
    RulesState,
    TextState,
    VerdictState,
    Version,
)
from tests.support.rules_world import RENEWAL_RULES, day, line, rule_set, rule_sets, sha, version

OLD = version("2025-03", "2025-03-01", published="2025-01-15")
NEW = version("2026-09", "2026-09-01", published="2026-07-18", replaces="2025-03")
BOTH = (OLD, NEW)
NOW = day("2026-11-23")
SUPPORT = version(
    "s-2026-01", "2026-01-01", document="support", kind=DocumentKind.SUPPORT_POLICY, precedence=2
)


def verdicts(
    facts: LineFacts,
    versions: Sequence[Version] = BOTH,
    sets: dict[str, RuleSet] | None = None,
    *,
    accepted: tuple[str, ...] = (),
    now: datetime = NOW,
) -> tuple[Governing, ...]:
    given = rule_sets(versions) if sets is None else sets
    return rules.governing(facts, versions, given, lambda key: key in accepted, now)


def verdict(*args: object, **more: object) -> Governing:
    (found,) = verdicts(*args, **more)  # type: ignore[arg-type]
    return found


def test_the_version_of_the_orders_day_governs_and_the_next_renewal_brings_the_newer() -> None:
    found = verdict(line("2026-01-15"))
    assert found.version_id == "2025-03"
    assert found.state is VerdictState.CERTAIN
    assert found.text_sha256 == sha("2025-03")
    assert found.clause == "c.changes-apply"
    assert found.since == day("2026-01-15")
    assert found.next_at == day("2027-02-01")
    assert found.next_version_id == "2026-09"
    assert found.reason == (
        "Version 2025-03 was in force when the order was placed on Thu 15 Jan 2026 and stays "
        "until the next renewal."
    )
    assert "renews by itself" in found.next_reason
    assert "2026-09" in found.next_reason


def test_the_effective_day_itself_counts_and_the_day_before_does_not() -> None:
    assert verdict(line("2026-09-01")).version_id == "2026-09"
    before = day("2026-09-01") - timedelta(seconds=1)
    assert verdict(line(before)).version_id == "2025-03"


def test_a_line_that_renewed_by_itself_comes_under_the_version_in_force_then() -> None:
    facts = line("2025-06-01", start="2025-10-01", end="2026-10-01")
    found = verdict(facts)
    assert found.version_id == "2026-09"
    assert found.since == day("2026-10-01")
    assert found.next_at == day("2027-10-01")
    assert "renewed by itself on Thu 1 Oct 2026" in found.reason
    earlier = line("2025-06-01", start="2025-08-01", end="2026-08-01")
    assert verdict(earlier).version_id == "2025-03"


def test_it_renews_again_and_again_for_an_equal_period() -> None:
    monthly = line("2025-03-31", start="2025-03-31", end="2025-04-30", renews=True)
    found = verdict(monthly, now=day("2026-11-23"))
    assert found.version_id == "2026-09"
    assert found.since == day("2026-10-30")
    assert found.next_at == day("2026-11-30")
    leap = line("2024-02-29", start="2024-02-29", end="2025-02-28")
    assert verdict(leap, now=day("2027-03-01")).next_at == day("2028-02-28")


def test_a_line_that_was_canceled_or_continued_elsewhere_renews_no_more() -> None:
    facts = line("2025-06-01", start="2025-10-01", end="2026-10-01", stopped=True)
    found = verdict(facts)
    assert found.version_id == "2025-03"
    assert found.next_at is None
    assert found.next_reason == ""


def test_a_license_that_renews_only_by_an_order_names_the_version_it_would_come_under() -> None:
    facts = line(renews=False, term_kind=TermKind.LICENSE, kind=OrderKind.SOFTWARE)
    found = verdict(facts)
    assert (found.version_id, found.next_version_id) == ("2025-03", "2026-09")
    assert "renewed then" in found.next_reason
    over = verdict(line(end="2026-10-01", renews=False))
    assert over.version_id == "2025-03"
    assert over.next_at is None
    perpetual = verdict(line(end=None, renews=False, term_kind=TermKind.PERPETUAL))
    assert perpetual.version_id == "2025-03"
    assert perpetual.next_at is None


def test_a_renewal_order_takes_the_version_of_its_own_day() -> None:
    assert verdict(line("2026-10-10", relation=Relation.RENEWAL)).version_id == "2026-09"


def test_an_upgrade_takes_its_own_date_and_names_the_line_that_keeps_its_version() -> None:
    base = line("2024-02-05", start=None, end=None, renews=False, term_kind=TermKind.PERPETUAL)
    upgrade = line(
        "2026-10-03",
        start=None,
        end=None,
        renews=False,
        term_kind=TermKind.PERPETUAL,
        relation=Relation.UPGRADE,
        upgrades_line_id="lin-17904-1",
    )
    first = version("2023-01", "2023-01-01")
    versions = (first, *BOTH)
    assert verdict(base, versions).version_id == "2023-01"
    found = verdict(upgrade, versions)
    assert found.version_id == "2026-09"
    assert found.clause == "c.upgrade-version"
    assert "lin-17904-1, keeps its own" in found.reason


def test_products_without_charge_follow_the_newest_version_once_it_is_accepted() -> None:
    trial = line("2026-05-11", kind=OrderKind.NO_CHARGE, term_kind=TermKind.TRIAL, renews=False)
    waiting = verdict(trial)
    assert waiting.version_id == "2025-03"
    assert waiting.state is VerdictState.NOT_ACCEPTED
    assert waiting.next_version_id == "2026-09"
    assert waiting.clause == "c.no-charge-changes-apply"
    assert waiting.reason == (
        "Version 2026-09 governs once it is accepted; until then version 2025-03 stays."
    )
    taken = verdict(trial, accepted=("2026-09",))
    assert taken.version_id == "2026-09"
    assert taken.state is VerdictState.CERTAIN
    assert "was accepted" in taken.reason


def test_until_the_newest_is_accepted_the_last_accepted_one_stays() -> None:
    newest = version("2026-11", "2026-11-01")
    trial = line("2026-05-11", kind=OrderKind.NO_CHARGE)
    found = verdict(trial, (*BOTH, newest), accepted=("2026-09",))
    assert found.version_id == "2026-09"
    assert found.state is VerdictState.NOT_ACCEPTED
    assert found.next_version_id == "2026-11"


def test_a_trial_ordered_under_the_newest_version_waits_for_nothing() -> None:
    found = verdict(line("2026-10-02", kind=OrderKind.NO_CHARGE))
    assert found.version_id == "2026-09"
    assert found.state is VerdictState.CERTAIN


def test_a_trial_older_than_every_version_waits_for_its_first_acceptance() -> None:
    found = verdict(line("2020-01-01", kind=OrderKind.NO_CHARGE))
    assert found.version_id is None
    assert found.state is VerdictState.NOT_ACCEPTED
    assert found.next_version_id == "2026-09"


def test_the_support_policy_follows_its_own_rule() -> None:
    newer = version(
        "s-2026-06", "2026-06-01", document="support", kind=DocumentKind.SUPPORT_POLICY,
        precedence=2,
    )  # fmt: skip
    coming = version(
        "s-2027-01", "2027-01-01", document="support", kind=DocumentKind.SUPPORT_POLICY,
        precedence=2,
    )  # fmt: skip
    policies = (SUPPORT, newer, coming)
    sets = rule_sets(BOTH) | rule_sets(policies, {"changes-apply": "at-once"})
    terms, policy = verdicts(line("2026-01-15", has_support=True), (*BOTH, *policies), sets)
    assert terms.version_id == "2025-03"
    assert policy.version_id == "s-2026-06"
    assert policy.since == day("2026-06-01")
    assert policy.next_at == day("2027-01-01")
    assert policy.next_version_id == "s-2027-01"
    assert "at once" in policy.reason


def test_without_support_the_support_policy_concerns_no_line() -> None:
    sets = rule_sets((*BOTH, SUPPORT))
    assert len(verdicts(line(), (*BOTH, SUPPORT), sets)) == 1
    support_line = line(kind=OrderKind.SUPPORT, term_kind=TermKind.SUPPORT)
    assert len(verdicts(support_line, (*BOTH, SUPPORT), sets)) == 2


def test_documents_come_in_the_order_of_precedence_and_only_where_they_apply() -> None:
    product = version(
        "relay", "2025-01-01", document="relay", kind=DocumentKind.PRODUCT,
        product_ids=("relay-gateway",), precedence=1,
    )  # fmt: skip
    training = version(
        "training", "2025-01-01", document="training", kind=DocumentKind.TRAINING,
        applies_to=(OrderKind.TRAINING,), precedence=4,
    )  # fmt: skip
    privacy = version(
        "privacy", "2025-01-01", document="privacy", kind=DocumentKind.PRIVACY_POLICY, precedence=5
    )
    everything = (privacy, training, product, SUPPORT, *BOTH)
    found = verdicts(line(product_id="relay-gateway", has_support=True), everything)
    assert [v.kind for v in found] == [
        DocumentKind.END_CUSTOMER,
        DocumentKind.PRODUCT,
        DocumentKind.SUPPORT_POLICY,
        DocumentKind.PRIVACY_POLICY,
    ]
    assert [v.kind for v in verdicts(line(kind=OrderKind.TRAINING), everything)] == [
        DocumentKind.END_CUSTOMER,
        DocumentKind.TRAINING,
        DocumentKind.PRIVACY_POLICY,
    ]


def test_an_order_that_names_its_version_goes_first_and_a_disagreement_is_said() -> None:
    agreed = verdict(line("2026-01-15", named_version_id="2025-03"))
    assert agreed.version_id == "2025-03"
    assert "although" not in agreed.reason
    found = verdict(line("2026-10-10", named_version_id="2025-03"))
    assert found.version_id == "2025-03"
    assert found.reason == (
        "The order names version 2025-03, although version 2026-09 was in force when it was placed "
        "on Sat 10 Oct 2026; the order goes first."
    )
    early = verdict(line("2020-01-01", named_version_id="2025-03"))
    assert early.version_id == "2025-03"
    assert "not known to have been in force" in early.reason


def test_an_order_may_name_a_version_that_nobody_offers() -> None:
    found = verdict(line(named_version_id="terms-1999"))
    assert found.version_id == "terms-1999"
    assert found.state is VerdictState.UNPINNED
    assert "terms-1999" in found.reason
    assert found.text_sha256 == ""
    alone = verdict(line(named_version_id="terms-1999"), ())
    assert alone.version_id == "terms-1999"


def test_of_two_master_documents_the_one_that_the_order_names_applies() -> None:
    other = version("jp-2025", "2025-01-01", document="terms-japan")
    found = verdict(line(named_version_id="jp-2025"), (*BOTH, other))
    assert found.version_id == "jp-2025"


def test_the_reseller_states_the_scope_and_its_promises_bind_nobody() -> None:
    found = verdict(line(reseller="Northquay"))
    assert "Northquay, whose order states the scope of use" in found.reason
    assert "nothing Northquay promised binds the vendor (c.reseller-scope)" in found.reason
    silent = rule_sets(BOTH, {"changes-apply": "next-renewal"})
    plain = verdict(line(reseller="Northquay"), BOTH, silent)
    assert plain.reason.endswith("bought through Northquay.")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (TextState.UNTRUSTED, "not the one that was published"),
        (TextState.MISSING, "not here yet"),
        (TextState.NOT_OFFERED, "not offered"),
    ],
)
def test_a_text_that_cannot_be_relied_on_is_named_and_not_used(
    state: TextState, words: str
) -> None:
    spoiled = version("2025-03", "2025-03-01", text_state=state)
    found = verdict(line(), (spoiled, NEW))
    assert found.version_id == "2025-03"
    assert found.state is VerdictState.UNPINNED
    assert found.text_sha256 == ""
    assert words in found.reason
    sets = {"2025-03": rule_set("2025-03", {"audit-notice": "P10D"})}
    assert rules.resolve("audit-notice", None, (found,), sets).value == ""


@pytest.mark.parametrize(
    "spoiled",
    [
        version("2025-03", "2025-03-01", rules_state=RulesState.INVALID),
        version("2025-03", "2025-03-01", rules_state=RulesState.OTHER_TEXT),
        version("2025-03", "2025-03-01", sha256="0" * 64),
    ],
)
def test_rules_that_cannot_be_relied_on_lead_to_no_verdict(spoiled: Version) -> None:
    found = verdict(line(), (spoiled,), {"2025-03": rule_set("2025-03")})
    assert found.version_id is None
    assert found.state is VerdictState.NOT_STATED
    assert "No rule" in found.reason


def test_where_one_version_has_no_rules_those_of_the_newest_reliable_one_are_used_and_named() -> (
    None
):
    spoiled = version("2025-03", "2025-03-01", rules_state=RulesState.INVALID)
    found = verdict(line(), (spoiled, NEW), rule_sets((NEW,)))
    assert found.version_id == "2025-03"
    assert found.clause == ""
    assert "so says c.changes-apply of version 2026-09" in found.reason


def test_without_any_rule_only_the_orders_own_word_counts_and_until_it_renews() -> None:
    named = verdict(line(named_version_id="2025-03"), BOTH, {})
    assert named.version_id == "2025-03"
    assert named.state is VerdictState.CERTAIN
    assert verdict(line(), BOTH, {}).state is VerdictState.NOT_STATED
    renewed = line("2025-06-01", end="2026-08-01", start="2025-08-01", named_version_id="2025-03")
    assert verdict(renewed, BOTH, {}).state is VerdictState.NOT_STATED


def test_a_rule_in_words_unknown_here_is_not_guessed_at() -> None:
    found = verdict(line(), BOTH, rule_sets(BOTH, {"changes-apply": "when-the-moon-is-full"}))
    assert found.state is VerdictState.NOT_STATED
    assert "when-the-moon-is-full" in found.reason
    odd = RENEWAL_RULES | {"upgrade-version": "as-the-base"}
    upgrade = line(relation=Relation.UPGRADE)
    assert verdict(upgrade, BOTH, rule_sets(BOTH, odd)).state is VerdictState.NOT_STATED


def test_an_order_without_a_date_gets_a_definite_answer() -> None:
    found = verdict(line(None))
    assert found.state is VerdictState.NOT_STATED
    assert "no date" in found.reason
    named = verdict(line(None, named_version_id="2025-03"))
    assert named.version_id == "2025-03"
    assert "unknown day" in named.reason


def test_an_order_older_than_every_version_gets_a_definite_answer() -> None:
    found = verdict(line("2020-01-01", start=None, end=None))
    assert found.state is VerdictState.NOT_STATED
    assert "No version is known that was in force on Wed 1 Jan 2020" in found.reason


def test_versions_without_dates_govern_only_where_an_order_names_them() -> None:
    undated = version("draft", None)
    assert verdict(line(), (undated,)).state is VerdictState.NOT_STATED
    assert verdict(line(named_version_id="draft"), (undated,)).version_id == "draft"
    assert verdict(line(), (undated, *BOTH)).version_id == "2025-03"


def test_a_version_published_after_the_order_never_governs_it_by_its_earlier_date() -> None:
    backdated = version("sly", "2025-12-01", published="2026-03-01")
    assert verdict(line("2026-01-15"), (*BOTH, backdated)).version_id == "2025-03"


def test_of_versions_with_one_date_the_one_published_later_or_replacing_the_other_is_later() -> (
    None
):
    first = version("a", "2025-03-01", published="2025-01-01")
    second = version("b", "2025-03-01", published="2025-02-01")
    assert verdict(line(), (second, first)).version_id == "b"
    replacing = version("a2", "2025-03-01", published="2025-01-01", replaces="z")
    replaced = version("z", "2025-03-01", published="2025-01-01")
    assert verdict(line(), (replacing, replaced)).version_id == "a2"
    circle = (version("x", "2025-03-01", replaces="y"), version("y", "2025-03-01", replaces="x"))
    assert verdict(line(), circle).version_id in ("x", "y")


def test_a_text_that_the_customer_attached_goes_first() -> None:
    own = version(
        "local-1", None, document="local-1", kind=DocumentKind.LOCAL, precedence=0,
        text_state=TextState.LOCAL,
    )  # fmt: skip
    assert len(verdicts(line(), (*BOTH, own))) == 1
    first, second = verdicts(line(attached=("local-1",)), (*BOTH, own))
    assert first.kind is DocumentKind.LOCAL
    assert first.state is VerdictState.CERTAIN
    assert "You attached" in first.reason
    assert second.version_id == "2025-03"


def test_dates_at_the_end_of_the_calendar_count_as_none() -> None:
    facts = line(end=datetime.max.replace(tzinfo=NOW.tzinfo), renews=True)
    assert verdict(facts).next_at is None
    strange = line(start="2026-05-01", end="2026-03-01")
    assert verdict(strange).version_id == "2025-03"


def test_a_value_comes_from_the_order_line_first_then_by_precedence() -> None:
    sets = {
        "2025-03": rule_set("2025-03", RENEWAL_RULES | {"cancel-notice": None, "cure": "P30D"}),
        "relay": rule_set("relay", {"changes-apply": "next-renewal", "cancel-notice": "P14D"}),
    }
    product = version("relay", "2025-01-01", document="relay", kind=DocumentKind.PRODUCT)
    found = verdicts(line(), (OLD, product), sets)
    own = rules.resolve("cancel-notice", "P7D", found, sets)
    assert (own.origin.value, own.value, own.words) == ("order_line", "P7D", "7 days")
    stated = rules.resolve("cancel-notice", None, found, sets)
    assert (stated.value, stated.version_id, stated.clause) == ("P14D", "relay", "c.cancel-notice")
    silent = rules.resolve("cancel-notice", None, found[:1], sets)
    assert (silent.value, silent.words, silent.clause) == ("", "not stated", "c.cancel-notice")
    unknown = rules.resolve("data-deletion", None, found, sets)
    assert (unknown.value, unknown.words, unknown.clause) == ("", "not stated", "")
    assert rules.lookup(found, sets)("cure").words == "30 days"


def test_what_concerns_the_account_rests_on_the_versions_in_force_then() -> None:
    sets = {
        "2025-03": rule_set("2025-03", {"audit-notice": "P10D"}),
        "2026-09": rule_set("2026-09", {"audit-notice": "P5D"}),
    }
    assert rules.account_lookup(BOTH, sets, day("2026-08-31"))("audit-notice").value == "P10D"
    assert rules.account_lookup(BOTH, sets, NOW)("audit-notice").value == "P5D"
    assert rules.account_lookup((), {}, NOW)("audit-notice").words == "not stated"
