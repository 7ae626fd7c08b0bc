"""Two versions clause by clause: renumbered, moved, split, merged, added and removed ones."""

from __future__ import annotations

from app.terms.changes import ChangeKind, ClauseChange, Comparison, Counts, Mark
from app.terms.compare import align, compare
from app.terms.model import Document, RuleSet, RuleValue
from tests.support.clauses import document

CREDENTIALS = (
    "User IDs are issued to named people and shared with nobody else, and you tell us at once."
)
STORAGE = "Your order may set a storage limit and we may bill whatever you store above that limit."
SUSPEND = "We may suspend access after a warning while charges go on until the cause is removed."


def by_new(comparison: Comparison) -> dict[str, ClauseChange]:
    return {change.new_id: change for change in comparison.clauses if change.new_id}


def test_a_document_is_the_same_as_itself() -> None:
    terms = document(("1", "Scope", "All of it."), ("1.1", "", "More."), ("2", "End", ""))
    comparison = compare(terms, terms)
    assert comparison.counts == Counts(same=3)
    assert not any(change.moved or change.changes for change in comparison.clauses)


def test_a_changed_word_is_marked_in_both_versions() -> None:
    old = document(("7.2", "Renewal", "Cancel at least 30 days before the term ends."))
    new = document(("7.2", "Renewal", "Cancel at least 60 days before the term ends."))
    (change,) = compare(old, new).clauses
    assert (change.kind, change.changes, change.moved) == (ChangeKind.CHANGED, 1, False)
    assert [piece.text for piece in change.old if piece.mark is Mark.REMOVED] == ["30"]
    assert [piece.text for piece in change.new if piece.mark is Mark.ADDED] == ["60"]


def test_an_inserted_clause_renumbers_the_ones_behind_it() -> None:
    old = document(
        ("7", "Hosted services", ""),
        ("7.1", "Credentials", CREDENTIALS),
        ("7.2", "Storage", STORAGE),
    )
    new = document(
        ("7", "Hosted services", ""),
        ("7.1", "Suspension", SUSPEND),
        ("7.2", "Credentials", CREDENTIALS),
        ("7.3", "Storage", STORAGE.replace("may bill", "shall bill")),
    )
    found = by_new(compare(old, new))
    assert found["7.1"].kind is ChangeKind.ADDED
    assert (found["7.2"].kind, found["7.2"].old_id) == (ChangeKind.MOVED, "7.1")
    assert (found["7.3"].kind, found["7.3"].old_id) == (ChangeKind.CHANGED, "7.2")
    assert found["7.3"].moved
    assert found["7"].kind is ChangeKind.SAME


def test_an_inserted_section_takes_its_successors_clauses_along() -> None:
    old = document(("7", "Hosted", ""), ("7.1", "", STORAGE), ("7.2", "", "Short words here."))
    new = document(
        ("7", "Training", "Sold in orders."),
        ("8", "Hosted", ""),
        ("8.1", "", STORAGE),
        ("8.2", "", "Brief words there."),
    )
    found = by_new(compare(old, new))
    assert found["8"].old_id == "7"
    assert found["8.1"].old_id == "7.1"
    assert found["8.1"].kind is ChangeKind.MOVED


def test_a_clause_under_another_heading_has_moved() -> None:
    old = document(("1", "One", ""), ("1.1", "A", SUSPEND), ("1.2", "B", STORAGE), ("2", "Two", ""))
    new = document(("1", "One", ""), ("1.1", "B", STORAGE), ("2", "Two", ""), ("2.1", "A", SUSPEND))
    found = by_new(compare(old, new))
    assert found["2.1"].kind is ChangeKind.MOVED
    assert found["2.1"].old_id == "1.1"


def test_unnumbered_clauses_in_another_order_have_moved() -> None:
    names = ("Assignment", "Notices", "Waiver", "Severability")
    old = document(*(("", name, f"{name} needs consent.") for name in names))
    new = document(*(("", name, f"{name} needs consent.") for name in (*names[1:], names[0])))
    found = by_new(compare(old, new))
    assert [anchor for anchor, change in found.items() if change.moved] == ["assignment"]


