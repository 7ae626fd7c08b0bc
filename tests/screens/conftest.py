"""The world of the pictures."""

from tests.support.worlds import built_world, world

__all__ = ["built_world", "world"]
