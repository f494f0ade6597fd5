"""The packages that a search and a filter leave, in the order of the tree, be what they lie in open or not."""

from collections.abc import Iterator

from ghcr_wizard.catalog.tree.filters import EVERYTHING, TreeFilter
from ghcr_wizard.catalog.tree.flatten import flatten
from ghcr_wizard.catalog.tree.index import PackageIndex
from ghcr_wizard.catalog.tree.keys import ROOTS, Key, folder_key, namespace_key
from ghcr_wizard.catalog.tree.rows import RowKind
from ghcr_wizard.github.packages import Namespace, Package


def shown_packages(
    index: PackageIndex, query: str = "", tree_filter: TreeFilter = EVERYTHING
) -> Iterator[tuple[Namespace, Package]]:
    """Each package with its namespace; what the index takes in later does not change them.

    Args:
        index: What is known.
        query: The words searched for.
        tree_filter: What else a package must be.
    """
    entries = index.entries()
    rows = flatten(index, _everything(index), query, tree_filter)
    namespaces = {entry.namespace.name.lower(): entry.namespace for entry in entries}
    packages = (row.subject for row in rows if row.kind is RowKind.PACKAGE)
    return ((namespaces[package.owner.lower()], package) for package in packages if isinstance(package, Package))


def _everything(index: PackageIndex) -> set[Key]:
    """The keys of all that can be open, packages apart."""
    keys = set(ROOTS)
    for entry in index.entries():
        keys.add(namespace_key(entry.namespace.name))
        folders = entry.layout(index.order).folders if entry.packages else ()
        keys.update(folder_key(entry.namespace.name, folder.path) for folder in folders)
    return keys
