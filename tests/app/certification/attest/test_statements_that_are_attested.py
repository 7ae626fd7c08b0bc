"""Which statements are asked for, and by which clause of the terms that really govern."""

from __future__ import annotations

import importlib.resources

import msgspec
import pytest

from app.certification.asked import Kind
from app.certification.attest.questions import questions
from app.certification.model import Reply
from app.certification.scope.facts import TermsFacts, Text, terms_facts
from app.certification.scope.topics import Topic, clause_number
from app.terms import outline, reading
from app.terms.model import Clause, DocumentKind, Governing, RuleSet, VerdictState
from tests.support.scoped_orders import instances, line, order, users

_KINDS = {"end-customer-terms": DocumentKind.END_CUSTOMER, "product-terms": DocumentKind.PRODUCT}


def read(name: str) -> Text:
    """A version of the demo vendor's documents, read as the product reads it."""
    folder = importlib.resources.files("resources") / "terms"
    body = (folder / f"{name}.rules.json").read_bytes()
    rules = msgspec.json.decode(body, type=RuleSet)
    with importlib.resources.as_file(folder / f"{name}.md") as path:
        document = outline.parse(reading.read_file(path))
    kind = next(kind for start, kind in _KINDS.items() if name.startswith(start))
    return Text(
        version_id=rules.terms_document_id, label=name[-7:], kind=kind,
        precedence=1 if kind is DocumentKind.PRODUCT else 2, sha256=rules.text_sha256,
        rules=rules, clauses=document.clauses,
    )  # fmt: skip


@pytest.fixture(scope="module")
def texts() -> dict[str, Text]:
    names = ("end-customer-terms-2026-09", "end-customer-terms-2025-03",
             "product-terms-relay-2025-09")  # fmt: skip
    return {text.version_id: text for text in map(read, names)}


def governed(texts: dict[str, Text], *versions: tuple[str, ...]) -> TermsFacts:
    lines = {(f"ord-{n}", f"lin-{n}"): keys for n, keys in enumerate(versions)}
    used = {key for keys in versions for key in keys}
    return TermsFacts(lines, {key: text for key, text in texts.items() if key in used})


NEW = ("terms-2026-09",)


@pytest.mark.parametrize(
    ("topic", "number"),
    [
        (Topic.SCOPE_OF_USE, "4.1"), (Topic.USERS, "5"), (Topic.AFFILIATES, "5.2"),
        (Topic.INSTANCES, "6.2.1"), (Topic.MODIFICATIONS, "6.3"), (Topic.CREDENTIALS, "7.3"),
        (Topic.STORAGE, "7.6"), (Topic.RESELLERS, "4.2.1"), (Topic.NO_CHARGE, "11"),
        (Topic.RESTRICTIONS, "12"), (Topic.ADD_ONS, "13"), (Topic.CERTIFICATION, "14.1"),
        (Topic.EXCESS, "14.3"), (Topic.CONFIDENTIALITY, "16"), (Topic.DELETION, "17.5"),
        (Topic.TERMINATION, "17"), (Topic.AUTHORITY, "18.1"), (Topic.EXPORT, "25"),
    ],
)  # fmt: skip
def test_each_matter_is_found_in_the_text_of_the_version(texts, topic, number) -> None:
    found = governed(texts, NEW).common(topic)
    assert found is not None
    assert (found.number, found.version_id) == (number, "terms-2026-09")


def test_a_matter_is_found_by_heading_where_its_number_is_another() -> None:
    text = "\n\n".join(
        ["1. Definitions", "Words mean what they say.", "2. Prohibited conduct", "Do not.",
         "3. Trade compliance", "Keep the laws."]
    )  # fmt: skip
    clauses = outline.parse_text(text).clauses
    assert clause_number(Topic.RESTRICTIONS, clauses, None) == "2"
    assert clause_number(Topic.EXPORT, clauses, None) == "3"
    assert clause_number(Topic.ADD_ONS, clauses, None) == ""


