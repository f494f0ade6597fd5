"""What the tree is narrowed to and sorted by: the next one at a key press, and the words for it."""

from dataclasses import replace

from ghcr_wizard.domain.packages import Verdict, Visibility
from ghcr_wizard.domain.tree import Narrowing, Order
from ghcr_wizard.tui.state import Catalog
from ghcr_wizard.tui.widgets.package_tree import PackageTree

_ORDERS = (Order.NAME, Order.PUSHED, Order.VERSIONS)
_ORDER_WORDS = {Order.NAME: "by name", Order.PUSHED: "by last push", Order.VERSIONS: "by versions"}
_VISIBILITIES: tuple[Visibility | None, ...] = (None, *Visibility)
_PULLS: tuple[Verdict | None, ...] = (None, Verdict.GRANTED, Verdict.DENIED, Verdict.UNKNOWN)
_PULL_WORDS = {Verdict.GRANTED: "can be pulled", Verdict.DENIED: "refused", Verdict.UNKNOWN: "not tried"}


def next_order(order: Order) -> Order:
    """By name, by last push, by versions, and round again."""
    return _ORDERS[(_ORDERS.index(order) + 1) % len(_ORDERS)]


def next_visibility(narrowing: Narrowing) -> Narrowing:
    """The next visibility alone; after the last all of them."""
    now = next(iter(narrowing.visibilities), None)
    wanted = _VISIBILITIES[(_VISIBILITIES.index(now) + 1) % len(_VISIBILITIES)]
    return replace(narrowing, visibilities=frozenset({wanted} if wanted else ()))


def next_pull(narrowing: Narrowing) -> Narrowing:
    """What can be pulled, what cannot, what was not tried; after that everything."""
    return replace(narrowing, pull=_PULLS[(_PULLS.index(narrowing.pull) + 1) % len(_PULLS)])


def summary(tree: PackageTree, catalog: Catalog) -> str:
    """How much is shown, what hides the rest, and how far the listing is."""
    searched = f"{tree.rows.shown:,} of {tree.rows.total:,}"
    parts = [searched if tree.searching else f"{tree.index.total:,}"]
    if tree.rows.hidden:
        parts.append(f"{tree.rows.hidden} locked")
    if tree.order is not Order.NAME:
        parts.append(_ORDER_WORDS[tree.order])
    parts += [visibility.value for visibility in tree.narrowing.visibilities]
    if tree.narrowing.pull:
        parts.append(_PULL_WORDS[tree.narrowing.pull])
    if catalog.running:
        parts.append(f"▸ {catalog.doing or 'asking GitHub'}")
    elif catalog.complete is False:
        parts.append("not complete")
    return " · ".join(parts)
