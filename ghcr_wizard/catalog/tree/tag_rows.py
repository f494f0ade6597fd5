"""The rows below an opened package: its tags, below each what is attached to it, folded, and what is missing."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from ghcr_wizard.catalog.tree.index import PackageTags
from ghcr_wizard.catalog.tree.keys import Key, attachments_key, note_key, package_key, tag_key
from ghcr_wizard.catalog.tree.rows import Fold, RowKind, TreeRow
from ghcr_wizard.catalog.tree.tags import Tag
from ghcr_wizard.github.packages import Package
from ghcr_wizard.registry.attachments import attachment_of, tally


def tag_rows(package: Package, tags: PackageTags | None, expanded: AbstractSet[Key], depth: int) -> Iterator[TreeRow]:
    """The rows below an opened package; `tags` is `None` while they are on their way."""
    remark = note_key(package_key(package.owner, package.name))
    if tags is None or tags.note is not None:
        yield TreeRow(remark, RowKind.NOTE, depth, "loading…" if tags is None else str(tags.note), subject=package)
        return
    attached = _by_subject(tags.attachments)
    for tag in tags.tags:
        yield _tag_row(package, tag, depth, tag.name)
        if tag.digest and (own := attached.pop(tag.digest, None)):
            key = attachments_key(package.owner, package.name, tag.digest)
            yield from _attached_rows(package, own, key, expanded, depth + 1)
    if rest := [tag for own in attached.values() for tag in own]:
        yield from _attached_rows(package, rest, attachments_key(package.owner, package.name), expanded, depth)
    if tags.more:
        yield TreeRow(remark, RowKind.MORE, depth, f"{tags.more:,} more", subject=package)
    elif not tags.tags and not tags.attachments:
        yield TreeRow(remark, RowKind.NOTE, depth, "no tags", subject=package)


def _by_subject(attachments: Iterable[Tag]) -> dict[str, list[Tag]]:
    """Attachments by the digest they belong to, in the order they came."""
    groups: dict[str, list[Tag]] = {}
    for tag in attachments:
        found = attachment_of(tag.name)
        groups.setdefault(found.subject if found else "", []).append(tag)
    return groups


def _attached_rows(
    package: Package, tags: Sequence[Tag], key: Key, expanded: AbstractSet[Key], depth: int
) -> Iterator[TreeRow]:
    """A row that says what is attached, and when it is open one for each; those of no tag shown say whose they are."""
    fold = Fold.EXPANDED if key in expanded else Fold.COLLAPSED
    found = [(tag, attached) for tag in tags if (attached := attachment_of(tag.name)) is not None]
    of_a_tag = len(key) > len(attachments_key(package.owner, package.name))
    label = tally(attached.kind for _, attached in found)
    label = label if of_a_tag else f"{label} · of other images"
    yield TreeRow(key, RowKind.FOLDER, depth, label, fold, package)
    if fold is Fold.EXPANDED:
        for tag, attached in found:
            whose = "" if of_a_tag else f" of {attached.subject[:19]}…"
            yield _tag_row(package, tag, depth + 1, f"{attached.kind}{whose}")


def _tag_row(package: Package, tag: Tag, depth: int, label: str) -> TreeRow:
    return TreeRow(tag_key(package.owner, package.name, tag.name), RowKind.TAG, depth, label, subject=tag)
