"""A credential as the registry takes it."""

from dataclasses import dataclass
from datetime import datetime

from ghcr_wizard.secret import Secret


@dataclass(frozen=True, slots=True)
class Credential:
    """A user name with its secret; anonymous is a value, not an absence.

    Attributes:
        username: As the registry takes it.
        secret: The token, `None` for anonymous.
        expires_at: For a token that was minted: when it ends, in UTC; a new one is to be had well before.
    """

    username: str
    secret: Secret | None
    expires_at: datetime | None = None

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing is sent."""
        return self.secret is None


ANONYMOUS = Credential("", None)
