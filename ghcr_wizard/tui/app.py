"""The wizard's application: keys, steps and screens over the state that `WizardCore` keeps."""

import gc
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult, ScreenStackError, SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.css.query import NoMatches
from textual.screen import Screen

from ghcr_wizard import PROJECT_URL
from ghcr_wizard.github.auth_methods import BY_NAME, Method
from ghcr_wizard.github.hosts import GHCR, Hosts, hosts_of, recognise
from ghcr_wizard.tui import themes
from ghcr_wizard.tui.background import one_line
from ghcr_wizard.tui.core import WizardCore
from ghcr_wizard.tui.exit_message import ExitState, farewell
from ghcr_wizard.tui.palette import commands_of, search_themes
from ghcr_wizard.tui.state import Kept, WizardState
from ghcr_wizard.tui.steps import HOME, Step, following, preceding
from ghcr_wizard.tui.widgets.titlebar import TitleBar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.actions import ActionParseResult
    from textual.dom import DOMNode

    from ghcr_wizard.clients.take_over import Offer
    from ghcr_wizard.credential import Credential
    from ghcr_wizard.credentials.profile import Profile
    from ghcr_wizard.credentials.stored import StoreResult
    from ghcr_wizard.tui.state import LiveTest
    from ghcr_wizard.tui.widgets.field import Field


def load_screen(module: str, name: str, *given: object) -> Screen[Any]:
    """A screen of `ghcr_wizard.tui.screens`, made of what it is given."""
    screen: Screen[Any] = getattr(import_module(f"ghcr_wizard.tui.screens.{module}"), name)(*given)
    return screen


AnyScreen = Screen[Any]
_TWICE = 2.0
"""Seconds within which a second Ctrl+C means it."""


def _loader(module: str, name: str) -> Callable[[], AnyScreen]:
    """A function that imports a screen when it is first shown."""

    def load() -> AnyScreen:
        return load_screen(module, name)

    return load


