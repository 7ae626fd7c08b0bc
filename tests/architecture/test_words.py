"""Every sentence a person reads is marked for translation, and none is read as markup."""

from __future__ import annotations

import ast
import gettext
import importlib.util
import re
import struct
from collections.abc import Iterator

import pytest

from app.base import text
from tests.support.sources import ROOT, Source, called_name, calls, python_files

# Which positional arguments of a call are shown to a person; the kit's take the theme first.
SHOWN = {
    "Banner": (2,), "Button": (1,), "Card": (1,), "CheckBox": (1,), "CheckRow": (1,), "Chip": (1,),
    "Column": (1,), "ConfirmDialog": (1, 2, 3), "Dialog": (1,), "EmptyState": (2, 3),
    "Entry": (2, 3), "FormRow": (1,), "IconButton": (2,), "Label": (1,), "LinkButton": (1,),
    "MenuChip": (1,), "MeterRow": (1, 2), "NavItem": (3,), "ProgressLine": (1,),
    "RadioButton": (1,), "SearchButton": (1,), "SearchField": (1,), "SectionHeading": (1,),
    "StatusLabel": (2,), "TagLabel": (1,), "confirm": (2, 3, 4), "no_permission_state": (1, 2),
    "offline_state": (1, 2),
    "QAction": (0, 1), "QCheckBox": (0,), "QGroupBox": (0,), "QLabel": (0,), "QPushButton": (0,),
    "QRadioButton": (0,), "QMenu": (0,),
    "addAction": (0, 1), "addItem": (0,), "addMenu": (0,), "addTab": (0, 1), "add_action": (0,),
    "add_cancel": (0,), "add_head_action": (0,), "add_tab": (1,), "setAccessibleDescription": (0,),
    "setAccessibleName": (0,), "setInformativeText": (0,), "setLabelText": (0,),
    "setPlaceholderText": (0,), "setStatusTip": (0,), "setText": (0,), "setTitle": (0,),
    "setToolTip": (0,), "setWhatsThis": (0,), "setWindowTitle": (0,), "set_error": (0,),
    "set_status": (1,), "set_text": (0,), "showMessage": (0,),
    "ArgumentParser": (), "add_argument": (), "add_argument_group": (0, 1), "add_parser": (),
    "add_subparsers": (),
}  # fmt: skip
SHOWN_KEYWORDS = {
    "action", "any_text", "description", "epilog", "help", "hint", "kept", "meta", "name",
    "next_step", "explanation", "placeholder", "primary", "secondary", "text", "title", "unit",
}  # fmt: skip
# `name` is a person's word in the kit and a machine's elsewhere.
NOT_A_WORD = {"Thread": {"name"}, "add_argument": {"action"}}
PRODUCT = "Counterpart"

WORD = re.compile(r"[A-Za-zÀ-ž]{2,}")


def bare_words(node: ast.expr) -> str:
    """The words an expression shows that no catalog can translate; "" when there are none."""
    match node:
        case ast.Constant(value=str() as value):
            return value if WORD.search(value.replace(PRODUCT, "")) else ""
        case ast.JoinedStr(values=parts):
            return " ".join(filter(None, map(bare_words, parts)))
        case ast.IfExp(body=body, orelse=other):
            return bare_words(body) or bare_words(other)
        case ast.BinOp(left=left, right=right):
            return bare_words(left) or bare_words(right)
        case ast.Call(func=ast.Attribute(value=value, attr="format" | "join" | "replace")):
            return bare_words(value)
    return ""


def problem_classes() -> set[str]:
    """Names of all classes that descend from Problem, found in the source."""
    bases = {
        node.name: {ast.unparse(base).split(".")[-1] for base in node.bases}
        for source in python_files("app", "ui")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"Problem", "ProblemReport"}
    while more := {name for name, over in bases.items() if over & found} - found:
        found |= more
    return found


def shown_arguments(source: Source, problems: set[str]) -> Iterator[ast.expr]:
    for name, call in calls(source):
        last = name.split(".")[-1]
        if last in problems or (last == "__init__" and name.startswith("super")):
            yield from call.args if last in problems else ()
        elif last not in SHOWN:
            continue
        else:
            yield from (call.args[place] for place in SHOWN[last] if place < len(call.args))
        for keyword in call.keywords:
            if keyword.arg in SHOWN_KEYWORDS - NOT_A_WORD.get(last, set()):
                yield keyword.value


