"""How far a rotation is: one frozen value, and the work that makes the next one."""

from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from ghcr_wizard.check.report import CheckReport
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.failures import FAILURES, cause_and_fix
from ghcr_wizard.credentials.keyring_errors import LostSecretError
from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.credentials.unavailable import TokenUnavailableError
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.tokens import TokenInspection, TokenKind, inspect_token
from ghcr_wizard.rotation.comparison import Comparison
from ghcr_wizard.rotation.rotate import Compared, Revocation, SameTokenError, Side, compare_live, end_old, take_over
from ghcr_wizard.tui.folding import advanced
from ghcr_wizard.tui.state import LiveTest

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ghcr_wizard.credentials.credentials import Credentials
    from ghcr_wizard.tui.background import Background


class Stage(IntEnum):
    """The stages, in their order."""

    MAKE = 1
    COMPARE = 2
    SWAP = 3
    END = 4
    DONE = 5


@dataclass(frozen=True, slots=True)
class Rotation:
    """Everything known of a rotation.

    Attributes:
        profile: Whose token it is about, as it is stored.
        stage: Which stage is under way.
        busy: Whether answers of that stage are still to come.
        readable: Whether the old token, or that there is none, is known.
        has_old: Whether there is an old token.
        old: The old token's live test.
        new: The new one's.
        comparison: What they say beside each other.
        keyring: Where the new one is.
        revocation: What became of the old one, if it was to be ended.
        problem: Cause and fix of what failed last, or `None`.
    """

    profile: Profile
    stage: Stage = Stage.MAKE
    busy: bool = True
    readable: bool = False
    has_old: bool = False
    old: LiveTest = field(default_factory=LiveTest)
    new: LiveTest = field(default_factory=LiveTest)
    comparison: Comparison | None = None
    keyring: str = ""
    revocation: Revocation | None = None
    problem: tuple[str, str] | None = None


class RotationRun:
    """Runs the stages of one rotation beside the screen, and keeps the two tokens to itself.

    Args:
        show: Told how far it is.
        background: What runs it.
        credentials: The stored credentials.
        now: The clock, in UTC.
        rotation: The profile, and where it begins.
        hosts: The profile's servers.
    """

    def __init__(
        self,
        show: "Callable[[Rotation], None]",
        background: "Background",
        credentials: "Credentials",
        now: "Callable[[], datetime]",
        rotation: Rotation,
        hosts: Hosts,
    ) -> None:
        self._show, self._background, self._credentials, self._now = show, background, credentials, now
        self._rotation, self._hosts = rotation, hosts
        self._old: Credential | None = None
        self._new: tuple[TokenInspection, CheckReport] | None = None

    @property
    def credential(self) -> Credential | None:
        """The new credential, once it was tested."""
        return Credential(self._rotation.profile.username, self._new[0].secret) if self._new else None

    @property
    def old_kind(self) -> TokenKind | None:
        """The old token's kind, where there is one."""
        return inspect_token(self._old.secret.reveal()).kind if self._old and self._old.secret else None

    def restart(self) -> None:
        """Go back to where a new token is pasted."""
        self._new = None
        self._tell(stage=Stage.MAKE, busy=False, comparison=None, problem=None)

    def begin(self) -> None:
        """Read the old token."""
        self._background.run(self._begin(), group="rotation")

    async def _begin(self) -> None:
        try:
            self._old = await self._credentials.load(self._rotation.profile)
        except (LostSecretError, TokenUnavailableError):
            self._old = None
        except FAILURES as failure:
            self._tell(busy=False, problem=cause_and_fix(failure))
            return
        self._tell(busy=False, readable=True, has_old=self._old is not None, problem=None)

    def compare(self, inspection: TokenInspection) -> None:
        """Test the new token beside the old one."""
        self._background.run(self._compare(inspection), group="rotation")

    async def _compare(self, inspection: TokenInspection) -> None:
        fresh = LiveTest(running=True)
        self._new = None
        self._tell(stage=Stage.COMPARE, busy=True, old=fresh, new=fresh, comparison=None, problem=None)
        profile = self._rotation.profile
        try:
            async for event in compare_live(profile, self._hosts, self._old, inspection, self._now):
                if isinstance(event, Compared):
                    self._new = (inspection, event.report)
                    self._tell(busy=False, comparison=event.comparison)
                elif event.side is Side.OLD:
                    self._tell(old=advanced(self._rotation.old, event.event))
                else:
                    self._tell(new=advanced(self._rotation.new, event.event))
        except SameTokenError as error:
            self._tell(stage=Stage.MAKE, busy=False, problem=(str(error), ""))

    def take_over(self) -> None:
        """Put the new token in the old one's place."""
        if self._new is not None:
            self._background.run(self._take_over(*self._new), group="rotation")

    async def _take_over(self, inspection: TokenInspection, report: CheckReport) -> None:
        self._tell(stage=Stage.SWAP, busy=True, problem=None)
        profile = self._rotation.profile
        try:
            stored = await take_over(self._credentials, profile, inspection, report, self._now())
        except FAILURES as failure:
            self._tell(busy=False, problem=cause_and_fix(failure))
        else:
            self._tell(stage=Stage.END, busy=False, profile=stored.profile, keyring=stored.keyring)

    def end_old(self) -> None:
        """Revoke the old token."""
        self._background.run(self._end_old(), group="rotation")

    async def _end_old(self) -> None:
        if self._old is None or self._old.secret is None:
            return
        self._tell(busy=True, problem=None)
        profile = self._rotation.profile
        try:
            revocation = await end_old(self._credentials, profile, self._hosts, self._old.secret)
        except FAILURES as failure:
            self._tell(busy=False, problem=cause_and_fix(failure))
        except SameTokenError as error:
            self._tell(busy=False, problem=(str(error), ""))
        else:
            self._tell(stage=Stage.DONE, busy=False, revocation=revocation)

    def _tell(self, **changes: object) -> None:
        self._rotation = replace(self._rotation, **changes)  # type: ignore[arg-type]  # checked by `replace` itself
        self._show(self._rotation)
