"""The stored credentials as the wizard works with them: each change is said, and the profiles are read again."""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

import asyncio
import contextlib
from typing import TYPE_CHECKING, TypeVar

from ghcr_wizard.tui.background import unless_failed

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from textual.notifications import SeverityLevel

    from ghcr_wizard.check.report import CheckReport
    from ghcr_wizard.credential import Credential
    from ghcr_wizard.credentials.keyring import KeyringInfo
    from ghcr_wizard.credentials.profile import Profile
    from ghcr_wizard.credentials.profile_format import Profiles
    from ghcr_wizard.credentials.store_trial import StoreTrial
    from ghcr_wizard.credentials.stored import RemoveResult, RenameResult, StoreResult
    from ghcr_wizard.github.hosts import Hosts
    from ghcr_wizard.tui.background import Background
    from ghcr_wizard.tui.model import WizardModel

T = TypeVar("T")

_FIRST_PAINT_SECONDS = 0.5
"""How long the first paint may wait for a file on a slow drive."""


class StoredProfiles:
    """Reads and changes them beside the screens.

    Args:
        model: Where what is known of them stands.
        background: Runs what asks a keyring or a file.
        say: Tells the person something, with its severity.
    """

    def __init__(self, model: WizardModel, background: Background, say: Callable[[str, SeverityLevel], None]) -> None:
        self._model, self._background, self._say = model, background, say
        self._were_read = False
        self._start_on_home = False

    def probe_keyring(self) -> None:
        """Ask which keyring secrets would go to."""
        self._background.run(self._model.credentials.keyring(), self._keyring_probed, group="keyring")

    def _keyring_probed(self, info: KeyringInfo) -> None:
        """Where no keyring can be used, try the other stores of this machine."""
        self._model.keyring_probed(info)
        if info.diagnosis:
            self._background.run(self._tried_stores(), self._stores_tried, group="stores")

    async def _tried_stores(self) -> tuple[StoreTrial, ...]:
        from ghcr_wizard.credentials.store_trial import trials

        return await trials(self._model.credentials.paths, self._model.machine)

    def _stores_tried(self, found: tuple[StoreTrial, ...]) -> None:
        self._model.stores_tried(tuple(row for row in found if row.works and not row.is_template))

    async def read_first(self) -> None:
        """Read them before the first paint; nothing is known where the file does not answer at once or is unfit."""
        from ghcr_wizard.credentials.profile_file import ProfilesError

        with contextlib.suppress(ProfilesError, TimeoutError):
            self._model.profiles_read(await asyncio.wait_for(self._model.credentials.list(), _FIRST_PAINT_SECONDS), "")
        self._start_on_home = bool(self._model.profiles)

    def read(self) -> None:
        """Read the stored profiles."""
        self._background.run(self._read(), group="profiles")

    async def _read(self) -> None:
        from ghcr_wizard.credentials.profile_file import ProfilesError

        try:
            profiles: Profiles | None = await self._model.credentials.list()
            problem = ""
        except ProfilesError as error:
            profiles, problem = None, str(error)
        self._know(profiles, problem)

    def _know(self, profiles: Profiles | None, problem: str) -> None:
        first, self._were_read = not self._were_read, True
        self._model.profiles_read(profiles, problem)
        if first and not self._start_on_home:
            from ghcr_wizard.credentials.expiry import watch

            if sentence := watch(self._model.profiles, self._model.now()).sentence:
                self._say(sentence, "warning")

    def open(self, profile: Profile, then: Callable[[], None]) -> None:
        """Read a stored credential, work with it, and do `then`."""

        def opened(credential: Credential) -> None:
            self._model.profile_opened(profile, credential)
            then()

        loading = self._model.credentials.load(profile)
        self._background.run(unless_failed(loading, self.tell_failure), opened, group="opening")

    def keep(
        self,
        then: Callable[[StoreResult], None],
        *,
        for_good: bool = True,
        failed: Callable[[str, str], None] | None = None,
    ) -> None:
        """Save the token at hand in the keyring, or for this session only.

        Args:
            then: Called with what was stored.
            for_good: Whether it is kept beyond this session.
            failed: Told cause and fix where it is not kept; they are said above the keys if nobody is given.
        """
        inspection = self._model.state.inspection
        if inspection is not None and inspection.secret is not None:
            profile = self._model.new_profile(for_good=for_good)
            storing = self._model.credentials.store(profile, inspection.secret, default=for_good)
            self._background.run(unless_failed(storing, failed or self.tell_failure), then, group="storing")

    async def refreshed(self, credential: Credential) -> Credential:
        """The credential to use now: the same, or where it is one that ends by itself, one that has time left."""
        profile = self._model.profile
        if credential.expires_at is None or profile is None or profile.app is None:
            return credential
        from ghcr_wizard.credentials.failures import FAILURES, cause_and_fix

        try:
            fresh = await self._model.credentials.load(profile)
        except FAILURES as failure:
            cause, fix = cause_and_fix(failure)
            self.tell_failure(f"The token could not be renewed. {cause}", fix)
            return credential
        if fresh.secret != credential.secret:
            self._model.token_refreshed(fresh)
        return fresh

    def tell_failure(self, cause: str, fix: str) -> None:
        """Say why a credential was not stored, read or changed."""
        self._say(f"{cause} {fix}".strip(), "error")

    def remove(self, profile: Profile, hosts: Hosts) -> None:
        """Remove a profile, its secret, and what was remembered of its packages."""
        from ghcr_wizard.catalog.removal import remove

        removing = remove(self._model.credentials, profile, hosts)
        self._background.run(unless_failed(removing, self.tell_failure), self._removed, group="removing")

    def _removed(self, removed: RemoveResult) -> None:
        """Say so; the token of this run stays usable for this session."""
        name = removed.profile.name
        self._model.profile_removed(name)
        self._say(f"Profile {name} and its token were deleted.", "information")
        self.read()

    def change(self, work: Coroutine[object, object, T], said: Callable[[T], str]) -> None:
        """Change something about a stored profile, and say what was done."""

        def changed(result: T) -> None:
            self._say(said(result), "information")
            self.read()

        changing = unless_failed(work, self.tell_failure)
        self._background.run(changing, changed, group="changing a profile", replace=False)

    def rename(self, profile: Profile, name: str) -> None:
        """Give a profile another name."""
        self.change(self._model.credentials.rename(profile, name), _renamed)

    def record(self, name: str, report: CheckReport) -> None:
        """Note at a profile what its test said."""
        from ghcr_wizard.rotation.comparison import package_count

        noting = self._model.credentials.record_check(
            name,
            report.checked_at,
            report.verdict.value,
            report.token.expires_at,
            packages=package_count(report),
            scopes=report.token.scopes,
        )
        self._background.run(self._recorded(noting), group="noting the test's result")

    async def _recorded(self, noting: Coroutine[object, object, None]) -> None:
        await noting
        await self._read()


def _renamed(result: RenameResult) -> str:
    """That it was, and what is left to do by hand."""
    if result.left_behind is None:
        return f"Renamed to {result.profile.name}."
    return f"Renamed to {result.profile.name}; the keyring kept the token under the old name as well."
