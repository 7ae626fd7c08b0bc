"""The room that travels to isolated hosts is written for the oldest Python it may meet there."""

from __future__ import annotations

import ast
import tomllib

import pytest

from tests.support.sources import ROOT, Source, python_files

OLDEST = (3, 9)
# What came to the language's library and built-ins after it, by the name it is used with.
NEWER = {
    "UTC", "StrEnum", "ExceptionGroup", "Self", "TypeAlias", "ParamSpec", "assert_never",
    "file_digest", "pairwise", "batched", "bit_count", "add_note",
    "tomllib", "aiter", "anext", "chdir", "KW_ONLY", "NotRequired",
    "hardlink_to", "is_junction", "EnumType",
}  # fmt: skip
NEWER_KEYWORDS = {"strict": "zip", "slots": "dataclass", "kw_only": "dataclass"}


@pytest.fixture(params=python_files("app/activation"), ids=lambda source: source.path.name)
def source(request: pytest.FixtureRequest) -> Source:
    found: Source = request.param
    return found


def test_the_oldest_python_reads_it(source: Source) -> None:
    ast.parse(source.text, source.name, feature_version=OLDEST)


def test_annotations_are_never_evaluated(source: Source) -> None:
    # "str | None" is an error where Python 3.9 evaluates it.
    says = any(
        isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for node in source.tree.body
    )
    assert says or len(source.tree.body) == 1


def test_nothing_newer_is_used(source: Source) -> None:
    found: list[str] = []
    for node in ast.walk(source.tree):
        match node:
            case ast.Attribute(attr=name) | ast.Name(id=name) if name in NEWER:
                found.append(f"{source.at(node)} {name}")
            case ast.ImportFrom(names=names) | ast.Import(names=names):
                found += [f"{source.at(node)} {one.name}" for one in names if one.name in NEWER]
            case ast.Call(func=ast.Name(id=called), keywords=keywords):
                found += [
                    f"{source.at(node)} {called}({one.arg}=)"
                    for one in keywords
                    if one.arg and NEWER_KEYWORDS.get(one.arg) == called
                ]
            case ast.Call(
                func=ast.Name(id="isinstance" | "issubclass"), args=[_, ast.BinOp(op=ast.BitOr())]
            ):
                found.append(f"{source.at(node)} a union as a value")
    assert not found


def test_the_linter_judges_it_for_the_oldest_python() -> None:
    with open(ROOT / "pyproject.toml", "rb") as stream:
        targets = tomllib.load(stream)["tool"]["ruff"]["per-file-target-version"]
    assert targets["app/activation/**"] == "py{}{}".format(*OLDEST)


def test_the_starter_of_the_kit_is_read_by_any_python() -> None:
    # Python 2 is not here to try it everywhere: what it would stumble over is looked for.
    starter = Source(ROOT / "packaging" / "kit" / "counterpart-host.py")
    tree = ast.parse(starter.text, feature_version=(3, 4))
    assert starter.text.isascii()
    for node in ast.walk(tree):
        assert not isinstance(node, ast.JoinedStr | ast.NamedExpr | ast.AnnAssign | ast.Nonlocal)
        match node:
            case ast.FunctionDef(args=arguments, returns=returns):
                assert returns is None
                assert not arguments.kwonlyargs
                assert not [one for one in arguments.args if one.annotation]
            case ast.Call(func=ast.Name(id=name)):
                assert name not in ("print", "super")
            case ast.Raise(cause=cause):
                assert cause is None
            case ast.Starred():
                pytest.fail(f"{starter.at(node)}: Python 2 knows no star here")
