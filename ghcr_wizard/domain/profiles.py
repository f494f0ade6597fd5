"""A profile: everything about a stored credential except its secret."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ghcr_wizard.domain.methods import Method


class Store(StrEnum):
    """Where a secret lives."""

    KEYRING = "keyring"
    SESSION = "session"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Profile:
    """A named credential of one registry; nothing in it is secret.

    Attributes:
        name: Unique over all registries; the keyring's user name.
        registry: The registry host it is for.
        method: How the credential was made.
        username: The registry's user name.
        description: The person's own words, or empty.
        store: Where the secret lives.
        created_at: In UTC.
        checked_at: When it was last tested, in UTC.
        verdict: What that test said (`ok`, `limited`, `failed`, `unreachable`).
        expires_at: When the token ends, in UTC, if known.
        command: The command that prints the token each time it is used, for the store `command`.
        client_id: The OAuth App that was signed in to, so that signing in again asks for nothing; not a secret.
        packages: How many packages that test found listed, if it was told.
        scopes: The token's scopes as GitHub sent them at that test; `None` where it sent none.
    """

    name: str
    registry: str
    method: Method
    username: str
    description: str
    store: Store
    created_at: datetime
    checked_at: datetime | None = None
    verdict: str | None = None
    expires_at: datetime | None = None
    command: str | None = None
    client_id: str | None = None
    packages: int | None = None
    scopes: tuple[str, ...] | None = None
