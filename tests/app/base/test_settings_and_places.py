"""Settings survive, unknown members do no harm, and every folder follows one variable."""

from __future__ import annotations

import json

import pytest

from app.base import paths, settings
from app.base.errors import BadSettings


def test_settings_come_back_as_they_were_kept(tmp_path):
    kept = settings.Settings(theme="dark", sync_minutes=0, last_profile="p1")
    settings.save(tmp_path / "new", kept)
    assert settings.load(tmp_path / "new") == kept


def test_without_a_file_the_defaults_hold(tmp_path):
    assert settings.load(tmp_path) == settings.Settings()


def test_members_of_a_newer_version_do_no_harm(tmp_path):
    (tmp_path / settings.FILE_NAME).write_text(json.dumps({"theme": "light", "later": [1]}))
    assert settings.load(tmp_path).theme == "light"


@pytest.mark.parametrize("content", ["", "{", '{"theme": "blue"}', '{"sync_minutes": "often"}'])
def test_a_broken_file_says_what_to_do_and_what_was_kept(tmp_path, content):
    (tmp_path / settings.FILE_NAME).write_text(content)
    with pytest.raises(BadSettings) as caught:
        settings.load(tmp_path)
    assert caught.value.next_step
    assert caught.value.kept


def test_one_variable_moves_every_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("COUNTERPART_HOME", str(tmp_path))
    found = paths.folders()
    for place in (found.data, found.config, found.cache, found.state, found.logs, found.profiles):
        assert place.is_relative_to(tmp_path)


def test_without_it_the_systems_own_folders_are_used(home, monkeypatch):
    monkeypatch.delenv("COUNTERPART_HOME")
    found = paths.folders()
    assert found.data.name == paths.APPLICATION
    assert found.data.is_relative_to(home)
