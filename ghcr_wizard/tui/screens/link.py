"""A web address to copy, or to photograph."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content

from ghcr_wizard.tui.links import link
from ghcr_wizard.tui.screens.step import Page
from ghcr_wizard.tui.screens.window import Window
from ghcr_wizard.tui.widgets.block import Lines, line

_QUIET, _QUIET_SMALL = 2, 1
"""Modules of light margin; the standard asks for four, phones do with less, and a small terminal has no more rows."""
_AROUND = 2
"""Rows of a window that are not its content's."""
_BESIDE = 28
"""Columns beside the code in which the address can be read; with fewer it is below."""
_TOO_TALL = "The QR code needs a taller terminal: it cannot be scanned in parts."
_TALL = 32
"""Rows of a terminal with room for the wider margin."""


def half_blocks(url: str, quiet: int) -> list[str]:
    """The QR code of an address, two rows of modules in a line of text."""
    import segno

    matrix = [list(row) for row in segno.make(url, error="l", micro=False).matrix_iter(border=quiet)]
    if len(matrix) % 2:
        matrix.append([0] * len(matrix[0]))
    signs = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
    pairs = zip(matrix[::2], matrix[1::2], strict=True)
    return ["".join(signs[bool(a), bool(b)] for a, b in zip(upper, lower, strict=True)) for upper, lower in pairs]


class LinkScreen(Window):
    """The QR code of an address, and beside or below it the address whole and selectable."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", "copy the link", id="link.copy")]
    DEFAULT_CSS = """
    LinkScreen Horizontal { height: auto; }
    LinkScreen Horizontal #qr { margin-right: 2; }
    LinkScreen Horizontal Lines { width: 1fr; }
    """

    def __init__(self, url: str, what: str) -> None:
        super().__init__()
        self._url, self._what = url, what

    def compose_window(self) -> ComposeResult:
        """The code first, so that all of it is in sight; where there is no room for all of it, the address first."""
        width, height = self.app.size
        code = half_blocks(self._url, _QUIET if height >= _TALL else _QUIET_SMALL)
        shown = Lines(*[Content(row).stylize("black on white") for row in code], id="qr")
        title, address = line((self._what[0].upper() + self._what[1:], "bold")), link(self._url)
        with Page():
            if height < _TALL and len(code) <= height - _AROUND and width - len(code[0]) >= _BESIDE + _AROUND:
                shown.styles.width = len(code[0])
                with Horizontal():
                    yield shown
                    yield Lines(
                        title, "", "Scan the code with a phone, or", line(("[y]", "bold"), " copy the link:"), address
                    )
            elif len(code) <= height - _AROUND:
                yield shown
                yield Lines("", title, address)
            else:
                yield Lines(title, address, "", line((_TOO_TALL, "$muted")), "")
                yield shown

    def action_copy(self) -> None:
        """Copy the address."""
        self.wizard.copy(self._url, "the link")
