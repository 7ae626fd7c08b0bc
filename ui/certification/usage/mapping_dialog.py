"""Asks once what a file's columns mean; the next file with the same header is read the same way."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from app.base.errors import ProblemReport
from app.base.text import _, ngettext
from app.certification.usage.look import Look, LookQuestion, Preview
from app.certification.usage.model import Mapping
from app.exchange.attachments import KeptFile
from ui.certification.looks import size_words
from ui.certification.usage.mapping_fields import MappingFields, Questions
from ui.certification.usage.sample_table import ReadTable, SampleTable
from ui.jobs import Jobs
from ui.kit.buttons import ButtonKind
from ui.kit.choices import ComboBox
from ui.kit.dialogs import Dialog
from ui.kit.fields import TextField
from ui.kit.forms import FormRow
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import column, row
from ui.kit.scrolling import ScrollPane
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token

if TYPE_CHECKING:
    from app.base.tasks import CancelToken
    from app.services import Rooms

_WIDTH = 936
_FIELDS = 256
_HEIGHT = 388
_REST_MS = 120


class Tried(NamedTuple):
    """What a mapping comes to: its first rows, what it leaves open, and what was answered."""

    preview: Preview | None
    fault: str
    questions: tuple[LookQuestion, ...]
    given: tuple[str, ...]


class MappingDialog(Dialog):
    """`mapping` and `definition` hold the answer after `accept`."""

    def __init__(
        self,
        theme: Theme,
        jobs: Jobs,
        file: Path | KeptFile,
        look: Look,
        *,
        parent: QWidget | None,
    ) -> None:
        title = _("What the columns of {name} mean").format(name=look.name)
        super().__init__(theme, title, parent=parent, width=_WIDTH)
        self._jobs = jobs
        self.file = file
        self.look = look
        self._products = {one.id: one.name for one in look.products}
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._try)
        self.about = Label(theme, _about(look), TextStyle.META, Token.TEXT2, wrap=True)
        self.body.setSpacing(Space.S)
        self.body.addWidget(self.about)
        self.questions = Questions(theme)
        self.questions.answered.connect(self._answer)
        self.fields = MappingFields(theme, look)
        self.fields.changed.connect(self._changed)
        self.definition = TextField(theme, name=_("Counted how"))
        self.sheet = ComboBox(theme, [(one, one) for one in look.sheets], name=_("Sheet"),
                              parent=self)  # fmt: skip
        self.sheet.setVisible(len(look.sheets) > 1)
        self.sheet.set_value(look.sheet)
        self.sheet.changed.connect(self._other_sheet)
        self.sample = SampleTable(theme, look)
        self.read = ReadTable(theme, self._products.values())
        self.fault = Label(theme, "", TextStyle.META_MEDIUM, Token.WARN, wrap=True)
        self.fault_icon = IconLabel(theme, Icon.WARNING, tone=Token.WARN)
        self._lay_out()
        self.add_cancel()
        self.go = self.add_action(_("Count it"), ButtonKind.PRIMARY, default=True)
        self.go.clicked.connect(self.accept)
        self.go.setEnabled(False)
        self._show_questions(look.questions, ())
        self._try()

    def _lay_out(self) -> None:
        theme = self._theme
        inside = QWidget()
        parts = column(spacing=Space.M)
        if len(self.look.sheets) > 1:
            parts.addWidget(FormRow(theme, _("Sheet"), self.sheet))
        parts.addWidget(self.questions)
        parts.addWidget(self.fields)
        parts.addWidget(
            FormRow(theme, _("Counted how (optional)"), self.definition,
                    hint=_("What one of them is, and which tool listed it."))
        )  # fmt: skip
        parts.addStretch(1)
        parts.setContentsMargins(0, 0, Space.L, Space.S)
        inside.setLayout(parts)
        pane = ScrollPane(theme, inside)
        pane.setFixedWidth(_FIELDS)
        tables = column(
            Label(theme, _("As it stands in the file"), TextStyle.META_STRONG, Token.TEXT2),
            self.sample,
            Label(theme, _("As it counts"), TextStyle.META_STRONG, Token.TEXT2),
            self.read,
            spacing=Space.XS,
        )
        said = row(spacing=Space.XS + 2)
        said.addWidget(self.fault_icon, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.fault, 1)
        tables.addLayout(said)
        tables.addStretch(1)
        across = row(spacing=Space.L)
        across.addWidget(pane)
        across.addLayout(tables, 1)
        box = QWidget()
        box.setLayout(across)
        box.setFixedHeight(_HEIGHT)
        self.body.addWidget(box)
        self.body.setContentsMargins(0, Space.XS, 0, Space.M)
        self.fault_icon.hide()

    @property
    def mapping(self) -> Mapping:
        """What was chosen."""
        return self.fields.mapping

    def _changed(self) -> None:
        self.go.setEnabled(False)
        self._rest.start()

    def _answer(self, question: LookQuestion, value: str) -> None:
        from app.certification.usage.asking import answered  # noqa: PLC0415 - only who maps (P1)

        self.fields.use(answered(self.mapping, question, value))
        self._changed()

    def _try(self) -> None:
        file, look, mapping = self.file, self.look, self.mapping

        def work(rooms: Rooms, cancel: CancelToken, _report: object) -> Tried:
            return try_mapping(rooms, cancel, file, look, mapping)

        self._jobs.job(self, work, group="certification-mapping").on_success(
            self.show_tried
        ).on_failure(self._failed).run()

    def show_tried(self, tried: Tried) -> None:
        """Show how the rows count, and what is left to answer."""
        self._show_questions(tried.questions, tried.given)
        preview = tried.preview
        self.read.show_rows(preview.rows if preview else (), self._products)
        said = [tried.fault] if tried.fault else []
        said += preview.problems[:3] if preview else ()
        self.fault.setText("\n".join(said))
        self.fault_icon.setVisible(bool(said))
        self.go.setEnabled(preview is not None and not self.questions.open)
        if self.questions.open:
            self.note.setText(_("Answer what is marked first."))
        elif self.look.remembered is not None:
            self.note.setText(_("Read as the last file with this header."))
        else:
            self.note.setText(_("Remembered for the next file with this header."))

    def _show_questions(self, questions: tuple[LookQuestion, ...], given: tuple[str, ...]) -> None:
        self.questions.show_questions(questions, given)

    def _failed(self, report: ProblemReport) -> None:
        self.show_tried(Tried(None, report.explanation or report.title, (), ()))

    def _other_sheet(self, sheet: str) -> None:
        file = self.file
        mapping = msgspec.structs.replace(Mapping(), sheet=sheet)
        self._jobs.job(
            self,
            lambda rooms, cancel, _report: rooms.certification.usage.look(file, mapping, cancel),
            group="certification-mapping",
        ).on_success(self._looked).on_failure(self._failed).run()

    def _looked(self, look: Look) -> None:
        """Another sheet has other columns: ask about those."""
        self.look = look
        self.about.setText(_about(look))
        fields, sample = MappingFields(self._theme, look), SampleTable(self._theme, look)
        fields.changed.connect(self._changed)
        for old, new in ((self.fields, fields), (self.sample, sample)):
            parent = old.parentWidget()
            layout = parent.layout() if parent is not None else None
            if layout is not None:
                layout.replaceWidget(old, new)
            old.hide()
            old.deleteLater()
        self.fields, self.sample = fields, sample
        self._show_questions(look.questions, ())
        self._try()


def try_mapping(
    rooms: Rooms, cancel: CancelToken, file: Path | KeptFile, look: Look, mapping: Mapping
) -> Tried:
    """What a mapping comes to. A fault of the mapping itself is said, not raised."""
    from app.base.errors import Problem  # noqa: PLC0415
    from app.certification.usage.asking import given  # noqa: PLC0415 - only who maps (P1)

    usage = rooms.certification.usage
    questions = usage.questions(look, mapping)
    answers = tuple(given(mapping, one) for one in questions)
    try:
        preview = usage.preview_rows(file, mapping, 20, cancel)
    except Problem as problem:
        report = problem.report()
        return Tried(None, report.explanation or report.title, questions, answers)
    return Tried(preview, "", questions, answers)


def _about(look: Look) -> str:
    said = [
        _("{form}, {size}").format(form=look.form.value.upper(), size=size_words(look.size)),
        ngettext("{n} column", "{n} columns", len(look.columns)).format(n=len(look.columns)),
        *look.notes,
    ]
    return " · ".join(said)
