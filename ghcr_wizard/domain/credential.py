"""A credential as the registry takes it."""

from dataclasses import dataclass

from ghcr_wizard.domain.secret import Secret


@dataclass(frozen=True, slots=True)
class Credential:
    """A user name with its secret; anonymous is a value, not an absence."""

    username: str
    secret: Secret | None

    @property
    def is_anonymous(self) -> bool:
        """Whether nothing is sent."""
        return self.secret is None


ANONYMOUS = Credential("", None)
