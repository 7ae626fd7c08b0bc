"""What a person does with the account: dialogs, the jobs that queue changes, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.account.changing import ChangeKind, OrganizationWish, PendingChange, TaxWish
from app.account.model import Affiliate, Contact, ProfileInfo, User
from app.account.shown import Shown, wanted_tax
from app.base.clock import Clock
from app.base.dates import local
from app.base.errors import ProblemReport
from app.base.tasks import CancelToken, Report
from app.base.text import _
from app.exchange.attachments import KeptFile
from app.services import Rooms
from ui.account.dialogs import (
    AffiliateDialog,
    ContactDialog,
    FieldsDialog,
    OrganizationDialog,
    UserDialog,
)
from ui.account.tax import TaxDialog
from ui.jobs import Jobs
from ui.kit.dialogs import ConfirmDialog, Dialog
from ui.kit.theme import Theme

V = TypeVar("V")


class AccountActs(QObject):
    """One dialog at a time; a change is queued in a job, and the dialog stays until it is."""

    changed = Signal()
    """Something was queued or given up: read again, and let the worker send."""
    failed = Signal(object)
    said = Signal(str)

    def __init__(
        self, theme: Theme, jobs: Jobs, clock: Clock, profile: ProfileInfo, window: QWidget
    ) -> None:
        super().__init__(window)
        self._theme, self._jobs, self._clock = theme, jobs, clock
        self._profile, self._window = profile, window
        self._shown: Shown | None = None
        self.dialog: Dialog | None = None
        """The dialog that is open, for tests and screens."""

    def use(self, shown: Shown) -> None:
        """Work on the account as it is shown."""
        self._shown = shown

    def confirm(self) -> None:
        """Say that everything is still accurate, after showing what."""
        account = self._shown.account if self._shown is not None else None
        if account is None:
            return
        place = account.organization
        lines = [
            account.legal_name or account.name,
            ", ".join(
                filter(None, (place.street, f"{place.postal_code} {place.city}".strip(),
                              place.country))
            ),
            place.tax_id,
        ]  # fmt: skip
        text = _("Your agreement asks you to keep the registration accurate (§3). You confirm"
                 " these data, the named users and the contacts:")  # fmt: skip
        dialog = ConfirmDialog(
            self._theme,
            _("Is everything still accurate?"),
            "\n\n".join((text, "\n".join(filter(None, lines)))),
            _("Confirm"),
            parent=self._window,
        )
        subject = self._profile.subject
        dialog.accepted.connect(lambda: self._do(lambda rooms: rooms.account.confirm(subject)))
        self._open(dialog)

    def change_organization(self, corrects: PendingChange | None = None) -> None:
        """Change the registration data."""
        account = self._shown.account if self._shown is not None else None
        if account is None:
            return
        dialog = OrganizationDialog(self._theme, account, parent=self._window)
        item, subject = _item(corrects), self._profile.subject

        def put(rooms: Rooms, wish: OrganizationWish) -> str:
            return rooms.account.change_organization(wish, subject, corrects=item)

        self._fill_in(dialog, put)

    def change_user(self, key: str, corrects: PendingChange | None = None) -> None:
        """Add a named user (no key), or change one."""
        lines = self._shown.users if self._shown is not None else ()
        line = next((one for one in lines if key and key in (one.user.id, _item(one.change))), None)
        others = [one.user for one in lines if one is not line]
        user = line.user if line is not None else None
        dialog = UserDialog(self._theme, user, others, parent=self._window)
        # What is not sent yet and has no id is replaced, not added a second time.
        unsent = line.change if line is not None and not line.user.id else None
        item, subject = _item(corrects), self._profile.subject
        given_up = _item(unsent) if unsent is not None and not item else ""

        def put(rooms: Rooms, wanted: User) -> str:
            if given_up:
                rooms.outbox.discard(given_up)
            return rooms.account.put_user(wanted, subject, corrects=item)

        self._fill_in(dialog, put)

    def change_contact(self, key: str, corrects: PendingChange | None = None) -> None:
        """Add a contact (no key), or change or remove one."""
        lines = self._shown.contacts if self._shown is not None else ()
        line = next(
            (one for one in lines if key and key in (one.contact.id, _item(one.change))), None
        )
        contact = line.contact if line is not None else None
        dialog = ContactDialog(self._theme, contact, parent=self._window)
        unsent = line.change if line is not None and not line.contact.id else None
        item, subject = _item(corrects), self._profile.subject
        given_up = _item(unsent) if unsent is not None and not item else ""

        def put(rooms: Rooms, wanted: Contact) -> str:
            if given_up:
                rooms.outbox.discard(given_up)
            return rooms.account.put_contact(wanted, subject, corrects=item)

        def remove() -> None:
            dialog.reject()
            if contact is not None:
                self._do(lambda rooms: rooms.account.put_contact(contact, subject, removed=True))

        dialog.removed.connect(remove)
        self._fill_in(dialog, put)

    def change_company(self, name: str) -> None:
        """Add a company to the register (no name), or change one."""
        if self._shown is None:
            return
        register = self._shown.register
        listed = [line.affiliate for line in register.lines]
        known = next((one for one in listed if name and one.name == name), None)
        others = [one for one in listed if one is not known]
        dialog = AffiliateDialog(self._theme, known, others, register.rule, parent=self._window)
        subject = self._profile.subject

        def put(rooms: Rooms, wanted: Affiliate) -> str:
            new = [wanted if one is known else one for one in listed]
            return rooms.account.set_affiliates(
                new if known is not None else [*new, wanted], subject
            )

        self._fill_in(dialog, put)

    def remove_company(self, name: str) -> None:
        """Take a company out of the register, after asking."""
        if self._shown is None:
            return
        left = [
            line.affiliate for line in self._shown.register.lines if line.affiliate.name != name
        ]
        dialog = ConfirmDialog(
            self._theme,
            _("Remove this company from the register?"),
            _(
                "The people of “{name}” no longer count as authorized users once your vendor has"
                " the change."
            ).format(name=name),
            _("Remove"),
            danger=True,
            parent=self._window,
        )
        subject = self._profile.subject
        dialog.accepted.connect(
            lambda: self._do(lambda rooms: rooms.account.set_affiliates(left, subject))
        )
        self._open(dialog)

    def change_tax(self, corrects: PendingChange | None = None) -> None:
        """Enter a tax exemption with its certificate."""
        tax = self._shown.tax if self._shown is not None else None
        if corrects is not None:
            tax = wanted_tax(corrects)
        today = local(self._clock.now()).date()
        dialog = TaxDialog(self._theme, tax, today, parent=self._window)
        item, subject = _item(corrects), self._profile.subject
        dialog.file_chosen.connect(partial(self._attach, dialog))

        def put(rooms: Rooms, wish: TaxWish) -> str:
            return rooms.account.set_tax(wish, subject, files=dialog.files, corrects=item)

        self._fill_in(dialog, put)

    def correct(self, change: PendingChange) -> None:
        """Change what was refused and send it again."""
        match change.kind:
            case ChangeKind.ORGANIZATION:
                self.change_organization(change)
            case ChangeKind.USER:
                self.change_user(change.target or change.item, change)
            case ChangeKind.CONTACT:
                self.change_contact(change.target or change.item, change)
            case ChangeKind.TAX:
                self.change_tax(change)
            case ChangeKind.AFFILIATES:
                self.said.emit(_("Change the companies below: the register is sent again then."))
            case ChangeKind.CONFIRM:
                self.send(change.item)

    def send(self, item: str) -> None:
        """Try a change again now."""
        self._do(lambda rooms: rooms.outbox.retry(item))

    def discard(self, change: PendingChange) -> None:
        """Give a change up, after asking; what the vendor knows stays."""
        dialog = ConfirmDialog(
            self._theme,
            _("Discard this change?"),
            _("“{title}” is not sent; your vendor's data stay as they are.").format(
                title=change.title
            ),
            _("Discard"),
            danger=True,
            parent=self._window,
        )
        dialog.accepted.connect(lambda: self._do(lambda rooms: rooms.outbox.discard(change.item)))
        self._open(dialog)

    def _attach(self, dialog: TaxDialog, path: Path) -> None:
        def keep(rooms: Rooms, cancel: CancelToken, report: Report) -> KeptFile:
            return rooms.files.attach(path, report, cancel)

        self._jobs.job(dialog, keep).on_success(dialog.add_file).on_failure(dialog.fail).run()

    def _fill_in(self, dialog: FieldsDialog, put: Callable[[Rooms, V], str]) -> None:
        def save(value: V) -> None:
            def done(_item: str) -> None:
                dialog.accept()
                self.changed.emit()

            self._jobs.job(dialog, lambda rooms, _cancel, _report: put(rooms, value)).on_success(
                done
            ).on_failure(dialog.fail).run()

        dialog.saved.connect(save)
        self._open(dialog)

    def _do(self, act: Callable[[Rooms], object]) -> None:
        self._jobs.job(self, lambda rooms, _cancel, _report: act(rooms)).on_success(
            lambda _done: self.changed.emit()
        ).on_failure(self._failed).run()

    def _failed(self, report: ProblemReport) -> None:
        self.failed.emit(report)
        self.changed.emit()

    def _open(self, dialog: Dialog) -> None:
        dialog.fit()
        self.dialog = dialog
        dialog.finished.connect(lambda: self._over(dialog))
        dialog.open()

    def _over(self, dialog: Dialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()


def _item(change: PendingChange | None) -> str:
    return change.item if change is not None else ""
