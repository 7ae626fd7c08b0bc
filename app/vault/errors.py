"""Why a secret could not be read or kept, each with what to do. There is no plaintext way round."""

from __future__ import annotations

from app.base.errors import Problem
from app.base.text import _


class VaultProblem(Problem):
    """Base of everything that goes wrong with the system's keyring. Detail names no secret."""

    code = "CP-2100"

    def __init__(self, title: str, explanation: str, next_step: str, *, detail: str = "") -> None:
        super().__init__(
            title,
            explanation,
            next_step,
            kept=_("Nothing was changed: your data stay encrypted on this computer."),
            detail=detail,
        )


class VaultLocked(VaultProblem):
    """The keyring is there, but locked, and nobody unlocked it."""

    code = "CP-2101"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(
            _("Your keyring is locked"),
            _("The keys to your data are in the system's keyring, which is locked."),
            _("Unlock the keyring (usually with your login password), then choose Try again."),
            detail=detail,
        )


class VaultDenied(VaultProblem):
    """The keyring answered, and refused this program."""

    code = "CP-2102"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(
            _("The keyring refused access"),
            _("The system's keyring does not let this program read or keep its keys."),
            _("Allow Counterpart in the keyring's settings, then choose Try again."),
            detail=detail,
        )


class VaultAbsent(VaultProblem):
    """This computer, or this session, has no keyring that runs."""

    code = "CP-2103"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(
            _("There is no keyring here"),
            _(
                "This session has no running keyring (on Linux: a Secret Service such as GNOME "
                "Keyring, KWallet or KeePassXC)."
            ),
            _(
                "Start or install a keyring and choose Try again, or go on for this session only: "
                "then nothing is kept when you quit."
            ),
            detail=detail,
        )


class VaultRefused(VaultProblem):
    """The keyring that is set up would keep secrets readable for anybody, or not keep them."""

    code = "CP-2104"

    def __init__(self, backend: str = "", *, detail: str = "") -> None:
        super().__init__(
            _("This keyring is not safe"),
            _("The keyring “{backend}” does not protect what it keeps.").format(backend=backend),
            _(
                "Set up the system's own keyring and remove the setting that chooses another one "
                "(PYTHON_KEYRING_BACKEND or keyringrc.cfg), then choose Try again."
            ),
            detail=detail,
        )


class VaultHung(VaultProblem):
    """The keyring did not answer in time."""

    code = "CP-2105"

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(
            _("The keyring does not answer"),
            _("The system's keyring was asked and gave no answer."),
            _(
                "Look for a window of the keyring that waits for you, or sign out of the computer "
                "and in again; then choose Try again."
            ),
            detail=detail,
        )
