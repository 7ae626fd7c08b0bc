"""Announced audits: the earliest day that the terms allow, what is too early, and the reply."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from app.base import ids
from app.base.text import _
from app.certification import problems
from app.certification.asked import Audit, Origin
from app.certification.kinds import AUDIT_BY_HAND as BY_HAND
from app.certification.kinds import AUDIT_REPLY as REPLY
from app.certification.requests import Requests, clause_ref
from app.deadlines.calendar import BusinessCalendar
from app.deadlines.words import when_words
from app.exchange.attachments import KeptFile
from app.notices import rules
from app.notices.due import notice_deadlines
from app.notices.model import DraftKind, NoticeKind, VendorNotice
from app.notices.wishes import AuditWish, LetterWishes


class NotedAudit(msgspec.Struct, frozen=True, kw_only=True):
    """An announcement as somebody typed it in."""

    id: str
    sent_at: datetime
    begins_at: datetime
    site: str = ""
    scope: str = ""
    auditor: str = ""
    paper: KeptFile | None = None
    noted_at: datetime
    withdrawn: bool = False


class _Replied(msgspec.Struct, frozen=True):
    letter: str


class Audits(Requests):
    """The announced audits of one profile."""

    def audits(self) -> tuple[Audit, ...]:
        """All announcements, the next to begin first, past ones last."""
        calendar = self._around.terms.calendar()
        replies = self._replies()
        found = [
            self._audit(notice, Origin.PORTAL, calendar, replies)
            for notice in self._around.notices.inbox()
            if notice.kind is NoticeKind.AUDIT and notice.begins_at is not None
        ]
        found += [
            msgspec.structs.replace(
                self._audit(_as_notice(noted), Origin.BY_HAND, calendar, replies), paper=noted.paper
            )
            for noted in self._noted_audits()
            if not noted.withdrawn
        ]
        now = self._around.clock.now()
        return tuple(sorted(found, key=lambda one: (one.begins_at < now, one.begins_at)))

    def audit(self, audit_id: str) -> Audit:
        """One announcement. Raises UnknownAudit."""
        found = next((one for one in self.audits() if one.id == audit_id), None)
        if found is None:
            raise problems.unknown_audit(audit_id)
        return found

    def note_audit(
        self,
        sent_at: datetime,
        begins_at: datetime,
        *,
        site: str = "",
        scope: str = "",
        auditor: str = "",
        paper: Path | KeptFile | None = None,
        correcting: str = "",
    ) -> str:
        """Keep an announcement that came on paper or by e-mail; its id.

        `correcting`: the id of one that was typed in and is meant; a letter that was kept with it
        stays where none is given. Raises WrongPeriod, UnknownAudit, the problems of attaching.
        """
        before = self._noted_audit(correcting) if correcting else None
        if begins_at <= sent_at or sent_at > self._around.clock.now():
            raise problems.wrong_period()
        file = self._around.files.attach(paper) if isinstance(paper, Path) else paper
        noted = NotedAudit(
            id=before.id if before else ids.new_id(self._around.clock), sent_at=sent_at,
            begins_at=begins_at, site=site.strip(), scope=scope.strip(), auditor=auditor.strip(),
            paper=file or (before.paper if before else None), noted_at=self._around.clock.now(),
        )  # fmt: skip
        self._keep_audit(noted)
        return noted.id

    def withdraw_audit(self, audit_id: str) -> None:
        """Forget an announcement that was typed in: it was withdrawn. Raises UnknownAudit."""
        self._keep_audit(msgspec.structs.replace(self._noted_audit(audit_id), withdrawn=True))

    def draft_audit_reply(self, audit_id: str, by: str = "") -> str:
        """Draft the reply: short notice is objected to with its clause, else the date confirmed.

        Returns the id of the letter (rooms.notices), the same one while it is not discarded.
        Raises UnknownAudit, RequestNotGenuine.
        """
        audit = self.audit(audit_id)
        if not audit.genuine:
            raise problems.request_not_genuine(audit.fault)
        if audit.reply:
            return audit.reply
        wish = AuditWish(
            sent_at=audit.sent_at, begins_at=audit.begins_at, earliest_at=audit.earliest_at,
            short_notice=audit.short_notice, site=audit.site, scope=audit.scope,
            auditor=audit.auditor,
        )  # fmt: skip
        letter = self._around.terms.draft_letter(
            DraftKind.AUDIT_REPLY, LetterWishes(by=by or self._around.me(), audit=wish)
        )
        with self._around.own.write() as tx:
            tx.execute(
                "INSERT OR REPLACE INTO noted (kind, id, body) VALUES (?, ?, ?)",
                (REPLY, audit_id, msgspec.json.encode(_Replied(letter))),
            )
        return letter

    def _audit(
        self,
        notice: VendorNotice,
        origin: Origin,
        calendar: BusinessCalendar,
        replies: dict[str, str],
    ) -> Audit:
        lookup = self._around.terms.stated(notice.order_id, notice.sent_at)
        start = rules.given(notice.sent_at, lookup, calendar)
        earliest = rules.earliest_audit(start, lookup, calendar.zone_name)
        hours = rules.look_up(lookup, "audit-hours")
        begins_at = notice.begins_at or notice.sent_at
        found = [
            one for one in notice_deadlines(notice, lookup, calendar)
            if one.uid.startswith("audit_earliest")
        ]  # fmt: skip
        words = " ".join(f"{step}." for step in earliest.working) if earliest.stated else ""
        said = found[0].text if found else _("It is not genuine and starts nothing")
        return Audit(
            id=notice.id,
            origin=origin,
            sent_at=notice.sent_at,
            given_at=start.at if start.stated else None,
            given_words=rules.given_words(start, calendar.zone_name),
            begins_at=begins_at,
            earliest_at=earliest.at if earliest.stated else None,
            short_notice=notice.genuine and rules.is_short_notice(begins_at, earliest),
            words=_("{said}. {words}").format(said=said, words=words).strip(),
            clause=clause_ref(earliest.source),
            hours_words=hours.words if hours.value else "",
            site=notice.site,
            scope=notice.scope,
            auditor=notice.auditor,
            genuine=notice.genuine,
            fault=notice.fault,
            reply=replies.get(notice.id, ""),
        )

    def _replies(self) -> dict[str, str]:
        """The letters in reply that are still there, by the audit's id."""
        rows = self._around.own.read("SELECT id, body FROM noted WHERE kind = ?", (REPLY,))
        if not rows:
            return {}
        here = {letter.id for letter in self._around.notices.letters()}
        found = {str(key): msgspec.json.decode(body, type=_Replied).letter for key, body in rows}
        return {key: letter for key, letter in found.items() if letter in here}

    def _keep_audit(self, noted: NotedAudit) -> None:
        with self._around.own.write() as tx:
            tx.execute(
                "INSERT OR REPLACE INTO noted (kind, id, body) VALUES (?, ?, ?)",
                (BY_HAND, noted.id, msgspec.json.encode(noted)),
            )

    def _noted_audit(self, audit_id: str) -> NotedAudit:
        found = next((one for one in self._noted_audits() if one.id == audit_id), None)
        if found is None or found.withdrawn:
            raise problems.unknown_audit(audit_id)
        return found

    def _noted_audits(self) -> list[NotedAudit]:
        rows = self._around.own.read("SELECT body FROM noted WHERE kind = ?", (BY_HAND,))
        return [msgspec.json.decode(body, type=NotedAudit) for (body,) in rows]


def audit_when(audit: Audit, zone: str) -> str:
    """When an audit is announced for, at the vendor's place."""
    return when_words(audit.begins_at, zone)


def _as_notice(noted: NotedAudit) -> VendorNotice:
    return VendorNotice(
        id=noted.id, kind=NoticeKind.AUDIT, subject=_("An audit is announced"), text=noted.scope,
        sent_at=noted.sent_at, given_at=None, given_words="", genuine=True,
        begins_at=noted.begins_at, site=noted.site, scope=noted.scope, auditor=noted.auditor,
    )  # fmt: skip
