"""The step that shows the real pages, makes the document, and has it signed."""

from ui.certification.review.step import ReviewStep

__all__ = ["ReviewStep"]
