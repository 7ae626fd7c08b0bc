"""Payment cards and bank accounts: check digits, issuers' prefixes, words near."""

from __future__ import annotations

import functools
import re

from app.base.text import N_
from app.support.scan.checks import apart, digits_of, valid
from app.support.scan.model import What
from app.support.scan.rule import LONG_RUN, Candidate, Rule, Why, named, shaped

_COUNTER = re.compile(
    rb"(?:(?i:id|seq|offset|ts|time|stamp|nonce|hash|trace|span|lsn|pos|size|bytes|checksum|serial"
    rb"|count|counter|inode|ptr|addr|version|rev|epoch|nanos|micros|duration|number|no|num|ref|order|lag)"
    rb"[\"']?\s{0,2}[:=#]?\s{0,2}[\"']?|\$\d{1,3} = ')\Z"
)
_CARD_WORD = re.compile(
    rb"(?i:card|visa|master|amex|credit|debit|karte|carte|tarjeta|\bpan\b|\bcc\b|kredit|payment)"
)
_ISSUERS = (
    # Prefixes from, to (as long as the prefix), lengths: ISO/IEC 7812 ranges as the schemes tell.
    (4, 4, (16, 19)),
    (51, 55, (16,)),
    (2221, 2720, (16,)),
    (34, 34, (15,)),
    (37, 37, (15,)),
    (300, 305, (14,)),
    (36, 36, (14,)),
    (38, 39, (14,)),
    (6011, 6011, (16, 17, 18, 19)),
    (644, 659, (16, 17, 18, 19)),
    (3528, 3589, (16,)),
    (62, 62, (16, 17, 18, 19)),
    (2200, 2204, (16,)),
    (5018, 5018, (16,)),
    (6304, 6304, (16,)),
)
_GROUPS = {(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3), (6, 13), (4, 4, 4, 2), (4, 5, 6)}


def _is_card(candidate: Candidate) -> bool:
    value = candidate.value
    lengths = _issued().get(value[:4])
    if lengths is None:
        return False
    digits = digits_of(value)
    if len(digits) not in lengths or len(set(digits)) < 2 or not apart(candidate):
        return False
    from stdnum import luhn

    if not luhn.is_valid(digits.decode()):
        return False
    groups = tuple(len(group) for group in re.split(rb"[ -]", value))
    if len(groups) > 1:
        return groups in _GROUPS and len(set(value) & {32, 45}) == 1
    joined = candidate.before in {b"-", b"/", b"_"}
    if len(digits) in {15, 16} and not joined and not _COUNTER.search(_lead(candidate, 40)):
        return True
    return bool(_CARD_WORD.search(_lead(candidate, 40)))


@functools.cache
def _issued() -> dict[bytes, tuple[int, ...]]:
    """The first four digits that issuers use, with the lengths of their numbers."""
    return {
        b"%04d" % number: lengths
        for low, high, lengths in _ISSUERS
        for number in range(
            low * 10 ** (4 - len(str(low))), (high + 1) * 10 ** (4 - len(str(high)))
        )
    }


def _lead(candidate: Candidate, length: int) -> bytes:
    """What stands in front of it in its line, at most `length` bytes."""
    lead = candidate.data[max(0, candidate.start - length) : candidate.start]
    return lead[lead.rfind(b"\n") + 1 :]


def _is_iban(candidate: Candidate) -> bool:
    from stdnum import iban

    return apart(candidate) and bool(iban.is_valid(candidate.text))


def _is_routing(candidate: Candidate) -> bool:
    from stdnum.us import rtn

    return apart(candidate) and candidate.value[:2] != b"00" and bool(rtn.is_valid(candidate.text))


def _is_account(candidate: Candidate) -> bool:
    return apart(candidate) and len(set(digits_of(candidate.value))) > 1


