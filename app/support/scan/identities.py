"""National identity numbers and those of health records.

A number is taken for itself alone only where its form and check digits leave hardly any chance;
every other one needs its word near.
"""

from __future__ import annotations

from app.base.text import N_
from app.support.scan.checks import (
    apart,
    digits_of,
    is_kvnr,
    is_machine_readable,
    is_nino,
    is_nric,
    is_pension_number,
    valid,
)
from app.support.scan.model import What
from app.support.scan.rule import LONG_RUN, Candidate, Check, Rule, Why, marked, named, shaped

_ID, _HEALTH = What.NATIONAL_ID, What.HEALTH
_9, _10, _11 = rb"(?<!\d)\d{9}(?!\d)", rb"(?<!\d)\d{10}(?!\d)", rb"(?<!\d)\d{11}(?!\d)"

_NAMED: tuple[tuple[What, str, tuple[str, ...], bytes, Check], ...] = (
    (_ID, "Social Security number (US)", ("ssn", "social security", "social_security", "soc sec"),
     rb"(?<!\d)\d{3}[- ]?\d{2}[- ]?\d{4}(?!\d)", valid("us.ssn")),
    (_ID, "Individual taxpayer number (US)", ("itin", "taxpayer"),
     rb"(?<!\d)9\d{2}[- ]?\d{2}[- ]?\d{4}(?!\d)", valid("us.itin")),
    (_ID, "Social insurance number (CA)", ("sin", "social insurance", "nas"),
     rb"(?<!\d)\d{3}[- ]?\d{3}[- ]?\d{3}(?!\d)", valid("ca.sin")),
    (_ID, "National Insurance number (GB)", ("nino", "national insurance", "ni number", "ni no"),
     rb"(?i:(?<![a-z\d])[a-ceghj-prtw-z][a-ceghj-nprtw-z] ?\d{2} ?\d{2} ?\d{2} ?[a-d])(?!\w)",
     is_nino),
    (_ID, "Tax number (DE)", ("steuer-id", "steuerid", "steuer_id", "steueridentifikationsnummer",
     "identifikationsnummer", "idnr", "steuernummer", "tin"),
     rb"(?<!\d)\d{2} ?\d{3} ?\d{3} ?\d{3}(?!\d)", valid("de.idnr")),
    (_ID, "Pension insurance number (DE)", ("sozialversicherungsnummer", "rentenversicherung",
     "rentenversicherungsnummer", "sv-nummer", "svnr", "rvnr", "versicherungsnummer"),
     rb"(?<!\d)\d{2} ?\d{6} ?[A-Z] ?\d{3}(?!\d)", is_pension_number),
    (_ID, "Social insurance number (AT)", ("svnr", "sv-nummer", "sozialversicherungsnummer",
     "versicherungsnummer"), rb"(?<!\d)\d{4} ?\d{6}(?!\d)", valid("at.vnr")),
    (_ID, "DNI (ES)", ("dni", "nif"), rb"(?<!\d)\d{8}-?[A-Z](?!\w)", valid("es.dni")),
    (_ID, "NIE (ES)", ("nie", "nif"), rb"(?<!\w)[XYZ]-?\d{7}-?[A-Z](?!\w)", valid("es.nie")),
    (_ID, "BSN (NL)", ("bsn", "burgerservicenummer", "sofinummer"), _9, valid("nl.bsn")),
    (_ID, "National number (BE)", ("rijksregister", "rijksregisternummer", "niss", "insz",
     "registre national"), rb"(?<!\d)\d{2}[. ]?\d{2}[. ]?\d{2}[- ]?\d{3}[. ]?\d{2}(?!\d)",
     valid("be.nn")),
    (_ID, "CPR (DK)", ("cpr", "personnummer"), rb"(?<!\d)\d{6}[- ]?\d{4}(?!\d)",
     valid("dk.cpr")),
    (_ID, "Personal number (SE)", ("personnummer", "personnr", "pnr", "samordningsnummer"),
     rb"(?<!\d)(?:\d{2})?\d{6}[-+]?\d{4}(?!\d)", valid("se.personnummer")),
    (_ID, "Birth number (NO)", ("fødselsnummer", "fodselsnummer", "personnummer", "fnr"),
     rb"(?<!\d)\d{6} ?\d{5}(?!\d)", valid("no.fodselsnummer")),
    (_ID, "Identity code (FI)", ("hetu", "henkilötunnus", "henkilotunnus", "personbeteckning"),
     rb"(?<!\d)\d{6}[-+A]\d{3}[0-9A-Y](?!\w)", valid("fi.hetu")),
    (_ID, "PESEL (PL)", ("pesel",), _11, valid("pl.pesel")),
    (_ID, "Birth number (CZ, SK)", ("rodné číslo", "rodne cislo", "rodné", "rc", "r.č"),
     rb"(?<!\d)\d{6}/?\d{3,4}(?!\d)", valid("cz.rc")),
    (_ID, "NIF (PT)", ("nif", "contribuinte"), _9, valid("pt.nif")),
    (_ID, "PPS number (IE)", ("pps", "ppsn"), rb"(?<!\w)\d{7}[A-W][A-IW]?(?!\w)",
     valid("ie.pps")),
    (_ID, "AMKA (GR)", ("amka", "αμκα", "ΑΜΚΑ"), _11, valid("gr.amka")),
    (_ID, "OIB (HR)", ("oib",), _11, valid("hr.oib")),
    (_ID, "CNP (RO)", ("cnp", "cod numeric"), rb"(?<!\d)[1-9]\d{12}(?!\d)", valid("ro.cnp")),
    (_ID, "EGN (BG)", ("egn", "егн", "ЕГН"), _10, valid("bg.egn")),
    (_ID, "My Number (JP)", ("マイナンバー", "個人番号", "my number", "mynumber", "my_number"),
     rb"(?<!\d)\d{4}[- ]?\d{4}[- ]?\d{4}(?!\d)", valid("jp.in_")),
    (_ID, "Resident number (KR)", ("rrn", "주민등록번호", "resident"),
     rb"(?<!\d)\d{6}-?[1-8]\d{6}(?!\d)", valid("kr.rrn")),
    (_ID, "Aadhaar (IN)", ("aadhaar", "aadhar", "uidai", "आधार"),
     rb"(?<!\d)[2-9]\d{3}[- ]?\d{4}[- ]?\d{4}(?!\d)", valid("in_.aadhaar")),
    (_ID, "PAN (IN)", ("pan", "permanent account"), rb"(?<!\w)[A-Z]{5}\d{4}[A-Z](?!\w)",
     valid("in_.pan")),
    (_ID, "NRIC (SG)", ("nric", "fin"), rb"(?<!\w)[STFG]\d{7}[A-Z](?!\w)", is_nric),
    (_ID, "CPF (BR)", ("cpf",), _11, valid("br.cpf")),
    (_ID, "RUT (CL)", ("rut", "run"), rb"(?<!\d)\d{1,2}\.?\d{3}\.?\d{3}-[\dkK](?!\w)",
     valid("cl.rut")),
    (_ID, "Tax file number (AU)", ("tfn", "tax file"), rb"(?<!\d)\d{3} ?\d{3} ?\d{2,3}(?!\d)",
     valid("au.tfn")),
    (_ID, "Identity number (TR)", ("tckn", "tc kimlik", "kimlik", "kimlik no"), _11,
     valid("tr.tckimlik")),
    (_ID, "Identity number (ZA)", ("id number", "id no", "identity number", "rsa id"),
     rb"(?<!\d)\d{13}(?!\d)", valid("za.idnr")),
    (_ID, "Identity number (IL)", ("teudat zehut", "תעודת זהות", "ת.ז"), _9,
     valid("il.idnr")),
    (_HEALTH, "NHS number (GB)", ("nhs",), rb"(?<!\d)\d{3}[- ]?\d{3}[- ]?\d{4}(?!\d)",
     valid("gb.nhs")),
    (_HEALTH, "Health insurance number (DE)", ("kvnr", "krankenversichertennummer",
     "versichertennummer", "krankenversicherungsnummer", "versicherten-nr", "versicherten-id",
     "krankenkasse", "egk"), rb"(?<!\w)[A-Z]\d{9}(?!\d)", is_kvnr),
    (_HEALTH, "NIR (FR)", ("nir", "sécurité sociale", "securite sociale", "insee", "carte vitale"),
     rb"(?<!\d)[1278] ?\d{2} ?\d{2} ?\d[\dABab] ?\d{3} ?\d{3} ?\d{2}(?!\d)", valid("fr.nir")),
    (_HEALTH, "Personal health number (CA)", ("phn", "health number", "carecard"),
     rb"(?<!\d)9\d{3}[- ]?\d{3}[- ]?\d{3}(?!\d)", valid("ca.bc_phn")),
)  # fmt: skip


