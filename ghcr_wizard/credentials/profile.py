"""A profile: everything about a stored credential except its secret."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ghcr_wizard.github.auth_methods import Method


class Store(StrEnum):
    """Where a secret lives."""

    KEYRING = "keyring"
    PLAIN_KEYRING = "plain-keyring"
    """The keyring too, chosen in the knowledge that it keeps plain text."""
    SESSION = "session"
    COMMAND = "command"
    PASS = "pass"  # noqa: S105 - the name of a program
    """The standard Unix password manager."""
    SYSTEMD = "systemd"
    """A file that `systemd-creds` encrypted for this machine."""
    KERNEL = "kernel"
    """The kernel's keyring of the user: memory, gone at a restart."""


@dataclass(frozen=True, slots=True)
class AppGrant:
    """What a GitHub App's tokens are minted with; the private key itself is in the keyring or in a file.

    Attributes:
        client_id: The App's client id, or its App id.
        installation: The installation's number.
        account: The login it is installed on.
        key_file: The whole path of the private key; `None` where the keyring has the key.
        repositories: The repositories tokens are narrowed to, without their owner; empty for all of the installation.
    """

    client_id: str
    installation: int
    account: str
    key_file: str | None = None
    repositories: tuple[str, ...] = ()


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
        expires_at: When the token ends, in UTC, if known; an App's renews itself, so its end is none of the profile's.
        command: The command that prints the token each time it is used, for the store `command`.
        client_id: The OAuth App that was signed in to, so that signing in again asks for nothing; not a secret.
        packages: How many packages that test found listed, if it was told.
        scopes: The token's scopes as GitHub sent them at that test; `None` where it sent none.
        app: For a GitHub App: what its tokens are minted with.
        kept_until: When the kernel forgets the secret, in UTC; `None` where only a restart ends it.
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
    app: AppGrant | None = None
    kept_until: datetime | None = None