def test_no_shown_text_is_a_bare_literal():
    problems = problem_classes()
    found = [
        f"{source.at(node)} {words!r}"
        for source in python_files("app", "ui")
        for node in shown_arguments(source, problems)
        if (words := bare_words(node))
    ]
    assert not found, "\n".join(found)


def test_the_shell_prints_no_bare_literal():
    found = [
        f"{source.at(call)} {words!r}"
        for source in python_files("app/cli")
        for name, call in calls(source)
        if name.split(".")[-1] in ("print", "echo", "say", "writelines")
        for argument in call.args
        if (words := bare_words(argument))
    ]
    assert not found, "\n".join(found)


def test_only_the_kit_makes_labels_so_that_no_text_is_guessed_to_be_markup():
    # Qt takes text that looks like HTML for HTML in labels, message boxes and tool tips.
    forbidden = {
        "QErrorMessage", "QLabel", "QMessageBox", "QTextBrowser", "QTextDocument", "QTextEdit",
        "appendHtml", "insertHtml", "setHtml", "setMarkdown", "setTextFormat", "setToolTip",
        "setWhatsThis", "setStyleSheet", "QToolTip.showText",
    }  # fmt: skip
    found = [
        f"{source.at(call)} {name}"
        for source in python_files("ui")
        if not source.name.startswith("ui/kit/")
        for name, call in calls(source)
        if {name, name.split(".")[-1], name.split(".")[0]} & forbidden
    ]
    found += [
        f"{source.at(node)} derives from {ast.unparse(base)}"
        for source in python_files("ui")
        if not source.name.startswith("ui/kit/")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if ast.unparse(base).split(".")[-1] in forbidden
    ]
    assert not found, "\n".join(found)


def test_every_marked_sentence_can_stand_in_a_catalog():
    words = load_words()
    found = words.messages()
    assert found
    template = words.template({key: at for key, at in found.items() if key.text})
    assert template.count("\nmsgid ") >= len([key for key in found if key.text])
    for message, places in found.items():
        assert not message.text.startswith((" ", "\n")) or not WORD.search(message.text), places
        if message.plural:
            names = re.compile(r"\{(\w+)")
            missing = set(names.findall(message.text)) - set(names.findall(message.plural))
            assert not missing, f"{places}: the plural lacks {missing}"


def test_marked_sentences_are_not_formatted_before_they_are_looked_up():
    assert not [
        source.at(call)
        for source in python_files("app", "ui")
        for name, call in calls(source)
        if name in ("_", "N_", "ngettext", "pgettext")
        for argument in call.args
        if isinstance(argument, ast.Call) and called_name(argument).endswith("format")
    ]


def test_a_catalog_made_from_the_template_speaks(tmp_path, monkeypatch: pytest.MonkeyPatch):
    found = load_words().messages()
    sentences = {key.text: f"«{key.text}»" for key in found if key.text and not key.context}
    folder = tmp_path / "xx" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / f"{text.DOMAIN}.mo").write_bytes(compiled(sentences))
    monkeypatch.setenv("COUNTERPART_LOCALE_DIR", str(tmp_path))
    monkeypatch.setenv("LANGUAGE", "xx")
    text.catalog.cache_clear()
    try:
        assert isinstance(text.catalog(), gettext.GNUTranslations)
        assert text._("The disk is full") == "«The disk is full»"
    finally:
        text.catalog.cache_clear()


def load_words():
    """The extractor, which is a script and no package."""
    spec = importlib.util.spec_from_file_location("words", ROOT / "packaging" / "words.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compiled(sentences: dict[str, str]) -> bytes:
    """A .mo file (GNU gettext manual, 10.3) of these sentences."""
    entries = {"": "Content-Type: text/plain; charset=UTF-8\n", **sentences}
    keys = sorted(entries, key=str.encode)
    blobs = [part.encode() for key in keys for part in (key, entries[key])]
    offset = 28 + 16 * len(keys)
    table = []
    for blob in blobs:
        table.append((len(blob), offset))
        offset += len(blob) + 1
    originals, translations = table[0::2], table[1::2]
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, offset)
    index = b"".join(struct.pack("<2I", *pair) for pair in (*originals, *translations))
    return head + index + b"".join(blob + b"\0" for blob in blobs)
