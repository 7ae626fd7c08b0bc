"""Defined terms: where they get their meaning, where they are used, what is odd about them."""

from __future__ import annotations

import pytest

from app.terms import definitions
from app.terms.outline import parse_text

FORMS = [
    ('"Term" means the period of an Order.', ["Term"]),
    ("“Affiliate” is any entity under common control.", ["Affiliate"]),
    ("“SERVICE” SHALL MEAN the hosted service.", ["SERVICE"]),
    ('"Fees": the amounts in an Order.', ["Fees"]),
    ('"Product" includes every item that can be ordered.', ["Product"]),
    ('"Software" refers to what is installed.', ["Software"]),
    ('"Data" has the meaning given in Section 3.', ["Data"]),
    ('"Affiliate" or "Related Company" means an entity.', ["Affiliate", "Related Company"]),
    ('"Customer," "Licensee" and "Buyer" mean the buyer.', ["Customer", "Licensee", "Buyer"]),
    ('It runs for the period in the Order (the "Subscription Term").', ["Subscription Term"]),
    ('It runs for the period in the Order, the "Subscription Term".', ["Subscription Term"]),
    ('An entity named in an Order ("Customer") pays.', ["Customer"]),
    ("The company (“Kestrane”) delivers.", ["Kestrane"]),
    ('The items (collectively, the "Services" and each a "Service") run.', ["Services", "Service"]),
    ('The buyer (hereinafter referred to as "Licensee") pays.', ["Licensee"]),
    ('Each purchase (each, an "Order") counts.', ["Order"]),
    ("„Vertrag“ bedeutet diese Vereinbarung.", ["Vertrag"]),
    ("Affiliate means any entity under common control.", ["Affiliate"]),
    ("Authorized User means a person.", ["Authorized User"]),
    ("Scope of Use has the meaning given in the Order.", ["Scope of Use"]),
]
NONE = [
    'Click the "Submit" button to go on.',
    'The word "may" is no promise.',
    "This means that it ends.",
    "Nothing means more.",
    'He said "yes" and left.',
    'It is governed by the policy (as defined in the "Policy" below).',
    "The meaning is plain (see above).",
]


@pytest.mark.parametrize(("sentence", "terms"), FORMS)
def test_a_term_is_found_in_each_form(sentence, terms):
    document = parse_text(f"1. Scope\n\nIt applies.\n\n2. Words\n\n{sentence}\n")
    found = definitions.find(document)
    assert [each.term for each in found] == terms
    assert {each.clause for each in found} == {"2"}
    assert {each.meaning for each in found} == {sentence}
    assert [document.text[each.start : each.end] for each in found] == terms


@pytest.mark.parametrize("sentence", NONE)
def test_quotes_and_plain_words_are_no_definitions(sentence):
    document = parse_text(f"1. Scope\n\nIt applies.\n\n2. Words\n\n{sentence}\n")
    assert definitions.find(document) == ()


@pytest.mark.parametrize(
    "listed",
    [
        "(a) Affiliate means an entity.\n\n(b) Term means a period.\n",
        "Affiliate: an entity.\n\nTerm: a period.\n",
        "- Affiliate – an entity.\n- Term – a period.\n",
        "1.1 Affiliate means an entity.\n\n1.2 Term means a period.\n",
        "1.1 “Affiliate” means an entity.\n\n1.2 “Term” means a period.\n",
        "1.1 Affiliate. Means an entity.\n\n1.2 Term. Means a period.\n",
    ],
)
def test_a_definitions_section_is_read_in_list_form(listed):
    document = parse_text(f"1. Definitions\n\n{listed}\n2. Scope\n\nNote: it applies.\n")
    assert [each.term for each in definitions.find(document)] == ["Affiliate", "Term"]


TEXT = """1. Definitions

"Term" means a period. "Subscription Term" means a longer one. "Party" means each of the parties.
"Authorized Users" means people. "API" means an interface.

2. Rules

The Subscription Term and the Terms of two Parties. A term, TERM or Terminal is none.
Each Authorized User and all Authorized
Users use the API, the APIs and Party's things.
"""


def test_uses_are_the_longest_term_as_it_is_capitalized():
    document = parse_text(TEXT)
    found = definitions.find(document)
    start = document.text.index("2. Rules")
    uses = definitions.uses(document, found, start)
    assert [(" ".join(document.text[use.start : use.end].split()), use.term) for use in uses] == [
        ("Subscription Term", "Subscription Term"),
        ("Terms", "Term"),
        ("Parties", "Party"),
        ("Authorized User", "Authorized Users"),
        ("Authorized Users", "Authorized Users"),
        ("API", "API"),
        ("APIs", "API"),
        ("Party", "Party"),
    ]


def test_the_place_of_a_definition_is_no_use():
    document = parse_text('1. Words\n\n"Term" means a period. A Term ends.\n')
    uses = definitions.uses(document, definitions.find(document))
    assert [use.start for use in uses] == [document.text.rindex("Term")]


def test_uses_keep_to_the_stretch_that_is_asked_for():
    document = parse_text('1. Words\n\n"Term" means a period. A Term, a Term and a Term.\n')
    first = document.text.index("A Term") + 2
    uses = definitions.uses(document, definitions.find(document), first, first + 10)
    assert [use.start for use in uses] == [first]


def test_no_definitions_have_no_uses():
    assert definitions.uses(parse_text("A Term."), ()) == ()


def said(text: str) -> list[tuple[str, str]]:
    document = parse_text(text)
    found = definitions.find(document)
    return [(each.kind, each.words) for each in definitions.remarks(document, found)]


def test_a_term_used_under_another_name_is_remarked():
    remarks = said(
        '1. Words\n\n"Term" means the period of an Order. A Term ends.\n\n'
        "2. Renewal\n\nAt the end of the Subscription Term it renews, and the Subscription Term "
        "begins anew. A subscription is one.\n"
    )
    assert remarks == [
        ("nearly_defined", "“Subscription Term” is used 2 times and not defined; “Term” is.")
    ]


def test_a_term_defined_twice_is_remarked():
    remarks = said(
        '1. Words\n\n"Term" means a period. A Term ends.\n\n2. More\n\n"Term" means a word.\n'
    )
    assert remarks == [("defined_twice", "“Term” is defined twice: in 1 and in 2.")]


def test_a_pointer_to_a_definition_is_no_second_one():
    remarks = said(
        '1. Words\n\n"Term" has the meaning given in Section 2. A Term ends.\n\n'
        '2. More\n\nIt runs for a period (the "Term").\n'
    )
    assert remarks == []


def test_a_term_never_used_is_remarked():
    remarks = said('1. Words\n\n"Reseller" means a company that sells.\n')
    assert remarks == [("never_used", "“Reseller” is defined and never used.")]


@pytest.mark.parametrize(
    "sentence",
    [
        "The Customer Software is the Software of a Customer.",
        "Each Software runs.",
        "See the Training Terms and the Software Policy.",
        "All Software and any Customer.",
        "Acme Software is made by Acme. Only Acme may sell Acme Software, as Acme says.",
    ],
)
def test_ordinary_words_before_a_term_raise_no_remark(sentence):
    remarks = said(
        '1. Words\n\n"Software" means programs. "Customer" means a buyer of Software. '
        f'"Terms" means these Terms for a Customer.\n\n2. Rules\n\n{sentence}\n'
    )
    assert remarks == []
