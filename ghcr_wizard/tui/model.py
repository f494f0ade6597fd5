"""What the wizard knows, and what becomes of it as the person and GitHub say more; nothing here asks anybody."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from ghcr_wizard.github.auth_methods import BY_NAME, Method
from ghcr_wizard.github.hosts import GHCR, Hosts, hosts_of, recognise
from ghcr_wizard.github.tokens import TokenInspection, inspect_token
from ghcr_wizard.tui.state import Catalog, Kept, LiveTest, WizardState
from ghcr_wizard.tui.steps import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ghcr_wizard.catalog.events import CatalogEvent, ImageRead, PullTried, RefreshEvent, TagsEvent
    from ghcr_wizard.check.events import CheckEvent
    from ghcr_wizard.clients.take_over import Offer
    from ghcr_wizard.credential import Credential
    from ghcr_wizard.credentials.credentials import Credentials
    from ghcr_wizard.credentials.keyring import KeyringInfo
    from ghcr_wizard.credentials.profile import Profile
    from ghcr_wizard.credentials.profile_format import Profiles
    from ghcr_wizard.credentials.store_trial import StoreTrial
    from ghcr_wizard.github.references import Reference
    from ghcr_wizard.github.refusals import Caller
    from ghcr_wizard.github.scopes import Wishes
    from ghcr_wizard.secret import Secret
    from ghcr_wizard.tui.demo import Demo
    from ghcr_wizard.tui.library import Library


def _nobody() -> None:
    """Nobody listens yet."""


class WizardModel:
    """The state of the wizard; each change is made by a method that says what happened.

    Args:
        credentials: Gives the stored credentials; asked once, after the first paint.
        environment: The process's environment, read only.
        demo: The demonstration, or `None`.
        registry: What to begin with instead of ghcr.io, as typed, or `None`.
        now: The clock, in UTC.
        sort: What packages are sorted by at first, as in the settings.

    Attributes:
        changed: Called after each change but those of packages.
        packages_changed: Called after each change of packages, of which thousands come at once.
        profiles_problem: Why the stored profiles cannot be read, and what to do; empty where they can.
        keyring: What is known of the keyring; `None` until it answered.
        other_stores: Where no keyring can be used, the other stores of this machine that work.
        profile: The stored profile that is worked with.
        opened: The credential of the profile that was opened last.
        round: Counts the credentials the wizard was started for; a step made for an earlier one is made anew.
        clipboard_secrets: The secrets that a clipboard may still hold: they were pasted from it, or given to it.
    """

    def __init__(
        self,
        credentials: Callable[[], Credentials],
        environment: Mapping[str, str],
        demo: Demo | None = None,
        registry: str | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sort: str = "name",
    ) -> None:
        self.environment, self.demo, self.now = environment, demo, now
        self.first_registry = registry or GHCR
        self._credentials = credentials
        self.changed: Callable[[], None] = _nobody
        self.packages_changed: Callable[[], None] = _nobody
        self._state = WizardState()
        self._library: Library | None = None
        self._sort = sort
        self.profiles: tuple[Profile, ...] = ()
        self.defaults: dict[str, str] = {}
        self.profiles_problem = ""
        self.keyring: KeyringInfo | None = None
        self.other_stores: tuple[StoreTrial, ...] = ()
        self.profile: Profile | None = None
        self.opened: Credential | None = None
        self.demo_ready = False
        self.round = 0
        self.clipboard_secrets: tuple[Secret, ...] = ()

    # What is known

    @property
    def state(self) -> WizardState:
        """Everything the person said at this step and before, and how far the test and the listing are."""
        return self._state

    def _become(self, state: WizardState) -> None:
        if state != self._state:
            self._state = state
            self.changed()

    @cached_property
    def credentials(self) -> Credentials:
        """The stored credentials; what they take is loaded with the first question."""
        return self._credentials()

    @property
    def library(self) -> Library:
        """What is known of packages in this run."""
        if self._library is None:
            from ghcr_wizard.catalog.tree import Order
            from ghcr_wizard.tui.library import Library

            self._library = Library(Order(self._sort))
        return self._library

    @property
    def machine(self) -> Mapping[str, str]:
        """The variables other programs would see; a demonstration has a computer of its own."""
        return self.demo.machine if self.demo else self.environment

    @property
    def endpoints(self) -> Mapping[str, str]:
        """Where addresses may be overridden: the demonstration's, else the environment."""
        return self.demo.environment() if self.demo else self.environment

    @property
    def hosts(self) -> Hosts:
        """The servers of the registry chosen, or of the one to begin with."""
        first = recognise(self.first_registry, self.endpoints).hosts
        return self.state.hosts or first or hosts_of(GHCR, self.endpoints)

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

    # What the person does

    def begin(self) -> None:
        """Another credential: what was said of the one before is forgotten."""
        self.profile, self.opened = None, None
        self.round += 1
        self._become(WizardState())

    def sign_in_wanted(self, profile: Profile) -> None:
        """A profile that came from signing in gets another token the same way."""
        self._become(
            replace(
                self.state,
                hosts=hosts_of(profile.registry, self.endpoints),
                method=profile.method,
                client_id=profile.client_id or "",
                profile=profile.name,
                description=profile.description,
                passed=frozenset({Step.REGISTRY, Step.METHOD, Step.SCOPES}),
            )
        )

    def step_reached(self, step: Step) -> None:
        """A step was gone on to; the one before it counts as passed."""
        passed = self.state.passed | {self.state.step} if step is not self.state.step else self.state.passed
        self._become(replace(self.state, step=step, passed=passed))

    def step_returned_to(self, step: Step) -> None:
        """A step was gone back to."""
        self._become(replace(self.state, step=step))

    def registry_chosen(self, hosts: Hosts, named: tuple[str, ...]) -> None:
        """A registry was chosen; `named` are the namespaces and packages to ask for besides."""
        self._become(replace(self.state, hosts=hosts, named=named))

    def method_chosen(self, method: Method) -> None:
        """A method was chosen; a token that was not pasted is forgotten, it came another way."""
        taken_over = bool(self.state.given) and method is not Method.OAUTH_DEVICE
        if method is self.state.method and not taken_over:
            return
        fixed = {row.username for row in BY_NAME.values() if row.username}
        username = BY_NAME[method].username or ("" if self.state.username in fixed else self.state.username)
        state = replace(self.state, method=method, username=username, kept=Kept.NOWHERE)
        self._become(replace(state, given="", command=None, inspection=None) if state.given else state)

    def wishes_chosen(self, wishes: Wishes) -> None:
        """What the token shall be good for was chosen."""
        self._become(replace(self.state, wishes=wishes))

    def expiry_chosen(self, days: int | None) -> None:
        """How many days the token shall last was chosen; `None` for ever."""
        self._become(replace(self.state, expires_days=days))

    def client_id_typed(self, client_id: str) -> None:
        """The OAuth App to sign in to was typed."""
        self._become(replace(self.state, client_id=client_id))

    def username_typed(self, username: str) -> None:
        """The user name was typed."""
        self._become(replace(self.state, username=username))

    def description_typed(self, description: str) -> None:
        """What the profile is for was typed."""
        self._become(replace(self.state, description=description))

    def profile_typed(self, name: str) -> None:
        """The profile's name was typed."""
        self._become(replace(self.state, profile=name))

    def token_pasted(self, inspection: TokenInspection | None) -> None:
        """A token was pasted, or typed so far; `None` where the field is empty."""
        self._become(replace(self.state, inspection=inspection, kept=Kept.NOWHERE))

    def name_given(self, name: str) -> None:
        """A namespace or a package was named that no listing shows."""
        if name not in self.state.named:
            self._become(replace(self.state, named=(*self.state.named, name)))

    def offer_taken(self, offer: Offer, place: str, login: str | None, *, command: bool) -> None:
        """The token of another program was taken over; nothing is stored yet.

        Args:
            offer: The token.
            place: Where it was found, in words.
            login: Whose it is, as far as known.
            command: Whether to keep the command that prints it instead of the token.
        """
        self._become(
            replace(
                self.state,
                method=offer.method,
                username=BY_NAME[offer.method].username or login or self.state.username,
                inspection=offer.inspection,
                given=place,
                command=offer.command if command else None,
                kept=Kept.NOWHERE,
                passed=self.state.passed | {Step.METHOD, Step.SCOPES},
                step=Step.TOKEN,
            )
        )

    def clipboard_filled(self, secret: Secret) -> None:
        """A clipboard holds a secret."""
        self.clipboard_secrets = (*self.clipboard_secrets, secret)
        self.changed()

    def clipboard_cleared(self) -> None:
        """No clipboard holds a secret of which is known."""
        self.clipboard_secrets = ()
        self.changed()

    # What becomes of the credential

    def signed_in(self, inspection: TokenInspection, login: str | None) -> None:
        """GitHub gave a token after signing in."""
        given = "signing in with the browser"
        self._become(replace(self.state, inspection=inspection, given=given, username=login or ""))

    def sign_in_restarted(self) -> None:
        """What an earlier sign-in gave is forgotten."""
        self._become(replace(self.state, given="", inspection=None, kept=Kept.NOWHERE))

    def credential_kept(self, profile: Profile) -> None:
        """The credential at hand is kept, for good or for this session, as the profile says."""
        from ghcr_wizard.credentials.profile import Store

        self.profile = profile
        kept = Kept.SESSION if profile.store is Store.SESSION else Kept.KEYRING
        self._become(replace(self.state, kept=kept, profile=profile.name))

    def profile_opened(self, profile: Profile, credential: Credential | None) -> None:
        """A stored profile is worked with, whose secret was read just now."""
        from ghcr_wizard.credentials.profile import Store

        inspection = inspect_token(credential.secret.reveal()) if credential and credential.secret else None
        self.profile, self.opened = profile, credential
        self._become(
            replace(
                self.state,
                hosts=hosts_of(profile.registry, self.endpoints),
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
        )

    def steps_passed(self) -> None:
        """The steps up to the test need not be gone through: a stored profile was opened."""
        self._become(replace(self.state, passed=frozenset(Step) - {Step.PACKAGES, Step.USE}))

    def profile_removed(self, name: str) -> None:
        """A profile was removed; the token at hand stays usable for this session."""
        if self.profile and self.profile.name == name:
            self.profile = None
            self._become(replace(self.state, kept=Kept.SESSION))

    def token_refreshed(self, credential: Credential) -> None:
        """The App's token was made anew."""
        self.opened = credential
        inspection = inspect_token(credential.secret.reveal() if credential.secret else "")
        self._become(replace(self.state, inspection=inspection, expires_at=credential.expires_at))

    # What this computer says

    def profiles_read(self, profiles: Profiles | None, problem: str) -> None:
        """The stored profiles were read; `None` where they cannot be, for the reason in `problem`."""
        self.profiles, self.defaults = (profiles.profiles, dict(profiles.defaults)) if profiles else ((), {})
        self.profiles_problem = problem
        at_hand = self.profile
        if at_hand is not None:
            same = (row for row in self.profiles if (row.name, row.store) == (at_hand.name, at_hand.store))
            self.profile = next(same, at_hand)
        self.changed()

    def keyring_probed(self, keyring: KeyringInfo | None) -> None:
        """The keyring answered; `None` where it is asked again."""
        self.keyring, self.other_stores = keyring, ()
        self.changed()

    def stores_tried(self, working: tuple[StoreTrial, ...]) -> None:
        """The other stores of this machine were tried."""
        self.other_stores = working
        self.changed()

    def demo_started(self) -> None:
        """The demonstration can be asked."""
        self.demo_ready = True
        self.changed()

    # How far the test and the listing are

    def test_started(self) -> None:
        """The live test begins afresh; nothing is known of packages."""
        if self._library is not None:
            self._sort = self._library.index.order.value
            self._library = None
        self._become(replace(self.state, test=LiveTest(running=True), catalog=Catalog(running=True)))

    def test_advanced(self, event: CheckEvent) -> None:
        """The live test yielded something."""
        from ghcr_wizard.tui.folding import advanced

        test = advanced(self.state.test, event)
        self._become(replace(self.state, test=test))
        if test.report is not None:
            self.library.take_grants(test.report.packages, test.report.diagnoses)
            self.packages_changed()

    def test_taken_over(self, test: LiveTest) -> None:
        """The test was done elsewhere: with the token that replaced the one at hand."""
        self._become(replace(self.state, test=test))

    def catalog_started(self, named: tuple[Reference, ...]) -> None:
        """The packages are listed anew; what is in the tree stays until it is replaced, and so do the named ones."""
        from ghcr_wizard.github.packages import Package

        for reference in named:
            if self.library.index.package(reference.owner, reference.name) is None:
                self.library.index.add_packages(reference.owner, [Package(reference.owner, reference.name)])
        self.library.begin()
        self._become(replace(self.state, catalog=Catalog(running=True)))
        self.packages_changed()

    def catalog_advanced(self, event: CatalogEvent | RefreshEvent) -> None:
        """The listing yielded something."""
        self._become(replace(self.state, catalog=self.library.take(event, self.state.catalog)))
        self.packages_changed()

    def tags_read(self, event: TagsEvent) -> None:
        """The tags of a package were read, or could not be."""
        self.library.take_tags(event)
        self.packages_changed()

    def image_read(self, image: ImageRead) -> None:
        """What a tag holds was read."""
        self.library.take_image(image)
        self.packages_changed()

    def pull_tried(self, pull: PullTried) -> None:
        """A package was tried to be pulled."""
        self.library.take_pull(pull)
        self.packages_changed()

    def stopped(self) -> None:
        """The person stopped the test and the listing."""
        self.library.index.settle()
        test = replace(self.state.test, running=False, current=None, stopped=self.state.test.running)
        self._become(replace(self.state, test=test, catalog=replace(self.state.catalog, running=False)))
        self.packages_changed()

    def broke(self, what: str) -> None:
        """The test or the listing ended by a mistake of the program's own; `what` is redacted."""
        test = replace(self.state.test, running=False, current=None, broken=what)
        self._become(replace(self.state, test=test, catalog=replace(self.state.catalog, running=False)))
