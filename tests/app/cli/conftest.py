"""A signed-in home for the tests of a command, unless a module makes its own."""

from tests.support.certify_shell import files, sandbox, shell

__all__ = ["files", "sandbox", "shell"]
