"""The line at the bottom: what the keys do here, from the bindings that are alive now."""

from textual.app import RenderResult
from textual.binding import ActiveBinding
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.screen import ModalScreen, Screen
from textual.style import Style
from textual.widget import Widget

from ghcr_wizard.tui.widgets.block import line

NAMES = {
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "tab": "Tab",
    "question_mark": "?",
    "slash": "/",
    "asterisk": "*",
    "minus": "-",
    "equals_sign": "=",
    "full_stop": ".",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "comma": ",",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}
_LAST = {"help": 1, "palette": 2, "quit": 3}
_FIRST = {"enter": 0, "escape": 1}
_GAP = 3
_SHORT = 14
"""Rows below which the bar stays at one line."""


def key_name(key: str) -> str:
    """How a key is written: `Ctrl+P`, `Esc`, `?`."""
    *modifiers, last = key.split("+")
    is_function_key = last[:1] == "f" and last[1:].isdecimal()
    name = NAMES.get(last, last.upper() if modifiers or is_function_key else last)
    return "+".join([*(part.capitalize() for part in modifiers), name])


def shown_bindings(screen: Screen[object]) -> list[ActiveBinding]:
    """The bindings to show, Enter and Esc first, help, palette and quit last, one a description."""
    entries = [entry for entry in screen.active_bindings.values() if entry.binding.show and entry.enabled]
    unique = {(entry.binding.action, entry.binding.description): entry for entry in reversed(entries)}
    in_order = list(reversed(unique.values()))
    return sorted(in_order, key=lambda entry: (_LAST.get(entry.binding.id or "", 0), _FIRST.get(entry.binding.key, 2)))


class KeyBar(Widget):
    """The keys of this screen; a click on one does the same."""

    DEFAULT_CSS = """
    KeyBar { split: bottom; height: auto; max-height: 2; background: $panel; padding: 0 1; }
    """

    def on_mount(self) -> None:
        """Follow the screen's bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, _screen: Screen[object]) -> None:
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line, or two where one does not do and there is room; over another screen's bar, all of that."""
        del container
        below = [bar.size.height for screen in self.app.screen_stack[:-1] for bar in screen.query(KeyBar)]
        own = len(self._lines(width, 1 if viewport.height < _SHORT else 2))
        return max(own, *below) if isinstance(self.screen, ModalScreen) and below else own

    def render(self) -> RenderResult:
        """The keys in as many lines as there are rows."""
        return Content("\n").join(self._lines(self.content_size.width, max(1, self.content_size.height)))

    def _lines(self, width: int, most: int) -> list[Content]:
        """The keys in at most so many lines: where there is no room, what leads out of here stays and others go."""
        entries = shown_bindings(self.screen)
        while len(lines := self._filled(entries, width)) > most:
            spare = [entry for entry in entries if entry.binding.id not in _LAST]
            if not spare:
                return lines[:most]
            entries.remove(spare[-1])
        return lines

    def _filled(self, entries: list[ActiveBinding], width: int) -> list[Content]:
        lines, used = [Content("")], 0
        for entry in entries:
            part = self._part(entry)
            gap = _GAP if used else 0
            if used + gap + part.cell_length > width:
                lines.append(Content(""))
                used = gap = 0
            lines[-1] += Content(" " * gap) + part
            used += gap + part.cell_length
        return lines

    @staticmethod
    def _part(entry: ActiveBinding) -> Content:
        key = entry.binding.key_display or key_name(entry.binding.key)
        part = line((key, "bold $primary"), " ", (entry.binding.description, "$foreground"))
        return part.stylize(Style.from_meta({"key": entry.binding.key}))

    async def on_click(self, event: Click) -> None:
        """Do what a clicked key does, wherever the focus is."""
        entry = self.screen.active_bindings.get(event.style.meta.get("key", ""))
        if entry is not None:
            await self.app.run_action(entry.binding.action, entry.node)
