"""“I have an error message”: any text another program printed, and what it means; offline."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import TextArea

from ghcr_wizard import deadline
from ghcr_wizard.explain import Match, explain, is_workflow, understood
from ghcr_wizard.text import redact
from ghcr_wizard.tui.screens.step import FramedScreen, Page
from ghcr_wizard.tui.widgets.block import Lines, Part, line
from ghcr_wizard.tui.widgets.diagnosis_card import DiagnosisCard

_SECONDS = 30.0
"""Far more than the longest text that is read needs."""


async def explain_text(text: str) -> tuple[Match, ...]:
    """The causes of an error text, the likeliest first; empty where nothing in it is known.

    Raises:
        TimeoutError: The computer is too busy to say.
    """
    return await deadline.call_async(lambda: explain(text), _SECONDS)


_PAUSE = 0.25
"""Seconds without a key before the text is looked at."""


class ErrorText(TextArea):
    """The text to explain; a token pasted with it is taken out before it is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "app.focus_next", "to the causes", id="explain.causes")]

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert(redact(event.text))


class ExplainScreen(FramedScreen):
    """A field for the text; below it the causes, the likeliest first."""

    CSS_PATH = "explain.tcss"
    heading = "What does this error mean?"
    lead = "Paste what docker, podman, kubectl, gh or a workflow printed, or the workflow itself. Nothing is sent."
    explanation = (
        (
            "GHCR answers many different mistakes with the same few words. This screen knows the texts of docker, "
            "podman, skopeo, crane, oras, kubernetes, gh, Actions and GitHub's API, with what each usually means."
        ),
        "“certain” and “likely” say how certain the text is; otherwise all possible causes are listed.",
        "A token in the text is removed as it is pasted. Nothing leaves this machine.",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "back", id="explain.close"),
        Binding("ctrl+n", "clear", "another text", id="explain.clear"),
    ]

    def compose_content(self) -> ComposeResult:
        """The field, then the causes."""
        yield ErrorText(id="error-text", soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
        with Page(id="page"):
            yield Lines(id="explained")
            yield Vertical(id="causes")

    def on_mount(self) -> None:
        """Take a text at once."""
        super().on_mount()
        self.query_one(ErrorText).focus()
        self._say_waiting()

    @on(TextArea.Changed)
    def _typed(self) -> None:
        self.wizard.background.run(_explained(self.query_one(ErrorText).text), self._show_causes, group="explain")

    async def _show_causes(self, explained: tuple[str, Sequence[Match]]) -> None:
        """Show the causes of the text that is still in the field."""
        text, matches = explained
        if text != self.query_one(ErrorText).text:
            return
        causes = self.query_one("#causes", Vertical)
        await causes.remove_children()
        if not text.strip():
            self._say_waiting()
            return
        self.query_one("#explained", Lines).put(_headline(text, matches))
        await causes.mount_all([_card(match) for match in matches])

    def _say_waiting(self) -> None:
        self.query_one("#explained", Lines).put([line(("Causes appear here.", "$muted"))])

    def action_clear(self) -> None:
        """Empty the field."""
        field = self.query_one(ErrorText)
        field.clear()
        field.focus()

    def action_close(self) -> None:
        """Go back to the screen before."""
        self.dismiss(None)


async def _explained(text: str) -> tuple[str, Sequence[Match]]:
    """The text with its causes, once no key was pressed for a moment."""
    await asyncio.sleep(_PAUSE)
    return text, await explain_text(text)


def _headline(text: str, matches: Sequence[Match]) -> list[Part]:
    if matches:
        count = "one cause" if len(matches) == 1 else f"{len(matches)} causes, the likeliest first"
        return [line(("✓ ", "$success"), f"Recognized: {count}. Tab goes to them.")]
    if is_workflow(text):
        return [line(("✓ ", "$success"), "A workflow, in which nothing is missing for ghcr.io.")]
    known = understood(text)
    if known.elsewhere:
        return [line(("· ", "$muted"), f"No error of the container registry: it tells of {known.elsewhere}.")]
    told = f" It tells of {known}." if str(known) else ""
    return [
        line(("· ", "$muted"), f"No known error found.{told}"),
        line(("→ ", "$primary"), f"Paste more of the log: {known.wanted()}."),
    ]


def _card(match: Match) -> DiagnosisCard:
    card = DiagnosisCard(match.diagnosis())
    card.border_subtitle = line((f"{match.certainty.value}  {match.code}", "$muted"))
    return card
