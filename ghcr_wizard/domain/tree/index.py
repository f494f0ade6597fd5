"""Everything the tree knows, by namespace, as it arrives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ghcr_wizard.domain.packages import Namespace, OwnerType, Package, Verdict
from ghcr_wizard.domain.tree.keys import NAMED, ORGANIZATIONS, USERS, Key, enclosing, package_key
from ghcr_wizard.domain.tree.layout import Layout, Order
from ghcr_wizard.domain.tree.tags import Tag, newest_first


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


@dataclass(slots=True)
class Entry:
    """One namespace of the index; `packages` are by name."""

    namespace: Namespace
    packages: dict[str, Package] = field(default_factory=dict)
    loading: bool = False
    _layout: Layout | None = None
    _is_shown: bool = False

    def layout(self, order: Order) -> Layout:
        """Its lines, laid out anew only after something changed."""
        if self._layout is None:
            self._layout, self._is_shown = Layout(self.namespace.name, self.packages, order), True
        return self._layout

    def changed(self) -> None:
        """Forget the lines."""
        self._layout = None

    def changeable(self) -> dict[str, Package]:
        """The packages, to be changed: a copy where lines on a screen still show them as they are."""
        if self._is_shown:
            self.packages, self._is_shown = dict(self.packages), False
        self.changed()
        return self.packages

    @property
    def root(self) -> Key:
        """The root it stands below."""
        roots = {OwnerType.USER: USERS, OwnerType.ORGANIZATION: ORGANIZATIONS, None: NAMED}
        return roots[self.namespace.type]

    @property
    def hidden(self) -> str | None:
        """Why its packages are hidden, or `None` if they are not, as far as is known."""
        if self.namespace.locked is not None:
            return self.namespace.locked
        return "no right to list" if self.namespace.listing is Verdict.DENIED else None


class PackageIndex:
    """Namespaces, packages, tags and verdicts, taken in as they arrive, in any order.

    Adding is linear in what is added; a namespace is sorted again only when it changed and is looked at.
    """

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._tags: dict[Key, PackageTags] = {}
        self._verdicts: dict[str, Verdict] = {}
        self._order = Order.NAME

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
    def verdicts(self) -> Mapping[str, Verdict]:
        """Whether packages can be pulled, by lower-case `owner/name`."""
        return MappingProxyType(self._verdicts)

    def entries(self) -> list[Entry]:
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

    def remove_namespace(self, name: str) -> None:
        """Forget a namespace and its packages, if it is there."""
        self._entries.pop(name.lower(), None)

    def add_packages(self, namespace: str, packages: Iterable[Package]) -> None:
        """Take in one page of a namespace's packages; those of the same name are replaced."""
        self._entry(namespace).changeable().update({package.name: package for package in packages})

    def replace_packages(self, namespace: str, packages: Iterable[Package]) -> None:
        """Put these packages in place of all that the namespace had."""
        self._entry(namespace).changeable().clear()
        self.add_packages(namespace, packages)

    def remove_package(self, package: Package) -> None:
        """Forget a package and its tags, if it is there."""
        self._entry(package.owner).changeable().pop(package.name, None)
        self._tags.pop(package_key(package.owner, package.name), None)

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

    def set_verdict(self, full_name: str, verdict: Verdict) -> None:
        """Take in whether the package `OWNER/NAME` can be pulled."""
        self._verdicts[full_name.lower()] = verdict

    def tags(self, package: Package) -> PackageTags | None:
        """What is known of a package's tags, or `None` while nothing is."""
        return self._tags.get(package_key(package.owner, package.name))

    def verdict(self, package: Package) -> Verdict:
        """Whether the package can be pulled, as far as it was tried."""
        return self._verdicts.get(package.full_name.lower(), Verdict.UNKNOWN)

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

    def _entry(self, name: str) -> Entry:
        entry = self._entries.get(name.lower())
        if entry is None:
            entry = self._entries[name.lower()] = Entry(Namespace(name))
        return entry
