"""Cross-references in every form, and what they are worth in a small agreement."""

from __future__ import annotations

import pytest

from app.terms import references
from app.terms.outline import parse_text

AGREEMENT = """Kestrane End Customer Terms

1. Scope

These terms apply to Orders.

2. Product Kinds

There are several.

4. Orders

An Order states:

(a) what is ordered; and

(b) for how long.

6. Software

6.4 Third-Party Code

6.4.3 Open Source. Notices travel with it.

7. Hosted Services

7.1 Access. It is granted.

7.2 Renewal. It renews unless (i) cancelled or (ii) ended.

10. Fees

10.1 Delivery. By e-mail.

10.2 Payment. In dollars.

10.3 Taxes. They are excluded.

14. Certification and Audit

14.1 Certification. On request.

14.2 Audit. With notice.

17. Termination

17.1 Breach. It must be cured.

18. Changes

{}

GENERAL PROVISIONS

Notices are sent by post.
"""


def found(sentence: str) -> list[tuple[str, str, str | None, str]]:
    text = AGREEMENT.replace("{}", sentence)
    return [
        (each.text, each.target, each.anchor, each.state.value)
        for each in references.find(parse_text(text))
    ]


def one(text: str, target: str, anchor: str | None, state: str = "found"):
    return [(text, target, anchor, state)]


FORMS = [
    ("See Section 10.2.", one("Section 10.2", "10.2", "10.2")),
    ("See section 10.2, which says so.", one("section 10.2", "10.2", "10.2")),
    ("SECTION 7 applies.", one("SECTION 7", "7", "7")),
    ("Sec. 7.2 applies.", one("Sec. 7.2", "7.2", "7.2")),
    ("See §7.2.", one("§7.2", "7.2", "7.2")),
    ("See § 7.2.", one("§ 7.2", "7.2", "7.2")),
    ("Under clause 4(a) it is so.", one("clause 4(a)", "4(a)", "4(a)")),
    ("Under subsection 14.1 it is so.", one("subsection 14.1", "14.1", "14.1")),
    ("Under sub-clause 14.1 it is so.", one("sub-clause 14.1", "14.1", "14.1")),
    ("As Article 7 says.", one("Article 7", "7", "7")),
    ("As Article VII says.", one("Article VII", "VII", "7")),
    ("As Art. 7 says.", one("Art. 7", "7", "7")),
    ("As paragraph 6.4.3 says.", one("paragraph 6.4.3", "6.4.3", "6.4.3")),
    ("this Section 18 applies", one("Section 18", "18", "18")),
    ("Section 7 above applies", one("Section 7", "7", "7")),
    ("Section 10 below applies", one("Section 10", "10", "10")),
    ("nach Ziffer 7.1 gilt", one("Ziffer 7.1", "7.1", "7.1")),
    ("nach § 7.1 gilt", one("§ 7.1", "7.1", "7.1")),
    ("nach Abschnitt 7.1 gilt", one("Abschnitt 7.1", "7.1", "7.1")),
    ("(see 6.4.3)", one("6.4.3", "6.4.3", "6.4.3")),
    ("Section 7.2(ii) counts.", one("Section 7.2(ii)", "7.2(ii)", "7.2")),
    ("Section 4.b counts.", one("Section 4.b", "4.b", "4(b)")),
    ("Section\n10.2 counts.", one("Section\n10.2", "10.2", "10.2")),
    ("Section 10.2 (Payment) counts.", one("Section 10.2 (Payment)", "10.2", "10.2")),
    ("Section 10 (Fees) counts.", one("Section 10 (Fees)", "10", "10")),
    ("Section 14 (Certification and audit) counts.",
     one("Section 14 (Certification and audit)", "14", "14")),
    ("Section 17 (as amended) counts.", one("Section 17", "17", "17")),
    ("Section 17 (Germany only) counts.", one("Section 17 (Germany only)", "17", "17")),
    ("Section 7 and 30 days count.", one("Section 7", "7", "7")),
    ("Section 7, 8 business days later.", one("Section 7", "7", "7")),
    ("Section 7 or 3 users count.", one("Section 7", "7", "7")),
    ("Section 2 of these terms applies.", one("Section 2", "2", "2")),
    ("Section 2 of this Agreement applies.", one("Section 2", "2", "2")),
    ("Section 2 of the Agreement applies.", one("Section 2", "2", "2")),
    ("Section 2 of the End Customer Terms applies.", one("Section 2", "2", "2")),
]  # fmt: skip

