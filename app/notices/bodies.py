"""What each kind of letter says between its salutation and its end, paragraph by paragraph.

A list stands in lines that begin with "  - ", further lines of an entry and rows of figures in
lines of four blanks: `app.notices.layout` reads them so when the letter is laid out on paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.base.text import _, ngettext
from app.deadlines.words import clause_name
from app.notices.letter_facts import (
    AuditFacts,
    BreachFacts,
    ClaimFacts,
    LetterFacts,
    LetterOrder,
    TaxFacts,
    TerminationFacts,
    not_stated,
)
from app.notices.model import DraftKind
from app.notices.refund import Refund, money_words
from app.notices.wishes import Ground, Right, right_words

ITEM, MORE = "  - ", "    "
"""How an entry of a list begins, and each further line of it."""
RESULT = "= "
"""How the label of a working's last row begins."""


def body(facts: LetterFacts) -> list[str]:
    """The paragraphs of a letter."""
    match facts.kind:
        case DraftKind.PUBLICITY:
            return _publicity(facts)
        case DraftKind.DISPUTE:
            return _dispute(facts)
        case DraftKind.TAX_EXEMPTION:
            return _tax(facts)
        case DraftKind.IP_CLAIM:
            return _claim(facts)
        case DraftKind.BREACH:
            return _breach(facts)
        case DraftKind.TERMINATION:
            return _termination(facts)
        case DraftKind.OBJECTION | DraftKind.NON_RENEWAL:
            return _no_renewal(facts)
        case DraftKind.AUDIT_REPLY:
            return _audit(facts)


def _publicity(facts: LetterFacts) -> list[str]:
    said = [
        _("Under {clause} we object to being named as your customer.").format(
            clause=facts.rule_clause or not_stated()
        )
    ]
    if facts.about.strip():
        said.append(_("In particular: {about}.").format(about=_sentence(facts.about)))
    asked = _("Please remove our name and our logo from everything that you publish.")
    if facts.period:
        asked = _(
            "Please remove our name and our logo from everything that you publish, within {period}"
            " of receiving this notice at the latest."
        ).format(period=facts.period)
    return [*said, asked]


def _dispute(facts: LetterFacts) -> list[str]:
    said = [
        _("There is a dispute between us about {about}.").format(
            about=_sentence(facts.about) or not_stated()
        ),
        _("Under {clause} we demand a consultation, to settle it by talking to each other.").format(
            clause=facts.rule_clause or not_stated()
        ),
        *_concerned(facts),
    ]
    waits = _("How long neither of us begins a proceeding: {period}.").format(period=not_stated())
    if facts.period:
        waits = _(
            "Neither of us begins a proceeding until {period} after this notice was given."
        ).format(period=facts.period)
    said.append(_with_receipt(waits, facts))
    said.append(_("Please name the person who speaks for you, and propose two dates to meet."))
    return said


def _tax(facts: LetterFacts) -> list[str]:
    found = facts.detail if isinstance(facts.detail, TaxFacts) else TaxFacts(region="", number="")
    said = [
        _(
            "We are exempt from taxes on what we order from you. Under {clause} we state this:"
        ).format(clause=facts.rule_clause or not_stated()),
        "\n".join(
            (
                MORE + _("Exempt in: {region}").format(region=_value(found.region)),
                MORE + _("Number of the exemption: {number}").format(number=_value(found.number)),
                MORE + _("Valid until: {day}").format(day=found.valid_until or not_stated()),
            )
        ),
    ]
    if facts.enclosures:
        said.append(_("A copy of what shows it is enclosed."))
    said += _concerned(facts)
    said.append(_("Please make out your invoices from now on without these taxes."))
    if facts.about.strip():
        said.append(facts.about.strip())
    return said


