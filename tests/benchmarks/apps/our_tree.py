"""Our package tree with nothing around it, filled and searched by keys. The packages arrive in no order."""

import gc
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType

from ghcr_wizard.domain.packages import Namespace, OwnerType, Verdict
from ghcr_wizard.domain.tree import folder_key, namespace_key
from ghcr_wizard.tui.widgets.package_tree import PackageTree
from tests.benchmarks.packages import FILL, QUERY, READY, SEARCH, SHOW_ALL, TEAMS, packages


class OurTree(App[None]):
    """A tree."""

    BINDINGS: ClassVar[list[BindingType]] = [
        (FILL, "fill", "Fill"),
        (SEARCH, f"search('{QUERY}')", "Search"),
        (SHOW_ALL, "search('')", "Show all"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.packages = packages()
        self.keys = {namespace_key(owner) for owner in self.packages}
        self.keys |= {folder_key(owner, team) for owner in self.packages for team in TEAMS}

    def on_mount(self) -> None:
        """Clear away what getting ready left, so that it is not cleared away while something is timed."""
        gc.collect()

    def compose(self) -> ComposeResult:
        """The tree."""
        yield PackageTree(empty=READY)

    def action_fill(self) -> None:
        """Take in every package, open everything, show it."""
        tree = self.query_one(PackageTree)
        for owner, page in self.packages.items():
            tree.index.add_namespace(Namespace(owner, OwnerType.ORGANIZATION, Verdict.GRANTED))
            tree.index.add_packages(owner, page)
        tree.expanded |= self.keys
        tree.show_rows()

    def action_search(self, words: str) -> None:
        """Search as if the words had been typed."""
        self.query_one(PackageTree).search = words


if __name__ == "__main__":
    OurTree().run()
