"""True examples of everything the scanner looks for, their check digits made here by code.

None is a real person's, account's or system's: all are drawn from a fixed seed.
"""

from __future__ import annotations

import base64
import importlib
import json
import random
from collections.abc import Callable
from typing import NamedTuple

from app.support.scan.model import What

_UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_ALNUM = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Planted(NamedTuple):
    """A line with something in it that has to be found: `value` is what has to be covered."""

    name: str
    what: What
    line: str
    value: str


def planted(seed: int = 1) -> tuple[Planted, ...]:
    """One of every kind."""
    draw = random.Random(seed)
    return (*_credentials(draw), *_keys(draw), *_money(draw), *_people(draw), *_contacts(draw))


def luhn(digits: str) -> str:
    """`digits` with the check digit of ISO/IEC 7812 behind them."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)


def iban(country: str, account: str) -> str:
    """An IBAN with its two check digits (ISO 13616)."""
    moved = "".join(str(int(sign, 36)) for sign in f"{account}{country}00")
    return f"{country}{98 - int(moved) % 97:02d}{account}"


def text(draw: random.Random, size: int, signs: str = _ALNUM) -> str:
    """Random letters and digits, at least one of each that `signs` has at its ends."""
    drawn = [draw.choice(signs) for _sign in range(size)]
    drawn[1], drawn[-2] = signs[0], signs[-1]
    return "".join(drawn)


def digits(draw: random.Random, size: int) -> str:
    """Random digits, the first no zero."""
    return str(draw.randrange(10 ** (size - 1), 10**size))


def until_valid(module: str, make: Callable[[], str]) -> str:
    """What `make` gives until python-stdnum's `module` holds it for valid."""
    loaded = importlib.import_module(f"stdnum.{module}")
    for _try in range(200_000):
        value = make()
        if loaded.is_valid(value):
            return value
    raise AssertionError(module)


def _credentials(draw: random.Random) -> list[Planted]:
    def token(name: str, line: str, value: str) -> Planted:
        return Planted(name, What.CREDENTIAL, line.replace("§", value), value)

    jwt = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "HS256", "typ": "JWT"}, {"sub": "1234", "n": text(draw, 12)})
    )
    signed = f"{jwt}.{text(draw, 43)}"
    basic = base64.b64encode(b"deploy:" + text(draw, 12).encode()).decode()
    upper = _UPPER + "234567"
    low = "abcdef0123456789"
    license_key = "-".join(text(draw, 5, _UPPER + "23456789") for _group in range(5))
    return [
        token("password with equals", "connect user=app password=§ tls=1", text(draw, 12)),
        token("password in JSON", '{"user":"app","password":"§","tls":true}', text(draw, 12)),
        token("password with a blank in quotes", "passwd: '§'", "blue Kettle 77"),
        token("password after a colon", "Passwort: §", "Sonne!42x"),
        token("password of ADO", "Server=db;Uid=app;Pwd=§;Encrypt=1", text(draw, 10)),
        token("password in escaped JSON", '{"log":"{\\"password\\":\\"§\\"}"}', text(draw, 11)),
        token("password in an address", "dsn postgres://app:§@db.example.net/x", text(draw, 12)),
        token("password without user", "redis://:§@cache.example.net:6379/0", text(draw, 12)),
        token("client secret", "client_secret=§", text(draw, 32)),
        token("API key", 'api_key: "§"', text(draw, 32, low)),
        token("access token", "&access_token=§&x=1", text(draw, 40)),
        token("password in a cell", '1,"{""password"":""§""}",2', text(draw, 11)),
        token("Artifactory token", 'x-token "§"', "AKC" + text(draw, 60)),
        token("recovery code", "recovery_code: §", text(draw, 24, upper)),
        token("license key", "license §", license_key),
        token("bearer header", "Authorization: Bearer §", text(draw, 40)),
        token("basic header", "authorization: Basic §", basic),
        token("JSON Web Token", "seen § in cookie", signed),
        token("AWS key", "key § used", "AKIA" + text(draw, 16, upper)),
        token("AWS secret", 'aws_secret_access_key = "§"', text(draw, 40)),
        token("Azure storage key", "AccountName=x;AccountKey=§;", text(draw, 86) + "=="),
        token("GitHub token", "push with §", "ghp_" + text(draw, 36)),
        token("GitHub fine-grained", "push with §", "github_pat_" + text(draw, 60)),
        token("GitLab token", "clone with §", "glpat-" + text(draw, 20)),
        token("Slack token", "post by §", f"xoxb-{digits(draw, 11)}-{digits(draw, 12)}-"
              + text(draw, 24, "abcdefghijklmnop0123456789")),
        token("Stripe key", "charge with §", "sk_live_" + text(draw, 24)),
        token("SendGrid key", "mail with §", f"SG.{text(draw, 22)}.{text(draw, 43)}"),
        token("Google key", "maps §", "AIza" + text(draw, 35)),
        token("npm token", "//registry.example.net/:_authToken=§", "npm_" + text(draw, 36)),
        token("PyPI token", "upload §", "pypi-AgEIcHlwaS5vcmc" + text(draw, 80)),
        token("OpenAI key", "ask with §", f"sk-{text(draw, 20)}T3BlbkFJ{text(draw, 20)}"),
        token("Twilio key", "twilio sid §", "AC" + text(draw, 32, low)),
        token("Telegram token", "telegram §", f"{digits(draw, 9)}:AA{text(draw, 33)}"),
        token("Discord token", "discord bot §",
              f"M{text(draw, 23)}.{text(draw, 6)}.{text(draw, 27)}"),
        token("Vault token", "unseal §", "hvs." + text(draw, 28)),
        token("signature", "https://x.example.net/blob?sv=1&sig=§", text(draw, 44)),
    ]  # fmt: skip


