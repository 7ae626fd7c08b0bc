"""Makes the steps of the guide, each when it is first shown: opening a draft costs one step."""

from __future__ import annotations

from app.certification.asked import Kind
from app.certification.model import Step
from ui.certification.step import StepView


def step_class(step: Step, kind: Kind) -> type[StepView]:
    """The view of a step. A deletion brings what was deleted in the place of usage."""
    match step:
        case Step.REQUEST:
            from ui.certification.guide.request_step import RequestStep  # noqa: PLC0415

            return RequestStep
        case Step.SCOPE:
            from ui.certification.scope.step import ScopeStep  # noqa: PLC0415

            return ScopeStep
        case Step.USAGE if kind is Kind.DELETION:
            from ui.certification.deletion import DeletionStep  # noqa: PLC0415

            return DeletionStep
        case Step.USAGE:
            from ui.certification.usage.step import UsageStep  # noqa: PLC0415

            return UsageStep
        case Step.RECONCILE:
            from ui.certification.reconcile.step import ReconcileStep  # noqa: PLC0415

            return ReconcileStep
        case Step.ATTEST:
            from ui.certification.attest import AttestStep  # noqa: PLC0415

            return AttestStep
        case Step.SIGN:
            from ui.certification.signing import SignStep  # noqa: PLC0415

            return SignStep
        case Step.REVIEW:
            from ui.certification.review import ReviewStep  # noqa: PLC0415

            return ReviewStep
        case Step.SUBMIT:
            from ui.certification.submit import SubmitStep  # noqa: PLC0415

            return SubmitStep
