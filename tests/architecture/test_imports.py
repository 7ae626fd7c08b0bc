"""Who may import whom: the rules of ARCHITECTURE.md, read from the source without a linter."""

from __future__ import annotations

import ast

import pytest

from tests.support.sources import Source, imports, python_files

# From the ground up. Rooms of one floor do not know each other.
FLOORS = (
    ("base",),
    ("activation",),
    ("storage",),
    ("portal", "vault"),
    ("documents",),
    ("exchange",),
    ("deadlines",),
    ("notices",),
    ("orders",),
    ("account",),
    ("terms",),
    ("licenses",),
    ("support",),
    ("certification",),
    ("overview",),
    ("services",),
    ("cli", "sandbox", "worker"),
)
FLOOR_OF = {room: height for height, rooms in enumerate(FLOORS) for room in rooms}

ONE_IMPORTER = {
    "requests": "app.portal",
    "truststore": "app.portal",
    "urllib3": "app.portal",
    "keyring": "app.vault",
    "secretstorage": "app.vault",
    "jeepney": "app.vault",
    "sqlcipher3": "app.storage",
    "appdirs": "app.base.paths",
    "Crypto": "app.activation",
    "segno": "app.activation",
    "PIL": "app.licenses.qr.reading",
    "zxingcpp": "app.licenses.qr.reading",
    "holidays": "app.deadlines",
    "icalendar": "app.deadlines",
    "markdown_it": "app.terms",
    "pypdfium2": "app.documents",
    "typst": "app.documents",
    "pyhanko": "app.documents",
    "pyhanko_certvalidator": "app.documents",
    "pkcs11": "app.documents",
    "rfc8785": "app.documents",
    "python_calamine": "app.certification",
    "detect_secrets": "app.support",
    "phonenumbers": "app.support",
    "stdnum": "app.support",
    "diff_match_patch": "app.terms",
    "platformdirs": "app.base.paths",
}

UI_ROOMS = {
    "account",
    "certification",
    "deadlines",
    "licenses",
    "notices",
    "orders",
    "outbox",
    "overview",
    "support",
    "terms",
}
UI_NEVER = ("app.storage", "app.portal", "app.vault", "app.cli", "app.sandbox", "app.worker")


def inside(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def broken(sources: list[Source], forbidden) -> list[str]:
    """Where in `sources` something is imported that `forbidden(source, module)` objects to."""
    return [
        f"{source.at(node)} imports {module}"
        for source in sources
        for module, node in imports(source)
        if forbidden(source, module)
    ]


def test_the_core_imports_neither_the_window_nor_qt():
    assert not broken(
        python_files("app"),
        lambda _, module: any(inside(module, name) for name in ("ui", "PySide6", "shiboken6")),
    )


def test_a_room_imports_only_lower_rooms():
    def forbidden(source: Source, module: str) -> bool:
        if not inside(module, "app"):
            return False
        mine, theirs = ([*name.split("."), ""][1] for name in (source.module, module))
        if mine == theirs or "" in (mine, theirs) or theirs not in FLOOR_OF:
            return False
        return FLOOR_OF[theirs] >= FLOOR_OF[mine]

    assert not broken(python_files("app"), forbidden)


def test_every_room_has_a_floor():
    rooms = {source.module.split(".")[1] for source in python_files("app") if "." in source.module}
    assert rooms - {"__main__"} <= set(FLOOR_OF)


@pytest.mark.parametrize(("library", "owner"), ONE_IMPORTER.items())
def test_a_library_has_one_importing_room(library, owner):
    assert not broken(
        python_files("app", "ui"),
        lambda source, module: inside(module, library) and not inside(source.module, owner),
    )


def test_nothing_imports_the_programs():
    programs = ("app.cli", "app.sandbox", "app.worker")
    assert not broken(
        python_files("app", "ui"),
        lambda source, module: any(
            inside(module, program) and not inside(source.module, program) for program in programs
        ),
    )


def test_the_window_sees_neither_network_nor_keyring_nor_sql():
    assert not broken(
        python_files("ui"),
        lambda _, module: any(inside(module, name) for name in (*UI_NEVER, "sqlite3")),
    )


def test_a_page_knows_no_other_page():
    def forbidden(source: Source, module: str) -> bool:
        mine, *_ = [*source.module.split(".")[1:], ""]
        theirs, *_ = [*module.split(".")[1:], ""]
        if mine not in UI_ROOMS or not inside(module, "ui"):
            return False
        return theirs in (UI_ROOMS - {mine}) | {"shell", "main"}

    assert not broken(python_files("ui"), forbidden)


def test_the_kit_knows_only_the_ground_floor():
    assert not broken(
        python_files("ui/kit"),
        lambda _, module: (
            (inside(module, "app") and not inside(module, "app.base"))
            or (inside(module, "ui") and not inside(module, "ui.kit"))
        ),
    )


def test_imports_are_absolute():
    assert not [
        source.at(node)
        for source in python_files("app", "ui", "tests", "packaging")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
