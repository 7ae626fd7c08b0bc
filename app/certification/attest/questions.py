"""The statements that a certification attests, each with the clause of the terms that calls for it.

Which are asked depends on what was ordered: software, hosted services, both. A clause is found in
the governing version; where none can be told the statement is asked all the same and says so.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.base.text import N_, _
from app.certification.asked import Kind
from app.certification.model import Question
from app.certification.reconcile.model import ClauseRef
from app.certification.scope.facts import SPEAKING, TermsFacts
from app.certification.scope.topics import Topic
from app.deadlines.words import clause_name
from app.terms.words import document_kind_words


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A statement, why it is asked, and where terms of this kind speak of it."""

    id: str
    statement: str
    why: str
    topics: tuple[Topic, ...]
    """Looked for in this order."""
    software: bool = True
    """Whether it is asked where software was ordered."""
    hosted: bool = True


_COMPLIANCE = (
    _Asked(
        id="users",
        statement=N_(
            "Only our employees and contractors, and those of our affiliates as the terms define"
            " them, use the products, each within the scope of use."
        ),
        why=N_("The terms say who may use a product; figures alone do not show who the users are."),
        topics=(Topic.USERS, Topic.AFFILIATES),
    ),
    _Asked(
        id="systems",
        statement=N_(
            "The software is installed only on systems that we own or operate, or that a provider"
            " operates for us alone."
        ),
        why=N_("The terms say whose systems instances may run on."),
        topics=(Topic.INSTANCES,),
        hosted=False,
    ),
    _Asked(
        id="modifications",
        statement=N_(
            "We have not modified the software, except parts that were delivered as source code,"
            " and those for our own use only; we have not passed modified parts on."
        ),
        why=N_("The terms allow changes only to parts that come as source code."),
        topics=(Topic.MODIFICATIONS,),
        hosted=False,
    ),
    _Asked(
        id="credentials",
        statement=N_(
            "User IDs and passwords are personal to named individuals and are not shared."
        ),
        why=N_("A shared user ID lets more people in than are counted."),
        topics=(Topic.CREDENTIALS,),
        software=False,
    ),
    _Asked(
        id="service-bureau",
        statement=N_(
            "We have not sublicensed, rented, lent or transferred a product, and have not used one"
            " to run a service bureau for others."
        ),
        why=N_("The restrictions of the terms; a figure within scope does not show it."),
        topics=(Topic.RESTRICTIONS,),
    ),
    _Asked(
        id="key-mechanisms",
        statement=N_(
            "We have not removed, altered or got round a license key, a counter or another"
            " mechanism that limits use, and have not searched for source code that was not"
            " delivered."
        ),
        why=N_("The restrictions of the terms; the counted figures rest on it."),
        topics=(Topic.RESTRICTIONS,),
    ),
    _Asked(
        id="performance-figures",
        statement=N_(
            "We have not published figures about the performance of a product without the vendor's"
            " consent."
        ),
        why=N_("The restrictions of the terms, and their duty of confidentiality."),
        topics=(Topic.RESTRICTIONS, Topic.CONFIDENTIALITY),
    ),
    _Asked(
        id="confidentiality",
        statement=N_(
            "We keep the vendor's confidential information, license keys among it, as the terms"
            " require."
        ),
        why=N_("Keys in the wrong hands are use that nobody counts."),
        topics=(Topic.CONFIDENTIALITY,),
    ),
    _Asked(
        id="add-ons",
        statement=N_(
            "Add-ons that we wrote or use serve only products for which the vendor allows them, as"
            " its developer guides describe, and do not widen the scope of use."
        ),
        why=N_("The terms allow add-ons for some products and within limits."),
        topics=(Topic.ADD_ONS,),
    ),
    _Asked(
        id="export",
        statement=N_(
            "We keep the export laws that apply to the products, are in no place under embargo, and"
            " neither we nor our owners are on a list of persons with whom trade is forbidden."
        ),
        why=N_("The representations of the terms about export."),
        topics=(Topic.EXPORT,),
    ),
)
_NO_CHARGE = _Asked(
    id="no-charge",
    statement=N_(
        "Products provided without charge were used for evaluation, demonstration or testing only,"
        " within their time limit, and what we learned of beta versions was kept confidential."
    ),
    why=N_("Trials and beta versions have terms of their own and are counted apart."),
    topics=(Topic.NO_CHARGE,),
)
_DELETION = (
    _Asked(
        id="use-stopped",
        statement=N_("We have stopped all use of the products named in this certificate."),
        why=N_("The right to use a product ends with its order or with the agreement."),
        topics=(Topic.DELETION, Topic.TERMINATION),
    ),
    _Asked(
        id="copies-deleted",
        statement=N_(
            "We have deleted every copy of the software, of its license keys and of its"
            " documentation from the systems named in this certificate; there is none elsewhere."
        ),
        why=N_("The terms ask for a certification of deletion that names the systems concerned."),
        topics=(Topic.DELETION, Topic.TERMINATION),
        hosted=False,
    ),
    _Asked(
        id="backups",
        statement=N_(
            "Copies in backups that cannot be deleted singly are not used and expire with those"
            " backups."
        ),
        why=N_("A backup may keep a copy for a while; using it is not allowed."),
        topics=(Topic.DELETION, Topic.TERMINATION),
        hosted=False,
    ),
    _Asked(
        id="access-ended",
        statement=N_(
            "User IDs and access keys of the hosted services are no longer used, and programs that"
            " were installed to reach them are removed."
        ),
        why=N_("What was installed to use a hosted service is software and ends with it."),
        topics=(Topic.DELETION, Topic.TERMINATION),
        software=False,
    ),
    _Asked(
        id="not-passed-on",
        statement=N_("No copy and no license key was passed on to anybody else."),
        why=N_("The restrictions of the terms survive their end."),
        topics=(Topic.RESTRICTIONS,),
    ),
    _Asked(
        id="confidentiality-goes-on",
        statement=N_("We go on keeping the vendor's confidential information as such."),
        why=N_("The duty of confidentiality survives the end of the agreement."),
        topics=(Topic.CONFIDENTIALITY,),
    ),
)


