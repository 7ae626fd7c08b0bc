"""The README's two commands: what they do on a computer that lacks something."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys

import pytest

from tests.support.sources import ROOT


@pytest.fixture
def dev():
    """The script as a module; it belongs to no package."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "packaging" / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(dev, monkeypatch, tmp_path):
    """A checkout in a path with a space, without an environment."""
    root = tmp_path / "my checkout"
    root.mkdir()
    for name in ("pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, root / name)
    monkeypatch.setattr(dev, "ROOT", root)
    monkeypatch.setattr(dev, "VENV", root / ".venv")
    monkeypatch.setattr(dev, "STAMP", root / ".venv" / "installed.json")
    monkeypatch.setattr(dev, "PYTHON", root / ".venv" / "bin" / "python")
    return root


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux needs packages")
def test_without_the_right_to_install_the_one_exact_command_is_printed(dev, monkeypatch):
    monkeypatch.setattr(dev, "loads", lambda _library: False)
    monkeypatch.setattr(dev, "has_venv", lambda: False)
    monkeypatch.setattr(dev, "root_prefix", lambda: None)
    monkeypatch.setattr(dev.shutil, "which", lambda name: name if name == "apt-get" else None)
    with pytest.raises(dev.Stop) as stopped:
        dev.need_system(dev.OFFSCREEN_LIBRARIES, {})
    assert stopped.value.code == dev.NO_PACKAGES
    command = next(line.strip() for line in str(stopped.value).splitlines() if "sudo" in line)
    assert command.startswith("sudo apt-get update && sudo apt-get install -y")
    assert set(dev.OFFSCREEN_LIBRARIES.values()) <= set(command.split())
    assert any(word.endswith("-venv") for word in command.split())


def test_a_computer_that_has_everything_is_asked_for_nothing(dev, monkeypatch):
    monkeypatch.setattr(dev, "loads", lambda _library: True)
    monkeypatch.setattr(dev, "has_venv", lambda: True)
    monkeypatch.setattr(dev, "call", lambda *_words, **_more: pytest.fail("something was run"))
    dev.need_system(dev.OFFSCREEN_LIBRARIES, {})


def test_nothing_is_installed_twice_and_no_network_is_needed(dev, checkout, monkeypatch):
    (checkout / ".venv").mkdir()
    dev.STAMP.write_text(json.dumps({**dev.fingerprint(), "extras": "sandbox,test"}))
    monkeypatch.setattr(dev, "venv_works", lambda: True)
    monkeypatch.setattr(dev, "compile_sources", lambda: None)
    monkeypatch.setattr(dev, "call", lambda *_words, **_more: pytest.fail("something was run"))
    dev.install("sandbox")
    dev.install("sandbox,test")


@pytest.mark.parametrize("change", ["pyproject.toml", "constraints.txt"])
def test_a_changed_requirement_is_installed(dev, checkout, monkeypatch, change):
    (checkout / ".venv").mkdir()
    dev.STAMP.write_text(json.dumps({**dev.fingerprint(), "extras": "sandbox"}))
    (checkout / change).write_text("# changed\n")
    ran: list[list[str]] = []
    monkeypatch.setattr(dev, "venv_works", lambda: True)
    monkeypatch.setattr(dev, "compile_sources", lambda: None)
    monkeypatch.setattr(dev, "call", lambda words, **_more: ran.append(words) or 0)
    dev.install("sandbox")
    assert [words[3] for words in ran] == ["install"]
    assert dev.stamp()["files"] == dev.fingerprint()["files"]


def test_an_installation_that_was_interrupted_is_taken_up_again(dev, checkout, monkeypatch):
    (checkout / ".venv").mkdir()
    codes = iter([1, 0])
    monkeypatch.setattr(dev, "venv_works", lambda: True)
    monkeypatch.setattr(dev, "compile_sources", lambda: None)
    monkeypatch.setattr(dev, "call", lambda _words, **_more: next(codes))
    with pytest.raises(dev.Stop) as stopped:
        dev.install("sandbox")
    assert stopped.value.code == dev.NO_INSTALL
    assert not dev.STAMP.exists()
    dev.install("sandbox")
    assert dev.STAMP.exists()


def test_an_environment_that_was_moved_here_is_made_anew(dev, checkout, monkeypatch):
    (checkout / ".venv").mkdir()
    dev.STAMP.write_text(json.dumps({**dev.fingerprint(), "place": "elsewhere"}))
    ran: list[list[str]] = []
    monkeypatch.setattr(dev, "venv_works", lambda: True)
    monkeypatch.setattr(dev, "compile_sources", lambda: None)
    monkeypatch.setattr(dev, "call", lambda words, **_more: ran.append(words) or 0)
    dev.install("sandbox")
    assert ran[0][1:4] == ["-m", "venv", "--clear"]


def test_a_checkout_that_cannot_be_written_is_said_to_be_so(dev, checkout, monkeypatch):
    def refuse(*, keep: bool) -> None:
        raise PermissionError(13, "Permission denied", str(checkout / ".venv"))

    monkeypatch.setattr(dev, "prepare_venv", refuse)
    with pytest.raises(dev.Stop) as stopped:
        dev.install("sandbox")
    assert stopped.value.code == dev.NO_WRITE
    assert "folder of your own" in str(stopped.value)


def test_an_unknown_check_is_refused_before_anything_is_installed():
    done = subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "dev.py"), "test", "nonsense"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "ruff" in done.stderr
