"""What stands beside the tree: the facts about the row under the cursor, as rows of text."""

from collections.abc import Iterator
from datetime import datetime

from ghcr_wizard.catalog.events import TagsRefused
from ghcr_wizard.catalog.tree import PackageChange
from ghcr_wizard.formatting import ago, count, date_and_time, short_span
from ghcr_wizard.github.packages import Access, Namespace, OwnerType, Package, Visibility
from ghcr_wizard.text import clean
from ghcr_wizard.tui.diagnosis_facts import about_diagnoses
from ghcr_wizard.tui.library import Library
from ghcr_wizard.tui.links import link
from ghcr_wizard.tui.state import Catalog
from ghcr_wizard.tui.tag_facts import about_tags
from ghcr_wizard.tui.widgets.block import Part, line
from ghcr_wizard.tui.widgets.details import Row
from ghcr_wizard.tui.widgets.tree_line import CHANGES

_WORDS = {
    PackageChange.NEW: "new",
    PackageChange.PUSHED: "pushed to",
    PackageChange.ALTERED: "altered",
    PackageChange.GONE: "removed",
    PackageChange.OLD: "stale: could not be refreshed",
}


def about_change(package: Package, library: Library, now: datetime) -> list[tuple[Part, Part]]:
    """A row that says what changed since when; none where nothing did."""
    change = library.index.change(package)
    if change is None or library.since is None:
        return []
    before = library.index.before(package)
    was = list(_was(package, before)) if before and change in {PackageChange.PUSHED, PackageChange.ALTERED} else []
    text = line((f"{CHANGES[change]} ", "bold $primary"), _WORDS[change], ("; was " if was else "") + ", ".join(was))
    return [(f"In {short_span(now - library.since)}", text)]


def _was(package: Package, before: Package) -> Iterator[str]:
    if package.visibility is not before.visibility and before.visibility is not None:
        yield before.visibility.value
    if package.repository != before.repository:
        yield f"linked to {before.repository}" if before.repository else "linked to nothing"
    if package.version_count != before.version_count and before.version_count is not None:
        yield f"at {count(before.version_count, 'version')}"


Rows = list[Row]
COLOURS = {
    Visibility.PUBLIC: "$text-success",
    Visibility.INTERNAL: "$text-accent",
    Visibility.PRIVATE: "$text-warning",
}
_LINK = 28
"""Cells of an address beside the tree."""
_PULLS = {
    Access.GRANTED: line(("✓ ", "$success"), "yes, verified: its tags could be read"),
    Access.DENIED: line(("✗ ", "$error"), "no, denied by the registry"),
    Access.UNKNOWN: line(("not tested yet: ", "$muted"), ("[t]", "bold $primary"), (" test pull", "$muted")),
}


def about_listing(catalog: Catalog, library: Library, total: int) -> Rows:
    """What the listing as a whole says: how many the tree shows in all, what is missing, and why."""
    index = library.index
    rows: Rows = [("", line(("Packages", "bold $primary"))), ("", "")]
    every = [entry.namespace for entry in index.entries()]
    hidden = sum(space.locked is not None or space.listing is Access.DENIED for space in every)
    where = f"{len(every) - hidden:,} of {count(len(every), 'namespace')}" if hidden else count(len(every), "namespace")
    rows.append(("Listed", f"{count(total, 'package')} in {where}"))
    if catalog.running:
        rows.append(("Now", line((f"▸ {library.doing}", "$primary"))))
    elif catalog.complete is not None:
        rows.append(("Complete", "yes" if catalog.complete else "no, something was left out"))
    return [*rows, *about_diagnoses(catalog.diagnoses)]


def about_namespace(namespace: Namespace, catalog: Catalog, library: Library) -> Rows:
    """A user or an organization: how many packages, or what hides them and the way in."""
    kind = {OwnerType.USER: "user", OwnerType.ORGANIZATION: "organization", None: "added manually"}[namespace.type]
    rows: Rows = [("", line((namespace.name, "bold $primary"))), ("", line((kind, "$muted"))), ("", "")]
    if namespace.locked:
        rows.append(("Locked", line(("⊘ ", "$warning"), namespace.locked)))
        if namespace.way_in:
            rows.append(("Get access", line(("o ", "bold $primary"), link(namespace.way_in, _LINK))))
    elif namespace.listing is Access.DENIED:
        rows.append(("Listing", "no access; add packages by name: [a]"))
    known = len(library.index.packages(namespace.name))
    rows.append(("Packages", f"{known:,} known" + ("" if namespace.complete else ", more may be hidden")))
    own = [row for row in catalog.diagnoses if row.subject and row.subject.lower() == namespace.name.lower()]
    return [*rows, *about_diagnoses(own)]


def about_package(package: Package, library: Library, now: datetime) -> Rows:
    """A package: visibility, repository, versions, dates, whether it can be pulled, its tags in figures."""
    visibility = package.visibility
    seen = line((visibility.value, f"bold {COLOURS[visibility]}")) if visibility else line(("unknown", "$muted"))
    rows: Rows = [("", line((clean(package.full_name, 255), "bold $primary"))), ("", "")]
    denied = library.index.verdict(package) is Access.DENIED
    if denied:  # why, and how to get in, before everything else
        rows += [*_pulled(package, library), ("", "")]
    rows.append(("Visibility", seen))
    rows.append(("Repository", _repository(package)))
    if package.version_count is not None:
        rows.append(("Versions", f"{package.version_count:,}"))
    if package.updated_at:
        rows.append(("Last push", f"{ago(package.updated_at, now)}, {date_and_time(package.updated_at)}"))
    if package.created_at:
        rows.append(("Created", date_and_time(package.created_at)))
    rows += about_change(package, library, now)
    if not denied:
        rows += _pulled(package, library)
    rows += _tags(package, library, now)
    if package.url:
        rows += [("", ""), ("Page", line(("o ", "bold $primary"), link(package.url, _LINK)))]
    return rows


def _repository(package: Package) -> Part:
    if package.repository is None:
        return line(("none linked", "$muted"))
    if package.repository_private is None:
        return package.repository
    words = "private" if package.repository_private else "public"
    if package.differs_from_repository:
        return line(package.repository, (f", {words}: differs from the package", "$warning"))
    return f"{package.repository}, {words}"


def _pulled(package: Package, library: Library) -> Rows:
    tried = library.pulls.get(package.full_name.lower())
    why = about_diagnoses([tried.diagnosis]) if tried and tried.diagnosis else []
    return [("Pull", _PULLS[library.index.verdict(package)]), *why]


def _tags(package: Package, library: Library, now: datetime) -> Rows:
    event = library.tags.get(package.full_name.lower())
    if event is None:
        return [("Tags", line(("Enter", "bold $primary"), (" opens them", "$muted")))]
    if isinstance(event, TagsRefused):
        return [("", ""), *about_diagnoses([event.diagnosis])]
    return about_tags(package, event, library, now)