def _claim(facts: LetterFacts) -> list[str]:
    none = ClaimFacts(claimant="", right=Right.OTHER)
    found = facts.detail if isinstance(facts.detail, ClaimFacts) else none
    said = [
        _("On {day} we received a claim by {claimant} that your product infringes {right}.").format(
            day=found.claimed_on or not_stated(),
            claimant=_value(found.claimant),
            right=right_words(found.right),
        ),
        _("What is claimed: {about}.").format(about=_sentence(facts.about) or not_stated()),
        _(
            "Under {clause} we tell you of it, ask you to defend us against it, leave the defense"
            " and the settlement to you, and will give reasonable help at your cost."
        ).format(clause=facts.rule_clause or not_stated()),
    ]
    if facts.enclosures:
        said.append(_("A copy of the claim is enclosed."))
    said += _concerned(facts)
    said += _refunds(found)
    said.append(
        _("Please tell us at once whether we may go on using it, and what you are going to do.")
    )
    return said


def _refunds(found: ClaimFacts) -> list[str]:
    reckoned = [one for one in found.refunds if one.amount is not None]
    if not reckoned:
        return []
    said = [
        _(
            "Where you end our use, the refund under {clause} is reckoned as follows, as of the day"
            " on which we received the claim; the day on which the use ends decides."
        ).format(clause=found.refund_clause or not_stated())
    ]
    for one in reckoned:
        said.append(_refund_head(one))
        said.append("\n".join(_working(one)))
    return said


def _working(one: Refund) -> Iterator[str]:
    """The steps of a refund, a line each; the last one is its result."""
    for step in one.steps:
        mark = RESULT if step is one.steps[-1] else ""
        yield MORE + mark + _("{label}: {value}").format(label=step.label, value=step.value)


def _refund_head(one: Refund) -> str:
    amount = one.amount
    return _("{product}, order {order}: {amount}").format(
        product=one.purchase.product,
        order=one.purchase.order_number,
        amount=money_words(amount) if amount is not None else not_stated(),
    )


def _breach(facts: LetterFacts) -> list[str]:
    found = facts.detail if isinstance(facts.detail, BreachFacts) else BreachFacts()
    what = _("You are in material breach of our agreement: {about}.").format(
        about=_sentence(facts.about) or not_stated()
    )
    if found.clause.strip():
        what += " " + _("That breaks {clause}.").format(clause=clause_name(_sentence(found.clause)))
    if found.since:
        what += " " + _("It has lasted since {day}.").format(day=found.since)
    cure = _("How long you have to cure it: {period}.").format(period=not_stated())
    if facts.period:
        cure = _(
            "Under {clause} you have {period} after this notice to cure it. After that we may"
            " terminate."
        ).format(clause=facts.rule_clause or not_stated(), period=facts.period)
    said = [what, *_concerned(facts), _with_receipt(cure, facts)]
    if facts.enclosures:
        said.append(_("What shows the breach is enclosed."))
    said.append(_("Please tell us how and until when you are going to cure it."))
    return said


def _termination(facts: LetterFacts) -> list[str]:
    none = TerminationFacts(ground=Ground.CONVENIENCE)
    found = facts.detail if isinstance(facts.detail, TerminationFacts) else none
    count = len(facts.orders)
    begin = (
        ngettext(
            "Under {clause} we terminate the following order:",
            "Under {clause} we terminate the following orders:",
            count,
        )
        if count
        else _("Under {clause} we terminate the agreement between us, with all its orders.")
    )
    ends = _("It ends when you receive this notice.")
    if found.ends_on:
        ends = _("It ends with {day}.").format(day=found.ends_on)
    said = [begin.format(clause=facts.rule_clause or not_stated()), *_listed(facts), ends]
    if found.ground is Ground.BREACH:
        said.append(
            _("You did not cure this breach in time: {about}.").format(
                about=_sentence(facts.about) or not_stated()
            )
        )
    elif facts.about.strip():
        said.append(_("Our reason: {about}.").format(about=_sentence(facts.about)))
    if facts.counts_clause:
        said.append(_counts(facts))
    said.append(_("Please confirm the end, and tell us by when our data can be fetched."))
    return said


