"""What each kind of letter asks a person for, described so that a form or a shell can ask it.

Who asks needs to know no kind of letter: a question's `key` is the name of the member of
LetterWishes that takes its answer, and `asked` the type of that member.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence

import msgspec

from app.base.text import _
from app.notices.model import DraftKind
from app.notices.wishes import Ground, Right


class Asked(enum.StrEnum):
    """What kind of answer a question takes; the type of the member that it fills."""

    TEXT = "text"
    LINES = "lines"
    """A text of several lines."""
    DAY = "day"
    MONEY = "money"
    CHOICE = "choice"
    FILES = "files"
    ORDERS = "orders"
    VERSION = "version"


class Choice(msgspec.Struct, frozen=True):
    """One answer of a question with fixed ones."""

    value: str
    label: str


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a kind of letter asks a person for."""

    key: str
    label: str
    asked: Asked
    required: bool = False
    hint: str = ""
    """Why it is asked, with the clause where one says so."""
    choices: tuple[Choice, ...] = ()
    """The first is the one without a choice."""


Cite = Callable[[str], str]
"""The clause on which a rule value rests as cited, by the value's name; "" where none is known."""


def questions(kind: DraftKind, cite: Cite) -> tuple[Question, ...]:
    """What this kind of letter asks for, in the order of a form; who signs comes last."""
    return (*_own(kind, cite), _signer())


def _own(kind: DraftKind, cite: Cite) -> Sequence[Question]:
    match kind:
        case DraftKind.OBJECTION:
            return (_version(cite), _orders(_("Orders that are not to be renewed"), cite))
        case DraftKind.NON_RENEWAL:
            return (_orders(_("Orders that are to end"), cite, "cancel-notice", required=True),)
        case DraftKind.PUBLICITY:
            return (
                _lines("about", _("What in particular"), _("Where your name or logo was seen.")),
                _effect(
                    _("Gone by"),
                    _hint(_("The vendor has some time to act"), cite("publicity-opt-out")),
                ),
            )
        case DraftKind.DISPUTE:
            return (
                _lines("about", _("What the dispute is about"), required=True),
                _orders(_("Orders concerned"), cite),
                _effect(
                    _("Consultation over by"),
                    _hint(_("How long neither side sues"), cite("consultation-period")),
                ),
            )
        case DraftKind.TAX_EXEMPTION:
            return _tax(cite)
        case DraftKind.IP_CLAIM:
            return _claim(cite)
        case DraftKind.BREACH:
            return _breach(cite)
        case DraftKind.TERMINATION:
            return _termination(cite)
        case DraftKind.AUDIT_REPLY:
            return (
                _lines(
                    "about",
                    _("What you want to add"),
                    _hint(_("How long an audit is announced ahead"), cite("audit-notice")),
                ),
            )


def _tax(cite: Cite) -> Sequence[Question]:
    hint = _hint(_("It counts for invoices that are made out afterwards"), cite("tax-exemption"))
    return (
        _text("region", _("Country or state"), _("Where you are exempt."), required=True),
        _text("number", _("Number of the exemption"), "", required=True),
        Question(key="valid_until", label=_("Valid until"), asked=Asked.DAY),
        Question(
            key="enclosures", label=_("Certificate"), asked=Asked.FILES,
            hint=_("A copy of what shows the exemption; it goes with the letter."),
        ),
        _orders(_("Orders concerned"), cite),
        _effect(_("In time for invoices from"), hint),
    )  # fmt: skip


def _claim(cite: Cite) -> Sequence[Question]:
    prompt = _hint(_("The vendor has to be told promptly, in writing"), cite("indemnity-notice"))
    return (
        _orders(
            _("Orders of the product"), cite, "indemnity-depreciation",
            required=True, hint=_("The refund is reckoned for each of their lines"),
        ),
        _text("claimant", _("Who claims"), "", required=True),
        Question(
            key="right", label=_("What is said to be infringed"), asked=Asked.CHOICE,
            choices=(
                Choice(Right.OTHER.value, _("Not stated")),
                Choice(Right.PATENT.value, _("A patent")),
                Choice(Right.COPYRIGHT.value, _("A copyright")),
                Choice(Right.TRADEMARK.value, _("A trademark")),
            ),
        ),
        Question(
            key="claimed_on", label=_("Received on"), asked=Asked.DAY, required=True, hint=prompt
        ),
        _lines("about", _("What is claimed"), required=True),
        Question(
            key="price", label=_("Price paid"), asked=Asked.MONEY,
            hint=_("Only where the order does not price its line."),
        ),
        Question(
            key="enclosures", label=_("The claim as it came"), asked=Asked.FILES,
            hint=_("A copy of what the third party sent."),
        ),
    )  # fmt: skip


def _breach(cite: Cite) -> Sequence[Question]:
    return (
        _lines("about", _("What the vendor did or failed to do"), required=True),
        _text("clause", _("Clause that it breaks"), _("As the terms number it, such as 8.1.")),
        Question(key="since", label=_("Since"), asked=Asked.DAY),
        _orders(_("Orders concerned"), cite),
        _effect(_("Cured by"), _hint(_("How long the vendor has to cure"), cite("cure-period"))),
        Question(key="enclosures", label=_("What shows it"), asked=Asked.FILES),
    )


def _termination(cite: Cite) -> Sequence[Question]:
    return (
        _orders(
            _("Orders that are to end"), cite, hint=_("Without any, the whole agreement ends")
        ),
        Question(
            key="ground", label=_("Ground"), asked=Asked.CHOICE,
            hint=_hint(_("At will: fees are not refunded"), cite("termination-notice")),
            choices=(
                Choice(Ground.CONVENIENCE.value, _("At will")),
                Choice(Ground.BREACH.value, _("A breach that was not cured")),
            ),
        ),
        _lines("about", _("Why"), _("Of a breach: which, and when you gave notice of it.")),
        _effect(_("Ends on"), _("Without a day: once the letter counts.")),
    )  # fmt: skip


def _version(cite: Cite) -> Question:
    return Question(
        key="version_id",
        label=_("Version that you object to"),
        asked=Asked.VERSION,
        required=True,
        hint=_hint(_("It applies from the next renewal"), cite("changes-apply")),
    )


def _orders(
    label: str, cite: Cite, rests: str = "", *, required: bool = False, hint: str = ""
) -> Question:
    said = _hint(hint, cite(rests) if rests else "")
    return Question(key="orders", label=label, asked=Asked.ORDERS, required=required, hint=said)


def _effect(label: str, hint: str) -> Question:
    return Question(key="effect_by", label=label, asked=Asked.DAY, hint=hint)


def _lines(key: str, label: str, hint: str = "", *, required: bool = False) -> Question:
    return Question(key=key, label=label, asked=Asked.LINES, required=required, hint=hint)


def _text(key: str, label: str, hint: str, *, required: bool = False) -> Question:
    return Question(key=key, label=label, asked=Asked.TEXT, required=required, hint=hint)


def _signer() -> Question:
    return Question(key="by", label=_("Who signs"), asked=Asked.TEXT)


def _hint(words: str, clause: str) -> str:
    """A hint with its clause: "How long the vendor has to cure (§17.2, version 2026-09)."."""
    if not clause:
        return _("{words}.").format(words=words) if words else ""
    if not words:
        return clause
    return _("{words} ({clause}).").format(words=words, clause=clause)
