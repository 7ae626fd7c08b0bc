"""The doctor: what a license rests on at this computer, and what stands in the way."""

from ui.licenses.doctor.tab import DoctorTab

__all__ = ["DoctorTab"]
