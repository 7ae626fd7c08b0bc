"""What every command needs: where things are, what to write to, whether to stop, and the office."""

from __future__ import annotations

import contextlib
import getpass
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.clock import Clock
from app.base.errors import Cancelled, Problem, from_os_error
from app.base.paths import Folders
from app.base.tasks import CancelToken
from app.base.text import _
from app.cli.output import Output

if TYPE_CHECKING:
    from app.account.model import ProfileInfo
    from app.services import Office, Rooms

_LONGEST_FILE = 1_000_000


class Usage(Problem):
    """The command line asks for something that cannot be."""

    code = "CP-6101"


class NoProfileYet(Problem):
    """There is no profile, or none by that name."""

    code = "CP-6102"


class NotAcknowledged(Problem):
    """Feedback is sent only when its statement was acknowledged."""

    code = "CP-6103"


def usage(explanation: str) -> Usage:
    """The command line is wrong in the way that `explanation` says."""
    return Usage(
        _("The command cannot be run like this"),
        explanation,
        _("Add --help to see what it takes."),
    )


class Context:
    """One run of the shell."""

    def __init__(
        self, output: Output, places: Folders, clock: Clock, *, profile: str | None = None
    ) -> None:
        self.output = output
        self.places = places
        self.clock = clock
        self.cancel = CancelToken()
        self.asking = False
        self._profile = profile
        self._office: Office | None = None

    @property
    def office(self) -> Office:
        """What acts for a profile; imported and made when first used."""
        if self._office is None:
            from app.services import open_office  # noqa: PLC0415 - usage and help need none of it

            self._office = open_office(self.places, self.clock)
        return self._office

    @property
    def profile_name(self) -> str | None:
        """The name or id given on the command line."""
        return self._profile

    def profile(self) -> ProfileInfo:
        """The profile named on the command line, else the one used last. Raises NoProfileYet."""
        found = self.office.current(self._profile)
        if found is None:
            raise NoProfileYet(
                _("There is no profile yet"),
                _("Nobody has signed in to a portal on this computer."),
                _("Run “counterpart signin ADDRESS” with your portal's address."),
            )
        return found

    @contextlib.contextmanager
    def rooms(self) -> Iterator[Rooms]:
        """The rooms of the profile, closed at the block's end."""
        rooms = self.office.rooms(self.profile().id)
        try:
            yield rooms
        finally:
            rooms.close()

    def close(self) -> None:
        """Close what was opened."""
        if self._office is not None:
            self._office.close()

    def interrupted(self) -> None:
        """Ctrl+C: a question ends at once, work at its next step; a second one ends it hard."""
        if self.asking or self.cancel.cancelled:
            raise KeyboardInterrupt
        self.cancel.cancel()

    @property
    def interactive(self) -> bool:
        """Whether a person can answer questions."""
        return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()

    def confirm(self, question: str) -> bool:
        """Ask a yes-no question; False where nobody can answer."""
        if not self.interactive:
            return False
        with self._asked():
            sys.stderr.write(_("{question} [y/N]").format(question=question) + " ")
            sys.stderr.flush()
            answer = sys.stdin.readline()
        return answer.strip().casefold() in {_("y"), _("yes"), "y", "yes"}

    def passphrase(self, file: Path | None, *, new: bool = False) -> str:
        """A passphrase from the first line of `file`, else asked for (`new`: twice)."""
        if file is not None:
            return _first_line(file)
        if not self.interactive:
            raise usage(_("A passphrase is needed: run it on a terminal, or --passphrase-file."))
        with self._asked():
            given = getpass.getpass(_("Passphrase:") + " ", stream=sys.stderr)
            if new and given != getpass.getpass(_("Once more:") + " ", stream=sys.stderr):
                raise usage(_("The two passphrases differ."))
        return given

    def secret(self, question: str, file: Path | None) -> str:
        """A secret that is no passphrase (a recovery code), asked for like one."""
        if file is not None:
            return _first_line(file)
        if not self.interactive:
            raise usage(_("This asks for a code: run it on a terminal, or give a file with it."))
        with self._asked():
            return getpass.getpass(question + " ", stream=sys.stderr)

    @contextlib.contextmanager
    def _asked(self) -> Iterator[None]:
        self.asking = True
        try:
            self.cancel.check()  # Ctrl+C may have come just before
            yield
        except EOFError:
            raise Cancelled from None
        finally:
            self.asking = False


def read_text(file: Path | None) -> str:
    """The text of `file`, or of standard input where it is None or "-". UTF-8, at most 1 MB."""
    if file is None or str(file) == "-":
        content = sys.stdin.buffer.read(_LONGEST_FILE + 1)
        place = _("standard input")
    else:
        place = str(file)
        try:
            with open(file, "rb") as stream:
                content = stream.read(_LONGEST_FILE + 1)
        except OSError as error:
            raise from_os_error(error, file) from error
    if len(content) > _LONGEST_FILE:
        raise usage(_("{place} is longer than 1 MB.").format(place=place))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise usage(_("{place} is not UTF-8 text.").format(place=place)) from error


def _first_line(file: Path) -> str:
    line = read_text(file).split("\n", 1)[0].rstrip("\r")
    if not line:
        raise usage(_("{place} is empty.").format(place=file))
    return line


def absolute(path: str) -> Path:
    """`path` as typed, made absolute without following links."""
    return Path(os.path.abspath(Path(path).expanduser()))  # noqa: PTH100 - resolve() follows links
