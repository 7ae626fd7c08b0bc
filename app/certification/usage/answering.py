"""Answers to the questions of a mapping, written into it and read back."""

from __future__ import annotations

import msgspec

from app.certification.usage.look import LookQuestion, QuestionKind
from app.certification.usage.model import Mapping

NOT_KNOWN = "unknown"
"""The answer that a value means nothing that is known; it is kept, unlike no answer."""


def answered(mapping: Mapping, question: LookQuestion, value: str) -> Mapping:
    """The mapping with the answer written into it; "" takes it back."""
    change = msgspec.structs.replace
    match question.kind:
        case QuestionKind.PRODUCT:
            return change(mapping, products=_with(mapping.products, question.value, value))
        case QuestionKind.VALUE:
            known = mapping.values.get(question.member, {})
            some = _with(known, question.value, value)
            if value == NOT_KNOWN:
                some = {**some, question.value: ""}
            return change(mapping, values={**mapping.values, question.member: some})
        case QuestionKind.STATUS:
            wanted = [
                one for one in mapping.counts_if.get(question.column, ()) if one != question.value
            ]
            if value:
                wanted.append(question.value)
            return change(mapping, counts_if={**mapping.counts_if, question.column: tuple(wanted)})
        case QuestionKind.MISSING_COLUMN:
            return _renamed(mapping, question, value)
        case QuestionKind.DAYS:
            return change(mapping, day_first=value == "true" if value else None)
        case QuestionKind.DECIMALS:
            return change(mapping, decimal_mark=value)
        case QuestionKind.SHEET:
            return change(mapping, sheet=value)
        case _:
            return change(mapping, fixed=_with(mapping.fixed, question.member, value))


def given(mapping: Mapping, question: LookQuestion) -> str:
    """What is chosen now; "" for nothing."""
    match question.kind:
        case QuestionKind.PRODUCT:
            return mapping.products.get(question.value, "")
        case QuestionKind.VALUE:
            known = mapping.values.get(question.member, {})
            return known.get(question.value, "") or (NOT_KNOWN if question.value in known else "")
        case QuestionKind.STATUS:
            chosen = question.value in mapping.counts_if.get(question.column, ())
            return question.value if chosen else ""
        case QuestionKind.MISSING_COLUMN:
            return ""
        case QuestionKind.DAYS:
            return "" if mapping.day_first is None else str(mapping.day_first).lower()
        case QuestionKind.DECIMALS:
            return mapping.decimal_mark
        case QuestionKind.SHEET:
            return mapping.sheet
        case _:
            return mapping.fixed.get(question.member, "")


def _with(known: dict[str, str], key: str, value: str) -> dict[str, str]:
    others = {one: meant for one, meant in known.items() if one != key}
    return {**others, key: value} if value else others


def _renamed(mapping: Mapping, question: LookQuestion, value: str) -> Mapping:
    """Another column in the place of one that the file does not have; "": none."""
    if question.member:
        columns = _with(mapping.columns, question.member, value)
        return msgspec.structs.replace(mapping, columns=columns)
    wanted = mapping.counts_if.get(question.column, ())
    others = {title: some for title, some in mapping.counts_if.items() if title != question.column}
    return msgspec.structs.replace(
        mapping, counts_if={**others, value: wanted} if value else others
    )
