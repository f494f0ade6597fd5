"""Rotation, guided: make a new token, test it beside the old one, swap, end the old one."""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.widgets import Button, Input

from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.github.auth_methods import BY_NAME
from ghcr_wizard.github.hosts import hosts_of
from ghcr_wizard.rotation.replacement import list_page, replacement_of
from ghcr_wizard.tui.pasting import inspect_paste
from ghcr_wizard.tui.rotation import Rotation, RotationRun, Stage
from ghcr_wizard.tui.rotation_words import JOURNEY, SAFETY, ended, heading, making, outcome, stages
from ghcr_wizard.tui.screens.step import FramedScreen, Page
from ghcr_wizard.tui.state import WizardState
from ghcr_wizard.tui.token_notes import judged
from ghcr_wizard.tui.widgets.act import Act, Onward
from ghcr_wizard.tui.widgets.block import Lines, pane
from ghcr_wizard.tui.widgets.details import Details
from ghcr_wizard.tui.widgets.field import FieldRow
from ghcr_wizard.tui.widgets.token_comparison import TokenComparison
from ghcr_wizard.tui.widgets.token_input import TokenInput

if TYPE_CHECKING:
    from ghcr_wizard.tui.app import WizardApp


class RotateScreen(FramedScreen):
    """Four stages on one screen; leaving it before the swap changes nothing."""

    CSS_PATH = "rotate.tcss"
    explanation = (
        (
            "Rotating replaces a token that is about to expire. Nothing changes until you replace it; the old "
            "token is kept until the keyring has returned the new one. It is safe to interrupt at any point."
        ),
        (
            "Both tokens are tested at the same time, and what they see is put side by side. A new classic token has "
            "to be authorized for single sign-on once more: [o] opens the page for that, [t] tests again."
        ),
        (
            "The old token stays valid until it is revoked or expires. Revoking it (POST /credentials/revoke) is "
            "permanent and is verified afterwards; GitHub notifies you by email."
        ),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "back", id="rotate.close"),
        Binding("ctrl+o", "open", "open GitHub's page", id="rotate.open"),
        Binding("ctrl+y", "copy", "copy the link", id="rotate.copy"),
        Binding("f6", "qr", "QR code", id="rotate.qr"),
        Binding("ctrl+t", "demo_token", "paste the new demo token", id="rotate.demo"),
        Binding("ctrl+l", "app.clear_clipboard", "clear the clipboard", id="rotate.clear"),
        Binding("ctrl+r", "ask_again", "retry keyring", id="rotate.keyring"),
        Binding("o", "way_in", "authorize it", id="rotate.authorize"),
        Binding("t", "again", "test again", id="rotate.again"),
        Binding("a", "another", "another token", id="rotate.another"),
        Binding("x", "by_hand", "delete on GitHub", id="rotate.hand"),
        Binding("down", "app.focus_next", "Next", show=False, id="rotate.down"),
        Binding("up", "app.focus_previous", "Up", show=False, id="rotate.up"),
    ]

    def __init__(self, wizard: "WizardApp", profile: Profile) -> None:
        super().__init__()
        model = wizard.model
        self._hosts = hosts_of(profile.registry, model.endpoints)
        self._replacement = replacement_of(profile, self._hosts)
        self._rotation = Rotation(profile)
        self._begun_with = profile
        self._inspection = inspect_paste("", frozenset())
        self._settled: Stage | None = None
        self._work = RotationRun(
            self._show_rotation, wizard.background, model.credentials, model.now, self._rotation, self._hosts
        )

    @property
    def rotation(self) -> Rotation:
        """How far it is."""
        return self._rotation

    def compose_content(self) -> ComposeResult:
        """The stages; below them what the one under way needs; its buttons stay in sight."""
        yield Lines(id="stages")
        with Page(id="page"):
            yield Lines(id="outcome")
            with Container(id="making", classes="halves"):
                with Vertical(classes="half"):
                    yield Details(id="made", first=16)
                    yield FieldRow("Its token", TokenInput(id="token", placeholder="paste the new token here"))
                    yield Lines(id="inspection")
                with Vertical(classes="half aside aid"):
                    yield pane(Details(JOURNEY), "What happens next")
                    yield pane(Details(SAFETY), "If something goes wrong")
            yield TokenComparison(self._rotation, id="beside")
        with Horizontal(classes="buttons"):
            yield Onward("Test both", id="test")
            yield Act("Authorize it", id="authorize", action="screen.way_in")
            yield Act("Paste another token", id="another")
            yield Onward("Replace", id="swap")
            yield Act("Keep the old token until it expires", id="leave")
            yield Onward("Revoke old token", id="end")
            yield Onward("Done", id="done")

    def on_mount(self) -> None:
        """Read the old token."""
        super().on_mount()
        self._work.begin()

    def show(self, state: WizardState) -> None:
        """Show the stage under way."""
        del state
        rotation = self._rotation
        at_first = rotation.stage is Stage.MAKE
        self.query_one("#heading", Lines).put(heading(rotation.profile.name))
        self.query_one("#stages", Lines).put([stages(rotation), ""])
        self.query_one("#made", Details).put(making(self._begun_with, self._replacement, self.model.now()))
        self.query_one("#making").display = at_first
        self.query_one("#made").display = rotation.readable or not rotation.problem
        usable = self._inspection if self.query_one(TokenInput).value else None
        self.query_one("#inspection", Lines).put(judged(usable))
        self.query_one(TokenComparison).display = not at_first
        self.query_one(TokenComparison).put(rotation)
        told = (
            ended(rotation, sure=self.second.asks("end"))
            if rotation.stage >= Stage.END
            else outcome(rotation, sure=self.second.asks("swap", rotation.comparison))
        )
        self.query_one("#outcome", Lines).put(told)
        self.query_one("#outcome").display = bool(told)
        self._show_buttons(rotation)

    def _show_buttons(self, rotation: Rotation) -> None:
        compared = rotation.comparison is not None
        shown = {
            "test": rotation.stage is Stage.MAKE,
            "authorize": rotation.stage is Stage.COMPARE and self._has_way_in,
            "another": rotation.stage is Stage.COMPARE and self._worse and not self._has_way_in,
            "swap": rotation.stage in {Stage.COMPARE, Stage.SWAP} and compared,
            "end": rotation.stage is Stage.END and self._may_end,
            "leave": rotation.stage is Stage.END,
            "done": rotation.stage is Stage.DONE,
        }
        disabled = {"test": not self._may_test, "swap": not self._may_swap}
        for name, visible in shown.items():
            button = self.query_one(f"#{name}", Button)
            button.display, button.disabled = visible, rotation.busy or disabled.get(name, False)
        swap = self.query_one("#swap", Button)
        swap.label = "Replace anyway" if self._worse else "Replace"
        self._settle_focus(rotation)

    def _settle_focus(self, rotation: Rotation) -> None:
        """Keep the focus where it is of use: in the field, then on the way on, never first on what loses something."""
        if self._settled is not rotation.stage:
            self._settled = rotation.stage
            self.set_focus(None)
        if self.focused is not None and self.focused.display and not self.focused.disabled:
            hidden = any(not parent.display for parent in self.focused.ancestors if parent is not self)
            if not hidden:
                return
        if rotation.stage is Stage.MAKE:
            self.set_focus(self.query_one(TokenInput))
        else:
            buttons = [b for b in self.query(Button) if b.display and not b.disabled]
            self.set_focus(buttons[0] if buttons else None)

    def _show_rotation(self, rotation: Rotation) -> None:
        """Show what became known; after the swap the program works with the new token."""
        swapped = rotation.stage is Stage.END and self._rotation.stage is Stage.SWAP
        self._rotation = rotation
        if swapped:
            self.wizard.take_rotated(rotation.profile, self._work.credential, rotation.new)
        self._state_changed()

    @property
    def _worse(self) -> bool:
        comparison = self._rotation.comparison
        return comparison is not None and bool(comparison.worse or not comparison.alive)

    @property
    def _has_way_in(self) -> bool:
        """Whether what the new token lacks is to be had on a page of GitHub's."""
        comparison = self._rotation.comparison
        return comparison is not None and comparison.way_in is not None

    @property
    def _may_test(self) -> bool:
        return self._rotation.readable and self._inspection.usable and not self._rotation.busy

    @property
    def _may_swap(self) -> bool:
        comparison = self._rotation.comparison
        return comparison is not None and comparison.alive and not self._rotation.busy

    @property
    def _may_end(self) -> bool:
        from ghcr_wizard.rotation.rotate import can_revoke

        comparison = self._rotation.comparison
        kind = self._work.old_kind
        return comparison is not None and comparison.old_alive and kind is not None and can_revoke(kind, self._hosts)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what is possible now."""
        del parameters
        rotation, demo = self._rotation, self.model.demo
        at_first = rotation.stage is Stage.MAKE
        comparing = rotation.stage in {Stage.COMPARE, Stage.SWAP} and not rotation.busy
        possible = {
            "open": at_first and self._replacement.url is not None,
            "copy": at_first and self._replacement.url is not None,
            "qr": at_first and self._replacement.url is not None,
            "demo_token": at_first and bool(demo and demo.next_token),
            "way_in": comparing and self._has_way_in,
            "again": comparing,
            "ask_again": at_first and not rotation.readable and not rotation.busy,
            "another": comparing,
            "by_hand": rotation.stage >= Stage.END and not rotation.busy,
        }
        return possible.get(action, True)

    @on(Input.Changed, "#token")
    def _token_typed(self) -> None:
        self._judge()

    def on_token_input_pasted(self) -> None:
        """Offer to clear the clipboard."""
        self.wizard.pasted(self.query_one(TokenInput).whole)
        self._judge()

    def on_token_input_copy_refused(self) -> None:
        """Say why nothing was copied."""
        self.wizard.say("Tokens cannot be copied from here.", "warning")

    def _judge(self) -> None:
        field = self.query_one(TokenInput)
        self._inspection = inspect_paste(field.whole.reveal(), BY_NAME[self._begun_with.method].kinds)
        self._state_changed()

    @on(Input.Submitted)
    @on(Button.Pressed, "#test")
    def _test(self) -> None:
        if self._may_test:
            self._work.compare(self._inspection)

    @on(Button.Pressed, "#swap")
    def _swap(self) -> None:
        comparison = self._rotation.comparison
        if not self._may_swap or comparison is None:
            return
        agreed = not comparison.worse or self._rotation.stage is Stage.SWAP
        if agreed or self.second.press("swap", comparison):
            self._work.take_over()

    def show_question(self) -> None:
        """Say what a second press will do."""
        self._state_changed()

    @on(Button.Pressed, "#another")
    def _another(self) -> None:
        self.action_another()

    @on(Button.Pressed, "#end")
    def _end(self) -> None:
        if self.second.press("end"):
            self._work.end_old()

    @on(Button.Pressed, "#leave")
    @on(Button.Pressed, "#done")
    def _leave(self) -> None:
        self.action_close()

    def action_close(self) -> None:
        """Leave, or go back to the new token where it was tested; before the swap everything is as it was."""
        if self._rotation.stage is Stage.COMPARE and self._rotation.comparison is not None:
            self._work.restart()
            return
        if self._rotation.stage <= Stage.COMPARE:
            self.wizard.background.stop("rotation")
        self.wizard.stored.read()
        self.dismiss(None)

    def action_again(self) -> None:
        """Test both again."""
        self._test()

    def action_ask_again(self) -> None:
        """Ask the keyring for the old token again."""
        self._work.begin()

    def action_another(self) -> None:
        """Go back to pasting."""
        self._work.restart()

    def action_open(self) -> None:
        """Open GitHub's page for the new token."""
        if url := self._replacement.url:
            self.wizard.show_page(url, "GitHub's page for the new token")

    def action_copy(self) -> None:
        """Copy the link to it."""
        if url := self._replacement.url:
            self.wizard.copy(url, "the link")

    def action_qr(self) -> None:
        """Show the link as a QR code."""
        if url := self._replacement.url:
            self.wizard.show_link(url, "GitHub's page for the new token")

    def action_way_in(self) -> None:
        """Open the page that lets the new token in."""
        comparison = self._rotation.comparison
        if comparison and comparison.way_in:
            self.wizard.show_page(comparison.way_in, "GitHub's page that authorizes the new token")

    def action_by_hand(self) -> None:
        """Open the page on which the old token can be deleted."""
        self.wizard.show_page(list_page(self._begun_with.method, self._hosts), "GitHub's list of your tokens")

    def action_demo_token(self) -> None:
        """Paste the persona's new token."""
        if demo := self.model.demo:
            self.query_one(TokenInput).take(demo.next_token)
