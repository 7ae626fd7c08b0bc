"""What can go wrong with packs, in words; nothing that is here already is ever changed by it."""

from __future__ import annotations

from collections.abc import Sequence

from app.base.errors import Problem
from app.base.text import _


class NotAPack(Problem):
    """A file that is no evidence pack, or no sealed certification."""

    code = "CP-5660"


class PackAltered(Problem):
    """Parts of a pack are missing or are not what was packed."""

    code = "CP-5661"


class FiguresMoved(Problem):
    """The rows counted now do not add up to what the certificate states."""

    code = "CP-5662"


class WrongPassphrase(Problem):
    """The passphrase is not the one that the pack was sealed with."""

    code = "CP-5663"


class NewerPack(Problem):
    """A pack of a newer version of this program."""

    code = "CP-5664"


class UnknownHost(Problem):
    """A name to be redacted that stands nowhere in the evidence: probably a slip of the pen."""

    code = "CP-5665"


class UnsafePack(Problem):
    """An archive that would write elsewhere, or unpack to more than can be."""

    code = "CP-5666"


class WeakPassphrase(Problem):
    """A passphrase so short that it protects nothing."""

    code = "CP-5667"


def _kept() -> str:
    return _("Nothing on this computer was changed.")


def not_a_pack(detail: str = "") -> NotAPack:
    """It does not begin or read like one."""
    return NotAPack(
        _("This is no pack of a certification"),
        _("The file is neither an evidence pack nor a sealed certification of this program."),
        _("Choose the file that was saved as a pack; ask for it again if it came by e-mail."),
        kept=_kept(),
        detail=detail,
    )


def altered(detail: str = "") -> PackAltered:
    """It is not as it was written."""
    return PackAltered(
        _("The pack is damaged"),
        _("Parts of the file are missing or were altered; nothing of it was used."),
        _("Ask for the file again, or use another copy of it."),
        kept=_kept(),
        detail=detail,
    )


def figures_moved(lines: Sequence[str]) -> FiguresMoved:
    """Records that the count rests on changed since the document was made."""
    return FiguresMoved(
        _("The evidence no longer adds up to the certificate"),
        "\n".join(lines),
        _("Look at the orders, the affiliates and the sources that changed since it was made."),
        kept=_("The certification is kept as it was; no pack was written."),
    )


def wrong_passphrase() -> WrongPassphrase:
    """It opens with another one."""
    return WrongPassphrase(
        _("The passphrase does not fit"),
        _("The pack was sealed with another passphrase."),
        _("Ask the person who sealed it; capitals and spaces count."),
        kept=_kept(),
    )


def newer_pack(form: str) -> NewerPack:
    """Written by a program that knows more."""
    return NewerPack(
        _("The pack is of a newer version"),
        _("It was made by a newer version of this program, in the form {form}.").format(form=form),
        _("Update this program, or ask for a pack made with your version."),
        kept=_kept(),
    )


def unknown_hosts(names: Sequence[str]) -> UnknownHost:
    """Nothing was redacted, lest a misspelt name stay readable."""
    return UnknownHost(
        _("A name to redact was not found"),
        _("Nowhere in the evidence: {names}. A misspelt name would stay readable.").format(
            names=", ".join(names)
        ),
        _("Write each name as the evidence has it."),
        kept=_("No pack was written."),
    )


def unsafe(detail: str) -> UnsafePack:
    """Refused before anything in it was read."""
    return UnsafePack(
        _("The pack is not safe to read"),
        _("It has members with dangerous names, or unpacks to more than it can hold."),
        _("Do not open it with other programs. Ask where it comes from."),
        kept=_kept(),
        detail=detail,
    )


def weak_passphrase(least: int) -> WeakPassphrase:
    """Who finds the file may try passphrases for as long as they like."""
    return WeakPassphrase(
        _("The passphrase is too short"),
        _("Whoever finds the file can try passphrases without end; {n} characters are the least.")
        .format(n=least),
        _("Choose several words that you can tell your colleague by telephone."),
        kept=_("No pack was written."),
    )  # fmt: skip
