"""A signed certification as an e-mail that any mail program opens, checks and sends (RFC 5322)."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.policy import SMTP

from app.account.store import read_discovery
from app.base.dates import local, plain_day
from app.base.text import _
from app.certification.around import Around
from app.certification.model import Draft
from app.certification.words import kind_words
from app.documents.render import plain
from app.exchange.attachments import KeptFile

_ADDRESS = re.compile(r"[^\s@<>\",;:\\()\[\]]{1,64}@[^\s@<>\",;:\\()\[\]]{1,255}")


def message(around: Around, draft: Draft, file: KeptFile, content: bytes) -> bytes:
    """The message with the document attached. An address that is none is left out."""
    writer = around.who.signed_in()
    made = EmailMessage(policy=SMTP)
    day = plain_day(local(draft.as_of).date())
    made["Subject"] = " ".join(f"{kind_words(draft.kind)}, {day}".split())
    for header, email in (("From", writer.email), ("To", _vendor_email(around))):
        if email.isascii() and _ADDRESS.fullmatch(email):
            made[header] = email
    made["Date"] = local(around.clock.now())
    # Mail programs open a message with this header to be sent, not as one that was received.
    made["X-Unsent"] = "1"
    made.set_content(plain(_text(draft, file)))
    main, _slash, sub = file.media_type.partition("/")
    made.add_attachment(content, maintype=main, subtype=sub or "octet-stream", filename=file.name)
    return made.as_bytes()


def _text(draft: Draft, file: KeptFile) -> str:
    asked = draft.asked
    about = (
        _("This answers your request {id}: {reason}").format(id=asked.id, reason=asked.reason)
        if asked is not None and draft.request_id
        else _("This is given without a request.")
    )
    return "\n\n".join(
        (
            _("Attached is our signed document: {kind}.").format(kind=kind_words(draft.kind)),
            about,
            _("SHA-256 of the attached file: {sha256}").format(sha256=file.sha256),
            draft.signatory.name,
        )
    )


def _vendor_email(around: Around) -> str:
    kept = read_discovery(around.own)
    contacts = kept.document.contacts if kept is not None else ()
    by_role = {one.role: one.email or "" for one in reversed(contacts)}
    return by_role.get("compliance") or by_role.get("legal") or ""
