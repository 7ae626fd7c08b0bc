"""`counterpart sync`: fetch what changed at the vendor, then send what is queued."""

from __future__ import annotations

from app.base.text import _, ngettext
from app.cli.arguments import Commands, Namespace, leaf
from app.cli.commands.outbox import send_now
from app.cli.context import Context
from app.cli.exits import ExitCode


def configure(commands: Commands) -> None:
    """Add the command."""
    leaf(commands, "sync", _("fetch what changed, then send what is queued"), sync)


def sync(context: Context, _arguments: Namespace) -> ExitCode:
    """Synchronize the profile."""
    info = context.profile()
    with context.output.progress() as report:
        result = context.office.synchronize(info.id, report, context.cancel)
    sent = send_now(context, info.id)

    def lines() -> list[str]:
        changed = result.applied + result.deleted
        said = [
            ngettext("{count} record changed.", "{count} records changed.", changed).format(
                count=changed
            )
        ]
        if result.set_aside:
            said.append(
                ngettext(
                    "{count} record could not be read and was set aside.",
                    "{count} records could not be read and were set aside.",
                    result.set_aside,
                ).format(count=result.set_aside)
            )
        return [*said, *sent.words()]

    context.output.show({"profile": info.id, "sync": result, "outbox": sent.document()}, lines)
    return sent.exit_code
