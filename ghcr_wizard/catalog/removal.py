"""Removing a stored credential, and with it what was remembered of its packages."""

from ghcr_wizard import deadline
from ghcr_wizard.catalog.cache import CatalogCache
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.credentials.profile_file import UnreachableProfilesError
from ghcr_wizard.credentials.stored import RemoveResult
from ghcr_wizard.github.hosts import Hosts

_SECONDS = 10.0


async def remove(credentials: Credentials, profile: Profile, hosts: Hosts, *, succeeded: bool = True) -> RemoveResult:
    """Delete a profile's secret, then the profile, then what was remembered of its catalog.

    Args:
        credentials: Where it is stored.
        profile: Which one.
        hosts: The servers it was used with.
        succeeded: Whether its registry takes another profile by default from now on.

    Raises:
        KeyringFailure: The secret could not be deleted; the profile is still there.
        ProfilesError: The secret is gone, the profile could not be taken out of the settings file.
        UnreachableProfilesError: The cache's drive does not answer.
    """
    token = await credentials.listed_with(profile)
    result = await credentials.remove(profile, succeeded=succeeded)
    cache = CatalogCache(credentials.cache_folder)
    try:
        await deadline.call_async(lambda: cache.forget(hosts, token, profile.username), _SECONDS)
    except TimeoutError:
        sentence = f"{credentials.cache_folder} does not answer; check the drive it is on."
        raise UnreachableProfilesError(credentials.cache_folder, sentence) from None
    return result