def rules() -> tuple[Rule, ...]:
    """The rules for people's numbers."""
    return (
        *(named(what, name, keys, form, check) for what, name, keys, form, check in _NAMED),
        *_by_word(),
        *_by_shape(),
    )


def _is_record(candidate: Candidate) -> bool:
    return apart(candidate) and len(digits_of(candidate.value)) >= 4


def _is_document(candidate: Candidate) -> bool:
    return apart(candidate) and len(digits_of(candidate.value)) >= 5


def _is_bare_ssn(candidate: Candidate) -> bool:
    return valid("us.ssn")(candidate) and len(set(digits_of(candidate.value))) > 2


def _by_word() -> tuple[Rule, ...]:
    """Numbers without check digits: only directly behind their word."""
    behind = rb"[\w.\"' #:=-]{0,14}?[:=#\"' ][ \t\"']{0,3}"
    return (
        marked(
            _HEALTH, N_("Medical record number"),
            (b"mrn", b"medical record", b"medical_record", b"patient id", b"patient_id",
             b"patientid", b"patient no", b"patient number", b"patient_number", b"patientennummer",
             b"fallnummer", b"numero de dossier"),
            rb"(?i:(?<![a-z])mrn|medical[ _]record|patient[ _]?(?:id|no|number)(?![a-z])"
            rb"|patientennummer|fallnummer|numero de dossier)" + behind
            + rb"([A-Z]{0,4}-?\d{4,12})(?![\w])",
            _is_record, folded=True, why=Why.DIGITS_NAMED, after=80, rank=5,
        ),
        marked(
            _HEALTH, N_("Medicare number (US)"), (b"medicare", b"mbi"),
            rb"(?i:medicare|(?<![a-z])mbi)" + behind
            + rb"([1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y]"
            rb"[0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y]{2}\d{2})(?!\w)",
            apart, folded=True, why=Why.DIGITS_NAMED, after=80, rank=4,
        ),
        marked(
            _HEALTH, N_("Diagnosis"), (b"diagnos", b"icd-10", b"icd10"),
            rb"(?i:diagnos[a-z]{1,4}|icd-?10(?:-?cm|-?gm)?)" + behind
            + rb"([A-TV-Z]\d{2}\.\d{1,2})(?![\w])",
            apart, folded=True, why=Why.FORM, after=60, rank=5,
        ),
        marked(
            _ID, N_("Passport or identity card number"),
            (b"passport", b"reisepass", b"personalausweis", b"ausweisnummer", b"passeport",
             b"pasaporte"),
            rb"(?i:passport|reisepass|personalausweis|ausweisnummer|passeport|pasaporte)" + behind
            + rb"([A-Z]{0,3}\d[A-Z0-9]{5,8})(?!\w)",
            _is_document, folded=True, why=Why.DIGITS_NAMED, after=60, rank=5,
        ),
        marked(
            _ID, N_("Passport (machine-readable)"), (b"P<",),
            rb"P<[A-Z]{3}[A-Z<]{39}\r?\n[A-Z0-9<]{9}\d[A-Z]{3}\d{7}[MFX<]\d{7}[A-Z0-9<]{14}\d{2}",
            is_machine_readable, why=Why.CHECKED, after=100, lines=True, rank=1,
        ),
    )  # fmt: skip


