"""What lies where, how long files may grow, and what must never be written into them."""

from __future__ import annotations

import ast
import re
import tomllib

from tests.support.sources import ROOT, python_files, text_files

LONG, TOO_LONG = 300, 400
SHARE_OF_LONG_FILES = 0.1


def test_the_packaging_folder_is_not_a_package():
    # With an __init__.py it would shadow the library of that name for everything run from here.
    assert not list((ROOT / "packaging").rglob("__init__.py"))


def test_the_packaging_library_is_the_one_from_the_index():
    import packaging.version

    assert not packaging.version.__file__.startswith(str(ROOT / "packaging"))


def test_only_the_owners_folders_lie_at_the_top():
    with open(ROOT / "pyproject.toml", "rb") as stream:
        included = tomllib.load(stream)["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {name.split(".")[0] for name in included} == {"app", "ui", "resources"}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages == {"app", "ui", "resources", "tests"}


def test_files_stay_short():
    lengths = {s.name: s.text.count("\n") for s in python_files("app", "ui", "packaging")}
    assert not {name: n for name, n in lengths.items() if n > TOO_LONG}
    long = {name: n for name, n in lengths.items() if n > LONG}
    assert len(long) <= SHARE_OF_LONG_FILES * len(lengths), long


def test_every_file_begins_with_its_story():
    files = python_files("app", "ui", "packaging")
    assert not [source.name for source in files if not ast.get_docstring(source.tree)]


def test_nothing_is_left_unfinished():
    # One letter of each stands in brackets, so that this file does not find itself.
    marks = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b|raise Not[I]mplementedError")
    assert not [
        f"{source.name}:{number}"
        for source in python_files("app", "ui", "tests", "packaging")
        for number, line in enumerate(source.text.splitlines(), 1)
        if marks.search(line)
    ]


def test_no_file_names_a_registry_or_one_machine():
    hosts = re.compile(r"python[h]osted|py[p]i\.org|npm[j]s\.|deb\.deb[i]an\.org")
    places = re.compile(r"(?<![\w.$}])/(w[o]rk|f[a]rm)/[a-z.]")
    assert not [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in text_files()
        for number, line in enumerate(text.splitlines(), 1)
        if hosts.search(line) or places.search(line)
    ]


def test_constraints_name_versions_and_nothing_else():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    plain = re.compile(r"^[a-z0-9.-]+(==|<)[0-9][0-9a-z.]*(; [a-z_ =!\"0-9]+)?$")
    assert not [line for line in lines if not line.startswith("#") and not plain.match(line)]
