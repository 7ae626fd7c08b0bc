"""The demo vendor's documents: texts and rule sets agree, versions differ, slips are there."""

from __future__ import annotations

import json
import re
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.sandbox import documents
from app.terms import outline, reading
from app.terms.model import Clause, Document

PUBLISHED = documents.published()
OLD, NEW = "end-customer-terms-2025-03", "end-customer-terms-2026-09"
WORDS = {
    1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 8: "eight", 12: "twelve", 14: "fourteen",
    21: "twenty-one", 24: "twenty-four", 25: "twenty-five", 72: "seventy-two",
}  # fmt: skip
UNITS = {"D": "day", "M": "month", "Y": "year", "H": "hour"}
SECTIONS = (
    "Scope", "Product kinds", "Account", "Orders", "Authorized users", "Software",
    "Hosted services", "Support", "Training", "Payment and delivery", "No-charge products",
    "Restrictions", "Add-ons", "Certification and audit", "Feedback", "Confidentiality",
    "Termination", "Warranty", "Liability", "Indemnity", "Third parties", "Publicity",
    "Analytics", "Disputes", "Export", "Changes",
)  # fmt: skip


@cache
def document(stem: str) -> Document:
    source = reading.read_bytes(
        documents.text(stem), name=f"{stem}.md", media_type=documents.MEDIA_TYPE
    )
    return outline.parse(source)


@cache
def rule_set(stem: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(documents.rules(stem))
    return found


@cache
def schema() -> dict[str, Any]:
    content = resources.files("resources.terms").joinpath("ruleset.schema.json").read_bytes()
    found: dict[str, Any] = json.loads(content)
    return found


def values(stem: str) -> dict[str, dict[str, Any]]:
    return {value["name"]: value for value in rule_set(stem)["values"]}


def clause(stem: str, anchor: str) -> Clause:
    found = document(stem).clause(anchor)
    assert found is not None, f"{stem} has no clause {anchor}"
    return found


def own(stem: str, anchor: str) -> str:
    return document(stem).own_text(clause(stem, anchor))


def says(text: str, value: str) -> bool:
    """Whether the text has the number of a value, in figures or in words, with its unit."""
    duration = re.fullmatch(r"PT?(\d+)([DMYH])", value)
    if duration:
        count, unit = int(duration[1]), UNITS[duration[2]]
        words = rf"\({count}(st)?\)|\b{count}\b" + (rf"|\b{WORDS[count]}" if count in WORDS else "")
        between = r"[\s\w)-]{0,12}"
        return (
            re.search(rf"({words}){between}\b({unit}|business {unit})s?\b", text, re.I) is not None
        )
    amount = re.fullmatch(r"(\d+)\.(\d\d) USD", value)
    if amount:
        return f"{int(amount[1]):,}.{amount[2]} United States dollars" in text
    return re.search(rf"\b{value}\b", text) is not None


@pytest.mark.parametrize("stem", [one.stem for one in PUBLISHED])
def test_a_rule_set_is_made_for_its_text_and_fits_the_schema(stem: str) -> None:
    Draft202012Validator.check_schema(schema())
    Draft202012Validator(schema()).validate(rule_set(stem))
    right = sha256(documents.text(stem)).hexdigest()
    assert rule_set(stem)["text_sha256"] == right, f"{stem}.rules.json: {right}"
    assert rule_set(stem)["terms_document_id"] in {o.id for o in PUBLISHED if o.stem == stem}
    names = [value["name"] for value in rule_set(stem)["values"]]
    assert len(names) == len(set(names))
    assert b"\r" not in documents.text(stem)


@pytest.mark.parametrize("stem", [one.stem for one in PUBLISHED])
def test_every_value_stands_in_its_clause(stem: str) -> None:
    for name, value in values(stem).items():
        text = own(stem, value["clause"])
        assert text, f"{stem} {name}: {value['clause']} has no text of its own"
        if value["value"] is not None and any(letter.isdigit() for letter in value["value"]):
            assert says(text, value["value"]), f"{stem} {name}: {value['value']} not in {text}"


@pytest.mark.parametrize("stem", [OLD, NEW])
def test_both_versions_have_the_same_26_sections_and_general_provisions(stem: str) -> None:
    found = document(stem)
    top = [one for one in found.clauses if one.level == 1 and one.number]
    assert [(one.number, one.title) for one in top] == [
        (str(number), title) for number, title in enumerate(SECTIONS, 1)
    ]
    general = clause(stem, "general-provisions")
    below = [one for one in found.clauses if one.start > general.start]
    assert len(below) == 10
    assert all(one.title for one in below)
    assert found.remarks == ()
    assert 4_000 < len(found.text.split()) < 7_000


@pytest.mark.parametrize("one", PUBLISHED, ids=lambda one: one.stem)
def test_the_other_documents_are_texts_and_not_skeletons(one: documents.Published) -> None:
    found = document(one.stem)
    assert len(found.text.split()) > 600
    assert sum(clause.level == 1 for clause in found.clauses) >= 7


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("cancel-notice", None, "P60D"),
        ("cancel-form", "any", "in-writing"),
        ("audit-notice", "P10D", "P5D"),
        ("data-deletion", None, "P45D"),
        ("storage-overage-grace", None, "P15D"),
        ("suspension-warning", None, "P5D"),
        ("renewal-reminder", None, "P90D"),
        ("version-announcement", None, "P45D"),
    ],
)
def test_the_new_version_has_other_values(name: str, old: str | None, new: str) -> None:
    assert (values(OLD)[name]["value"], values(NEW)[name]["value"]) == (old, new)


