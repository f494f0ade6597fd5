"""Textual's `Tree` with the same nodes, filled and searched by the same keys.

It gets the packages sorted, grouped and in lower case beforehand, which ours does itself while it is timed. Its nodes
refer to their packages, as our rows do.
"""

import gc
from itertools import groupby
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Tree

from ghcr_wizard.github.packages import Package
from tests.benchmarks.packages import FILL, FILLED, QUERY, READY, SEARCH, SHOW_ALL, packages, searched

Group = tuple[str | None, list[tuple[str, str, Package]]]
"""A folder, or `None`, and what is in it: labels, the texts that are searched, packages."""


def _groups(page: list[Package]) -> list[Group]:
    page = sorted(page, key=lambda package: package.name)
    return [
        (folder or None, [(package.name.rpartition("/")[2], package.full_name.lower(), package) for package in group])
        for folder, group in groupby(page, key=lambda package: package.name.rpartition("/")[0])
    ]


class TextualTree(App[None]):
    """A tree."""

    BINDINGS: ClassVar[list[BindingType]] = [
        (FILL, "fill('')", "Fill"),
        (SEARCH, f"fill('{QUERY}')", "Search"),
        (SHOW_ALL, "fill('')", "Show all"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.searched = searched()
        self.groups = {owner: _groups(page) for owner, page in packages().items()}

    def on_mount(self) -> None:
        """Clear away what getting ready left, so that it is not cleared away while something is timed."""
        gc.collect()

    def compose(self) -> ComposeResult:
        """The tree."""
        yield Tree[Package](READY)

    def action_fill(self, word: str) -> None:
        """Put in every package that matches, everything expanded."""
        tree: Tree[Package] = self.query_one(Tree)
        tree.clear()
        tree.root.set_label(f"Organizations  {self.searched if word else FILLED}")
        tree.root.expand()
        for owner, groups in self.groups.items():
            namespace = tree.root.add(owner, expand=True)
            for folder, names in groups:
                found = [(label, package) for label, text, package in names if word in text]
                parent = namespace.add(folder, expand=True) if folder and found else namespace
                for label, package in found:
                    parent.add_leaf(label, package)


if __name__ == "__main__":
    TextualTree().run()
