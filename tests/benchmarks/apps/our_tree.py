"""Our package tree with nothing around it, filled and searched by keys. The packages arrive in no order."""

import gc
from dataclasses import replace
from itertools import count, cycle
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from ghcr_wizard.catalog.tree import folder_key, namespace_key
from ghcr_wizard.github.packages import Access, Namespace, OwnerType
from ghcr_wizard.tui.widgets.package_tree import PackageTree
from tests.benchmarks.packages import ARRIVE, FILL, QUERY, READY, SEARCH, SHOW_ALL, TEAMS, packages

_PAGE = 100
_BETWEEN = 0.05
"""Seconds between two pages: twenty a second, four times what GitHub's point limit lets through for long."""


class OurTree(App[None]):
    """A tree."""

    CSS = "Static { height: 1; }"

    BINDINGS: ClassVar[list[BindingType]] = [
        (FILL, "fill", "Fill"),
        (SEARCH, f"search('{QUERY}')", "Search"),
        (SHOW_ALL, "search('')", "Show all"),
        (ARRIVE, "arrive", "Have pages arrive"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.moves = 0
        self.packages = packages()
        self.keys = {namespace_key(owner) for owner in self.packages}
        self.keys |= {folder_key(owner, team) for owner in self.packages for team in TEAMS}

    def on_mount(self) -> None:
        """Clear away what getting ready left, so that it is not cleared away while something is timed."""
        gc.collect()

    def compose(self) -> ComposeResult:
        """The tree, and a line that says where the cursor is."""
        yield PackageTree(empty=READY)
        yield Static(id="here", markup=False)

    def on_package_tree_highlighted(self, message: PackageTree.Highlighted) -> None:
        """Say where the cursor is."""
        if message.row is not None:
            self.moves += 1
            self.query_one("#here", Static).update(f"move {self.moves}.")

    def action_fill(self) -> None:
        """Take in every package, open everything, show it."""
        tree = self.query_one(PackageTree)
        for owner, page in self.packages.items():
            tree.index.add_namespace(Namespace(owner, OwnerType.ORGANIZATION, Access.GRANTED))
            tree.index.add_packages(owner, page)
        tree.expanded |= self.keys
        tree.show_rows()

    def action_arrive(self) -> None:
        """Have what there is already arrive once more, under other names, a page at a time, without end."""
        pages = cycle(self.packages.items())
        rounds = count()

        def page() -> None:
            owner, packages = next(pages)
            number = next(rounds)
            tree = self.query_one(PackageTree)
            tree.index.add_packages(owner, [replace(row, name=f"{row.name}-{number}") for row in packages[:_PAGE]])
            tree.refresh_rows()

        self.set_interval(_BETWEEN, page)

    def action_search(self, words: str) -> None:
        """Search as if the words had been typed."""
        self.query_one(PackageTree).search = words


if __name__ == "__main__":
    OurTree().run()
