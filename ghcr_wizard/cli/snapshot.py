"""What a listing yielded so far: fresh and remembered kept apart, and how far it is."""

from dataclasses import dataclass, field
from datetime import datetime

from ghcr_wizard.catalog.events import (
    CatalogCompleted,
    CatalogDiagnosed,
    CatalogEvent,
    CatalogOffline,
    NamespaceFound,
    NamespaceRefreshed,
    PackagesListed,
    RefreshEvent,
)
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.packages import Namespace, OwnerType, Package

_BAR = 20


@dataclass(slots=True)
class ListedPackages:
    """Namespaces and their packages, by the namespace's name."""

    namespaces: dict[str, Namespace] = field(default_factory=dict)
    packages: dict[str, list[Package]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many packages there are."""
        return sum(len(rows) for rows in self.packages.values())

    def in_order(self) -> list[Namespace]:
        """Users first, then organizations, each by name."""
        return sorted(self.namespaces.values(), key=lambda row: (row.type is OwnerType.ORGANIZATION, row.name.lower()))

    def sorted_packages(self) -> dict[str, list[Package]]:
        """The packages of each namespace by name."""
        return {name: sorted(rows, key=lambda row: row.name) for name, rows in self.packages.items()}


@dataclass(slots=True)
class CatalogSnapshot:
    """What arrived.

    Attributes:
        listed: What GitHub listed in this run.
        remembered: What was seen in an earlier one.
        diagnoses: What is missing or odd.
        offline: When the remembered was last confirmed, if GitHub could not be asked now.
        complete: Whether nothing was left out.
    """

    listed: ListedPackages = field(default_factory=ListedPackages)
    remembered: ListedPackages = field(default_factory=ListedPackages)
    diagnoses: list[Diagnosis] = field(default_factory=list)
    offline: datetime | None = None
    complete: bool = False
    _pages: dict[str, tuple[int, int]] = field(default_factory=dict)

    def take(self, event: CatalogEvent | RefreshEvent) -> None:
        """Put an event in its place."""
        match event:
            case NamespaceFound(namespace, fresh):
                (self.listed if fresh else self.remembered).namespaces[namespace.name] = namespace
            case PackagesListed(name, packages, done, total, fresh):
                (self.listed if fresh else self.remembered).packages.setdefault(name, []).extend(packages)
                if fresh:
                    self._pages[name] = (done, max(done, total or done))
            case NamespaceRefreshed(name, packages):
                self.listed.packages[name] = list(packages)
            case CatalogDiagnosed(diagnosis):
                self.diagnoses.append(diagnosis)
            case CatalogOffline(seen_at):
                self.offline = seen_at
            case CatalogCompleted(complete):
                self.complete = complete

    def progress(self) -> str:
        """How far the listing is and how much is left, in one line of ASCII."""
        if not self._pages:
            return "loading the packages"
        waiting = len(self.listed.namespaces.keys() - self._pages.keys())
        done = sum(pages[0] for pages in self._pages.values())
        total = sum(pages[1] for pages in self._pages.values()) + waiting
        filled = _BAR * done // total
        bar = "#" * filled + "." * (_BAR - filled)
        return f"[{bar}] {done:,} of {total:,} pages, {self.listed.count:,} packages"
