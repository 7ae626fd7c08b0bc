"""A formal notice as a person is led through it: kind, questions, letter, sending."""
