"""The scanner's words: what something is, why it is taken for that, by which rule it matters."""

from __future__ import annotations

from app.base.text import _, ngettext
from app.support.scan.model import What
from app.support.scan.rule import Why


def what_words(what: What) -> str:
    """What was found, as a heading says it."""
    return {
        What.CREDENTIAL: _("Password, key or token"),
        What.PRIVATE_KEY: _("Private key"),
        What.PAYMENT_CARD: _("Payment card"),
        What.BANK_ACCOUNT: _("Bank account"),
        What.NATIONAL_ID: _("Identity number of a person"),
        What.HEALTH: _("Health record"),
        What.EMAIL: _("E-mail address"),
        What.PHONE: _("Phone number"),
    }[what]


def rule_name(name: str) -> str:
    """The name of a detector; most are proper names and stay as they are."""
    return _(name)


def why_words(why: Why) -> str:
    """Why it is taken for that."""
    return {
        Why.LOOKS: _("It looks exactly as such keys are made."),
        Why.NAMED: _("The word in front of it says what it is, and it looks like a real value."),
        Why.HEADER: _("It stands where a sign-in is sent along."),
        Why.ADDRESS: _("It stands in an address where a password or signature does."),
        Why.BLOCK: _("Its first line says that it is a private key."),
        Why.CHECKED: _("Its form and its check digits are right."),
        Why.CHECKED_NAMED: _("A word near it says what it is, and its check digits are right."),
        Why.DIGITS_NAMED: _("The word in front of it says what it is."),
        Why.FORM: _("It is written in this form."),
        Why.DIALED: _("It is a number that can be dialed."),
        Why.STORE: _("The file is a store of keys."),
    }[why]


def rule_words(*, hosted: bool, clause: str = "") -> str:
    """By which rule it matters; `clause` cites the terms that govern the hosted service."""
    if not hosted:
        return _(
            "This is our own caution, not a rule of your agreement: what support does not need "
            "should not leave your company."
        )
    return _(
        "The terms of this hosted service forbid submitting sensitive data ({clause}): personal "
        "data beyond your account's, health data, and data under financial rules."
    ).format(clause=clause or _("§7.7"))


def line_place(line: int) -> str:
    """Where in a text."""
    return _("line {line}").format(line=line)


def page_place(page: int) -> str:
    """Where in a PDF."""
    return _("page {page}").format(page=page)


def field_place(name: str, line: int) -> str:
    """Where in a field of a form that has several lines."""
    return _("{name}, line {line}").format(name=name, line=line)


def binary() -> str:
    """Why a file is not scanned: it is no text."""
    return _("It is no text, so it was not looked into.")


def packed(form: str) -> str:
    """Why a file is not scanned: an archive of a kind that is not opened."""
    return _("It is packed in a way that is not looked into ({form}).").format(form=form)


def nested() -> str:
    """Why a member is not scanned: it is an archive itself."""
    return _("It is an archive inside an archive and was not opened.")


def encrypted() -> str:
    """Why a file is not scanned: it asks for a password."""
    return _("It is encrypted with a password and was not opened.")


def damaged() -> str:
    """Why a file is not scanned, or not to its end."""
    return _("It is damaged or cut off; what could not be read was not looked into.")


def bomb() -> str:
    """Why the rest of an archive is not scanned: it unpacks to far more than it is."""
    return _("It unpacks to more than 100 times its size, so the rest was not looked into.")


def too_much(limit: int) -> str:
    """Why the rest of an archive is not scanned; `limit` in bytes."""
    return _("It unpacks to more than {limit} MB; what is beyond was not looked into.").format(
        limit=limit // (1024 * 1024)
    )


def many_more(limit: int) -> str:
    """Why members of an archive are not scanned."""
    return _("Files beyond the first {limit} were not looked into.").format(limit=limit)


def more_unscanned() -> str:
    """What stands where not every such note is listed."""
    return _("More could not be looked into.")


def long_list() -> str:
    """Why an archive is not scanned: what it says of itself is longer than is believed."""
    return _("The list of its contents is too long; it was not looked into.")


def too_large(limit: int) -> str:
    """Why a PDF is not scanned; `limit` in bytes."""
    return _("It is larger than {limit} MB and was not looked into.").format(
        limit=limit // 1_000_000
    )


def bare_pages(count: int) -> str:
    """Why pages of a PDF are not scanned."""
    return ngettext(
        "{count} page is a picture without text and was not looked into.",
        "{count} pages are pictures without text and were not looked into.",
        count,
    ).format(count=count)


def unreadable(title: str) -> str:
    """Why a file is not scanned, by the words of the problem that reading it met."""
    return _("It could not be read: {title}").format(title=title)


def scanning() -> str:
    """The phase of progress."""
    return _("Looking for what should not leave")
