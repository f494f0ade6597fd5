"""The logins in files of other forms than Docker's: k3s', RKE2's and containerd's settings, regctl's hosts.

k3s, RKE2: k3s documentation, "Private Registry Configuration". containerd: its documentation, "Configure Image
Registry" (`configs`), "Registry Configuration" (`config_path`, `hosts.toml`) and its manual's page of `config.toml`
(`imports`). regctl: regclient's `config.Host`.
"""

import base64
import binascii
import tomllib
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from ghcr_wizard.clients.auth_file import AuthEntry, AuthFile, AuthFileError, Dialect, auth_file_of, namespace_of
from ghcr_wizard.clients.lookup import Holding
from ghcr_wizard.secret import Secret
from ghcr_wizard.text import clean

_PLUGINS = ("io.containerd.cri.v1.images", "io.containerd.grpc.v1.cri", "cri")
"""What has the registries in containerd's settings: since 2.0, since 1.3, and before that."""

_HELPER = "docker-credential-"
_NAMELESS = "its header {name} has a user name and a password, which this registry takes at its token service alone"
_BARE = "its header {name} has no token in base64, which is the only form this registry takes there"


def toml_of(content: bytes) -> Mapping[str, object]:
    """The tables of a TOML file.

    Raises:
        AuthFileError: It has none.
    """
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise AuthFileError("it is not TOML") from None


def registries_yaml_of(document: Mapping[str, object], registry: str) -> AuthFile:
    """What a `registries.yaml` of k3s or RKE2 says about a registry, and as well what containerd's own `configs` do.

    containerd takes user name and password before `auth`.

    Raises:
        AuthFileError: Its `configs` are no object.
    """
    auths: dict[str, object] = {}
    for key, config in _table(document, "configs").items():
        given = config.get("auth") if isinstance(config, dict) else None
        if isinstance(given, dict) and given and namespace_of(key, registry) is not None:
            identity = given.get("identity_token") or given.get("identitytoken")
            plain = {"username": given.get("username"), "password": given.get("password")}
            auths[key] = plain if plain["password"] else {"auth": given.get("auth"), "identitytoken": identity}
    return auth_file_of({"auths": auths}, registry, Dialect.DOCKER)


def containerd_of(document: Mapping[str, object], registry: str) -> AuthFile:
    """What containerd's own settings say about a registry.

    Raises:
        AuthFileError: What should be a table is none.
    """
    told = [registries_yaml_of(settings, registry) for settings in _registries(document)]
    return AuthFile(tuple(entry for each in told for entry in each.entries))


def imports_of(document: Mapping[str, object]) -> tuple[str, ...]:
    """The further files that containerd's settings name, as patterns, the first one first."""
    imports = document.get("imports")
    return (
        tuple(name for name in imports if isinstance(name, str) and "\0" not in name)
        if isinstance(imports, list)
        else ()
    )


def hosts_folders(document: Mapping[str, object], separator: str) -> tuple[str, ...]:
    """The folders in which containerd's settings say that the `hosts.toml` of each registry are, the first one first.

    Raises:
        AuthFileError: What should be a table is none.
    """
    paths = [settings.get("config_path") for settings in _registries(document)]
    return tuple(part for path in paths if isinstance(path, str) for part in path.split(separator) if part)


def hosts_toml_of(document: Mapping[str, object], registry: str) -> AuthFile:
    """What containerd's `hosts.toml` of a registry sends to it; what it sends to mirrors is theirs.

    GitHub's registry takes the header `Authorization` as its own token service writes it: a token in base64.

    Raises:
        AuthFileError: What should be a table is none.
    """
    hosts = _table(document, "host")
    server = document.get("server")
    parts = [host for address, host in hosts.items() if _is_at(address, registry) and isinstance(host, dict)]
    if server is None or _is_at(server, registry):
        parts.append(dict(document))
    headers = [_authorization(part) for part in parts]
    return AuthFile(tuple(_sent(name, value, registry) for name, value in (row for row in headers if row)))


def regctl_of(document: Mapping[str, object], registry: str) -> AuthFile:
    """What regctl's file says about a registry; a helper that it names goes before what is written there.

    Raises:
        AuthFileError: What should be an object is none.
    """
    host, default = _table(_table(document, "hosts"), registry), _table(document, "hostDefault")
    plain = {"username": host.get("user"), "password": host.get("pass")}
    entry = plain if host.get("pass") else {"identitytoken": host.get("token")} if host.get("token") else None
    helpers = {registry: helper} if (helper := _helper(host)) else {}
    document = {"auths": {registry: entry} if entry else {}, "credHelpers": helpers, "credsStore": _helper(default)}
    return auth_file_of(document, registry, Dialect.DOCKER)


def takes_dockers(document: Mapping[str, object]) -> bool:
    """Whether regctl takes Docker's logins for registries of which its own file has none."""
    return document.get("incDockerCred") is not False


def _registries(document: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    plugins = _table(document, "plugins")
    return (_table(_table(plugins, name), "registry") for name in _PLUGINS)


def _table(document: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = document.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise AuthFileError(f"its {clean(name)} is not an object")
    return value


def _is_at(address: object, registry: str) -> bool:
    text = address if isinstance(address, str) else ""
    try:
        return urlsplit(text if text.startswith("http") else f"https://{text}").netloc == registry
    except ValueError:
        return False


def _authorization(part: Mapping[str, object]) -> tuple[str, str] | None:
    """The header as its file writes its name, and the first of its values."""
    for name, value in _table(part, "header").items():
        first = value[0] if isinstance(value, list) and value else value
        if name.lower() == "authorization" and isinstance(first, str) and first.strip():
            return name, first.strip()
    return None


def _sent(name: str, value: str, registry: str) -> AuthEntry:
    scheme, _, text = value.partition(" ")
    decoded = _decoded(text)
    if scheme.lower() == "basic" and decoded is not None:
        username, _, password = decoded.partition(":")
        secret = Secret(password) if password else None
        flaw = _NAMELESS.format(name=clean(name))
        return AuthEntry(registry, "", username or None, secret, flaw, Holding.BROKEN)
    if scheme.lower() == "bearer" and decoded is not None:
        return AuthEntry(registry, secret=Secret(decoded), holding=Holding.SECRET)
    return AuthEntry(registry, flaw=_BARE.format(name=clean(name)), holding=Holding.BROKEN)


def _decoded(text: str) -> str | None:
    try:
        return base64.b64decode(text.strip(), validate=True).decode("utf-8") or None
    except (binascii.Error, ValueError):
        return None


def _helper(host: Mapping[str, object]) -> str | None:
    """The name that follows `docker-credential-`; a program of another name is none that can be asked."""
    program = host.get("credHelper")
    return program.removeprefix(_HELPER) if isinstance(program, str) and program.startswith(_HELPER) else None
