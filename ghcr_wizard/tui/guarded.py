"""Screens that outlive a mistake of their own: what a handler raises becomes one line, and the program goes on."""

from typing import TYPE_CHECKING

from textual.app import ScreenStackError
from textual.css.query import NoMatches
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from textual.message import Message


class Guarded(MessagePump):
    """What a handler of messages raises is told, not raised: Textual ends the program for it.

    A quick key leaves a screen before all of it is there, so that a handler looks for a widget that is not yet, or no
    longer: nobody has to hear of that. What a worker still reports while the app ends finds no screen at all.
    """

    def outlives(self) -> bool:
        """Whether there is something to go on with after a mistake."""
        return True

    async def _on_message(self, message: "Message") -> None:
        try:
            await super()._on_message(message)
        except (NoMatches, ScreenStackError):
            return
        except Exception as error:
            if not self.outlives():
                raise
            from ghcr_wizard.tui.work import one_line

            self.app.notify(
                f"That did not work: {one_line(error)}. Nothing is lost; try again.",
                severity="warning",
                markup=False,
            )
