"""What the credential helper is asked for, done with the stored credentials; it asks no person anything.

`get` answers with the registry's default profile, or with the one of `GHCR_WIZARD_PROFILE` where that is of this
registry. `store`, which `docker login` ends with, updates that profile or adds one and makes it the default; a profile
that makes its own tokens (a GitHub App, a command) is never overwritten. `erase`, which `docker logout` ends with,
removes the profile and its secret as `ghcr-wizard logout` does, but lets no other one take its place unasked: after a
logout nothing is answered. It refuses to remove a profile that makes its own tokens, as no login brings it back.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.keyring import PROBE_SECONDS, SystemKeyring
from ghcr_wizard.credentials.keyring_errors import KeyringFailure
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.credentials.profile_choice import NoSuchProfileError, refuse_unreadable
from ghcr_wizard.credentials.profile_file import ProfilesError
from ghcr_wizard.credentials.profile_format import Profiles
from ghcr_wizard.credentials.profile_names import ProfileNameError, checked_profile_name, suggest_profile_name
from ghcr_wizard.credentials.unavailable import TokenUnavailableError
from ghcr_wizard.diagnosis.causes_keyrings import KEYRING_LOST_SECRET
from ghcr_wizard.github.auth_methods import METHODS, Method
from ghcr_wizard.github.hosts import GHCR, EndpointError, HostError, hosts_of
from ghcr_wizard.github.tokens import TokenKind, inspect_token
from ghcr_wizard.libraries import missing_library
from ghcr_wizard.paths import NoHomeError, Paths
from ghcr_wizard.secret import Secret
from ghcr_wizard.text import clean

VARIABLE = "GHCR_WIZARD_PROFILE"

_LONGEST_USERNAME = 256
_METHOD_OF = {kind: info.method for info in reversed(METHODS) for kind in info.kinds}


class RequestError(Exception):
    """A request cannot be met; the message is a sentence for the person who ran the client."""


_TOLD = (RequestError, NoSuchProfileError, ProfilesError, ProfileNameError, NoHomeError, HostError, EndpointError)
"""Errors whose message is a sentence for the person."""


class HelperRequests:
    """The requests of one client.

    Args:
        paths: Where the profiles are.
        environment: The variables of this process.
    """

    def __init__(self, paths: Paths, environment: Mapping[str, str]) -> None:
        self._environment = environment
        keyring = SystemKeyring(may_ask=False)
        self._credentials = Credentials(paths, keyring, PROBE_SECONDS, environment)

    async def get(self, server: str) -> Credential | None:
        """The credential for a server as the client names it; `None` where there is none.

        Raises:
            RequestError, KeyringFailure, TokenUnavailableError, ProfilesError, EndpointError: As they say.
        """
        profile = await self._profile(server)
        return await self._credentials.load(profile) if profile else None

    async def store(self, server: str, username: str, secret: Secret) -> None:
        """Keep a credential that the client has logged in with.

        Raises:
            RequestError: It is for no GitHub registry, or its profile makes its own tokens.
            KeyringFailure, ProfileNameError, ProfilesError, EndpointError: As they say.
        """
        profiles = await self._credentials.list()
        named = self._named(profiles)
        registry = self._registry(server, named)
        if registry is None:
            raise RequestError(f"{clean(server, 100)} is not a GitHub registry")
        if clean(username, _LONGEST_USERNAME) != username or ":" in username:
            raise RequestError("invalid user name: no colon, no control character, at most 256 characters")
        if not secret.reveal().strip():
            raise RequestError("there is no token in what is to be stored; log in again and give one")
        current = self._chosen(registry, profiles)
        if current is not None and await self._gives(current, username, secret):
            return
        profile = self._to_store(registry, username, inspect_token(secret.reveal()).kind, current, profiles)
        await self._credentials.store(profile, secret, default=not self._environment.get(VARIABLE))

    async def erase(self, server: str) -> None:
        """Remove the credential that `get` answers with; nothing happens where there is none.

        Raises:
            RequestError: Its profile makes its own tokens.
            KeyringFailure, ProfilesError, EndpointError: As they say.
        """
        profile = await self._profile(server)
        if profile is None:
            return
        if _makes_tokens(profile):
            raise RequestError(
                f"profile {profile.name} makes its own tokens, which no login brings back; "
                f"remove it with: ghcr-wizard logout --profile {profile.name}"
            )
        hosts = hosts_of(profile.registry, self._environment)
        from ghcr_wizard.catalog.removal import remove

        await remove(self._credentials, profile, hosts, succeeded=False)

    async def list(self) -> dict[str, str]:
        """The user name by address of every registry that `get` answers for.

        Raises:
            ProfilesError: As it says.
        """
        profiles = await self._credentials.list()
        chosen = {each.registry: self._chosen(each.registry, profiles) for each in profiles.profiles}
        return {f"https://{registry}": profile.username for registry, profile in chosen.items() if profile}

    async def _profile(self, server: str) -> Profile | None:
        profiles = await self._credentials.list()
        self._require_named(profiles)
        registry = self._registry(server, self._named(profiles))
        if registry is None:
            return None
        profile = self._chosen(registry, profiles)
        if profile is None:
            refuse_unreadable(profiles.defaults.get(registry, ""), profiles)
        return profile

    def _registry(self, server: str, named: Profile | None) -> str | None:
        """The registry that a client calls `server`; `None` for another company's.

        Where an address is overridden, the overriding one is the registry too: the named profile's, else ghcr.io.
        """
        scheme, host = _host_of(server)
        usual = hosts_of(named.registry if named else GHCR, self._environment)
        overriding = urlsplit(usual.registry_url)
        if host and host == overriding.netloc.lower() and scheme in {"", overriding.scheme}:
            return usual.registry
        host = host.removesuffix(":443")
        if not host or scheme not in {"", "https"}:
            return None
        try:
            return host if hosts_of(host).registry == host else None
        except HostError:
            return None

    def _chosen(self, registry: str, profiles: Profiles) -> Profile | None:
        named = self._named(profiles)
        return named if named and named.registry == registry else profiles.default_of(registry)

    def _named(self, profiles: Profiles) -> Profile | None:
        return profiles.named(self._environment.get(VARIABLE, ""))

    def _require_named(self, profiles: Profiles) -> None:
        """Refuse a variable that names no profile: another one's credential is not what was asked for."""
        if self._environment.get(VARIABLE) and self._named(profiles) is None:
            refuse_unreadable(self._environment[VARIABLE], profiles)
            raise RequestError(f"{VARIABLE} names no stored profile; `ghcr-wizard profiles` lists them")

    async def _gives(self, profile: Profile, username: str, secret: Secret) -> bool:
        """Whether this very credential is what the profile gives: a client that logs in again stores what it got."""
        try:
            given = await self._credentials.load(profile)
        except TokenUnavailableError:
            return False
        except KeyringFailure as failure:
            if failure.diagnosis.of is not KEYRING_LOST_SECRET:
                raise
            return False
        return (given.username, given.secret) == (username, secret)

    def _to_store(
        self, registry: str, username: str, kind: TokenKind, current: Profile | None, profiles: Profiles
    ) -> Profile:
        """The profile that takes the credential: the one in use where it is this person's, else another, else new."""
        method = _METHOD_OF.get(kind, Method.CLASSIC_PAT)
        wanted = self._environment.get(VARIABLE)
        if wanted and profiles.named(wanted) is None:
            return _new(checked_profile_name(wanted), registry, method, username)
        if current is not None and current.name == wanted:
            if _makes_tokens(current):
                raise RequestError(
                    f"profile {current.name} is a GitHub App profile; tokens cannot be stored in it. Set "
                    f"{VARIABLE} to another profile, or unset it"
                )
            return _renewed(current, username, method)
        candidates = [current] if current else []
        candidates += [each for each in profiles.of(registry) if each != current]
        for each in candidates:
            if not _makes_tokens(each) and each.method is method and each.username.lower() == username.lower():
                return _renewed(each, username, method)
        taken = profiles.taken
        return _new(suggest_profile_name(username, registry, taken), registry, method, username)


