"""Making a profile of a GitHub App: its key read, a token minted to prove it, and then both kept."""

from dataclasses import dataclass, replace

from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.keyring_errors import SecretTooLongError
from ghcr_wizard.credentials.profile import AppGrant, Profile
from ghcr_wizard.credentials.profile_format import Profiles
from ghcr_wizard.credentials.profile_names import suggest_profile_name
from ghcr_wizard.credentials.stored import StoreResult
from ghcr_wizard.deadline import call_async
from ghcr_wizard.github.app_key_files import KeyFile, MissingKeyFileError, NoKeyFileError, read_key_file
from ghcr_wizard.github.apps import MintedToken

__all__ = ["KeyFile", "MissingKeyFileError", "NoKeyFileError", "StoredApp", "name_for", "private_key", "store_app"]

_FILE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class StoredApp:
    """What storing an App did.

    Attributes:
        result: As for every profile.
        place: Where the private key is now, in words that end a sentence.
    """

    result: StoreResult
    place: str


async def private_key(path: str) -> KeyFile:
    """The private key at a path, judged.

    Raises:
        MissingKeyFileError: There is nothing there, or its drive does not answer.
        NoKeyFileError: What is there is no private key of an App.
    """
    try:
        return await call_async(lambda: read_key_file(path), _FILE_SECONDS)
    except TimeoutError:
        raise MissingKeyFileError("its drive does not answer") from None


def name_for(slug: str, registry: str, grant: AppGrant, existing: Profiles) -> str:
    """A name for an App's profile: the App's own; the same again for the same installation, never one of another.

    Args:
        slug: The App's name as web addresses have it.
        registry: The registry's host.
        grant: Which installation.
        existing: The profiles there are.
    """
    for profile in existing.of(registry):
        if profile.app and (profile.app.client_id, profile.app.installation) == (grant.client_id, grant.installation):
            return profile.name
    taken = existing.taken
    return suggest_profile_name(slug, registry, taken)


async def store_app(
    credentials: Credentials, profile: Profile, key: KeyFile, token: MintedToken, *, key_stays: bool = False
) -> StoredApp:
    """Keep an App's profile with its private key, or with the path of it, and the token that proved it.

    A keyring that cannot hold a key of this length is no failure: the key stays in its file then, and that is said.

    Args:
        credentials: Where to.
        profile: The profile; its `app` names the installation.
        key: The private key.
        token: The token that was minted with it.
        key_stays: Whether the key stays in its file, by choice.

    Raises:
        ProfileNameError: As for `Credentials.store`, and likewise:
        KeyringFailure: The keyring did not take the key; nothing has changed.
        ProfilesError: The settings file could not be written.
    """
    grant = profile.app
    assert grant is not None  # noqa: S101 - a profile of another kind is a caller's bug
    in_file = replace(profile, app=replace(grant, key_file=str(key.path)))
    place = f"its private key stays in {key.path}"
    if key_stays:
        result = await credentials.store(in_file, key.secret)
    else:
        try:
            result = await credentials.store(replace(profile, app=replace(grant, key_file=None)), key.secret)
            place = f"its private key in: {result.keyring}"
        except SecretTooLongError as failure:
            result = await credentials.store(in_file, key.secret)
            place = f"{place}, because this keyring cannot hold it. {failure.diagnosis.cause}".rstrip(".")
    await credentials.app_tokens.keep(result.profile, token)
    return StoredApp(result, place)
