"""Reads sets of QR codes from pictures: what is here, what is missing, what is foreign and why."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.activation.qr.bundle import kind_words
from app.activation.qr.frames import Gathering, missing_words
from app.base.errors import ProblemReport
from app.base.tasks import Progress
from app.base.text import _, ngettext
from app.licenses.qr.harvest import Harvest, mixed_words, picture_words, set_words
from ui.jobs import Handle, Jobs
from ui.kit.buttons import LinkButton
from ui.kit.icons import Icon
from ui.kit.labels import Label, StatusLabel
from ui.kit.panels import column, row
from ui.kit.states import ProgressLine
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.licenses.qr.drop import PictureDrop
from ui.licenses.qr.parts_seen import PartsSeen
from ui.licenses.qr.sources import Source, from_images, screens, unseen_words

_WATCH_MS = 400
_MOST_NOTES = 4


class QrRead(QWidget):
    """Gathers sets, for a pane of 248 px or more. `completed` tells each whole set once."""

    completed = Signal(bytes, str)
    """The file that the codes carried, and its kind (`app.activation.qr.parts.kinds`)."""

    def __init__(self, theme: Theme, jobs: Jobs, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._theme = theme
        self.harvest = Harvest()
        self._done = Gathering()
        self._waiting: list[Source] = []
        self._handle: Handle | None = None
        self._watch = QTimer(self)
        self._watch.setInterval(_WATCH_MS)
        self._watch.timeout.connect(self._look)
        self.setAccessibleName(_("Read QR codes"))
        self.drop = PictureDrop(theme)
        self.progress = ProgressLine(theme, _("Reading pictures"))
        self.title = Label(theme, "", TextStyle.BODY_STRONG, elide=True)
        self.hash = Label(theme, "", TextStyle.MONO, selectable=True)
        self.parts = PartsSeen(theme)
        self.state = StatusLabel(theme, Icon.CIRCLE_DASHED, "")
        self.missing = Label(theme, "", TextStyle.META, Token.TEXT2, wrap=True)
        self.notes = [
            Label(theme, "", TextStyle.META, Token.TEXT2, wrap=True)
            for _note in range(_MOST_NOTES + 1)
        ]
        self.again = LinkButton(theme, _("Begin again"))
        self._set = QWidget()
        self._lay_out()
        self.drop.offered.connect(self.read)
        self.drop.nothing.connect(self._say)
        self.drop.on_screen.clicked.connect(self.watch_screen)
        self.progress.cancelled.connect(self.cancel)
        self.again.clicked.connect(self.begin_again)
        self._follow()

    def read(self, source: Source) -> None:
        """Read from a source in a job; one after the other where several come at once."""
        self._waiting.append(source)
        self._next()

    def watch_screen(self) -> None:
        """Read what the screens show, again and again, until the set is whole or it is stopped."""
        if self._watch.isActive():
            self._stop_watching()
            return
        self._watch.start()
        self.drop.set_watching(on=True)
        self._look()

    def cancel(self) -> None:
        """Stop reading; what was read stays."""
        self._waiting.clear()
        self._stop_watching()
        if self._handle is not None:
            self._handle.cancel()

    def begin_again(self) -> None:
        """Forget all parts."""
        self.cancel()
        self.harvest, self._done = Harvest(), Gathering()
        self._follow()
        self.drop.files.setFocus()

    def hideEvent(self, event: QHideEvent) -> None:
        """What nobody sees does not look at screens."""
        super().hideEvent(event)
        self._stop_watching()

    def _next(self) -> None:
        if self._handle is not None or not self._waiting:
            return
        source, harvest = self._waiting.pop(0), self._unfinished()
        self._handle = (
            self._jobs.job(
                self, lambda _rooms, cancel, report: source(harvest, cancel, report), long=True
            )
            .on_success(self._read)
            .on_failure(self._failed)
            .on_progress(self._show_progress)
            .on_canceled(self._over)
            .run()
        )
        self.progress.setVisible(not self._watch.isActive())
        self.progress.set_progress(0, None, "")

    def _unfinished(self) -> Harvest:
        """What the next pictures are added to: whole sets were handed over."""
        if not self.harvest.complete:
            return self.harvest
        return Harvest(tuple(one for one in self.harvest.sets if not one.complete))

    def _read(self, found: Harvest) -> None:
        before = len(self.harvest.pictures)
        nothing_new = self._watch.isActive() and not found.last
        self.harvest = self.harvest if nothing_new and before else found
        for one in found.complete:
            self._done = one
        self._over()
        if found.complete:
            self._stop_watching()
        for one in found.complete:
            self.completed.emit(one.data(), one.kind)

    def _failed(self, report: ProblemReport) -> None:
        self._over()
        self._say(f"{report.title}. {report.explanation} {report.next_step}")

    def _over(self) -> None:
        self._handle = None
        self._follow()
        self._next()

    def _show_progress(self, progress: Progress) -> None:
        words = _("{done} of {total}").format(done=progress.done, total=progress.total)
        self.progress.set_progress(progress.done, progress.total, words)

    def _look(self) -> None:
        """Read what the screens show now, unless the last look is still being read."""
        if self._handle is not None:
            return
        images = screens()
        if images:
            self.read(from_images(images, _("Screen")))
            return
        self._stop_watching()
        self._say(unseen_words())

    def _stop_watching(self) -> None:
        self._watch.stop()
        self.drop.set_watching(on=False)

    def _shown(self) -> Gathering:
        """The set to show: the one that is coming together, else the one that was whole last."""
        coming = self._unfinished().main
        if coming.have and not self.harvest.complete:
            return coming
        return self._done if self._done.total else coming

    def _follow(self) -> None:
        """Show what is here and what is missing."""
        one = self._shown()
        self.progress.setVisible(self._handle is not None and not self._watch.isActive())
        self._set.setVisible(one.total > 0)
        self.title.setText(kind_words(one.kind)[:1].upper() + kind_words(one.kind)[1:])
        self.hash.setText(one.short_hash)
        self.parts.show_set(one)
        self.missing.setText(missing_words(one))
        self.missing.setVisible(bool(one.missing))
        self._show_state(one)
        self._say(*self._notes(one))

    def _notes(self, shown: Gathering) -> list[str]:
        """What else there is to say: other sets, then pictures that gave nothing."""
        harvest = self.harvest
        others = [set_words(one) for one in harvest.sets if one.head != shown.head]
        notes = [*filter(None, [mixed_words(harvest)]), *others, *picture_words(harvest)]
        more = len(notes) - _MOST_NOTES
        if more > 0:
            words = ngettext("And {count} more remark.", "And {count} more remarks.", more)
            notes = [*notes[:_MOST_NOTES], words.format(count=more)]
        return notes

    def _show_state(self, one: Gathering) -> None:
        if one.complete:
            words = ngettext("The one part is here.", "All {count} parts are here.", one.total)
            self.state.set_status(
                Icon.CHECK_CIRCLE, words.format(count=one.total), Token.OK, Token.OK
            )
            return
        words = _("{have} of {total} parts are here.").format(have=one.have, total=one.total)
        self.state.set_status(Icon.CIRCLE_DASHED, words, Token.TEXT, Token.TEXT2)

    def _say(self, *notes: str) -> None:
        for number, label in enumerate(self.notes):
            label.setText(notes[number] if number < len(notes) else "")
            label.setVisible(number < len(notes))

    def _lay_out(self) -> None:
        head = row(spacing=Space.S)
        head.addWidget(self.title, 1)
        head.addWidget(self.hash)
        body = column(
            head, self.parts, row(self.state, None), self.missing, row(self.again, None),
            spacing=Space.S,
        )  # fmt: skip
        self._set.setLayout(body)
        self.setLayout(
            column(
                self.drop,
                self.progress,
                self._set,
                column(*self.notes, spacing=Space.XS),
                None,
                spacing=Space.M,
            )
        )
