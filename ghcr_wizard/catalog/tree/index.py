"""Everything the tree knows, by namespace, as it arrives."""

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType

from ghcr_wizard.catalog.tree.changes import PackageChange
from ghcr_wizard.catalog.tree.entry import NamespaceEntry
from ghcr_wizard.catalog.tree.keys import Key, enclosing, folder_key, namespace_key, package_key
from ghcr_wizard.catalog.tree.layout import Order
from ghcr_wizard.catalog.tree.tags import Tag, newest_first
from ghcr_wizard.github.packages import Access, Namespace, Package

_NAME = attrgetter("name")


@dataclass(frozen=True, slots=True)
class PackageTags:
    """What is shown below an opened package.

    Attributes:
        tags: The releases, newest first.
        attachments: Tags of signatures, attestations and SBOMs, newest first.
        more: How many tags were not read.
        note: What to say instead, when they could not be read.
    """

    tags: tuple[Tag, ...] = ()
    attachments: tuple[Tag, ...] = ()
    more: int = 0
    note: str | None = None


class PackageIndex:
    """Namespaces, packages, tags and verdicts, taken in as they arrive, in any order.

    Adding is linear in what is added; a namespace is sorted again only when it changed and is looked at.
    """

    def __init__(self) -> None:
        self._entries: dict[str, NamespaceEntry] = {}
        self._tags: dict[Key, PackageTags] = {}
        self._verdicts: dict[str, Access] = {}
        self._refused: list[str] = []
        self._order = Order.NAME
        self._gone: dict[str, Namespace] = {}

    @property
    def order(self) -> Order:
        """What packages are sorted by."""
        return self._order

    @order.setter
    def order(self, order: Order) -> None:
        if order is not self._order:
            self._order = order
            for entry in self._entries.values():
                entry.changed()

    @property
    def total(self) -> int:
        """The packages in it."""
        return sum(len(entry.packages) for entry in self._entries.values())

    @property
    def verdicts(self) -> Mapping[str, Access]:
        """Whether packages can be pulled, by lower-case `owner/name`."""
        return MappingProxyType(self._verdicts)

    @property
    def refused(self) -> Sequence[str]:
        """The lower-case `owner/name` of the packages that cannot be pulled, sorted."""
        return self._refused

    @property
    def changed(self) -> int:
        """How many packages changed since they were remembered; those that could not be looked at are not counted."""
        return sum(
            len(entry.gone) + sum(change is not PackageChange.OLD for change in entry.changes.values())
            for entry in self._entries.values()
        )

    @property
    def gone_namespaces(self) -> list[Namespace]:
        """The remembered namespaces that are none of the credential's any more, by name."""
        return [namespace for _, namespace in sorted(self._gone.items())]

    def entries(self) -> list[NamespaceEntry]:
        """The namespaces by name, without regard to case."""
        return [entry for _, entry in sorted(self._entries.items())]

    def add_namespace(self, namespace: Namespace, *, loading: bool = False) -> None:
        """Take in a namespace, or what is newly known of one; its packages stay.

        Args:
            namespace: The namespace.
            loading: Whether pages of its listing are still on their way.
        """
        entry = self._entry(namespace.name)
        if entry.namespace.name != namespace.name:
            entry.changed()
        entry.namespace, entry.loading = namespace, loading
        self._gone.pop(namespace.name.lower(), None)

    def remove_namespace(self, name: str) -> None:
        """Take a namespace and its packages away, if it is there; that it was there is kept."""
        entry = self._entries.pop(name.lower(), None)
        if entry is not None:
            self._gone[name.lower()] = entry.namespace

    def add_packages(self, namespace: str, packages: Iterable[Package]) -> None:
        """Take in one page of a namespace's packages; those of the same name are replaced."""
        rows = tuple(packages)
        self._entry(namespace).changeable().update(zip(map(_NAME, rows), rows, strict=True))

    def remember(self, namespace: str, packages: Iterable[Package]) -> None:
        """Take in a namespace's packages as they were seen in an earlier run, to tell later what changed."""
        self._entry(namespace).remember(packages)

    def renew(self, namespace: str, packages: Iterable[Package], old: Iterable[Package] = ()) -> None:
        """Put these packages in place of all that the namespace had; what is known by name alone stays.

        Args:
            namespace: Whose.
            packages: Those listed now.
            old: Those remembered of pages that could not be read now.
        """
        self._entry(namespace).renew(packages, old)

    def confirm(self, namespace: str, old: Iterable[Package] = ()) -> None:
        """Know that a namespace is as it is shown, apart from what could not be read now."""
        self._entry(namespace).confirm(package.name for package in old)

    def settle(self) -> None:
        """Know that nothing is on its way any more."""
        for entry in self._entries.values():
            entry.loading = False

    def set_tags(self, package: Package, tags: Iterable[Tag], *, more: int = 0) -> None:
        """Take in the tags of an opened package, in any order; `more` were not read."""
        releases = newest_first(tags)
        self._tags[package_key(package.owner, package.name)] = PackageTags(
            tuple(tag for tag in releases if not tag.is_attachment),
            tuple(tag for tag in releases if tag.is_attachment),
            more,
        )

    def set_tags_note(self, package: Package, note: str) -> None:
        """Say below an opened package why its tags are not there."""
        self._tags[package_key(package.owner, package.name)] = PackageTags(note=note)

    def set_verdict(self, full_name: str, verdict: Access) -> None:
        """Take in whether the package `OWNER/NAME` can be pulled."""
        name = full_name.lower()
        was_refused = self._verdicts.get(name) is Access.DENIED
        self._verdicts[name] = verdict
        if verdict is Access.DENIED and not was_refused:
            insort(self._refused, name)
        elif was_refused and verdict is not Access.DENIED:
            self._refused.remove(name)

    def tags(self, package: Package) -> PackageTags | None:
        """What is known of a package's tags, or `None` while nothing is."""
        return self._tags.get(package_key(package.owner, package.name))

    def verdict(self, package: Package) -> Access:
        """Whether the package can be pulled, as far as it was tried."""
        return self._verdicts.get(package.full_name.lower(), Access.UNKNOWN)

    def change(self, package: Package) -> PackageChange | None:
        """What became of a package since it was remembered."""
        entry = self._entries.get(package.owner.lower())
        if entry is None:
            return None
        change = entry.changes.get(package.name)
        return PackageChange.GONE if change is None and package.name not in entry.packages else change

    def before(self, package: Package) -> Package | None:
        """The package as it was remembered, if it was."""
        entry = self._entries.get(package.owner.lower())
        return entry.before.get(package.name) if entry and entry.before else None

    def namespace(self, name: str) -> Namespace | None:
        """The namespace of that name."""
        entry = self._entries.get(name.lower())
        return entry.namespace if entry else None

    def package(self, owner: str, name: str) -> Package | None:
        """The package of that name."""
        entry = self._entries.get(owner.lower())
        return entry.packages.get(name) if entry else None

    def packages(self, namespace: str) -> list[Package]:
        """A namespace's packages, by name."""
        entry = self._entries.get(namespace.lower())
        return [entry.packages[name] for name in sorted(entry.packages)] if entry else []

    def ancestors(self, key: Key) -> tuple[Key, ...]:
        """The rows a row may lie under, innermost first, up to its root."""
        inside = enclosing(key)
        outermost = inside[-1] if inside else key
        entry = self._entries.get(outermost[1]) if outermost[0] == "namespace" else None
        return (*inside, entry.root) if entry else inside

    def folds_in(self, key: Key) -> Iterator[Key]:
        """The namespaces and folders that lie in a row, whether they are shown or not."""
        for entry in self._entries.values():
            own = namespace_key(entry.namespace.name)
            if key in {entry.root, own}:
                yield own
            owner = entry.namespace.name
            if key in {entry.root, own} or key[:2] == ("folder", owner.lower()):
                inside = f"{key[2]}/" if key[0] == "folder" else ""
                paths = entry.layout(self._order).folder_paths
                yield from (folder_key(owner, path) for path in paths if f"{path}/".startswith(inside))

    def _entry(self, name: str) -> NamespaceEntry:
        entry = self._entries.get(name.lower())
        if entry is None:
            entry = self._entries[name.lower()] = NamespaceEntry(Namespace(name))
        return entry
