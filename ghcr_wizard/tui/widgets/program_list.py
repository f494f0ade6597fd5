"""A list of programs by group, which can be searched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ghcr_wizard.tui.widgets.block import line
from ghcr_wizard.tui.widgets.sheet import Sheet

_NAME_WIDTH = 15


@dataclass(frozen=True, slots=True)
class Program:
    """A row of the list.

    Attributes:
        id: What it is told apart by.
        name: What a person calls it.
        words: What else it is found by.
    """

    id: str
    name: str
    words: str = ""


class ProgramList(OptionList):
    """The programs; Enter goes to the fields of the one under the cursor, or sets it up where it has none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "open", id="use.select", tooltip="To its fields, or to the push events"),
        Binding("enter", "screen.apply", "set it up", show=False, id="use.select-apply"),
        Binding("right,l", "select", "To its fields", show=False, id="use.select-right"),
        Binding("down,j", "cursor_down", "Down", show=False, id="use.down"),
        Binding("up,k", "cursor_up", "Up", show=False, id="use.up"),
    ]

    def __init__(self, groups: Mapping[str, Sequence[Program]], leads_on: str, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._groups, self._leads_on = groups, leads_on
        self._marks: Mapping[str, tuple[str, str]] = {}
        self._wanted = ""

    def on_mount(self) -> None:
        """All of them."""
        self._fill("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only where there are fields, or what leads on to another screen."""
        del parameters
        if action != "select" or self.at == self._leads_on:
            return True
        return any(sheet.display for sheet in self.screen.query(Sheet))

    @property
    def at(self) -> str | None:
        """The program under the cursor."""
        return None if self.highlighted is None else self.get_option_at_index(self.highlighted).id

    def search(self, wanted: str) -> None:
        """Leave the programs whose name, group or other words have all that was typed; the cursor stays if it can."""
        if wanted != self._wanted:
            self._fill(wanted)

    def mark(self, marks: Mapping[str, tuple[str, str]]) -> None:
        """Put a mark with its color behind the names of programs."""
        if marks != self._marks:
            self._marks = marks
            for option in self.options:
                if option.id is not None:
                    name = next(row.name for rows in self._groups.values() for row in rows if row.id == option.id)
                    self.replace_option_prompt(option.id, self._named(option.id, name))

    def _fill(self, wanted: str) -> None:
        before, self._wanted = self.at, wanted
        rows: list[Option] = []
        for group, programs in self._groups.items():
            found = [each for each in programs if _has(f"{group} {each.name} {each.words}", wanted)]
            if found:
                rows.append(Option(line((group, "$muted")), disabled=True))
                rows += [Option(self._named(each.id, each.name), id=each.id) for each in found]
        self.clear_options()
        self.add_options(rows or [Option(line(("none of them", "$muted")), disabled=True)])
        ids = [row.id for row in rows]
        kept = before if before and before in ids else next(filter(None, ids), None)
        self.highlighted = None if kept is None else ids.index(kept)

    def _named(self, program: str, name: str) -> Content:
        return line(" ", (name.ljust(_NAME_WIDTH), ""), self._marks.get(program, ("", "")))


def _has(text: str, wanted: str) -> bool:
    return all(word in text.lower() for word in wanted.lower().split())
