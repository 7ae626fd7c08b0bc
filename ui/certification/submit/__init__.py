"""The step that sends, keeps proof of it, and hands the certification on as files."""

from ui.certification.submit.step import SubmitStep

__all__ = ["SubmitStep"]