def questions(
    kind: Kind, facts: TermsFacts, *, software: bool, hosted: bool, no_charge: bool = False
) -> tuple[Question, ...]:
    """The statements that the terms behind `facts` call for, in the order in which they are asked.

    Where nothing is known of what was ordered (neither software nor hosted), all are asked.
    """
    asked: Sequence[_Asked] = _DELETION if kind is Kind.DELETION else _COMPLIANCE
    everything = not software and not hosted
    found = [
        one for one in asked if everything or (software and one.software) or (hosted and one.hosted)
    ]
    if no_charge and kind is Kind.COMPLIANCE:
        found.append(_NO_CHARGE)
    return tuple(_question(one, facts) for one in found)


def _question(one: _Asked, facts: TermsFacts) -> Question:
    clause = next((found for topic in one.topics if (found := facts.common(topic))), None)
    why = _(one.why)
    if clause is None:
        why = _(
            "{why} No clause about it was found in the governing terms; it is asked to be safe."
        ).format(why=why)
        return Question(id=one.id, statement=_(one.statement), why=why, clause=ClauseRef(""))
    others = _elsewhere(one, facts, clause)
    if others:
        why = _("{why} Also {clauses}.").format(why=why, clauses=", ".join(others))
    return Question(id=one.id, statement=_(one.statement), why=why, clause=clause)


def _elsewhere(one: _Asked, facts: TermsFacts, clause: ClauseRef) -> list[str]:
    """Where other versions that govern some orders speak of it under another number."""
    found: list[str] = []
    for text in sorted(facts.texts.values(), key=lambda each: (each.precedence, each.version_id)):
        other = next((ref for topic in one.topics if (ref := text.clause(topic))), None)
        if other is None or text.kind not in SPEAKING or other.version_id == clause.version_id:
            continue
        if other.number != clause.number:
            place = _("{clause} of {document}, {version}")
            number, named = clause_name(other.number), document_kind_words(text.kind.value)
            found.append(place.format(clause=number, document=named, version=other.label))
    return found
