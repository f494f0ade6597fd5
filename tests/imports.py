"""What a source file imports, read from its text: the eyes of the architecture tests."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

PACKAGE = "ghcr_wizard"


@dataclass(frozen=True, slots=True)
class Import:
    """One import of one module, wherever in a file it stands.

    Attributes:
        module: The absolute name of what is imported, a submodule by its own name.
        names: What is taken out of the module; empty where the module itself is imported.
        line: The line it stands on.
        runs_at_import: Whether importing the file runs it: it stands in no function and not under ``TYPE_CHECKING``.
        for_types_alone: Whether it stands under ``TYPE_CHECKING``, where nothing is imported when the program runs.
    """

    module: str
    names: tuple[str, ...]
    line: int
    runs_at_import: bool
    for_types_alone: bool

    def is_of(self, *prefixes: str) -> bool:
        """Return whether the module is one of `prefixes` or lies below one."""
        return any(self.module == prefix or self.module.startswith(f"{prefix}.") for prefix in prefixes)


def imports_of(source: str, module: str, *, is_package: bool = False) -> Iterator[Import]:
    """Yield every import in the `source` of `module`, those inside functions and by `import_module` included."""
    package = module if is_package else module.rpartition(".")[0]
    for node, eager, types in _statements(ast.parse(source), eager=True, types=False):
        for name, names in _targets(node, package):
            yield Import(name, names, node.lineno, eager and not types, types)


def _statements(node: ast.AST, *, eager: bool, types: bool) -> Iterator[tuple[ast.stmt | ast.expr, bool, bool]]:
    """Walk the tree below `node`; yield each statement and expression with where it stands."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt | ast.expr):
            yield child, eager, types
        if isinstance(child, ast.If) and _is_type_checking(child.test):
            for statement in child.body:
                yield statement, eager, True
            for statement in child.orelse:
                yield statement, eager, types
                yield from _statements(statement, eager=eager, types=types)
            continue
        inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from _statements(child, eager=eager and not inside, types=types)


def _is_type_checking(test: ast.expr) -> bool:
    """Return whether a condition is ``TYPE_CHECKING`` or ``typing.TYPE_CHECKING``."""
    return ast.unparse(test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


def _targets(node: ast.stmt | ast.expr, package: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the modules one node imports, with the names taken out of them."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, ()) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from _from_targets(node, package)
    elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"import_module", "__import__"}:
        first = node.args[0] if node.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value, ()


def _from_targets(node: ast.ImportFrom, package: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what ``from X import Y`` imports; a room taken out of the package itself counts as that room."""
    parents = package.split(".")
    base = parents[: len(parents) - node.level + 1] if node.level else []
    module = ".".join([*base, *([node.module] if node.module else [])])
    names = tuple(alias.name for alias in node.names)
    if module == PACKAGE:
        yield from ((PACKAGE if name.startswith("__") else f"{PACKAGE}.{name}", ()) for name in names)
    else:
        yield module, names
