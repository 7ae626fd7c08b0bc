"""The steps of this computer in words, and what each step's buttons say."""

from __future__ import annotations

from enum import StrEnum

from app.base.text import _
from app.licenses.this_host.model import HostFacts, Judgement, MadeFile
from ui.kit.steps import Step, StepState
from ui.licenses.activate.carry_words import Buttons
from ui.licenses.activate.here_acts import Brought


class HereStep(StrEnum):
    """The way of one isolated computer."""

    SITUATION = "situation"
    ASK = "ask"
    OUT = "out"
    BRING = "bring"
    CHECK = "check"
    RECEIPT = "receipt"


def titles() -> dict[HereStep, str]:
    """What each step is called."""
    return {
        HereStep.SITUATION: _("Situation"),
        HereStep.ASK: _("What is asked"),
        HereStep.OUT: _("Carry out"),
        HereStep.BRING: _("Bring the answer"),
        HereStep.CHECK: _("Check and install"),
        HereStep.RECEIPT: _("Receipt"),
    }


def steps(
    here: HereStep,
    facts: HostFacts | None,
    made: MadeFile | None,
    brought: Brought,
    judgement: Judgement | None,
) -> tuple[Step, ...]:
    """The steps as the rail shows them."""
    waiting = len(facts.waiting) if facts else 0
    installed = len(facts.installed) if facts else 0
    none = _("Not started")
    judged = _("Judged") if judgement and judgement.answers else none
    texts = {
        HereStep.SITUATION: _("This computer is isolated"),
        HereStep.ASK: _("Request made") if made or waiting else none,
        HereStep.OUT: _("{count} waiting").format(count=waiting) if waiting else none,
        HereStep.BRING: _("Answer is here") if brought.answers else none,
        HereStep.CHECK: _("{count} installed").format(count=installed) if installed else judged,
        HereStep.RECEIPT: _("Can be made") if installed else none,
    }
    done = {
        HereStep.SITUATION: True,
        HereStep.ASK: bool(made or waiting or installed),
        HereStep.OUT: bool(brought.answers or (installed and not waiting)),
        HereStep.BRING: bool(brought.answers or (installed and not waiting)),
        HereStep.CHECK: bool(installed and not waiting and not (judgement and judgement.answers)),
        HereStep.RECEIPT: False,
    }
    return tuple(
        Step(
            step.value,
            title,
            texts[step],
            StepState.HERE if step is here else StepState.DONE if done[step] else StepState.AHEAD,
        )
        for step, title in titles().items()
    )


def buttons(step: HereStep, *, can: bool, comparing: bool, proof: bool) -> Buttons:
    """What can be done at this step."""
    match step:
        case HereStep.ASK:
            why = _("Name the product and the license first.")
            return Buttons(_("Make the request"), can, why=why)
        case HereStep.OUT:
            return Buttons(_("Save request file…"), can, _("Bring the answer"))
        case HereStep.BRING:
            return Buttons(_("Check the answer"), can, why=_("The answer is not here yet."))
        case HereStep.CHECK:
            why = _("There is nothing that can be installed.")
            if comparing:
                why = _("Compare the key first.")
            return Buttons(_("Install…"), can, why=why)
        case _:
            words = _("Save the proof…") if proof else _("Save the receipt…")
            return Buttons(words, can, why=_("There is no receipt."))