def _by_shape() -> tuple[Rule, ...]:
    """Numbers that are told without a word."""
    return (
        shaped(
            _ID, "Social Security number (US)", ("000-00-0000",),
            rb"(?<![\w.:/+-])\d{3}-\d{2}-\d{4}(?![\w/+-])", _is_bare_ssn, why=Why.FORM,
        ),
        shaped(
            _ID, "National Insurance number (GB)", ("AA-00-00-00-A",),
            rb"(?<![\w-])[A-CEGHJ-PRTW-Z][A-CEGHJ-NPRTW-Z] \d{2} \d{2} \d{2} [A-D](?!\w)",
            is_nino, why=Why.FORM,
        ),
        shaped(
            _ID, "Codice fiscale (IT)", ("AAAAAA00A00A000A",),
            rb"(?<!\w)[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z](?!\w)", valid("it.codicefiscale"),
        ),
        shaped(
            _ID, "National number (BE)", ("00.00.00-000.00",),
            rb"(?<![\w.])\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}(?!\w|\.\d)", valid("be.nn"),
        ),
        shaped(
            _ID, "AHV number (CH)", ("000.0000.0000.00",),
            rb"(?<![\w.])756\.\d{4}\.\d{4}\.\d{2}(?!\w|\.\d)", valid("ch.ssn"),
        ),
        shaped(
            _ID, "CPF (BR)", ("000.000.000-00",),
            rb"(?<![\w.])\d{3}\.\d{3}\.\d{3}-\d{2}(?!\w|\.\d)", valid("br.cpf"),
        ),
        shaped(
            _ID, "Resident number (KR)", ("000000-0000000",),
            rb"(?<![\w.-])\d{6}-[1-8]\d{6}(?![\w-])", valid("kr.rrn"),
        ),
        shaped(
            _ID, "Resident identity number (CN)", (LONG_RUN,),
            rb"(?<![\w.])[1-8]\d{5}(?:19|20)\d{9}[\dXx](?!\w)", valid("cn.ric"),
        ),
        shaped(
            _ID, "CURP (MX)", ("AAAA000000AAAAAA",),
            rb"(?<!\w)[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d(?!\w)", valid("mx.curp"),
        ),
        shaped(
            _HEALTH, "NIR (FR)", ("0-00-00-0", LONG_RUN),
            rb"(?<![\w.])[12] \d{2} (?:0[1-9]|1[0-2]) \d[\dAB] \d{3} \d{3} \d{2}(?!\w)"
            rb"|(?<![\w.])[12]\d{2}(?:0[1-9]|1[0-2])\d{10}(?!\w)", valid("fr.nir"),
        ),
    )  # fmt: skip
