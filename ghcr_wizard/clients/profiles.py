"""This program's own profiles, as one more place where the examination finds credentials."""

from collections.abc import AsyncIterator
from dataclasses import replace

from ghcr_wizard.clients.lookup import Holding, Role
from ghcr_wizard.clients.report import CredentialSource, Found
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.keyring_errors import KeyringFailure
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.credentials.profile_file import ProfilesError
from ghcr_wizard.credentials.unavailable import TokenUnavailableError
from ghcr_wizard.diagnosis.cause import Severity
from ghcr_wizard.diagnosis.causes_keyrings import KEYRING_PLAINTEXT, KEYRING_TIMEOUT, PROFILES_UNREADABLE
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose


async def own_profiles(registry: str, credentials: Credentials) -> AsyncIterator[Found]:
    """The profiles of a registry; after a keyring that did not answer once, the rest is not waited for again.

    Args:
        registry: Its host.
        credentials: The stored credentials.
    """
    try:
        stored = await credentials.list()
    except ProfilesError as error:
        yield Found(
            CredentialSource.PROFILE, "profiles", (Role.PROFILE,), holding=Holding.BROKEN, flaws=(error.diagnosis,)
        )
        return
    for entry in stored.unreadable:
        flaw = diagnose(PROFILES_UNREADABLE, entry.name, said=f"the entry {entry.name} cannot be read ({entry.why}).")
        yield Found(CredentialSource.PROFILE, entry.name, (Role.PROFILE,), holding=Holding.BROKEN, flaws=(flaw,))
    default = stored.default_of(registry)
    silent: KeyringFailure | None = None
    for profile in stored.of(registry):
        role = Role.DEFAULT_PROFILE if profile == default else Role.PROFILE
        try:
            if silent is not None and profile.store is not Store.COMMAND:
                raise silent
            credential = await credentials.load(profile)
        except KeyringFailure as failure:
            silent = failure if failure.diagnosis.of is KEYRING_TIMEOUT else None
            yield _broken(profile, role, failure.diagnosis)
        except TokenUnavailableError as error:
            yield _broken(profile, role, _unobtained(profile, error))
        else:
            flaws = await _plain(credentials, profile)
            secret, username = credential.secret, profile.username
            yield Found(CredentialSource.PROFILE, profile.name, (role,), username=username, secret=secret, flaws=flaws)


async def _plain(credentials: Credentials, profile: Profile) -> tuple[Diagnosis, ...]:
    """That a secret lies in plain text: a warning where its owner meant it."""
    in_keyring = profile.store in {Store.KEYRING, Store.PLAIN_KEYRING} and not (profile.app and profile.app.key_file)
    row = (await credentials.keyring()).diagnosis if in_keyring else None
    if row is None or row.of is not KEYRING_PLAINTEXT:
        return ()
    meant = profile.store is Store.PLAIN_KEYRING
    return (replace(row, subject=profile.name, severity=Severity.WARNING if meant else row.severity),)


def _broken(profile: Profile, role: Role, flaw: Diagnosis) -> Found:
    return Found(
        CredentialSource.PROFILE,
        profile.name,
        (role,),
        holding=Holding.BROKEN,
        username=profile.username,
        flaws=(flaw,),
    )


def _unobtained(profile: Profile, error: TokenUnavailableError) -> Diagnosis:
    """Why a token could not be made or fetched, about this profile."""
    return replace(error.diagnosis, subject=error.diagnosis.subject or profile.name)
