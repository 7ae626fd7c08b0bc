"""Texts and rule sets come after the feed: verified, once, and never at the price of the sync."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import Cancelled
from app.base.tasks import CancelToken, no_report
from app.portal.documents import DocumentReply
from app.portal.errors import Unreachable
from app.terms.fetch import Fetcher
from app.terms.model import RulesState, TextState, VerdictState
from app.terms.problems import NotAcceptable
from tests.support.terms_desk import BETA, NEW, OLD, RENEWING, TermsDesk, terms_desk

TEXT, RULES = f"/v1/terms/{NEW}/text", f"/v1/terms/{NEW}/rules"


@pytest.fixture
def desk(home: Path) -> Iterator[TermsDesk]:
    """A workstation that has not synchronized yet."""
    with terms_desk(home / "desk", synced=False) as made:
        yield made


def asked(desk: TermsDesk) -> list[str]:
    return sorted(request.target for request in desk.sandbox.requests("/v1/terms/"))


def text_of(desk: TermsDesk, version: str = NEW) -> str:
    with desk.rooms() as rooms:
        return rooms.terms.document(version).text


def put_version(desk: TermsDesk, key: str, words: str, **changes: Any) -> None:
    """Publish a text under a record of its own hash."""
    body = words.encode()
    record = {
        "document": "end-customer-terms", "title": "Kestrane End Customer Terms",
        "kind": "end_customer", "version": key.removeprefix("terms-"), "language": "en",
        "published_at": "2026-10-01T09:00:00Z", "effective_from": "2026-10-15T00:00:00Z",
        "replaces": NEW, "applies_to": ["software", "hosted"], "precedence": 2,
        "text": {
            "sha256": hashlib.sha256(body).hexdigest(), "size": len(body),
            "media_type": "text/markdown",
        },
        **changes,
    }  # fmt: skip
    desk.sandbox.mutate("put", kind="terms_document", id=key, data=record)
    desk.sandbox.mutate("put_text", id=key, text=words)


def test_every_offered_text_is_verified_and_parsed_once(desk: TermsDesk) -> None:
    result = desk.sync()
    with desk.rooms() as rooms:
        versions = rooms.terms.versions()
        assert {version.text_state for version in versions} == {TextState.TRUSTED}
        assert {version.rules_state for version in versions} == {RulesState.VALID}
        for version in versions:
            clauses = rooms.terms.outline(version.id)
            assert len(clauses) == version.clause_count > 3
            document = rooms.terms.document(version.id)
            texts = rooms.terms.texts(version.id, 0, len(clauses))
            for clause, text in zip(clauses, texts, strict=True):
                assert document.text[clause.body : clause.body_end].rstrip() == text
        assert rooms.terms.texts(NEW, 3, 2) == rooms.terms.texts(NEW, 0, 5)[3:]
        assert len(asked(desk)) == 2 * len(versions) == result.requests - 1
    assert frozenset({"terms_document"}) in desk.heard
    assert frozenset({"deadline", "governing"}) in desk.heard


def test_a_synchronization_without_change_asks_for_no_document_and_writes_nothing(
    desk: TermsDesk,
) -> None:
    desk.sync()
    desk.sandbox.requests(forget=True)
    before = desk.bytes()
    result = desk.sync()
    assert result.requests == 1
    assert len(desk.sandbox.requests()) == 1
    assert desk.bytes() == before
    assert desk.heard == []


def test_rule_sets_are_asked_for_again_a_day_later_by_their_tag(desk: TermsDesk) -> None:
    desk.sync()
    desk.sandbox.requests(forget=True)
    desk.later(hours=25)
    desk.sync()
    found = desk.sandbox.requests("/v1/terms/")
    assert {request.target.rsplit("/", 1)[1] for request in found} == {"rules"}
    assert all("if-none-match" in dict(request.headers) for request in found)
    assert frozenset({"terms_document"}) not in desk.heard


def test_a_text_that_differs_from_its_hash_is_readable_marked_and_decides_nothing(
    desk: TermsDesk,
) -> None:
    desk.sandbox.fault("other_text", path=TEXT, times=0)
    desk.sync()
    with desk.rooms() as rooms:
        version = rooms.terms.version(NEW)
        assert version.text_state is TextState.UNTRUSTED
        assert "SHA-256" in version.text_note
        assert rooms.terms.outline(NEW)
        assert rooms.terms.document(NEW).text
        assert rooms.terms.rules(NEW) is None
        assert rooms.terms.meaning(NEW) == ()
        assert "differs" in rooms.terms.citation(NEW, "")
        [verdict, *_others] = rooms.terms.governing(RENEWING)
        assert verdict.version_id == OLD
        with pytest.raises(NotAcceptable):
            rooms.terms.accept(NEW, version.sha256, "Dana Weber", [], "dana")
        assert rooms.terms.acceptances()[0].version_id == OLD
        assert all(need.text_sha256 == "" for need in rooms.terms.needs_acceptance())
        pinned = [one for one in rooms.terms.governing(BETA) if one.version_id == NEW]
        assert all(one.state is not VerdictState.CERTAIN for one in pinned)
    desk.sandbox.faults()
    assert desk.sync().requests == 1
    desk.later(hours=25)
    desk.sync()
    with desk.rooms() as rooms:
        assert rooms.terms.version(NEW).text_state is TextState.TRUSTED


def test_a_rule_set_that_does_not_fit_its_schema_leaves_the_document_readable(
    desk: TermsDesk,
) -> None:
    desk.sandbox.fault("bad_rules", path=f"/v1/terms/{OLD}/rules", times=0)
    desk.sync()
    with desk.rooms() as rooms:
        version = rooms.terms.version(OLD)
        assert (version.text_state, version.rules_state) == (TextState.TRUSTED, RulesState.INVALID)
        assert version.rules_note
        assert rooms.terms.document(OLD).clauses
        assert rooms.terms.rules(OLD) is None
        entries = rooms.deadlines.entries()
        cancel = [e.deadline for e in entries if e.deadline.kind.value == "cancel_by"]
        assert cancel
        assert all(one.source.version_id != OLD for one in cancel)


def test_a_text_that_cannot_be_had_is_missing_and_the_rest_comes(desk: TermsDesk) -> None:
    desk.sandbox.fault("status", path=TEXT, status=404, times=0)
    desk.sync()
    with desk.rooms() as rooms:
        assert rooms.terms.version(NEW).text_state is TextState.MISSING
        assert rooms.terms.version(NEW).text_note == "CP-3013"
        assert rooms.terms.version(OLD).text_state is TextState.TRUSTED
        assert rooms.terms.outline(NEW) == ()
    desk.sandbox.faults()
    assert desk.sync().requests == 1
    desk.later(hours=25)
    desk.sync()
    with desk.rooms() as rooms:
        assert rooms.terms.version(NEW).text_state is TextState.TRUSTED


def test_a_fault_of_the_portal_is_met_again_at_the_next_synchronization(desk: TermsDesk) -> None:
    desk.sandbox.fault("status", path="/v1/terms/", status=500, times=3)
    first = desk.sync()
    assert first.applied > 60
    second = desk.sync()
    assert second.requests == 1 + 3
    with desk.rooms() as rooms:
        assert {v.text_state for v in rooms.terms.versions()} == {TextState.TRUSTED}
        assert {v.rules_state for v in rooms.terms.versions()} == {RulesState.VALID}


def test_a_network_sign_in_page_is_no_text(desk: TermsDesk) -> None:
    desk.sandbox.fault("captive", path="/v1/terms/", times=1)
    desk.sync()
    with desk.rooms() as rooms:
        assert {v.text_state for v in rooms.terms.versions()} == {TextState.MISSING}
    desk.sync()
    with desk.rooms() as rooms:
        assert {v.text_state for v in rooms.terms.versions()} == {TextState.TRUSTED}


class Dying:
    """A session that works for some documents and then ends the process's work."""

    def __init__(self, session: Any, calls: int, error: BaseException) -> None:
        self._session, self._left, self._error = session, calls, error

    def document(self, *arguments: Any, **options: Any) -> DocumentReply | None:
        if self._left == 0:
            raise self._error
        self._left -= 1
        found: DocumentReply | None = self._session.document(*arguments, **options)
        return found


