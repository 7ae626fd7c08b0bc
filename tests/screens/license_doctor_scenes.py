"""The Doctor tab in every state, of a made-up computer and of a worker that told real findings."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from app.activation.clock import Marks
from app.activation.doctor import examination as doctor
from app.activation.doctor.model import Area, Finding, Level
from app.activation.parts import linux_readings
from app.activation.state import HostState, Keeper
from app.base.findings import DoctorFinding
from app.base.messages import Done, Examined, FromWorker, Progressed
from app.base.settings import Settings
from app.base.tasks import CancelToken, Progress, no_report
from app.base.text import _
from app.licenses.doctor.examination import Workstation, examine
from app.licenses.doctor.here import Here
from app.portal.errors import TlsRefused
from app.portal.transport import Transport
from app.vault.errors import VaultLocked
from app.vault.vault import VaultReport, VaultState
from tests.screens.scenes import Scene, page
from tests.screens.stage import TASK, Stage
from tests.screens.world import StoppedClock, World
from tests.support.fake_roots import FakeRoot

RUNNING = (Progressed(task=TASK, progress=Progress("Way to the portal", 2, 4)),)
HOST = "portal.kestrane.example"


def computer(folder: Path, at: datetime, *, well: bool) -> Here:
    """A computer in `folder`: a good one, or a copied virtual machine whose clock went back."""
    fake = FakeRoot(folder / "root")
    ahead = timedelta(days=-1) if well else timedelta(days=40)
    with Keeper(folder / "state") as keeper:
        keeper.save(HostState(marks=Marks(at + ahead)))
    if not well:
        fake.write("sys/class/dmi/id/sys_vendor", "VMware, Inc.")
        fake.remove("sys/class/dmi/id/board_serial")
        fake.dated("etc/ssh/ssh_host_ed25519_key.pub", at - timedelta(days=10))
        fake.dated("etc/machine-id", at - timedelta(days=200))
    readings = tuple(linux_readings(fake.root))
    looked = doctor.look(folder / "state", at, named=True, root=fake.root, readings=readings)
    return Here(looked, doctor.findings(looked))


def worker_findings(kind: str) -> tuple[Finding, ...]:
    """What the worker would tell: "well", "offline" or "trouble"."""
    ready = VaultReport(VaultState.READY, "Secret Service")
    locked = VaultReport(VaultState.LOCKED, "Secret Service", VaultLocked().report())
    clock, settings = StoppedClock(), Settings(proxy="none")
    way = Transport(clock=clock, proxy="none")
    address = "https://portal.invalid" if kind == "offline" else ""
    keyring = locked if kind == "trouble" else ready
    place = Workstation(settings, way, clock, lambda: keyring, address=address)
    found = examine(place, no_report, CancelToken())
    way.close()
    told = [one for one in found if one.id != "network.no-profile"]
    if kind == "trouble":
        reason = "This computer does not know the authority that issued its certificate."
        problem = TlsRefused(HOST, reason=reason, issuer="Brennholt Inspection CA")
        told.append(
            Finding(
                "network.refused",
                Area.NETWORK,
                Level.BAD,
                problem.title,
                problem.explanation,
                problem.next_step,
                ((_("Code"), problem.code),),
                doctor.Action.CONNECTION,
            )
        )
    return tuple(told)


def told(findings: Sequence[Finding]) -> tuple[FromWorker, ...]:
    """The worker's messages."""
    said = tuple(
        DoctorFinding(
            id=one.id, area=one.area.value, level=one.level.value, title=one.title,
            cause=one.cause, next_step=one.next_step, facts=one.facts, action=one.action.value,
        )
        for one in findings
    )  # fmt: skip
    return Examined(task=TASK, findings=said), Done(task=TASK)


@contextmanager
def _examined(
    world: World, qt: Any, *, kind: str, end: bool = False, **options: Any
) -> Iterator[Stage]:
    """The tab after an examination, or (`kind` "running") while one is under way."""
    answers = RUNNING if kind == "running" else told(worker_findings(kind))
    script = {"Examine": answers, "Cancel": (Done(task=TASK, canceled=True),)}
    with tempfile.TemporaryDirectory() as folder:

        def look(at: datetime, _folder: Path | None) -> Here:
            return computer(Path(folder), at, well=kind != "trouble")

        def then(stage: Stage) -> None:
            _look(stage, look, running=kind == "running", end=end)

        with page(
            world, qt, key="licenses", part="doctor", answers=script, then=then, **options
        ) as stage:
            yield stage
            shown: Any = stage.window.page
            shown.current.cancel()
            stage.until(lambda: not shown.current.running, "the end of the examination")


def _look(stage: Stage, look: Any, *, running: bool, end: bool) -> None:
    shown: Any = stage.window.page
    tab = shown.current
    tab.look_here = look
    tab.examine()
    stage.until(lambda: bool(tab.board.rows), "the findings of this computer")
    if not running:
        stage.until(lambda: not tab.running, "the examination")
    stage.rest()
    if end:
        for row in tab.board.parts.rows[:2]:
            row.box.setChecked(True)
        stage.rest()
        bar = tab.board.pane.verticalScrollBar()
        bar.setValue(bar.maximum() // 3)


def doctor_scenes() -> tuple[Scene, ...]:
    """All of them."""
    return (
        Scene("doctor", partial(_examined, kind="trouble"), quick=True),
        Scene("doctor-what-if", partial(_examined, kind="trouble", end=True)),
        Scene("doctor-well", partial(_examined, kind="well")),
        Scene("doctor-offline", partial(_examined, kind="offline")),
        Scene("doctor-running", partial(_examined, kind="running")),
        Scene("doctor-not-examined", partial(page, key="licenses", part="doctor")),
    )
