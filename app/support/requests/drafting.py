"""What is being written: kept at every pause, with copies of its files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from app.base import ids
from app.base.tasks import CancelToken, Report, no_report
from app.exchange.attachments import KeptFile
from app.storage.database import Transaction
from app.support.requests import kept, problems, store
from app.support.requests.model import Draft
from app.support.requests.tools import Tools

_EMPTY_FOR = timedelta(days=1)
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_LINE_BREAKS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


class Drafts:
    """The drafts of one profile."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def all(self) -> tuple[Draft, ...]:
        """What was begun and not sent, the latest first."""
        found = [draft for draft in kept.drafts(self._tools.own) if not draft.is_empty]
        return tuple(sorted(found, key=_age, reverse=True))

    def get(self, draft_id: str) -> Draft:
        """One draft. Raises UnknownDraft."""
        found = kept.draft(self._tools.own, draft_id)
        if found is None:
            raise problems.unknown_draft(draft_id)
        return found

    def new(self, wanted: Draft) -> Draft:
        """Begin a draft; the one there is already for a reply to the same request."""
        tools, now = self._tools, self._tools.clock.now()
        known = kept.drafts(tools.own)
        if wanted.request_id:
            names = _names(tools, wanted.request_id)
            for draft in known:
                if draft.request_id in names and not draft.corrects:
                    return draft
        made = msgspec.structs.replace(wanted, id=ids.new_id(tools.clock), changed_at=now)
        old = [one.id for one in known if one.is_empty and now - _age(one) > _EMPTY_FOR]
        with tools.own.write() as tx:
            kept.forget_drafts(tx, old)
            kept.keep_draft(tx, made)
        return made

    def save(self, draft: Draft) -> Draft:
        """Keep what a person wrote; files and decisions stay as they are kept. As it is then."""
        found = self.get(draft.id)
        wanted = msgspec.structs.replace(
            clean(draft),
            files=found.files,
            decided=found.decided,
            corrects=found.corrects,
            request_id=found.request_id,
            changed_at=found.changed_at,
        )
        if wanted == found:
            return found
        return self._keep(draft.id, lambda _now_kept: wanted)

    def discard(self, draft_id: str) -> None:
        """Forget a draft and let its files go; nothing where it is gone already."""
        found = kept.draft(self._tools.own, draft_id)
        if found is None:
            return
        with self._tools.own.write() as tx:
            kept.forget_drafts(tx, [draft_id])
        self.let_go(found.files)

    def attach(
        self,
        draft_id: str,
        source: Path | tuple[str, bytes],
        report: Report = no_report,
        cancel: CancelToken | None = None,
    ) -> Draft:
        """Copy a file beside the draft. Raises UnknownDraft, TooManyFiles, as `Files.attach`."""
        if len(self.get(draft_id).files) >= problems.MOST_FILES:
            raise problems.too_many_files()
        file = self._tools.files().attach(source, report, cancel)
        try:
            return self._keep(draft_id, lambda found: _with_files(found, (*found.files, file)))
        except BaseException:
            self.let_go([file])
            raise

    def detach(self, draft_id: str, file_id: str) -> Draft:
        """Take a file off a draft; its copy goes. Raises UnknownDraft."""
        gone = [one for one in self.get(draft_id).files if one.id == file_id]
        made = self._keep(
            draft_id,
            lambda found: _with_files(found, (one for one in found.files if one.id != file_id)),
        )
        self.let_go(gone)
        return made

    def change_file(self, draft_id: str, old: str, new: KeptFile, decided: dict[str, str]) -> Draft:
        """Put a changed copy in the place of a file, with decisions about it."""

        def changed(found: Draft) -> Draft:
            files = (new if one.id == old else one for one in found.files)
            made = _with_files(found, files)
            return msgspec.structs.replace(made, decided={**made.decided, **decided})

        before = [one for one in self.get(draft_id).files if one.id == old]
        made = self._keep(draft_id, changed)
        self.let_go(before)
        return made

    def change(self, draft_id: str, how: Callable[[Draft], Draft]) -> Draft:
        """Change a draft as it is kept now. Raises UnknownDraft."""
        return self._keep(draft_id, how)

    def let_go(self, files: Iterable[KeptFile]) -> None:
        """Release copies that a draft no longer has."""
        gone = [one.id for one in files]
        if gone:
            with self._tools.own.write() as tx:
                kept.forget_scans(tx, gone)
            self._tools.files().release(gone)

    def _keep(self, draft_id: str, how: Callable[[Draft], Draft]) -> Draft:
        with self._tools.own.write() as tx:
            made = how(_kept(tx, draft_id))
            made = msgspec.structs.replace(made, changed_at=self._tools.clock.now())
            kept.keep_draft(tx, made)
        return made


def clean(draft: Draft) -> Draft:
    """The draft as it can travel: whole characters, a subject of one line."""
    return msgspec.structs.replace(
        draft,
        subject=_LINE_BREAKS.sub(" ", whole(draft.subject)),
        text=whole(draft.text),
        business_impact=whole(draft.business_impact),
        product_version=_LINE_BREAKS.sub(" ", whole(draft.product_version)),
    )


def whole(text: str) -> str:
    """A text without halves of characters, which no encoding can carry (RFC 3629 section 3)."""
    return text.encode("utf-8", "replace").decode() if _has_halves(text) else text


def _has_halves(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)


def _kept(tx: Transaction, draft_id: str) -> Draft:
    found = kept.draft(tx, draft_id)
    if found is None:
        raise problems.unknown_draft(draft_id)
    return found


def _with_files(draft: Draft, files: Iterable[KeptFile]) -> Draft:
    return msgspec.structs.replace(draft, files=tuple(files))


def _names(tools: Tools, request_id: str) -> set[str]:
    found = store.request(tools.mirror, request_id)
    if found is None:
        return {request_id}
    return {request_id, found.id, found.record.client_id or found.id}


def _age(draft: Draft) -> datetime:
    return draft.changed_at or _EVER
