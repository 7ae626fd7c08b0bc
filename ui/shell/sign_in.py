"""Signing in: the portal's address, then the browser; cancel works at every moment.

The person types the password into the vendor's own page in the system browser (RFC 8252), never
here. Where no browser can be started the address is shown, to be opened by hand.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.base.errors import ProblemReport
from app.base.messages import BrowserOpened, FromWorker, SignedIn, SignIn, SignInMethod
from app.base.text import _
from ui.kit.banners import ProblemBanner
from ui.kit.buttons import Button, ButtonKind
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextField
from ui.kit.forms import Form, FormRow
from ui.kit.icons import Icon
from ui.kit.labels import Label
from ui.kit.panels import column, row
from ui.kit.states import ProgressLine
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.link import WorkerLink
from ui.worker_task import WorkerTask


class SignInDialog(Dialog):
    """Asks for the address, runs the sign-in, says what goes wrong and lets one try again."""

    signed_in = Signal(object)
    """The ProfileCard."""

    def __init__(
        self,
        theme: Theme,
        link: WorkerLink,
        *,
        parent: QWidget | None,
        address: str = "",
        profile_id: str | None = None,
        profile_name: str = "",
    ) -> None:
        again = profile_id is not None
        title = _("Sign in again") if again else _("Sign in to a portal")
        super().__init__(theme, title, parent=parent, width=520)
        self._theme_ = theme
        self._link = link
        self._profile_id = profile_id
        self._task: WorkerTask | None = None
        self._url = ""
        self._banner: QWidget | None = None
        self.address = TextField(theme, placeholder="portal.example.com")
        self.name = TextField(theme, placeholder=_("The account's name, if left empty"))
        self.address.setText(address)
        self.name.setText(profile_name)
        self.address.setEnabled(not again)
        self.name.setEnabled(not again)
        self._address_row = FormRow(
            theme,
            _("Portal address"),
            self.address,
            hint=_("Your vendor names it, for example in the e-mail about your first order."),
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self._make_form())
        self._pages.addWidget(self._make_wait())
        self.body.addWidget(self._pages)
        self._cancel = self.add_cancel()
        self.action = self.add_action(
            _("Continue in the browser"), ButtonKind.PRIMARY, default=True
        )
        self.action.clicked.connect(self.start)
        self.address.textChanged.connect(self._typed)
        self._typed()

    def _make_form(self) -> QWidget:
        page = QWidget()
        self._form_box = QVBoxLayout(page)
        self._form_box.setContentsMargins(0, 0, 0, 0)
        self._form_box.setSpacing(Space.L)
        intro = _(
            "Your browser opens the vendor's own sign-in page."
            " Counterpart never sees your password."
        )
        self._form_box.addWidget(Label(self._theme_, intro, TextStyle.BODY, Token.TEXT2, wrap=True))
        form = Form(self._theme_)
        form.add(self._address_row)
        form.add(FormRow(self._theme_, _("Name of this profile"), self.name))
        self._form_box.addWidget(form)
        self._form_box.addStretch(1)
        return page

    def _make_wait(self) -> QWidget:
        page = QWidget()
        self._line = ProgressLine(self._theme_, "", cancellable=False)
        self._line.set_progress(0, None, "")
        self._hint = Label(self._theme_, "", TextStyle.BODY, Token.TEXT2, wrap=True)
        self._link_text = Label(self._theme_, "", TextStyle.MONO, Token.TEXT2, elide=True)
        self._link_text.setAccessibleName(_("Address of the sign-in page"))
        self.copy = Button(self._theme_, _("Copy the address"), icon=Icon.COPY, small=True)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._url))
        self.copy.hide()
        page.setLayout(
            column(
                self._line, self._hint, self._link_text, row(self.copy, None), None, spacing=Space.M
            )
        )
        return page

    @property
    def waiting(self) -> bool:
        """Whether a sign-in is under way."""
        return self._task is not None and not self._task.over

    @property
    def url(self) -> str:
        """The address the browser was asked to show; "" before that."""
        return self._url

    def start(self) -> None:
        """Begin with what was typed."""
        address = self.address.text().strip()
        if not address:
            self._address_row.set_error(_("Type the address of your vendor's portal."))
            self.address.setFocus()
            return
        self._say_nothing()
        self._wait(_("Looking for the portal"), "")
        name, profile = self.name.text().strip(), self._profile_id
        self._task = self._link.task(
            self,
            lambda task: SignIn(
                task=task,
                address=address,
                profile_name=name,
                method=SignInMethod.BROWSER,
                profile_id=profile,
            ),
        )
        self._task.on_message(self._hear).on_failure(self._failed)
        self._task.on_canceled(self._back).on_success(self.accept).run()

    def reject(self) -> None:
        """Cancel: first the sign-in, then the dialog."""
        if self._task is not None and not self._task.over:
            self._task.cancel()
            self._back()
            self._task = None
            return
        super().reject()

    def _hear(self, message: FromWorker) -> None:
        match message:
            case BrowserOpened(url=url, opened=opened):
                self._url = url
                self._link_text.setText(url)
                self.copy.show()
                self._wait(
                    _("Waiting for your browser") if opened else _("Open this address yourself"),
                    _("Sign in on the page that your browser shows, then come back here.")
                    if opened
                    else _("No browser could be started. Open the address in a browser on this"
                           " computer, sign in there, then come back here."),
                )  # fmt: skip
            case SignedIn(profile=profile):
                self.signed_in.emit(profile)

    def _wait(self, title: str, hint: str) -> None:
        self._line.set_title(title)
        self._hint.setText(hint)
        self._link_text.setVisible(bool(self._url))
        self.copy.setVisible(bool(self._url))
        self._pages.setCurrentIndex(1)
        self.action.setEnabled(False)
        self._cancel.setFocus()

    def _back(self) -> None:
        self._url = ""
        self._link_text.setText("")
        self._pages.setCurrentIndex(0)
        self._typed()
        self.address.setFocus()

    def _failed(self, report: ProblemReport) -> None:
        self._back()
        banner = ProblemBanner(self._theme_, report, closable=False)
        self._form_box.insertWidget(0, banner)
        self._banner = banner
        QTimer.singleShot(0, self, self.fit)

    def _say_nothing(self) -> None:
        self._address_row.clear_error()
        if self._banner is not None:
            self._form_box.removeWidget(self._banner)
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None

    def _typed(self) -> None:
        self._address_row.clear_error()
        self.action.setEnabled(bool(self.address.text().strip()))
