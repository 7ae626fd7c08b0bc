"""Whether the host kit is as it was made: each file against the checksums that came with it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from app.activation.shell import DONE, NOT_DONE, Shell
from app.activation.words import _, ngettext

MANIFEST = "MANIFEST.sha256"


def check(folder: Path, shell: Shell) -> int:
    """Compare and say it; status 1 where a file is changed, missing or was added."""
    listed = _listed(folder / MANIFEST)
    there = set(_files(folder))
    changed = sorted(
        name for name in listed if name in there and _digest(folder / name) != listed[name]
    )
    missing = sorted(set(listed) - there)
    added = sorted(there - set(listed))
    whole = bool(listed) and not changed and not missing and not added
    document = {
        "whole": whole,
        "files": len(listed),
        "changed": changed,
        "missing": missing,
        "added": added,
    }
    lines = [_("Changed: {name}").format(name=name) for name in changed]
    lines += [_("Missing: {name}").format(name=name) for name in missing]
    lines += [_("Not of this kit: {name}").format(name=name) for name in added]
    if not listed:
        lines.append(_("There is no list of checksums: unpack the kit once more."))
    elif whole:
        lines.append(
            ngettext(
                "{count} file, as it was made.",
                "{count} files, all as they were made.",
                len(listed),
            ).format(count=len(listed))
        )
    shell.show(document, lines)
    return DONE if whole else NOT_DONE


def _listed(manifest: Path) -> dict[str, str]:
    """The digest of each file by its name, in the form that sha256sum(1) reads."""
    try:
        text = manifest.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return {}
    rows = (line.partition("  ") for line in text.splitlines())
    return {name: digest for digest, _two, name in rows if name}


def _files(folder: Path) -> Iterator[str]:
    """Every file of the kit but the list itself, by its name with slashes."""
    for place, _folders, names in os.walk(folder):
        for name in names:
            found = Path(place, name).relative_to(folder).as_posix()
            if found != MANIFEST:
                yield found


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    try:
        with open(file, "rb") as stream:
            for block in iter(lambda: stream.read(1 << 20), b""):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()
