"""The wizard's application: keys, steps and screens over what `WizardModel` knows."""

import gc
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.events import Event, Key, MouseDown
from textual.message import Message
from textual.reactive import var

from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.github.hosts import GHCR, hosts_of
from ghcr_wizard.settings import Settings
from ghcr_wizard.tui import themes
from ghcr_wizard.tui.background import Background
from ghcr_wizard.tui.chosen_settings import ChosenSettings
from ghcr_wizard.tui.clipboards import Clipboards
from ghcr_wizard.tui.exchange_log import ExchangeLog
from ghcr_wizard.tui.exit_message import ExitState, farewell
from ghcr_wizard.tui.guarded import GuardedApp
from ghcr_wizard.tui.model import WizardModel
from ghcr_wizard.tui.palette import Commands, commands_of, search_themes
from ghcr_wizard.tui.private_events import quietened
from ghcr_wizard.tui.screens import BY_STEP, AnyScreen, load_screen
from ghcr_wizard.tui.second_press import CANCEL, SecondPress, count_press
from ghcr_wizard.tui.shared_session import SharedSession
from ghcr_wizard.tui.state import Kept
from ghcr_wizard.tui.steps import HOME, Step, following, preceding
from ghcr_wizard.tui.stored_profiles import StoredProfiles
from ghcr_wizard.tui.verification import Verification
from ghcr_wizard.tui.widgets.titlebar import TitleBar

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from ghcr_wizard.clients.take_over import Offer
    from ghcr_wizard.credential import Credential
    from ghcr_wizard.credentials.profile import Profile
    from ghcr_wizard.credentials.stored import StoreResult
    from ghcr_wizard.secret import Secret
    from ghcr_wizard.tui.state import LiveTest
    from ghcr_wizard.tui.widgets.field import Field


_TWICE = 2.0
"""Seconds within which a second Ctrl+C means it."""

_PULSE = 0.1
"""Seconds between two looks at a tree that is filling."""


