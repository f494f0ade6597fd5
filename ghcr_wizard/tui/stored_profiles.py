"""The stored credentials as the wizard works with them: each change is said, and the profiles are read again."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

import asyncio
from typing import TYPE_CHECKING, Protocol, TypeVar

from ghcr_wizard.tui.background import unless_failed
from ghcr_wizard.tui.state import Kept

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from datetime import datetime

    from textual.notifications import SeverityLevel

    from ghcr_wizard.check.report import CheckReport
    from ghcr_wizard.credential import Credential
    from ghcr_wizard.credentials.credentials import Credentials
    from ghcr_wizard.credentials.keyring import KeyringInfo
    from ghcr_wizard.credentials.profile import Profile
    from ghcr_wizard.credentials.profile_format import Profiles
    from ghcr_wizard.credentials.store_trial import StoreTrial
    from ghcr_wizard.credentials.stored import RemoveResult, RenameResult
    from ghcr_wizard.github.hosts import Hosts
    from ghcr_wizard.tui.background import Background

T = TypeVar("T")

_FIRST_PAINT_SECONDS = 0.5
"""How long the first paint may wait for a file on a slow drive."""


class ProfilesOwner(Protocol):
    """What the wizard lends: where things are known, run and said."""

    profiles: tuple[Profile, ...]
    defaults: dict[str, str]
    profiles_problem: str
    profile: Profile | None
    opened: Credential | None
    keyring: KeyringInfo | None
    other_stores: tuple[StoreTrial, ...]
    starts_on_home: bool
    background: Background
    now: Callable[[], datetime]

    @property
    def credentials(self) -> Credentials:
        """The stored credentials."""

    @property
    def machine(self) -> Mapping[str, str]:
        """The environment of this computer, or the demonstration's."""

    def say(self, text: str, severity: SeverityLevel = "information", seconds: float = 5) -> None:
        """Tell the person something."""

    def storing_failed(self, cause: str, fix: str) -> None:
        """Say why something was not done."""

    def update(self, **changes: object) -> None:
        """Replace parts of the state."""


class StoredProfiles:
    """Reads and changes them beside the screens; what is known of them stands in the wizard's state.

    Args:
        wizard: The application.
    """

    def __init__(self, wizard: ProfilesOwner) -> None:
        self._wizard = wizard
        self._were_read = False

    def probe_keyring(self) -> None:
        """Ask which keyring secrets would go to."""
        self._wizard.background.run(self._wizard.credentials.keyring(), self._keyring_probed, group="keyring")

    def _keyring_probed(self, info: KeyringInfo) -> None:
        """Where no keyring can be used, try the other stores of this machine."""
        self._wizard.keyring, self._wizard.other_stores = info, ()
        if info.diagnosis:
            self._wizard.background.run(self._tried_stores(), self._stores_tried, group="stores")

    async def _tried_stores(self) -> tuple[StoreTrial, ...]:
        from ghcr_wizard.credentials.store_trial import trials

        return await trials(self._wizard.credentials.paths, self._wizard.machine)

    def _stores_tried(self, found: tuple[StoreTrial, ...]) -> None:
        self._wizard.other_stores = tuple(row for row in found if row.works and not row.is_template)

    async def first(self) -> tuple[Profile, ...]:
        """The stored profiles for the first paint: none where the file does not answer at once or is unfit."""
        from ghcr_wizard.credentials.profile_file import ProfilesError

        try:
            return (await asyncio.wait_for(self._wizard.credentials.list(), _FIRST_PAINT_SECONDS)).profiles
        except (ProfilesError, TimeoutError):
            return ()

    def read(self) -> None:
        """Read the stored profiles."""
        self._wizard.background.run(self._read(), group="profiles")

    async def _read(self) -> None:
        from ghcr_wizard.credentials.profile_file import ProfilesError

        try:
            profiles: Profiles | None = await self._wizard.credentials.list()
            problem = ""
        except ProfilesError as error:
            profiles, problem = None, str(error)
        self._know(profiles, problem)

    def _know(self, profiles: Profiles | None, problem: str) -> None:
        wizard = self._wizard
        first, self._were_read = not self._were_read, True
        wizard.profiles, wizard.defaults = (profiles.profiles, dict(profiles.defaults)) if profiles else ((), {})
        at_hand = wizard.profile
        if at_hand is not None:
            same = (row for row in wizard.profiles if (row.name, row.store) == (at_hand.name, at_hand.store))
            wizard.profile = next(same, at_hand)
        if first and not wizard.starts_on_home:
            from ghcr_wizard.credentials.expiry import watch

            if sentence := watch(wizard.profiles, wizard.now()).sentence:
                wizard.say(sentence, "warning")
        wizard.profiles_problem = problem

    def open(self, profile: Profile, then: Callable[[Profile], None]) -> None:
        """Read a stored credential, and do `then` with its profile."""

        def opened(credential: Credential) -> None:
            self._wizard.opened = credential
            then(profile)

        loading = self._wizard.credentials.load(profile)
        self._wizard.background.run(unless_failed(loading, self._wizard.storing_failed), opened, group="opening")

    def remove(self, profile: Profile, hosts: Hosts) -> None:
        """Remove a profile, its secret, and what was remembered of its packages."""
        from ghcr_wizard.catalog.removal import remove

        removing = remove(self._wizard.credentials, profile, hosts)
        self._wizard.background.run(
            unless_failed(removing, self._wizard.storing_failed), self._removed, group="removing"
        )

    def _removed(self, removed: RemoveResult) -> None:
        """Say so; the token of this run stays usable for this session."""
        name = removed.profile.name
        wizard = self._wizard
        if wizard.profile and wizard.profile.name == name:
            wizard.profile = None
            wizard.update(kept=Kept.SESSION)
        wizard.say(f"Profile {name} and its token were deleted.")
        self.read()

    def change(self, work: Coroutine[object, object, T], said: Callable[[T], str]) -> None:
        """Change something about a stored profile, and say what was done."""

        def changed(result: T) -> None:
            self._wizard.say(said(result))
            self.read()

        changing = unless_failed(work, self._wizard.storing_failed)
        self._wizard.background.run(changing, changed, group="changing a profile", replace=False)

    def rename(self, profile: Profile, name: str) -> None:
        """Give a profile another name."""
        self.change(self._wizard.credentials.rename(profile, name), _renamed)

    def record(self, name: str, report: CheckReport) -> None:
        """Note at a profile what its test said."""
        from ghcr_wizard.rotation.comparison import package_count

        noting = self._wizard.credentials.record_check(
            name,
            report.checked_at,
            report.verdict.value,
            report.token.expires_at,
            packages=package_count(report),
            scopes=report.token.scopes,
        )
        self._wizard.background.run(self._recorded(noting), group="noting the test's result")

    async def _recorded(self, noting: Coroutine[object, object, None]) -> None:
        await noting
        await self._read()


def _renamed(result: RenameResult) -> str:
    """That it was, and what is left to do by hand."""
    if result.left_behind is None:
        return f"Renamed to {result.profile.name}."
    return f"Renamed to {result.profile.name}; the keyring kept the token under the old name as well."
