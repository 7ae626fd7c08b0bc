"""Who signs, and how: the form beside the pages, which change as one types."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.account.model import SignedIn
from app.base.text import _
from app.certification.model import Draft, Signatory, Step, StepState, Way
from ui.certification.pages.making import preview
from ui.certification.pages.pane import PagesPane
from ui.certification.signing.document import DocumentForm, Look, WayForm
from ui.certification.signing.person import PersonForm
from ui.certification.signing.replacing import ReplaceDialog
from ui.certification.step import Primary, StepView
from ui.kit.cards import Card
from ui.kit.forms import CheckRow
from ui.kit.panels import column
from ui.kit.scrolling import ScrollPane
from ui.kit.side_pane import SidePane
from ui.kit.tokens import Space, Token

if TYPE_CHECKING:
    from app.services import Rooms

_PREVIEW = 400
_ROOM_FOR_BOTH = 800
"""Pixels below which the form takes the whole width; review shows the pages again."""
_NARROWEST = 280


def pages_key(draft: Draft) -> bytes:
    """What the pages depend on: the draft without where and when the person left it."""
    still = msgspec.structs.replace(draft, saved_at=draft.created_at, step=Step.REQUEST)
    return msgspec.json.encode(still)


class SignStep(StepView):
    """Names, authority, the way of signing and the look of the document."""

    step = Step.SIGN

    def __init__(self, *parts: Any, **more: Any) -> None:
        super().__init__(*parts, **more)
        theme = self.theme
        self._quiet = False
        self._front = False
        self.dialog: ReplaceDialog | None = None
        self.person = PersonForm(theme)
        self.countersigns = CheckRow(
            theme, _("A second person signs too"),
            hint=_("For houses in which one signature does not bind."),
        )  # fmt: skip
        self.second = PersonForm(theme, second=True)
        self.way = WayForm(theme)
        self.document = DocumentForm(theme)
        self.pages = PagesPane(theme, self.jobs)
        self.head.show_title(
            _("Say who signs, and how"),
            _("Nothing is signed yet: you see the pages first, in the next step."),
        )
        self._split = SidePane(theme, self._form(), self.pages, width=_PREVIEW)
        self.pages.setMinimumWidth(_NARROWEST)
        self._split.restore(self.memory.get("certification.sign.pane", ""))
        self.body.addWidget(self._split, 1)
        self._connect()

    def _form(self) -> QWidget:
        theme = self.theme
        content = QWidget()
        cards = QVBoxLayout(content)
        cards.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        cards.setSpacing(Space.L)
        people = QWidget()
        people.setLayout(column(self.person, self.countersigns, self.second, spacing=Space.L))
        for title, part in (
            (_("Who signs"), people),
            (_("How it is signed"), self.way),
            (_("The document"), self.document),
        ):
            card = Card(theme, title)
            card.add_padded(part)
            cards.addWidget(card)
        cards.addStretch(1)
        return ScrollPane(theme, content, ground=Token.BG)

    def _connect(self) -> None:
        self.person.edited.connect(lambda _one: self._keep_people())
        self.second.edited.connect(lambda _one: self._keep_people())
        self.countersigns.toggled.connect(self._second_wanted)
        self.way.changed.connect(self._set_way)
        self.document.changed.connect(self._set_look)
        self.pages.unprintable.connect(self._ask_replaced)
        self._split.moved.connect(
            lambda: self.memory.__setitem__("certification.sign.pane", self._split.save())
        )

    def show_draft(self, draft: Draft, states: Sequence[StepState]) -> None:
        """Show what is kept; fields that are typed into keep what is typed."""
        before = self.draft
        super().show_draft(draft, states)
        self._quiet = True
        if before is None or before.id != draft.id:
            self.pages.forget()
            self.person.show_person(draft.signatory, editable=self.editable)
            second = draft.countersignatory
            self.second.show_person(second or Signatory(), editable=self.editable)
            self.countersigns.set_checked(second is not None)
            self.second.setVisible(second is not None)
        self.person.set_editable(self.editable)
        self.second.set_editable(self.editable)
        self.countersigns.box.setEnabled(self.editable)
        self.way.show_way(draft.way, editable=self.editable)
        self.document.show_draft(draft, editable=self.editable)
        self._quiet = False
        if self._front:
            self._show_pages()

    def enter(self) -> None:
        """Propose who is signed in, and show the pages."""
        self._front = True
        if self.editable and self.person.is_empty():
            self.jobs.job(
                self,
                lambda rooms, _cancel, _report: rooms.account.signed_in(),
                group="certificate-who",
            ).on_success(self._propose).run()
        self._show_pages()

    def keep(self) -> None:
        """Keep what is being typed."""
        self._front = False
        self.pages.rest()
        if self.editable:
            self.person.keep()
            if self.countersigns.checked:
                self.second.keep()

    def first_focus(self) -> QWidget | None:
        """The first field that is empty."""
        fields = (self.person.name, self.person.title, self.person.place)
        return next((one for one in fields if not one.text()), self.person.name)

    def primary(self) -> Primary | None:
        """On to the pages."""
        return Primary("")

    def go_on(self) -> None:
        """Keep what is typed, then on."""
        self.keep()
        self._front = True
        self.next_wanted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pages beside the form where there is room for both."""
        super().resizeEvent(event)
        self.pages.setVisible(event.size().width() >= _ROOM_FOR_BOTH)
        if self._front:
            self._show_pages()

    def _propose(self, who: SignedIn) -> None:
        if self.editable and self.person.is_empty():
            self.person.propose(who.name, who.email, "")

    def _show_pages(self) -> None:
        draft = self.draft
        if draft is None or self.width() < _ROOM_FOR_BOTH:
            return
        draft_id = draft.id
        self.pages.ask(
            pages_key(draft),
            lambda rooms, cancel, report, dpi: preview(rooms, draft_id, cancel, report, dpi),
        )

    def _second_wanted(self, on: bool) -> None:
        self.second.setVisible(on)
        if self._quiet:
            return
        if on:
            self.second.name.setFocus()
        self._keep_people()

    def _keep_people(self) -> None:
        draft = self.draft
        if draft is None or self._quiet or not self.editable:
            return
        draft_id, person = draft.id, self.person.signatory
        second = self.second.signatory if self.countersigns.checked else None
        if (person, second) == (draft.signatory, draft.countersignatory):
            return
        self.act(
            lambda rooms: rooms.certification.set_signatory(draft_id, person, second),
            group="certificate-signatory",
        )

    def _set_way(self, way: Way) -> None:
        draft = self.draft
        if draft is not None and self.editable and way is not draft.way:
            self.act(partial(_set_way, draft_id=draft.id, way=way))

    def _set_look(self, look: Look) -> None:
        draft = self.draft
        if draft is None or self._quiet or not self.editable:
            return
        self.act(partial(_set_look, draft=draft, look=look, replaced=draft.replaced))

    def _ask_replaced(self, characters: tuple[str, ...]) -> None:
        draft = self.draft
        if draft is None or not self.editable:
            return
        dialog = ReplaceDialog(self.theme, characters, draft.replaced, parent=self.window())
        self.dialog = dialog
        dialog.accepted.connect(partial(self._replace, draft, dialog))
        dialog.finished.connect(self._dialog_over)
        dialog.open()

    def _replace(self, draft: Draft, dialog: ReplaceDialog) -> None:
        look = Look(draft.language, draft.paper, draft.named_users)
        self.act(partial(_set_look, draft=draft, look=look, replaced=dialog.replaced))

    def _dialog_over(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def _set_way(rooms: Rooms, *, draft_id: str, way: Way) -> None:
    rooms.certification.set_way(draft_id, way)


def _set_look(rooms: Rooms, *, draft: Draft, look: Look, replaced: dict[str, str]) -> None:
    rooms.certification.set_document(
        draft.id,
        language=look.language,
        paper=look.paper,
        named_users=look.named_users,
        replaced=replaced,
    )