LISTS = [
    ("Sections 10.2 and 10.3 apply.", [("Sections 10.2", "10.2"), ("10.3", "10.3")]),
    ("Sections 10.1, 10.2 and 10.3 apply.",
     [("Sections 10.1", "10.1"), ("10.2", "10.2"), ("10.3", "10.3")]),
    ("Sections 1, 2, and 7 apply.", [("Sections 1", "1"), ("2", "2"), ("7", "7")]),
    ("Section 10.2 or 10.3 applies.", [("Section 10.2", "10.2"), ("10.3", "10.3")]),
    ("Section 10.2/10.3 applies.", [("Section 10.2", "10.2"), ("10.3", "10.3")]),
    ("Sections 10.1 through 10.3 apply.",
     [("Sections 10.1", "10.1"), ("Sections 10.1 through 10.3", "10.2"), ("10.3", "10.3")]),
    ("Sections 10.1-10.3 apply.",
     [("Sections 10.1", "10.1"), ("Sections 10.1-10.3", "10.2"), ("10.3", "10.3")]),
    ("§§ 10.1–10.3 apply.", [("§§ 10.1", "10.1"), ("§§ 10.1–10.3", "10.2"), ("10.3", "10.3")]),
    ("Sections 1 to 2 apply.", [("Sections 1", "1"), ("2", "2")]),
    ("clauses 4(a) and (b) apply.", [("clauses 4(a)", "4(a)"), ("(b)", "4(b)")]),
    ("Sections 10.2 (Payment), 10.3 (Taxes) and 17 (Termination) survive.",
     [("Sections 10.2 (Payment)", "10.2"), ("10.3 (Taxes)", "10.3"), ("17 (Termination)", "17")]),
    ("Section 10.2, Section 10.3 and Section 17 survive.",
     [("Section 10.2", "10.2"), ("Section 10.3", "10.3"), ("Section 17", "17")]),
    ("Sections 10.1 through to 10.3 (inclusive) apply.",
     [("Sections 10.1", "10.1"), ("Sections 10.1 through to 10.3", "10.2"), ("10.3", "10.3")]),
    ("Section(s) 10.1 and 10.3 apply.", [("Section(s) 10.1", "10.1"), ("10.3", "10.3")]),
    ("Section No. 10.1 applies.", [("Section No. 10.1", "10.1")]),
    ("Sections 1, 10.1–10.3 and 17 apply.",
     [("Sections 1", "1"), ("10.1", "10.1"), ("10.1–10.3", "10.2"), ("10.3", "10.3"),
      ("17", "17")]),
    ("Section 4, paragraph (b) applies.", [("Section 4", "4"), ("paragraph (b)", "4(b)")]),
    ("Section 4 (a) or (b) applies.", [("Section 4 (a)", "4(a)"), ("(b)", "4(b)")]),
    ("Sections 4(a)–(b), 7 & 10 apply.",
     [("Sections 4(a)", "4(a)"), ("(b)", "4(b)"), ("7", "7"), ("10", "10")]),
    ("Ziffern 7.1 und 7.2 gelten.", [("Ziffern 7.1", "7.1"), ("7.2", "7.2")]),
    ("Articles VII and X apply.", [("Articles VII", "VII"), ("X", "X")]),
]  # fmt: skip

WRONG = [
    ("Section 19 survives.", "19", "dangling", "GENERAL PROVISIONS"),
    ("Section 99 survives.", "99", "dangling", ""),
    ("Section 4(c) applies.", "4(c)", "dangling", ""),
    ("Section 10.9 applies.", "10.9", "dangling", ""),
    ("Section 10.4 (Taxes) survives.", "10.4", "dangling", "10.3 Taxes"),
    ("Section 10.2 (Delivery) says how.", "10.2", "mismatched", "10.1 Delivery"),
    ("Delivery (Section 10.2) comes first.", "10.2", "mismatched", "10.1 Delivery"),
    ("Delivery (see Section 10.2) comes first.", "10.2", "mismatched", "10.1 Delivery"),
    ("Delivery under Section 10.2 comes first.", "10.2", "mismatched", "10.1 Delivery"),
    ("Delivery as described in Section 10.2 comes first.", "10.2", "mismatched", "10.1 Delivery"),
    ("Delivery (10.2) comes first.", "10.2", "mismatched", "10.1 Delivery"),
    ("Section 10.3 (Payment) survives.", "10.3", "mismatched", "10.2 Payment"),
    ("Section 2 (Open source) applies.", "2", "mismatched", "6.4.3 Open Source"),
    ("the open source notices of Section 2 apply", "2", "found", ""),
    ("the third-party code in Section 2 is listed", "2", "mismatched", "6.4 Third-Party Code"),
    ("Section 17 (Warranty) ends it.", "17", "mismatched", ""),
    ("this Section 7 applies", "7", "mismatched", ""),
]


