"""What is good to know about a text: its definitions; wrong references and other remarks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.text import _
from app.deadlines.words import clause_name
from app.terms.model import Clause, Definition, Reference, Remark
from ui.kit.buttons import LinkButton
from ui.kit.icons import Icon
from ui.kit.labels import IconLabel, Label
from ui.kit.panels import Hairline, column, keep_margins, row
from ui.kit.theme import Theme
from ui.kit.tokens import Space, TextStyle, Token
from ui.terms.reading import clause_at
from ui.terms.spots import reference_tip

Go = Callable[[int], object]
MOST = 300


def definitions_content(theme: Theme, definitions: Sequence[Definition], go: Go) -> QWidget:
    """Every defined term with its meaning; pressing the term goes to where it is defined."""
    box, layout = _box(theme, _("Defined terms"))
    if not definitions:
        words = _("No term is defined in this text in a way that could be recognized.")
        layout.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
    for at, definition in enumerate(definitions[:MOST]):
        if at:
            _line(theme, layout)
        link = LinkButton(
            theme,
            _shortened(definition.term),
            style=TextStyle.BODY_STRONG,
            name=_("Go to the definition of {term}").format(term=definition.term),
        )
        link.clicked.connect(lambda _on=False, start=definition.start: go(start))
        link.setAccessibleDescription(definition.meaning)
        layout.addLayout(row(link, None))
        meaning = Label(theme, definition.meaning, TextStyle.BODY, Token.TEXT, wrap=True)
        layout.addWidget(meaning)
    layout.addStretch(1)
    return box


def notes_content(
    theme: Theme,
    clauses: Sequence[Clause],
    remarks: Sequence[Remark],
    references: Sequence[Reference],
    go: Go,
) -> QWidget:
    """Remarks of the outline, then references that lead nowhere or elsewhere than they say."""
    box, layout = _box(theme, _("Things to know about this text"))
    told = [
        *((one.start, one.words, "") for one in remarks),
        *((one.start, reference_tip(one), one.text) for one in references),
    ]
    if not told:
        words = _("Nothing stands out: numbers follow each other and every reference was found.")
        layout.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT2, wrap=True))
    for at, (start, words, quoted) in enumerate(sorted(told)[:MOST]):
        if at:
            _line(theme, layout)
        layout.addWidget(_note(theme, clauses, start, words, quoted, go))
    layout.addStretch(1)
    return box


def _note(
    theme: Theme, clauses: Sequence[Clause], start: int, words: str, quoted: str, go: Go
) -> QWidget:
    box = QWidget()
    body = column(spacing=2)
    if quoted:
        text = _("“{words}”").format(words=quoted)
        body.addWidget(Label(theme, text, TextStyle.BODY_MEDIUM, wrap=True))
    body.addWidget(Label(theme, words, TextStyle.BODY, Token.TEXT, wrap=True))
    if clauses:
        clause = clauses[clause_at(clauses, start)]
        mark = clause_name(clause.number) if clause.number else clause.title or clause.id
        link = LinkButton(
            theme,
            _shortened(mark),
            style=TextStyle.META_STRONG,
            name=_("Go to {clause}").format(clause=mark),
        )
        link.setAccessibleDescription(words)
        link.clicked.connect(lambda: go(start))
        body.addLayout(row(link, None))
    icon = Icon.WARNING if quoted else Icon.INFO_OUTLINE
    tone = Token.WARN if quoted else Token.TEXT2
    layout = row(spacing=Space.S)
    layout.addLayout(column(2, IconLabel(theme, icon, tone=tone), None, spacing=0))
    layout.addLayout(body, 1)
    box.setLayout(layout)
    return box


def _box(theme: Theme, title: str) -> tuple[QWidget, QVBoxLayout]:
    box = QWidget()
    layout = QVBoxLayout(box)
    keep_margins(box, layout, (Space.L, Space.M, Space.L, Space.XL))
    layout.setSpacing(0)
    layout.addWidget(Label(theme, title, TextStyle.SECTION, wrap=True))
    layout.addSpacing(Space.S)
    return box, layout


def _line(theme: Theme, layout: QVBoxLayout) -> None:
    layout.addSpacing(Space.S)
    layout.addWidget(Hairline(theme))
    layout.addSpacing(Space.S)


def _shortened(text: str) -> str:
    return text if len(text) <= 36 else text[:35].rstrip() + "…"
