"""The short form of `python -m tests.fuzz`: every reader, spoiled in the same ways each time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.__main__ import failure
from tests.fuzz.mutations import Dice
from tests.fuzz.reading import Target
from tests.fuzz.targets import NAMES, targets

INPUTS, LONG_INPUTS = 250, 20_000


@pytest.fixture(scope="module")
def by_name() -> Iterator[dict[str, Target]]:
    with targets() as found:
        assert tuple(one.name for one in found) == NAMES
        yield {one.name: one for one in found}


@pytest.mark.parametrize("name", NAMES)
def test_spoiled_input_is_a_typed_error(
    by_name: dict[str, Target], name: str, long_run: bool
) -> None:
    target = by_name[name]
    for seed in range(LONG_INPUTS if long_run else INPUTS):
        data = target.make(Dice(seed))
        why = failure(target, data)
        assert not why, f"seed {seed}: {data[:300]!r}\n{why}"
