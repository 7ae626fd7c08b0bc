"""The catalog template: every sentence marked for translation, as a gettext .pot file.

    python packaging/words.py > counterpart.pot

Reads the sources with the standard library alone, so that neither xgettext nor babel is needed.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("app", "ui")

# Where each marking function takes its context, its sentence and its plural form.
MARKS = {
    "_": (None, 0, None),
    "N_": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
}


class Message(NamedTuple):
    """One entry of the catalog."""

    context: str
    text: str
    plural: str


class NotLiteral(ValueError):
    """A marked sentence is put together at run time: no catalog could hold it."""


def messages() -> dict[Message, list[str]]:
    """Every marked message with the places it stands in, in the order of the sources.

    Raises NotLiteral for a sentence that is an f-string or a sum.
    """
    found: dict[Message, list[str]] = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            for message, line in _in_file(path, name):
                found.setdefault(message, []).append(f"{name}:{line}")
    return found


def template(found: dict[Message, list[str]]) -> str:
    """The text of the .pot file for these messages."""
    parts = ['msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n']
    for message, places in found.items():
        lines = [f"#: {' '.join(places)}"]
        if "{" in message.text:
            lines.append("#, python-brace-format")
        if message.context:
            lines.append(f"msgctxt {_quoted(message.context)}")
        lines.append(f"msgid {_quoted(message.text)}")
        if message.plural:
            lines.append(f"msgid_plural {_quoted(message.plural)}")
            lines.append('msgstr[0] ""\nmsgstr[1] ""')
        else:
            lines.append('msgstr ""')
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _in_file(path: Path, name: str) -> Iterator[tuple[Message, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"), name)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id not in MARKS or not node.args:
            continue
        yield (
            Message(*(_argument(node, place, name) for place in MARKS[node.func.id])),
            node.lineno,
        )


def _argument(call: ast.Call, place: int | None, name: str) -> str:
    if place is None:
        return ""
    value = call.args[place]
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.JoinedStr | ast.BinOp):
        raise NotLiteral(f"{name}:{call.lineno}: put together at run time, so not translatable")
    return ""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    sys.stdout.write(template({key: at for key, at in messages().items() if key.text}))
