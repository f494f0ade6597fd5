"""What storing, renaming and removing a credential did, as plain values."""

from dataclasses import dataclass

from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.diagnosis.model import Diagnosis


@dataclass(frozen=True, slots=True)
class StoreResult:
    """What storing did.

    Attributes:
        profile: As it is stored.
        keyring: The real name of where the secret is.
        is_default: Whether its registry takes it when none is named.
        previous: The profile of this name that gave way, if any.
        same_secret: Whether that had this very secret.
    """

    profile: Profile
    keyring: str
    is_default: bool
    previous: Profile | None = None
    same_secret: bool = False

    @property
    def replaced(self) -> bool:
        """Whether a profile of this name gave way."""
        return self.previous is not None


@dataclass(frozen=True, slots=True)
class RemoveResult:
    """What removing did.

    Attributes:
        profile: The one that is gone.
        had_secret: Whether there still was a secret to delete.
        new_default: The name of the profile its registry takes from now on, or `None`.
    """

    profile: Profile
    had_secret: bool
    new_default: str | None


@dataclass(frozen=True, slots=True)
class RenameResult:
    """What renaming did.

    Attributes:
        profile: It, under its new name.
        left_behind: Why its secret is still under the old name as well, or `None` where it is not.
    """

    profile: Profile
    left_behind: Diagnosis | None = None