@pytest.mark.parametrize(("sentence", "expected"), FORMS)
def test_a_reference_is_found_in_each_form(sentence, expected):
    assert found(sentence) == expected


@pytest.mark.parametrize(("sentence", "expected"), LISTS)
def test_a_list_or_range_is_one_reference_a_target(sentence, expected):
    each = found(sentence)
    assert [(text, target) for text, target, _anchor, _state in each] == expected
    assert {state for *_rest, state in each} == {"found"}


@pytest.mark.parametrize(("sentence", "target", "state", "meant"), WRONG)
def test_a_wrong_reference_says_why_and_what_was_probably_meant(sentence, target, state, meant):
    text = AGREEMENT.replace("{}", sentence)
    (reference,) = references.find(parse_text(text))
    assert (reference.target, reference.state.value, reference.clause) == (target, state, "18")
    assert bool(reference.words) == (state != "found")
    assert ("Probably meant" in reference.words) == bool(meant)
    assert meant in reference.words


@pytest.mark.parametrize(
    ("sentence", "targets"),
    [
        ("Payment and Taxes (Sections 10.3 and 10.4) survive.",
         ["10.3 mismatched", "10.4 dangling"]),
        ("Sections 10.1 and 10.2 (Payment and Taxes) survive.",
         ["10.1 mismatched", "10.2 mismatched"]),
        ("Sections 10.2 and 10.3 (Payment and Taxes) survive.", ["10.2 found", "10.3 found"]),
        ("Payment and Taxes (Sections 10.2 and 10.3) survive.", ["10.2 found", "10.3 found"]),
    ],
)  # fmt: skip
def test_names_before_or_behind_a_list_are_checked_one_by_one(sentence, targets):
    assert [f"{target} {state}" for _text, target, _at, state in found(sentence)] == targets


ELSEWHERE = [
    ("Section 2 of the Support Policy applies.", ["2"]),
    ("section 3.1 of our Privacy Policy applies", ["3.1"]),
    ("Sections 2, 7.2 and 17 of the Data Processing Addendum apply.", ["2", "7.2", "17"]),
    ("the Support Policy, Section 2.", ["2"]),
    ("see Support Policy Section 2", ["2"]),
    ("Section 4 of the Order Form applies.", ["4"]),
    ("Section 2 of the Code of Conduct applies.", ["2"]),
    ("Exhibit A lists them.", ["A"]),
    ("Annex II and Schedule 1 list them.", ["II", "1"]),
    ("Section 2 thereof applies.", ["2"]),
    ("See Schedule A, Section 2.", ["A", "2"]),
]


@pytest.mark.parametrize(("sentence", "targets"), ELSEWHERE)
def test_a_reference_to_another_document_is_external(sentence, targets):
    each = found(sentence)
    assert [target for _text, target, _anchor, _state in each] == targets
    assert {(anchor, state) for _text, _target, anchor, state in each} == {(None, "external")}


NONE = [
    "Section 409A of the Internal Revenue Code applies.",
    "Section 1542 of the California Civil Code applies.",
    "California Civil Code Section 1542 applies.",
    "17 U.S.C. § 101 applies.",
    "48 C.F.R. § 12.212 applies.",
    "DFARS Section 227.7202 applies.",
    "Article 28 of the GDPR applies.",
    "Article 6(1)(f) GDPR applies.",
    "Art. 28 DSGVO gilt.",
    "§ 5 BDSG gilt.",
    "Section 7 of the Copyright Act applies.",
    "Sections 1 through 7 of the Federal Arbitration Act apply.",
    "Article 7 of Regulation (EU) 2016/679 applies.",
    "Section 2 of Directive 2011/83/EU applies.",
    "ISO 27001 Section 5 applies.",
    "RFC 5545 section 3.6 applies.",
    "Each section and each clause applies.",
    "In this section the word counts.",
    "The part I like is short.",
    "A point A and an item B are none.",
    "Version 10.2 and 10.3 percent (1.5) are none.",
]


@pytest.mark.parametrize("sentence", NONE)
def test_laws_and_plain_words_are_no_references(sentence):
    assert found(sentence) == []


