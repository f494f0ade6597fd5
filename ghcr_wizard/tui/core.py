"""The state of the wizard and the folding of messages into it; what is shown follows from it."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual.app import App
from textual.command import CommandPalette
from textual.events import Event, Key, MouseDown
from textual.reactive import var

from ghcr_wizard.github.auth_methods import BY_NAME, Method
from ghcr_wizard.github.hosts import GHCR
from ghcr_wizard.github.tokens import inspect_token
from ghcr_wizard.tui.credential_work import VaultWork
from ghcr_wizard.tui.exit_message import ExitState
from ghcr_wizard.tui.guarded import Guarded
from ghcr_wizard.tui.private_events import quietened
from ghcr_wizard.tui.second_press import CANCEL, SecondPress
from ghcr_wizard.tui.sign_in_work import SignInWork
from ghcr_wizard.tui.state import Catalog, Kept, LiveTest, WizardState
from ghcr_wizard.tui.tool_work import ToolWork
from ghcr_wizard.tui.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.message import Message
    from textual.notifications import SeverityLevel

    from ghcr_wizard.credential import Credential
    from ghcr_wizard.credentials.credentials import Credentials
    from ghcr_wizard.credentials.profile import Profile
    from ghcr_wizard.github.references import Reference
    from ghcr_wizard.github.refusals import Caller
    from ghcr_wizard.tui import messages
    from ghcr_wizard.tui.demo import Demo
    from ghcr_wizard.tui.library import Library

_PULSE = 0.1
"""Seconds between two looks at a tree that is filling."""


class WizardCore(Guarded, App[ExitState]):
    """Holds what is known; a screen watches `state` for what the person said and `pulse` for the packages.

    Args:
        credentials: Gives the stored credentials; asked once, after the first paint.
        environment: The process's environment, read only.
        demo: The demonstration, or `None`.
        registry: What to begin with instead of ghcr.io, as typed, or `None`.
        now: The clock, in UTC.
    """

    state: var[WizardState] = var(WizardState)
    pulse: var[int] = var(0)
    profiles: var[tuple[Profile, ...]] = var(())
    defaults: var[dict[str, str]] = var(dict)
    profiles_problem: var[str] = var("")
    """Why the stored profiles cannot be read, and what to do; empty where they can."""
    keyring: var[messages.StoreProbed | None] = var(None)
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
    ) -> None:
        super().__init__()
        self.environment, self.demo, self.now = environment, demo, now
        self.first_registry = registry or GHCR
        self._credentials = credentials
        self._library: Library | None = None
        self.profile: Profile | None = None
        self.work = Work(self, environment, now)
        self.vault = VaultWork(self, self.work, credentials)
        self.work.renew = self._renewed
        self.tools = ToolWork(self, self.work, self.vault, lambda: demo.machine if demo else environment)
        self.signing_in = SignInWork(self, self.work)
        self._pulsing = False
        self.leaving = SecondPress(self._say_leaving, self.set_timer)
        """Whether quitting loses a token, and was asked for twice."""

    def outlives(self) -> bool:
        """Whether a mistake may be told in a corner: there is none before the first step, and nothing to lose."""
        return len(self.screen_stack) > 1

    def _say_leaving(self) -> None:
        if self.leaving.action:
            lost = (
                "The token is kept for this session only: it is lost when you quit. Press the same key again to quit."
            )
            self.say(lost + CANCEL, "warning")

    async def _renewed(self, credential: Credential) -> Credential:
        """The credential to use now: the same, or where it is one that ends by itself, one that has time left."""
        if credential.expires_at is None or self.profile is None or self.profile.app is None:
            return credential
        return await self.vault.renewed(self.profile, credential)

    @property
    def library(self) -> Library:
        """What is known of packages in this run."""
        if self._library is None:
            from ghcr_wizard.tui.library import Library

            self._library = Library()
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

    def say(self, text: str, severity: SeverityLevel = "information") -> None:
        """Tell the person something in a corner of the screen; never parsed as markup."""
        self.notify(text, severity=severity, markup=False, timeout=5)

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
        self.work.test(self.state.hosts, self.state.credential, request)
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
        self.work.catalog(self.state.hosts, self.state.credential, request, self._credentials().cache_folder)
        self.beat()

    def stop_work(self) -> None:
        """Stop the test and the listing."""
        self.work.stop("test", "catalog")
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

    def store_and_test(self, *, for_good: bool = True) -> None:
        """Keep the token in the keyring, or for this session only; the test starts when it is kept."""
        inspection = self.state.inspection
        if inspection is not None and inspection.secret is not None:
            self.vault.store(self.new_profile(for_good=for_good), inspection.secret)

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

        credential = self.vault.opened
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

    def on_test_advanced(self, message: messages.TestAdvanced) -> None:
        """Fold what the live test yielded into the state."""
        if not self.work.is_current("test", message.run):
            return
        from ghcr_wizard.tui.folding import advanced

        test = advanced(self.state.test, message.event)
        self.update(test=test)
        if test.report is not None:
            self.library.take_grants(test.report.packages)
            self.beat()
            if self.profile:
                self.vault.record(self.profile.name, test.report)

    def on_catalog_advanced(self, message: messages.CatalogAdvanced) -> None:
        """Fold what the listing yielded into the index."""
        if self.work.is_current("catalog", message.run):
            catalog = self.library.take(message.event, self.state.catalog)
            if catalog != self.state.catalog:
                self.update(catalog=catalog)
            self.beat()

    def on_tags_arrived(self, message: messages.TagsArrived) -> None:
        """Put tags below their package."""
        self.library.take_tags(message.event)
        self.beat()

    def on_image_arrived(self, message: messages.ImageArrived) -> None:
        """Keep what a tag holds."""
        self.library.take_image(message.image)
        self.beat()

    def on_pull_arrived(self, message: messages.PullArrived) -> None:
        """Keep whether a package can be pulled."""
        self.library.take_pull(message.pull)
        self.beat()

    def on_store_probed(self, message: messages.StoreProbed) -> None:
        """Know the keyring's name."""
        self.keyring = message

    def on_work_broke(self, message: messages.WorkBroke) -> None:
        """Say that something in the program failed, in one line, and what still works."""
        self.say(f"Inside ghcr-wizard: {message.where} failed ({message.what}). Nothing is lost; try again.", "error")
        if message.where in {"test", "catalog"}:
            test = replace(self.state.test, running=False, current=None, broken=message.what)
            self.update(test=test, catalog=replace(self.state.catalog, running=False))