def test_a_removed_clause_is_shown_where_it_was() -> None:
    old = document(
        ("14", "Audit", ""),
        ("14.1", "Certification", CREDENTIALS),
        ("14.2", "Remote checks", SUSPEND),
        ("14.2.1", "", "Of a kind."),
        ("15", "Feedback", STORAGE),
    )
    new = document(
        ("14", "Audit", ""),
        ("14.1", "Certification", CREDENTIALS),
        ("14.1.1", "Form", "In the form we name."),
        ("15", "Feedback", STORAGE),
    )
    shown = [change.old_id or change.new_id for change in compare(old, new).clauses]
    assert shown == ["14", "14.1", "14.1.1", "14.2", "14.2.1", "15"]


def test_a_renamed_heading_is_a_change() -> None:
    old = document(("7", "Renewal", "Same words."))
    new = document(("7", "Renewal and cancellation", "Same words."))
    (change,) = compare(old, new).clauses
    assert (change.kind, change.changes) == (ChangeKind.CHANGED, 1)
    assert all(piece.mark is Mark.SAME for piece in (*change.old, *change.new))


def test_other_line_breaks_are_no_change() -> None:
    old = document(("1", "A", "Fees are not\nrefunded , ever."))
    new = document(("1", "A", "Fees  are not refunded, ever."))
    assert compare(old, new).counts == Counts(same=1)


def test_a_cross_reference_that_follows_a_renumbering_is_still_shown() -> None:
    old = document(("1", "A", "See Section 10.2 (Delivery)."), ("10.2", "Delivery", STORAGE))
    new = document(("1", "A", "See Section 10.3 (Delivery)."), ("10.3", "Delivery", STORAGE))
    found = by_new(compare(old, new))
    assert found["1"].kind is ChangeKind.CHANGED
    assert [p.text for p in found["1"].new if p.mark is Mark.ADDED] == ["10.3"]
    assert found["10.3"].kind is ChangeKind.MOVED


def test_a_clause_split_in_two_says_where_its_words_come_from() -> None:
    old = document(("3", "Both", f"{CREDENTIALS} {STORAGE}"))
    new = document(("3", "Both", CREDENTIALS), ("4", "Storage", STORAGE))
    found = by_new(compare(old, new))
    assert found["3"].kind is ChangeKind.CHANGED
    assert (found["4"].kind, found["4"].part_of) == (ChangeKind.ADDED, "3")


def test_two_clauses_merged_into_one_say_so() -> None:
    old = document(("3", "Both", CREDENTIALS), ("4", "Storage", STORAGE))
    new = document(("3", "Both", f"{CREDENTIALS} {STORAGE}"))
    gone = compare(old, new).clauses[-1]
    assert (gone.kind, gone.old_id, gone.part_of) == (ChangeKind.REMOVED, "4", "3")


def test_repeated_words_stay_with_their_place() -> None:
    old = document(*((str(n), f"T{n}", "Reserved.") for n in range(1, 5)))
    new = document(*((str(n), f"T{n}", "Reserved.") for n in range(1, 5) if n != 2))
    comparison = compare(old, new)
    assert comparison.counts == Counts(same=3, removed=1)
    assert comparison.clauses[1].old_id == "2"


def test_headings_without_words_follow_their_clauses() -> None:
    old = document(("7", "Cloud", ""), ("7.1", "A", STORAGE), ("7.2", "B", SUSPEND))
    new = document(("8", "Hosting", ""), ("8.1", "A", STORAGE), ("8.2", "B", SUSPEND))
    found = by_new(compare(old, new))
    assert (found["8"].old_id, found["8"].kind) == ("7", ChangeKind.CHANGED)
    assert found["8.1"].kind is ChangeKind.MOVED


def test_an_empty_document_only_adds_or_removes() -> None:
    nothing, terms = Document(text="", clauses=()), document(("1", "A", "B."), ("2", "C", "D."))
    assert compare(nothing, terms).counts == Counts(added=2)
    assert compare(terms, nothing).counts == Counts(removed=2)
    assert align(nothing, nothing) == []


