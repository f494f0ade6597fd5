"""What the person set, in this run: applied once the first screen is shown, and kept when something else is chosen."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ghcr_wizard.formatting import show_times
from ghcr_wizard.settings import Settings, SettingsError, keep_setting
from ghcr_wizard.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from textual.app import App
    from textual.notifications import SeverityLevel

    from ghcr_wizard.tui.background import Background


class ChosenSettings:
    """The settings as they are now.

    Args:
        app: Has the themes and the keys.
        background: Where choices are written beside the screens.
        say: Tells the person something.
        settings: What the file says.

    Attributes:
        settings: What is chosen.
    """

    def __init__(
        self,
        app: App[Any],
        background: Background,
        say: Callable[[str, SeverityLevel, float], None],
        settings: Settings,
    ) -> None:
        self._app, self._background, self._say, self.settings = app, background, say, settings
        self._writing = asyncio.Lock()
        show_times(utc=settings.times == "utc")

    def apply(self) -> None:
        """Change the keys as set, and say what was wrong in the settings; the first paint did not wait for it."""
        problems = list(self.settings.problems)
        if self.settings.theme and self.settings.theme not in self._app.available_themes:
            problems.append(f"There is no theme {clean(self.settings.theme, 40)}.")
        if self.settings.keymap:
            from ghcr_wizard.tui.keymap import checked_keymap

            keymap, refused = checked_keymap(self.settings.keymap)
            self._app.set_keymap(keymap)
            problems += refused
        if problems:
            self._say("\n".join(problems), "warning", 5 + 5 * len(problems))

    def keep(self, name: str, value: str) -> None:
        """Keep what was chosen: for this run at once, and in the file for the next."""
        if getattr(self.settings, name) == value:
            return
        change: dict[str, Any] = {name: value}  # names are checked by `replace` itself
        self.settings = replace(self.settings, **change)
        if self.settings.path is not None:
            self._background.run(self._write(self.settings.path, name, value), group="settings", replace=False)

    def switch_times(self) -> None:
        """Show times in UTC, or in local time again."""
        self.keep("times", "local" if self.settings.times == "utc" else "utc")
        show_times(utc=self.settings.times == "utc")

    async def _write(self, path: Path, name: str, value: str) -> None:
        """Write it after what was chosen before, so that the last choice stands."""
        async with self._writing:
            try:
                await asyncio.to_thread(keep_setting, path, name, value)
            except SettingsError as error:
                self._say(str(error), "warning", 10)
