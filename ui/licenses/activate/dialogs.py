"""Dialogs of a batch: its name, the hosts one expects, and what to do about one host."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.base.text import _, ngettext
from app.licenses.batches.model import BatchHost, HostStanding
from ui.kit.buttons import Button, ButtonKind
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextArea, TextField
from ui.kit.forms import FormRow
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import row
from ui.kit.theme import Theme
from ui.kit.tokens import TextStyle, Token
from ui.licenses.activate.facts import FactsPanel, shell_facts
from ui.licenses.activate.looks import why_words

_LONGEST_NAME = 80
_MOST_HOSTS = 1000


class NameDialog(Dialog):
    """What a batch is called; a new one also takes the hosts one expects."""

    named = Signal(str, object)
    """The name, and the host names."""
    remove_wanted = Signal()

    def __init__(
        self, theme: Theme, title: str, name: str, *, new: bool, parent: QWidget | None
    ) -> None:
        super().__init__(theme, title, parent=parent)
        self.field = TextField(theme)
        self.field.setText(name)
        self.field.setMaxLength(_LONGEST_NAME)
        self.row = FormRow(
            theme, _("Name"), self.field, hint=_("A room, a site, a date: it stays here.")
        )
        self.body.addWidget(self.row)
        self.area = TextArea(theme, lines=5)
        if new:
            self.body.addWidget(
                FormRow(
                    theme,
                    _("Hosts you expect"),
                    self.area,
                    hint=_("One a line; leave it empty where you do not know. A host whose file is"
                           " missing is then shown."),
                )
            )  # fmt: skip
        else:
            self.area.hide()
            self.area.setParent(self)
        self.add_cancel()
        self.go = self.add_action(
            _("Begin") if new else _("Rename"), ButtonKind.PRIMARY, default=True
        )
        self.go.clicked.connect(self._go)
        self.field.setFocus()
        self.field.selectAll()

    def offer_removal(self) -> None:
        """Nothing of the batch was sent: it may be forgotten."""
        remove = Button(self._theme, _("Remove this batch"), ButtonKind.DANGER, small=True)
        remove.clicked.connect(self.remove_wanted)
        remove.clicked.connect(self.reject)
        self.body.addLayout(row(remove, None))

    def _go(self) -> None:
        name = self.field.text().strip()
        if not name:
            self.row.set_error(_("Give it a name."))
            self.field.setFocus()
            return
        self.named.emit(name, names_in(self.area.toPlainText()))
        self.accept()


class ExpectDialog(Dialog):
    """The hosts one expects, typed or pasted."""

    expected = Signal(object)

    def __init__(self, theme: Theme, *, parent: QWidget | None) -> None:
        super().__init__(theme, _("Hosts you expect"), parent=parent)
        self.area = TextArea(theme, lines=9)
        self.row = FormRow(
            theme,
            _("Host names"),
            self.area,
            hint=_("One a line, or separated by commas. Hosts without a file are shown."),
        )
        self.body.addWidget(self.row)
        self.add_cancel()
        self.go = self.add_action(_("Expect them"), ButtonKind.PRIMARY)
        self.go.clicked.connect(self._go)
        self.area.textChanged.connect(self._count)
        self.area.setFocus()
        self._count()

    def _count(self) -> None:
        count = len(names_in(self.area.toPlainText()))
        self.note.setText(
            ngettext("{count} host", "{count} hosts", count).format(count=count) if count else ""
        )

    def _go(self) -> None:
        names = names_in(self.area.toPlainText())
        if not names or len(names) > _MOST_HOSTS:
            self.row.set_error(
                _("Name at least one host.") if not names else _("A batch holds a thousand hosts.")
            )
            self.area.setFocus()
            return
        self.expected.emit(names)
        self.accept()


def names_in(text: str) -> tuple[str, ...]:
    """The host names in a text, each once."""
    for sign in ",;\t":
        text = text.replace(sign, "\n")
    return tuple(dict.fromkeys(name.strip() for name in text.splitlines() if name.strip()))


class HostDialog(Dialog):
    """Why a host stands so, what to do at it, and whether it may go along all the same."""

    confirmed = Signal(str)
    dropped = Signal(str)
    files_wanted = Signal()

    def __init__(self, theme: Theme, host: BatchHost, *, parent: QWidget | None) -> None:
        super().__init__(theme, _title(host), parent=parent, width=560)
        self._host = host
        self.body.addWidget(Label(theme, why_words(host), TextStyle.BODY, Token.TEXT, wrap=True))
        lines = shell_lines(host)
        if lines:
            self.body.addWidget(Label(theme, _todo(host), TextStyle.BODY, Token.TEXT2, wrap=True))
            self.facts = FactsPanel(theme, name=_("What to run at the host"))
            self.facts.show_facts(shell_facts(lines))
            self.body.addWidget(self.facts)
            copy = Button(theme, _("Copy these lines"), ButtonKind.QUIET, icon=Icon.COPY,
                          small=True)  # fmt: skip
            copy.clicked.connect(lambda: QGuiApplication.clipboard().setText("\n".join(lines)))
            self.body.addLayout(row(copy, None))
        self.drop = self.add_action(_("Leave it out"))
        self.drop.clicked.connect(self._drop)
        self.add_cancel(_("Close"))
        self.go: Button | None = None
        if host.standing in (HostStanding.DUPLICATE, HostStanding.CHANGED):
            self.go = self.add_action(_("Take it along all the same"))
            self.go.clicked.connect(self._confirm)
        elif host.standing is HostStanding.REFUSED:
            self.go = self.add_action(_("Ask once more"), ButtonKind.PRIMARY)
            self.go.clicked.connect(self._confirm)
        elif host.standing in (HostStanding.MISSING, HostStanding.STALE):
            self.go = self.add_action(_("Choose its file…"), ButtonKind.PRIMARY, default=True)
            self.go.clicked.connect(self._files)

    def _confirm(self) -> None:
        self.confirmed.emit(self._host.id)
        self.accept()

    def _drop(self) -> None:
        self.dropped.emit(self._host.id)
        self.accept()

    def _files(self) -> None:
        self.accept()
        self.files_wanted.emit()


def _title(host: BatchHost) -> str:
    match host.standing:
        case HostStanding.DUPLICATE:
            return _("{host} has the id of another host").format(host=host.host_name)
        case HostStanding.CHANGED:
            return _("{host} has another fingerprint than before").format(host=host.host_name)
        case HostStanding.MISSING:
            return _("{host} has no file yet").format(host=host.host_name)
        case HostStanding.STALE:
            return _("The request of {host} is out of date").format(host=host.host_name)
        case HostStanding.REFUSED:
            return _("The vendor refused {host}").format(host=host.host_name)
        case _:
            return _("The request of {host} cannot be sent").format(host=host.host_name)


def _todo(host: BatchHost) -> str:
    if host.standing is HostStanding.DUPLICATE:
        return _("On one of the two make a new id, then a new request. On Linux:")
    return _("Run at the host, then bring the file:")


def shell_lines(host: BatchHost) -> Sequence[str]:
    """What to run at a host to get a request that can be sent; empty where that helps nothing."""
    request = (
        f"counterpart-host request --product {host.product_id or 'PRODUCT'}"
        f" --license {host.license_id or 'LICENSE'} --new --out request.json"
    )
    match host.standing:
        case HostStanding.DUPLICATE:
            # Where D-Bus keeps an id of its own, systemd-machine-id(5) would copy that one back.
            ids = "/etc/machine-id /var/lib/dbus/machine-id"
            return (f"rm -f {ids} && systemd-machine-id-setup", request)
        case HostStanding.MISSING:
            return (request.replace(" --new", ""),)
        case HostStanding.STALE | HostStanding.CHANGED:
            return (request,)
        case _:
            return ()
