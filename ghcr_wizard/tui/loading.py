"""Screens by their names: a screen is loaded when it is first shown, as the first paint waits for one only."""

from importlib import import_module
from typing import Any

from textual.screen import Screen


def load_screen(module: str, name: str, *given: object) -> Screen[Any]:
    """A screen of `ghcr_wizard.tui.screens`, made of what it is given."""
    screen: Screen[Any] = getattr(import_module(f"ghcr_wizard.tui.screens.{module}"), name)(*given)
    return screen