def rules() -> tuple[Rule, ...]:
    """The rules for cards and accounts."""
    return (
        shaped(
            What.PAYMENT_CARD, N_("Payment card"),
            (LONG_RUN, "0000-0000-0000-0000", "0000-000000-0000"),
            rb"(?<![\w.])\d{14,19}(?!\d)|(?<![\w.])\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{3})?(?!\d)"
            rb"|(?<![\w.])\d{4}[ -]\d{6}[ -]\d{4,5}(?!\d)",
            _is_card, rank=1,
        ),
        *_ibans(),
        named(
            What.BANK_ACCOUNT, N_("Routing number (US)"),
            ("routing number", "routing no", "routing_number", "routingnumber", "routing #",
             "routing transit", "aba", "rtn"),
            rb"(?<!\d)(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)\d{7}(?!\d)", _is_routing,
        ),
        named(
            What.BANK_ACCOUNT, N_("Account number"),
            ("bank account", "account number", "bank_account", "bankaccount", "account_number",
             "accountnumber", "kontonummer", "konto-nr", "numéro de compte", "口座番号"),
            rb"(?<![\d.])\d{2,10}(?:[ -]\d{2,10}){0,3}(?![\d])", _is_bank_account,
            why=Why.DIGITS_NAMED, after=40,
        ),
        named(
            What.BANK_ACCOUNT, N_("Sort code and account (GB)"), ("sort code", "sortcode",
            "sort_code"), rb"(?<!\d)\d{2}-\d{2}-\d{2}(?!\d)(?:[^\d\n]{1,30}\d{8}(?!\d))?",
            _is_account, why=Why.DIGITS_NAMED, after=80,
        ),
        named(
            What.BANK_ACCOUNT, N_("Bank code (DE)"), ("bankleitzahl", "blz"),
            rb"(?<!\d)[1-8]\d{2} ?\d{3} ?\d{2}(?!\d)", _is_account, why=Why.DIGITS_NAMED, after=30,
        ),
        named(
            What.BANK_ACCOUNT, N_("Bank account (NZ)"), ("bank", "account"),
            rb"(?<!\d)\d{2}-\d{4}-\d{7}-\d{2,3}(?!\d)", valid("nz.bankaccount"),
        ),
        named(
            What.BANK_ACCOUNT, N_("Bank account (ES)"), ("ccc", "cuenta"),
            rb"(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{2}[ -]?\d{10}(?!\d)", valid("es.ccc"),
        ),
        named(
            What.BANK_ACCOUNT, N_("Bank account (NO)"), ("kontonr", "bankkonto"),
            rb"(?<!\d)\d{4}[ .]?\d{2}[ .]?\d{5}(?!\d)", valid("no.kontonr"),
        ),
    )  # fmt: skip


def _is_bank_account(candidate: Candidate) -> bool:
    """An account's number has no check digit of its own: it has to stand directly at its name."""
    digits = digits_of(candidate.value)
    gap = _lead(candidate, 12)
    direct = re.search(rb"[A-Za-z\x80-\xff][\"']?\s{0,2}[:=#.]{0,2}\s{0,2}[\"']?\Z", gap)
    near = direct is not None or re.search(rb"(?:\x85|\x8f|\xb7|\xef\xbc\x9a)\s?\Z", gap)
    return 6 <= len(digits) <= 17 and bool(near) and _is_account(candidate)


def _ibans() -> tuple[Rule, ...]:
    """Written together, in groups of digits, in groups with letters (FR, GB, NL): by stdnum.

    Digits come by themselves too, so that a word in capitals behind the number is none of it.
    """
    forms = (
        rb"[A-Z0-9]{11,30}",
        rb"(?:[ -]\d{4}){2,7}(?:[ -]\d{1,3})?",
        rb"(?:[ -][A-Z0-9]{4}){2,7}(?:[ -][A-Z0-9]{1,3})?",
    )
    start = rb"(?<![A-Za-z0-9])[A-Z]{2}\d{2}"
    return tuple(
        shaped(
            What.BANK_ACCOUNT, "IBAN", ("AA00",), start + form + rb"(?![A-Za-z0-9])", _is_iban,
            rank=1,
        )
        for form in forms
    )  # fmt: skip
