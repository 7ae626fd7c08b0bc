"""What a bundle of diagnostics is, as values."""

from __future__ import annotations

from collections.abc import Collection

import msgspec


class BundleFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a bundle, exactly as it would be attached."""

    name: str
    text: str
    about: str
    """What is in it, in a sentence."""
    chosen: bool = True
    covered: int = 0
    """How many places were blacked out."""


class Bundle(msgspec.Struct, frozen=True):
    """Files in the order in which they are shown."""

    files: tuple[BundleFile, ...] = ()

    def choosing(self, names: Collection[str]) -> Bundle:
        """The same with the files of these names chosen, and no others."""
        return Bundle(
            tuple(msgspec.structs.replace(one, chosen=one.name in names) for one in self.files)
        )

    def adding(self, *files: BundleFile) -> Bundle:
        """The same with more files; one of a name that is there already gets a name of its own."""
        kept = list(self.files)
        for file in files:
            names = {one.name for one in kept}
            name, number = file.name, 2
            while name in names:
                stem, dot, ending = file.name.rpartition(".")
                name = f"{stem}-{number}{dot}{ending}" if stem else f"{file.name}-{number}"
                number += 1
            kept.append(msgspec.structs.replace(file, name=name))
        return Bundle(tuple(kept))
