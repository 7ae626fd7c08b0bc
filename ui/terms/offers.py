"""What can be done with the open version, and doing it: the header's buttons and the pane's."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.base.text import _
from app.terms.answers import AcceptanceNeed
from app.terms.model import DocumentKind, TextState, Version
from ui.kit.theme import Theme
from ui.terms.acts import Acts
from ui.terms.choosing import CompareDialog
from ui.terms.guide import Guide
from ui.terms.header import HeaderButtons
from ui.terms.opening import Opener
from ui.terms.reading import Library

_WIDE = 900
_READABLE = frozenset({TextState.TRUSTED, TextState.UNTRUSTED, TextState.LOCAL})


class Offers(QObject):
    """Knows the library; asks the acts."""

    comparison_wanted = Signal(str, str, str)
    """The older and the newer id."""
    reading_wanted = Signal()
    """The comparison is to be left."""

    def __init__(
        self, theme: Theme, opener: Opener, guide: Guide, acts: Acts, page: QWidget
    ) -> None:
        super().__init__(page)
        self._theme = theme
        self._opener = opener
        self._guide = guide
        self._acts = acts
        self._page = page
        self.library: Library | None = None
        self.comparing = False
        """Whether a comparison is shown."""
        self.header = HeaderButtons(theme, page)
        header = self.header
        header.compare.clicked.connect(self._compare_or_read)
        header.compare_action.triggered.connect(self._compare_or_read)
        header.objection.clicked.connect(self.object_to_it)
        header.accept.clicked.connect(self.accept)
        header.remind.triggered.connect(lambda: self.remind(-1))
        header.print.triggered.connect(lambda: guide.print(-1))
        header.cite.triggered.connect(lambda: guide.cite(-1))
        header.open.triggered.connect(acts.ask_file)
        guide.compare_wanted.connect(self.compare_with_older)
        guide.remind_wanted.connect(self.remind)

    @property
    def shown(self) -> Version | None:
        """The version that is open."""
        return self._opener.shown.version if self._opener.shown is not None else None

    @property
    def need(self) -> AcceptanceNeed | None:
        """The acceptance that the open version waits for."""
        needs = self.library.needs if self.library is not None else ()
        return next((one for one in needs if one.version_id == self._opener.version_id), None)

    def refresh(self) -> None:
        """Offer what the open version allows, as far as there is room for it."""
        shown, header = self.shown, self.header
        wide = self._page.width() >= _WIDE
        text = self._opener.shown is not None and self._opener.shown.readable
        local = shown is not None and shown.kind is DocumentKind.LOCAL
        self._guide.comparable = text and len(self.comparable()) > 1
        header.accept.offer(self.need is not None)
        header.objection.offer(shown is not None and not local and bool(self.older()))
        words = _("Back to the text") if self.comparing else _("Compare…")
        header.compare.set_text(words)
        header.compare_action.setText(words)
        header.compare.offer((wide and self._guide.comparable) or self.comparing)
        header.compare_action.setEnabled(self._guide.comparable)
        for action in (header.remind, header.print, header.cite):
            action.setEnabled(text)

    def comparable(self) -> list[Version]:
        """The versions whose text is here, those of the open document first."""
        shown = self.shown
        if shown is None or self.library is None:
            return []
        here = [one for one in self.library.versions if one.text_state in _READABLE]
        return sorted(here, key=lambda one: one.document != shown.document)

    def older(self) -> str:
        """The version that the open one follows, "" where there is none."""
        shown = self.shown
        if shown is None or self.library is None:
            return ""
        same = [one for one in self.library.versions if one.document == shown.document]
        at = next((at for at, one in enumerate(same) if one.id == shown.id), len(same))
        return shown.replaces or (same[at + 1].id if at + 1 < len(same) else "")

    def pair(self) -> tuple[str, str]:
        """The two versions to compare unasked: the open one with its neighbor."""
        shown = self.shown
        if shown is None:
            return "", ""
        older = self.older()
        if older:
            return older, shown.id
        others = [one.id for one in self.comparable() if one.id != shown.id]
        newer = others[0] if others else ""
        return shown.id, newer

    def _compare_or_read(self) -> None:
        if self.comparing:
            self.reading_wanted.emit()
        else:
            self.compare()

    def compare(self) -> None:
        """Ask which two; the open one and its neighbor are proposed."""
        old, new = self.pair()
        dialog = CompareDialog(self._theme, self.comparable(), old, new, self._page)
        dialog.compared.connect(lambda one, two: self.comparison_wanted.emit(one, two, ""))
        self._acts.open(dialog)

    def compare_with_older(self, anchor: str = "") -> None:
        """Compare the open version with its neighbor at once, from a clause on."""
        old, new = self.pair()
        if old and new:
            self.comparison_wanted.emit(old, new, anchor)

    def accept(self) -> None:
        """Accept the open version."""
        shown, need = self.shown, self.need
        if shown is not None and need is not None and self.library is not None:
            self._acts.accept(shown, need, self.library.zone, permitted=self.library.permitted)

    def object_to_it(self) -> None:
        """Object to the open version."""
        if self.shown is not None:
            self._acts.prepare_objection(self.shown, self.older())

    def remind(self, position: int) -> None:
        """Be reminded of a clause, or (-1) of the version."""
        opened = self._opener.shown
        if opened is not None:
            self._acts.remind(opened.version, opened.clauses[position] if position >= 0 else None)

    def act(self, key: str) -> None:
        """What the pane of a local document asks for."""
        shown = self.shown
        if shown is None:
            return
        match key.split():
            case ["proposals"]:
                self._acts.proposals(shown)
            case ["attach"]:
                self._acts.attach(shown)
            case ["remove"]:
                self._acts.remove(shown)
            case ["detach", number]:
                self._acts.detach(shown, number)

    def file_words(self, version: Version) -> str:
        """What is said of a document that was just read."""
        return _("“{title}” is kept here with its outline.").format(title=version.title)
