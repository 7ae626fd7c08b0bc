"""What the palette offers besides orders: pages, and commands for the state things are in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.base.dates import day_words, local
from app.base.text import _
from app.orders.model import OrderRow, OrderState
from app.orders.words import state_words
from ui.kit.icons import Icon
from ui.kit.theme import Scheme
from ui.shell.desk import Desk
from ui.shell.palette import Command
from ui.shell.window import MainWindow, places

if TYPE_CHECKING:
    from ui.shell.actions import Actions


def commands(actions: Actions, desk: Desk, window: MainWindow) -> list[Command]:
    """Pages first, then commands."""
    pages, orders = _("Pages"), _("Commands")
    found = [
        Command(
            pages, place.title, place.icon, _opener(window, place.key), f"{_('Ctrl')} {at % 10}"
        )
        for at, place in enumerate(places(), start=1)
    ]
    parts = (
        ("computer", _("This computer: sign-in, keyring, profiles"), Icon.DEVICE),
        ("connection", _("Connection, synchronization and colors"), Icon.SETTINGS),
    )
    for part, title, icon in parts:
        found.append(Command(pages, title, icon, _opener(window, "account", part)))
    found.append(Command(orders, _("Synchronize now"), Icon.SYNC, desk.sync_now, "F5"))
    rooms = (
        ("deadlines", "ics", _("Export deadlines to a calendar…"), Icon.EXPORT),
        ("terms", "open", _("Open a local document…"), Icon.FOLDER),
        ("licenses", "read", _("Read a license file…"), Icon.FILE),
        ("licenses", "activate:situation", _("Activate isolated computers"), Icon.QR),
        ("licenses", "doctor", _("Doctor: fingerprint, clock, keyring, portal"), Icon.DOCTOR),
        ("licenses", "machines", _("Machines and who hosts them"), Icon.DEVICE),
        ("licenses", "history", _("History of license files"), Icon.HISTORY),
        ("certification", "rehearsal", _("Rehearse a certification"), Icon.FLASK),
        ("certification", "check", _("Check a certificate…"), Icon.SHIELD),
        ("certification", "note", _("Note a request to certify…"), Icon.CERTIFICATION),
        ("certification", "deletion", _("Begin a certificate of deletion"), Icon.TRASH),
        ("certification", "history", _("Certificates that left, and what changed"), Icon.HISTORY),
        ("notices", "drafts", _("Drafts of notices"), Icon.PENCIL),
        ("notices", "new", _("New formal notice…"), Icon.NOTICES),
        ("support", "new", _("New support request"), Icon.SUPPORT),
        ("support", "unauthorized", _("Report unauthorized use…"), Icon.SHIELD),
        ("support", "feedback", _("Write feedback"), Icon.CHAT),
        ("account", "confirm", _("Confirm that the account's data are accurate…"), Icon.ACCOUNT),
        ("account", "affiliates", _("Register of affiliates"), Icon.ACCOUNT),
        ("account", "tax", _("Tax exemption"), Icon.ACCOUNT),
        ("account", "credentials", _("Credentials: keyring, recovery code"), Icon.LICENSES),
    )
    for key, part, title, icon in rooms:
        found.append(Command(orders, title, icon, _opener(window, key, part)))
    if desk.standing.signed_in:
        found.append(Command(orders, _("Sign out…"), Icon.SIGN_OUT, actions.sign_out))
    else:
        found.append(Command(orders, _("Sign in again…"), Icon.USER_CIRCLE, actions.sign_in_again))
    found += [
        Command(orders, _("Sign in to another portal…"), Icon.PLUS, actions.sign_in),
        Command(orders, _("Back up this profile…"), Icon.SAVE, actions.backup),
        Command(orders, _("Restore from a backup…"), Icon.HISTORY, actions.restore),
    ]
    dark = actions.is_dark
    scheme, title = (Scheme.LIGHT, _("Light colors")) if dark else (Scheme.DARK, _("Dark colors"))
    found.append(
        Command(orders, title, Icon.PALETTE, lambda: actions.set_scheme(scheme), words=_("theme"))
    )
    return found


def describe_order(order: OrderRow) -> str:
    """An order in a few words: "Due soon, term to 26 Dec 2026"."""
    state = state_words(order.state)
    if order.term_end is None:
        return state
    day = day_words(local(order.term_end))
    if order.state is OrderState.ENDED:
        return _("Ended {day}").format(day=day)
    return _("{state}, term to {day}").format(state=state, day=day)


def _opener(window: MainWindow, key: str, part: str = "") -> Callable[[], None]:
    return lambda: window.show_page(key, part)