RIGHT = [
    "Payment terms are in Section 10.2.",
    "The taxes due under Section 10.2 are paid.",
    "Customer pays for renewal under Section 10.2.",
    "Termination under Section 17 does not end payment under Section 10.2.",
    "An audit under Section 14 needs notice.",
    "Certification (Section 14) is signed.",
    "Fees (Section 10.2) are paid.",
    "Orders (Section 4) state it.",
    "Nothing in Section 14 limits Section 17.",
    "Subject to Section 7.2, it renews.",
    "the changes described in Section 18",
    "Customer pays for Orders under Section 10.2.",
    "The fees for Orders (Section 10.2) are due.",
    "It charges for Delivery by courier under Section 10.2.",
    "The parties discuss Renewal and its Taxes as Section 10.2 says.",
    "Section 10.2 (Payment of taxes) says so.",
    "Section 14.2 (Certification and Audit) says so.",
    "Section 7 (Hosted services: renewal) says so.",
    "Section 10 (Delivery, payment and taxes) says so.",
    "Each Order under Section 4 names it.",
]


@pytest.mark.parametrize("sentence", RIGHT)
def test_sound_references_raise_no_alarm(sentence):
    each = found(sentence)
    assert each
    assert {state for *_rest, state in each} == {"found"}


def test_a_letter_alone_is_looked_up_from_where_it_stands():
    text = (
        "5. Duties\n\nThe parties do this:\n\n(a) the first, unless paragraph (b) applies;\n\n"
        "(b) the second, save as in clauses (a) and (c); and\n\n(c) the third.\n\n"
        "6. More\n\nItem (b) is missing here, and paragraph (b) too.\n"
    )
    document = parse_text(text)
    each = [(r.target, r.anchor, r.state.value, r.clause) for r in references.find(document)]
    assert each == [
        ("(b)", "5(b)", "found", "5(a)"),
        ("(a)", "5(a)", "found", "5(b)"),
        ("(c)", "5(c)", "found", "5(b)"),
        ("(b)", None, "dangling", "6"),
        ("(b)", None, "dangling", "6"),
    ]


def test_german_paragraphs_are_found():
    text = (
        "§ 3 Laufzeit\n\n(1) Der Vertrag läuft.\n\n(2) Er verlängert sich.\n\n"
        "§ 4 Kündigung\n\n(1) Es gilt § 3 Abs. 2.\n\n"
        "(2) Es gilt § 3 Absatz 1 Satz 2 und § 3 Abs. 1 und 2.\n"
    )
    each = [(r.text, r.target, r.state.value) for r in references.find(parse_text(text))]
    assert each == [
        ("§ 3 Abs. 2", "3(2)", "found"),
        ("§ 3 Absatz 1 Satz 2", "3(1)", "found"),
        ("§ 3 Abs. 1", "3(1)", "found"),
        ("2", "3(2)", "found"),
    ]


def test_an_exhibit_within_the_text_is_found():
    text = "1. Scope\n\nSee Exhibit A and Exhibit B.\n\nEXHIBIT A\n\nThe list of things.\n"
    found_here = references.find(parse_text(text))
    each = [(r.target, r.anchor is not None, r.state.value) for r in found_here]
    assert each == [("A", True, "found"), ("B", False, "external")]


def test_a_section_headed_by_its_word_is_no_reference_to_itself():
    text = "Section 1. Scope\n\nIt applies.\n\nSection 2. Term\n\nSee Section 1.\n"
    assert [r.target for r in references.find(parse_text(text))] == ["1"]


def test_a_paragraph_may_begin_with_a_reference():
    text = "1. Scope\n\nIt applies.\n\n2. Term\n\nSection 1 applies as well.\n"
    each = [(r.text, r.clause) for r in references.find(parse_text(text))]
    assert each == [("Section 1", "2")]


def test_articles_in_roman_numerals_are_found():
    text = "ARTICLE I Scope\n\nIt applies.\n\nARTICLE II Term\n\nSee Article I and Article III.\n"
    each = [(r.target, r.anchor, r.state.value) for r in references.find(parse_text(text))]
    assert each == [("I", "I", "found"), ("III", None, "dangling")]


def test_white_space_behind_a_reference_costs_nothing():
    """Text in columns: numbers far apart took hours, as each blank was tried in every place."""
    text = ("see item 1" + " " * 70 + "\n" + " " * 70) * 40
    assert len(references.find(parse_text(f"1. Scope\n\n{text}\n"))) >= 1
