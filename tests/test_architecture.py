"""Who may import whom: downwards only, read from the sources and from what fresh processes have loaded."""

import ast
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ghcr_wizard import __version__
from tests.imports import PACKAGE, Import, imports_of
from tests.processes import run_python
from tests.run import ROOT

SOURCES = ROOT / PACKAGE
HEAVY = frozenset({"textual", "rich", "httpx", "keyring", "jwt", "cryptography"})
NETWORK_AND_KEYRING = frozenset({"httpx", "keyring"})


@dataclass(frozen=True, slots=True)
class Rule:
    """What one room of the package may import, and why.

    Attributes:
        room: The package or module below `ghcr_wizard`.
        why: The reason, printed with every violation.
        may: Rooms (or modules of them) it may import beside itself.
        types_of: Rooms of which only types may be imported.
        never: Libraries it may import nowhere.
        not_loaded: Libraries, or rooms as `ghcr_wizard.ROOM`, that are not loaded by importing it.
        standard_library_alone: Whether nothing outside the standard library may be imported.
        prints: Whether it may write to standard output or standard error.
    """

    room: str
    why: str
    may: frozenset[str] = frozenset()
    types_of: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    not_loaded: frozenset[str] = frozenset()
    standard_library_alone: bool = False
    prints: bool = True


PRIMITIVES = ("core_dumps", "formatting", "interruption")
"""Modules that every room may import; they import nothing of ours."""

RULES = (
    *(
        Rule(room=room, why="what everything rests on rests on nothing", standard_library_alone=True, prints=False)
        for room in PRIMITIVES
    ),
    Rule(
        room="domain",
        why="what is true about GHCR has no I/O and is to be read, tested and reused without anything installed",
        standard_library_alone=True,
        prints=False,
    ),
    Rule(
        room="services",
        why="the outside world knows the facts and no face; its heavy libraries load when a function first needs them",
        may=frozenset({"domain"}),
        never=frozenset({"textual"}),
        not_loaded=HEAVY,
        prints=False,
    ),
    Rule(
        room="operations",
        why="what the program can do is the same under every face: it yields values and shows none",
        may=frozenset({"domain", "services"}),
        never=frozenset({"textual"}),
        not_loaded=HEAVY,
        prints=False,
    ),
    Rule(
        room="cli",
        why="a command parses, runs an operation and prints; it starts fast, so nothing of the app is loaded for it",
        may=frozenset({"operations", "domain"}),
        types_of=frozenset({"services"}),
        never=NETWORK_AND_KEYRING | {"textual"},
        not_loaded=HEAVY,
    ),
    Rule(
        room="tui",
        why="the app reaches the outside through operations alone; its first paint waits for no network and no keyring",
        may=frozenset({"operations", "domain"}),
        types_of=frozenset({"services"}),
        never=NETWORK_AND_KEYRING,
        not_loaded=NETWORK_AND_KEYRING,
    ),
    Rule(
        room="demo",
        why="the simulated GitHub judges the client code, so it shares none with it",
        may=frozenset({"domain"}),
        never=NETWORK_AND_KEYRING | {"textual"},
        not_loaded=HEAVY | {f"{PACKAGE}.{room}" for room in ("services", "operations", "cli", "tui")},
        prints=False,
    ),
    Rule(
        room="credential_helper",
        why="Docker starts it for every pull: it loads what answering takes, and a network only to mint a token",
        may=frozenset({"operations.helper_requests", "services", "domain"}),
        never=frozenset({"textual", "httpx"}),
        not_loaded=HEAVY | {f"{PACKAGE}.{room}" for room in ("tui", "cli", "demo")},
    ),
    Rule(
        room="__main__",
        why="it wires the rooms together and answers --version and --help before anything heavy is loaded",
        may=frozenset({"domain", "services", "operations", "cli", "tui", "demo"}),
        never=NETWORK_AND_KEYRING,
        not_loaded=HEAVY,
    ),
)
every_room = pytest.mark.parametrize("rule", RULES, ids=[rule.room for rule in RULES])


def files_of(room: str) -> list[Path]:
    """Return the source files of a room; none where it does not exist (yet)."""
    alone = SOURCES / f"{room}.py"
    return [alone] if alone.exists() else sorted((SOURCES / room).rglob("*.py"))


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_type(name: str) -> bool:
    """Return whether a name is written as that of a class."""
    return name.lstrip("_")[:1].isupper() and not name.isupper()


def objection(rule: Rule, found: Import) -> str | None:
    """Return what is wrong with an import under a rule, or None."""
    if found.is_of(PACKAGE):
        return objection_within(rule, found)
    library = found.module.partition(".")[0]
    if rule.standard_library_alone and library not in sys.stdlib_module_names:
        return "is outside the standard library"
    if library in rule.never:
        return "is never imported here"
    if library in rule.not_loaded and found.runs_at_import:
        return "is imported here inside functions only"
    return None


