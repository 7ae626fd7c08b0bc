"""What was certified before: the list, what changed since, and how figures went."""

from ui.certification.history.view import HistoryView

__all__ = ["HistoryView"]
