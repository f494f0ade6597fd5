"""What the package tree shows and where its cursor is; the keys and the mouse are `PackageTree`'s."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import takewhile
from time import monotonic
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ghcr_wizard.catalog.tree import (
    EVERYTHING,
    ROOTS,
    Key,
    Order,
    PackageIndex,
    Query,
    RowKind,
    Rows,
    TreeFilter,
    TreeRow,
    flatten,
)
from ghcr_wizard.catalog.tree.keys import package_key
from ghcr_wizard.catalog.tree.shown import shown_packages
from ghcr_wizard.github.packages import Namespace, Package
from ghcr_wizard.tui.widgets.tree_line import Part, fit, line_parts


class PaintedTree(ScrollView):
    """A scrolled view whose lines are parts with the names of styles."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"package-tree--{name}"
        for name in (
            "cursor", "hover", "mark", "label", "guide", "muted", "match", "root", "namespace", "locked",
            "public", "internal", "private", "differs", "granted", "denied", "changed", "marked",
        )
    }  # fmt: skip

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's own name
        self._foregrounds: dict[str, Style] = {}
        super().__init__(id=id, classes=classes)

    def painted(self, parts: list[Part], width: int, base: Style, indent: int = 0) -> Strip:
        """A line of `width` cells: its parts over the `base` style, after `indent` blanks; reversed without colors."""
        segments = [Segment(text, base if base.reverse else base + self._foreground(style)) for text, style in parts]
        strip = Strip([Segment(" " * indent, base), *segments]) if indent else Strip(segments)
        return strip.adjust_cell_length(width, base)

    def background(self, name: str) -> Style:
        """The background of a component class, or that it is reversed."""
        component = f"package-tree--{name}"
        background = Style(bgcolor=self.get_component_rich_style(component).bgcolor)
        return background + self.get_component_styles(component).text_style

    def notify_style_update(self) -> None:
        """Forget the colours of the theme that was."""
        self._foregrounds.clear()
        super().notify_style_update()

    def _foreground(self, name: str) -> Style:
        style = self._foregrounds.get(name)
        if style is None:
            component = f"package-tree--{name}"
            color = self.get_component_rich_style(component).color
            style = Style(color=color) + self.get_component_styles(component).text_style
            self._foregrounds[name] = style
        return style


_PAUSE: Final = 0.05
"""Seconds between two refreshes at least, while pages arrive."""

_SHARE: Final = 5
"""A pause is at least this many times as long as the refresh before it took, so that keys are answered meanwhile."""


