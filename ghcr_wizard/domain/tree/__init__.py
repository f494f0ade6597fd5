"""The package tree: an index that pages arrive in, and its flattening into the rows a screen shows."""

from ghcr_wizard.domain.tree.flatten import flatten
from ghcr_wizard.domain.tree.index import PackageIndex, PackageTags
from ghcr_wizard.domain.tree.keys import (
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
from ghcr_wizard.domain.tree.layout import Order
from ghcr_wizard.domain.tree.narrowing import EVERYTHING, Narrowing
from ghcr_wizard.domain.tree.rows import Fold, Row, RowKind, Rows
from ghcr_wizard.domain.tree.tags import Tag, tags_of

__all__ = [
    "EVERYTHING",
    "NAMED",
    "ORGANIZATIONS",
    "ROOTS",
    "USERS",
    "Fold",
    "Key",
    "Narrowing",
    "Order",
    "PackageIndex",
    "PackageTags",
    "Row",
    "RowKind",
    "Rows",
    "Tag",
    "flatten",
    "folder_key",
    "namespace_key",
    "package_key",
    "tag_key",
    "tags_of",
]