class WizardApp(WizardCore):
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
        Binding("f2", "explain", "Explain an error", show=False, id="explain"),
        Binding("f3", "doctor", "Find credentials", show=False, id="doctor"),
        Binding("ctrl+p", "command_palette", "commands", id="palette"),
        Binding("ctrl+q", "quit", "quit", priority=True, id="quit"),
        Binding("q", "quit", "Quit", show=False, id="quit.short"),
        Binding("ctrl+l", "clear_clipboard", "clear the clipboard", show=False, id="clipboard.clear"),
        Binding("ctrl+z", "suspend_process", "back to the shell; fg returns", show=False, id="suspend"),
        Binding("ctrl+c", "interrupt", "Stop what runs, or quit", show=False, id="interrupt"),
        Binding("f12", "exchanges", "requests to GitHub, as they happen", show=False, id="exchanges"),
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
            set_before = self.chosen.settings.theme if self.chosen.settings.theme in self.available_themes else ""
            self.theme = set_before or themes.preferred(self.environment)
        self.watch(self, "theme", partial(self.chosen.keep, "theme"), init=False)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colours for themes that do not have them."""
        return themes.ANSI if self.native_ansi_color else themes.DEFAULTS[self.current_theme.dark]

    async def on_ready(self) -> None:
        """Show the first screen, then start the demonstration and look for the keyring."""
        self.profiles = await self.stored.first()
        if not self.is_screen_installed(Step.REGISTRY):
            return  # ended meanwhile: the screens are gone already
        self.starts_on_home = bool(self.profiles)
        await self.push_screen(HOME if self.profiles else Step.REGISTRY)
        if self.unheeded:
            names = ", ".join(self.unheeded)
            self.say(f"{names}: switched off for this run. It would record what you type, tokens included.", "warning")
        self.chosen.apply()
        if self.demo:
            self.demo.start(self._tell_demo_ready)
        gc.set_threshold(20_000, 50, 100)  # painting makes thousands of small objects that need no looking for circles
        gc.enable()
        self.exchange_log.begin()
        self.stored.probe_keyring()
        self.stored.read()

    def _tell_demo_ready(self) -> None:
        """Called by the thread that started it."""
        self.call_later(self._know_demo)

    def _know_demo(self) -> None:
        self.demo_ready = True

    async def on_unmount(self) -> None:
        """Close the connections."""
        self.exchange_log.end()
        await self.session.close()

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
            self.say("This is the first step. Press Ctrl+Q to quit.")

    def show_profiles(self) -> None:
        """Show the stored tokens; the steps stay as they are."""
        if self.profiles:
            self.switch_screen(HOME)
        else:
            self.say("No profile is stored yet.")

    def begin(self) -> None:
        """Start the wizard afresh, for another credential; the steps forget what was typed."""
        self.background.stop("test", "catalog", "signing in")
        self.profile, self.opened = None, None
        self.round += 1
        self.state = WizardState()
        self.switch_screen(Step.REGISTRY)

    def _is_starting(self) -> bool:
        """Whether the demonstration is not there yet, which is said."""
        if self.demo is None or self.demo_ready:
            return False
        self.say("Starting the demo server…")
        return True

    def rotate(self, profile: "Profile") -> None:
        """Guide through a new token; where there was a sign-in, that is done again and stored under the same name."""
        from ghcr_wizard.rotation.replacement import other_way

        if self._is_starting():
            return
        if profile.method is Method.OAUTH_DEVICE and profile.client_id:
            self._sign_in_again(profile)
        elif way := other_way(profile):
            self.push_screen(load_screen("renewal", "RenewalScreen", profile.name, way))
        else:
            self.push_screen(load_screen("rotate", "RotateScreen", self, profile))

    def take_rotated(self, profile: "Profile", credential: "Credential | None", test: "LiveTest") -> None:
        """Work on with a profile's new token, where the old one was worked with."""
        if self.profile and self.profile.name == profile.name and credential:
            self.opened = credential
            self.take_profile(profile)
            self.update(test=test)
        self.stored.read()

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
        self.say("Sign in again. The new token replaces the old one when you save it.")
        self.go(Step.SIGN_IN)

    def test_now(self) -> None:
        """Start the live test and show it."""
        self.start_test()
        self.go(Step.TEST)

    def credential_stored(self, stored: "StoreResult") -> None:
        """Go on to the test."""
        from ghcr_wizard.credentials.profile import Store

        self.profile = stored.profile
        for_good = stored.profile.store is not Store.SESSION
        self.update(kept=Kept.KEYRING if for_good else Kept.SESSION, profile=stored.profile.name)
        self.stored.read()
        if stored.profile.command:
            self.say("Saved: the command runs each time the token is needed.")
        elif for_good:
            self.say(f"Saved to {stored.keyring} and verified.")
        if self.clipboard_secrets:
            self.say("The token may still be on the clipboard. Press Ctrl+L to clear it.")
        self.test_now()

    def open_at(self, profile: "Profile", step: Step) -> None:
        """Read a stored credential, test it, and go to a step; what is worked with already is as it was left.

        What makes its own tokens is read again: the one at hand may have ended meanwhile.
        """
        at_hand = self.profile is not None and self.profile.name == profile.name
        lasts = profile.app is None and profile.command is None
        if at_hand and lasts and step is not Step.TEST and self.state.test.report is not None:
            self.go(step)
            return

        def opened(profile: "Profile") -> None:
            self.take_profile(profile)
            passed = frozenset(Step) - {Step.PACKAGES, Step.USE}
            self.update(hosts=hosts_of(profile.registry, self.endpoints), passed=passed)
            self.start_test()
            self.go(step)

        self.stored.open(profile, opened)

    def on_field_token_found(self, message: "Field.TokenFound") -> None:
        """Say that a token does not belong where it was put; nothing of it was kept."""
        if not message.continued:
            self.say("That looks like a token. It belongs in the token step; nothing of it was kept here.", "warning")

    async def ask_for_name(self, then: Callable[[str], None]) -> None:
        """Ask for a namespace or a package that no listing shows, and do `then` with it, which is known from now on."""

        def answered(name: str | None) -> None:
            if name and name not in self.state.named:
                self.update(named=(*self.state.named, name))
            if name:
                then(name)

        await self.push_screen(load_screen("add", "AddScreen", self.state.registry), answered)

    def action_help(self) -> None:
        """Explain the screen."""
        self._push_once("help", "HelpScreen", self.screen)

    def _push_once(self, module: str, name: str, *given: object) -> None:
        """Show a screen, unless one of its kind is on top already."""
        if type(self.screen).__name__ != name:
            self.push_screen(load_screen(module, name, *given))

    def action_explain(self) -> None:
        """Explain what another program printed."""
        self._push_once("explain", "ExplainScreen")

    def action_doctor(self) -> None:
        """Look through this computer's credentials."""
        if not self._is_starting():
            self._push_once("doctor", "DoctorScreen")

    def action_exchanges(self) -> None:
        """Show every request of this run."""
        self._push_once("exchanges", "ExchangesScreen")

    def open_webhooks(self, package: str | None = None) -> None:
        """Show whether push events arrive: of a package `OWNER/NAME`, or of the organization seen first."""
        if not self._is_starting():
            self._push_once("webhooks", "WebhooksScreen", package)

    def compare(self, profile: "Profile | None" = None) -> None:
        """Compare a stored profile, or the credential at hand, with another."""
        if self._is_starting():
            return
        who: Profile | Credential
        if profile is not None:
            name, who, hosts = profile.name, profile, hosts_of(profile.registry, self.endpoints)
        elif self.state.hosts is not None:
            at_hand = self.profile.name if self.profile else self.state.username.strip() or "this token"
            name = "no token" if self.state.credential.is_anonymous else at_hand
            who, hosts = self.state.credential, self.state.hosts
        else:
            return
        self.push_screen(load_screen("compare", "CompareScreen", name, who, hosts))

    def chosen_hosts(self) -> Hosts:
        """The servers of the registry chosen, or of the one to begin with."""
        first = recognise(self.first_registry, self.endpoints).hosts
        return self.state.hosts or first or hosts_of(GHCR, self.endpoints)

    def show_offers(self) -> None:
        """Show what other programs hold, to be taken over."""
        self.push_screen(load_screen("take_over", "TakeOverScreen"))

    def take_over(self, offer: "Offer", place: str, login: str | None, *, command: bool) -> None:
        """Go on to the token step with a token that another program holds; nothing is stored yet.

        Args:
            offer: The token.
            place: Where it was found, in words.
            login: Whose it is, as far as known.
            command: Whether to keep the command that prints it instead of the token.
        """
        fixed = BY_NAME[offer.method].username
        self.update(
            method=offer.method,
            username=fixed or login or self.state.username,
            inspection=offer.inspection,
            given=place,
            command=offer.command if command else None,
            kept=Kept.NOWHERE,
            passed=self.state.passed | {Step.METHOD, Step.SCOPES},
            step=Step.TOKEN,
        )
        self.switch_screen(Step.TOKEN)

    def ask(self, question: AnyScreen, before: str, then: Callable[[str], None]) -> None:
        """Ask for a line of text, and do `then` with an answer that differs from what stood there."""

        def answered(text: str | None) -> None:
            if text is not None and text != before:
                then(text)

        self.push_screen(question, answered)

    def show_page(self, url: str, what: str) -> None:
        """Open a page in the browser where there is one; else show its address, with its QR code."""
        from ghcr_wizard.clients.desktop import show_page

        if show_page(url, self.environment):
            self.say(f"Opening in your browser: {what}.")
        else:
            self.show_link(url, what)

    def show_link(self, url: str, what: str) -> None:
        """Show an address with its QR code."""
        self.push_screen(load_screen("link", "LinkScreen", url, what))

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
        except (NoMatches, ScreenStackError):  # a quick key: its screen is not all there yet, or no longer
            return True
        except Exception as error:  # noqa: BLE001 - no key may end the program
            self.say(f"That did not work: {one_line(error)}. Try again.", "warning")
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
            self.say("There is no shell to return to. Press Ctrl+Q to quit.")

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
            self.say("Stopped. [t] test again")
        elif monotonic() - self._interrupted < _TWICE:
            await self.action_quit()
        else:
            self._interrupted = monotonic()
            self.say("Press Ctrl+C again to quit.")

    def get_system_commands(self, screen: AnyScreen) -> Iterable[SystemCommand]:
        """Everything the keys of this screen do, what is reached from every step, and how it looks."""
        yield from commands_of(self, screen)
        if getattr(screen, "step", None) is not None:  # elsewhere something is under way that would be lost
            yield SystemCommand("Push events", "Webhooks: have GitHub tell a scanner of every push", self.open_webhooks)
            yield SystemCommand("Compare credentials", "What this one sees with what another does", self.compare)
            yield SystemCommand(
                "Your profiles (home)", "The stored tokens: test, rotate, rename, delete", self.show_profiles
            )
        yield SystemCommand("Change the theme (dark, light)", "How everything looks", partial(search_themes, self))
        other = "local time" if self.chosen.settings.times == "utc" else "UTC"
        yield SystemCommand(f"Show times in {other}", "Of expiries and pushes", self._switch_times)

    def _switch_times(self) -> None:
        """Show times in UTC, or in local time again, wherever they stand."""
        self.chosen.switch_times()
        self.mutate_reactive(WizardCore.state)
        self.beat()

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
        report = f"Please report it: {PROJECT_URL}/issues"
        text = Text(f"ghcr-wizard crashed: {what}. {report} (Run reset if the terminal looks wrong.)")
        self._exit_renderables.append(Segments(self.console.render(text, self.console.options)))
        self._close_messages_no_wait()
