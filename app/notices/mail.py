"""A letter as an e-mail message (RFC 5322) that any mail program opens, checks and sends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from app.base.dates import local
from app.base.text import _
from app.documents.render import plain
from app.exchange.attachments import KeptFile
from app.exchange.safe_names import safe_name
from app.notices.drafting import Writer
from app.notices.model import NoticeDraft

_ADDRESS = re.compile(r"[^\s@<>\",;:\\()\[\]]{1,64}@[^\s@<>\",;:\\()\[\]]{1,255}")

_TOKEN = re.compile(r"[A-Za-z0-9.+-]{1,80}")


def message(
    letter: NoticeDraft,
    pdf: bytes,
    enclosures: Sequence[tuple[KeptFile, bytes]],
    writer: Writer,
    now: datetime,
) -> bytes:
    """The message with the PDF and the enclosures attached, dated `now`.

    An address that is not known, or is none, is left out: the mail program asks for it. Nothing in
    a name or a title can begin another header.
    """
    made = EmailMessage(policy=SMTP)
    made["Subject"] = _one_line(letter.title)
    for header, name, email in (
        ("From", writer.name, writer.email),
        ("To", _first(letter.recipient), letter.email),
    ):
        address = _address(name, email)
        if address is not None:
            made[header] = address
    made["Date"] = local(now)
    made["Message-ID"] = f"<{letter.id}@{_domain(writer.email)}>"
    # Mail programs open a message with this header to be sent, not as one that was received.
    made["X-Unsent"] = "1"
    made.set_content(_text(letter))
    made.add_attachment(
        pdf,
        maintype="application",
        subtype="pdf",
        filename=safe_name(f"{letter.title[:80].strip()}.pdf"),
    )
    for file, content in enclosures:
        main, _slash, sub = file.media_type.partition("/")
        made.add_attachment(
            content, maintype=main, subtype=sub or "octet-stream", filename=file.name
        )
    return made.as_bytes()


def _text(letter: NoticeDraft) -> str:
    said = _("This is a copy of our notice. The original goes to you by post; its PDF is attached.")
    if _is_by_email(letter):
        said = _("This is our notice; its PDF is attached.")
    return "\n\n".join((said, plain(letter.letter).strip("\n"))) + "\n"


def _is_by_email(letter: NoticeDraft) -> bool:
    """Whether it goes by e-mail alone: its address is an e-mail address."""
    return bool(letter.email) and letter.recipient.strip().endswith(letter.email)


def _address(name: str, email: str) -> Address | None:
    if not email.isascii() or _ADDRESS.fullmatch(email) is None:
        return None
    try:
        return Address(display_name=_one_line(name), addr_spec=email)
    except (MessageError, ValueError, IndexError):
        return None


def _media(named: str) -> tuple[str, str]:
    """The two parts of a media type; what a message cannot carry as bytes is just bytes."""
    main, _slash, sub = named.partition("/")
    if main in ("application", "audio", "image", "text", "video") and _TOKEN.fullmatch(sub):
        return main, sub
    return "application", "octet-stream"


def _domain(email: str) -> str:
    """What stands behind the @ of a message's id: the sender's domain, where it is one."""
    found = email.rpartition("@")[2]
    return found if re.fullmatch(r"[A-Za-z0-9.-]{1,255}", found) else "localhost"


def _first(recipient: str) -> str:
    return recipient.strip().split("\n")[0]


def _one_line(words: str) -> str:
    """Words as a header takes them: on one line, without controls."""
    return " ".join(plain(words).split())
