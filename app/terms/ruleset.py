"""Rule sets: the values of a version that dates and counts rest on, read and checked.

A rule set that does not fit its schema is set aside whole; the document stays readable and the
deadlines say what is missing.
"""

from __future__ import annotations

import functools
import importlib.resources
from collections.abc import Iterable
from typing import Any

import msgspec

from app.base.text import _
from app.terms.model import RuleSet, RulesState, Version

MAX_BYTES = 1_000_000
"""So large a rule set is refused unread."""
_MAX_FAULTS = 20


class BadRuleSet(ValueError):
    """A rule set that cannot be used. `faults` say what is wrong with it, each with its place."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


def read(body: bytes) -> RuleSet:
    """The rule set in `body` (JSON). Raises BadRuleSet with all faults that were found."""
    if len(body) > MAX_BYTES:
        raise BadRuleSet([_("The rule set is larger than {n} bytes").format(n=MAX_BYTES)])
    try:
        content = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadRuleSet([_("It is no JSON: {error}").format(error=error)]) from error
    faults = _faults(content)
    if faults:
        raise BadRuleSet(faults)
    try:
        found = msgspec.convert(content, RuleSet)
    except msgspec.ValidationError as error:
        raise BadRuleSet([str(error)]) from error
    repeated = _repeated(found)
    if repeated:
        raise BadRuleSet(repeated)
    return found


def state(body: bytes | None, version: Version, *, offered: bool = True) -> RulesState:
    """How far the rule set of a version can be relied on. `body` None: it is not here."""
    if body is None:
        return RulesState.MISSING if offered else RulesState.NOT_OFFERED
    try:
        found = read(body)
    except BadRuleSet:
        return RulesState.INVALID
    return state_of(found, version)


def state_of(found: RuleSet, version: Version) -> RulesState:
    """Whether a rule set that fits its schema was made for this version and its text."""
    if found.terms_document_id != version.id:
        return RulesState.INVALID
    return RulesState.VALID if found.text_sha256 == version.sha256 else RulesState.OTHER_TEXT


@functools.cache
def schema() -> dict[str, Any]:
    """The JSON Schema of rule sets, as published with this program."""
    place = importlib.resources.files("resources") / "terms" / "ruleset.schema.json"
    content: dict[str, Any] = msgspec.json.decode(place.read_bytes())
    return content


@functools.cache
def _validator() -> Any:
    from jsonschema.validators import validator_for  # 90 ms to import

    kind = validator_for(schema())
    return kind(schema(), format_checker=kind.FORMAT_CHECKER)


def _faults(content: object) -> list[str]:
    found = sorted(_validator().iter_errors(content), key=lambda fault: list(map(str, fault.path)))
    said = [
        _("{place}: {fault}").format(place=_place(fault.absolute_path), fault=_short(fault.message))
        for fault in found[:_MAX_FAULTS]
    ]
    if len(found) > _MAX_FAULTS:
        said.append(_("and {n} more").format(n=len(found) - _MAX_FAULTS))
    return said


def _place(path: Iterable[object]) -> str:
    said = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return said.lstrip(".") or _("the whole")


def _short(message: str) -> str:
    return message if len(message) <= 200 else message[:199] + "…"


def _repeated(found: RuleSet) -> list[str]:
    """A name that comes twice would make a value depend on the order of entries."""
    seen: set[str] = set()
    twice: list[str] = []
    for value in found.values:
        if value.name in seen:
            twice.append(_("The value {name} is given twice").format(name=value.name))
        seen.add(value.name)
    return twice
