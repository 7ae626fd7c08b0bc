"""The outline of short texts, one for each form and each trap that real documents hold."""

from __future__ import annotations

import pytest

from app.terms import outline
from app.terms.outline import OPENING


def found(text: str) -> list[str]:
    """Depth as dots, number and title of each section: "..7.2 Renewal"."""
    document = outline.parse_text(text)
    return [
        "." * (clause.level - 1)
        + " ".join(part for part in (clause.number, clause.title) if part)
        + (" (implied)" if clause.implied else "")
        for clause in document.clauses
        if clause.id != OPENING
    ]


def kinds(text: str) -> set[str]:
    return {remark.kind for remark in outline.parse_text(text).remarks}


SENTENCE = "The customer shall keep records of its use."
CASES: dict[str, tuple[str, list[str]]] = {
    "years, days and amounts at a line's start": (
        """1. Term
The first year of the agreement is
2026 was agreed for it, and notice is given within
30 days after the request. Storage of
1.5 million objects is included, as is a fee of
10.50 EUR for each. Call
555.123.4567 or write.

2. Fees
Fees of 20.00 US dollars are due on
12. March 2026 and on
1. January 2027.
""",
        ["1 Term", "2 Fees"],
    ),
    "a wrapped reference": (
        """10. Delivery
10.1 Delivery. Products are delivered as Section
10.2 shall apply, and Sections 10.1 and
10.2 of this agreement say.
10.2 Payment. Fees are due.

10.3 Taxes. See Section 10.1,
10.2 and 10.4.
""",
        ["10 Delivery", ".10.1 Delivery", ".10.2 Payment", ".10.3 Taxes"],
    ),
    "a sentence that goes on behind a page's end": (
        """7. Hosted Services

7.1 Access. The customer may use the services as described in Section

10.2 and in the order.

7.2 Renewal. A subscription
runs on.
""",
        ["7 Hosted Services", ".7.1 Access", ".7.2 Renewal"],
    ),
    "missing parents": (
        f"""9. Training

{SENTENCE}

10.1 Delivery. Electronic.

10.2 Payment. In advance.

11. No-charge products

{SENTENCE}
""",
        ["9 Training", "10 (implied)", ".10.1 Delivery", ".10.2 Payment", "11 No-charge products"],
    ),
    "a number before its time": (
        """7. Services
7.1 First. One thing.
7.2 Second. One thing.
7.4 Fourth. One thing.
7.3 Third. One thing.
7.5 Fifth. One thing.
8. End
8.1 Last. One thing.
""",
        [
            "7 Services",
            ".7.1 First",
            ".7.2 Second",
            ".7.4 Fourth",
            ".7.3 Third",
            ".7.5 Fifth",
            "8 End",
            ".8.1 Last",
        ],
    ),
    "a slip of the pen": (
        """6. Licenses

6.1 One. A sentence.

7. Services

7.1 First. One thing.

7.2 Second. One thing.

6.3 Third. One thing.

7.4 Fourth. One thing.

8. End

Nothing more.
""",
        [
            "6 Licenses",
            ".6.1 One",
            "7 Services",
            ".7.1 First",
            ".7.2 Second",
            ".6.3 Third",
            ".7.4 Fourth",
            "8 End",
        ],
    ),
    "a number twice": (
        """1. Scope
1.1 One. A sentence.
1.2 Two. A sentence.
1.2 Three. A sentence.
1.3 Four. A sentence.
2. End
""",
        ["1 Scope", ".1.1 One", ".1.2 Two", ".1.2 Three", ".1.3 Four", "2 End"],
    ),
    "a list within a clause": (
        """7. Services

7.1 Steps. The customer must:

1. pay the fee;
2. sign the form; and
3. send it.

7.2 Renewal. A subscription runs on.

8. Support

8.1 Levels. There are:
1) gold,
2) silver.

8.2 End. Nothing more.
""",
        ["7 Services", ".7.1 Steps", ".7.2 Renewal", "8 Support", ".8.1 Levels", ".8.2 End"],
    ),
    "a list within a section of the same form": (
        """1. Scope
These terms apply.
2. Duties
The customer must:
1. pay the fee.
2. sign the form.
3. send it.
3. Support
It is given.
4. End
Nothing more.
""",
        ["1 Scope", "2 Duties", "3 Support", "4 End"],
    ),
    "numbers that begin anew": (
        f"""1. Scope
{SENTENCE}
2. Fees
{SENTENCE}
3. End
{SENTENCE}

ORDER FORM

1. Products
{SENTENCE}
2. Price
{SENTENCE}

Exhibit A – Support

1. Levels
{SENTENCE}
1.1 Gold. Day and night.
""",
        [
            "1 Scope",
            "2 Fees",
            "3 End",
            "ORDER FORM",
            ".1 Products",
            ".2 Price",
            "Exhibit A Support",
            ".1 Levels",
            "..1.1 Gold",
        ],
    ),
    "numbers that begin anew without a heading": (
        f"""1. Scope
{SENTENCE}

2. Fees
{SENTENCE}

3. End
{SENTENCE}

1. Products
{SENTENCE}

2. Price
{SENTENCE}

3. Place
{SENTENCE}
""",
        ["1 Scope", "2 Fees", "3 End", "1 Products", "2 Price", "3 Place"],
    ),
    "(i) behind (h), and (i) as a Roman one": (
        """1. List
(a) a thing;
(b) a thing;
(c) a thing;
(d) a thing;
(e) a thing;
(f) a thing;
(g) a thing;
(h) a thing;
(i) a thing;
(j) a thing of these kinds:
(i) one;
(ii) two;
(k) a thing.
2. Other list
(a) a thing:
(i) one;
(ii) two;
(iii) three;
(iv) four;
(v) five; and
(b) a thing.
""",
        [
            "1 List",
            ".1(a)",
            ".1(b)",
            ".1(c)",
            ".1(d)",
            ".1(e)",
            ".1(f)",
            ".1(g)",
            ".1(h)",
            ".1(i)",
            ".1(j)",
            "..1(j)(i)",
            "..1(j)(ii)",
            ".1(k)",
            "2 Other list",
            ".2(a)",
            "..2(a)(i)",
            "..2(a)(ii)",
            "..2(a)(iii)",
            "..2(a)(iv)",
            "..2(a)(v)",
            ".2(b)",
        ],
    ),
    "a list inside a sentence": (
        """1. Duties
The customer shall
(a) pay the fees, (b) keep records, and
(c) report them.
2. End
Nothing more.
""",
        ["1 Duties", "2 End"],
    ),
    "letters and Roman numbers, as an outline is taught": (
        """I. Introduction
Words are here.
A. Purpose
The purpose is this.
1. First
It is one.
2. Second
It is two.
B. Scope
The scope is that.
1. First
It is one.
2. Second
It is two.
II. Terms
A. Fees
They are due.
B. Taxes
They are too.
""",
        [
            "I Introduction",
            ".I.A Purpose",
            "..I.A.1 First",
            "..I.A.2 Second",
            ".I.B Scope",
            "..I.B.1 First",
            "..I.B.2 Second",
            "II Terms",
            ".II.A Fees",
            ".II.B Taxes",
        ],
    ),
    "articles with sections": (
        f"""ARTICLE I
DEFINITIONS

Section 1.1 Terms. {SENTENCE}

Section 1.2 Words. {SENTENCE}

ARTICLE II
FEES

Section 2.1 Amount. {SENTENCE}

(a) {SENTENCE}

(b) {SENTENCE}
""",
        [
            "I DEFINITIONS",
            ".1.1 Terms",
            ".1.2 Words",
            "II FEES",
            ".2.1 Amount",
            "..2.1(a)",
            "..2.1(b)",
        ],
    ),
    "numbers alone on their lines": (
        f"""1.

Definitions

{SENTENCE}

2.

Hosted Services

2.1

Access. {SENTENCE}

2.2

Renewal

{SENTENCE}
""",
        ["1 Definitions", "2 Hosted Services", ".2.1 Access", ".2.2 Renewal"],
    ),
    "German": (
        """§ 1 Geltungsbereich

(1) Diese Bedingungen gelten für alle Bestellungen.

(2) Abweichendes gilt nicht.

§ 2 Kündigung

(1) Die Frist beträgt
30 Tage. Nach Artikel
4 gilt sie nicht.

(2) Die Kündigung ist schriftlich zu erklären:
a) durch Brief; oder
b) durch E-Mail.

§ 3 Schlussbestimmungen

Es gilt deutsches Recht.
""",
        [
            "1 Geltungsbereich",
            ".1(1)",
            ".1(2)",
            "2 Kündigung",
            ".2(1)",
            ".2(2)",
            "..2(2)(a)",
            "..2(2)(b)",
            "3 Schlussbestimmungen",
        ],
    ),
    "Artikel": (
        "Artikel 1\nGegenstand\n\nDas ist er.\n\nArtikel 2\nDauer\n\nDas ist sie.\n",
        ["1 Gegenstand", "2 Dauer"],
    ),
    "odd spaces, full-width and other digits": (
        "１．　Scope\r\n\r\nThese terms apply.\r\n\r\n２．\u00a0Fees\r\n\r\n"
        "2.1\u2003Re\u00adnewal. It runs.\r\n\r\n（a）one thing;\r\n\r\n（b）two things.\r\n\r\n"
        "٣. End\r\n\r\nNothing more.\r\n",
        ["1 Scope", "2 Fees", ".2.1 Renewal", "..2.1(a)", "..2.1(b)", "3 End"],
    ),
    "a table of contents without dots": (
        f"""Contents

1. Scope
2. Fees
3. End
General Provisions

1. Scope
{SENTENCE}
2. Fees
{SENTENCE}
3. End
{SENTENCE}

General Provisions
{SENTENCE}
""",
        ["1 Scope", "2 Fees", "3 End", "General Provisions"],
    ),
    "a table of contents with pages": (
        f"""1. Scope\t3
2. Fees\t4
   2.1 Amount\t4
3. End\t12

1. Scope

{SENTENCE}

2. Fees

2.1 Amount. {SENTENCE}

3. End

{SENTENCE}
""",
        ["1 Scope", "2 Fees", ".2.1 Amount", "3 End"],
    ),
    "headings of several levels without numbers between": (
        f"""TERMS OF SERVICE

{SENTENCE}

DEFINITIONS

{SENTENCE}

FEES AND TAXES

{SENTENCE}

General Provisions

{SENTENCE}
""",
        ["TERMS OF SERVICE", "DEFINITIONS", "FEES AND TAXES", ".General Provisions"],
    ),
    "general provisions behind the last number": (
        f"""1. Scope

{SENTENCE}

2. Fees

{SENTENCE}

General Provisions

{SENTENCE}

{SENTENCE}
""",
        ["1 Scope", "2 Fees", "General Provisions"],
    ),
    "website navigation in the middle": (
        f"""Skip to main content
Home
Products
Pricing

Terms of Service

1. Scope

{SENTENCE}

Home | Products | Pricing | Log in

Back to top

2. Fees

{SENTENCE} It is
Back to top
kept for ten years.

3. End

{SENTENCE}
""",
        ["1 Scope", "2 Fees", "3 End"],
    ),
    "running headers and page numbers": (
        """Kestrane Terms                     Confidential
1. Scope
These terms apply to every order of the products, and an order that refers
                                - 1 -
\fKestrane Terms                     Confidential
to them is bound by them.
2. Fees
Fees are due in advance for the whole of the term that an order states, and
                                - 2 -
\fKestrane Terms                     Confidential
3. End
Nothing more.
                                - 3 -
""",
        ["1 Scope", "2 Fees", "3 End"],
    ),
    "sub-numbers on the line of their parent": (
        """1. Scope
1.1 (a) These terms apply.
(b) Others do not.
1.2 Order. (a) An order states the scope.
(b) It is signed.
2. End
""",
        ["1 Scope", ".1.1", "..1.1(a)", "..1.1(b)", ".1.2 Order", "..1.2(a)", "..1.2(b)", "2 End"],
    ),
    "I as a pronoun, initials": (
        """1. Statement
I agree to these terms.
A. Smith signs for the vendor.
I. Newton signs for the customer.
2. End
Nothing more.
""",
        ["1 Statement", "2 End"],
    ),
    "legal abbreviations in headings": (
        """1. U.S. Government Rights. The software is commercial.
2. No Third-Party Rights – Nobody else has rights.
3. FORCE MAJEURE: No party is liable for events beyond its control.
4. Changes to these terms. We may change them.
5. The customer pays. Nobody else does.
""",
        [
            "1 U.S. Government Rights",
            "2 No Third-Party Rights",
            "3 FORCE MAJEURE",
            "4 Changes to these terms",
            "5",
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_sections_of_a_text_are_found(name: str) -> None:
    text, expected = CASES[name]
    assert found(text) == expected