def told(error: BaseException) -> str:
    """What went wrong with a request, as a sentence; a bug is named by its kind alone."""
    if isinstance(error, KeyringFailure):
        return f"{error.diagnosis.cause} {error.diagnosis.fix}"
    if isinstance(error, TokenUnavailableError):
        return error.sentence
    if isinstance(error, _TOLD):
        return str(error)
    if (missing := missing_library(error)) is not None:
        return missing
    return f"{type(error).__name__}: this is a bug of ghcr-wizard; please report it, never with a token"


def _new(name: str, registry: str, method: Method, username: str, description: str = "") -> Profile:
    return Profile(name, registry, method, username, description, Store.KEYRING, datetime.now(UTC))


def _renewed(profile: Profile, username: str, method: Method) -> Profile:
    """The profile with another credential, of which nothing is known yet."""
    new = _new(profile.name, profile.registry, method, username, profile.description)
    return replace(new, store=profile.store)


def _makes_tokens(profile: Profile) -> bool:
    """Whether the profile's credential is made or fetched each time, and so more than what is stored."""
    return profile.store is Store.COMMAND or profile.method is Method.GITHUB_APP


def _host_of(server: str) -> tuple[str, str]:
    """Scheme, and host with port, of a server as clients name it: a host, an address, with a path or without.

    What is not given is empty; so are both of what can be no server.
    """
    text = server.strip()
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        _ = parts.port
    except ValueError:
        return "", ""
    if clean(text) != text or " " in text or "@" in parts.netloc:
        return "", ""
    return parts.scheme, parts.netloc.lower()
