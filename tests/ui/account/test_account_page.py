"""The account page shows what the vendor knows, and keeps settings that make sense."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app.account.model import SignedIn, SignInState
from app.base import settings as settings_file
from app.base.errors import ProblemReport
from tests.screens.stage import Stage
from tests.screens.world import World
from ui.account.page import AccountPage
from ui.kit.dialogs import ConfirmDialog


@pytest.fixture
def stage(qapp: QApplication, world: World) -> Iterator[Stage]:
    with Stage(qapp, world.filled, page="account") as made:
        yield made


@pytest.fixture
def page(stage: Stage) -> AccountPage:
    shown = stage.window.page
    assert isinstance(shown, AccountPage)
    return shown


def texts(page: AccountPage) -> set[str]:
    return {label.text() for label in page.findChildren(QLabel)}


def test_registration_contacts_and_users_are_there(page: AccountPage) -> None:
    shown = texts(page)
    assert {"Brennholt SE", "K-204417", "DE811922334"} <= shown
    assert {"Dana Weber", "Ines Falk", "Jonas Petersen"} <= shown


def test_a_changed_setting_is_kept_at_once(stage: Stage, page: AccountPage) -> None:
    page.connection.minutes.set_value("60")
    page.connection.look.set_value("dark")
    kept = settings_file.load(stage.application.folders.config)
    assert (kept.sync_minutes, kept.theme) == (60, "dark")
    assert stage.application.theme.dark
    assert stage.application.desk.settings.sync_minutes == 60


@pytest.mark.parametrize(
    "address",
    ["proxy", "socks5://p:1", "http://user:secret@proxy:3128", "http://p:99999", "http://"],
)
def test_a_proxy_that_makes_no_sense_is_not_kept(
    stage: Stage, page: AccountPage, address: str
) -> None:
    tab = page.connection
    tab.proxy.set_value("address")
    tab.address.setText(address)
    tab.address.editingFinished.emit()
    assert tab._address_row.has_error
    assert settings_file.load(stage.application.folders.config).proxy in {"system", "none"}


def test_a_proxy_and_company_roots_are_kept(
    stage: Stage, page: AccountPage, tmp_path: Path
) -> None:
    tab = page.connection
    roots = tmp_path / "company.pem"
    roots.write_text("a certificate")
    tab.proxy.set_value("address")
    tab.address.setText("http://proxy.example.com:3128")
    tab.address.editingFinished.emit()
    tab.ca.setText(str(roots))
    tab.ca.editingFinished.emit()
    kept = settings_file.load(stage.application.folders.config)
    assert (kept.proxy, kept.company_ca) == ("http://proxy.example.com:3128", str(roots))


def test_the_keyring_card_never_shows_a_secret(page: AccountPage, world: World) -> None:
    page.show_part("computer")
    keys = world.filled.keys
    assert keys is not None
    shown = " ".join(texts(page))
    assert keys.own.raw.hex() not in shown
    assert "••••" in shown


def test_a_session_in_memory_says_so(page: AccountPage) -> None:
    note = ProblemReport(code="CP-2103", title="No keyring", explanation="None.", next_step="")
    page.show_keyring(memory_only=True, note=note)
    assert any("In memory only" in text for text in texts(page))


@pytest.mark.parametrize(
    ("state", "words", "may_sign_out"),
    [
        (SignInState.SIGNED_IN, "Signed in", True),
        (SignInState.EXPIRED, "Sign in again", False),
        (SignInState.SIGNED_OUT, "Signed out", False),
    ],
)
def test_the_sign_in_card_says_who_and_whether_it_holds(
    page: AccountPage, state: SignInState, words: str, may_sign_out: bool
) -> None:
    page.computer.show_signed_in(SignedIn(state=state, name="Dana Weber"))
    assert page.computer._state.text() == words
    assert page.computer.sign_out.isEnabled() is may_sign_out


def test_removing_a_profile_asks_first(stage: Stage, page: AccountPage) -> None:
    profile = stage.application.desk.profile
    assert profile is not None
    page.computer.remove_wanted.emit(profile.id)
    dialog = stage.application.actions.dialog
    assert isinstance(dialog, ConfirmDialog)
    dialog.reject()
    assert stage.application.desk.profile is not None
