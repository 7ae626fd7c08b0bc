"""Whether the host kit is as it was made: each file against the checksums that came with it.

It uses as little of the kit as can be, because any other file may be the damaged one.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from app.activation.called import KIT
from app.activation.words import _, ngettext

MANIFEST = "MANIFEST.sha256"


def main(arguments: Sequence[str], folder: Path) -> int:
    """Compare and say it; status 1 where a file is changed, missing or was added."""
    parser = argparse.ArgumentParser(prog=f"{KIT} check", description=summary(), allow_abbrev=False)
    parser.add_argument("--json", action="store_true", help=_("write one JSON document"))
    forgive()
    as_json = parser.parse_args(arguments).json
    listed = _listed(folder / MANIFEST)
    there = set(_files(folder))
    found = {
        "changed": [one for one in listed if one in there and _digest(folder / one) != listed[one]],
        "missing": sorted(set(listed) - there),
        "added": sorted(there - set(listed)),
    }
    whole = bool(listed) and not any(found.values())
    document = {"whole": whole, "files": len(listed), **found}
    lines = [json.dumps(document, indent=2)] if as_json else _lines(found, len(listed))
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0 if whole else 1


def forgive() -> None:
    """Have a terminal that lacks a character show its escape instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def summary() -> str:
    """What the command does, in one sentence."""
    return _("compare the files of this kit with its list of checksums")


def _lines(found: Mapping[str, Sequence[str]], count: int) -> list[str]:
    if not count:
        return [_("There is no list of checksums: unpack the kit once more.")]
    lines = [_("Changed: {name}").format(name=name) for name in found["changed"]]
    lines += [_("Missing: {name}").format(name=name) for name in found["missing"]]
    lines += [_("Not of this kit: {name}").format(name=name) for name in found["added"]]
    whole = ngettext(
        "{count} file, as it was made.", "{count} files, all as they were made.", count
    )
    return lines or [whole.format(count=count)]


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
