"""Starts the host kit with the parts that fit this computer, or says plainly what it needs.

Written so that any Python reads it, back to 2.6: an old one has to be able to say that it is old.
"""

import os
import platform
import struct
import sys

OLDEST = (3, 9)
OLDEST_GLIBC = (2, 17)
CANNOT_RUN = 3


class CannotRun(Exception):
    """This computer cannot run the kit; the text says why and what to do."""


def main(arguments):
    here = os.path.dirname(os.path.abspath(__file__))
    try:
        check_python()
        parts = parts_for_here()
        native = os.path.join(here, "lib", parts)
        if not os.path.isdir(native):
            raise CannotRun("The folder lib/%s is missing. Unpack the kit once more." % parts)
    except CannotRun as problem:
        sys.stderr.write("counterpart-host: %s\n" % problem)
        return CANNOT_RUN
    sys.dont_write_bytecode = True
    sys.path[:0] = [os.path.join(here, "lib"), native, os.path.join(here, "lib", "any")]
    from pathlib import Path

    try:
        if arguments[:1] == ["check"]:
            # Where a file is damaged, what finds that out must not need it.
            from app.activation.kit_check import main as check

            return check(arguments[1:], Path(here))
        from app.activation.kit import main as kit
    except Exception as error:  # whatever a damaged file leads to
        sys.stderr.write(
            "counterpart-host: The kit is damaged: %s: %s\n"
            "Name the files with: counterpart-host check. Then unpack it once more.\n"
            % (type(error).__name__, error)
        )
        return CANNOT_RUN
    about = ["Python %s on %s" % (platform.python_version(), parts)]
    return kit(arguments, Path(here), about)


def check_python():
    """Raise CannotRun where this Python is too old, or of a kind that the parts do not fit."""
    if sys.version_info[:2] < OLDEST:
        raise CannotRun(
            "Python %d.%d or newer is needed; this is Python %s (%s).\n"
            "Name a newer one with COUNTERPART_PYTHON=/path/to/python3, or carry the build that\n"
            "needs no Python at all: counterpart-host-standalone."
            % (OLDEST + (platform.python_version(), sys.executable))
        )
    kind = platform.python_implementation()
    if kind != "CPython":
        raise CannotRun("CPython is needed; this is %s (%s)." % (kind, sys.executable))
    import sysconfig

    if sysconfig.get_config_var("Py_GIL_DISABLED"):
        raise CannotRun(
            "The usual build of Python is needed; this one is free-threaded (%s)." % sys.executable
        )


def parts_for_here():
    """The folder with the native code for this system, machine and width of the interpreter."""
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    wide = struct.calcsize("P") == 8
    if sys.platform.startswith("linux"):
        if machine in ("x86_64", "aarch64") and wide and sys.byteorder == "little":
            check_glibc()
            return "linux-" + machine
    elif sys.platform == "darwin":
        return "macos-universal2"
    elif sys.platform == "win32":
        import sysconfig

        found = sysconfig.get_platform()
        if found in ("win-amd64", "win-arm64", "win32"):
            return found
    raise CannotRun(
        "There is no part for this computer in the kit: %s on %s, %d bits.\n"
        "It runs on Linux (x86-64 and aarch64), Windows (x86-64, ARM64, 32 bits) and macOS."
        % (sys.platform, platform.machine(), struct.calcsize("P") * 8)
    )


def check_glibc():
    """Raise CannotRun where the C library is another one, or too old."""
    try:
        name, version = os.confstr("CS_GNU_LIBC_VERSION").split()
        found = tuple(int(number) for number in version.split(".")[:2])
    except (AttributeError, OSError, ValueError):
        name, found = "", ()
    if name != "glibc" or found < OLDEST_GLIBC:
        raise CannotRun(
            "The GNU C library %d.%d or newer is needed; this computer has %s."
            % (OLDEST_GLIBC + ("%s %s" % (name, version) if name else "another one",))
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
