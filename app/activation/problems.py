"""What a person at an isolated host is told when something cannot be done."""

from __future__ import annotations


class HostProblem(Exception):
    """A known problem: what happened, why, and what to do next; translated sentences."""

    code = "CP-7000"

    def __init__(self, title: str, explanation: str, next_step: str) -> None:
        super().__init__(title)
        self.title = title
        self.explanation = explanation
        self.next_step = next_step

    def document(self) -> dict[str, str]:
        """The problem for --json."""
        return {
            "code": self.code,
            "title": self.title,
            "explanation": self.explanation,
            "next_step": self.next_step,
        }


class BadState(HostProblem):
    """The folder that remembers this host's requests cannot be used."""

    code = "CP-7001"


class NoMachineId(HostProblem):
    """The operating system tells no machine id."""

    code = "CP-7002"


class BadFile(HostProblem):
    """A file that was carried here is not what it should be."""

    code = "CP-7003"


class VendorUnknown(HostProblem):
    """There is no vendor that this host trusts, or not this one."""

    code = "CP-7004"


class NotForHere(HostProblem):
    """A genuine or unknown answer that this host must not use."""

    code = "CP-7005"


class BadPlace(HostProblem):
    """A license must not be written to that place."""

    code = "CP-7006"


class CannotWrite(HostProblem):
    """The disk did not take a file; what was there before is untouched."""

    code = "CP-7007"


class NothingKnown(HostProblem):
    """The command needs something that was not done on this host."""

    code = "CP-7008"


class NotConfirmed(HostProblem):
    """A person has to confirm, and did not or cannot here."""

    code = "CP-7009"


class NoProof(HostProblem):
    """What a person wants done could not be proved to the vendor."""

    code = "CP-7010"


class QrSetUnusable(HostProblem):
    """Parts of a set of QR codes do not make a file, or not yet."""

    code = "CP-7021"


class TooMuchForQr(HostProblem):
    """A file is too large to be carried by QR codes."""

    code = "CP-7022"