def _keys(draw: random.Random) -> list[Planted]:
    body = "\n".join(text(draw, 64, _ALNUM + "+/") for _line in range(20))
    pem = f"-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----"
    ssh = f"-----BEGIN OPENSSH PRIVATE KEY-----\n{body}\n-----END OPENSSH PRIVATE KEY-----"
    escaped = json.dumps({"type": "service_account", "private_key": pem})
    cut = f"-----BEGIN PRIVATE KEY-----\n{body[:640]}"
    age = "AGE-SECRET-KEY-1" + text(draw, 58, _UPPER + "0123456789")
    return [
        Planted("private key", What.PRIVATE_KEY, f"key:\n{pem}\nend", pem),
        Planted("OpenSSH key", What.PRIVATE_KEY, f"key:\n{ssh}\nend", ssh),
        Planted("key in JSON", What.PRIVATE_KEY, escaped, body.split("\n", maxsplit=1)[0]),
        Planted("key cut off", What.PRIVATE_KEY, f"{cut}\n...", body[:64]),
        Planted("age key", What.PRIVATE_KEY, f"identity {age}", age),
    ]


def _money(draw: random.Random) -> list[Planted]:
    def card(name: str, number: str, line: str = "paid with § today") -> Planted:
        return Planted(name, What.PAYMENT_CARD, line.replace("§", number), number)

    def bank(name: str, line: str, value: str) -> Planted:
        return Planted(name, What.BANK_ACCOUNT, line.replace("§", value), value)

    visa, amex = luhn("4929" + digits(draw, 11)), luhn("3787" + digits(draw, 10))
    german = iban("DE", "37040044" + digits(draw, 10))
    groups = [german[at : at + 4] for at in range(0, len(german), 4)]
    routing = until_valid("us.rtn", lambda: "0210" + digits(draw, 5))
    return [
        card("Visa together", visa),
        card("Visa in groups", " ".join(visa[at : at + 4] for at in range(0, 16, 4))),
        card("Mastercard with dashes", _dashed(luhn("5412" + digits(draw, 11)))),
        card("Mastercard, new range", luhn("2223" + digits(draw, 11))),
        card("Amex in groups", f"{amex[:4]} {amex[4:10]} {amex[10:]}"),
        card("Amex together", luhn("3714" + digits(draw, 10))),
        card("Discover in JSON", luhn("6011" + digits(draw, 11)), '{"n":§}'),
        card("JCB", luhn("3530" + digits(draw, 11))),
        card("Diners with its word", luhn("3600" + digits(draw, 9)), "card §"),
        bank("IBAN together", "to § please", german),
        bank("IBAN in groups", "to § please", " ".join(groups)),
        bank("IBAN before capitals", "§ BANK", _spaced(iban("ES", "21000418450200051332"))),
        bank("IBAN with letters", "Konto §", _spaced(iban("GB", "WEST12345698765432"))),
        bank("IBAN (FR)", "vers §.", iban("FR", "20041010050500013M02606")),
        bank("routing number", "routing number: §", routing),
        bank("account number", "bank account number: §", digits(draw, 9)),
        bank("sort code", "sort code §", "20-45-78"),
        bank("Bankleitzahl", "BLZ § bitte", "37040044"),
    ]  # fmt: skip


