"""What is true of GitHub Apps and their tokens, whoever asks.

GitHub docs "Generating a JSON Web Token (JWT) for a GitHub App", "Generating an installation access token for a GitHub
App" and "Choosing permissions for a GitHub App".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ghcr_wizard.secret import Secret

USERNAME = "x-access-token"
"""The registry's user name for an App, by convention; it is not looked at, but must not be empty."""

WANTED: Mapping[str, str] = {"packages": "read", "metadata": "read"}
"""The permissions that reading packages takes, and all that a token is asked for with."""

RENEW_BEFORE = timedelta(minutes=5)
"""A token with less than this left is renewed before it is handed out; GitHub gives it an hour."""

_LIFETIME = timedelta(hours=1, minutes=1)
"""What a token can have left at most: its hour, and a minute for how roughly the clocks are compared."""

MOST_DRIFT = timedelta(minutes=30)
"""How wrong a clock may be and still be reckoned with; half a token's life, so that one token serves for a while."""

_BACKDATED, _AHEAD = timedelta(seconds=60), timedelta(seconds=540)
"""GitHub takes a signed request no more than ten minutes ahead of its clock, and advises to backdate it a minute."""

_LEVELS = {"none": 0, "read": 1, "write": 2, "admin": 3}

_CLIENT_ID = re.compile(r"Iv(?:1\.[0-9a-f]{16}|[0-9]{2}[A-Za-z0-9]{12,40})")
_APP_ID = re.compile(r"[1-9][0-9]{0,11}")
_INSTALLATION_ID = re.compile(r"[1-9][0-9]{0,14}")
_REPOSITORY = re.compile(r"[A-Za-z0-9._-]{1,100}")
_MOST_REPOSITORIES = 500
"""How many a token can be narrowed to (REST docs, "Create an installation access token for an app")."""


@dataclass(frozen=True, slots=True)
class MintedToken:
    """An installation token.

    Attributes:
        secret: The token, of the short or the long form.
        expires_at: Its end by GitHub's clock, in UTC.
        permissions: What it may do, by name.
        ahead: How far GitHub's clock was ahead of this computer's.
    """

    secret: Secret
    expires_at: datetime
    permissions: Mapping[str, str] = field(default_factory=dict)
    ahead: timedelta = timedelta()

    def is_fresh(self, now: datetime) -> bool:
        """Whether it may still be handed out at `now`, by this computer's clock: five minutes or more are left.

        Where GitHub's clock was behind this one, that is not reckoned with: this one may have been put right since,
        and renewing early does no harm. One that seems to have more left than GitHub gives any is not fresh: this
        clock was set back since, and does not say how much time has passed.
        """
        return RENEW_BEFORE <= self.expires_at - (now + max(self.ahead, timedelta())) <= _LIFETIME


class AppInputError(ValueError):
    """What was typed cannot be of an App; the message is a sentence for the person and repeats nothing."""


def checked_issuer(typed: str) -> str:
    """A client id or an App id, without blanks around it: what signs in as the App.

    Raises:
        AppInputError: It can be neither.
    """
    text = typed.strip()
    if _CLIENT_ID.fullmatch(text) or _APP_ID.fullmatch(text):
        return text
    if not text:
        raise AppInputError("The App's client id or App id is missing; both are on the App's settings page.")
    if text.startswith("Ov"):
        raise AppInputError("This is the client id of an OAuth App; a GitHub App's begins with Iv.")
    raise AppInputError("An App has a client id (Iv…) or an App id (digits); both are on the App's settings page.")


def checked_installation(typed: str) -> int:
    """An installation's number, or the address of its page, which ends with it.

    Raises:
        AppInputError: It is none.
    """
    text = typed.strip().rstrip("/").rpartition("/installations/")[2]
    if not _INSTALLATION_ID.fullmatch(text):
        raise AppInputError("An installation is a number: the end of its page's address, …/installations/NUMBER.")
    return int(text)


def checked_repositories(names: str, account: str = "") -> tuple[str, ...]:
    """Repositories' names from a text with commas or blanks between them, each once, without their owner.

    Args:
        names: As typed: `api`, `acme/api`.
        account: The installation's account, which an owner that is given has to be; empty if it is not known yet.

    Raises:
        AppInputError: One can be no repository of the installation, or there are too many.
    """
    found: dict[str, None] = {}
    for name in re.split(r"[\s,;]+", names.strip()) if names.strip() else ():
        owner, slash, repository = name.rpartition("/")
        if slash and account and owner.lower() != account.lower():
            raise AppInputError(f"An installation on {account} reaches repositories of {account} alone.")
        if not _REPOSITORY.fullmatch(repository) or (slash and not _REPOSITORY.fullmatch(owner)):
            raise AppInputError("Repositories are names such as api or acme/api, with commas between them.")
        found[repository] = None
    if len(found) > _MOST_REPOSITORIES:
        raise AppInputError(f"A token can be narrowed to {_MOST_REPOSITORIES} repositories at most.")
    return tuple(found)


def claims(issuer: str, now: datetime) -> dict[str, object]:
    """What an App signs to be let in.

    Args:
        issuer: Its client id or App id.
        now: The moment by GitHub's clock.
    """
    return {"iat": int((now - _BACKDATED).timestamp()), "exp": int((now + _AHEAD).timestamp()), "iss": issuer}


def missing_permissions(granted: Mapping[str, str]) -> tuple[str, ...]:
    """What reading packages takes and is not granted, as `packages: read`."""
    return tuple(
        f"{name}: {level}"
        for name, level in WANTED.items()
        if _LEVELS.get(granted.get(name, "none"), 0) < _LEVELS[level]
    )


def excess_permissions(granted: Mapping[str, str]) -> tuple[str, ...]:
    """What is granted beyond reading packages, as `contents: write`; tokens are generated without it all the same."""
    return tuple(
        f"{name}: {level}"
        for name, level in sorted(granted.items())
        if _LEVELS.get(level, 1) > _LEVELS.get(WANTED.get(name, "none"), 0)
    )
