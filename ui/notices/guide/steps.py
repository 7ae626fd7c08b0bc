"""The steps of a formal notice, and how each stands."""

from __future__ import annotations

import enum

from app.base.text import _
from app.notices.model import DraftKind, NoticeDraft
from ui.kit.steps import Step, StepState
from ui.notices.words import draft_kind_words, letter_look, post_words


class GuideStep(enum.StrEnum):
    """What is done after what."""

    KIND = "kind"
    FACTS = "facts"
    LETTER = "letter"
    SEND = "send"


def steps(here: GuideStep, kind: DraftKind | None, draft: NoticeDraft | None) -> tuple[Step, ...]:
    """The rail: what is done, where the person is, what comes."""
    said = {
        GuideStep.KIND: draft_kind_words(kind) if kind is not None else _("Choose one"),
        GuideStep.FACTS: _("Asked and filled in") if draft is not None else _("Some questions"),
        GuideStep.LETTER: _letter_words(draft),
        GuideStep.SEND: letter_look(draft).word if draft is not None and draft.sent else
        _("Post, e-mail, portal"),
    }  # fmt: skip
    titles = {
        GuideStep.KIND: _("Kind"),
        GuideStep.FACTS: _("Facts"),
        GuideStep.LETTER: _("Letter"),
        GuideStep.SEND: _("Send"),
    }
    order = list(GuideStep)
    found = []
    for step in order:
        state = StepState.AHEAD
        if step is here:
            state = StepState.HERE
        elif order.index(step) < order.index(here):
            state = StepState.DONE
        found.append(Step(step.value, titles[step], said[step], state))
    return tuple(found)


def _letter_words(draft: NoticeDraft | None) -> str:
    if draft is None:
        return _("Not written yet")
    by = post_words(draft)
    return _("Post by {day}").format(day=by) if by else _("Read and change it")