def _dashed(number: str) -> str:
    return "-".join(number[at : at + 4] for at in range(0, len(number), 4))


def _spaced(number: str) -> str:
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def _people(draw: random.Random) -> list[Planted]:
    def number(name: str, line: str, value: str, what: What = What.NATIONAL_ID) -> Planted:
        return Planted(name, what, line.replace("§", value), value)

    def day() -> str:
        return f"{draw.randrange(10, 29)}{draw.randrange(1, 13):02d}{draw.randrange(50, 99)}"

    def born() -> str:
        return f"{draw.randrange(50, 99)}{draw.randrange(1, 13):02d}{draw.randrange(10, 29)}"

    def found(module: str, make: Callable[[], str]) -> str:
        return until_valid(module, make)

    ssn = found("us.ssn", lambda: f"{draw.randrange(100, 660)}-{draw.randrange(10, 99)}-"
                + digits(draw, 4))  # fmt: skip
    cpf = found("br.cpf", lambda: digits(draw, 11))
    belgian = found("be.nn", lambda: born() + digits(draw, 5))
    ahv = found("ch.ssn", lambda: "756" + digits(draw, 10))
    nir = found("fr.nir", lambda: f"2{draw.randrange(50, 99)}{draw.randrange(1, 13):02d}78006"
                + digits(draw, 5))  # fmt: skip
    health = What.HEALTH
    return [
        number("SSN", "see § there", ssn),
        number("SSN with its word", "ssn=§", ssn.replace("-", "")),
        number("SIN", "SIN: §", found("ca.sin", lambda: digits(draw, 9))),
        number("NINO", "NINO § given", "AB123456C"),
        number("NINO in groups", "of § wait", "CE 12 34 56 D"),
        number("Steuer-ID", "Steuer-ID: §", found("de.idnr", lambda: digits(draw, 11))),
        number("pension number", "Rentenversicherungsnummer §", "15070649C103"),
        number("Austrian number", "SVNR §", found("at.vnr", lambda: digits(draw, 4) + day())),
        number("DNI", "DNI §", found("es.dni", lambda: digits(draw, 8) + draw.choice(_UPPER))),
        number("codice fiscale", "di § oggi", found("it.codicefiscale",
               lambda: "RSSMRA85T10A562" + draw.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))),
        number("BSN", "BSN §", found("nl.bsn", lambda: digits(draw, 9))),
        number("Belgian number", "du §.", f"{belgian[:2]}.{belgian[2:4]}.{belgian[4:6]}-"
               f"{belgian[6:9]}.{belgian[9:]}"),
        number("CPR", "CPR §", found("dk.cpr", lambda: f"{day()}-{digits(draw, 4)}")),
        number("personnummer", "personnummer §",
               found("se.personnummer", lambda: f"{born()}-{digits(draw, 4)}")),
        number("fødselsnummer", "fødselsnummer §",
               found("no.fodselsnummer", lambda: day() + digits(draw, 5))),
        number("HETU", "hetu §", found("fi.hetu", lambda: f"{day()}-{digits(draw, 3)}"
               + draw.choice("0123456789ABCDEFHJKLMNPRSTUVWXY"))),
        number("PESEL", "PESEL §", found("pl.pesel", lambda: born() + digits(draw, 5))),
        number("rodné číslo", "rodné číslo §", found("cz.rc", lambda: f"{born()}/"
               + digits(draw, 4))),
        number("NIF", "NIF §", found("pt.nif", lambda: digits(draw, 9))),
        number("PPS", "PPS §", found("ie.pps", lambda: digits(draw, 7) + draw.choice(_UPPER))),
        number("AHV", "AHV-Nr §", f"{ahv[:3]}.{ahv[3:7]}.{ahv[7:11]}.{ahv[11:]}"),
        number("マイナンバー", "マイナンバー：§", found("jp.in_", lambda: digits(draw, 12))),
        number("RRN", "for § only", found("kr.rrn", lambda: f"{born()}-1{digits(draw, 6)}")),
        number("Chinese number", "of § here", found("cn.ric", lambda: "11010519491231"
               + digits(draw, 3) + draw.choice("0123456789X"))),
        number("Aadhaar", "Aadhaar §", found("in_.aadhaar", lambda: digits(draw, 12))),
        number("CPF", "CPF do § ok", f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"),
        number("CPF together", "cpf=§", cpf),
        number("CURP", "de § hoy", found("mx.curp",
               lambda: "BOXW310820HNERXN" + "0" + draw.choice("0123456789"))),
        number("TFN", "TFN §", found("au.tfn", lambda: digits(draw, 9))),
        number("TCKN", "TC Kimlik §", found("tr.tckimlik", lambda: digits(draw, 11))),
        number("passport", "passport no: §", "X1234567"),
        number("NHS number", "NHS number §",
               found("gb.nhs", lambda: digits(draw, 10)), health),
        number("KVNR", "KVNR §", "A123456780", health),
        number("NIR in groups", "de § oui", f"{nir[0]} {nir[1:3]} {nir[3:5]} {nir[5:7]} "
               f"{nir[7:10]} {nir[10:13]} {nir[13:]}", health),
        number("NIR together", "de § oui", nir, health),
        number("medical record", "MRN: §", digits(draw, 8), health),
        number("patient", '"patient_id": "§"', digits(draw, 7), health),
        number("diagnosis", "Diagnose: § gesichert", "F32.1", health),
    ]  # fmt: skip


def _contacts(draw: random.Random) -> list[Planted]:
    def mail(name: str, line: str, value: str) -> Planted:
        return Planted(name, What.EMAIL, line.replace("§", value), value)

    def phone(name: str, line: str, value: str) -> Planted:
        return Planted(name, What.PHONE, line.replace("§", value), value)

    return [
        mail("mail in prose", "write to §, please", "jane.doe@corp.example.com"),
        mail("mail in brackets", "From: Jane <§>", "jane_doe+x@example.org"),
        mail("mail in an address", "GET /find?email=§&x=1", "j.doe%40example.com"),
        mail("mail of a log", "user=§ logged in", "anna@firma-beispiel.de"),
        phone("international", "call § now", "+49 151 23456789"),
        phone("international together", "call § now", "+14155552671"),
        phone("international in brackets", "tel:§", "+44 20 7946 0958"),
        phone("national with its word", "Tel.: §", "030 1234567"),
        phone("American with its word", "phone: § ext 4", "(415) 555-2671"),
        phone("Japanese with its word", "電話：§", "03-3224-9999"),
    ]  # fmt: skip
