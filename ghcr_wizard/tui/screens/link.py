"""A web address to copy, or to photograph."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content

from ghcr_wizard.tui.links import link
from ghcr_wizard.tui.screens.step import Page
from ghcr_wizard.tui.screens.window import Window
from ghcr_wizard.tui.widgets.block import Lines, line

_QUIET = 2
"""Modules of light margin; the standard asks for four, phones do with two, and small terminals have no more."""


def half_blocks(url: str) -> list[str]:
    """The QR code of an address, two rows of modules in a line of text."""
    import segno  # noqa: PLC0415 - only here

    matrix = [list(row) for row in segno.make(url, error="l", micro=False).matrix_iter(border=_QUIET)]
    if len(matrix) % 2:
        matrix.append([0] * len(matrix[0]))
    signs = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
    pairs = zip(matrix[::2], matrix[1::2], strict=True)
    return ["".join(signs[bool(a), bool(b)] for a, b in zip(upper, lower, strict=True)) for upper, lower in pairs]


class LinkScreen(Window):
    """The address whole, selectable, and as a QR code."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", "copy the link", id="link.copy")]

    def __init__(self, url: str, what: str) -> None:
        super().__init__()
        self._url, self._what = url, what

    def compose_window(self) -> ComposeResult:
        """The address, then the code."""
        with Page(), Vertical(classes="inside"):
            yield Lines(line((self._what[0].upper() + self._what[1:], "bold")), "", link(self._url), "")
            code = half_blocks(self._url)
            yield Lines(*[Content(row).stylize("black on white") for row in code], id="qr")

    def action_copy(self) -> None:
        """Copy the address."""
        self.wizard.copy(self._url, "the link")
