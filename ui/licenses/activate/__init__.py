"""Activation as a person is led through it: one isolated computer, many of them, or an answer."""
