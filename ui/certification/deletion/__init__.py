"""What was deleted at the end of an agreement: the inventory, entry by entry."""

from ui.certification.deletion.step import DeletionStep

__all__ = ["DeletionStep"]
