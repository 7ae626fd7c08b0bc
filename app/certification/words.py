"""The words of the rail: what each step is called, why it is asked, which clause it rests on."""

from __future__ import annotations

from app.base.text import _
from app.certification.asked import Kind, RequestState
from app.certification.listed import Card
from app.certification.model import Step
from app.certification.scope.topics import Topic


def step_titles(kind: Kind) -> dict[Step, str]:
    """What each step is called."""
    deletion = kind is Kind.DELETION
    return {
        Step.REQUEST: _("Request"),
        Step.SCOPE: _("Scope"),
        Step.USAGE: _("Deletion") if deletion else _("Usage"),
        Step.RECONCILE: _("Reconcile"),
        Step.ATTEST: _("Attest"),
        Step.SIGN: _("Sign"),
        Step.REVIEW: _("Review"),
        Step.SUBMIT: _("Submit"),
    }


def step_whys(kind: Kind) -> dict[Step, str]:
    """Why each step is asked."""
    deletion = kind is Kind.DELETION
    return {
        Step.REQUEST: _("What is asked, for which period, and by when it is due."),
        Step.SCOPE: _(
            "What may be used follows from the orders, each under the terms that govern it."
        ),
        Step.USAGE: _(
            "After the end of an agreement everything is deleted; the vendor may ask what, where "
            "and how."
        )
        if deletion
        else _("Each figure needs evidence: what is counted, where it comes from, as of when."),
        Step.RECONCILE: _("What the vendor still has on record is compared with what was deleted.")
        if deletion
        else _("What is used is compared with what is permitted, before anybody signs for it."),
        Step.ATTEST: _(
            "The terms ask for more than figures; each statement is answered by itself."
        ),
        Step.SIGN: _("Whoever signs needs the authority to bind the company."),
        Step.REVIEW: _("What is signed is exactly what these pages say."),
        Step.SUBMIT: _("It counts once the vendor has it; a receipt or a proof shows that."),
    }


def clause_topics(kind: Kind) -> dict[Step, Topic]:
    """The matter whose clause a step rests on."""
    first = Topic.DELETION if kind is Kind.DELETION else Topic.CERTIFICATION
    return {
        Step.REQUEST: first,
        Step.SCOPE: Topic.SCOPE_OF_USE,
        Step.USAGE: first,
        Step.RECONCILE: Topic.EXCESS if kind is Kind.COMPLIANCE else first,
        Step.ATTEST: Topic.RESTRICTIONS,
        Step.SIGN: Topic.AUTHORITY,
        Step.REVIEW: first,
        Step.SUBMIT: first,
    }


def kind_words(kind: Kind) -> str:
    """What is certified."""
    match kind:
        case Kind.COMPLIANCE:
            return _("Certificate of compliance")
        case Kind.DELETION:
            return _("Certificate of deletion")


def request_state_words(state: RequestState) -> str:
    """Where a request stands, in a word or two."""
    match state:
        case RequestState.OPEN:
            return _("Open")
        case RequestState.OVERDUE:
            return _("Overdue")
        case RequestState.ANSWERED:
            return _("Answered")
        case RequestState.WITHDRAWN:
            return _("Withdrawn")
        case RequestState.NOT_GENUINE:
            return _("Not genuine")


def filed_words(state: str) -> str:
    """The vendor's word for a certification that arrived; a newer word as it stands."""
    known = {
        "received": _("Received"),
        "accepted": _("Accepted"),
        "questioned": _("Questioned"),
        "countersigned": _("Countersigned"),
    }
    return known.get(state, state)


def is_open(card: Card) -> bool:
    """Whether a certification still wants somebody: not left yet, or questioned."""
    return not card.finished or card.state == "questioned"