class WizardApp(GuardedApp):
    """Seven steps, a home screen, and what is possible on all of them.

    A screen watches `changes` for what the person and GitHub said, and `pulse` for the packages.

    Args:
        model: What is known.
        settings: What the person set.
    """

    TITLE = "ghcr-wizard"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it an attribute
        (0, "-tiny"),
        (60, "-narrow"),
        (100, "-wide"),
        (130, "-huge"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-short"), (32, "-tall")]  # noqa: RUF012 - likewise
    SCREENS = BY_STEP
    COMMANDS = {Commands}  # noqa: RUF012 - Textual declares it an attribute
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
    changes: var[int] = var(0)
    """Counts the changes of the model."""
    pulse: var[int] = var(0)
    """Counts the looks at packages that changed."""
    _interrupted = 0.0
    ended_by: int | None = None
    """The signal that ended it from outside."""
    unheeded: tuple[str, ...] = ()
    """Variables that would have had the token recorded, and were switched off."""

    def __init__(self, model: WizardModel, settings: Settings = Settings()) -> None:  # noqa: B008 - frozen
        # Without colors the terminal's own are taken, and left out: Textual would paint gray instead.
        super().__init__(ansi_color=True if "NO_COLOR" in model.environment else None)
        self.model = model
        model.changed, model.packages_changed = self._count_change, self._beat
        self.background = Background(self, self._work_broke)
        self.clipboards = Clipboards(model, self.background, super().copy_to_clipboard, self.say)
        self.chosen = ChosenSettings(self, self.background, self.say, settings)
        self.stored = StoredProfiles(model, self.background, self.say)
        self.session = SharedSession(self.stored.refreshed)
        self.verification = Verification(model, self.background, self.session, self.stored)
        self.exchange_log = ExchangeLog()
        self._pulsing = False
        self.leaving = SecondPress(self._say_leaving, self.set_timer)
        """Whether quitting loses a token, and was asked for twice."""

    def _count_change(self) -> None:
        self.changes += 1

    def _beat(self) -> None:
        """Have the packages looked at again, soon, and once for many changes."""
        if not self._pulsing:
            self._pulsing = True
            self.set_timer(_PULSE, self._beaten)

    def _beaten(self) -> None:
        self._pulsing = False
        self.pulse += 1

    def _work_broke(self, where: str, what: str) -> None:
        """Say that something in the program failed, in one line, and what still works."""
        self.say(f"Internal error in {where} ({what}). Try again.", "error")
        self.verification.broke(where, what)

    def post_message(self, message: Message) -> bool:
        """Take a message; what is typed and pasted does not show itself in any log, nor a token among the commands."""
        unseen = bool(self.screen_stack) and CommandPalette.is_open(self)  # type: ignore[arg-type]  # Textual types it for apps of one kind
        return super().post_message(quietened(message, unseen=unseen))

    async def on_event(self, event: Event) -> None:
        """Count keys and clicks: whatever is not the second press of a question ends it, and Esc does nothing else."""
        if isinstance(event, Key | MouseDown):
            if not self.screen_stack:
                return  # the program is ending
            key = event.key if isinstance(event, Key) else "mouse"
            if count_press(key, self.leaving, getattr(self.screen, "second", None)) and key == "escape":
                return
        await super().on_event(event)

    def say(self, text: str, severity: "SeverityLevel" = "information", seconds: float = 5) -> None:
        """Tell the person something above the keys; never parsed as markup."""
        self.notify(text, severity=severity, markup=False, timeout=seconds)

    def compose(self) -> ComposeResult:
        """The title bar alone: it is painted at once, and stands where each screen has its own."""
        bar = TitleBar()
        bar.show((GHCR,), self.model.demo.persona if self.model.demo else "")
        yield bar

    def on_mount(self) -> None:
        """Choose the colours; everything else follows the first paint."""
        self._dress()

    def _dress(self) -> None:
        for theme in (themes.DARK, themes.LIGHT):
            self.register_theme(theme)
        if self.model.environment.get("TEXTUAL_THEME", "") not in self.available_themes:
            set_before = self.chosen.settings.theme if self.chosen.settings.theme in self.available_themes else ""
            self.theme = set_before or themes.preferred(self.model.environment)
        self.watch(self, "theme", partial(self.chosen.keep, "theme"), init=False)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colours for themes that do not have them."""
        return themes.ANSI if self.native_ansi_color else themes.DEFAULTS[self.current_theme.dark]

    async def on_ready(self) -> None:
        """Show the first screen, then start the demonstration and look for the keyring."""
        await self.stored.read_first()
        if not self.is_screen_installed(Step.REGISTRY):
            return  # ended meanwhile: the screens are gone already
        await self.push_screen(HOME if self.model.profiles else Step.REGISTRY)
        if self.unheeded:
            names = ", ".join(self.unheeded)
            self.say(f"{names}: switched off for this run. It would record what you type, tokens included.", "warning")
        self.chosen.apply()
        if self.model.demo:
            self.model.demo.start(self._tell_demo_ready)
        gc.set_threshold(20_000, 50, 100)  # painting makes thousands of small objects that need no looking for circles
        gc.enable()
        self.exchange_log.begin()
        self.stored.probe_keyring()
        self.stored.read()

    def _tell_demo_ready(self) -> None:
        """Called by the thread that started it."""
        self.call_later(self.model.demo_started)

    async def on_unmount(self) -> None:
        """Close the connections."""
        self.exchange_log.end()
        await self.session.close()

    def go(self, step: Step) -> None:
        """Show a step; what lies before it counts as passed."""
        self.model.step_reached(step)
        self.switch_screen(step)

    def go_on(self) -> None:
        """Show the next step."""
        step = following(self.model.state.step, self.model.state.method)
        if step is not None:
            self.go(step)

    def go_back(self) -> None:
        """Show the step before, or leave the first one: to the profiles if there are any."""
        step = preceding(self.model.state.step, self.model.state.method)
        if step is not None:
            self.model.step_returned_to(step)
            self.switch_screen(step)
        elif self.model.profiles:
            self.switch_screen(HOME)
        else:
            self.say("This is the first step. Press Ctrl+Q to quit.")

    def show_profiles(self) -> None:
        """Show the stored tokens; the steps stay as they are."""
        if self.model.profiles:
            self.switch_screen(HOME)
        else:
            self.say("No profile is stored yet.")

    def begin(self) -> None:
        """Start the wizard afresh, for another credential; the steps forget what was typed."""
        self.background.stop("signing in")
        self.verification.stop()
        self.model.begin()
        self.switch_screen(Step.REGISTRY)

    def _is_starting(self) -> bool:
        """Whether the demonstration is not there yet, which is said."""
        if self.model.demo is None or self.model.demo_ready:
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
        at_hand = self.model.profile
        if at_hand and at_hand.name == profile.name and credential:
            self.model.profile_opened(profile, credential)
            self.model.test_taken_over(test)
        self.stored.read()

    def _sign_in_again(self, profile: "Profile") -> None:
        self.begin()
        self.model.sign_in_wanted(profile)
        self.say("Sign in again. The new token replaces the old one when you save it.")
        self.go(Step.SIGN_IN)

    def test_now(self) -> None:
        """Start the live test and show it."""
        self.verification.start()
        self.go(Step.TEST)

    def keep_and_test(self, *, for_good: bool = True, failed: Callable[[str, str], None] | None = None) -> None:
        """Save the token, or keep it for this session only; the test starts when that is done.

        Args:
            for_good: Whether it is kept beyond this session.
            failed: Told cause and fix where it is not kept.
        """
        self.stored.keep(self._kept, for_good=for_good, failed=failed)

    def _kept(self, stored: "StoreResult") -> None:
        """Go on to the test."""
        self.model.credential_kept(stored.profile)
        for_good = self.model.state.kept is Kept.KEYRING
        self.stored.read()
        if stored.profile.command:
            self.say("Saved: the command runs each time the token is needed.")
        elif for_good:
            self.say(f"Saved to {stored.keyring} and verified.")
        if self.model.clipboard_secrets:
            self.say("The token may still be on the clipboard. Press Ctrl+L to clear it.")
        self.test_now()

    def open_at(self, profile: "Profile", step: Step) -> None:
        """Read a stored credential, test it, and go to a step; what is worked with already is as it was left.

        What makes its own tokens is read again: the one at hand may have ended meanwhile.
        """
        at_hand = self.model.profile is not None and self.model.profile.name == profile.name
        lasts = profile.app is None and profile.command is None
        if at_hand and lasts and step is not Step.TEST and self.model.state.test.report is not None:
            self.go(step)
            return

        def opened() -> None:
            self.model.steps_passed()
            self.verification.start()
            self.go(step)

        self.stored.open(profile, opened)

    def on_field_token_found(self, message: "Field.TokenFound") -> None:
        """Say that a token does not belong where it was put; nothing of it was kept."""
        if not message.continued:
            self.say("That looks like a token. It belongs in the token step; nothing of it was kept here.", "warning")

    async def ask_for_name(self, then: Callable[[str], None]) -> None:
        """Ask for a namespace or a package that no listing shows, and do `then` with it, which is known from now on."""

        def answered(name: str | None) -> None:
            if name:
                self.model.name_given(name)
                then(name)

        await self.push_screen(load_screen("add", "AddScreen", self.model.state.registry), answered)

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
        model = self.model
        who: Profile | Credential
        if profile is not None:
            name, who, hosts = profile.name, profile, hosts_of(profile.registry, model.endpoints)
        elif model.state.hosts is not None:
            at_hand = model.profile.name if model.profile else model.state.username.strip() or "this token"
            name = "no token" if model.state.credential.is_anonymous else at_hand
            who, hosts = model.state.credential, model.state.hosts
        else:
            return
        self.push_screen(load_screen("compare", "CompareScreen", name, who, hosts))

    def show_offers(self) -> None:
        """Show what other programs hold, to be taken over."""
        self.push_screen(load_screen("take_over", "TakeOverScreen"))

    def take_over(self, offer: "Offer", place: str, login: str | None, *, command: bool) -> None:
        """Go on to the token step with a token that another program holds, as `WizardModel.offer_taken` has it."""
        self.model.offer_taken(offer, place, login, command=command)
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

        if show_page(url, self.model.environment):
            self.say(f"Opening in your browser: {what}.")
        else:
            self.show_link(url, what)

    def show_link(self, url: str, what: str) -> None:
        """Show an address with its QR code."""
        self.push_screen(load_screen("link", "LinkScreen", url, what))

    # The clipboards; it is said what was done, without claiming that it arrived

    def pasted(self, secret: "Secret") -> None:
        """Know that a clipboard holds a secret; the key that clears is alive from now on."""
        self.model.clipboard_filled(secret)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to clear only once something was pasted."""
        if action == "clear_clipboard":
            return bool(self.model.clipboard_secrets)
        return super().check_action(action, parameters)

    def action_clear_clipboard(self) -> None:
        """Have every clipboard there is forget what it holds."""
        self.clipboards.clear()
        self.refresh_bindings()

    def copy(self, text: str, what: str) -> None:
        """Send a text to every clipboard there is."""
        self.clipboards.send(text, what)

    def copy_to_clipboard(self, text: str) -> None:
        """Send selected text to every clipboard there is."""
        self.copy(text, "the selected text")

    async def action_quit(self) -> None:
        """End at once, whatever is still running; a token that would be lost with it is said first, once."""
        unstored = self.model.state.kept is Kept.SESSION and not self.model.demo
        if unstored and not self.leaving.press("quit"):
            return
        self.exit(self._farewell())

    def _say_leaving(self) -> None:
        if self.leaving.action:
            lost = (
                "The token is kept for this session only: it is lost when you quit. Press the same key again to quit."
            )
            self.say(lost + CANCEL, "warning")

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
        model = self.model
        keyring = model.keyring.name if model.keyring else "the keyring"
        name = model.profile.name if model.profile else model.profile_name
        return farewell(model.state, name, keyring, demo=model.demo is not None)

    async def action_interrupt(self) -> None:
        """Stop the test if one runs; otherwise the second time within two seconds quits."""
        if self.model.state.test.running or self.model.state.catalog.running:
            self.verification.stop()
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
            for title, what, do in (
                ("Push events", "Webhooks: have GitHub tell a scanner of every push", self.open_webhooks),
                ("Compare credentials", "What this one sees with what another does", self.compare),
                ("Your profiles (home)", "The stored tokens: test, rotate, rename, delete", self.show_profiles),
            ):
                yield SystemCommand(title, what, do)
        yield SystemCommand("Change the theme (dark, light)", "How everything looks", partial(search_themes, self))
        other = "local time" if self.chosen.settings.times == "utc" else "UTC"
        yield SystemCommand(f"Show times in {other}", "Of expiries and pushes", self._switch_times)

    def _switch_times(self) -> None:
        """Show times in UTC, or in local time again, wherever they stand."""
        self.chosen.switch_times()
        self._count_change()
        self._beat()
