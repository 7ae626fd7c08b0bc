"""What a check found, as one JSON object and as lines for a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.activation.checking import Checked, instant_words
from app.activation.verdicts import Verdict, verdict_words
from app.activation.words import _


def as_object(file: str, checked: Checked) -> dict[str, Any]:
    """The JSON object of one file; instants in RFC 3339, null where not stated."""
    facts = checked.payload
    return {
        "file": file,
        "verdict": checked.verdict.value,
        "reasons": [reason.verdict.value for reason in checked.reasons],
        "explanations": [reason.words for reason in checked.reasons],
        "kind": checked.kind or None,
        "algorithm": checked.algorithm or None,
        "key": checked.key or None,
        "issued": _instant(facts.issued if facts else None),
        "expiry": _instant(facts.expiry if facts else None),
        "license_expiry": _instant(facts.license_expiry if facts else None),
        "fingerprint_matches": checked.fingerprint_matches,
        "data": facts.data if facts else None,
    }


def as_lines(file: str, checked: Checked) -> list[str]:
    """The facts of one file for a person: the verdict first, then why, then what it holds."""
    lines = [f"{plain(file)}: {verdict_words(checked.verdict)}"]
    if checked.verdict is not Verdict.VALID:
        lines += ["  " + plain(reason.words) for reason in checked.reasons]
    rows = _rows(checked)
    widest = max((len(title) for title, _value in rows), default=0)
    lines += [f"  {title.ljust(widest)}  {plain(value)}" for title, value in rows]
    return lines


def plain(text: str) -> str:
    """`text` on one line, without anything that a terminal could obey."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def _rows(checked: Checked) -> list[tuple[str, str]]:
    kinds = {
        "license": _("license file"),
        "machine": _("machine file"),
        "key": _("signed license key"),
    }
    rows = [(_("Kind"), kinds[checked.kind])] if checked.kind else []
    if checked.key:
        signed = _("{algorithm}, signed by key {key}")
        rows.append((_("Signature"), signed.format(algorithm=checked.algorithm, key=checked.key)))
    facts = checked.payload
    if facts is None:
        return rows
    named = [
        (_("Product"), facts.product),
        (_("Licensee"), facts.licensee),
        (_("License"), " ".join(filter(None, (facts.license_name, facts.license_id)))),
        (_("Machine"), facts.fingerprint or ""),
        (_("Status"), facts.status.lower()),
        (_("Permits"), ", ".join(f"{_limit(name)}: {count:,}" for name, count in facts.limits)),
        (_("Entitlements"), ", ".join(facts.entitlements)),
    ]
    rows += [(title, value) for title, value in named if value]
    rows.append((_("Issued"), _moment(facts.issued, _("not stated"))))
    if checked.kind != "key":
        rows.append((_("File expires"), _moment(facts.expiry, _("never"))))
    rows.append((_("License expires"), _moment(facts.license_expiry, _("never"))))
    return rows


def _limit(name: str) -> str:
    return {
        "maxMachines": _("machines"),
        "maxUsers": _("users"),
        "maxCores": _("cores"),
        "maxProcesses": _("processes"),
        "maxUses": _("uses"),
        "maxMemory": _("bytes of memory"),
        "maxDisk": _("bytes of disk"),
    }.get(name, name)


def _moment(instant: datetime | None, without: str) -> str:
    return instant_words(instant) if instant else without


def _instant(instant: datetime | None) -> str | None:
    if instant is None:
        return None
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
