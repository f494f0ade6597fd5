"""The package tree on the screen, with its keys, the mouse, and the messages it sends."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from ghcr_wizard.catalog.tree import Fold, RowKind, TreeRow
from ghcr_wizard.tui.widgets.tree_view import TreeView


class PackageTree(TreeView):
    """Users and organizations, their packages and tags, at any number: only the lines in view are ever made."""

    DEFAULT_CSS = """
    PackageTree {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        background: $background;
        color: $foreground;

        & > .package-tree--cursor { background: $foreground 10%; }
        & > .package-tree--hover { background: $foreground 5%; }
        & > .package-tree--mark { color: $primary; }
        & > .package-tree--label { color: $foreground; }
        & > .package-tree--guide { color: $foreground 60%; }
        & > .package-tree--muted { color: $foreground 65%; }
        & > .package-tree--match { color: $text-accent; text-style: bold underline; }
        & > .package-tree--root { color: $foreground; text-style: bold; }
        & > .package-tree--namespace { color: $foreground; text-style: bold; }
        & > .package-tree--locked { color: $text-warning; }
        & > .package-tree--public { color: $text-success; }
        & > .package-tree--internal { color: $text-accent; }
        & > .package-tree--private { color: $text-warning; }
        & > .package-tree--differs { color: $text-error; text-style: bold; }
        & > .package-tree--granted { color: $text-success; }
        & > .package-tree--denied { color: $text-error; }
        & > .package-tree--changed { color: $text-accent; }
        & > .package-tree--marked { color: $text-accent; text-style: bold; }

        &:focus > .package-tree--cursor { background: $primary 30%; }
        &:ansi > .package-tree--cursor { background: ansi_default; text-style: bold; }
        &:ansi > .package-tree--hover { background: ansi_default; }
        &:ansi:focus > .package-tree--cursor { background: ansi_default; text-style: reverse; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor_by(-1)", "Up", show=False, id="tree.up"),
        Binding("down,j", "cursor_by(1)", "Down", show=False, id="tree.down"),
        Binding("pageup", "cursor_by_page(-1)", "Page up", show=False, id="tree.page-up"),
        Binding("pagedown", "cursor_by_page(1)", "Page down", show=False, id="tree.page-down"),
        Binding("home,g", "first", "First row", show=False, id="tree.first"),
        Binding("end,G", "last", "Last row", show=False, id="tree.last"),
        Binding("right,l", "expand", "Expand or child", show=False, id="tree.expand"),
        Binding("left,h", "collapse", "Collapse or parent", show=False, id="tree.collapse"),
        Binding("enter", "choose", "open", id="tree.choose", tooltip="Open or close, or choose"),
        Binding("space", "mark", "mark", id="tree.mark", tooltip="Mark a row, or all packages in it, for several"),
        Binding("asterisk", "fold_all(True)", "Open everything in it", show=False, key_display="*", id="tree.open-all"),
        Binding("minus", "fold_all(False)", "Close everything in it", show=False, key_display="-", id="tree.close-all"),
    ]

    class TreeMessage(Message):
        """Something happened in a tree."""

        def __init__(self, tree: "PackageTree") -> None:
            super().__init__()
            self.tree = tree

        @property
        def control(self) -> "PackageTree":
            """The tree it happened in."""
            return self.tree

    class Highlighted(TreeMessage):
        """Another row is under the cursor; `row` is `None` when nothing is shown any more."""

        def __init__(self, tree: "PackageTree", row: TreeRow | None) -> None:
            super().__init__(tree)
            self.row = row

    class Marked(TreeMessage):
        """Other rows are marked."""

    class RowMessage(TreeMessage):
        """Something happened to a row."""

        def __init__(self, tree: "PackageTree", row: TreeRow) -> None:
            super().__init__(tree)
            self.row = row

    class Selected(RowMessage):
        """A row with nothing below it was chosen: a tag, a locked namespace, something left out."""

    class Expanded(RowMessage):
        """A row was opened; a package's tags may have to be fetched now."""

    class Collapsed(RowMessage):
        """A row was closed."""

    def cursor_moved(self, row: TreeRow | None) -> None:
        """Tell that another row is under the cursor."""
        self.post_message(self.Highlighted(self, row))

    def action_cursor_by(self, rows: int) -> None:
        """Move the cursor by some rows."""
        self.move_to_line(self._cursor_line + rows)

    def action_cursor_by_page(self, pages: int) -> None:
        """Move the cursor by what is in view."""
        self.move_to_line(self._cursor_line + pages * max(1, self.scrollable_content_region.height - 1))

    def action_first(self) -> None:
        """Move the cursor to the first row."""
        self.move_to_line(0)

    def action_last(self) -> None:
        """Move the cursor to the last row."""
        self.move_to_line(len(self.rows) - 1)

    def action_expand(self) -> None:
        """Open the row under the cursor; from an open one go to the first row in it."""
        row = self.cursor_row
        if row is None or row.fold is Fold.LEAF:
            return
        if row.fold is Fold.EXPANDED:
            self.move_to_line(self._cursor_line + 1)
        else:
            self.toggle(row)

    def action_collapse(self) -> None:
        """Close the row under the cursor; from a closed one go to the row it lies in."""
        row = self.cursor_row
        if row is None:
            return
        if row.fold is Fold.EXPANDED and row.key in self.expanded and self._closes(row):
            self.toggle(row)
            return
        lines = map(self.rows.find, self.index.ancestors(row.key))
        self.move_to_line(next((line for line in lines if line is not None), self._cursor_line))

    def action_fold_all(self, opened: bool) -> None:  # noqa: FBT001 - the argument of an action
        """Open or close the row under the cursor and all namespaces and folders in it; not packages."""
        row = self.cursor_row
        if row is None or self.searching:
            return
        keys = {row.key, *self.index.folds_in(row.key)}
        if opened:
            self.expanded |= keys
        else:
            self.expanded -= keys
        self.show_rows()

    def action_choose(self) -> None:
        """Open or close the row under the cursor, or choose it where nothing is below it."""
        row = self.cursor_row
        if row is None:
            return
        if row.fold is Fold.LEAF:
            self.post_message(self.Selected(self, row))
        else:
            self.toggle(row)

    def action_mark(self) -> None:
        """Mark what is under the cursor, and go on to the next row; or all packages in it, and stay."""
        if row := self.cursor_row:
            self.toggle_marks(row)
            if row.kind in {RowKind.PACKAGE, RowKind.TAG}:
                self.move_to_line(self._cursor_line + 1)
            self.post_message(self.Marked(self))

    def unmark(self) -> None:
        """Unmark all rows."""
        self.marked.clear()
        self.refresh()
        self.post_message(self.Marked(self))

    def toggle(self, row: TreeRow) -> None:
        """Open or close a row; while searching, what holds matches stays open."""
        if not self._closes(row):
            return
        if row.fold is Fold.EXPANDED:
            self.expanded.discard(row.key)
        else:
            self.expanded.add(row.key)
            self._opened = row.key
        self.show_rows()
        message = self.Collapsed if row.fold is Fold.EXPANDED else self.Expanded
        self.post_message(message(self, self._now_shown(row)))

    def on_click(self, event: events.Click) -> None:
        """Move the cursor; a click on a namespace or folder, on an arrow, or twice on a row, opens or closes it."""
        offset = event.get_content_offset(self)
        line = self._line_at(event)
        if offset is None or line is None:
            return
        event.stop()
        self.move_to_line(line)
        row = self.rows[line]
        on_arrow = offset.x <= row.depth * 2 + 2
        if event.chain > 1 or (row.fold is not Fold.LEAF and (on_arrow or row.kind is not RowKind.PACKAGE)):
            self.action_choose()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show which row a click would be on."""
        self.hovered = self._line_at(event)

    def on_leave(self) -> None:
        """Forget the mouse."""
        self.hovered = None

    def _line_at(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset(self)
        line = None if offset is None else offset.y + self.scroll_offset.y
        return line if line is not None and line < len(self.rows) else None

    def _closes(self, row: TreeRow) -> bool:
        """Whether the row can be opened and closed now: a search holds open what holds matches."""
        return not self.searching or row.key[0] in {"package", "attachments"}

    def _now_shown(self, row: TreeRow) -> TreeRow:
        line = self.rows.find(row.key)
        return row if line is None else self.rows[line]
