"""The ways out: the portal with its receipt, post and e-mail with their proof, and files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.base.text import _
from app.certification.asked import Kind, Origin
from app.certification.model import Draft, Filed, Step, StepState
from app.notices.model import Fate, Proof, Way
from ui.certification.step import Primary, StepView
from ui.certification.submit.cards import (
    OVER,
    fate_line,
    filed_line,
    proof_line,
    standing_line,
    way_card,
    what_holds_it,
)
from ui.certification.submit.files import FileActs
from ui.certification.submit.proving import ProofDialog
from ui.fates import UNDER_WAY
from ui.kit.buttons import Button, ButtonKind, LinkButton
from ui.kit.cards import Card
from ui.kit.icons import Icon
from ui.kit.menus import menu
from ui.kit.scrolling import ScrollPane
from ui.kit.tokens import Space, Token

if TYPE_CHECKING:
    from app.services import Rooms

_WIDEST = 720
KINDS = frozenset({"certification", "outbox"})
_TELLING = frozenset({"questioned", "countersigned"})
"""What the vendor says that wants to be seen once."""


class _Standing(NamedTuple):
    """How it stands with the portal."""

    fate: Fate | None = None
    filed: Filed | None = None


class SubmitStep(StepView):
    """Each way keeps its own proof; more than one may be used."""

    step = Step.SUBMIT

    def __init__(self, *parts: Any, **more: Any) -> None:
        super().__init__(*parts, **more)
        self._standing = _Standing()
        self._shown: object = None
        self._front = False
        self.dialog: ProofDialog | None = None
        self.portal: Button | None = None
        self.buttons: dict[str, Button] = {}
        """By what they do, for tests."""
        self.files = FileActs(self.theme, self.jobs, self)
        inner = QWidget()
        inner.setMaximumWidth(_WIDEST)
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._cards = QVBoxLayout(inner)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(Space.L)
        content = QWidget()
        across = QHBoxLayout(content)
        across.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        across.addWidget(inner, 1, Qt.AlignmentFlag.AlignTop)
        across.addStretch(0)
        self.body.addWidget(ScrollPane(self.theme, content, ground=Token.BG), 1)
        self.files.said.connect(self.said)
        self.files.failed.connect(self.problem_met)
        self.files.working.connect(self.working)

    def show_draft(self, draft: Draft, states: Sequence[StepState]) -> None:
        """Show how it can leave, and how it did."""
        before = self.draft
        super().show_draft(draft, states)
        if before is None or before.id != draft.id:
            self._standing = _Standing()
        title = _("Hand it in, and keep what shows it")
        words = _("The portal gives a receipt. Post and e-mail count once you record their proof.")
        if draft.origin is Origin.REHEARSAL:
            title = _("The rehearsal ends here")
            words = _("You have seen every step. Its files are yours; nothing of it is sent.")
        self.head.show_title(title, words)
        self._fill()
        self.primary_changed.emit()
        if self._front:
            self.enter()

    def enter(self) -> None:
        """Read how it stands with the portal."""
        self._front = True
        draft = self.draft
        if draft is None:
            return
        draft_id = draft.id

        def read(rooms: Rooms, _cancel: object, _report: object) -> _Standing:
            room = rooms.certification
            standing = _Standing(room.fate(draft_id), room.filed(draft_id))
            if standing.filed is not None and standing.filed.state in _TELLING:
                room.note_seen(draft_id)
            return standing

        self.jobs.job(self, read, group="certificate-fate").on_success(
            partial(self._read, draft_id)
        ).on_failure(self.problem_met.emit).run()

    def keep(self) -> None:
        """Nothing is typed here."""
        self._front = False

    def refresh(self, kinds: frozenset[str]) -> None:
        """The outbox or the vendor's word changed."""
        if self._front and (not kinds or kinds & KINDS):
            self.enter()

    def first_focus(self) -> QWidget | None:
        """What sends it."""
        return self.portal or next(iter(self.buttons.values()), None)

    def primary(self) -> Primary | None:
        """Back to the list once it left; before that the card of a way has the button."""
        draft = self.draft
        if draft is None:
            return None
        left = draft.finished or draft.read_only or draft.origin is Origin.REHEARSAL
        return Primary(_("Done")) if left else None

    def go_on(self) -> None:
        """Leave the guide."""
        self.list_wanted.emit()

    def _read(self, draft_id: str, standing: _Standing) -> None:
        if self.draft is not None and self.draft.id == draft_id and standing != self._standing:
            self._standing = standing
            self._fill()

    def _fill(self) -> None:
        draft = self.draft
        shown = (draft, self._standing)
        if draft is None or shown == self._shown:
            return
        self._shown = shown
        while (item := self._cards.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons, self.portal = {}, None
        if draft.origin is Origin.REHEARSAL:
            cards = [self._rehearsed(), self._as_files(draft), self._handed(draft)]
        else:
            ways = (self._by_portal, self._by_post, self._by_email)
            cards = [make(draft) for make in (*ways, self._as_files, self._handed)]
        for card in cards:
            self._cards.addWidget(card)

    def _button(self, key: str, text: str, icon: Icon | None = None) -> Button:
        button = Button(self.theme, text, icon=icon)
        self.buttons[key] = button
        return button

    def _rehearsed(self) -> Card:
        said = _("Every page says that it is a rehearsal, not a certification.")
        return way_card(
            self.theme, _("A rehearsal is not submitted"),
            _("Begin a certification from it when you are asked: mapping and answers are taken"
              " over, to be confirmed again."),
            [standing_line(self.theme, Icon.FLASK, _("Rehearsal"), Token.ACCENT, said)], [],
        )  # fmt: skip

    def _by_portal(self, draft: Draft) -> Card:
        fate, filed = self._standing
        lines: list[QWidget] = []
        parts: list[QWidget] = []
        holds = what_holds_it(draft)
        if fate is not None:
            lines.append(fate_line(self.theme, fate, self.clock.now()))
        if filed is not None:
            lines.append(filed_line(self.theme, filed))
        sendable = not draft.read_only and (fate is None or fate.state in OVER)
        if sendable:
            self.portal = go = self._button("portal", _("Submit by the portal"), Icon.PLANE)
            go.set_kind(ButtonKind.DEFAULT if draft.finished else ButtonKind.PRIMARY)
            go.clicked.connect(self._submit)
            go.setEnabled(not holds)
            parts.append(go)
            if holds:
                lines.append(self._holds(holds))
        if fate is not None and fate.state in UNDER_WAY | {"refused"}:
            link = LinkButton(self.theme, _("Show in the outbox"))
            item = fate.item
            link.clicked.connect(lambda: self.page_wanted.emit("outbox", item))
            parts.append(link)
        if draft.copy_fault:
            fault = _("The countersigned copy was not kept")
            line = standing_line(self.theme, Icon.OCTAGON, fault, Token.DANGER, draft.copy_fault)
            lines.append(line)
        if draft.countersigned is not None:
            copy = self._button("copy", _("Save the countersigned copy…"), Icon.SAVE)
            copy.clicked.connect(partial(self.files.ask_copy, draft, draft.countersigned))
            parts.append(copy)
        words = _("The signed document and its data go to the portal with the next"
                  " synchronization. The receipt is kept here.")  # fmt: skip
        return way_card(self.theme, _("By the portal"), words, lines, parts)

    def _holds(self, words: str) -> QWidget:
        step = Step.REVIEW.value
        box = standing_line(self.theme, Icon.CIRCLE_DASHED, words, Token.TEXT2, "")
        link = LinkButton(self.theme, _("Go to the review"))
        link.clicked.connect(lambda: self.step_wanted.emit(step))
        layout = box.layout()
        if isinstance(layout, QVBoxLayout):
            layout.addWidget(link)
        return box

    def _by_post(self, draft: Draft) -> Card:
        words = _("Print the signed document, send it to the vendor's address for notices, and"
                  " keep the receipt.")  # fmt: skip
        mark = self._mark(draft, Way.POST, _("Mark as posted…"))
        return way_card(self.theme, _("By post"), words, self._proofs(draft, Way.POST), [mark])

    def _by_email(self, draft: Draft) -> Card:
        words = _("A message with the document, to open in your own mail program and send.")
        eml = self._button("eml", _("Save the e-mail…"), Icon.NOTICES)
        eml.clicked.connect(lambda: self.files.ask(draft, "eml"))
        eml.setEnabled(bool(draft.signed))
        mark = self._mark(draft, Way.EMAIL, _("Mark as e-mailed…"))
        return way_card(
            self.theme, _("By e-mail"), words, self._proofs(draft, Way.EMAIL), [eml, mark]
        )

    def _mark(self, draft: Draft, way: Way, text: str) -> Button:
        done = any(one.way is way for one in draft.proofs)
        button = self._button(way.value, _("Change the proof…") if done else text)
        button.clicked.connect(partial(self._ask_proof, draft, way))
        button.setEnabled(bool(draft.signed) and not draft.read_only)
        return button

    def _proofs(self, draft: Draft, way: Way) -> list[QWidget]:
        return [proof_line(self.theme, one) for one in draft.proofs if one.way is way]

    def _as_files(self, draft: Draft) -> Card:
        words = _("The document, its figures as a table or as data, and everything that stands"
                  " behind them as a pack that can be checked without this program.")  # fmt: skip
        export = self._button("export", _("Export"))
        choices = menu(self.theme, export)
        icon = self.theme.icon(Icon.FILE)
        texts = [
            ("csv", _("As CSV…")),
            ("xlsx", _("As Excel workbook (XLSX)…")),
            ("json", _("As JSON, for other programs…")),
        ]
        if draft.made is not None:
            texts.insert(0, ("pdf", _("As PDF…")))
        if draft.kind is Kind.COMPLIANCE:
            texts.append(("schedules", _("Schedules alone, as PDF…")))
        for form, text in texts:
            action = choices.addAction(icon, text)
            action.triggered.connect(lambda _on=False, form=form: self.files.ask(draft, form))
        export.set_menu(choices)
        pack = self._button("pack", _("Evidence pack…"), Icon.PACKAGE)
        pack.clicked.connect(partial(self.files.ask_pack, draft))
        pack.setEnabled(draft.made is not None)
        return way_card(self.theme, _("As files"), words, [], [export, pack])

    def _handed(self, draft: Draft) -> Card:
        words = _("One sealed file with everything, to be read or to be worked on. It opens with a"
                  " passphrase on any workstation of your company.")  # fmt: skip
        seal = self._button("seal", _("Seal for a colleague…"), Icon.LOCK)
        seal.clicked.connect(partial(self.files.ask_seal, draft))
        return way_card(self.theme, _("To a colleague"), words, [], [seal])

    def _submit(self) -> None:
        draft = self.draft
        if draft is None:
            return
        if self.portal is not None:
            self.portal.setEnabled(False)
        draft_id, subject = draft.id, self.profile.subject

        def queued(_item: object) -> None:
            self.said.emit(_("The certification leaves with the next synchronization."))
            self.send_wanted.emit()
            self.matters_changed.emit()

        self.act(
            lambda rooms: rooms.certification.submit(draft_id, subject),
            queued,
            failed=self._not_submitted,
        )

    def _not_submitted(self, report: object) -> None:
        self.problem_met.emit(report)
        self._shown = None
        self._fill()

    def _ask_proof(self, draft: Draft, way: Way) -> None:
        known = next((one for one in draft.proofs if one.way is way), None)
        dialog = ProofDialog(
            self.theme, way, known, self.clock.now(), self.jobs, parent=self.window()
        )
        self.dialog = dialog
        dialog.accepted.connect(lambda: self._prove(draft.id, dialog.proof))
        dialog.finished.connect(self._dialog_over)
        dialog.open()

    def _prove(self, draft_id: str, proof: Proof | None) -> None:
        if proof is None:
            return

        def kept(_draft: object) -> None:
            self.said.emit(_("The proof is kept."))
            self.matters_changed.emit()

        self.act(lambda rooms: rooms.certification.prove(draft_id, proof), kept)

    def _dialog_over(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
