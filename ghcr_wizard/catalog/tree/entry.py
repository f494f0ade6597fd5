"""One namespace of the index: its packages now, and as they were when they were last seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ghcr_wizard.catalog.tree.changes import PackageChange, changes_between, is_named_only
from ghcr_wizard.catalog.tree.keys import NAMED, ORGANIZATIONS, USERS, Key
from ghcr_wizard.catalog.tree.layout import Layout, Order
from ghcr_wizard.github.packages import Access, Namespace, OwnerType, Package

_NOTHING: Mapping[str, PackageChange] = {}


@dataclass(slots=True)
class NamespaceEntry:
    """One namespace of the index.

    Attributes:
        namespace: What is known of it.
        packages: By name.
        loading: Whether pages of its listing are still on their way.
        remembered: Whether what is shown was seen in an earlier run and is not confirmed yet.
        before: The packages as they were then, or `None` where nothing was remembered.
    """

    namespace: Namespace
    packages: dict[str, Package] = field(default_factory=dict)
    loading: bool = False
    remembered: bool = False
    before: Mapping[str, Package] | None = None
    _old: frozenset[str] = frozenset()
    _layout: Layout | None = None
    _changes: Mapping[str, PackageChange] | None = None
    _is_shared: bool = False
    """Whether lines on a screen, or `before`, are the very same dictionary as `packages`."""

    def layout(self, order: Order) -> Layout:
        """Its lines, laid out anew only after something changed."""
        if self._layout is None:
            self._layout, self._is_shared = Layout(self.namespace.name, self.packages, order), True
        return self._layout

    def changed(self) -> None:
        """Forget the lines."""
        self._layout = None

    def changeable(self) -> dict[str, Package]:
        """The packages, to be changed: a copy where something still shows them as they are."""
        if self._is_shared:
            self.packages, self._is_shared = dict(self.packages), False
        self.changed()
        self._changes = None
        return self.packages

    def remember(self, packages: Iterable[Package]) -> None:
        """Take in what was seen of it in an earlier run; only the first time, later ones are of this run."""
        if self.before is not None:
            return
        seen = {package.name: package for package in packages}
        named, self.before, self.remembered = self.changeable(), seen, True
        self.packages, self._is_shared = (seen | named, False) if named else (seen, True)

    def renew(self, packages: Iterable[Package], old: Iterable[Package]) -> None:
        """Put what was listed now in place of the rest; what is known by name alone stays.

        Args:
            packages: Those listed.
            old: Those remembered of pages that could not be read.
        """
        listed = {package.name: package for package in packages}
        unread = {package.name: package for package in old if package.name not in listed}
        named = {name: package for name, package in self.packages.items() if is_named_only(package)}
        wanted = named | listed | unread
        if wanted != self.packages:
            own = self.changeable()
            own.clear()
            own.update(wanted)
        self.confirm(unread)

    def confirm(self, old: Iterable[str] = ()) -> None:
        """Know that what is shown is as it is now, apart from the packages of these names."""
        self.remembered, self._old, self._changes = False, frozenset(old), None

    @property
    def changes(self) -> Mapping[str, PackageChange]:
        """What became of its packages, by name, apart from those that are gone."""
        if self._changes is None:
            self._changes = self._find_changes()
        return self._changes

    def _find_changes(self) -> Mapping[str, PackageChange]:
        if self.before is None or self.remembered:
            return _NOTHING
        return changes_between(self.before, self.packages) | dict.fromkeys(self._old, PackageChange.OLD)

    @property
    def gone(self) -> list[Package]:
        """The packages that are not listed any more, by name; none where not everything could be listed."""
        if not self.before or self.remembered or self.loading or not self.is_listed:
            return []
        return [self.before[name] for name in sorted(self.before.keys() - self.packages.keys())]

    @property
    def is_listed(self) -> bool:
        """Whether its listing was read, so that having no packages means that there are none."""
        namespace = self.namespace
        return namespace.complete and (namespace.listing is Access.GRANTED or namespace.package_count is not None)

    @property
    def is_known(self) -> bool:
        """Whether its packages were seen before, in this run or an earlier one, so that all of them are shown."""
        return self.before is not None

    @property
    def is_incomplete(self) -> bool:
        """Whether some of its packages could not be read, and none are on their way."""
        return not self.namespace.complete and self.hidden is None and not self.loading

    @property
    def standing(self) -> str:
        """What to say beside its name: that it is locked, on its way, remembered, or not all there; else nothing."""
        if self.hidden is not None:
            return f"locked: {self.hidden}"
        if self.loading:
            return "refreshing…" if self.is_known else "loading…"
        if self.remembered:
            return "remembered"
        return "" if self.namespace.complete else "incomplete"

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
        return "no right to list" if self.namespace.listing is Access.DENIED else None