class TreeView(PaintedTree, can_focus=True):
    """Lines of the tree, a cursor that stays on its key, and a search.

    Attributes:
        index: What is shown. After changing it call `refresh_rows`.
        expanded: The keys of what is open. After changing it call `refresh_rows`.
        rows: The rows now shown, with their counts `shown`, `total` and `hidden`.
        marked: The keys of the packages and tags that were marked, in that order, be they shown or not.
        search: Words to search for, see `Query`; changing it shows the matches at once.
        tree_filter: What else packages must be; changing it shows the matches at once.
        empty: What to say when there is nothing at all.
    """

    ALLOW_SELECT = False

    search: reactive[str] = reactive("", init=False)
    tree_filter: reactive[TreeFilter] = reactive(EVERYTHING, init=False)
    empty: reactive[str] = reactive("")
    hovered: reactive[int | None] = reactive(None)

    def __init__(
        self,
        index: PackageIndex | None = None,
        *,
        empty: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        shown: Callable[[], None] = lambda: None,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
    ) -> None:
        """Show an index.

        Args:
            index: What to show; an empty one if omitted.
            empty: What to say when there is nothing at all.
            now: The clock, in UTC, that ages are told from.
            shown: Called at once when other rows are shown, so that what counts them is painted with them.
            id: The widget's id.
            classes: Its CSS classes.
        """
        super().__init__(id=id, classes=classes)
        self.index = PackageIndex() if index is None else index
        self.expanded: set[Key] = set(ROOTS)
        self.rows = Rows()
        self.marked: dict[Key, None] = {}
        self.set_reactive(TreeView.empty, empty)
        self._now, self._rows_shown = now, shown
        self._query = Query()
        self._wanted: Key | None = None
        self._found: Key | None = None
        self._cursor: Key | None = None
        self._cursor_line = 0
        self._opened: Key | None = None
        self._earliest = 0.0
        self._refreshing = False

    @property
    def cursor_key(self) -> Key | None:
        """The key of the row under the cursor, or `None` when nothing is shown."""
        return self._cursor

    @property
    def cursor_row(self) -> TreeRow | None:
        """The row under the cursor, or `None` when nothing is shown."""
        return self.rows[self._cursor_line] if self._cursor_line < len(self.rows) else None

    @property
    def cursor_namespace(self) -> Namespace | None:
        """The namespace of the row under the cursor; `None` on a root."""
        keys = (self._cursor, *self.index.ancestors(self._cursor)) if self._cursor else ()
        return next((self.index.namespace(key[1]) for key in keys if key[0] == "namespace"), None)

    @property
    def order(self) -> Order:
        """What packages are sorted by; changing it sorts at once."""
        return self.index.order

    @order.setter
    def order(self, order: Order) -> None:
        self.index.order = order
        self.show_rows()

    @property
    def searching(self) -> bool:
        """Whether only some of the packages are shown, and what they lie in is held open."""
        return bool(self._query) or self.tree_filter != EVERYTHING

    def refresh_rows(self) -> None:
        """Show soon what changed in `index` or `expanded`; many calls within a moment are one refresh."""
        if self.is_mounted and not self._refreshing:
            self._refreshing = True
            self.set_timer(max(0.001, self._earliest - monotonic()), self.show_rows)

    def show_rows(self) -> None:
        """Show now what changed in `index` or `expanded`; the lines in view stay where they are."""
        self._refreshing = False
        started = monotonic()
        anchor, above = self._anchor()
        self.rows = flatten(self.index, self.expanded, self.search, self.tree_filter)
        self.virtual_size = Size(0, len(self.rows))
        self._place_cursor()
        line = None if anchor is None else self.rows.find(anchor)
        if line is not None:
            self.scroll_to(y=max(line - above, self._top_for_opened()), animate=False, force=True)
        self.refresh()
        self._rows_shown()
        finished = monotonic()
        self._earliest = finished + max(_PAUSE, (finished - started) * _SHARE)

    def move_to(self, key: Key) -> bool:
        """Put the cursor on a row, opening what it lies in.

        Returns:
            Whether it is shown; a search may hide it, and then the cursor goes there when the search ends.
        """
        self.expanded.update(self.index.ancestors(key))
        self._wanted, self._found = key, None
        self.show_rows()
        self._show_cursor()
        return self._cursor == key

    def move_to_line(self, line: int) -> None:
        """Put the cursor on the row of that number, or on the nearest there is."""
        if len(self.rows):
            self._wanted, self._found = self.rows[max(0, min(line, len(self.rows) - 1))].key, None
            self._place_cursor()
            self._show_cursor()
            self.refresh()

    def toggle_marks(self, row: TreeRow) -> None:
        """Mark a package or a tag, or all packages shown in what holds some; where all of it is marked, unmark it."""
        if row.kind in {RowKind.PACKAGE, RowKind.TAG}:
            keys = [row.key]
        else:
            packages = shown_packages(self.index, self.search, self.tree_filter)
            every = (package_key(package.owner, package.name) for _, package in packages)
            keys = [key for key in every if row.key in self.index.ancestors(key)]
        if all(key in self.marked for key in keys):
            for key in keys:
                del self.marked[key]
        else:
            self.marked |= dict.fromkeys(keys)
        self.refresh()

    def marked_packages(self) -> list[tuple[Package, str | None]]:
        """What is marked and still there: each package, and the tag of it where a tag is marked."""
        found = ((self.index.package(key[1], key[2]), key) for key in self.marked)
        return [(package, key[3] if key[0] == "tag" else None) for package, key in found if package is not None]

    def cursor_moved(self, row: TreeRow | None) -> None:
        """Called when another row is under the cursor."""

    def render_line(self, y: int) -> Strip:
        """One line of what is in view."""
        number, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        if number >= len(self.rows):
            return self.painted([(fit(self._remark(y), width - 1), "muted")], width, self.rich_style, indent=1)
        cursor = number == self._cursor_line
        base = self.rich_style
        if cursor:
            base += self.background("cursor")
        elif number == self.hovered:
            base += self.background("hover")
        row = self.rows[number]
        marked = row.key in self.marked
        parts = line_parts(row, width, self._query, self._now(), cursor=cursor, marked=marked)
        return self.painted(parts, width, base)

    def watch_search(self) -> None:
        """Show the matches, the cursor on the best of them; at the search's end it goes back to where it was."""
        self._query, self._found = Query.of(self.search), None
        self._show_matches()
        if self._query:
            self._find_best()

    def watch_tree_filter(self) -> None:
        """Show what is left; the cursor stays where it is, if that is shown."""
        self._show_matches()

    def keep_found(self) -> None:
        """Stay on what a search found, also after its end."""
        if self._found is not None:
            self._wanted, self._found = self._found, None

    def _show_matches(self) -> None:
        if self._wanted and not self.searching and self._exists(self._wanted):
            self.expanded.update(self.index.ancestors(self._wanted))
        self.show_rows()
        self._show_cursor()

    def _find_best(self) -> None:
        """Go to the best match, unless the cursor was put on one as good."""
        liked = self._cursor_line if self._cursor is not None and self._cursor == self._wanted else None
        best = self.rows.best(self._query, liked)
        if best is not None and best != self._cursor_line:
            self._found = self.rows[best].key
            self._place_cursor()
            self._show_cursor()
            self.refresh()

    def on_mount(self) -> None:
        """Show what there is."""
        self.show_rows()
        self._show_cursor()

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._show_cursor()

    def _exists(self, key: Key) -> bool:
        return len(key) > 2 and self.index.package(key[1], key[2]) is not None  # noqa: PLR2004 - kind, owner, name

    def _remark(self, y: int) -> str:
        """What stands on a line below the rows, where there are none."""
        if len(self.rows):
            return ""
        lines = (f"No package matches {self.search.strip()}." if self.searching else self.empty).splitlines()
        return lines[y] if y < len(lines) else ""

    def _anchor(self) -> tuple[Key | None, int]:
        """The key of a line that has to stay where it is, and how far below the top it stands."""
        if not len(self.rows):
            return None, 0
        top = self.scroll_offset.y
        if top <= self._cursor_line < top + self.scrollable_content_region.height:
            return self._cursor, self._cursor_line - top
        return self.rows[min(top, len(self.rows) - 1)].key, 0

    def _top_for_opened(self) -> int:
        """The line to have on top so that the beginning of what was opened under the cursor is in sight; else 0.

        What is opened last in view would otherwise open out of it. This holds until its rows took a note's place.
        """
        line, row = self._cursor_line, self.cursor_row
        if row is None or row.key != self._opened:
            self._opened = None
            return 0
        height = self.scrollable_content_region.height
        below = (self.rows[at] for at in range(line + 1, min(len(self.rows), line + 1 + height // 2)))
        inside = sum(1 for _ in takewhile(lambda each: each.depth > row.depth, below))
        if inside and self.rows[line + 1].key[0] != "note":
            self._opened = None
        return min(line, line + inside + 1 - height)

    def _place_cursor(self) -> None:
        """Find the line of the wanted row, or of what stands for it while it is not shown.

        In the place of a note, such as `loading…`, comes what it promised.
        """
        self._cursor_line = self._line_of_cursor()
        row = self.cursor_row
        key = None if row is None else row.key
        if self._wanted and self._wanted[0] == "note" and not self.searching:
            self._wanted = key
        if key != self._cursor:
            self._cursor = key
            self.cursor_moved(row)

    def _line_of_cursor(self) -> int:
        if self._wanted is None and self._found is None:
            return self._first_match() if self.searching else 0
        wanted = self._wanted
        stands_for = () if wanted is None or self.searching or wanted[0] == "note" else self.index.ancestors(wanted)
        candidates = (self._found, self._wanted, *stands_for)
        for key in filter(None, candidates):
            line = self.rows.find(key)
            if line is not None:
                return line
        if self.searching:
            return self._first_match()
        return max(0, min(self._cursor_line, len(self.rows) - 1))

    def _first_match(self) -> int:
        return next((line for line, row in enumerate(self.rows) if row.kind is RowKind.PACKAGE), 0)

    def _show_cursor(self) -> None:
        """Scroll as little as is needed to see the cursor."""
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if self._cursor_line < top:
            self.scroll_to(y=self._cursor_line, animate=False, force=True)
        elif self._cursor_line >= top + height:
            self.scroll_to(y=self._cursor_line - height + 1, animate=False, force=True)
