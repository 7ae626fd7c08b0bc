"""Check any certificate: drop a PDF, read one sentence, and what was looked at."""

from ui.certification.checker.view import CheckerView

__all__ = ["CheckerView"]
