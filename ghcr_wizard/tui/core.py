"""The state of the wizard, what runs beside the screens, and what becomes of both as things become known."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from textual.app import App
from textual.command import CommandPalette
from textual.events import Event, Key, MouseDown
from textual.reactive import var

from ghcr_wizard.github.auth_methods import BY_NAME, Method
from ghcr_wizard.github.hosts import GHCR
from ghcr_wizard.github.tokens import inspect_token
from ghcr_wizard.settings import Settings
from ghcr_wizard.tui import clipboards
from ghcr_wizard.tui.background import Background, unless_failed
from ghcr_wizard.tui.chosen_settings import ChosenSettings
from ghcr_wizard.tui.exchange_log import ExchangeLog
from ghcr_wizard.tui.exit_message import ExitState
from ghcr_wizard.tui.guarded import came_too_late, guarded
from ghcr_wizard.tui.private_events import quietened
from ghcr_wizard.tui.second_press import CANCEL, SecondPress
from ghcr_wizard.tui.shared_session import SharedSession
from ghcr_wizard.tui.state import Catalog, Kept, LiveTest, WizardState
from ghcr_wizard.tui.stored_profiles import StoredProfiles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.message import Message
    from textual.notifications import SeverityLevel

    from ghcr_wizard.catalog.events import CatalogEvent, ImageRead, PullTried, RefreshEvent, TagsEvent
    from ghcr_wizard.check.events import CheckEvent
    from ghcr_wizard.credential import Credential
    from ghcr_wizard.credentials.credentials import Credentials
    from ghcr_wizard.credentials.keyring import KeyringInfo
    from ghcr_wizard.credentials.profile import Profile
    from ghcr_wizard.credentials.store_trial import StoreTrial
    from ghcr_wizard.credentials.stored import StoreResult
    from ghcr_wizard.github.references import Reference
    from ghcr_wizard.github.refusals import Caller
    from ghcr_wizard.secret import Secret
    from ghcr_wizard.tui.demo import Demo
    from ghcr_wizard.tui.library import Library

T = TypeVar("T")

_PULSE = 0.1
"""Seconds between two looks at a tree that is filling."""


class WizardCore(App[ExitState]):
    """Holds what is known; a screen watches `state` for what the person said and `pulse` for the packages.

    Args:
        credentials: Gives the stored credentials; asked once, after the first paint.
        environment: The process's environment, read only.
        demo: The demonstration, or `None`.
        registry: What to begin with instead of ghcr.io, as typed, or `None`.
        now: The clock, in UTC.
        settings: What the person set.
    """

    state: var[WizardState] = var(WizardState)
    pulse: var[int] = var(0)
    profiles: var[tuple[Profile, ...]] = var(())
    defaults: var[dict[str, str]] = var(dict)
    profiles_problem: var[str] = var("")
    """Why the stored profiles cannot be read, and what to do; empty where they can."""
    keyring: var[KeyringInfo | None] = var(None)
    """What is known of the keyring; `None` until it answered."""

    other_stores: var[tuple[StoreTrial, ...]] = var(())
    """Where no keyring can be used, the other stores of this machine that work."""
    demo_ready: var[bool] = var(default=False)
    round: var[int] = var(0)
    """Counts the credentials the wizard was started for; a step made for an earlier one is made anew."""

    def __init__(
        self,
        credentials: Callable[[], Credentials],
        environment: Mapping[str, str],
        demo: Demo | None = None,
        registry: str | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        settings: Settings = Settings(),  # noqa: B008 - frozen
    ) -> None:
        # Without colors the terminal's own are taken, and left out: Textual would paint gray instead.
        super().__init__(ansi_color=True if "NO_COLOR" in environment else None)
        self.environment, self.demo, self.now = environment, demo, now
        self.first_registry = registry or GHCR
        self._credentials = credentials
        self._library: Library | None = None
        self.profile: Profile | None = None
        self.opened: Credential | None = None
        """The credential of the profile that was opened last."""
        self.background = Background(self, self._work_broke)
        self.session = SharedSession(self._refreshed)
        self.stored = StoredProfiles(self)
        self.chosen = ChosenSettings(self, self.background, self.say, settings)
        self.exchange_log = ExchangeLog()
        self._pulsing = False
        self.leaving = SecondPress(self._say_leaving, self.set_timer)
        """Whether quitting loses a token, and was asked for twice."""

    async def _on_message(self, message: Message) -> None:
        # A mistake is told above the keys; there is none before the first step, and nothing to lose.
        await guarded(self, super()._on_message(message), outlives=len(self.screen_stack) > 1)

    def _handle_exception(self, error: Exception) -> None:
        if not came_too_late(error):
            super()._handle_exception(error)

    @cached_property
    def credentials(self) -> Credentials:
        """The stored credentials; what they take is loaded with the first question."""
        return self._credentials()

    @property
    def machine(self) -> Mapping[str, str]:
        """The variables other programs would see; a demonstration has a computer of its own."""
        return self.demo.machine if self.demo else self.environment

    starts_on_home = False

    def _say_leaving(self) -> None:
        if self.leaving.action:
            lost = (
                "The token is kept for this session only: it is lost when you quit. Press the same key again to quit."
            )
            self.say(lost + CANCEL, "warning")

    @property
    def library(self) -> Library:
        """What is known of packages in this run."""
        if self._library is None:
            from ghcr_wizard.catalog.tree import Order
            from ghcr_wizard.tui.library import Library

            self._library = Library(Order(self.chosen.settings.sort))
        return self._library

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
            waiting = [each for each in (self.leaving, getattr(self.screen, "second", None)) if each is not None]
            asked = any(each.action for each in waiting)
            for each in waiting:
                each.pressed(key)
            if asked and key == "escape":
                return
        await super().on_event(event)

    def update(self, **changes: object) -> None:
        """Replace parts of the state."""
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]  # names are checked by `replace` itself

    def forgotten(self) -> dict[str, object]:
        """What another method, or another way to the token, makes forgotten: a token that was not pasted."""
        return {"given": "", "command": None, "inspection": None} if self.state.given else {}

    def say(self, text: str, severity: SeverityLevel = "information", seconds: float = 5) -> None:
        """Tell the person something above the keys; never parsed as markup."""
        self.notify(text, severity=severity, markup=False, timeout=seconds)

    # The clipboards; it is said what was done, without claiming that it arrived

    clipboard_secrets: var[tuple[Secret, ...]] = var(())
    """The secrets that a clipboard may still hold: they were pasted from it, or given to it."""

    def watch_clipboard_secrets(self) -> None:
        """The key that clears is alive on every screen as long as there is something to clear."""
        self.refresh_bindings()

    def pasted(self, secret: Secret) -> None:
        """Know that a clipboard holds a secret."""
        self.clipboard_secrets = (*self.clipboard_secrets, secret)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is something to clear only once something was pasted."""
        return bool(self.clipboard_secrets) if action == "clear_clipboard" else super().check_action(action, parameters)

    def action_clear_clipboard(self) -> None:
        """Have every clipboard there is forget what it holds."""
        super().copy_to_clipboard("")
        self.background.run(clipboards.cleared(self.clipboard_secrets, self.environment), self._tell, group="copy")
        self.clipboard_secrets = ()

    def copy(self, text: str, what: str) -> None:
        """Send a text to every clipboard there is; it is on the screen as well."""
        super().copy_to_clipboard(text)
        self.background.run(clipboards.sent(text, what, self.environment), self._tell, group="copy")

    def _tell(self, said: clipboards.Said) -> None:
        self.say(*said)

    def copy_to_clipboard(self, text: str) -> None:
        """Send selected text to every clipboard there is."""
        self.copy(text, "the selected text")

    @property
    def endpoints(self) -> Mapping[str, str]:
        """Where addresses may be overridden: the demonstration's, else the environment."""
        return self.demo.environment() if self.demo else self.environment

    @property
    def caller(self) -> Caller:
        """Who asks, for reading refusals."""
        from ghcr_wizard.github.refusals import Caller

        report = self.state.test.report
        hosts = self.state.hosts
        assert hosts is not None  # noqa: S101 - nothing is asked before the registry step has passed
        return Caller(self.state.tested_inspection.kind, hosts, report.token.scopes if report else None)

    @property
    def profile_name(self) -> str:
        """The profile's name, as typed or suggested."""
        from ghcr_wizard.credentials.profile import Store
        from ghcr_wizard.credentials.profile_names import suggest_profile_name

        name = self.state.username if self.state.username != BY_NAME[self.state.method].username else "app"
        existing = [profile.name for profile in self.profiles if profile.store is not Store.SESSION]
        return self.state.profile.strip() or suggest_profile_name(name, self.state.registry, existing)

    def named(self) -> tuple[tuple[Reference, ...], tuple[str, ...]]:
        """The packages and the namespaces that were named by the person."""
        from ghcr_wizard.github.references import MalformedNameError, parse_reference

        packages, namespaces = [], []
        for name in self.state.named:
            try:
                packages.append(parse_reference(name, self.state.registry))
            except MalformedNameError:
                namespaces.append(name)
        return tuple(packages), tuple(namespaces)

    def start_test(self, *, everything: bool = False, push: bool = False) -> None:
        """Start the live test afresh, and the listing beside it.

        Args:
            everything: Try every package, not a sample.
            push: Also open and cancel an empty upload where pulling is tried.
        """
        if self.state.hosts is None:
            return
        from ghcr_wizard.check.check import CheckRequest

        self._library = None
        self.update(test=LiveTest(running=True), catalog=Catalog(running=True))
        packages, namespaces = self.named()
        wishes = self.state.wishes
        push = push or wishes.push
        inspection = self.state.tested_inspection
        request = CheckRequest(inspection, wishes.purpose, packages, namespaces, everything, push)
        self.background.run(
            self.session.check(self.state.hosts, self.state.credential, request, self.now),
            self.test_advanced,
            group="test",
        )
        self.start_catalog()

    def start_catalog(self, *, refresh: bool = False) -> None:
        """List the packages anew; what is in the tree stays until it is replaced.

        Args:
            refresh: Ask for everything, also for what is remembered and unchanged.
        """
        if self.state.hosts is None:
            return
        from ghcr_wizard.catalog.catalog import CatalogRequest
        from ghcr_wizard.github.packages import Package

        packages, namespaces = self.named()
        for reference in packages:
            if self.library.index.package(reference.owner, reference.name) is None:
                self.library.index.add_packages(reference.owner, [Package(reference.owner, reference.name)])
        self.library.begin()
        self.update(catalog=Catalog(running=True))
        request = CatalogRequest(self.state.tested_inspection.kind, namespaces, refresh=refresh)
        listing = self.session.catalog(self.state.hosts, self.state.credential, request, self.credentials.cache_folder)
        self.background.run(listing, self.catalog_advanced, group="catalog")
        self.beat()

    def stop_work(self) -> None:
        """Stop the test and the listing."""
        self.background.stop("test", "catalog")
        self.library.index.settle()
        self.update(
            test=replace(self.state.test, running=False, current=None, stopped=self.state.test.running),
            catalog=replace(self.state.catalog, running=False),
        )
        self.beat()

    def beat(self) -> None:
        """Have the packages looked at again, soon, and once for many changes."""
        if not self._pulsing:
            self._pulsing = True
            self.set_timer(_PULSE, self._beaten)

    def _beaten(self) -> None:
        self._pulsing = False
        self.pulse += 1

    def store_and_test(self, *, for_good: bool = True, failed: Callable[[str, str], None] | None = None) -> None:
        """Save the token in the keyring, or for this session only; the test starts when it is kept.

        Args:
            for_good: Whether it is kept beyond this session.
            failed: Told cause and fix where it is not kept; they are said above the keys if nobody is given.
        """
        inspection = self.state.inspection
        if inspection is not None and inspection.secret is not None:
            profile = self.new_profile(for_good=for_good)
            storing = self.credentials.store(profile, inspection.secret, default=for_good)
            told = unless_failed(storing, failed or self.storing_failed)
            self.background.run(told, self.credential_stored, group="storing")

    def new_profile(self, *, for_good: bool) -> Profile:
        """The profile as the steps made it so far, to be kept in the keyring or for this session only."""
        from ghcr_wizard.credentials.profile import Profile, Store

        kept_for_good = Store.COMMAND if self.state.command else Store.KEYRING
        return Profile(
            self.profile_name,
            self.state.registry,
            self.state.method,
            self.state.credential.username,
            self.state.description.strip(),
            kept_for_good if for_good else Store.SESSION,
            self.now(),
            command=self.state.command if for_good else None,
            client_id=self.state.client_id if self.state.method is Method.OAUTH_DEVICE else None,
        )

    def take_profile(self, profile: Profile) -> None:
        """Work with a stored profile whose secret was read just now."""
        from ghcr_wizard.credentials.profile import Store

        credential = self.opened
        inspection = inspect_token(credential.secret.reveal()) if credential and credential.secret else None
        self.profile = profile
        self.update(
            method=profile.method,
            username=profile.username,
            description=profile.description,
            profile=profile.name,
            inspection=inspection,
            expires_at=credential.expires_at if credential else None,
            kept=Kept.SESSION if profile.store is Store.SESSION else Kept.KEYRING,
            named=(),
            given="",
            command=None,
        )

    def test_advanced(self, event: CheckEvent) -> None:
        """Fold what the live test yielded into the state."""
        from ghcr_wizard.tui.folding import advanced

        test = advanced(self.state.test, event)
        self.update(test=test)
        if test.report is not None:
            self.library.take_grants(test.report.packages, test.report.diagnoses)
            self.beat()
            if self.profile:
                self.stored.record(self.profile.name, test.report)

    def catalog_advanced(self, event: CatalogEvent | RefreshEvent) -> None:
        """Fold what the listing yielded into the index."""
        catalog = self.library.take(event, self.state.catalog)
        if catalog != self.state.catalog:
            self.update(catalog=catalog)
        self.beat()

    def tags_advanced(self, event: TagsEvent) -> None:
        """Put tags below their package."""
        self.library.take_tags(event)
        self.beat()

    def image_read(self, image: ImageRead) -> None:
        """Keep what a tag holds."""
        self.library.take_image(image)
        self.beat()

    def pull_tried(self, pull: PullTried) -> None:
        """Keep whether a package can be pulled."""
        self.library.take_pull(pull)
        self.beat()

    def _work_broke(self, where: str, what: str) -> None:
        """Say that something in the program failed, in one line, and what still works."""
        self.say(f"Internal error in {where} ({what}). Try again.", "error")
        if where in {"test", "catalog"}:
            test = replace(self.state.test, running=False, current=None, broken=what)
            self.update(test=test, catalog=replace(self.state.catalog, running=False))

    def credential_stored(self, stored: StoreResult) -> None:
        """Know that a credential was stored."""

    def storing_failed(self, cause: str, fix: str) -> None:
        """Say why a credential was not stored, read or changed."""
        self.say(f"{cause} {fix}".strip(), "error")

    async def _refreshed(self, credential: Credential) -> Credential:
        """The credential to use now: the same, or where it is one that ends by itself, one that has time left."""
        if credential.expires_at is None or self.profile is None or self.profile.app is None:
            return credential
        from ghcr_wizard.credentials.failures import FAILURES, cause_and_fix

        try:
            fresh = await self.credentials.load(self.profile)
        except FAILURES as failure:
            cause, fix = cause_and_fix(failure)
            self.storing_failed(f"The token could not be renewed. {cause}", fix)
            return credential
        if fresh.secret != credential.secret:
            self.opened = fresh
            secret = fresh.secret.reveal() if fresh.secret else ""
            self.update(inspection=inspect_token(secret), expires_at=fresh.expires_at)
        return fresh
