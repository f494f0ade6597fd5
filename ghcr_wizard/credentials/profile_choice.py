"""Which stored profile is meant: the one that is named, or the registry's default."""

import difflib
from dataclasses import replace

from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.credentials.profile_format import Profiles
from ghcr_wizard.diagnosis.causes_keyrings import PROFILE_NOT_FOUND, PROFILES_UNREADABLE
from ghcr_wizard.diagnosis.causes_tokens import TOKEN_HOST_MISMATCH, TOKEN_MISSING
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.hosts import GHCR


class NoSuchProfileError(LookupError):
    """No profile fits; the message is a sentence for the person and repeats nothing that was typed."""

    def __init__(self, diagnosis: Diagnosis) -> None:
        super().__init__(f"{diagnosis.cause} {diagnosis.fix}")
        self.diagnosis = diagnosis


class NothingStoredError(NoSuchProfileError):
    """Nothing is stored for the registry at all."""

    def __init__(self, registry: str) -> None:
        cause = f"No credential for {registry} is stored, and none was given."
        fix = "Run ghcr-wizard to get one, or give a token for this one call."
        super().__init__(replace(diagnose(TOKEN_MISSING), cause=cause, fix=fix))


class OtherHostError(NoSuchProfileError):
    """The profile named belongs to another registry; its secret is not sent to this one."""

    def __init__(self, profile: Profile, registry: str) -> None:
        reason = f"this profile is one of {profile.registry}"
        super().__init__(diagnose(TOKEN_HOST_MISMATCH, host=registry, reason=reason))


def chosen_profile(profiles: Profiles, registry: str | None, name: str | None) -> Profile:
    """The profile to use.

    Args:
        profiles: Every profile.
        registry: The registry's host; `None` stands for whichever the named profile has, or ghcr.io.
        name: The profile's name; `None` for the default.

    Raises:
        NoSuchProfileError: There is none, or the named one is of another registry.
    """
    if name is None:
        return _default(profiles, registry or GHCR)
    profile = profiles.named(name)
    if profile is None:
        refuse_unreadable(name, profiles)
        near = difflib.get_close_matches(name, [each.name for each in profiles.profiles], n=1)
        said = f"No profile has that name; did you mean {near[0]}?" if near else "No profile has that name."
        raise NoSuchProfileError(diagnose(PROFILE_NOT_FOUND, said=said))
    if registry not in {None, profile.registry}:
        raise OtherHostError(profile, registry or GHCR)
    return profile


def refuse_unreadable(name: str, profiles: Profiles) -> None:
    """Say so where a name is that of an entry that cannot be read: the profile is stored, and cannot be used.

    Raises:
        NoSuchProfileError: As said, with `profiles-unreadable`.
    """
    spoiled = next((entry for entry in profiles.unreadable if entry.name == name), None)
    if spoiled is not None:
        said = f"the entry of this profile cannot be read ({spoiled.why})."
        raise NoSuchProfileError(diagnose(PROFILES_UNREADABLE, spoiled.name, said=said))


def _default(profiles: Profiles, host: str) -> Profile:
    profile = profiles.default_of(host)
    if profile is not None:
        return profile
    refuse_unreadable(profiles.defaults.get(host, ""), profiles)
    if profiles.of(host):
        said = f"None of the profiles of {host} is its default."
        raise NoSuchProfileError(diagnose(PROFILE_NOT_FOUND, said=said))
    raise NothingStoredError(host)