def test_software_and_hosted_services_call_for_different_statements(texts) -> None:
    facts = governed(texts, NEW)
    software = [one.id for one in questions(Kind.COMPLIANCE, facts, software=True, hosted=False)]
    hosted = [one.id for one in questions(Kind.COMPLIANCE, facts, software=False, hosted=True)]
    both = [one.id for one in questions(Kind.COMPLIANCE, facts, software=True, hosted=True)]
    assert set(software) - set(hosted) == {"systems", "modifications"}
    assert set(hosted) - set(software) == {"credentials"}
    assert set(both) == set(software) | set(hosted)
    free = questions(Kind.COMPLIANCE, facts, software=True, hosted=True, no_charge=True)
    assert free[-1].id == "no-charge"
    assert free[-1].clause.number == "11"


def test_every_statement_cites_the_clause_of_the_governing_version(texts) -> None:
    found = questions(Kind.COMPLIANCE, governed(texts, NEW), software=True, hosted=True)
    assert {one.id: one.clause.number for one in found} == {
        "users": "5", "systems": "6.2.1", "modifications": "6.3", "credentials": "7.3",
        "service-bureau": "12", "key-mechanisms": "12", "performance-figures": "12",
        "confidentiality": "16", "add-ons": "13", "export": "25",
    }  # fmt: skip
    assert {one.clause.version_id for one in found} == {"terms-2026-09"}
    assert all(one.good is Reply.YES and one.why for one in found)
    assert all(one.statement.count(" we ") or "We " in one.statement or "our " in one.statement
               or "not shared" in one.statement or "The software" in one.statement
               for one in found)  # fmt: skip


def test_the_version_that_governs_most_lines_is_cited_and_others_are_named(texts) -> None:
    facts = governed(texts, ("terms-2025-03",), ("terms-2025-03",), NEW)
    found = questions(Kind.COMPLIANCE, facts, software=True, hosted=True)
    assert {one.clause.version_id for one in found} == {"terms-2025-03"}


def test_a_deletion_asks_for_statements_of_its_own(texts) -> None:
    found = questions(Kind.DELETION, governed(texts, NEW), software=True, hosted=True)
    assert [one.id for one in found] == [
        "use-stopped", "copies-deleted", "backups", "access-ended", "not-passed-on",
        "confidentiality-goes-on",
    ]  # fmt: skip
    assert found[0].clause.number == "17.5"


def test_without_terms_every_statement_is_asked_and_no_clause_is_invented() -> None:
    found = questions(Kind.COMPLIANCE, TermsFacts(), software=False, hosted=False)
    assert len(found) == 10
    assert {one.clause.number for one in found} == {""}
    assert all("to be safe" in one.why for one in found)


def test_only_versions_with_a_genuine_text_and_its_own_rules_count(texts) -> None:
    one = order("KO-1", line(instances(2)), line(users(3)))
    known = texts["terms-2026-09"]

    def governing(order_id: str) -> list[Governing]:
        return [
            Governing(
                line_id=each.id, document="end-customer", kind=DocumentKind.END_CUSTOMER,
                precedence=2, version_id=known.version_id, version_label="2026-09",
                text_sha256=sha, state=VerdictState.CERTAIN, reason="",
            )
            for each, sha in zip(one.lines, (known.sha256, ""), strict=True)
        ]  # fmt: skip

    def outline_of(version_id: str) -> tuple[Clause, ...]:
        return known.clauses

    facts = terms_facts([one], governing, lambda _key: known.rules, outline_of)
    assert facts.versions("ord-KO-1", "lin-KO-1-1") == ("terms-2026-09",)
    assert facts.versions("ord-KO-1", "lin-KO-1-2") == ()
    stated = facts.stated("ord-KO-1", "lin-KO-1-1", "instances-per-license")
    assert stated is not None
    assert (stated.value, stated.clause.number) == ("1", "6.2.1")
    assert facts.stated("ord-KO-1", "lin-KO-1-2", "instances-per-license") is None
    other = msgspec.structs.replace(known.rules, text_sha256="0" * 64)
    without = terms_facts([one], governing, lambda _key: other, outline_of)
    assert without.stated("ord-KO-1", "lin-KO-1-1", "instances-per-license") is None


def test_product_terms_go_before_the_general_ones(texts) -> None:
    facts = governed(texts, ("product-relay-2025-09", "terms-2026-09"))
    stated = facts.stated("ord-0", "lin-0", "instances-per-license")
    assert stated is not None
    assert (stated.value, stated.clause.number) == ("2", "2.1")