def _audit(facts: LetterFacts) -> list[str]:
    found = facts.detail if isinstance(facts.detail, AuditFacts) else AuditFacts()
    said = [
        _("On {day} you announced an audit that is to begin {begins}:").format(
            day=found.announced or not_stated(), begins=found.begins or not_stated()
        ),
        "\n".join(
            (
                MORE + _("Site: {site}").format(site=_value(found.site)),
                MORE + _("Scope: {scope}").format(scope=_value(found.scope)),
                MORE + _("Auditor: {auditor}").format(auditor=_value(found.auditor)),
            )
        ),
    ]
    said += _too_early(facts, found) if found.short_notice else _in_time(facts, found)
    if found.hours:
        said.append(_("An audit is held {hours}, at our site.").format(hours=found.hours))
    said.append(
        _(
            "Please name the people who will come, what they are going to look at, and the person"
            " who speaks for you."
        )
    )
    if facts.about.strip():
        said.append(facts.about.strip())
    return said


def _too_early(facts: LetterFacts, found: AuditFacts) -> list[str]:
    return [
        _("That is too early: {clause} asks for {period} of notice.").format(
            clause=facts.rule_clause or not_stated(), period=facts.period or not_stated()
        ),
        _(
            "We object to this date. By that clause the audit may begin {earliest} at the earliest;"
            " please propose a day from then on."
        ).format(earliest=found.earliest or not_stated()),
    ]


def _in_time(facts: LetterFacts, found: AuditFacts) -> list[str]:
    if not facts.period:
        return [_("We confirm this date. The terms state no time of notice for it.")]
    return [
        _("We confirm this date. It keeps the {period} of notice of {clause}.").format(
            period=facts.period, clause=facts.rule_clause or not_stated()
        )
    ]


def _no_renewal(facts: LetterFacts) -> list[str]:
    said: list[str] = []
    if facts.kind is DraftKind.OBJECTION:
        text = _("We object to {version}.").format(version=facts.version or not_stated())
        if facts.sha256:
            text += " " + _("The text we read has the SHA-256 {hash}.").format(hash=facts.sha256)
        said.append(text)
        if facts.changes_clause:
            said.append(
                _(
                    "Under {clause} an order stays under the version it was placed under until "
                    "its next renewal. We do not agree to the new version and choose not to renew."
                ).format(clause=facts.changes_clause)
            )
    if facts.orders:
        count = len(facts.orders)
        said.append(
            ngettext(
                "We do not renew the following order. It ends with its current term:",
                "We do not renew the following orders. Each ends with its current term:",
                count,
            )
        )
        said.append("\n".join(_order(order) for order in facts.orders))
        said += _clauses(facts)
    return said


def _clauses(facts: LetterFacts) -> list[str]:
    said = []
    if facts.cancel_clause:
        said.append(
            _("This notice cancels the automatic renewal under {clause}.").format(
                clause=facts.cancel_clause
            )
        )
    if facts.form_clause and facts.form_clause != facts.cancel_clause:
        said.append(_("Its form follows {clause}.").format(clause=facts.form_clause))
    return [" ".join(said)] if said else []


def _order(order: LetterOrder) -> str:
    lines = [
        _named(order),
        MORE + _("Term ends: {when}").format(when=order.term_ends or not_stated()),
        MORE + _("Last moment to cancel: {when}").format(when=order.cancel_by or not_stated()),
    ]
    return "\n".join(lines)


def _concerned(facts: LetterFacts) -> Sequence[str]:
    if not facts.orders:
        return ()
    count = len(facts.orders)
    named = ngettext("It concerns this order:", "It concerns these orders:", count)
    return (named, *_listed(facts))


def _listed(facts: LetterFacts) -> Sequence[str]:
    return ("\n".join(_named(order) for order in facts.orders),) if facts.orders else ()


def _named(order: LetterOrder) -> str:
    return ITEM + _("{number}: {products}").format(
        number=order.number, products=", ".join(order.products) or not_stated()
    )


def _with_receipt(said: str, facts: LetterFacts) -> str:
    return f"{said} {_counts(facts)}" if facts.counts_clause else said


def _counts(facts: LetterFacts) -> str:
    return _("This notice counts as given when you receive it, {clause}.").format(
        clause=facts.counts_clause
    )


def _value(words: str) -> str:
    return " ".join(words.split()) or not_stated()


def _sentence(words: str) -> str:
    """Words that somebody typed, to stand before a full stop."""
    return " ".join(words.split()).rstrip(".")
