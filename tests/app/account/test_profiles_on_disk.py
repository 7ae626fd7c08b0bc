"""Profiles: small crash-safe files, one broken one never hides the others."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.account.model import ProfileInfo
from app.account.profiles import (
    BrokenProfileFile,
    ProfileFolder,
    ProfileNameTaken,
    Profiles,
    UnknownProfile,
)


def info(key: str, name: str, day: int = 1) -> ProfileInfo:
    return ProfileInfo(
        id=key, name=name, vendor="Kestrane", address="https://portal.example.com",
        created_at=datetime(2026, 11, day, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture
def profiles(tmp_path: Path) -> Profiles:
    return Profiles(tmp_path / "profiles")


def test_no_folder_means_no_profiles(profiles: Profiles) -> None:
    assert profiles.list() == ()
    with pytest.raises(UnknownProfile):
        profiles.get("anything")


def test_profiles_are_listed_oldest_first_and_found_by_id_or_name(profiles: Profiles) -> None:
    late, early = info("a", "Late", 9), info("b", "Early", 2)
    profiles.create(late)
    folder = profiles.create(early)
    assert profiles.list() == (early, late)
    assert profiles.get("b") == profiles.get("EARLY") == early
    assert folder.info_file.stat().st_mode & 0o077 == 0
    assert folder.path.stat().st_mode & 0o077 == 0


def test_a_name_is_used_once(profiles: Profiles) -> None:
    profiles.create(info("a", "Work"))
    for name in ("Work", "work", " "):
        with pytest.raises(ProfileNameTaken):
            profiles.create(info("b", name))
    assert profiles.free_name("Work") == "Work 2"
    assert profiles.free_name("  ") == "Profile"


def test_updating_keeps_the_name_and_changes_the_rest(profiles: Profiles) -> None:
    profiles.create(info("a", "Work"))
    profiles.update(info("a", "WORK", 5))
    assert profiles.get("a").name == "WORK"
    with pytest.raises(UnknownProfile):
        profiles.update(info("zz", "Other"))


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"{}", b'{"id": "other", "name": "x"}', b"[]"], ids=repr
)
def test_a_broken_description_is_reported_and_hides_no_other(
    profiles: Profiles, content: bytes
) -> None:
    profiles.create(info("good", "Good"))
    folder = profiles.create(info("bad", "Bad"))
    folder.info_file.write_bytes(content)
    (folder.path / "own.db").write_bytes(b"precious")
    assert [one.id for one in profiles.list()] == ["good"]
    [broken] = profiles.broken()
    assert broken.id == "bad"
    assert broken.problem.next_step
    with pytest.raises(BrokenProfileFile):
        profiles.get("bad")
    assert (folder.path / "own.db").read_bytes() == b"precious"


def test_a_folder_without_a_description_is_no_profile_yet(profiles: Profiles) -> None:
    profiles.create(info("a", "Work"))
    profiles.folder("half").path.mkdir()
    assert len(profiles.list()) == 1
    assert profiles.broken() == ()


def test_removing_takes_the_whole_folder(profiles: Profiles) -> None:
    folder = profiles.create(info("a", "Work"))
    (folder.path / "quarantine").mkdir()
    profiles.remove("a")
    assert not folder.path.exists()
    with pytest.raises(UnknownProfile):
        profiles.remove("a")


@given(st.sampled_from(["", ".", "..", "../x", "a/b", "/etc", ".hidden", "a/../.."]))
def test_no_id_leads_out_of_the_profiles_folder(key: str) -> None:
    with pytest.raises(UnknownProfile):
        Profiles(Path("/nowhere")).folder(key)


def test_a_session_of_its_own_is_listed_until_it_is_dismissed(
    profiles: Profiles, tmp_path: Path
) -> None:
    profiles.admit(ProfileFolder(tmp_path / "elsewhere" / "s"))
    profiles.create(info("s", "Session"))
    assert (tmp_path / "elsewhere" / "s" / "profile.json").exists()
    assert [one.id for one in profiles.list()] == ["s"]
    profiles.dismiss("s")
    assert profiles.list() == ()
