"""`counterpart license doctor`: this computer as a host, and as a workstation of a profile."""

from __future__ import annotations

from app.activation.commands import doctor as portable
from app.activation.doctor import examination as doctor
from app.activation.doctor.model import in_order
from app.activation.problems import HostProblem
from app.base.text import _
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.context import Context, Usage
from app.cli.exits import ExitCode
from app.cli.safe import safe


def configure(licenses: Commands) -> None:
    """Add the command."""
    parser = leaf(licenses, "doctor", portable.summary(), run)
    portable.options(parser)
    parser.add_argument(
        "--offline", action="store_true", help=_("do not touch the network while looking")
    )


def run(context: Context, arguments: Namespace) -> ExitCode:
    """Look at host and workstation, and tell. Status 1 where something is bad."""
    try:
        looked = portable.look(arguments)
        played = portable.simulated(looked, arguments.simulate)
    except HostProblem as problem:
        raise Usage(problem.title, problem.explanation, problem.next_step) from problem
    with context.output.progress() as report:
        more = context.office.examine(
            context.profile_name, report, context.cancel, offline=arguments.offline
        )
    found = in_order((*doctor.findings(looked), *more))
    context.output.show(
        portable.document(looked, found, played),
        lambda: [safe(line) if line else "" for line in portable.lines(looked, found, played)],
    )
    return ExitCode(portable.status(found))
