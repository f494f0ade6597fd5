"""Buttons that say in the key bar what Enter does."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Button


class Act(Button):
    """A button for one of several things to do."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "press", "do this", id="act.press")]


class Onward(Button):
    """The button that leads to the next step."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "press", "continue", id="onward.press")]
