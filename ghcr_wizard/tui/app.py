"""The wizard's application: keys, steps and screens over the state that `WizardCore` keeps."""

import gc
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult, SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.screen import Screen

from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.github.hosts import GHCR, hosts_of
from ghcr_wizard.tui import messages, themes
from ghcr_wizard.tui.exit_message import ExitState, farewell
from ghcr_wizard.tui.making import WizardMaking
from ghcr_wizard.tui.state import Kept, WizardState
from ghcr_wizard.tui.steps import HOME, Step, following, preceding
from ghcr_wizard.tui.widgets.titlebar import TitleBar
from ghcr_wizard.tui.work import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.actions import ActionParseResult
    from textual.dom import DOMNode

    from ghcr_wizard.credentials.profile import Profile
    from ghcr_wizard.tui.widgets.field import Field

AnyScreen = Screen[Any]
_TWICE = 2.0
"""Seconds within which a second Ctrl+C means it."""


_MOVES = frozenset({"up", "down", "left", "right", "pageup", "pagedown", "page-up", "page-down", "first", "last"})
"""What the ids of bindings that only move a cursor end in: no commands."""


def _loader(module: str, name: str) -> Callable[[], AnyScreen]:
    """A function that imports a screen when it is first shown."""

    def load() -> AnyScreen:
        from importlib import import_module

        screen: AnyScreen = getattr(import_module(f"ghcr_wizard.tui.screens.{module}"), name)()
        return screen

    return load


