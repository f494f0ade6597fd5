"""The commands of the palette: everything that the keys of a screen do, and the themes."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from textual.app import App, SystemCommand
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode
from textual.screen import Screen

from ghcr_wizard.tui.widgets.keybar import key_name

_MOVES = frozenset(
    [
        "up",
        "down",
        "left",
        "right",
        "pageup",
        "pagedown",
        "page-up",
        "page-down",
        "first",
        "last",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
    ]
)
"""What the ids of bindings end in that only move a cursor, or to a step the rail shows: no commands."""


_LEAST = 0.001
"""How well a command fits that is found by what is said of it: behind all that are found by their names."""


class Commands(Provider):
    """A line for each command: what it does, then its key or more about it."""

    async def discover(self) -> Hits:
        """All of them, by name."""
        for title, more, run, _ in sorted(self.app.get_system_commands(self.screen), key=lambda command: command.title):
            yield DiscoveryHit(_row(Content(title), more), run, title)

    async def search(self, query: str) -> Hits:
        """Those that fit by their name, and behind them those of which it is said."""
        matcher = self.matcher(query)
        for title, more, run, _ in self.app.get_system_commands(self.screen):
            if score := matcher.match(title) or _LEAST * (query.lower() in more.lower()):
                yield Hit(score, _row(matcher.highlight(title), more), run, title)


def _row(title: Content, more: str) -> Content:
    return Content.assemble(title, "  ", (more, "$muted"))


def commands_of(app: App[Any], screen: Screen[Any]) -> Iterator[SystemCommand]:
    """A command for each key that does something on the screen now."""
    seen = set()
    for entry in screen.active_bindings.values():
        binding = entry.binding
        named = (
            binding.id
            and binding.description
            and binding.id.partition(".")[2] not in _MOVES
            and binding.id != "palette"
        )
        if named and entry.enabled and binding.action not in seen:
            seen.add(binding.action)
            title = binding.description[0].upper() + binding.description[1:]
            yield SystemCommand(title, key_name(binding.key), _runner(app, binding.action, entry.node))


def _runner(app: App[Any], action: str, node: DOMNode) -> Callable[[], None]:
    def run() -> None:
        app.run_worker(app.run_action(action, node), description="a command", exit_on_error=False)

    return run


def search_themes(app: App[Any]) -> None:
    """Show the themes to choose one; each is found by its name, and as dark or light."""
    themes = sorted(app.available_themes.values(), key=lambda theme: (not theme.dark, theme.name))
    app.search_commands(
        [
            (f"{theme.name}  ({'dark' if theme.dark else 'light'})", partial(setattr, app, "theme", theme.name))
            for theme in themes
        ],
        "Search for themes…",
    )
