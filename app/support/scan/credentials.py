"""Credentials and keys: what our own rules know of them, beside the library's detectors.

What is only told by its name (`password=…`) has to look like a value; words of prose, variables
of scripts and masks do not.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from math import log2

from app.base.text import N_
from app.support.scan.model import What
from app.support.scan.rule import Candidate, How, Rule, Why, marked, named

_GIVEN = rb"\\?[\"']{0,2}\]?[ \t]{0,3}(?:=>|[:=]{1,2})[ \t]{0,3}"
_VALUE = (
    rb"(?:\\\"([^\"\\\r\n]{1,500})\\\"|\"((?:[^\"\\\r\n]|\\[^\r\n]){1,500})\""
    rb"|\"\"([^\"\r\n,:{}\[\]]{1,500})\"\""
    rb"|'((?:[^'\"\\\r\n]|\\[^\r\n]){1,500})[\"']"
    rb"|((?:[^\s\"'\\,;&<>(){}\[\]|]|\\[^\s\"'])(?:[^\s\"'\\,;&<>{}\[\]|]|\\[^\s\"']){0,499}))"
)
_PASSWORDS = (
    b"password", b"passwd", b"passphrase", b"passwort", b"kennwort", b"passcode", b"pwd",
    b"contrase\xc3\xb1a", b"mot_de_passe", b"motdepasse", b"wachtwoord", b"senha",
    "пароль".encode(), "パスワード".encode(), "密码".encode(),
)  # fmt: skip
_SECRETS = (
    b"secret", b"api_key", b"apikey", b"api-key", b"access_key", b"accesskey", b"access-key",
    b"secret_key", b"secretkey", b"secret-key", b"private_key", b"privatekey", b"private-key",
    b"encryption_key", b"encryption-key", b"signing_key", b"signing-key", b"account_key",
    b"accountkey", b"auth_key", b"license_key", b"licensekey", b"license-key",
    b"recovery_code", b"device_code", b"code_verifier",
    b"token", b"credential", b"credentials",
)  # fmt: skip
_NO_VALUE = frozenset(
    "none null nil true false undefined yes no on off required optional expired invalid incorrect "
    "missing empty changed reset failed failure ok string str text password passwd secret token "
    "redacted hidden masked removed unset default unknown not the for is was with from prompt "
    "value and has must cannot can will should changeme-please authentication wrong "
    "mismatch accepted rejected verified disabled enabled sha256 sha512 bcrypt md5 scram "
    "basic bearer digest negotiate".split()
)
_VARIABLE = re.compile(rb"\$|\{|<|%[({sdv]|@\{|\[|self\.|this\.|os\.environ|process\.env|env\.")
_MASKED = re.compile(rb"[*xX.\-_#?0]+|(?:\xe2\x80\xa2|\xe2\x96\x88|\xe2\x97\x8f)+")
_ENOUGH = 64
"""Bytes of a value that tell whether it is random."""
_REPEATED = re.compile(rb"(.)\1*", re.DOTALL)
_WORDS = re.compile(rb"[A-Za-z]+(?:[-_./:][A-Za-z]+)*[-_.]?v?\d{0,2}")
_CURSOR = re.compile(rb"(?i:page|continuation|cursor|sync|next|resume|paging|delta)[_-]?\Z")
_STRONG = re.compile(rb"[A-Za-z0-9+/_=~.-]+\Z")


def is_placeholder(value: bytes) -> bool:
    """Whether `value` only stands where a secret would: a mask, a variable, a word of prose."""
    bare = value.strip(b" .,:;!")
    return (
        not bare
        or bool(_VARIABLE.match(bare))
        or bool(_MASKED.fullmatch(bare))
        or bool(_REPEATED.fullmatch(bare))
        or bare.decode("ascii", "replace").lower() in _NO_VALUE
    )


def looks_random(value: bytes) -> bool:
    """Whether `value` may be a key: letters and digits mixed as no name of a thing has them."""
    value = value[:_ENOUGH]
    if len(value) < 8 or is_placeholder(value) or _WORDS.fullmatch(value):
        return False
    digits = sum(48 <= sign <= 57 for sign in value)
    letters = sum(65 <= sign <= 90 or 97 <= sign <= 122 for sign in value)
    if not digits or not letters:
        return False
    return len(set(value)) >= 6 and entropy(value) >= (3.0 if len(value) >= 16 else 2.5)


def entropy(value: bytes) -> float:
    """Bits a byte (Shannon)."""
    counts = Counter(value).values()
    return -sum(count / len(value) * log2(count / len(value)) for count in counts)


def _is_password(candidate: Candidate) -> bool:
    value = candidate.value
    if is_placeholder(value) or len(value) < 4 or value.startswith((b"/", b"java.", b"\\\\")):
        return False
    if value[1:3] in {b":\\", b":/"}:
        return False
    lead = candidate.data[max(0, candidate.start - 3) : candidate.start]
    plain = value.rstrip(b".,:;!?)")
    if lead[-1:] in {b'"', b"'"} or lead.rstrip()[-1:] == b"=":
        folded = value.lower()
        return not (plain.isalpha() and (b"password" in folded or b"secret" in folded))
    return len(plain) >= 6 and not plain.isalpha() and any(48 <= sign <= 57 for sign in plain)


def _is_secret(candidate: Candidate) -> bool:
    value = candidate.value
    if not _STRONG.match(value) or not looks_random(value):
        return False
    line = candidate.data[max(0, candidate.start - 60) : candidate.start]
    key = line[: line.lower().rfind(b"token")] if b"token" in line.lower() else b""
    return not _CURSOR.search(key)


def _is_credentials(candidate: Candidate) -> bool:
    """The value behind a scheme of authorization, or without one where it looks like a key."""
    lead = candidate.data[max(0, candidate.start - 16) : candidate.start].rstrip().lower()
    if lead.endswith(b"basic"):
        return _is_basic(candidate)
    return looks_random(candidate.value) and len(candidate.value) >= 12


def _is_basic(candidate: Candidate) -> bool:
    value = candidate.value
    try:
        return b":" in base64.b64decode(value + b"=" * (-len(value) % 4), validate=True)
    except (ValueError, binascii.Error):
        return False


def _is_user_password(candidate: Candidate) -> bool:
    return len(candidate.value) >= 2 and not is_placeholder(candidate.value)


def _is_jwt(candidate: Candidate) -> bool:
    from detect_secrets.plugins.jwt import JwtTokenDetector

    return bool(JwtTokenDetector.is_formally_valid(candidate.text))


def stands_alone(candidate: Candidate) -> bool:
    """Whether no letter, digit or underscore goes on at either side, and it is no mask."""
    sides = candidate.before + candidate.behind
    if any(side == 95 or bytes((side,)).isalnum() for side in sides):
        return False
    return len(set(candidate.value)) > 5


def _is_license_key(candidate: Candidate) -> bool:
    value = candidate.value
    mixed = any(65 <= sign <= 90 for sign in value) and any(48 <= sign <= 57 for sign in value)
    return mixed and stands_alone(candidate) and candidate.before + candidate.behind != b"--"


def rules() -> tuple[Rule, ...]:
    """The rules of our own for credentials and keys."""
    return (*_blocks(), *_given(), *_tokens())


def _blocks() -> tuple[Rule, ...]:
    begin = rb"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
    base64_line = rb"[A-Za-z0-9+/=]{16,76}"
    return (
        marked(
            What.PRIVATE_KEY, N_("Private key"), (b"-----BEGIN ",),
            begin
            + rb"(?:[^-]|-(?!----)){0,16000}-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY"
            rb"(?: BLOCK)?-----",
            why=Why.BLOCK, after=17_000, lines=True, rank=0,
        ),
        marked(
            What.PRIVATE_KEY, N_("Private key (cut off)"), (b"-----BEGIN ",),
            begin + rb"(?:(?:\\r|\\n|\s){1,4}" + base64_line + rb"){0,250}",
            why=Why.BLOCK, after=17_000, lines=True, rank=1,
        ),
        marked(
            What.PRIVATE_KEY, N_("PuTTY private key"), (b"PuTTY-User-Key-File-",),
            rb"PuTTY-User-Key-File-[23]:[^\r\n]{0,60}"
            rb"(?:\r?\n[^\r\n]{1,200}){0,200}?\r?\nPrivate-MAC: [0-9a-f]{40,64}"
            rb"|PuTTY-User-Key-File-[23]:[^\r\n]{0,60}",
            why=Why.BLOCK, after=17_000, lines=True, rank=0,
        ),
        marked(
            What.PRIVATE_KEY, N_("Private key (SSH2)"), (b"---- BEGIN SSH2 ",),
            rb"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----"
            rb"(?:(?:[^-]|-(?!---)){0,16000}---- END SSH2 ENCRYPTED PRIVATE KEY ----)?",
            why=Why.BLOCK, after=17_000, lines=True, rank=0,
        ),
        marked(
            What.PRIVATE_KEY, N_("Private key (age)"), (b"AGE-SECRET-KEY-1",),
            rb"AGE-SECRET-KEY-1[0-9A-Z]{58}", why=Why.LOOKS, rank=0,
        ),
        marked(
            What.PRIVATE_KEY, N_("Private key (JWK)"), (b'"kty"',),
            rb'"d"\s{0,3}:\s{0,3}"([A-Za-z0-9_-]{43,700})"', how=How.AROUND, why=Why.NAMED,
            before=1500, after=1500, lines=True, rank=0,
        ),
    )  # fmt: skip


def _given() -> tuple[Rule, ...]:
    """Told by the name in front of them, or by their place in a header or address."""
    passwords = b"(?i:" + b"|".join(_PASSWORDS) + b")"
    secrets = b"(?i:" + b"|".join(sorted(_SECRETS, reverse=True)) + b")"
    return (
        marked(
            What.CREDENTIAL, N_("Password"), _PASSWORDS, passwords + _GIVEN + _VALUE, _is_password,
            folded=True, why=Why.NAMED, after=600, rank=4,
        ),
        marked(
            What.CREDENTIAL, N_("Secret or token"), _SECRETS, secrets + _GIVEN + _VALUE,
            _is_secret, folded=True, why=Why.NAMED, after=600, rank=4,
        ),
        marked(
            What.CREDENTIAL, N_("Authorization header"), (b"authorization",),
            rb"(?i:authorization)" + _GIVEN + rb"\\?[\"']?"
            rb"(?:(?i:bearer|basic|token|digest|apikey|key|negotiate)[ \t]{1,3})?"
            rb"([A-Za-z0-9._~+/=:-]{8,4000})",
            _is_credentials, folded=True, why=Why.HEADER, after=4100, rank=3,
        ),
        marked(
            What.CREDENTIAL, N_("Bearer token"), (b"bearer ",),
            rb"(?i:bearer)[ \t]{1,3}([A-Za-z0-9._~+/=-]{16,4000})", _is_credentials,
            folded=True, why=Why.HEADER, after=4100, rank=4,
        ),
        marked(
            What.CREDENTIAL, N_("Password in an address"), (b"://",),
            rb"://[^\s/:@\"'<>\\?#]{0,100}:([^\s/@\"'<>\\]{1,200})@[A-Za-z0-9\[_.-]",
            _is_user_password, why=Why.ADDRESS, rank=1,
        ),
        marked(
            What.CREDENTIAL, N_("Signature of an address"), (b"sig=", b"signature="),
            rb"(?i:sig|signature)=([A-Za-z0-9%+/=_-]{40,200})", _is_secret,
            folded=True, why=Why.ADDRESS, rank=3,
        ),
    )  # fmt: skip


def _tokens() -> tuple[Rule, ...]:
    """Told by their looks alone."""
    prefixed = (
        (N_("GitHub token"), (b"github_pat_",), rb"github_pat_[A-Za-z0-9_]{22,200}"),
        (N_("Google API key"), (b"AIza",), rb"AIza[A-Za-z0-9_-]{35}"),
        (N_("Google OAuth secret"), (b"GOCSPX-",), rb"GOCSPX-[A-Za-z0-9_-]{28}"),
        (N_("Google access token"), (b"ya29.",), rb"ya29\.[A-Za-z0-9_-]{30,400}"),
        (N_("OpenAI key"), (b"sk-proj-", b"sk-svcacct-"),
         rb"sk-(?:proj|svcacct)-[A-Za-z0-9_-]{20,250}"),
        (N_("Anthropic key"), (b"sk-ant-",), rb"sk-ant-[A-Za-z0-9_-]{20,250}"),
        (N_("Hugging Face token"), (b"hf_",), rb"hf_[A-Za-z0-9]{34,40}"),
        (N_("DigitalOcean token"), (b"dop_v1_", b"doo_v1_"), rb"do[op]_v1_[a-f0-9]{64}"),
        (N_("npm token"), (b"npm_",), rb"npm_[A-Za-z0-9]{36}"),
        (N_("Docker token"), (b"dckr_pat_",), rb"dckr_pat_[A-Za-z0-9_-]{20,40}"),
        (N_("Shopify token"), (b"shpat_", b"shpss_", b"shpca_"),
         rb"shp(?:at|ss|ca)_[a-fA-F0-9]{32}"),
        (N_("HashiCorp Vault token"), (b"hvs.", b"hvb."), rb"hv[sb]\.[A-Za-z0-9_-]{24,200}"),
        (N_("Square secret"), (b"sq0atp-",), rb"sq0atp-[A-Za-z0-9_-]{22}"),
        (N_("RubyGems key"), (b"rubygems_",), rb"rubygems_[a-f0-9]{48}"),
        (N_("New Relic key"), (b"NRAK-",), rb"NRAK-[A-Z0-9]{27}"),
    )  # fmt: skip
    return (
        marked(
            What.CREDENTIAL, N_("JSON Web Token"), (b"eyJ",),
            rb"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,3000}\.[A-Za-z0-9_-]{2,6000}(?:\.[A-Za-z0-9_-]{0,2000}){0,3}",
            _is_jwt, after=12_000, rank=1,
        ),
        named(
            What.CREDENTIAL, N_("License key"),
            ("license", "licence", "lizenz", "serial", "product key", "activation", "key"),
            rb"(?:[0-9A-Z]{4,6}-){4,9}[0-9A-Z]{4,6}", _is_license_key, why=Why.NAMED, rank=5,
        ),
        *(
            marked(What.CREDENTIAL, name, needles, pattern, stands_alone)
            for name, needles, pattern in prefixed
        ),
    )  # fmt: skip