def objection_within(rule: Rule, found: Import) -> str | None:
    """Return what is wrong with importing a module of the package itself, or None."""
    if found.module == PACKAGE or found.is_of(*(f"{PACKAGE}.{room}" for room in {rule.room, *rule.may, *PRIMITIVES})):
        return None
    if found.is_of(*(f"{PACKAGE}.{room}" for room in rule.types_of)):
        if found.for_types_alone or (found.names and all(map(is_type, found.names))):
            return None
        return "gives types only to this room"
    return "is not below this room"


def violations(rule: Rule, source: str, module: str, *, is_package: bool = False) -> Iterator[str]:
    for found in imports_of(source, module, is_package=is_package):
        if (wrong := objection(rule, found)) is not None:
            yield f"{module}, line {found.line}: {found.module} {wrong}: {rule.why}"


def writes(source: str, module: str) -> Iterator[str]:
    """Yield where a source prints or uses the standard streams."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) in {"print", "sys.stdout", "sys.stderr"}:
            yield f"{module}, line {node.lineno}: uses {ast.unparse(node)}"


@every_room
def test_imports_go_downwards_only(rule: Rule) -> None:
    found: list[str] = []
    for file in files_of(rule.room):
        source, module = file.read_text(encoding="utf-8"), module_name(file)
        found += violations(rule, source, module, is_package=file.name == "__init__.py")

    assert not found, "\n".join(found)


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.prints], ids=lambda rule: rule.room)
def test_nothing_is_printed_below_the_faces(rule: Rule) -> None:
    found = [line for file in files_of(rule.room) for line in writes(file.read_text(encoding="utf-8"), file.name)]

    assert not found, "\n".join(found)


def test_every_source_file_lives_in_a_room_with_a_rule() -> None:
    ruled = {file for rule in RULES for file in files_of(rule.room)} | {SOURCES / "__init__.py"}

    assert set(SOURCES.rglob("*.py")) == ruled


@every_room
def test_importing_a_room_loads_nothing_it_should_not(rule: Rule, environment: dict[str, str]) -> None:
    modules = [module_name(file) for file in files_of(rule.room)]
    if not modules:
        pytest.skip(f"{PACKAGE}.{rule.room} does not exist yet")
    loaded = loaded_by(modules, environment)

    forbidden = {name for name in loaded if any(f"{name}.".startswith(f"{heavy}.") for heavy in rule.not_loaded)}
    if rule.standard_library_alone:
        forbidden |= {name for name in loaded if name.partition(".")[0] not in {PACKAGE, *sys.stdlib_module_names}}
    assert not forbidden, rule.why


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
    if not files_of("__main__"):
        pytest.skip(f"{PACKAGE}.__main__ does not exist yet")

    run = run_python("-X", "importtime", "-m", PACKAGE, option, environment=environment)

    assert run.status == 0
    assert __version__ in run.stdout or option == "--help"
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in run.stderr.splitlines()}
    assert PACKAGE in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("domain", "import httpx"),
        ("domain", "def late():\n    import ghcr_wizard.transport.client"),
        ("domain", "from ..services import http"),
        ("services", "import keyring"),
        ("services", "class Store:\n    from keyring import errors"),
        ("services", "async def show():\n    from textual.app import App"),
        ("services", "from ghcr_wizard import operations"),
        ("operations", "try:\n    from httpx import Client\nexcept ImportError:\n    pass"),
        ("operations", "def face():\n    import importlib\n    importlib.import_module('textual.app')"),
        ("cli", "from ghcr_wizard.tui.app import WizardApp"),
        ("cli", "from ghcr_wizard.transport.client import connect"),
        ("tui", "from ghcr_wizard.services import http"),
        ("tui", "def load():\n    from ghcr_wizard.cli import main"),
        ("demo", "from ghcr_wizard.check.check import check"),
        ("credential_helper", "from ghcr_wizard.catalog.catalog import walk"),
        ("__main__", "import httpx"),
    ],
)
def test_the_rules_catch_a_forbidden_import(room: str, source: str) -> None:
    rule = next(rule for rule in RULES if rule.room == room)

    assert list(violations(rule, source, f"{PACKAGE}.{room}.example"))


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("domain", "from ghcr_wizard.github.scopes import Scope\nimport json"),
        ("services", "def connect():\n    import httpx"),
        ("services", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import httpx"),
        ("operations", "from ghcr_wizard.transport.client import connect"),
        ("cli", "from ghcr_wizard import __version__\nfrom ghcr_wizard.transport.client import HttpClient"),
        ("tui", "from textual.app import App\nfrom ghcr_wizard.operations import check"),
    ],
)
def test_the_rules_leave_an_allowed_import_alone(room: str, source: str) -> None:
    rule = next(rule for rule in RULES if rule.room == room)

    assert not list(violations(rule, source, f"{PACKAGE}.{room}.example"))
