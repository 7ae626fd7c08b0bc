"""The demo vendor's documents: what is found in them is what their rule sets and authors say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.terms import definitions, facts, outline, reading, references
from app.terms.model import Document

FOLDER = Path(__file__).parents[3] / "resources" / "terms"
TEXTS = sorted(path.stem for path in FOLDER.glob("*.md"))
# Sentences whose meaning no pattern reads: a list of documents, who states the scope or the level,
# who is asked first, what a notice has to be, and over which time a minimum is counted.
NOT_READ = {
    "beta-confidential", "indemnity-fees-period", "indemnity-notice", "precedence",
    "reseller-scope", "sensitive-data", "support-level", "support-through-partner", "tax-exemption",
    "termination-notice", "unauthorized-use-report",
}  # fmt: skip
# Names of this vendor alone: their values are proposed as a period in the clause they stand in.
OWN = {
    "answer-to-persons", "certificate-validity", "end-of-support-notice", "evaluation-period",
    "first-response-premium", "first-response-premium-high", "first-response-premium-low",
    "first-response-premium-normal", "first-response-standard", "incident-notice",
    "move-deactivation",
    "move-without-charge", "request-closed-after", "support-data-kept", "training-use-period",
    "usage-data-kept",
}  # fmt: skip

WRONG = {
    "end-customer-terms-2025-03": [
        ("6.1.3", "10.2", "mismatched", "10.1 Delivery"),
        ("6.3.2", "2", "mismatched", "6.4.3 Copyleft"),
        ("17.6", "10.3", "mismatched", "10.2 Payment"),
        ("17.6", "10.4", "dangling", "10.3 Taxes"),
        ("17.6", "27", "dangling", "General provisions"),
    ],
    "end-customer-terms-2026-09": [
        ("6.1.3", "10.2", "mismatched", "10.1 Delivery"),
        ("6.3.2", "2", "mismatched", "6.4.3 Copyleft"),
        ("10.2.4", "14.4", "dangling", "14.3 Excess use"),
        ("17.6", "10.3", "mismatched", "10.2 Payment"),
        ("17.6", "10.4", "dangling", "10.3 Taxes"),
        ("17.6", "27", "dangling", "General provisions"),
    ],
}
"""The cross-references that these texts get wrong on purpose; all others are sound."""


def document(name: str) -> Document:
    return outline.parse(reading.read_file(FOLDER / f"{name}.md"))


def rule_values(name: str) -> list[dict[str, str | None]]:
    rules = json.loads((FOLDER / f"{name}.rules.json").read_text("utf-8"))
    return [value for value in rules["values"] if value["name"] not in NOT_READ]


@pytest.mark.parametrize("name", TEXTS)
def test_exactly_the_wrong_references_are_reported(name):
    wrong = [
        reference
        for reference in references.find(document(name))
        if reference.state in ("dangling", "mismatched")
    ]
    expected = WRONG.get(name, [])
    assert [(r.clause, r.target, r.state.value) for r in wrong] == [row[:3] for row in expected]
    for reference, (*_row, meant) in zip(wrong, expected, strict=True):
        assert reference.words.endswith(f"Probably meant: {meant}.")


@pytest.mark.parametrize("name", TEXTS)
def test_each_value_of_the_rule_set_is_proposed(name):
    found = facts.find(document(name))
    likely = {
        (each.name, each.clause, each.value, each.unit)
        for each in found
        if each.certainty == "likely"
    }
    unnamed = {
        ("period", each.clause, each.value, each.unit) for each in found if each.name == "period"
    }
    stated = {
        (
            "period" if value["name"] in OWN else value["name"],
            value["clause"], value["value"], value.get("unit", ""),
        )
        for value in rule_values(name)
        if value["value"] is not None
    }  # fmt: skip
    assert stated <= likely | unnamed, stated - likely - unnamed


@pytest.mark.parametrize("name", TEXTS)
def test_no_other_value_is_proposed_for_a_rule_name(name):
    values = {value["name"]: value["value"] for value in rule_values(name)}
    others = [
        (each.name, each.clause, each.value)
        for each in facts.find(document(name))
        if each.name in values and each.value != values[each.name]
    ]
    assert others == []


def test_the_longer_name_of_a_term_is_remarked():
    for name in WRONG:
        text = document(name)
        remarks = definitions.remarks(text, definitions.find(text))
        nearly = [each.words for each in remarks if each.kind == "nearly_defined"]
        assert nearly == ["“Subscription Term” is used and not defined; “Term” is."]
        assert [each.words for each in remarks if each.kind == "never_used"] == []


def test_the_terms_that_the_definitions_section_lists_are_found():
    text = document("end-customer-terms-2026-09")
    found = definitions.find(text)
    listed = [each.term for each in found if each.clause.startswith("1.7(")]
    assert len(listed) == 18
    assert {"Term", "No-Charge Product", "Scope of Use", "Your Data"} <= set(listed)
    assert len(definitions.uses(text, found)) > 400
