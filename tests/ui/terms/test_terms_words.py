"""Why there is nothing to read, and the words for how documents stand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.terms.answers import GovernCount
from app.terms.model import DocumentKind, RulesState, TextState, Version
from ui.kit.states import Skeleton
from ui.kit.theme import Theme
from ui.page import Standing
from ui.terms.choosing import morning, read_day
from ui.terms.emptiness import no_documents, no_text
from ui.terms.hits import in_sight
from ui.terms.phrases import (
    effective_words,
    governs_words,
    rules_look,
    text_look,
    version_words,
)
from ui.terms.shelf_model import short_title

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def version(state: TextState = TextState.MISSING, **more: object) -> Version:
    return Version(
        id="terms-2027-01", document="terms", title="Kestrane End Customer Terms",
        kind=DocumentKind.END_CUSTOMER, label="2027-01", text_state=state, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def texts(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


@pytest.mark.parametrize(
    ("standing", "permitted", "words"),
    [
        (Standing(), True, "No terms yet"),
        (Standing(offline=True), True, "cannot be reached"),
        (Standing(), False, "may not read the terms"),
    ],
)
def test_a_page_without_documents_says_why_and_what_to_do(
    theme: Theme, qtbot: QtBot, standing: Standing, permitted: bool, words: str
) -> None:
    done: list[str] = []
    state = no_documents(
        theme, standing, "Kestrane", permitted=permitted,
        sync=lambda: done.append("sync"), open_local=lambda: done.append("open"),
    )  # fmt: skip
    qtbot.addWidget(state)
    assert words in texts(state)
    state.secondary.click()  # type: ignore[attr-defined]
    assert done == ["sync" if standing.offline else "open"]


def test_while_it_synchronizes_nothing_is_called_empty(theme: Theme, qtbot: QtBot) -> None:
    syncing = Standing(syncing=True)
    for state in (
        no_documents(theme, syncing, "Kestrane", permitted=True, sync=list, open_local=list),
        no_text(theme, version(), syncing, list),
    ):
        qtbot.addWidget(state)
        assert isinstance(state, Skeleton)


def test_a_version_without_a_text_says_where_it_is(theme: Theme, qtbot: QtBot) -> None:
    for state, standing, words in (
        (TextState.MISSING, Standing(), "comes with the next synchronization"),
        (TextState.MISSING, Standing(offline=True), "became unreachable"),
        (TextState.NOT_OFFERED, Standing(), "offers no text"),
    ):
        shown = no_text(theme, version(state), standing, list)
        qtbot.addWidget(shown)
        assert words in texts(shown)


def test_every_state_has_an_icon_a_word_and_a_sentence() -> None:
    looks = [text_look(state) for state in TextState] + [rules_look(state) for state in RulesState]
    assert all(look.word and look.words.endswith(".") for look in looks)
    assert len({look.word for look in looks}) == len(looks)


def test_the_words_of_a_version() -> None:
    starts = datetime(2027, 1, 1, 5, tzinfo=UTC)
    shown = version(effective_from=starts)
    assert version_words(shown) == "v2027-01"
    assert effective_words(shown, NOW, "America/New_York") == "from 1 Jan 2027"
    assert effective_words(shown, NOW, "America/Chicago") == "from 31 Dec 2026"
    assert governs_words(None) == "governs none of your orders"
    assert governs_words(GovernCount(now=2, later=5)) == "governs 2 of your orders, more at renewal"
    assert governs_words(GovernCount(now=0, later=1)) == "governs 1 order at its renewal"
    assert short_title("Kestrane Support Policy", "Kestrane") == "Support Policy"
    assert short_title("Kestrane", "Kestrane") == "Kestrane"


def test_a_day_is_read_or_not() -> None:
    assert read_day("2026-02-31") is None
    assert read_day("tomorrow") is None
    day = read_day(" 2027-02-28 ")
    assert day is not None
    at = morning(day).astimezone()
    assert (at.date(), at.hour) == (day, 9)


def test_a_place_found_far_in_its_clause_is_brought_into_sight() -> None:
    text = "one two three four five six renewal and more"
    start = text.index("renewal")
    shown, places = in_sight(text, [(start, start + 7)], lambda words: 10.0 * len(words), 240)
    assert shown == "…five six renewal and more"
    assert [shown[first:last] for first, last in places] == ["renewal"]
    near, same = in_sight(text, [(0, 3)], lambda words: 10.0 * len(words), 240)
    assert (near, same) == (text, [(0, 3)])
