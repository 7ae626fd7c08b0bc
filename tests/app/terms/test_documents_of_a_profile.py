"""Reading, finding, citing and comparing documents, the vendor's and the customer's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.errors import Problem
from app.deadlines.model import DeadlineKind, DeadlineQuery
from app.services.rooms import Rooms
from app.terms.model import DocumentKind, RulesState, TextState
from app.terms.problems import NotALocalDocument, NoText, UnknownClause, UnknownVersion
from app.terms.search import words_of
from tests.support.terms_desk import NEW, OLD, RENEWING, TermsDesk, terms_desk

OWN_TERMS = """# Frame agreement

## 1. Scope

These terms apply to Gherkin Cloud. "Gherkin" means a small cucumber.

## 2. Renewal

2.1 Either party may cancel a renewal by notice in writing at least ninety (90) days before the end
of the term.

2.2 Naïve façade: see Section 9 (Nothing).
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TermsDesk]:
    with terms_desk(tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture
def rooms(desk: TermsDesk) -> Iterator[Rooms]:
    with desk.rooms() as found:
        yield found
        for version in found.terms.versions():
            if version.kind is DocumentKind.LOCAL:
                found.terms.remove_local(version.id)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "frame.md"
    path.write_text(OWN_TERMS)
    return path


def test_versions_stand_by_kind_the_newest_first_and_own_documents_last(
    rooms: Rooms, file: Path
) -> None:
    local = rooms.terms.open_local(file)
    found = rooms.terms.versions()
    assert [v.id for v in found if v.kind is DocumentKind.END_CUSTOMER] == [NEW, OLD]
    assert found[-1] == local
    kinds = [list(DocumentKind).index(version.kind) for version in found]
    assert kinds == sorted(kinds)


def test_a_version_is_found_by_id_document_and_label(rooms: Rooms) -> None:
    assert rooms.terms.find(OLD.upper()).id == OLD
    assert rooms.terms.find("end-customer-terms").id == NEW
    assert rooms.terms.find("Kestrane End Customer Terms").id == NEW
    assert rooms.terms.find("2026-09").id == NEW
    for words in ("", "nothing of that name"):
        with pytest.raises(UnknownVersion):
            rooms.terms.find(words)


def test_a_citation_names_document_version_date_clause_and_hash(rooms: Rooms) -> None:
    version = rooms.terms.version(NEW)
    clause = next(one for one in rooms.terms.outline(NEW) if one.number == "7.2")
    cited = rooms.terms.citation(NEW, clause.id)
    assert cited.startswith("Kestrane End Customer Terms, version 2026-09 (")
    assert f"§7.2 {clause.title}".strip() in cited
    assert cited.endswith(f"SHA-256 {version.sha256}")
    with pytest.raises(UnknownClause):
        rooms.terms.citation(NEW, "99.9")


def test_words_are_found_in_all_documents_by_their_beginnings(rooms: Rooms, file: Path) -> None:
    local = rooms.terms.open_local(file)
    found = rooms.terms.search("RENEW term")
    assert {hit.version_id for hit in found} >= {OLD, NEW, local.id}
    for hit in found:
        for start, end in hit.marks:
            assert hit.snippet[start:end].lower().startswith(("renew", "term"))
        assert "\n" not in hit.snippet
    assert {hit.version_id for hit in rooms.terms.search("renew", version_ids=[OLD])} == {OLD}
    assert len(rooms.terms.search("the", limit=3)) == 3
    assert rooms.terms.search("7.2.3")[0].number == "7.2.3"
    assert all(
        "audit" in f"{hit.clause_title} {hit.snippet}".lower()
        for hit in rooms.terms.search("audit zebra")
    ), "where no clause has all words, those with any"
    assert rooms.terms.search("audit zebra")
    assert rooms.terms.search("") == rooms.terms.search('"') == rooms.terms.search("***") == ()


@pytest.mark.parametrize("words", ["naive", "NAÏVE", "facade", "façade naïve"])
def test_accents_and_case_do_not_matter_in_own_documents(
    rooms: Rooms, file: Path, words: str
) -> None:
    local = rooms.terms.open_local(file)
    [hit] = [hit for hit in rooms.terms.search(words) if hit.version_id == local.id]
    assert hit.clause_id == "2.2"


@pytest.mark.parametrize(
    "words", ['a"b', "NEAR(", "a OR", "col:x", "-", "^x", "(", "'; DROP", "x" * 5000, "\x00", "é"]
)
def test_no_words_break_the_search(rooms: Rooms, words: str) -> None:
    assert isinstance(rooms.terms.search(words), tuple)


def test_the_parts_of_a_number_stay_together() -> None:
    assert words_of("7.2 Renewal 7.2") == ("7.2", "Renewal")
    assert words_of('"exact words"') == ("exact", "words")
    assert words_of("- ! …") == ()


def test_cross_references_and_defined_terms_are_those_of_the_text(rooms: Rooms) -> None:
    text = rooms.terms.document(NEW).text
    references = rooms.terms.references(NEW)
    assert {reference.state.value for reference in references} >= {"found", "mismatched"}
    assert all(text[r.start : r.end] == r.text for r in references)
    assert rooms.terms.definitions(NEW)
    clauses = rooms.terms.outline(NEW)
    some = rooms.terms.uses(NEW, 10, 5)
    assert all(clauses[10].start <= use.start < clauses[14].end for use in some)
    assert set(some) <= set(rooms.terms.uses(NEW))
    assert rooms.terms.references(NEW) is references


def test_a_document_from_a_file_is_pinned_confirmed_and_attached(rooms: Rooms, file: Path) -> None:
    local = rooms.terms.open_local(file)
    assert (local.kind, local.text_state) == (DocumentKind.LOCAL, TextState.LOCAL)
    assert (local.title, local.label) == ("Frame agreement", "frame.md")
    assert rooms.terms.open_local(file) == local
    assert rooms.terms.rules(local.id) is None
    proposals = rooms.terms.proposals(local.id)
    wanted = [one for one in proposals if one.name == "cancel-notice"]
    rooms.terms.confirm(local.id, wanted)
    rules = rooms.terms.rules(local.id)
    assert rules is not None
    assert [(v.name, v.value, v.clause) for v in rules.values] == [("cancel-notice", "P90D", "2.1")]
    assert rooms.terms.version(local.id).rules_state is RulesState.VALID
    rooms.terms.attach(local.id, RENEWING.lower())
    rooms.terms.attach(local.id, RENEWING)
    assert [one.order_number for one in rooms.terms.attachments()] == [RENEWING]
    assert rooms.terms.counts()[local.id].now == 1
    assert rooms.terms.governing(RENEWING)[0].version_id == local.id
    query = DeadlineQuery(order_id="ord-21502", kinds=frozenset({DeadlineKind.CANCEL_BY}))
    [entry] = rooms.deadlines.entries(query)
    assert entry.deadline.source.version_id == local.id
    rooms.terms.detach(local.id, RENEWING)
    assert rooms.terms.attachments() == ()
    [entry] = rooms.deadlines.entries(query)
    assert entry.deadline.source.version_id != local.id


def test_a_document_from_a_file_is_kept_when_the_file_goes(rooms: Rooms, file: Path) -> None:
    local = rooms.terms.open_local(file)
    file.unlink()
    assert "Gherkin" in rooms.terms.document(local.id).text
    rooms.terms.remove_local(local.id)
    with pytest.raises(UnknownVersion):
        rooms.terms.document(local.id)
    assert rooms.terms.search("Gherkin") == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.txt", b""), ("program.bin", bytes(range(256)) * 40), ("blank.md", b" \n\n \n")],
)
def test_a_file_without_a_text_is_refused_and_nothing_is_kept(
    rooms: Rooms, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    before = rooms.terms.versions()
    with pytest.raises(Problem) as found:
        rooms.terms.open_local(path)
    assert found.value.code.startswith("CP-53")
    assert rooms.terms.versions() == before


def test_the_vendors_documents_cannot_be_changed(rooms: Rooms) -> None:
    for change in (
        lambda: rooms.terms.confirm(NEW, []),
        lambda: rooms.terms.attach(NEW, RENEWING),
        lambda: rooms.terms.remove_local(NEW),
    ):
        with pytest.raises(NotALocalDocument):
            change()


def test_two_versions_are_compared_and_written_as_one_page(rooms: Rooms, tmp_path: Path) -> None:
    found = rooms.terms.compare(OLD, NEW)
    assert found.counts.changed >= 6
    assert "audit-notice" in {change.name for change in found.rules}
    path = tmp_path / "changes.html"
    rooms.terms.export_comparison(path, OLD, NEW)
    assert RENEWING in path.read_text("utf-8")


def test_what_is_not_here_says_so(desk: TermsDesk, rooms: Rooms) -> None:
    with desk.mirror() as mirror, mirror.write() as tx:
        kept = tx.read("SELECT * FROM terms_text WHERE document_id = ?", (OLD,))
        tx.execute("DELETE FROM terms_text WHERE document_id = ?", (OLD,))
    try:
        assert rooms.terms.version(OLD).text_state is TextState.MISSING
        with pytest.raises(NoText):
            rooms.terms.document(OLD)
        with pytest.raises(NoText):
            rooms.terms.compare(OLD, NEW)
    finally:
        with desk.mirror() as mirror, mirror.write() as tx:
            marks = ", ".join("?" * len(kept[0]))
            tx.executemany(f"INSERT INTO terms_text VALUES ({marks})", kept)


def test_a_reminder_is_a_deadline_until_it_is_forgotten(desk: TermsDesk, rooms: Rooms) -> None:
    at = desk.clock.now().replace(microsecond=0)
    rooms.terms.remind("cancel_by:one", at, "Call\nDana")
    rooms.terms.remind("cancel_by:one", at, "Call Dana again")
    assert [one.words for one in rooms.terms.reminders()] == ["Call Dana again"]
    query = DeadlineQuery(kinds=frozenset({DeadlineKind.REMINDER}))
    [entry] = rooms.deadlines.entries(query)
    assert (entry.deadline.at, entry.deadline.title) == (at, "Call Dana again")
    rooms.terms.forget_reminder("cancel_by:one")
    rooms.terms.forget_reminder("cancel_by:one")
    assert rooms.deadlines.entries(query) == ()
