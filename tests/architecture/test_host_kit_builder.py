"""The builder of the host kit: which libraries it takes, and which C library it says they need."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.sources import ROOT


@pytest.fixture
def builder(monkeypatch, tmp_path):
    """The builder's modules, with wheels in a folder of the test's own and no pip."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    import dev
    import kit_common
    import kit_wheels

    monkeypatch.setattr(dev, "VENV", tmp_path / "venv")
    (tmp_path / "venv").mkdir()
    monkeypatch.setattr(kit_wheels, "WHEELS", tmp_path / "wheels.txt")
    asked: list[list[str]] = []
    monkeypatch.setattr(kit_wheels, "run", asked.append)
    kit_wheels.asked = asked
    kit_wheels.constraint_of = kit_common.constraint
    yield kit_wheels
    for name in [name for name in sys.modules if name == "dev" or name.startswith("kit_")]:
        del sys.modules[name]


def listed(builder, *digests: str) -> None:
    """Write a list that names these digests with the versions of the constraints."""
    lines = [
        f"{name}=={builder.constraint_of(name)} " + " ".join(f"--hash=sha256:{d}" for d in digests)
        for name in builder.LIBRARIES
    ]
    builder.WHEELS.write_text("\n".join(lines))


def test_the_list_has_the_versions_that_are_tested():
    text = (ROOT / "packaging" / "kit" / "wheels.txt").read_text("utf-8")
    constraints = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    named = re.findall(r"^([a-z0-9-]+==\S+) ", text, re.MULTILINE)
    assert len(named) == 2
    assert set(named) <= set(constraints)


def test_another_version_than_the_tested_one_is_refused(builder):
    builder.WHEELS.write_text("pycryptodome==1.0 \nsegno==1.0 ")
    with pytest.raises(Exception, match="has not the pycryptodome of constraints") as stopped:
        builder.wheels()
    assert "host_kit.py hashes" in str(stopped.value)
    assert not builder.asked


def test_a_file_whose_hash_is_not_listed_is_never_taken(builder):
    place = builder.dev.VENV / "host-kit" / "linux-x86_64"
    place.mkdir(parents=True)
    (place / "pycryptodome-4.4.0-cp39-abi3-any.whl").write_bytes(b"another one")
    listed(builder, hashlib.sha256(b"the right one").hexdigest())
    with pytest.raises(Exception, match="brought no pycryptodome for linux-x86_64"):
        builder.wheels()
    [command] = builder.asked
    assert "--require-hashes" in command
    assert "--only-binary=:all:" in command


def test_files_that_are_there_already_need_no_network(builder):
    data = b"the right one"
    listed(builder, hashlib.sha256(data).hexdigest())
    for folder in builder.PLATFORMS:
        place = builder.dev.VENV / "host-kit" / folder
        place.mkdir(parents=True)
        for name in builder.LIBRARIES:
            (place / f"{name}-1-any.whl").write_bytes(data)
    assert set(builder.wheels()) == {*builder.PLATFORMS, builder.ANY}
    assert not builder.asked


@pytest.mark.skipif(not shutil.which("objdump"), reason="needs objdump to compare with")
def test_the_needed_c_library_is_what_objdump_says(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    import Crypto
    import kit_glibc

    files = sorted(Path(Crypto.__file__).parent.rglob("*.so"))[:12]
    files.append(Path(sys.executable).resolve())
    for file in files:
        said = subprocess.run(
            ["objdump", "-T", str(file)], capture_output=True, text=True, check=True
        ).stdout
        versions = {
            tuple(map(int, found.split("."))) for found in re.findall(r"GLIBC_([0-9.]+)\)? ", said)
        }
        assert kit_glibc.needed([file]) == max(versions, default=()), file
    text = ROOT / "README.md"
    assert kit_glibc.needed([text]) == ()


def test_extras_that_were_installed_before_stay(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    import dev

    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(dev, "STAMP", tmp_path / "installed.json")
    dev.STAMP.write_text(json.dumps({**dev.fingerprint(), "extras": "sandbox,test"}))
    ran: list[list[str]] = []
    monkeypatch.setattr(dev, "venv_works", lambda: True)
    monkeypatch.setattr(dev, "compile_sources", lambda: None)
    monkeypatch.setattr(dev, "call", lambda words, **_more: ran.append(words) or 0)
    dev.install("packaging")
    assert ran[-1][-1] == ".[packaging,sandbox,test]"
    dev.install("sandbox,test")
    assert len(ran) == 1
    sys.modules.pop("dev")
