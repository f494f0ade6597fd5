"""All filters of the tree with how many packages each would leave, and the orders to sort by."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ghcr_wizard.catalog.tree import EVERYTHING, Figures, Order, TreeFilter
from ghcr_wizard.github.packages import Visibility
from ghcr_wizard.tui.filter_choices import CHANGED, MISMATCH, ORDER_WORDS, PULL_WORDS
from ghcr_wizard.tui.widgets.block import Lines, line
from ghcr_wizard.tui.widgets.keybar import KeyBar

_COLUMN = 32
"""Where the numbers stand."""

Chosen = tuple[TreeFilter, Order]
"""What is shown, and in which order."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One line to choose.

    Attributes:
        label: What it says.
        count: How many packages it would leave alone; `None` where it leaves all.
        chosen: Whether it is, given what is chosen now.
        choose: What is chosen with it.
    """

    label: str
    count: int | None
    chosen: Callable[[Chosen], bool]
    choose: Callable[[Chosen], Chosen]


class FilterScreen(ModalScreen[None]):
    """Filters and orders; the tree behind follows each choice at once.

    Args:
        figures: How many packages each filter would leave.
        chosen: What is chosen now.
        changed: Called with what is chosen instead.
    """

    CSS = """
    FilterScreen .window { height: 90%; }
    FilterScreen.-short .window, FilterScreen.-low .window { height: 95%; }
    FilterScreen #choices {
        height: 1fr; border: none; padding: 0; background: $surface; scrollbar-size-vertical: 1;
    }
    FilterScreen #choices > .option-list--option-highlighted { background: $cursor-line; color: $foreground; }
    FilterScreen #choices > .option-list--option-disabled { color: $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f", "close", "close", id="filters.close"),
        Binding("space", "choose", "choose", id="filters.choose"),
        Binding("backspace", "everything", "show everything", id="filters.everything"),
        Binding("down,j", "move(1)", "Down", show=False, id="filters.down"),
        Binding("up,k", "move(-1)", "Up", show=False, id="filters.up"),
    ]

    def __init__(self, figures: Figures, chosen: Chosen, changed: Callable[[Chosen], None]) -> None:
        super().__init__()
        self._chosen, self._changed = chosen, changed
        self._rows: list[Choice | str] = []
        for title, choices in _groups(figures):
            self._rows += [title, *choices]

    def compose(self) -> ComposeResult:
        """A heading and the lines."""
        with Vertical(classes="window"):
            yield Lines(line(("Filters and order", "bold"), ("   each filter with how many it leaves", "$muted")), "")
            yield OptionList(*map(self._option, self._rows), id="choices", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Put the cursor on the first line."""
        choices = self.query_one(OptionList)
        self.set_focus(choices)
        choices.action_first()

    def _option(self, row: Choice | str) -> Option:
        return Option(self._drawn(row), disabled=isinstance(row, str))

    def _drawn(self, row: Choice | str) -> Content:
        if isinstance(row, str):
            return line((row, "bold $primary"))
        chosen = row.chosen(self._chosen)
        mark = ("● ", "$success") if chosen else ("○ ", "$muted")
        label = row.label if len(row.label) < _COLUMN else f"{row.label[: _COLUMN - 2]}…"
        number = "" if row.count is None else f"{row.count:,}".rjust(8)
        return line(mark, (label.ljust(_COLUMN), "bold" if chosen else ""), (number, "$muted"))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose a line."""
        row = self._rows[event.option_index]
        if not isinstance(row, str):
            self._take(row.choose(self._chosen))

    def _take(self, chosen: Chosen) -> None:
        self._chosen = chosen
        choices = self.query_one(OptionList)
        for place, row in enumerate(self._rows):
            choices.replace_option_prompt_at_index(place, self._drawn(row))
        self._changed(chosen)

    def action_choose(self) -> None:
        """Choose the line under the cursor."""
        self.query_one(OptionList).action_select()

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        choices = self.query_one(OptionList)
        if by > 0:
            choices.action_cursor_down()
        else:
            choices.action_cursor_up()

    def action_everything(self) -> None:
        """Show everything, by name."""
        self._take((EVERYTHING, Order.NAME))

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)


def _groups(figures: Figures) -> Iterator[tuple[str, list[Choice]]]:
    yield "Visibility", [_visibility(each, figures) for each in (None, *Visibility)]
    pulls = [_narrowed(words, figures.pulls.get(verdict, 0), "pull", verdict) for verdict, words in PULL_WORDS.items()]
    yield "Pull", [_narrowed("any", None, "pull", None), *pulls]
    yield (
        "Only those",
        [_switch(MISMATCH, figures.mismatch, "mismatch"), _switch(CHANGED, figures.changed, "changed")],
    )
    yield "Order", [_ordered(order, words) for order, words in ORDER_WORDS.items()]
    names = [_narrowed(name, count, "namespace", name) for name, count in figures.namespaces.items()]
    yield "Namespace", [_narrowed("all", None, "namespace", None), *names]


def _visibility(visibility: Visibility | None, figures: Figures) -> Choice:
    alone = frozenset(() if visibility is None else {visibility})
    count = None if visibility is None else figures.visibilities.get(visibility, 0)
    return _narrowed(visibility.value if visibility else "any", count, "visibilities", alone)


def _narrowed(label: str, count: int | None, field: str, value: object) -> Choice:
    """A line that sets one field of the filter to a value."""
    return Choice(
        label,
        count,
        lambda chosen: getattr(chosen[0], field) == value,
        lambda chosen: _with(chosen, field, value),
    )


def _switch(label: str, count: int, field: str) -> Choice:
    """A line that sets a field of the filter, or takes it back."""
    return Choice(
        label,
        count,
        lambda chosen: bool(getattr(chosen[0], field)),
        lambda chosen: _with(chosen, field, not getattr(chosen[0], field)),
    )


def _with(chosen: Chosen, field: str, value: object) -> Chosen:
    change: dict[str, Any] = {field: value}  # names are checked by `replace` itself
    return replace(chosen[0], **change), chosen[1]


def _ordered(order: Order, words: str) -> Choice:
    return Choice(words, None, lambda chosen: chosen[1] is order, lambda chosen: (chosen[0], order))
