"""Who signs, by what authority, and how: the step, and the dialog that opens a key."""

from ui.certification.signing.step import SignStep

__all__ = ["SignStep"]
