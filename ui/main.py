"""Start of the desktop window. Whatever the first paint does not need is imported after it.

The worker is started before Qt is imported: it fetches the keys from the keyring while the window
is being built (performance.md P1). Garbage collection is off until the first paint.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from app import __version__

if TYPE_CHECKING:
    import subprocess

    from app.base.paths import Folders

USAGE = """usage: counterpart-desktop [--profile NAME] [--page PAGE] [--demo] [--orders N]
       counterpart-desktop --version

  --profile NAME   open this profile (name or id) instead of the one used last
  --page PAGE      start with this page: overview, orders, support or account
  --demo           start the embedded vendor portal and sign in to it
  --orders N       with --demo: how many orders the embedded portal has when it is made
  --version        print the version and exit
"""


class Arguments(NamedTuple):
    """The command line, read."""

    profile: str = ""
    page: str = ""
    demo: bool = False
    orders: int = 0
    version: bool = False
    wrong: str = ""
    """What cannot be understood; "" when all is well."""


def read_arguments(words: Sequence[str]) -> Arguments:
    """Read the command line. By hand: argparse would cost 6 ms before the first paint."""
    found = Arguments()
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, has_value, value = word.partition("=")
        if name in {"--profile", "--page", "--orders"}:
            if not has_value:
                if not rest:
                    return found._replace(wrong=word)
                value = rest.pop(0)
            if name == "--orders":
                if not value.isdecimal():
                    return found._replace(wrong=f"{name} {value}")
                found = found._replace(orders=int(value))
            else:
                found = (
                    found._replace(profile=value)
                    if name == "--profile"
                    else found._replace(page=value)
                )
        elif word == "--demo":
            found = found._replace(demo=True)
        elif word == "--version":
            found = found._replace(version=True)
        else:
            return found._replace(wrong=word)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Run the desktop window until it is closed; the exit status (2: wrong arguments)."""
    arguments = read_arguments(sys.argv[1:] if argv is None else argv)
    if arguments.wrong:
        sys.stderr.write(f"counterpart-desktop: {arguments.wrong}\n{USAGE}")
        return 2
    if arguments.version:
        sys.stdout.write(f"Counterpart {__version__}\n")
        return 0
    gc.disable()
    from app.base.paths import folders  # noqa: PLC0415 - in the order of the start

    places = folders()
    profile_id = find_profile(places, arguments.profile) if arguments.profile else None
    if arguments.profile and profile_id is None:
        sys.stderr.write(f"counterpart-desktop: no profile is called {arguments.profile!r}\n")
        return 2
    from ui.spawn import start_worker  # noqa: PLC0415

    return run(arguments, places, profile_id, start_worker(profile_id))


def run(
    arguments: Arguments,
    places: Folders,
    profile_id: str | None,
    process: subprocess.Popen[bytes],
) -> int:
    """Build the window around the worker that is already at work, and show it until it closes."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - after the worker was started

    from app.base.clock import SystemClock  # noqa: PLC0415
    from ui.crash import CrashHook  # noqa: PLC0415
    from ui.instance import SingleInstance  # noqa: PLC0415
    from ui.shell.application import Application, Options  # noqa: PLC0415

    QApplication.setApplicationName("Counterpart")
    QApplication.setDesktopFileName("counterpart")
    qt = QApplication(sys.argv[:1])
    instance = SingleInstance(places.state)
    if not instance.claim():
        process.kill()
        process.wait()
        return 0 if instance.call_first() else 1
    clock = SystemClock()
    crash = CrashHook(places.logs / "crashes", clock)
    crash.install()
    application = Application(
        qt,
        places,
        clock,
        options=Options(
            demo=arguments.demo,
            demo_orders=arguments.orders,
            profile_id=profile_id,
            page=arguments.page,
            frame_first=True,
        ),
        process=process,
        crash=crash,
        instance=instance,
    )
    application.start()
    try:
        return int(qt.exec())
    finally:
        application.finish()


def find_profile(places: Folders, name: str) -> str | None:
    """The id of the profile called `name`; None where there is none."""
    from app.account.profiles import Profiles  # noqa: PLC0415 - only with --profile
    from app.base.errors import Problem  # noqa: PLC0415

    try:
        return Profiles(places.profiles).get(name).id
    except Problem:
        return None


if __name__ == "__main__":
    sys.exit(main())
