"""What can go wrong with time stamps and with what proves a signature later, in words."""

from __future__ import annotations

from app.base.text import _
from app.documents.signing.problems import SigningProblem, unsigned


class StampDown(SigningProblem):
    """The time-stamp service cannot be reached."""

    code = "CP-5522"


class StampRefused(SigningProblem):
    """The time-stamp service answered that it gives no stamp."""

    code = "CP-5523"


class StampWrong(SigningProblem):
    """The stamp is not one for this document: another nonce, another hash, a broken signature."""

    code = "CP-5524"


class NoStampService(SigningProblem):
    """A level with a time stamp was asked for, and the settings name no service."""

    code = "CP-5525"


class NoLongTermProof(SigningProblem):
    """What would prove the certificates in later years cannot be had (B-LTA)."""

    code = "CP-5526"


def stamp_down(detail: str) -> StampDown:
    """No answer at all."""
    return StampDown(
        _("The time-stamp service does not answer"),
        _("Without it the signature carries no time that others can prove."),
        _("Try again later, or sign without a time stamp (level B-B)."),
        kept=unsigned(),
        detail=detail,
    )


def stamp_refused(detail: str) -> StampRefused:
    """It said no."""
    return StampRefused(
        _("The time-stamp service refused"),
        _("It answered, and gave no stamp; the details hold its reason."),
        _("Choose another service in the settings, or sign without a time stamp (level B-B)."),
        kept=unsigned(),
        detail=detail,
    )


def stamp_wrong(detail: str) -> StampWrong:
    """Its stamp proves nothing about this document."""
    return StampWrong(
        _("The time stamp is not for this document"),
        _("The service's answer does not belong to what was asked, or its signature is broken."),
        _("Choose another service in the settings, or sign without a time stamp (level B-B)."),
        kept=unsigned(),
        detail=detail,
    )


def no_stamp_service() -> NoStampService:
    """None is set."""
    return NoStampService(
        _("No time-stamp service is set"),
        _("The levels B-T and B-LTA need one."),
        _("Enter its address in the settings, or sign at level B-B."),
        kept=unsigned(),
    )


def no_long_term_proof(detail: str) -> NoLongTermProof:
    """Chain or revocation lists are missing."""
    return NoLongTermProof(
        _("The signature cannot be made to last"),
        _(
            "For level B-LTA the issuers' certificates and their lists of revoked ones are put "
            "into the document, and some of them could not be had."
        ),
        _("Add the issuer's certificate in the settings, try again, or sign at level B-T."),
        kept=unsigned(),
        detail=detail,
    )
