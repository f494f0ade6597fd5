"""A Textual app with nothing in it but one word, to know that it is painted."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Empty(App[None]):
    """One word."""

    def compose(self) -> ComposeResult:
        """The word."""
        yield Static("ready")


if __name__ == "__main__":
    Empty().run()
