"""What this screen is for, and every key that works on it."""

from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.screen import Screen

from ghcr_wizard.tui.screens.step import FramedScreen, Page
from ghcr_wizard.tui.screens.window import Window
from ghcr_wizard.tui.widgets.block import Lines, Part, line
from ghcr_wizard.tui.widgets.details import Details
from ghcr_wizard.tui.widgets.keybar import key_name


class HelpScreen(Window):
    """Describes the screen it was called on."""

    def __init__(self, about: Screen[object]) -> None:
        super().__init__()
        self._about = about
        self._keys = _keys(about)

    def compose_window(self) -> ComposeResult:
        """The explanation, then the keys."""
        about = self._about
        heading = about.heading if isinstance(about, FramedScreen) else "This window"
        paragraphs = about.explanation if isinstance(about, FramedScreen) else ()
        with Page():
            yield Lines(line((heading, "bold $primary")), "", *(part for text in paragraphs for part in (text, "")))
            yield Lines(line(("Keys", "bold $primary")), "")
            keys = Details(first=16)
            keys.put(self._keys)
            yield keys


def _keys(screen: Screen[object]) -> list[tuple[Part, Part]]:
    """The keys that work on a screen now, with what they do, the shown ones first."""
    by_action: dict[str, list[ActiveBinding]] = {}
    for entry in screen.active_bindings.values():
        if entry.binding.id and entry.binding.description and entry.enabled:
            by_action.setdefault(entry.binding.action, []).append(entry)
    groups = sorted(by_action.values(), key=lambda group: not any(entry.binding.show for entry in group))
    return [
        (" ".join(dict.fromkeys(key_name(entry.binding.key) for entry in group)), _sentence(group[0]))
        for group in groups
    ]


def _sentence(entry: ActiveBinding) -> str:
    text = entry.binding.tooltip or entry.binding.description
    return text[0].upper() + text[1:]
