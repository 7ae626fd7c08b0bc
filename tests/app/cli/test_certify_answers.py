"""Files of answers: read strictly, and an answer about use over scope holds up to its figure."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.certification.reconcile.model import (
    Entitlement,
    Finding,
    FindingKind,
    Line,
    Resolution,
    Result,
)
from app.cli.commands.certify_answers import Answers, FindingAnswer, fitting, read_answers
from app.cli.context import Usage

BEACON = "beacon-monitor/named users"
EXPLAINED: dict[str, Any] = {"resolution": Resolution.EXPLAINED, "text": "Tests until Friday."}


def over(by: int) -> tuple[tuple[Finding, ...], tuple[Line, ...]]:
    """A finding of so many more than permitted, with its line."""
    entitlement = Entitlement(
        id=BEACON, product_id="beacon-monitor", product_name="Beacon Monitor",
        metric="named users", unit="users", software=False, permitted=Decimal(40),
    )  # fmt: skip
    line = Line(
        entitlement=entitlement, used=Decimal(40 + by), difference=Decimal(by), result=Result.OVER
    )
    finding = Finding(
        id=f"over:{BEACON}:{by}", kind=FindingKind.OVER, entitlement_id=BEACON, title="", text=""
    )
    return (finding,), (line,)


def answered(found: tuple[tuple[Finding, ...], tuple[Line, ...]], answer: FindingAnswer) -> bool:
    notes: list[str] = []
    fits = list(fitting(*found, Answers(findings=(answer,)), notes))
    assert bool(notes) is not bool(fits)
    return bool(fits)


def test_an_answer_about_use_over_scope_holds_up_to_its_figure() -> None:
    def named(**more: Any) -> FindingAnswer:
        return FindingAnswer(kind=FindingKind.OVER, entitlement=BEACON, **EXPLAINED, **more)

    assert answered(over(12), named(at_most=Decimal(12)))
    assert not answered(over(13), named(at_most=Decimal(12)))
    assert not answered(over(1), named())
    other = FindingAnswer(kind=FindingKind.OVER, at_most=Decimal(99), entitlement="x", **EXPLAINED)
    assert not answered(over(1), other)


def test_an_answer_by_id_holds_for_that_finding_alone() -> None:
    answer = FindingAnswer(id=f"over:{BEACON}:12", **EXPLAINED)
    assert answered(over(12), answer)
    assert not answered(over(50), answer)


def test_other_findings_are_answered_by_their_kind() -> None:
    missing = Finding(
        id="missing:x", kind=FindingKind.MISSING, entitlement_id=BEACON, title="", text=""
    )
    assert answered(((missing,), ()), FindingAnswer(kind=FindingKind.MISSING, **EXPLAINED))
    assert not answered(((missing,), ()), FindingAnswer(kind=FindingKind.CONFLICT, **EXPLAINED))


@pytest.mark.parametrize(
    "content",
    [
        "{", "[]", '{"statements": {"users": "perhaps"}}', '{"statement": {}}',
        '{"findings": [{"id": "x"}]}', '{"figures": [{"product": "a"}]}',
        '{"deletions": [{"deleted_at": "yesterday"}]}',
    ],
)  # fmt: skip
def test_what_is_no_file_of_answers_is_wrong_usage(tmp_path: Path, content: str) -> None:
    file = tmp_path / "answers.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(Usage):
        read_answers(file)


def test_figures_are_read_as_decimals(tmp_path: Path) -> None:
    figure = {"product": "a", "metric": "storage", "quantity": "0.1", "reason": "Read off"}
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"figures": [figure, {**figure, "quantity": 0.3}]}), "utf-8")
    assert [one.quantity for one in read_answers(file).figures] == [Decimal("0.1"), Decimal("0.3")]
