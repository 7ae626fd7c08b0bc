"""What a person can do from anywhere: sign in and out, profiles, backups, theme, the palette."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog

from app.account.model import ProfileInfo
from app.account.profiles import Profiles
from app.base import settings as settings_file
from app.base.dates import day_words, local
from app.base.errors import Problem, ProblemReport
from app.base.messages import LostItem, ProfileCard
from app.base.paths import Folders
from app.base.settings import Settings
from app.base.text import _
from ui.kit.theme import Scheme, Theme
from ui.shell.desk import Desk
from ui.shell.errands import Errands
from ui.shell.window import MainWindow

if TYPE_CHECKING:
    from ui.account.page import AccountPage
    from ui.certification.page import CertificationPage
    from ui.shell.palette import Palette


class Actions(QObject):
    """Opens dialogs and carries out commands; what they change comes back by the desk's signals."""

    problem = Signal(object)
    settings_changed = Signal(object)

    def __init__(self, theme: Theme, desk: Desk, window: MainWindow, folders: Folders) -> None:
        super().__init__(window)
        self._theme = theme
        self._desk = desk
        self._window = window
        self._folders = folders
        self._profiles = Profiles(folders.profiles)
        self.errands = Errands(desk, self)
        self._palette: Palette | None = None
        self.dialog: QDialog | None = None
        """The dialog that is open, for tests and screens."""

    def open_dialog(self, dialog: QDialog) -> None:
        """Show a modal dialog, one at a time; it is thrown away when it closes."""
        self.dialog = dialog
        dialog.finished.connect(lambda: self._dialog_over(dialog))
        dialog.open()

    def _dialog_over(self, dialog: QDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()

    def profiles(self) -> tuple[ProfileInfo, ...]:
        """The profiles of this computer; a memory-only one is listed while it lasts."""
        listed = self._profiles.list()
        current = self._desk.profile
        if current is not None and all(info.id != current.id for info in listed):
            return (current, *listed)
        return listed

    @property
    def is_dark(self) -> bool:
        """Whether dark colors are in force."""
        return self._theme.dark

    def sign_in(self) -> None:
        """Sign in to a portal, into a new profile."""
        from ui.shell.sign_in import SignInDialog  # noqa: PLC0415 - not for the first paint

        self.open_dialog(SignInDialog(self._theme, self._desk.link, parent=self._window))

    def sign_in_again(self) -> None:
        """Sign in again into the open profile; a demo signs itself in."""
        profile = self._desk.profile
        if profile is None:
            self.sign_in()
            return
        self.sign_in_to(profile)

    def sign_in_to(self, profile: ProfileInfo | ProfileCard) -> None:
        """Sign in into a profile there is already, open or locked; a demo signs itself in."""
        if profile.demo:
            self.start_demo(0)
            return
        from ui.shell.sign_in import SignInDialog  # noqa: PLC0415

        dialog = SignInDialog(
            self._theme,
            self._desk.link,
            parent=self._window,
            address=profile.address,
            profile_id=profile.id,
            profile_name=profile.name,
        )
        dialog.accepted.connect(self._desk.sync)
        self.open_dialog(dialog)

    def sign_out(self) -> None:
        """Sign out after asking; orders stay readable."""
        from ui.kit.dialogs import ConfirmDialog  # noqa: PLC0415

        dialog = ConfirmDialog(
            self._theme,
            _("Sign out?"),
            _("Your sign-in is revoked at the portal. Orders stay readable here; what is not sent"
              " yet waits until you sign in again."),
            _("Sign out"),
            parent=self._window,
        )  # fmt: skip
        dialog.accepted.connect(self.errands.sign_out)
        self.open_dialog(dialog)

    def start_demo(self, orders: int) -> None:
        """Start the embedded portal and sign in there, with progress."""
        self.errands.start_demo(orders, self.problem.emit)

    def backup(self) -> None:
        """Seal the open profile into a file."""
        profile = self._desk.profile
        if profile is None:
            return
        from ui.shell.backups import BackupDialog  # noqa: PLC0415

        dialog = BackupDialog(self._theme, self._desk.link, profile.name, parent=self._window)
        dialog.accepted.connect(lambda: self._window.strip_said(_("The backup is complete.")))
        self.open_dialog(dialog)

    def restore(self) -> None:
        """Bring a sealed file back."""
        from ui.shell.backups import RestoreDialog  # noqa: PLC0415

        self.open_dialog(RestoreDialog(self._theme, self._desk.link, parent=self._window))

    def recover(self, profile_id: str) -> None:
        """Ask for the recovery code of a profile whose key is lost."""
        from ui.shell.recovery import RecoverDialog  # noqa: PLC0415

        self.open_dialog(
            RecoverDialog(self._theme, self._desk.link, profile_id, parent=self._window)
        )

    def show_recovery_code(self, profile_id: str, code: str) -> None:
        """Show a new profile's code, once, before anything else."""
        from ui.shell.recovery import RecoveryCodeDialog  # noqa: PLC0415

        profile = self._desk.profile
        name = profile.name if profile and profile.id == profile_id else ""
        before = self.dialog
        dialog = RecoveryCodeDialog(self._theme, code, name, parent=self._window)
        if before is not None and before.isVisible():
            before.finished.connect(lambda: self.open_dialog(dialog))
        else:
            self.open_dialog(dialog)

    def ask_remove(self, profile_id: str) -> None:
        """Remove a profile from this computer, after saying what is lost."""
        from ui.kit.dialogs import ConfirmDialog  # noqa: PLC0415

        name = next((info.name for info in self.profiles() if info.id == profile_id), profile_id)
        dialog = ConfirmDialog(
            self._theme,
            _("Remove “{name}” from this computer?").format(name=name),
            _("Its orders can be fetched again. What was not sent, drafts and your own records are"
              " deleted here; back up first if you need them."),
            _("Remove"),
            danger=True,
            parent=self._window,
        )  # fmt: skip
        dialog.accepted.connect(lambda: self.errands.remove_profile(profile_id))
        self.open_dialog(dialog)

    def ask_start_over(self, profile_id: str, lost: Sequence[LostItem]) -> None:
        """Say exactly what is given up, then go on without the old own.db."""
        from ui.kit.dialogs import ConfirmDialog  # noqa: PLC0415

        items = "\n".join(
            _("{kind}, {state}, made {when}").format(
                kind=item.kind, state=item.state, when=day_words(local(item.created_at))
            )
            for item in lost[:12]
        )
        more = len(lost) - 12
        if more > 0:
            items += "\n" + _("and {n} more").format(n=more)
        text = _(
            "The old file is put aside, not deleted: should the recovery code turn up, it"
            " still opens it. You sign in again, and orders are fetched anew."
        )
        dialog = ConfirmDialog(
            self._theme,
            _("Go on without the old records?"),
            f"{text}\n\n{items}" if items else text,
            _("Start over"),
            danger=True,
            parent=self._window,
        )
        dialog.accepted.connect(partial(self.errands.start_over, profile_id))
        self.open_dialog(dialog)

    def change_settings(self, settings: Settings) -> None:
        """Keep changed settings and follow them."""
        try:
            settings_file.save(self._folders.config, settings)
        except Problem as problem:
            self.problem.emit(problem.report())
            return
        self._desk.use_settings(settings)
        self._theme.set_scheme(Scheme(settings.theme))
        self.settings_changed.emit(settings)

    def set_scheme(self, scheme: Scheme) -> None:
        """Change the theme, and remember it."""
        self.change_settings(msgspec.structs.replace(self._desk.settings, theme=scheme.value))

    def equip_account(self, page: AccountPage) -> None:
        """Give the account page what it shows, and do what it asks for."""
        page.show_settings(self._desk.settings)
        page.show_profiles(self.profiles())
        page.show_keyring(memory_only=self._desk.memory_only, note=self._desk.note)
        page.settings_changed.connect(self.change_settings)
        self.settings_changed.connect(page.show_settings)
        self.errands.profiles_changed.connect(lambda: page.show_profiles(self.profiles()))
        tab = page.computer
        tab.sign_out_wanted.connect(self.sign_out)
        tab.backup_wanted.connect(self.backup)
        tab.restore_wanted.connect(self.restore)
        tab.other_wanted.connect(self.sign_in)
        tab.profile_wanted.connect(self._desk.open_profile)
        tab.remove_wanted.connect(self.ask_remove)
        page.keyring.sign_out_wanted.connect(self.sign_out)
        page.keyring.remove_wanted.connect(self._ask_remove_open)

    def equip_certification(self, page: CertificationPage) -> None:
        """Give the checker the certificates that are trusted, and keep one more."""
        page.show_settings(self._desk.settings)
        page.settings_changed.connect(self.change_settings)
        self.settings_changed.connect(page.show_settings)

    def _ask_remove_open(self) -> None:
        if self._desk.profile is not None:
            self.ask_remove(self._desk.profile.id)

    def open_brand_menu(self) -> None:
        """Show the menu below the brand."""
        brand = self._window.navigation.brand
        from ui.shell.brand_menu import brand_menu  # noqa: PLC0415 - when it is first opened

        made = brand_menu(self._theme, self, self._desk, brand)
        made.popup(brand.mapToGlobal(brand.rect().bottomLeft()))

    def open_palette(self) -> None:
        """Ctrl+K."""
        if self._desk.rooms is None:
            return
        from ui.shell.commands import commands, describe_order  # noqa: PLC0415

        if self._palette is None:
            from ui.shell.palette import Palette  # noqa: PLC0415

            self._palette = Palette(self._theme, self._desk.jobs, self._window)
            self._palette.describe_orders(describe_order)
            self._palette.order_chosen.connect(
                lambda number: self._window.show_page("orders", number)
            )
            self._palette.place_chosen.connect(self._window.show_page)
        self._palette.open(commands(self, self._desk, self._window))

    @property
    def palette_shown(self) -> Palette | None:
        """The palette, once it was opened."""
        return self._palette

    def say_crash(self, report: ProblemReport, path: Path | None) -> None:
        """Show a bug, and where its report was saved."""
        if path is not None:
            kept = _("A report without your data was saved as {path}.").format(path=path)
            report = msgspec.structs.replace(report, kept=f"{report.kept} {kept}".strip())
        self.problem.emit(report)
