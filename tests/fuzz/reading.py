"""What is fuzzed: a reader with how its input is made, and the errors that it may raise."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.fuzz.mutations import Dice


class Target(NamedTuple):
    """One reader. `run` raises what it may raise as `typed`, and nothing else."""

    name: str
    make: Callable[[Dice], bytes]
    run: Callable[[bytes], object]
    typed: tuple[type[Exception], ...]


class Broken(AssertionError):
    """A reader took what it must not take."""
