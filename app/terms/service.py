"""What a person can do with the terms: read, find, cite, compare, accept, object, be reminded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.clock import Clock
from app.base.tasks import CancelToken, Report, no_report
from app.exchange.outbox import Outbox
from app.notices.service import NoticeService
from app.storage.database import Database
from app.terms import search as searching
from app.terms.acceptance import Acceptances
from app.terms.answers import (
    AcceptanceNeed,
    AcceptanceRecord,
    Attachment,
    GovernCount,
    Meaning,
    Reminder,
    SearchHit,
)
from app.terms.changes import Comparison, Touched
from app.terms.citation import citation
from app.terms.library import Library
from app.terms.model import (
    Clause,
    Definition,
    Document,
    DocumentKind,
    Governing,
    Reference,
    Remark,
    RuleSet,
    TermUse,
    Version,
)
from app.terms.problems import unknown_clause
from app.terms.reminders import Reminders
from app.terms.surroundings import TermsSurroundings

if TYPE_CHECKING:
    from app.base.money import Money
    from app.deadlines.calendar import BusinessCalendar
    from app.deadlines.service import Contributor
    from app.exchange.attachments import Files
    from app.notices.model import DraftKind
    from app.notices.questions import Question
    from app.notices.wishes import LetterWishes
    from app.terms.claims import ClaimFigures
    from app.terms.facts import Proposal
    from app.terms.governance import Governance
    from app.terms.local import LocalDocuments
    from app.terms.own_letters import LetterBasis
    from app.terms.rules import Lookup


def _no_files() -> Files:
    raise LookupError("these rooms were made without kept files")


class TermsService:
    """The terms of one profile over its two stores; used by the thread that opened them."""

    def __init__(
        self,
        mirror: Database,
        own: Database,
        outbox: Outbox,
        clock: Clock,
        files: Callable[[], Files] = _no_files,
    ) -> None:
        """`files`: the kept files of the profile; without them no letter leaves by the portal."""
        self._mirror = mirror
        self._own = own
        self._clock = clock
        self._library = Library(mirror, own)
        self._acceptances = Acceptances(mirror, own, outbox, clock)
        self._reminders = Reminders(own, clock)
        self.notices = NoticeService(
            mirror,
            own,
            TermsSurroundings(self._library, self._governance),
            clock,
            outbox,
            files,
        )

    def versions(self) -> tuple[Version, ...]:
        """All versions: kinds in their order, the newest first; documents from files last."""
        return self._library.versions()

    def version(self, version_id: str) -> Version:
        """One version. Raises UnknownVersion."""
        return self._library.version(version_id)

    def find(self, words: str) -> Version:
        """The version meant by an id, a document's name (its newest) or a label."""
        return self._library.find(words)

    def outline(self, version_id: str) -> tuple[Clause, ...]:
        """The clauses of a version in the order of its text; none where the text is not here."""
        return self._library.outline(version_id)

    def remarks(self, version_id: str) -> tuple[Remark, ...]:
        """What was noticed while its text was read."""
        return self._library.remarks(version_id)

    def texts(self, version_id: str, first: int, count: int) -> tuple[str, ...]:
        """The own texts of some clauses, quickly. Each begins at its clause's `body`."""
        return self._library.texts(version_id, first, count)

    def document(self, version_id: str) -> Document:
        """The whole text with its clauses, to print or compare. Raises UnknownVersion, NoText."""
        return self._library.document(version_id)

    def search(
        self,
        words: str,
        *,
        version_ids: Sequence[str] = (),
        limit: int = 200,
        any_word: bool = True,
    ) -> tuple[SearchHit, ...]:
        """The clauses in which all the words stand (beginnings count), best first.

        Where no clause has all of them, those that have any, unless `any_word` is False.
        """
        wanted = searching.words_of(words)
        chosen = {v.id: v for v in self.versions() if not version_ids or v.id in version_ids}
        local = {key: v for key, v in chosen.items() if v.kind is DocumentKind.LOCAL}
        vendor = {key: v for key, v in chosen.items() if key not in local}
        found: list[SearchHit] = []
        for every in (True, False) if any_word and len(wanted) > 1 else (True,):
            found = searching.in_vendor_texts(self._mirror, wanted, vendor, limit, every=every)
            left = limit - len(found)
            found += searching.in_local_texts(self._own, wanted, local, left, every=every)
            if found:
                break
        return tuple(found[:limit])

    def references(self, version_id: str) -> tuple[Reference, ...]:
        """The cross-references of a text with their state. Raises UnknownVersion, NoText."""
        return self._library.references(version_id)

    def definitions(self, version_id: str) -> tuple[Definition, ...]:
        """The defined terms of a text. Raises UnknownVersion, NoText."""
        return self._library.definitions(version_id)

    def uses(
        self, version_id: str, first: int = 0, count: int | None = None
    ) -> tuple[TermUse, ...]:
        """Where defined terms are used in the clauses from position `first` on."""
        return self._library.uses(version_id, first, count)

    def citation(self, version_id: str, clause_id: str) -> str:
        """A citation of a clause, or with "" of the document. Raises UnknownClause."""
        version = self.version(version_id)
        clause = self._library.clause(version_id, clause_id) if clause_id else None
        if clause_id and clause is None:
            raise unknown_clause(clause_id, f"{version.title} {version.label}")
        return citation(version, clause, self._library.vendor_zone())

    def rules(self, version_id: str) -> RuleSet | None:
        """The rule set of a version where it can be relied on, else None."""
        return self._library.rules(version_id)

    def meaning(self, version_id: str) -> tuple[Meaning, ...]:
        """What each rule value of a version means for the orders of this account."""
        return self._governance().meaning(version_id)

    def governing(self, order: str) -> tuple[Governing, ...]:
        """What governs each line of an order, by its number or id. Raises UnknownOrder."""
        return self._governance().governing(order)

    def governing_lookup(self) -> Callable[[str], tuple[Governing, ...]]:
        """As `governing`, for many orders over one look at both stores."""
        return self._governance().governing

    def counts(self) -> dict[str, GovernCount]:
        """How many order lines each version governs now, and from their next renewal on."""
        return self._governance().counts()

    def compare(self, old_id: str, new_id: str, cancel: CancelToken | None = None) -> Comparison:
        """Two versions clause by clause. Raises UnknownVersion, NoText, Cancelled."""
        from app.terms import compare  # noqa: PLC0415 - only who compares needs it

        old, new = self.document(old_id), self.document(new_id)
        if cancel is not None:
            cancel.check()
        return compare.compare(old, new, self.rules(old_id), self.rules(new_id))

    def touched(self, old_id: str, new_id: str, limit: int = 200) -> tuple[Touched, ...]:
        """The orders on which the new version bites, the first ones first."""
        return self._governance().touched(old_id, new_id, limit)

    def export_comparison(
        self,
        path: Path,
        old_id: str,
        new_id: str,
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> None:
        """Write a comparison as one HTML file that needs nothing else."""
        from app.terms.compare import page as comparison_html  # noqa: PLC0415 - only who exports needs it

        found = self.compare(old_id, new_id, cancel)
        touched = self.touched(old_id, new_id)
        old, new = self.version(old_id), self.version(new_id)
        comparison_html.write(path, found, old, new, touched, self._clock)

    def acceptances(self) -> tuple[AcceptanceRecord, ...]:
        """Every acceptance, the newest first, made here or elsewhere."""
        return self._acceptances.all(self.versions())

    def needs_acceptance(self) -> tuple[AcceptanceNeed, ...]:
        """The versions that have to be accepted before they govern their no-charge orders."""
        return self._governance().needs_acceptance()

    def accept(
        self,
        version_id: str,
        text_sha256: str,
        by: str,
        order_ids: Sequence[str],
        subject: str,
    ) -> str:
        """Keep and queue an acceptance of the text that was read; its id. Raises NotAcceptable."""
        version = self.version(version_id)
        return self._acceptances.accept(version, text_sha256, by, order_ids, subject)

    def draft_objection(self, version_id: str, order_numbers: Sequence[str], by: str) -> str:
        """Draft the letter that objects to a version and chooses not to renew; the draft's id."""
        from app.terms.objection import draft_objection  # noqa: PLC0415 - only when one is written

        return draft_objection(self.notices, self._governance(), version_id, order_numbers, by)

    def letter_questions(
        self, kind: DraftKind, order_numbers: Sequence[str] = ()
    ) -> tuple[Question, ...]:
        """What a kind of letter asks for, with the clauses it rests on. Raises UnknownOrder."""
        from app.terms.own_letters import letter_questions  # noqa: PLC0415 - as above

        return letter_questions(self._governance(), kind, order_numbers)

    def letter_basis(self, kind: DraftKind, order_numbers: Sequence[str] = ()) -> LetterBasis:
        """The clause a kind of letter rests on, and from when it counts. Raises UnknownOrder."""
        from app.terms.own_letters import letter_basis  # noqa: PLC0415 - as above

        return letter_basis(self._governance(), kind, order_numbers)

    def draft_letter(self, kind: DraftKind, wishes: LetterWishes) -> str:
        """Draft a letter of this kind with the facts filled in; the draft's id.

        Raises UnknownOrder, UnknownVersion, NoOrders, NoVersion.
        """
        from app.terms.own_letters import draft_letter  # noqa: PLC0415 - only when one is written

        return draft_letter(self.notices, self._governance(), kind, wishes)

    def claim_figures(
        self,
        order_numbers: Sequence[str],
        claimed_on: date | None = None,
        price: Money | None = None,
    ) -> ClaimFigures:
        """Whether the indemnity is available and what each line of orders would be refunded.

        For a claim received on a day (None: today). Raises UnknownOrder.
        """
        from app.terms.claims import figures  # noqa: PLC0415 - only who has such a claim

        state = self._governance()
        orders = [state.order(number) for number in dict.fromkeys(order_numbers)]
        return figures(state, orders, claimed_on, price)

    def remind(self, uid: str, at: datetime, words: str) -> None:
        """Remind of something at a time of one's own; one reminder a uid."""
        self._reminders.set(uid, at, words)

    def reminders(self) -> tuple[Reminder, ...]:
        """All reminders, the next first."""
        return self._reminders.all()

    def forget_reminder(self, uid: str) -> None:
        """Remind no more."""
        self._reminders.forget(uid)

    def open_local(
        self, path: Path, report: Report = no_report, cancel: CancelToken | None = None
    ) -> Version:
        """Read a document from a file and keep it. Raises the problems of reading, Cancelled."""
        return self._local().open(path, report, cancel)

    def proposals(self, version_id: str) -> tuple[Proposal, ...]:
        """The values that a document seems to state, to be confirmed by a person."""
        return self._local().proposals(version_id)

    def confirm(self, version_id: str, proposals: Sequence[Proposal]) -> None:
        """Rely on exactly these values of a document from a file from now on."""
        self._local().confirm(self.version(version_id), proposals)

    def attach(self, version_id: str, order: str) -> None:
        """Let a document from a file govern an order (number or id)."""
        self._local().attach(self.version(version_id), order)

    def detach(self, version_id: str, order: str) -> None:
        """Let it govern the order no longer."""
        self._local().detach(self.version(version_id), order)

    def attachments(self) -> tuple[Attachment, ...]:
        """Which documents from files govern which orders."""
        return self._local().attachments()

    def remove_local(self, version_id: str) -> None:
        """Forget a document from a file, its confirmed values and attachments."""
        self._local().remove(self.version(version_id))

    def stated(self, order: str = "", at: datetime | None = None) -> Lookup:
        """What the terms that govern an order (number or id) say, by the name of a rule value.

        Without an order: what counts for the account. `at` None: now.
        """
        state = self._governance()
        return state.lookup(order, at or state.now)

    def calendar(self) -> BusinessCalendar:
        """The business days of the vendor's place."""
        from app.deadlines.calendar import BusinessCalendar  # noqa: PLC0415 - as above

        return BusinessCalendar(self._library.vendor_country(), zone=self.vendor_zone())

    def vendor_zone(self) -> str:
        """The IANA zone of the vendor's place: what dates of its terms are reckoned in."""
        return self._library.vendor_zone()

    def contributors(self) -> tuple[Contributor, ...]:
        """What knows the deadlines of this profile."""
        from app.terms.contributors import contributors  # noqa: PLC0415 - needs the rules

        return contributors(
            self._library, self._acceptances, self._reminders, self.notices, self._clock
        )

    def _governance(self) -> Governance:
        from app.terms.governance import Governance  # noqa: PLC0415 - rules are not for start-up

        return Governance(self._library, self._acceptances, self._clock)

    def _local(self) -> LocalDocuments:
        from app.terms.local import LocalDocuments  # noqa: PLC0415 - few people have such documents

        return LocalDocuments(self._library, self._clock)
