"""The account page shows what the vendor knows, and keeps settings that make sense."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from app.account.model import SignedIn, SignInState
from app.base import settings as settings_file
from app.base.errors import ProblemReport
from app.services.rooms import Rooms
from tests.screens.account_scenes import LISTED
from tests.screens.stage import Stage
from tests.screens.world import World
from ui.account.page import AccountPage
from ui.kit.buttons import LinkButton
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
    assert {"Dana Weber", "Ines Falk"} <= shown
    named = [page.users.model.cell(at, 0).text for at in range(page.users.model.rowCount())]
    assert {"Dana Weber", "Jonas Petersen"} <= set(named)


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


def rooms(stage: Stage) -> Rooms:
    found = stage.application.desk.rooms
    assert found is not None
    return found


def give_up(stage: Stage) -> None:
    """The next test starts without changes."""
    for change in reversed(rooms(stage).account.pending()):
        rooms(stage).outbox.discard(change.item)


def test_a_confirmed_account_shows_that_it_is_on_its_way(stage: Stage, page: AccountPage) -> None:
    assert page.organization.review is not None
    page.acts.confirm()
    dialog = page.acts.dialog
    assert isinstance(dialog, ConfirmDialog)
    dialog.accept()
    stage.rest()
    assert page.organization.review is None
    assert page.organization.pending.isVisible()
    give_up(stage)


def test_a_changed_street_stands_in_place_with_its_state(stage: Stage, page: AccountPage) -> None:
    page.acts.change_organization()
    dialog: Any = page.acts.dialog
    dialog.street.setText("Neue Gasse 3")
    dialog.save()
    stage.rest()
    assert page.acts.dialog is None
    assert {"Neue Gasse 3", "Unsent"} <= texts(page)
    give_up(stage)


def test_a_field_that_is_wrong_keeps_the_dialog_open(stage: Stage, page: AccountPage) -> None:
    page.acts.change_user("")
    dialog: Any = page.acts.dialog
    dialog.name.setText("Dana")
    dialog.email.setText("no address")
    dialog.save()
    stage.rest()
    assert dialog.rows["email"].has_error
    assert rooms(stage).account.pending() == ()
    dialog.reject()


def test_an_unsent_new_user_is_changed_and_not_added_twice(stage: Stage, page: AccountPage) -> None:
    page.acts.change_user("")
    dialog: Any = page.acts.dialog
    dialog.name.setText("Nora Beck")
    dialog.email.setText("nora@brennholt.example")
    dialog.save()
    stage.rest()
    [first] = rooms(stage).account.pending()
    page.acts.change_user(first.item)
    again: Any = page.acts.dialog
    again.email.setText("nora.beck@brennholt.example")
    again.save()
    stage.rest()
    [second] = rooms(stage).account.pending()
    assert second.target == "nora.beck@brennholt.example"
    give_up(stage)


def test_an_affiliate_is_judged_while_it_is_typed(stage: Stage, page: AccountPage) -> None:
    page.show_part("affiliates")
    page.acts.change_company("")
    dialog: Any = page.acts.dialog
    dialog.name.setText("Donau")
    dialog.country.setText("at")
    dialog.share.setText("34")
    assert dialog.verdict.text().startswith("Not authorized")
    dialog.control.set_checked(True)
    assert dialog.verdict.text().startswith("Authorized")
    dialog.save()
    stage.rest()
    assert page.affiliates.model.rowCount() == 1
    give_up(stage)


def test_users_stand_against_what_orders_grant(stage: Stage, page: AccountPage) -> None:
    page.show_part("users")
    stage.rest()
    assert page.users.model.rowCount() >= 5
    assert "KO-20417" in {link.text() for link in page.users.seats.findChildren(LinkButton)}


def test_who_may_not_change_sees_no_buttons(qapp: QApplication, world: World) -> None:
    with Stage(qapp, world.reader, page="account") as stage:
        shown = stage.window.page
        assert isinstance(shown, AccountPage)
        stage.rest()
        assert not shown.organization.change.isVisible()


def test_credentials_are_listed_by_name_and_never_shown(qapp: QApplication, world: World) -> None:
    with Stage(qapp, world.filled, page="account", answers=LISTED) as stage:
        shown = stage.window.page
        assert isinstance(shown, AccountPage)
        shown.show_part("credentials")
        stage.until(lambda: "tokens" in shown.credentials.buttons, "the credentials")
        words = " ".join(texts(shown))
        assert "Your sign-in" in words
        assert "••••" in words
        keys = world.filled.keys
        assert keys is not None
        assert keys.own.raw.hex() not in words
        shown.credentials.renew_wanted.emit("mirror-key")
        assert isinstance(shown.keyring.dialog, ConfirmDialog)
        shown.keyring.dialog.reject()
