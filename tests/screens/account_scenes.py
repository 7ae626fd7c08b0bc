"""The account in every state: as known, changed, refused; its dialogs; credentials."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from app.account.changing import OrganizationWish, TaxWish
from app.account.model import Affiliate, User
from app.base.messages import Credential, Credentials, Done, Failed
from app.services.rooms import Rooms
from app.vault.errors import VaultLocked
from tests.screens.scenes import OFFLINE, Scene, page
from tests.screens.stage import TASK, Stage
from tests.screens.world import NOW, World

GROUP = (
    Affiliate(name="Brennholt Energietechnik AG", country="CH", ownership_percent=100),
    Affiliate(name="Brennholt Iberia SL", country="ES", ownership_percent=50),
    Affiliate(name="Donau Wärme GmbH", country="AT", ownership_percent=34),
    Affiliate(name="Hebei Brennholt JV", country="CN", ownership_percent=49, control=True),
)
LISTED = {
    "ListCredentials": (
        Credentials(
            task=TASK,
            profile_id="x",
            credentials=(
                Credential(name="tokens", present=True, since=NOW - timedelta(minutes=50)),
                Credential(name="own-key", present=True, since=NOW - timedelta(days=5)),
                Credential(name="mirror-key", present=True, since=NOW - timedelta(days=5)),
                Credential(name="recovery-code", present=True, since=NOW - timedelta(days=5)),
            ),
        ),
        Done(task=TASK),
    )
}
LOCKED = {"ListCredentials": (Failed(task=TASK, report=VaultLocked().report()),)}


@contextmanager
def account(
    world: World, qt: Any, *, then: Callable[[Stage], object], **options: Any
) -> Iterator[Stage]:
    """The page with changes that are given up afterwards."""
    with page(world, qt, key="account", then=then, **options) as stage:
        try:
            yield stage
        finally:
            rooms = _rooms(stage)
            for change in reversed(rooms.account.pending()):
                rooms.outbox.discard(change.item)


def _rooms(stage: Stage) -> Rooms:
    rooms = stage.application.desk.rooms
    assert rooms is not None
    return rooms


def _reread(stage: Stage, part: str) -> Any:
    shown: Any = stage.window.page
    shown.refresh(frozenset())
    shown.show_part(part)
    stage.rest()
    return shown


def _changed(stage: Stage) -> None:
    """Data, a user and a confirmation on their way."""
    rooms = _rooms(stage)
    wish = OrganizationWish(
        legal_name="Brennholt SE",
        street="Neue Gasse 3",
        city="Neu-Ulm",
        postal_code="89231",
        country="DE",
        tax_id="DE811922334",
    )
    rooms.account.change_organization(wish, "x")
    rooms.account.confirm("x")
    _reread(stage, "organization")


def _user(stage: Stage) -> None:
    rooms = _rooms(stage)
    rooms.account.put_user(
        User(name="Nora Beck", email="nora.beck@brennholt.example", role="member"), "x"
    )
    _reread(stage, "users")


def _group(stage: Stage) -> None:
    rooms = _rooms(stage)
    rooms.account.set_affiliates(GROUP, "x")
    shown = _reread(stage, "affiliates")
    shown.affiliates.table.select_row(2)


def _tax(stage: Stage) -> None:
    rooms = _rooms(stage)
    until = (NOW + timedelta(days=400)).date()
    rooms.account.set_tax(TaxWish(region="US-NY", number="EX-48213", valid_until=until), "x")
    _reread(stage, "tax")


def _dialog(stage: Stage, open_it: Callable[[Any], object]) -> Any:
    shown: Any = stage.window.page
    open_it(shown.acts)
    stage.application.actions.dialog = shown.acts.dialog
    return shown.acts.dialog


def _user_errors(stage: Stage) -> None:
    dialog = _dialog(stage, lambda acts: acts.change_user(""))
    dialog.name.setText("Dana Weber")
    dialog.email.setText("dana.weber@brennholt.example")
    dialog.save()


def _company(stage: Stage) -> None:
    _group(stage)
    _dialog(stage, lambda acts: acts.change_company("Donau Wärme GmbH"))


def _confirm(stage: Stage) -> None:
    _dialog(stage, lambda acts: acts.confirm())


def _organization(stage: Stage) -> None:
    dialog = _dialog(stage, lambda acts: acts.change_organization())
    dialog.country.setText("Germany")
    dialog.save()


def _contact(stage: Stage) -> None:
    shown: Any = stage.window.page
    key = shown.acts._shown.contacts[0].contact.id
    _dialog(stage, lambda acts: acts.change_contact(key))


def _exemption(stage: Stage) -> None:
    dialog = _dialog(stage, lambda acts: acts.change_tax())
    dialog.until.setText("31 Feb 2027")
    dialog.save()


def _new_code(stage: Stage) -> None:
    shown: Any = stage.window.page
    shown.credentials.renew_wanted.emit("recovery-code")
    stage.application.actions.dialog = shown.keyring.dialog


def account_scenes() -> tuple[Scene, ...]:
    """All of them."""
    p = partial(partial, account)
    plain = partial(partial, page, key="account")
    return (
        Scene("account-changed", p(then=_changed)),
        Scene("account-users-changed", p(then=_user)),
        Scene("account-affiliates", p(then=_group)),
        Scene("account-affiliates-empty", plain(part="affiliates")),
        Scene("account-tax", p(then=_tax)),
        Scene("account-tax-empty", plain(part="tax", answers=OFFLINE)),
        Scene("account-credentials", plain(part="credentials", answers=LISTED), quick=True),
        Scene("account-credentials-locked", plain(part="credentials", answers=LOCKED)),
        Scene("account-no-permission", plain(station="reader")),
        Scene("dialog-account-confirm", p(then=_confirm)),
        Scene("dialog-account-organization", p(then=_organization)),
        Scene("dialog-account-user", p(then=_user_errors)),
        Scene("dialog-account-contact", p(then=_contact)),
        Scene("dialog-account-company", p(then=_company)),
        Scene("dialog-account-tax", p(then=_exemption)),
        Scene("dialog-account-new-code", plain(part="credentials", answers=LISTED, then=_new_code)),
    )
