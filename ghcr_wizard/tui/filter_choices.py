"""What the tree is narrowed to and sorted by: the next one at a key press, and the words for it."""

from dataclasses import replace

from ghcr_wizard.catalog.tree import EVERYTHING, Order, TreeFilter
from ghcr_wizard.github.packages import Access, Visibility

ORDER_WORDS = {Order.NAME: "by name", Order.PUSHED: "by last push", Order.VERSIONS: "by versions"}
PULL_WORDS = {Access.GRANTED: "can be pulled", Access.DENIED: "refused", Access.UNKNOWN: "not tested"}
MISMATCH = "differs from its repository"
CHANGED = "changed"
_ORDERS = tuple(ORDER_WORDS)
_VISIBILITIES: tuple[Visibility | None, ...] = (None, *Visibility)
_PULLS: tuple[Access | None, ...] = (None, *PULL_WORDS)


def next_order(order: Order) -> Order:
    """By name, by last push, by versions, and round again."""
    return _ORDERS[(_ORDERS.index(order) + 1) % len(_ORDERS)]


def next_visibility(tree_filter: TreeFilter) -> TreeFilter:
    """The next visibility alone; after the last all of them."""
    now = next(iter(tree_filter.visibilities), None)
    wanted = _VISIBILITIES[(_VISIBILITIES.index(now) + 1) % len(_VISIBILITIES)]
    return replace(tree_filter, visibilities=frozenset({wanted} if wanted else ()))


def next_pull(tree_filter: TreeFilter) -> TreeFilter:
    """What can be pulled, what cannot, what was not tried; after that everything."""
    return replace(tree_filter, pull=_PULLS[(_PULLS.index(tree_filter.pull) + 1) % len(_PULLS)])


def toggled_namespace(tree_filter: TreeFilter, name: str | None) -> TreeFilter:
    """That namespace alone; all of them if it is alone already, or if there is none."""
    alone = tree_filter.namespace is not None and (name is None or tree_filter.covers(name))
    return replace(tree_filter, namespace=None if alone else name)


def words_for(tree_filter: TreeFilter) -> list[str]:
    """What the tree is narrowed to, a few words each; none where everything is shown."""
    words = [visibility.value for visibility in Visibility if visibility in tree_filter.visibilities]
    if tree_filter.namespace is not None:
        words.append(f"in {tree_filter.namespace}")
    if tree_filter.pull is not None:
        words.append(PULL_WORDS[tree_filter.pull])
    if tree_filter.mismatch:
        words.append(MISMATCH)
    if tree_filter.changed:
        words.append(CHANGED)
    return words


def active(tree_filter: TreeFilter, order: Order) -> str:
    """What is shown and how it is sorted, in one line; empty for everything by name."""
    parts = []
    if tree_filter != EVERYTHING:
        parts.append("only " + ", ".join(words_for(tree_filter)))
    if order is not Order.NAME:
        parts.append(ORDER_WORDS[order])
    return " · ".join(parts)