def test_all_other_values_are_the_same_in_both_versions() -> None:
    differing = {n for n in values(OLD) if values(OLD)[n]["value"] != values(NEW)[n]["value"]}
    assert values(OLD).keys() == values(NEW).keys()
    assert len(differing) == 8


def test_the_new_version_adds_removes_renumbers_and_moves_clauses() -> None:
    old = {one.id: own(OLD, one.id) for one in document(OLD).clauses}
    new = {one.id: own(NEW, one.id) for one in document(NEW).clauses}
    assert set(new) - set(old) == {"7.2.5", "7.9.3", "13.4"}
    assert set(old) - set(new) == {"14.4", "21.3"}
    assert clause(OLD, "14.3").title == "Remote checks"
    assert "counts the use of Software" not in document(NEW).text
    assert (old["14.4"], old["21.3"]) == (new["14.3"], new["13.4"])
    changed = {anchor for anchor in set(old) & set(new) if old[anchor] != new[anchor]}
    assert changed >= {
        "1.6", "3.3", "6.4.2", "7.2.3", "7.6.3", "7.8.2", "7.9.2", "14.2", "14.3", "17.5", "26.1",
    }  # fmt: skip


@pytest.mark.parametrize("stem", [OLD, NEW])
def test_the_planned_slips_stand_in_the_text(stem: str) -> None:
    numbers = {one.number for one in document(stem).clauses}
    assert "Section 10.2 (Delivery)" in own(stem, "6.1.3")
    assert clause(stem, "10.1").title == "Delivery"
    assert "Section 2 (Copyleft)" in own(stem, "6.3.2")
    assert clause(stem, "6.4.3").title == "Copyleft"
    survives = own(stem, "17.6")
    assert "Section 10.3 (Payment), Section 10.4 (Taxes)" in survives
    assert "Section 27 (General provisions)" in survives
    assert not {"10.4", "27"} & numbers
    assert "Subscription Term" in own(stem, "7.2.2")
    assert '"Term" means' in document(stem).text
    assert '"Subscription Term" means' not in document(stem).text
    assert "Section 14.4 (Excess use)" in own(stem, "10.2.4")


def test_renumbering_left_a_reference_behind() -> None:
    assert clause(OLD, "14.4").title == clause(NEW, "14.3").title == "Excess use"
    assert "14.4" not in {one.number for one in document(NEW).clauses}
