"""What a look at webhooks takes: the receiver, whose packages, and which token for this once."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.github.references import Reference, is_namespace, parse_reference
from ghcr_wizard.github.tokens import inspect_token
from ghcr_wizard.tui.widgets.choices import OneOf
from ghcr_wizard.tui.widgets.field import Field, FieldRow
from ghcr_wizard.tui.widgets.token_input import TokenInput
from ghcr_wizard.webhooks import HookAddress, parse_address

Holder = Credential | Profile
"""Whose token is used: a credential at hand, or a stored profile."""

_SCOPES = "with admin:repo_hook or admin:org_hook; it is not stored"


class TokenChoice(OneOf):
    """Whose token, chosen with the arrow keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1)", "token before", key_display="←", id="token-choice.left"),
        Binding("right,l,space", "move(1)", "next token", key_display="→", id="token-choice.right"),
    ]


class HookForm(Vertical):
    """Three fields, and a fourth for a token that is pasted for this once.

    Args:
        about: What to ask about at first: `OWNER/NAME`, or a namespace.
        holders: Whose tokens may be used.
        registry: The registry's host, for references.
    """

    DEFAULT_CSS = """
    HookForm { height: auto; }
    HookForm FieldRow { max-width: 100; }
    HookForm .hidden { display: none; }
    """

    class Submitted(Message):
        """Enter was pressed in a field."""

    def __init__(self, about: str, holders: Sequence[Holder], registry: str) -> None:
        super().__init__(id="form")
        self._about, self._registry = about, registry
        self._holders: tuple[Holder | None, ...] = (*holders, None)
        self._chosen = 0

    def compose(self) -> ComposeResult:
        """The fields."""
        receiver = Field(id="receiver", placeholder="HarborGuard's host, or https://HOST/PATH", free=True)
        yield FieldRow("Receiver", receiver)
        yield FieldRow("Packages of", Field(self._about, id="about", placeholder="acme, or acme/team/api"))
        yield TokenChoice("Token       ", [_called(holder) for holder in self._holders], id="holder")
        yield FieldRow("Paste it", TokenInput(id="once", placeholder=_SCOPES))

    def on_mount(self) -> None:
        """Show the fourth field only where it is needed."""
        self._show_paste()

    @property
    def holder(self) -> Holder | None:
        """Who asks; `None` until a token was pasted."""
        if (holder := self._holders[self._chosen]) is not None:
            return holder
        secret = inspect_token(self.query_one(TokenInput).whole.reveal()).secret
        return Credential("x-access-token", secret) if secret else None

    def asked(self) -> tuple[HookAddress | None, Reference | str]:
        """The receiver, `None` for any, and whose packages: a package, or a namespace's name.

        Raises:
            HookAddressError: The receiver is no address.
            MalformedNameError: The packages' name can be none.
        """
        typed = self.query_one("#receiver", Input).value.strip()
        about = self.query_one("#about", Input).value.strip()
        address = parse_address(typed) if typed else None
        return address, about if is_namespace(about) else parse_reference(about, self._registry)

    def begin(self) -> None:
        """Put the cursor where something is missing."""
        pasted = self._holders[self._chosen] is not None or self.holder is not None
        self.screen.set_focus(self.query_one("#receiver" if pasted else "#once"))

    @on(OneOf.Chosen)
    def _choose(self, event: OneOf.Chosen) -> None:
        event.stop()
        self._chosen = event.index
        self.query_one(OneOf).put(event.index)
        self._show_paste()

    def _show_paste(self) -> None:
        row = self.query(FieldRow).last()
        row.set_class(self._holders[self._chosen] is not None, "hidden")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted())


def _called(holder: Holder | None) -> str:
    if holder is None:
        return "paste one for this once"
    return f"profile {holder.name}" if isinstance(holder, Profile) else "the current one"
