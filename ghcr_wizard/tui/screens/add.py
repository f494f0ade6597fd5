"""Naming what no listing shows."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from ghcr_wizard.github.references import IncompleteReferenceError, MalformedNameError, is_namespace, parse_reference
from ghcr_wizard.tui.widgets.block import Lines, line
from ghcr_wizard.tui.widgets.field import Field
from ghcr_wizard.tui.widgets.keybar import KeyBar


class AddScreen(ModalScreen[str | None]):
    """Asks for a user, an organization, or a package; answers with its name, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "close", id="add.close")]

    def __init__(self, registry: str) -> None:
        super().__init__()
        self._registry = registry

    def compose(self) -> ComposeResult:
        """One field, and what it takes."""
        with Vertical(classes="window"):
            yield Lines(
                line(("Add by name", "bold")),
                line(("User, organization, or OWNER/PACKAGE[:TAG]", "$muted")),
                "",
            )
            yield Field(id="name", placeholder="acme, or acme/team/api")
            yield Lines("", id="problem")
        yield KeyBar()

    def on_mount(self) -> None:
        """Type at once."""
        self.set_focus(self.query_one(Field))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        name, problem = _understood(event.value, self._registry)
        if name:
            self.dismiss(name)
        else:
            self.query_one("#problem", Lines).put([line(("✗ ", "$error"), problem)])

    def action_close(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


def _understood(text: str, registry: str) -> tuple[str, str]:
    """The name as it is kept, or why it is none."""
    try:
        reference = parse_reference(text, registry)
    except IncompleteReferenceError as error:
        name = text.strip().strip("/@")
        return (name, "") if is_namespace(name) else ("", str(error))
    except MalformedNameError as error:
        return "", str(error)
    tag = f":{reference.tag}" if reference.tag else ""
    digest = f"@{reference.digest}" if reference.digest else ""
    return f"{reference.owner}/{reference.name}{tag}{digest}", ""
