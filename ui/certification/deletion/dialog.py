"""One entry of the inventory, or what is the same for all that are still to be filled in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QWidget

from app.base.dates import local
from app.base.text import _
from app.certification.model import Deletion
from ui.kit.buttons import ButtonKind
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextField
from ui.kit.forms import CheckRow, Form, FormRow
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import Space

_LONGEST = 200
_SAMPLE = "2026-12-31"
NEW = Deletion(
    id="", product_id="", product_name="", what="", place="", method="", by="", deleted_at=None
)


class DeletionDialog(Dialog):
    """How, by whom and when; of a single entry also what and where, and whether it is kept."""

    def __init__(
        self,
        theme: Theme,
        entry: Deletion,
        now: datetime,
        *,
        products: Sequence[tuple[str, str]] = (),
        several: int = 0,
        parent: QWidget | None,
    ) -> None:
        title = _("What was deleted") if entry.id or several else _("Add what was deleted")
        if several:
            title = _("Fill in all that are open: {n}").format(n=several)
        super().__init__(theme, title, parent=parent, width=520)
        self._entry = entry
        self._now = now
        self._products = {name: key for key, name in products}
        self._several = several
        self.removed = False
        """The person wants it out of the inventory."""
        self.product, self.what, self.place = (TextField(theme) for _n in range(3))
        self.method, self.by, self.day, self.reason = (TextField(theme) for _n in range(4))
        self._fill()
        self.kept = CheckRow(
            theme, _("It is kept for now"),
            hint=_("What the law or the agreement lets you keep; the reason is printed."),
        )  # fmt: skip
        self.form = Form(theme)
        self._add_rows()
        self.body.addWidget(self.form)
        self.kept.toggled.connect(lambda _on: self._show_kept())
        self.kept.set_checked(not several and entry.deleted_at is None and bool(entry.note))
        if entry.id and not several:
            remove = self.add_action(_("Take it out"), ButtonKind.DANGER)
            remove.clicked.connect(self._remove)
        self.add_cancel()
        self.go = self.add_action(_("Keep"), ButtonKind.PRIMARY, default=True)
        self.go.clicked.connect(self._accept_if_whole)
        self._show_kept()
        fields = (self.product, self.what, self.place, self.method, self.by, self.day)
        first = next((one for one in fields if one.isVisibleTo(self) and not one.text()), self.day)
        first.setFocus()

    def _fill(self) -> None:
        entry = self._entry
        day = local(entry.deleted_at or self._now).date().isoformat()
        for field, text in (
            (self.product, entry.product_name),
            (self.what, entry.what),
            (self.place, entry.place),
            (self.method, entry.method),
            (self.by, entry.by),
            (self.day, day),
            (self.reason, entry.note),
        ):
            field.setMaxLength(_LONGEST)
            field.setText(text)
        for field, choices in (
            (self.product, list(self._products)),
            (self.method, methods()),
        ):
            known = QCompleter(choices, field)
            known.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            known.setFilterMode(Qt.MatchFlag.MatchContains)
            field.setCompleter(known)

    def _add_rows(self) -> None:
        theme = self._theme
        self.product_row = FormRow(theme, _("Product"), self.product)
        self.what_row = FormRow(
            theme, _("What"), self.what, hint=_("Software, key, backup, documentation, data")
        )
        self.place_row = FormRow(theme, _("Where"), self.place, hint=_("Host or system"))
        self.method_row = FormRow(
            theme, _("How"), self.method, hint=_("For instance: {method}").format(
                method=methods()[0])
        )  # fmt: skip
        self.by_row = FormRow(theme, _("By whom"), self.by)
        self.day_row = FormRow(
            theme, _("When"), self.day, hint=_("Year, month, day: {day}").format(day=_SAMPLE)
        )
        self.reason_row = FormRow(theme, _("Why it is kept, as it will be printed"), self.reason)
        if not self._several:
            self.form.add(_beside(self.product_row, self.what_row))
            self.form.add(self.place_row)
            self.form.add(self.kept)
        else:
            for one in (self.product_row, self.what_row, self.place_row, self.kept):
                one.setParent(self)
                one.hide()
        self._done = _beside(self.by_row, self.day_row)
        for item in (self.method_row, self._done, self.reason_row):
            self.form.add(item)

    @property
    def entry(self) -> Deletion:
        """What the fields say, of a single entry."""
        name = self.product.text().strip()
        same = name == self._entry.product_name
        key = self._entry.product_id if same else self._products.get(name, "")
        return msgspec.structs.replace(
            self.filled(self._entry),
            product_id=key,
            product_name=name,
            what=self.what.text().strip(),
            place=self.place.text().strip(),
        )

    def filled(self, entry: Deletion) -> Deletion:
        """`entry` with how, by whom and when from the fields."""
        if self.kept.checked:
            return msgspec.structs.replace(
                entry, deleted_at=None, note=self.reason.text().strip(), method="", by=""
            )
        return msgspec.structs.replace(
            entry,
            method=self.method.text().strip(),
            by=self.by.text().strip(),
            deleted_at=self._instant(),
            note="",
        )

    def _instant(self) -> datetime | None:
        """Noon of the day by this computer's clock, or now where that is still to come."""
        day = self._day()
        if day is None:
            return None
        noon = datetime.combine(day, time(12)).astimezone(UTC)
        return min(noon, self._now)

    def _day(self) -> date | None:
        try:
            return date.fromisoformat(self.day.text().strip())
        except ValueError:
            return None

    def _show_kept(self) -> None:
        kept = self.kept.checked
        for one in (self.method_row, self._done):
            one.setVisible(not kept)
        self.reason_row.setVisible(kept)
        self.fit()

    def _remove(self) -> None:
        self.removed = True
        self.accept()

    def _accept_if_whole(self) -> None:
        empty = _("This is printed: it cannot be empty.")
        wanted: list[tuple[FormRow, TextField]] = []
        if not self._several:
            wanted += [(self.product_row, self.product), (self.what_row, self.what)]
        if self.kept.checked:
            wanted.append((self.reason_row, self.reason))
        else:
            wanted += [(self.method_row, self.method), (self.by_row, self.by)]
        faults = {one: "" if field.text().strip() else empty for one, field in wanted}
        if not self.kept.checked:
            faults[self.day_row] = self._day_fault()
        for one, fault in faults.items():
            one.set_error(fault)
        self.fit()
        wrong = next((one for one, fault in faults.items() if fault), None)
        if wrong is None:
            self.accept()
        else:
            wrong.field.setFocus()

    def _day_fault(self) -> str:
        day = self._day()
        if day is None:
            return _("Give a day such as {day}.").format(day=_SAMPLE)
        return _("That day is still to come.") if day > local(self._now).date() else ""


def methods() -> list[str]:
    """How things are deleted, as people write it."""
    return [
        _("Uninstalled, data overwritten"),
        _("Virtual machine destroyed with its disks"),
        _("Key removed from the vault"),
        _("Backup expired and overwritten"),
        _("Deleted by the provider on request"),
    ]


def _beside(*rows: QWidget) -> QWidget:
    """Rows of a form beside each other."""
    box = QWidget()
    line = row(spacing=Space.M)
    for one in rows:
        line.addWidget(one, 1, Qt.AlignmentFlag.AlignTop)
    box.setLayout(line)
    return box
