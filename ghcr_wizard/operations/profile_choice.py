"""Which stored profile is meant: the one that is named, or the registry's default."""

from ghcr_wizard.domain.diagnoses import Diagnosis, diagnose
from ghcr_wizard.domain.hosts import GHCR
from ghcr_wizard.domain.profiles import Profile
from ghcr_wizard.services.profile_format import Profiles


class NoSuchProfileError(LookupError):
    """No profile fits; the message is a sentence for the person and repeats nothing that was typed."""

    def __init__(self, sentence: str, diagnosis: Diagnosis | None = None) -> None:
        super().__init__(sentence)
        self.diagnosis = diagnosis or diagnose("profile-not-found", said=sentence)


class NothingStoredError(NoSuchProfileError):
    """Nothing is stored for the registry at all."""

    def __init__(self, registry: str) -> None:
        row = diagnose("token-missing")
        super().__init__(f"No credential for {registry} is stored; run ghcr-wizard to get one.", row)


class OtherHostError(NoSuchProfileError):
    """The profile named belongs to another registry; its secret is not sent to this one."""

    def __init__(self, profile: Profile, registry: str) -> None:
        reason = f"the profile is one of {profile.registry}, not of {registry}"
        row = diagnose("token-host-mismatch", host=registry, reason=reason)
        super().__init__(f"This profile is one of {profile.registry}, not of {registry}.", row)


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
    spoiled = next((entry for entry in profiles.unreadable if entry.name == name), None)
    if profile is None and spoiled is not None:
        sentence = f"The stored entry of this profile cannot be read ({spoiled.why}). Fix it in profiles.json."
        raise NoSuchProfileError(sentence, diagnose("profiles-unreadable", spoiled.name, said=sentence))
    if profile is None:
        raise NoSuchProfileError("There is no such profile; “ghcr-wizard profiles” lists them.")
    if registry not in {None, profile.registry}:
        raise OtherHostError(profile, registry or GHCR)
    return profile


def _default(profiles: Profiles, host: str) -> Profile:
    profile = profiles.default_of(host)
    if profile is not None:
        return profile
    if profiles.of(host):
        raise NoSuchProfileError(
            f"None of the profiles of {host} is its default; name one, or choose one on the home screen."
        )
    raise NothingStoredError(host)
