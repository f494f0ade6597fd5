"""Buttons that say in the key bar what Enter does."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Button

_BESIDE: list[BindingType] = [
    Binding("left", "app.focus_previous", "Previous", show=False, id="button.left"),
    Binding("right", "app.focus_next", "Next", show=False, id="button.right"),
]
"""Buttons are side by side, and the arrows go from one to the next."""


class Act(Button):
    """A button for one of several things to do."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "press", "do this", id="act.press"), *_BESIDE]


class Onward(Button):
    """The button that leads to the next step."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "press", "continue", id="onward.press"), *_BESIDE]
