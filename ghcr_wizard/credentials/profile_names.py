"""Names and descriptions of profiles: which are allowed, and which name to offer."""

import re
from collections.abc import Collection

from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.credentials.profile_format import Profiles
from ghcr_wizard.github.hosts import GHCR
from ghcr_wizard.text import clean, redact

_NAME = re.compile(r"\w[\w.@+-]{0,63}")
_UNFIT = re.compile(r"[^\w.@+-]+")
_LONGEST_SUGGESTION = 48
_LONGEST_DESCRIPTION = 200


class ProfileNameError(ValueError):
    """A text cannot be a profile's name, or the name is taken; the message is a sentence for the person."""


def checked_profile_name(text: str) -> str:
    """The name, without blanks around it.

    Raises:
        ProfileNameError: It cannot be one; the message does not repeat it, because it may be a token.
    """
    name = text.strip()
    if redact(name) != name:
        raise ProfileNameError("A profile's name must not be a token.")
    if not _NAME.fullmatch(name):
        raise ProfileNameError(
            "A profile's name has letters, digits, “.”, “_”, “-”, “@”, “+”, starts with a letter or digit, "
            "and is at most 64 long."
        )
    return name


def checked_description(text: str) -> str:
    """A profile's description, as one line of at most 200 characters.

    Raises:
        ProfileNameError: It holds a token.
    """
    if redact(text) != text:
        raise ProfileNameError("a description must not hold a token")
    return clean(text.strip(), _LONGEST_DESCRIPTION)


def refuse_taken(name: str, profiles: Profiles) -> None:
    """Refuse a name that a profile has already.

    Raises:
        ProfileNameError: As said.
    """
    if profiles.named(name) or name in profiles.unknown:
        raise ProfileNameError("A profile of this name is stored already; choose another.")
    _refuse_unreadable(name, profiles)


def refuse_unfit(profile: Profile, profiles: Profiles) -> None:
    """Refuse to store `profile` beside `profiles` where its name is not allowed or belongs to another registry.

    Raises:
        ProfileNameError: As said.
    """
    if checked_profile_name(profile.name) != profile.name:
        raise ProfileNameError("A profile name cannot start or end with whitespace.")
    if profile.name in profiles.unknown:
        raise ProfileNameError("A later version of ghcr-wizard stored a profile of this name; choose another.")
    _refuse_unreadable(profile.name, profiles)
    other = profiles.named(profile.name)
    if other and other.registry != profile.registry:
        raise ProfileNameError(f"A profile of {other.registry} has this name already; choose another.")


def _refuse_unreadable(name: str, profiles: Profiles) -> None:
    if any(entry.name == name for entry in profiles.unreadable):
        raise ProfileNameError(
            "A stored entry of this name cannot be read. Fix or remove it in profiles.json, or choose another name."
        )


def suggest_profile_name(login: str, registry: str, existing: Collection[str]) -> str:
    """A free name that says whose credential it is, and of which GitHub where that is not GitHub.com.

    Args:
        login: The owner's login, or any user name; may be empty.
        registry: The registry's host.
        existing: Names in use.
    """
    base = _UNFIT.sub("-", login).strip("-.@+") or "main"
    if registry != GHCR:
        base += "-" + registry.removeprefix("containers.").partition(".")[0]
    base = base[:_LONGEST_SUGGESTION]
    name, number = base, 2
    while name in existing:
        name, number = f"{base}-{number}", number + 1
    return name
