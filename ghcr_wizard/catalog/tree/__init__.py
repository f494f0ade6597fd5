"""The package tree: an index that pages arrive in, and its flattening into the rows a screen shows."""

from ghcr_wizard.catalog.tree.changes import PackageChange
from ghcr_wizard.catalog.tree.figures import Figures, figures_of
from ghcr_wizard.catalog.tree.filters import EVERYTHING, TreeFilter
from ghcr_wizard.catalog.tree.flatten import flatten
from ghcr_wizard.catalog.tree.fuzzy import Query
from ghcr_wizard.catalog.tree.index import PackageIndex, PackageTags
from ghcr_wizard.catalog.tree.keys import (
    NAMED,
    ORGANIZATIONS,
    ROOTS,
    USERS,
    Key,
    folder_key,
    namespace_key,
    package_key,
    tag_key,
)
from ghcr_wizard.catalog.tree.layout import Order
from ghcr_wizard.catalog.tree.rows import Fold, RowKind, Rows, TreeRow
from ghcr_wizard.catalog.tree.tags import Tag, tags_of

__all__ = [
    "EVERYTHING",
    "NAMED",
    "ORGANIZATIONS",
    "ROOTS",
    "USERS",
    "Figures",
    "Fold",
    "Key",
    "Order",
    "PackageChange",
    "PackageIndex",
    "PackageTags",
    "Query",
    "RowKind",
    "Rows",
    "Tag",
    "TreeFilter",
    "TreeRow",
    "figures_of",
    "flatten",
    "folder_key",
    "namespace_key",
    "package_key",
    "tag_key",
    "tags_of",
]
