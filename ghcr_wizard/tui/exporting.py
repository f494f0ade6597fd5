"""What a tree shows, ready to be written: taken as it is now, made into text beside the screen."""

from collections.abc import Iterator

from ghcr_wizard.catalog.documents import Format, ListingDocument, written
from ghcr_wizard.catalog.tree.shown import shown_packages
from ghcr_wizard.formatting import count
from ghcr_wizard.tui.screens.export import Export
from ghcr_wizard.tui.state import Catalog
from ghcr_wizard.tui.widgets.package_tree import PackageTree


def export_of(tree: PackageTree, registry: str, catalog: Catalog) -> Export:
    """The packages that the tree's search and filter leave, in its order."""
    total, searching = tree.index.total, tree.searching
    what = f"{tree.rows.shown:,} of {count(total, 'package')}" if searching else count(total, "package")
    index, query, tree_filter = tree.index, tree.search, tree.tree_filter
    complete = catalog.complete is True and not searching

    def pieces(style: Format) -> Iterator[str]:
        listing = ListingDocument(registry, shown_packages(index, query, tree_filter), complete, catalog.diagnoses)
        return written(listing, style)

    return Export(what, f"packages-{registry}", pieces)
