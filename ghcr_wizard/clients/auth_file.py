"""Docker's `config.json` and its relatives: what stands in one for a registry, and what its program misreads.

Format: containers-auth.json(5); docker/cli's documentation of its configuration file. Both programs are written in Go,
whose JSON reader refuses a file of wrong types as a whole, and takes names in any case.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from ghcr_wizard.clients.lookup import Holding
from ghcr_wizard.secret import Secret
from ghcr_wizard.text import clean

_LONGEST_NAME = 80

_MISSPELT = {
    "credshelper": "credHelpers",
    "credshelpers": "credHelpers",
    "credhelper": "credHelpers",
    "credentialhelpers": "credHelpers",
    "credentialshelpers": "credHelpers",
    "credstore": "credsStore",
    "credsstores": "credsStore",
    "credentialstore": "credsStore",
    "credentialsstore": "credsStore",
    "auth": "auths",
}
"""Names that do nothing, in lower case, and what they are meant to be."""


EMPTY = "its entry is empty, so the program asks without a credential"
"""What is said of an entry `{}` that stands for no helper's credential; it is safe to take out."""


class Dialect(Enum):
    """Whose file it is."""

    DOCKER = "docker"
    CONTAINERS = "podman"
    LEGACY = "dockercfg"


class AuthFileError(ValueError):
    """The file cannot be understood at all; the message continues a sentence and holds nothing of its content."""


@dataclass(frozen=True, slots=True)
class AuthEntry:
    """One entry of `auths` for the registry.

    Attributes:
        key: As it stands in the file.
        namespace: The part of the registry it is for; empty for all of it.
        username: The user name, if it could be read.
        secret: The secret; `None` where the entry gives none.
        flaw: Why it gives none, or gives it wrongly, as the rest of a sentence.
        holding: What its program gets from it.
        marker: Whether it only says that a credential helper has the credential.
    """

    key: str
    namespace: str = ""
    username: str | None = None
    secret: Secret | None = None
    flaw: str | None = None
    holding: Holding = Holding.NOTHING
    marker: bool = False


@dataclass(frozen=True, slots=True)
class AuthFile:
    """What a file says about one registry.

    Attributes:
        entries: Its entries of `auths`.
        helper: The credential helper for this registry alone, without `docker-credential-`.
        store: The credential helper for all registries; Docker's file alone has one.
        flaws: What its program misreads, as rests of sentences.
    """

    entries: tuple[AuthEntry, ...] = ()
    helper: str | None = None
    store: str | None = None
    flaws: tuple[str, ...] = ()


def read_auth_file(content: bytes, registry: str, dialect: Dialect) -> AuthFile:
    """What a file of this format says about a registry.

    Args:
        content: The whole file.
        registry: The registry's host.
        dialect: Whose file it is.

    Raises:
        AuthFileError: Its program cannot read it.
    """
    return auth_file_of(json_object(content, dialect), registry, dialect)


def auth_file_of(document: Mapping[str, object], registry: str, dialect: Dialect) -> AuthFile:
    """What a file's document says about a registry; raises as `read_auth_file` does."""
    if dialect is Dialect.LEGACY:
        return AuthFile(entries=_entries(document, registry, dialect, helped=False))
    helpers = _texts(document, "credHelpers")
    store = _text(document, "credsStore") if dialect is Dialect.DOCKER else None
    helper = helpers.get(registry) or None
    auths = _mapping(document, "auths")
    entries = _entries(auths, registry, dialect, helped=bool(helper or store))
    flaws = [*_misspellings(document, registry), *_misplaced_helpers(helpers, registry)]
    if dialect is Dialect.DOCKER and (entries or helper):
        flaws.extend(_foreign_flaws(auths, registry))
    return AuthFile(entries, helper, store, tuple(flaws))


def namespace_of(key: str, registry: str) -> str | None:
    """The part of `registry` that a key of `auths` is for, empty for all of it; `None` if it is for another one.

    Keys may be a host, a host with a path, or a web address of either.
    """
    host, _, path = key.removeprefix("https://").removeprefix("http://").partition("/")
    if host != registry:
        return None
    path = path.strip("/")
    return "" if "://" in key or path in {"v1", "v2"} else path


def json_object(content: bytes, dialect: Dialect = Dialect.DOCKER) -> Mapping[str, object]:
    """The object of a file in JSON; an empty file of Docker's form has none of its own, and is taken as `{}`.

    Raises:
        AuthFileError: It is none.
    """
    if content.startswith(b"\xef\xbb\xbf"):
        raise AuthFileError("it begins with a byte-order mark, which JSON does not have")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise AuthFileError("it is UTF-16, not UTF-8")
    if dialect is Dialect.DOCKER and not content.strip():
        return {}
    try:
        document = json.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise AuthFileError("it is not UTF-8") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise AuthFileError("it is empty" if not content.strip() else f"it is not JSON ({where})") from None
    except (ValueError, RecursionError):
        raise AuthFileError("it is not JSON of any configuration") from None
    if not isinstance(document, dict):
        raise AuthFileError("it is JSON, but no object")
    return document


