"""What changed since the last certificate."""

from __future__ import annotations

import pytest

from app.certification.reconcile.changes import ChangeKind, differences
from app.certification.statement import StatedDeletion, StatedSignatory, Terms
from tests.support.scoped_orders import (
    stated_answer,
    stated_evidence,
    stated_line,
    statement,
)


def test_the_same_statement_changed_nothing() -> None:
    one = statement(stated_line("5", "6"), attestations=(stated_answer("yes"),))
    assert differences(one, one) == ()


def test_the_same_figure_written_otherwise_is_no_change() -> None:
    assert (
        differences(statement(stated_line("5.0", "6")), statement(stated_line("5", "6.00"))) == ()
    )


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        (stated_line("5", "6"), stated_line("7", "6"), ChangeKind.USED, "used 5, now 7"),
        (stated_line("5", "6"), stated_line("5", "1250"), ChangeKind.PERMITTED, "now 1,250"),
        (stated_line("5", "6"), stated_line("5", None), ChangeKind.PERMITTED, "now unlimited"),
        (stated_line(None, "6"), stated_line("0", "6"), ChangeKind.USED, "used no evidence, now 0"),
        (stated_line("5", "6"), stated_line("5", "6", "over"), ChangeKind.RESULT, "over scope"),
        (stated_line("5", "6"), stated_line("5", "6", orders=("KO-2",)), ChangeKind.ORDERS, "KO-2"),
    ],
)
def test_each_change_of_a_line_is_said(old, new, kind, words) -> None:
    found = differences(statement(old), statement(new))
    assert [one.kind for one in found] == [kind]
    assert words in found[0].words
    assert found[0].subject == "relay/production instances"


def test_lines_that_come_and_go_are_said() -> None:
    edge = stated_line("1", "2", product_id="edge", product="Edge")
    found = differences(statement(stated_line("5", "6")), statement(edge))
    assert [one.kind for one in found] == [ChangeKind.LINE_ADDED, ChangeKind.LINE_REMOVED]
    assert found[0].words == "Edge, production instances is new: used 1, permitted 2"


def test_answers_evidence_terms_findings_and_signatory_are_compared() -> None:
    old = statement(
        attestations=(stated_answer("yes"),),
        evidence=(stated_evidence("users-2025.csv", "a" * 64),),
        terms=(Terms(id="t1", label="2025-03", sha256="1" * 64, orders=("KO-1",)),),
        findings=("12 users more than permitted",),
    )
    new = statement(
        attestations=(stated_answer("exception", "except one"), stated_answer("yes", key="new")),
        evidence=(stated_evidence("users-2026.csv", "b" * 64),),
        terms=(Terms(id="t2", label="2026-09", sha256="2" * 64, orders=("KO-1", "KO-2")),),
        signatory=StatedSignatory(name="Robin Adler", title="", place="", authority="officer"),
    )
    found = differences(old, new)
    assert [one.kind for one in found] == [
        ChangeKind.FINDING, ChangeKind.TERMS, ChangeKind.ANSWER, ChangeKind.ANSWER,
        ChangeKind.EVIDENCE, ChangeKind.EVIDENCE, ChangeKind.SIGNATORY,
    ]  # fmt: skip
    assert "KO-1: governed by 2026-09, before by 2025-03" in [one.words for one in found]
    assert "yes, except: except one" in found[2].words


def test_what_was_deleted_since_and_what_is_left_out_is_said() -> None:
    gone = StatedDeletion(n=1, product="Relay", what="software", place="ham-01", method="wiped",
                          by="Dana Weber", deleted_at=None, note="")  # fmt: skip
    left = stated_line(None, "2", product_id="edge", product="Edge", explanation="not ours")
    found = differences(statement(), statement(deletions=(gone,), left_out=(left,)))
    assert [one.kind for one in found] == [ChangeKind.LEFT_OUT, ChangeKind.DELETION]
    back = differences(statement(deletions=(gone,), left_out=(left,)), statement())
    assert [one.before != "" for one in back] == [True, True]