@pytest.mark.parametrize("error", [KeyboardInterrupt(), Cancelled()], ids=["killed", "canceled"])
def test_what_ends_between_a_text_and_its_rules_goes_on_from_there(
    desk: TermsDesk, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Fetcher.__init__

    def dying(self: Fetcher, mirror: Any, portal: Any, clock: Any) -> None:
        real(self, mirror, Dying(portal, 3, error), clock)

    with monkeypatch.context() as patched:
        patched.setattr(Fetcher, "__init__", dying)
        with pytest.raises(type(error)):
            desk.sync()
    with desk.rooms() as rooms:
        states = [(v.text_state, v.rules_state) for v in rooms.terms.versions()]
        assert states.count((TextState.TRUSTED, RulesState.VALID)) == 1
        assert states.count((TextState.TRUSTED, RulesState.MISSING)) == 1
    desk.sandbox.requests(forget=True)
    desk.sync()
    with desk.rooms() as rooms:
        assert {v.rules_state for v in rooms.terms.versions()} == {RulesState.VALID}
        assert len(asked(desk)) == 2 * len(rooms.terms.versions()) - 3
        assert rooms.deadlines.entries()


def test_a_canceled_fetch_stops_before_the_next_document(desk: TermsDesk) -> None:
    desk.sync()
    token = CancelToken()
    token.cancel()
    desk.later(hours=25)
    with desk.mirror() as mirror, pytest.raises(Cancelled):
        Fetcher(mirror, Dying(None, 0, AssertionError()), desk.clock).fetch(no_report, token)


def test_a_new_text_takes_the_place_of_the_old_one_also_in_the_search(desk: TermsDesk) -> None:
    desk.sync()
    put_version(desk, "terms-2026-10", "# Terms\n\n## 1. Gherkins\n\nAll gherkins are pickled.\n")
    desk.sync()
    with desk.rooms() as rooms:
        [hit] = rooms.terms.search("gherkin pickled")
        assert (hit.version_id, hit.clause_id) == ("terms-2026-10", "1")
        assert [hit.snippet[start:end] for start, end in hit.marks] == ["gherkins", "pickled"]
    put_version(desk, "terms-2026-10", "# Terms\n\n## 1. Capers\n\nAll capers are salted.\n")
    desk.sync()
    with desk.rooms() as rooms:
        assert rooms.terms.search("gherkins") == ()
        assert [hit.clause_id for hit in rooms.terms.search("capers")] == ["1"]
    with desk.mirror() as mirror:
        mirror.read("SELECT rowid FROM clause_search WHERE clause_search MATCH 'gherkins'")
        with mirror.write() as tx:
            tx.execute("INSERT INTO clause_search (clause_search) VALUES ('integrity-check')")


def test_a_document_that_is_taken_back_goes_with_its_clauses(desk: TermsDesk) -> None:
    put_version(desk, "terms-2026-10", "# Terms\n\n## 1. Gherkins\n\nAll gherkins are pickled.\n")
    desk.sync()
    desk.sandbox.mutate("delete", kind="terms_document", id="terms-2026-10")
    desk.sync()
    with desk.rooms() as rooms:
        assert "terms-2026-10" not in {version.id for version in rooms.terms.versions()}
        assert rooms.terms.search("gherkins") == ()


def test_a_snapshot_keeps_the_texts_that_are_the_same(desk: TermsDesk) -> None:
    desk.sync()
    text = text_of(desk)
    desk.sandbox.mutate("forget_cursors")
    desk.sandbox.requests(forget=True)
    result = desk.sync()
    assert result.snapshot
    assert asked(desk) == []
    assert text_of(desk) == text
    with desk.rooms() as rooms:
        assert rooms.deadlines.entries()
        assert rooms.terms.counts()


def test_without_a_network_everything_is_still_read(desk: TermsDesk) -> None:
    desk.sync()
    with desk.rooms() as rooms:
        before = [entry.deadline for entry in rooms.deadlines.entries()]
    desk.sandbox.stop()
    with pytest.raises(Unreachable):
        desk.sync()
    with desk.rooms() as rooms:
        assert rooms.terms.search("renewal")
        assert rooms.terms.document(NEW).text
        assert rooms.terms.governing(RENEWING)
        assert [entry.deadline for entry in rooms.deadlines.entries()] == before
        assert rooms.terms.compare(OLD, NEW).counts.changed


def test_html_terms_are_taken_as_such_and_no_link_is_followed(desk: TermsDesk) -> None:
    page = (
        "<!doctype html><html><body><h1>Terms</h1><h2>1. Gherkins</h2>"
        "<p>All <img src='file:///etc/passwd'>gherkins are <b>pickled</b>.</p></body></html>"
    )
    body = page.encode()
    put_version(
        desk,
        "terms-2026-10",
        page,
        text={
            "sha256": hashlib.sha256(body).hexdigest(),
            "size": len(body),
            "media_type": "text/html",
        },
    )
    desk.sync()
    with desk.rooms() as rooms:
        assert rooms.terms.version("terms-2026-10").text_state is TextState.TRUSTED
        text = rooms.terms.document("terms-2026-10").text
        assert "pickled" in text
        assert "passwd" not in text
