"""What became of a package since it was remembered, in words for the facts beside the tree."""

from collections.abc import Iterator
from datetime import datetime

from ghcr_wizard.catalog.tree import PackageChange
from ghcr_wizard.formatting import count, short_span
from ghcr_wizard.github.packages import Package
from ghcr_wizard.tui.library import Library
from ghcr_wizard.tui.widgets.block import Part, line
from ghcr_wizard.tui.widgets.tree_line import CHANGES

_WORDS = {
    PackageChange.NEW: "new: it was not seen then",
    PackageChange.PUSHED: "pushed to",
    PackageChange.ALTERED: "altered",
    PackageChange.GONE: "gone: it is not listed any more",
    PackageChange.OLD: "shown as it was then; its part of the listing cannot be read now",
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
