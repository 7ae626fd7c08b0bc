"""Days as a person types them: read, or said to be none, never a crash."""

from __future__ import annotations

from datetime import date

import pytest

from ui.certification.days import after, day_of, day_text, evening_of, moment_of, start_of


def test_a_day_is_read_and_written_the_same() -> None:
    assert day_of(" 2026-11-30 ") == date(2026, 11, 30)
    assert day_of("  ") is None
    assert day_text(start_of(day_of("2026-11-30"))) == "2026-11-30"
    assert day_text(after(day_of("2026-11-30")), last=True) == "2026-11-30"
    assert day_text(evening_of(day_of("2026-11-30"))) == "2026-11-30"
    assert day_text(moment_of("2026-11-30 09:00")) == "2026-11-30"


@pytest.mark.parametrize(
    "text", ["soon", "2026-13-01", "30.11.2026", "0001-01-01", "9999-12-31", "2026-11-30x"]
)
def test_what_is_no_day_of_any_agreement_is_said_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="2026-11-30"):
        day_of(text)
    with pytest.raises(ValueError, match="2026-11-30 09:00"):
        moment_of(f"{text} 09:00")
    with pytest.raises(ValueError, match="2026-11-30 09:00"):
        moment_of(text)
