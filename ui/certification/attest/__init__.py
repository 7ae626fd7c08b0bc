"""The step in which statements are attested, one by one."""

from ui.certification.attest.step import AttestStep

__all__ = ["AttestStep"]