def _found(document: Mapping[str, object], name: str) -> object:
    """A member by name, in any case; the exact one goes first."""
    if name in document:
        return document[name]
    return next((value for key, value in document.items() if key.lower() == name.lower()), None)


def _mapping(document: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = _found(document, name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise AuthFileError(f"its {name} is not an object")
    return value


def _texts(document: Mapping[str, object], name: str) -> dict[str, str]:
    value = _mapping(document, name)
    if not all(isinstance(text, str) for text in value.values()):
        raise AuthFileError(f"a value of its {name} is not a string")
    return {key: text for key, text in value.items() if isinstance(text, str)}


def _text(document: Mapping[str, object], name: str) -> str | None:
    value = _found(document, name)
    if value is not None and not isinstance(value, str):
        raise AuthFileError(f"its {name} is not a string")
    return value or None


def _entries(auths: Mapping[str, object], registry: str, dialect: Dialect, *, helped: bool) -> tuple[AuthEntry, ...]:
    found = []
    for key, value in auths.items():
        if not isinstance(value, dict | None):
            raise AuthFileError(f"the entry of {_named(key)} is not an object")
        namespace = namespace_of(key, registry)
        if namespace is not None:
            found.append(_entry(key, namespace, value or {}, dialect, helped=helped))
    return tuple(found)


def _entry(key: str, namespace: str, value: Mapping[str, object], dialect: Dialect, *, helped: bool) -> AuthEntry:
    auth, identity = _text(value, "auth"), _text(value, "identitytoken")
    if auth is not None:
        return _decoded(key, namespace, auth, identity, dialect)
    if identity is not None:
        return AuthEntry(key, namespace, None, Secret(identity), holding=Holding.SECRET)
    password = _text(value, "password")
    if password is not None:
        return _plain(key, namespace, _text(value, "username"), password, dialect)
    if helped:
        return AuthEntry(key, namespace, marker=True)
    return AuthEntry(key, namespace, flaw=EMPTY)


def _plain(key: str, namespace: str, username: str | None, password: str, dialect: Dialect) -> AuthEntry:
    if dialect is not Dialect.DOCKER:
        flaw = "its entry has username and password, and this program reads only auth"
        return AuthEntry(key, namespace, username, flaw=flaw)
    nameless = None if username else "its entry has a password and no username"
    return AuthEntry(key, namespace, username, Secret(password), nameless, Holding.SECRET)


def _decoded(key: str, namespace: str, auth: str, identity: str | None, dialect: Dialect) -> AuthEntry:
    """The entry's user name and secret from base64 of `NAME:SECRET`; an identity token goes before the secret.

    Docker refuses a file in which one cannot be decoded; Podman does so for base64, and passes over the rest.
    """
    refused = Holding.BROKEN if dialect is Dialect.DOCKER else Holding.NOTHING
    try:
        text = base64.b64decode(auth.replace("\r", "").replace("\n", ""), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return AuthEntry(key, namespace, flaw="the auth of its entry is not base64 of a text", holding=Holding.BROKEN)
    username, colon, password = text.partition(":")
    if not colon:
        flaw = "the auth of its entry has no colon between user name and secret"
        return AuthEntry(key, namespace, flaw=flaw, holding=refused)
    secret = identity or password.strip("\x00")
    if not secret:
        return AuthEntry(key, namespace, username or None, flaw="the auth of its entry has an empty secret")
    if not username:
        nameless = Holding.BROKEN if dialect is Dialect.DOCKER else Holding.SECRET
        return AuthEntry(key, namespace, None, Secret(secret), "the auth of its entry has an empty user name", nameless)
    return AuthEntry(key, namespace, username, Secret(secret), holding=Holding.SECRET)


def _misspellings(document: Mapping[str, object], registry: str) -> Iterator[str]:
    """Members that were meant to be a setting of this registry's credential, and are none."""
    for name, value in document.items():
        meant = _MISSPELT.get(name.lower())
        if meant and (isinstance(value, str) or (isinstance(value, dict) and _concerns(value, registry))):
            yield f"“{_named(name)}” is not a setting of it; the setting is called {meant}"
        elif namespace_of(name, registry) is not None and isinstance(value, dict):
            yield f"“{_named(name)}” is outside of `auths`, so it is ignored"


def _concerns(value: Mapping[str, object], registry: str) -> bool:
    return any(namespace_of(key, registry) is not None for key in value)


def _misplaced_helpers(helpers: Mapping[str, str], registry: str) -> Iterator[str]:
    for key in helpers:
        if key != registry and namespace_of(key, registry) is not None:
            yield f"credHelpers has “{_named(key)}”; only {registry}, exactly so, is looked up there"


def _foreign_flaws(auths: Mapping[str, object], registry: str) -> Iterator[str]:
    """Docker reads no entry of a file in which the auth of any is not base64 of `NAME:SECRET`."""
    for key, value in auths.items():
        if namespace_of(key, registry) is None and isinstance(value, dict):
            entry = _entry(key, "", value, Dialect.DOCKER, helped=True)
            if entry.holding is Holding.BROKEN:
                yield f"the entry of {_named(key)} cannot be decoded, which makes Docker ignore the others too"


def _named(key: str) -> str:
    return clean(key, _LONGEST_NAME)
