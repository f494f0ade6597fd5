"""The rows below an opened package: its tags, its attachments folded, and what is missing."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from ghcr_wizard.domain.packages import Package
from ghcr_wizard.domain.tree.index import PackageTags
from ghcr_wizard.domain.tree.keys import Key, attachments_key, note_key, package_key, tag_key
from ghcr_wizard.domain.tree.rows import Fold, Row, RowKind
from ghcr_wizard.domain.tree.tags import Tag


def tag_rows(package: Package, tags: PackageTags | None, expanded: AbstractSet[Key], depth: int) -> Iterator[Row]:
    """The rows below an opened package; `tags` is `None` while they are on their way."""
    remark = note_key(package_key(package.owner, package.name))
    if tags is None or tags.note is not None:
        yield Row(remark, RowKind.NOTE, depth, "loading…" if tags is None else str(tags.note), subject=package)
        return
    for tag in tags.tags:
        yield _tag_row(package, tag, depth)
    if tags.attachments:
        yield from _attachment_rows(package, tags, expanded, depth)
    if tags.more:
        yield Row(remark, RowKind.MORE, depth, f"{tags.more:,} more", subject=package)
    elif not tags.tags and not tags.attachments:
        yield Row(remark, RowKind.NOTE, depth, "no tags", subject=package)


def _attachment_rows(package: Package, tags: PackageTags, expanded: AbstractSet[Key], depth: int) -> Iterator[Row]:
    key = attachments_key(package.owner, package.name)
    fold = Fold.EXPANDED if key in expanded else Fold.COLLAPSED
    count = len(tags.attachments)
    label = "signatures and attestations"
    yield Row(key, RowKind.FOLDER, depth, label, fold, package, count=count, total=count)
    if fold is Fold.EXPANDED:
        for tag in tags.attachments:
            yield _tag_row(package, tag, depth + 1)


def _tag_row(package: Package, tag: Tag, depth: int) -> Row:
    return Row(tag_key(package.owner, package.name, tag.name), RowKind.TAG, depth, tag.name, subject=tag)