class WizardApp(WizardMaking):
    """Seven steps, a home screen, and what is possible on all of them."""

    TITLE = "ghcr-wizard"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it an attribute
        (0, "-tiny"),
        (60, "-narrow"),
        (100, "-wide"),
        (130, "-huge"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-short"), (32, "-tall")]  # noqa: RUF012 - likewise
    SCREENS: ClassVar[dict[str, Callable[[], AnyScreen]]] = {
        Step.REGISTRY: _loader("registry", "RegistryScreen"),
        Step.METHOD: _loader("method", "MethodScreen"),
        Step.SCOPES: _loader("scopes", "ScopesScreen"),
        Step.SIGN_IN: _loader("sign_in", "SignInScreen"),
        Step.TOKEN: _loader("token", "TokenScreen"),
        Step.APP: _loader("app", "AppScreen"),
        Step.TEST: _loader("live_test", "LiveTestScreen"),
        Step.PACKAGES: _loader("packages", "PackagesScreen"),
        Step.USE: _loader("use", "UseScreen"),
        HOME: _loader("home", "HomeScreen"),
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "help", "help", key_display="?", id="help"),
        Binding("f2", "explain", "I have an error message", show=False, id="explain"),
        Binding("f3", "doctor", "credentials on this computer", show=False, id="doctor"),
        Binding("ctrl+p", "command_palette", "commands", id="palette"),
        Binding("ctrl+q", "quit", "quit", priority=True, id="quit"),
        Binding("q", "quit", "Quit", show=False, id="quit.short"),
        Binding("ctrl+l", "clear_clipboard", "clear the clipboard", show=False, id="clipboard.clear"),
        Binding("ctrl+z", "suspend_process", "back to the shell; fg returns", show=False, id="suspend"),
        Binding("ctrl+c", "interrupt", "Stop what runs, or quit", show=False, id="interrupt"),
    ]
    _interrupted = 0.0
    ended_by: int | None = None
    """The signal that ended it from outside."""
    unheeded: tuple[str, ...] = ()
    """Variables that would have had the token recorded, and were switched off."""

    def compose(self) -> ComposeResult:
        """The title bar alone: it is painted at once, and stands where each screen has its own."""
        bar = TitleBar()
        bar.show((GHCR,), self.demo.persona if self.demo else "")
        yield bar

    def on_mount(self) -> None:
        """Choose the colours; everything else follows the first paint."""
        self._dress()

    def _dress(self) -> None:
        for theme in (themes.DARK, themes.LIGHT):
            self.register_theme(theme)
        if self.environment.get("TEXTUAL_THEME", "") not in self.available_themes:
            self.theme = themes.preferred(self.environment)
        self.set_class("NO_COLOR" in self.environment, "-no-colour")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colours for themes that do not have them."""
        return themes.DEFAULTS

    async def on_ready(self) -> None:
        """Show the first screen, then start the demonstration and look for the keyring."""
        self.profiles = await self.vault.profiles_at_once()
        if not self.is_screen_installed(Step.REGISTRY):
            return  # ended meanwhile: the screens are gone already
        self.starts_on_home = bool(self.profiles)
        await self.push_screen(HOME if self.profiles else Step.REGISTRY)
        if self.unheeded:
            names = ", ".join(self.unheeded)
            self.say(f"{names}: switched off for this run. It would record what you type, tokens included.", "warning")
        if self.demo:
            self.demo.start(self._tell_demo_ready)
        gc.enable()
        self.vault.probe()
        self.vault.read_profiles()

    def _tell_demo_ready(self) -> None:
        self.post_message(messages.DemoReady())

    def on_demo_ready(self) -> None:
        """Know that the simulated GitHub answers."""
        self.demo_ready = True

    async def on_unmount(self) -> None:
        """Close the connections."""
        await self.work.close()

    def go(self, step: Step) -> None:
        """Show a step; what lies before it counts as passed."""
        passed = self.state.passed | {self.state.step} if step is not self.state.step else self.state.passed
        self.update(step=step, passed=passed)
        self.switch_screen(step)

    def go_on(self) -> None:
        """Show the next step."""
        step = following(self.state.step, self.state.method)
        if step is not None:
            self.go(step)

    def go_back(self) -> None:
        """Show the step before, or leave the first one: to the profiles if there are any."""
        step = preceding(self.state.step, self.state.method)
        if step is not None:
            self.update(step=step)
            self.switch_screen(step)
        elif self.profiles:
            self.switch_screen(HOME)
        else:
            self.say("This is the first step. Ctrl+Q quits.")

    def begin(self) -> None:
        """Start the wizard afresh, for another credential; the steps forget what was typed."""
        self.work.stop("test", "catalog")
        self.signing_in.stop()
        self.profile, self.vault.opened = None, None
        self.round += 1
        self.state = WizardState()
        self.switch_screen(Step.REGISTRY)

    def rotate(self, profile: "Profile") -> None:
        """Guide through a new token; where there was a sign-in, that is done again and stored under the same name."""
        if profile.method is Method.OAUTH_DEVICE and profile.client_id and (self.demo is None or self.demo_ready):
            self._sign_in_again(profile)
        else:
            super().rotate(profile)

    def _sign_in_again(self, profile: "Profile") -> None:
        self.begin()
        hosts = hosts_of(profile.registry, self.endpoints)
        self.update(
            hosts=hosts,
            method=profile.method,
            client_id=profile.client_id,
            profile=profile.name,
            description=profile.description,
            passed=frozenset({Step.REGISTRY, Step.METHOD, Step.SCOPES}),
        )
        self.say("Sign in again. The new token takes the old one's place when you store it.")
        self.go(Step.SIGN_IN)

    def test_now(self) -> None:
        """Start the live test and show it."""
        self.start_test()
        self.go(Step.TEST)

    def on_credential_stored(self, message: messages.CredentialStored) -> None:
        """Go on to the test."""
        from ghcr_wizard.credentials.profile import Store
        from ghcr_wizard.tui.screens.token import TokenScreen

        if isinstance(self.screen, TokenScreen):
            self.screen.stored(None)
        self.profile = message.profile
        for_good = message.profile.store is not Store.SESSION
        self.update(kept=Kept.KEYRING if for_good else Kept.SESSION, profile=message.profile.name)
        self.vault.read_profiles()
        if message.profile.command:
            self.say("Stored: the command is run each time the token is needed.")
        elif for_good:
            self.say(f"Stored in {message.keyring}, and read back to prove it.")
        if self.clipboard_secrets:
            self.say("The clipboard may still hold the token: Ctrl+L clears it.")
        self.test_now()

    def on_profile_opened(self, message: messages.ProfileOpened) -> None:
        """Test or browse with a stored profile."""
        self.take_profile(message.profile)
        self.update(
            hosts=hosts_of(message.profile.registry, self.endpoints), passed=frozenset(Step) - {Step.PACKAGES, Step.USE}
        )
        self.start_test()
        self.go(Step(message.then))

    def on_field_token_found(self, message: "Field.TokenFound") -> None:
        """Say that a token does not belong where it was put; nothing of it was kept."""
        if not message.continued:
            self.say("That looks like a token. It belongs in the token step; nothing of it was kept here.", "warning")

    def on_storing_failed(self, message: messages.StoringFailed) -> None:
        """Say why on the token step, where the token still is; elsewhere in a corner."""
        from ghcr_wizard.tui.screens.token import TokenScreen

        if isinstance(self.screen, TokenScreen):
            self.screen.stored((message.cause, message.fix))
        else:
            self.say(f"{message.cause} {message.fix}".strip(), "error")

    async def ask_for_name(self, then: Callable[[], None]) -> None:
        """Ask for a namespace or a package that no listing shows, and do `then` with it known."""
        from ghcr_wizard.tui.screens.add import AddScreen

        def answered(name: str | None) -> None:
            if name and name not in self.state.named:
                self.update(named=(*self.state.named, name))
            if name:
                then()

        await self.push_screen(AddScreen(self.state.registry), answered)

    def action_help(self) -> None:
        """Explain the screen."""
        from ghcr_wizard.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def pop_screen(self) -> AwaitComplete:
        """Leave the screen on top; where it is the only one, stay: it was left already, by a quicker press."""
        return super().pop_screen() if len(self.screen_stack) > 1 else AwaitComplete()

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: "DOMNode | None" = None,
        namespaces: "Mapping[str, DOMNode] | None" = None,
    ) -> bool:
        """Do what a key asks for; a mistake of the program's own becomes one line, and the program goes on.

        A key may reach a screen that is not composed yet, and Textual's palette raises where it is scrolled before its
        first results are there. Whatever it is, the person's token and what was typed outlive it.
        """
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except Exception as error:  # noqa: BLE001 - no key may end the program
            self.say(f"That did not work: {one_line(error)}. Nothing is lost; try again.", "warning")
            return True

    async def action_quit(self) -> None:
        """End at once, whatever is still running; a token that would be lost with it is said first, once."""
        unstored = self.state.kept is Kept.SESSION and not self.demo
        if unstored and not self.leaving.press("quit"):
            return
        self.exit(self._farewell())

    def action_suspend_process(self) -> None:
        """Give the shell back until it continues the wizard; without a shell nobody would."""
        from ghcr_wizard.tui.job_control import has_job_control

        if has_job_control():
            super().action_suspend_process()
        else:
            self.say("There is no shell to go back to: the terminal runs ghcr-wizard alone. Ctrl+Q quits.")

    def end_by(self, number: int) -> None:
        """End as a signal asks, with the exit status a shell gives it."""
        self.ended_by = number
        self.exit(replace(self._farewell(), status=128 + number))

    def _farewell(self) -> ExitState:
        keyring = self.keyring.name if self.keyring else "the keyring"
        name = self.profile.name if self.profile else self.profile_name
        return farewell(self.state, name, keyring, demo=self.demo is not None)

    async def action_interrupt(self) -> None:
        """Stop the test if one runs; otherwise the second time within two seconds quits."""
        if self.state.test.running or self.state.catalog.running:
            self.stop_work()
            self.say("Stopped. Nothing is lost; t tests again.")
        elif monotonic() - self._interrupted < _TWICE:
            await self.action_quit()
        else:
            self._interrupted = monotonic()
            self.say("Press Ctrl+C again to quit.")

    def get_system_commands(self, screen: AnyScreen) -> Iterable[SystemCommand]:
        """Everything the keys of this screen do, and the themes."""
        from ghcr_wizard.tui.widgets.keybar import key_name

        seen = set()
        for entry in screen.active_bindings.values():
            binding = entry.binding
            named = binding.id and binding.description and binding.id.partition(".")[2] not in _MOVES
            if named and entry.enabled and binding.action not in seen:
                seen.add(binding.action)
                title = binding.description[0].upper() + binding.description[1:]
                yield SystemCommand(title, f"Key {key_name(binding.key)}", _runner(self, binding.action, entry.node))
        yield SystemCommand("Change the theme", "Light, dark, and others", self.action_change_theme)

    def _print_error_renderables(self) -> None:
        """Print the first line alone, without Textual's advice to its own developers."""
        del self._exit_renderables[1:]
        super()._print_error_renderables()

    def _fatal_error(self) -> None:
        """End with one redacted line: a traceback with its locals could show a token."""
        from rich.segment import Segments
        from rich.text import Text

        error = self._exception
        what = one_line(error) if error else "unknown error"
        text = Text(f"ghcr-wizard ended by a mistake of its own: {what} (if the terminal looks odd, type: reset)")
        self._exit_renderables.append(Segments(self.console.render(text, self.console.options)))
        self._close_messages_no_wait()


def _runner(app: WizardApp, action: str, node: Any) -> Callable[[], None]:  # noqa: ANN401 - Textual's own type for it
    def run() -> None:
        app.run_worker(app.run_action(action, node), description="a command", exit_on_error=False)

    return run
