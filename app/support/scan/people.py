"""E-mail addresses and phone numbers of people, told from what only looks like them in logs."""

from __future__ import annotations

import re

from app.base.text import N_
from app.support.scan.model import What
from app.support.scan.rule import Candidate, Rule, Why, marked, named, shaped

_NO_DOMAIN = frozenset(
    "service socket target timer mount device slice scope path swap automount local lan internal "
    "localdomain intern home corp png jpg jpeg gif svg webp ico js mjs ts css json html xml map md "
    "py java jar class so dll exe log gz zip tar yml yaml conf cfg txt properties".split()
)
_SOFTWARE = re.compile(r"(?:.*\.)?(?:openssh\.com|libssh\.org|lysator\.liu\.se)", re.IGNORECASE)
_MESSAGE_ID = re.compile(rb"(?i:message-?id|msgid|in-reply-to|references|mid)[=: ]{1,2}<?\Z")
_SIGNS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-"
_LOCAL = rb"[._%+-]{0,8}([A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,62}[A-Za-z0-9_+-])?"
_REGIONS = ("US", "GB", "DE", "FR", "JP", "CH", "AT", "ES", "IT", "NL", "AU", "IN", "BR")


def _is_person(candidate: Candidate) -> bool:
    """Whether an address may be somebody's, and no unit, image, principal, key or message."""
    data, start = candidate.data, candidate.start
    local, _at, domain = candidate.text.replace("%40", "@").partition("@")
    if domain.rpartition(".")[2].lower() in _NO_DOMAIN or _SOFTWARE.fullmatch(domain):
        return False
    if local.lower() in {"git", "hg", "svn"}:
        return False
    lead = data[max(0, start - 20) : start]
    if lead.endswith(b"//") or _MESSAGE_ID.search(lead):
        return False
    if lead.endswith(b"/") and domain.isupper():
        return False  # a principal of Kerberos: HTTP/host.example.com@EXAMPLE.COM
    behind = data[candidate.end : candidate.end + 2]
    return not (behind[:1] == b":" and behind[1:2] in {b"/", b"~", b"."})


def _is_international(candidate: Candidate) -> bool:
    import phonenumbers

    value = candidate.text
    if sum(sign.isdigit() for sign in value) < 8 or candidate.before in _JOINS:
        return False
    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_valid_number(number))


_JOINS = frozenset((b"+", b"/", b"=", b".", b"-", b"_"))


def _is_national(candidate: Candidate) -> bool:
    """Behind a word for a phone: valid somewhere, and written as people write one."""
    import phonenumbers

    value = candidate.text
    digits = "".join(sign for sign in value if sign.isdigit())
    lead = candidate.data[max(0, candidate.start - 12) : candidate.start]
    if not 7 <= len(digits) <= 15 or not _NEAR.search(lead) or candidate.behind in {b":", b"."}:
        return False
    if value.startswith("00"):
        value = "+" + value[2:]
    return any(_valid_in(phonenumbers, value, region) for region in _REGIONS)


_NEAR = re.compile(
    rb"(?:[A-Za-z\x80-\xff](?:[ _-]?(?i:no|nr|number|nummer|num)\.?)?[\"']?"
    rb"\s{0,2}[.:=]{0,2}\s{0,2}[\"'(]?)\Z"
)


def _valid_in(phonenumbers: object, value: str, region: str) -> bool:
    parse = phonenumbers.parse  # type: ignore[attr-defined]
    try:
        return bool(phonenumbers.is_valid_number(parse(value, region)))  # type: ignore[attr-defined]
    except phonenumbers.NumberParseException:  # type: ignore[attr-defined]
        return False


def rules() -> tuple[Rule, ...]:
    """The rules for addresses and phone numbers."""
    return (
        marked(
            What.EMAIL, N_("E-mail address"), (b"@", b"%40"),
            _LOCAL + rb"(?:@|%40)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,6}"
            rb"[A-Za-z]{2,24})(?![\w-]|\.[A-Za-z0-9])",
            _is_person, why=Why.FORM, before=64, after=260, lead=_SIGNS, rank=7,
        ),
        shaped(
            What.PHONE, N_("Phone number"), ("+0",),
            rb"(?<![\w+])\+[1-9]\d{0,3}[ ./-]?\(?\d{1,5}\)?(?:[ ./-]?\d{2,8}){1,5}(?![\d])",
            _is_international, why=Why.DIALED, rank=6,
        ),
        named(
            What.PHONE, N_("Phone number"),
            ("tel", "phone", "telephone", "telefon", "mobile", "mobil", "cell", "handy", "fax",
             "téléphone", "telefono", "teléfono", "telefone", "phonenumber", "phone_number",
             "mobilenumber", "電話", "電話番号", "携帯"),
            rb"(?<![\w.+-])(?:\(?0\d{0,5}\)?|\(\d{3}\)|\d{3})[ ./-]?\d{2,8}(?:[ ./-]\d{2,8}){0,4}"
            rb"(?![\w])",
            _is_national, why=Why.DIALED, after=40, rank=6,
        ),
    )  # fmt: skip