def rules(*values: RuleValue) -> RuleSet:
    return RuleSet(terms_document_id="t", text_sha256="", values=values)


def test_rule_values_that_differ_are_named_in_words() -> None:
    old = rules(
        RuleValue(name="audit-notice", clause="14.2", value="P10D"),
        RuleValue(name="cure-period", clause="17.1", value="P30D"),
        RuleValue(name="data-deletion", clause="7.9", value=None),
        RuleValue(name="renewal", clause="7.2", value="automatic"),
    )
    new = rules(
        RuleValue(name="audit-notice", clause="14.3", value="P5D"),
        RuleValue(name="cure-period", clause="17.2", value="P30D"),
        RuleValue(name="data-deletion", clause="7.9", value="P45D"),
    )
    terms = document(("1", "A", "B."))
    audit, deletion, renewal = compare(terms, terms, old, new).rules
    assert (audit.title, audit.words) == ("Audit notice", "10 → 5 days")
    assert (audit.old_clause, audit.new_clause) == ("14.2", "14.3")
    assert (deletion.old, deletion.old_words, deletion.new_words) == (None, "not stated", "45 days")
    assert (renewal.name, renewal.new, renewal.new_words) == ("renewal", None, "not stated")
    assert compare(terms, terms, old, None).rules == ()


def test_days_that_become_business_days_are_a_change() -> None:
    old = rules(RuleValue(name="notice-given", clause="27", value="P1D"))
    new = rules(RuleValue(name="notice-given", clause="27", value="P1D", unit="business-days"))
    terms = document(("1", "A", "B."))
    (change,) = compare(terms, terms, old, new).rules
    assert (change.old_words, change.new_words) == ("1 day", "1 business day")


def test_half_a_sentence_that_stayed_is_not_marked_between_rewritten_ones() -> None:
    kept = "Copies in backups are overwritten in their ordinary turn"
    old = f"Some time after the end, we delete your data and owe you no period at all. {kept}."
    new = f"We keep your data for 45 days after the end. {kept}, and within a further ninety days."
    (change,) = compare(document(("1", "", old)), document(("1", "", new))).clauses
    assert any(kept in piece.text for piece in change.old if piece.mark is Mark.SAME)
    assert any(kept in piece.text for piece in change.new if piece.mark is Mark.SAME)


def test_brackets_stay_with_the_figure_in_them() -> None:
    old = document(("1", "", "Announced at least ten (10) days in advance."))
    new = document(("1", "", "Announced at least five (5) days in advance."))
    (change,) = compare(old, new).clauses
    assert [piece.text for piece in change.old if piece.mark is Mark.REMOVED] == ["ten (10)"]
    assert [piece.text for piece in change.new if piece.mark is Mark.ADDED] == ["five (5)"]


def test_a_rewritten_clause_is_known_under_another_number_and_a_new_heading() -> None:
    old = document(
        ("7.9", "End", ""),
        ("7.9.1", "", "Customer takes out its data before the term ends."),
        (
            "7.9.2",
            "",
            "Some time after the end of the Term, Kestrane deletes Your Data and is not obliged to "
            "keep them for any period. Copies in backups are overwritten in their ordinary turn.",
        ),
    )
    new = document(
        ("7.9", "End", ""),
        ("7.9.1", "", "Customer takes out its data before the term ends."),
        ("7.9.2", "", "After the end nobody works in the instance any more."),
        (
            "7.9.3",
            "Deletion window",
            "Kestrane keeps Your Data for forty-five (45) days after the end of the Term and then "
            "deletes them. Copies in backups are overwritten in their ordinary turn, and in any "
            "case within a further ninety days.",
        ),
    )
    found = by_new(compare(old, new))
    assert (found["7.9.3"].old_id, found["7.9.3"].kind) == ("7.9.2", ChangeKind.CHANGED)
    assert found["7.9.2"].kind is ChangeKind.ADDED
