"""What each step of a batch says above its table and on its buttons."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from app.base.dates import clock_words, deadline_words, left_words, moment_words
from app.base.text import _, ngettext
from app.licenses.batches.model import HELD_BACK, Batch, HostStanding
from ui.licenses.activate.crossing import Outgoing
from ui.licenses.activate.steps import CarryStep
from ui.page import Standing


class Heading(NamedTuple):
    """Title and sentence above the table."""

    title: str
    words: str


class Buttons(NamedTuple):
    """The footer of a step; "" hides a button."""

    primary: str
    can: bool = True
    second: str = ""
    can_second: bool = True
    why: str = ""


def heading(batch: Batch, step: CarryStep, outgoing: Outgoing) -> Heading:
    """What is to be done at this step."""
    answered = batch.count(HostStanding.ANSWERED)
    waiting = batch.count(HostStanding.SENT)
    match step:
        case CarryStep.OUT:
            return Heading(_("Check the hosts, then carry the set out"), _out(batch, outgoing))
        case CarryStep.BACK:
            words = _("Nothing was answered yet. What is sent is answered in its own time.")
            if answered:
                words = ngettext(
                    "{count} answer is here to be carried.",
                    "{count} answers are here to be carried.",
                    answered,
                ).format(count=answered)
                if waiting:
                    words += " " + ngettext(
                        "{count} host waits for the vendor.",
                        "{count} hosts wait for the vendor.",
                        waiting,
                    ).format(count=waiting)
            return Heading(_("Bring the answers back to the hosts"), words)
        case CarryStep.INSTALL:
            return Heading(
                _("Install at each host"),
                _("The same files serve every host: each takes its own answer only."),
            )
        case CarryStep.RECEIPTS:
            return Heading(
                _("Bring the receipts back"),
                _("A receipt tells the vendor that the file is in place, and closes the loop."),
            )
        case _:
            return Heading(
                _("Collect the requests of the hosts"),
                _("Each host writes one file. They may come in any order."),
            )


def _out(batch: Batch, outgoing: Outgoing) -> str:
    count = outgoing.hosts
    if not count:
        return _("No host is ready to go. Collect requests first, or see to those below.")
    held = batch.count(*HELD_BACK)
    many = ngettext("{count} request travels", "{count} requests travel", count)
    files = ngettext(
        "{requests} in one file.", "{requests} in {files} files.", len(outgoing.files)
    ).format(requests=many.format(count=count), files=len(outgoing.files))
    if not held:
        return files
    others = ngettext(
        "The other host holds up nothing.", "The other {count} hosts hold up nothing.", held
    )
    return f"{files} {others.format(count=held)}"


def buttons(batch: Batch, step: CarryStep, outgoing: Outgoing, standing: Standing) -> Buttons:
    """What can be done at this step."""
    ready, waiting = batch.count(HostStanding.REQUESTED), batch.count(HostStanding.SENT)
    answered = batch.count(HostStanding.ANSWERED)
    nothing = _("No host is ready to go.")
    match step:
        case CarryStep.OUT if not ready and waiting:
            return Buttons(_("Ask for the answers"), second=_("Save request file…"))
        case CarryStep.OUT:
            return Buttons(
                _("Queue it; sent when online") if standing.offline else _("Send now"),
                bool(ready),
                _("Save request file…"),
                bool(outgoing.hosts),
                nothing,
            )
        case CarryStep.BACK:
            return Buttons(
                _("Save the answers…"),
                bool(answered),
                _("Ask for the answers") if waiting else "",
                why=_("No answer is here yet."),
            )
        case CarryStep.INSTALL:
            return Buttons(_("Continue"), second=_("Install on this computer…"),
                           can_second=bool(answered))  # fmt: skip
        case CarryStep.RECEIPTS:
            if batch.closed_at is not None:
                return Buttons(_("Open it again"))
            return Buttons(
                _("Close this batch") if is_over(batch) else _("Close this batch…"),
                bool(batch.hosts),
            )
        case _:
            return Buttons(_("Continue"), second=_("Hosts you expect…"))


def is_over(batch: Batch) -> bool:
    """Whether nothing of it is on its way any more."""
    ends = (HostStanding.RETURNED, HostStanding.REMOVED, HostStanding.REFUSED)
    return batch.count(*ends) == len(batch.hosts)


def dates(batch: Batch, now: datetime) -> tuple[str, str]:
    """The date that matters first, and what it is: shown at the head of the rail."""
    ends = [one.expires_at for one in batch.hosts if one.expires_at is not None]
    if not ends:
        return "", _("Begun {when}").format(when=moment_words(batch.made_at, now))
    first = min(ends)
    if first < now:
        return deadline_words(first), _("Files expired")
    return deadline_words(first), _("Files expire: {left}").format(left=left_words(first, now))


def saved_words(batch: Batch) -> str:
    """That nothing is lost when one leaves."""
    if batch.closed_at is not None:
        return _("This batch is closed. It stays here to be read.")
    return _("Saved {time}. Leave and come back when you like.").format(
        time=clock_words(batch.changed_at)
    )
