"""One diagnosis: what it means, what to do, and the keys that do it."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message

from ghcr_wizard.diagnosis.cause import Severity
from ghcr_wizard.diagnosis.model import Diagnosis, title_of
from ghcr_wizard.text import commands_apart
from ghcr_wizard.tui.links import link
from ghcr_wizard.tui.widgets.block import Block, hanging, line, wrapped

LOOKS = {
    Severity.ERROR: ("✗", "error", "$error"),
    Severity.WARNING: ("!", "warning", "$warning"),
    Severity.INFO: ("·", "info", "$muted"),
}
"""Mark, word and colour of each severity."""


def headline(diagnosis: Diagnosis) -> Content:
    """Mark, title and code of a diagnosis."""
    symbol, _, colour = LOOKS[diagnosis.severity]
    return line(
        (f"{symbol} ", f"bold {colour}"), (diagnosis.title, "bold $foreground"), (f"  {diagnosis.code}", "$muted")
    )


class Fix:
    """What to do about a diagnosis; a command on lines of its own, unquoted."""

    def __init__(self, diagnosis: Diagnosis) -> None:
        self._pieces = commands_apart(diagnosis.fix)

    def lines(self, width: int) -> list[Content]:
        """Its lines for a width in cells."""
        lines: list[Content] = []
        for piece, is_command in self._pieces:
            first = line("    ") if is_command else line(("  " if lines else "→ ", "$primary"))
            lines += hanging(first, line((piece, "bold")) if is_command else piece, width)
        return lines


class DiagnosisCard(Block, can_focus=True):
    """Cause, fix and address of a diagnosis in a frame."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o,enter", "open", "open the page", id="diagnosis.open"),
        Binding("y", "copy", "copy the fix", id="diagnosis.copy"),
        Binding("up,k", "app.focus_previous", "Up", show=False, id="diagnosis.up"),
        Binding("down,j", "app.focus_next", "Down", show=False, id="diagnosis.down"),
    ]
    DEFAULT_CSS = """
    DiagnosisCard { border: round $line; padding: 0 1; margin-top: 1; }
    DiagnosisCard.error { border: round $error; }
    DiagnosisCard.warning { border: round $warning; }
    DiagnosisCard:focus { border: heavy $primary; }
    """

    class OpenAsked(Message):
        """The page of a diagnosis was asked for."""

        def __init__(self, diagnosis: Diagnosis) -> None:
            super().__init__()
            self.diagnosis = diagnosis

    class CopyAsked(Message):
        """The fix of a diagnosis, with its address, was asked for."""

        def __init__(self, diagnosis: Diagnosis) -> None:
            super().__init__()
            self.diagnosis = diagnosis

    def __init__(self, diagnosis: Diagnosis) -> None:
        super().__init__(classes=diagnosis.severity.value)
        self.diagnosis = diagnosis
        symbol, _, colour = LOOKS[diagnosis.severity]
        self.border_title = line(
            (f"{symbol} ", f"bold {colour}"), (title_of(diagnosis.of, diagnosis.subject), "bold $foreground")
        )
        self.border_subtitle = line((diagnosis.code, "$muted"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what has a page can open one."""
        del parameters
        return action != "open" or self.diagnosis.url is not None

    def lines(self, width: int) -> Sequence[Content]:
        """What it means, what to do, where to read on."""
        row = self.diagnosis
        subject = (
            row.subject if row.subject and row.subject not in f"{title_of(row.of, row.subject)} {row.cause}" else ""
        )
        lines = [
            *(wrapped(line((subject, "bold")), width) if subject else ()),
            *wrapped(row.cause, width),
            *Fix(row).lines(width),
        ]
        if row.url:
            lines += hanging(line(("o ", "bold $primary")), link(row.url), width)
        return lines

    def action_open(self) -> None:
        """Ask for the page."""
        self.post_message(self.OpenAsked(self.diagnosis))

    def action_copy(self) -> None:
        """Ask for the fix on the clipboard."""
        self.post_message(self.CopyAsked(self.diagnosis))
