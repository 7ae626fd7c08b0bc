"""No hidden state: no instances at module level, threads in few hands, one source of time."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.support.sources import Source, called_name, calls, imports, python_files

# Calls that make a constant, not an object with a life of its own.
CONSTANTS = {
    "Decimal", "Decoder", "Encoder", "MappingProxyType", "Meta", "N_", "NewType", "ParamSpec",
    "Path", "QModelIndex", "QSize", "TypeVar", "UUID", "bytes", "bytes.fromhex", "chr", "date",
    "datetime", "dict.fromkeys", "encode", "enumerate", "frozenset", "getattr", "int", "isalnum",
    "items", "join", "len", "logging.getLogger", "maketrans", "max", "min", "ord", "range",
    "re.compile", "replace", "reversed", "sorted", "split", "str", "struct.Struct", "time",
    "timedelta", "tuple", "values", "zip",
    # Makes a function that only computes (app.support.scan.checks).
    "valid",
}  # fmt: skip

# exchange.prefetch fetches the next page while one is applied, and is joined before a sync ends.
THREAD_OWNERS = (
    "app.base.tasks",
    "app.exchange.prefetch",
    "app.sandbox",
    "app.worker",
    "ui.jobs",
)
THREAD_MAKERS = {
    "Thread", "Timer", "ThreadPoolExecutor", "ProcessPoolExecutor", "QThread", "QThreadPool",
    "Process", "Pool",
}  # fmt: skip

CLOCK_READERS = {
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "datetime.now",
    "datetime.utcnow", "datetime.today", "date.today", "dt.now", "dt.date.today",
    "datetime.datetime.now", "datetime.date.today", "dt.datetime.now",
}  # fmt: skip


def frozen_classes() -> set[str]:
    """Names of our classes whose instances never change: frozen Structs, enums, dataclasses."""
    return {
        node.name
        for source in python_files("app", "ui")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and is_frozen(node)
    }


def is_frozen(node: ast.ClassDef) -> bool:
    words = [keyword for keyword in node.keywords if keyword.arg == "frozen"]
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call):
            words += [keyword for keyword in decorator.keywords if keyword.arg == "frozen"]
    bases = {ast.unparse(base) for base in node.bases}
    named = {"NamedTuple", "typing.NamedTuple", "Enum", "StrEnum", "IntEnum"}
    return bool(bases & named) or any(
        isinstance(word.value, ast.Constant) and word.value.value is True for word in words
    )


def module_level(source: Source) -> Iterator[ast.stmt]:
    """Statements that run when the module is imported, in `if` and `try` too."""
    waiting: list[ast.stmt] = list(source.tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        for part in ("body", "orelse", "finalbody"):
            if isinstance(node, ast.If | ast.Try):
                waiting += getattr(node, part, [])


def made_now(value: ast.expr) -> Iterator[ast.Call]:
    """Calls that an assignment makes at once: what stands in a lambda is made later."""
    waiting: list[ast.AST] = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            yield node
        if not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def test_no_module_holds_an_instance():
    allowed = CONSTANTS | frozen_classes()
    found = []
    for source in python_files("app", "ui"):
        for node in module_level(source):
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                continue
            for call in made_now(node.value):
                name = called_name(call)
                if name and name not in allowed and name.split(".")[-1] not in allowed:
                    found.append(f"{source.at(call)} {name}")
    assert not found, "\n".join(found)


def test_no_function_rebinds_a_module_variable():
    assert not [
        source.at(node)
        for source in python_files("app", "ui")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Global)
    ]


def test_few_modules_own_threads():
    assert not [
        f"{source.at(call)} {name}"
        for source in python_files("app", "ui")
        if not any(
            source.module == owner or source.module.startswith(f"{owner}.")
            for owner in THREAD_OWNERS
        )
        for name, call in calls(source)
        if name.split(".")[-1] in THREAD_MAKERS
    ]
    assert not [
        f"{source.at(node)} {module}"
        for source in python_files("app", "ui")
        for module, node in imports(source)
        if module.split(".")[0] in ("asyncio", "multiprocessing")
        # The library that signs speaks asyncio; its loop ends with the call.
        and source.module != "app.documents.awaited"
    ]


def test_only_the_clock_reads_the_time():
    assert not [
        f"{source.at(call)} {name}"
        for source in python_files("app", "ui")
        if source.module not in ("app.base.clock", "app.activation.clock")
        for name, call in calls(source)
        if name in CLOCK_READERS
    ]


def test_no_error_is_swallowed():
    found = []
    for source in python_files("app", "ui", "packaging"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ExceptHandler):
                broad = node.type is None or (
                    isinstance(node.type, ast.Name)
                    and node.type.id in ("Exception", "BaseException")
                )
                if broad and all(isinstance(s, ast.Pass | ast.Continue) for s in node.body):
                    found.append(source.at(node))
    assert not found


def test_no_test_sleeps():
    sleepers = {"time.sleep", "sleep", "QTest.qWait", "QTest.qSleep", "qtbot.wait", "asyncio.sleep"}
    assert not [
        f"{source.at(call)} {name}"
        for source in python_files("tests")
        for name, call in calls(source)
        if name in sleepers
    ]
