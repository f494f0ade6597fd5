"""What a fresh process loads, and who writes to the terminal; who may import whom stands in `pyproject.toml`."""

import ast
import json
import sys
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

from ghcr_wizard import __version__
from tests.processes import run_python
from tests.run import ROOT

PACKAGE = "ghcr_wizard"
SOURCES = ROOT / PACKAGE
FACES = ("cli", "tui", "demo")
ENTRIES = ("__main__", "credential_helper")
HEAVY = frozenset({"textual", "rich", "httpx", "keyring", "jwt", "cryptography"})
CAPABILITIES = tuple(
    sorted(path.parent.name for path in SOURCES.glob("*/__init__.py") if path.parent.name not in FACES)
)
PRIMITIVES = tuple(sorted(path.stem for path in SOURCES.glob("*.py") if path.stem not in {"__init__", *ENTRIES}))


def files_of(room: str) -> list[Path]:
    """Return the source files of a folder or of a module at the top."""
    alone = SOURCES / f"{room}.py"
    return [alone] if alone.exists() else sorted((SOURCES / room).rglob("*.py"))


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}

    assert _circle(imports) == []


def _circle(imports: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def test_a_circle_is_found() -> None:
    assert _circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": set()})


@dataclass(frozen=True, slots=True)
class Fresh:
    """What importing everything of a folder does not load.

    Attributes:
        room: The folder, or a module at the top.
        never: Libraries, or folders of ours.
    """

    room: str
    never: frozenset[str]


FRESH = (
    *(Fresh(room, HEAVY) for room in (*CAPABILITIES, "cli", "__main__")),
    Fresh("tui", frozenset({"httpx", "keyring", "jwt", "cryptography"})),
    Fresh("demo", HEAVY | {f"{PACKAGE}.{room}" for room in (*CAPABILITIES, "cli", "tui")}),
    Fresh("credential_helper", HEAVY | {f"{PACKAGE}.{room}" for room in ("cli", "tui", "demo", "catalog", "explain")}),
)


@pytest.mark.parametrize("row", FRESH, ids=[row.room for row in FRESH])
def test_importing_loads_nothing_that_can_wait(row: Fresh, environment: dict[str, str]) -> None:
    loaded = loaded_by([module_name(file) for file in files_of(row.room)], environment)

    assert not {name for name in loaded if any(f"{name}.".startswith(f"{each}.") for each in row.never)}


@pytest.mark.parametrize("room", PRIMITIVES)
def test_what_everything_rests_on_rests_on_the_standard_library(room: str, environment: dict[str, str]) -> None:
    loaded = {name.partition(".")[0] for name in loaded_by([f"{PACKAGE}.{room}"], environment)}

    assert not loaded - {PACKAGE, *sys.stdlib_module_names}


def loaded_by(modules: list[str], environment: dict[str, str]) -> list[str]:
    """Return what a fresh process loads for importing `modules`, apart from what every process of it has."""
    program = (
        "import sys, json, importlib\nbefore = set(sys.modules)\n"
        "for name in json.load(sys.stdin): importlib.import_module(name)\n"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    run = run_python("-c", program, environment=environment, stdin=json.dumps(modules).encode())
    assert run.status == 0, run.stderr
    loaded: list[str] = json.loads(run.stdout)
    return loaded


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_load_nothing_heavy(option: str, environment: dict[str, str]) -> None:
    run = run_python("-X", "importtime", "-m", PACKAGE, option, environment=environment)

    assert run.status == 0
    assert __version__ in run.stdout or option == "--help"
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in run.stderr.splitlines()}
    assert PACKAGE in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize("room", [*CAPABILITIES, *PRIMITIVES, "demo"])
def test_nothing_is_written_to_the_terminal_below_the_faces(room: str) -> None:
    found = [
        f"{file.name}, line {node.lineno}"
        for file in files_of(room)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) in {"print", "sys.stdout", "sys.stderr"}
    ]

    assert not found
