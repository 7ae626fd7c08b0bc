"""The project's own files, as text and as syntax trees, for tests that read the source."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_TOP = ("app", "ui", "resources", "tests", "packaging", ".ci")
_BUILT = {"__pycache__", ".hypothesis", ".mypy_cache", ".ruff_cache"}


@dataclass(frozen=True)
class Source:
    """One Python file of the project."""

    path: Path

    @property
    def name(self) -> str:
        """The path in the checkout, with slashes."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def module(self) -> str:
        """The dotted name it is imported by."""
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def text(self) -> str:
        """The file's text."""
        return self.path.read_text("utf-8")

    @property
    def tree(self) -> ast.Module:
        """The file's syntax tree, parsed once."""
        return _tree(self.path)

    def at(self, node: ast.AST) -> str:
        """Where in the project a node is, to be clicked on."""
        return f"{self.name}:{getattr(node, 'lineno', 0)}"


@functools.cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def forget() -> None:
    """Let go of the trees: millions of objects that every collection would walk through."""
    _tree.cache_clear()
    _imports.cache_clear()


def python_files(*folders: str) -> list[Source]:
    """The Python files below these folders of the checkout."""
    return [
        Source(path)
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not _BUILT.intersection(path.parts)
    ]


def text_files() -> Iterator[tuple[str, str]]:
    """Name and text of every file of the project that is text, tools' and build files left out."""
    places = [ROOT / name for name in _TOP if (ROOT / name).is_dir()]
    files = [path for place in places for path in place.rglob("*") if path.is_file()]
    files += [path for path in ROOT.iterdir() if path.is_file()]
    for path in sorted(files):
        if _BUILT.intersection(path.parts) or path.suffix in {".pyc", ".png"}:
            continue
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def imports(source: Source) -> Iterator[tuple[str, ast.stmt]]:
    """Every module a file imports, anywhere in it: "a.b" for `from a import b` too."""
    yield from _imports(source.path)


@functools.cache
def _imports(path: Path) -> tuple[tuple[str, ast.stmt], ...]:
    found: list[tuple[str, ast.stmt]] = []
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found += [(alias.name, node) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(f"{node.module}.{alias.name}", node) for alias in node.names]
    return tuple(found)


def called_name(call: ast.Call) -> str:
    """What a call calls, as written: "QLabel", "self.title.setText", "" for anything else."""
    parts: list[str] = []
    node = call.func
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    elif not parts:
        return ""
    return ".".join(reversed(parts))


def calls(source: Source) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file with the name of what it calls."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield called_name(node), node
