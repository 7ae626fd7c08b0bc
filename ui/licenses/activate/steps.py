"""The steps of a batch: what each is called, how far it is, and where a person is led next."""

from __future__ import annotations

from enum import StrEnum

from app.base.text import _, ngettext
from app.licenses.batches.model import Batch, HostStanding
from ui.kit.steps import Step, StepState


class CarryStep(StrEnum):
    """The way of a batch."""

    SITUATION = "situation"
    COLLECT = "collect"
    OUT = "out"
    BACK = "back"
    INSTALL = "install"
    RECEIPTS = "receipts"


_WENT = (
    HostStanding.SENT,
    HostStanding.ANSWERED,
    HostStanding.INSTALLED,
    HostStanding.RETURNED,
    HostStanding.REMOVED,
)
_ANSWERED = _WENT[1:]
_INSTALLED = _WENT[2:]
_CLOSED = _WENT[3:]


def was_sent(batch: Batch) -> bool:
    """Whether anything of it went to the vendor."""
    return bool(batch.count(*_WENT, HostStanding.REFUSED, HostStanding.STALE))


def titles() -> dict[CarryStep, str]:
    """What each step is called."""
    return {
        CarryStep.SITUATION: _("Situation"),
        CarryStep.COLLECT: _("Collect requests"),
        CarryStep.OUT: _("Carry out"),
        CarryStep.BACK: _("Bring answers back"),
        CarryStep.INSTALL: _("Install"),
        CarryStep.RECEIPTS: _("Receipts"),
    }


def next_step(batch: Batch) -> CarryStep:
    """Where somebody who comes back has to go on."""
    if batch.count(HostStanding.REQUESTED):
        return CarryStep.OUT
    if not batch.count(*_WENT):
        return CarryStep.COLLECT
    if batch.count(HostStanding.SENT) and not batch.count(*_ANSWERED):
        return CarryStep.OUT
    if not batch.count(*_INSTALLED):
        return CarryStep.BACK
    return CarryStep.RECEIPTS


def steps(batch: Batch, here: CarryStep) -> tuple[Step, ...]:
    """The steps as the rail shows them."""
    texts, done = _texts(batch), _done(batch)
    return tuple(
        Step(
            step.value,
            title,
            texts[step],
            StepState.HERE if step is here else StepState.DONE if done[step] else StepState.AHEAD,
        )
        for step, title in titles().items()
    )


def _texts(batch: Batch) -> dict[CarryStep, str]:
    hosts = len(batch.hosts)
    read = hosts - batch.count(HostStanding.MISSING)
    ready, went = batch.count(HostStanding.REQUESTED), batch.count(*_WENT)
    answered, installed = batch.count(*_ANSWERED), batch.count(*_INSTALLED)
    closed, none = batch.count(*_CLOSED), _("Not started")
    out = none
    if ready:
        out = _("{ready} of {hosts} hosts in the set").format(ready=ready, hosts=hosts)
    elif went:
        out = _("{count} of {hosts} hosts sent").format(count=went, hosts=hosts)
    files = ngettext("{count} host collected", "{count} hosts collected", read)
    return {
        CarryStep.SITUATION: _("I carry files for others"),
        CarryStep.COLLECT: files.format(count=read) if read else none,
        CarryStep.OUT: out,
        CarryStep.BACK: _("{count} of {all} answered").format(count=answered, all=went)
        if went
        else none,
        CarryStep.INSTALL: _("{count} of {all} installed").format(count=installed, all=answered)
        if installed
        else none,
        CarryStep.RECEIPTS: _("{count} of {all} seen").format(count=closed, all=installed)
        if installed
        else none,
    }


def _done(batch: Batch) -> dict[CarryStep, bool]:
    waiting, went = batch.count(HostStanding.REQUESTED), batch.count(*_WENT)
    answered, installed = batch.count(*_ANSWERED), batch.count(*_INSTALLED)
    return {
        CarryStep.SITUATION: True,
        CarryStep.COLLECT: bool(waiting or went),
        CarryStep.OUT: bool(went) and not waiting,
        CarryStep.BACK: bool(installed) and answered == went,
        CarryStep.INSTALL: bool(installed) and installed == answered == went,
        CarryStep.RECEIPTS: bool(went) and batch.count(*_CLOSED) == went,
    }
