"""Which servers belong to a registry, and what a person's typing of one means.

github.com, GHE.com (data residency) and GitHub Enterprise Server with subdomain isolation: GitHub docs "Working with
the Container registry" and "REST API, endpoints per product".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from ghcr_wizard.diagnosis import causes_packages
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.references import as_reference
from ghcr_wizard.text import clean

GHCR = "ghcr.io"
GITHUB_COM = "github.com"
LEGACY_HOST = "docker.pkg.github.com"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# As text: `re` compiles it when it is first used, which no start of the program does.
_HOST = r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*"
_TYPOS = frozenset(
    {
        "ghrc.io",
        "ghcr.oi",
        "gchr.io",
        "grcr.io",
        "ghcr.com",
        "ghcr.io.com",
        "gcr.ghcr.io",
        "ghcri.o",
        "ghcr.o",
    }
)
_GITHUB_WEB = frozenset({"github.com", "www.github.com", "api.github.com", "gist.github.com"})
_OTHER_REGISTRIES = frozenset(
    {"docker.io", "index.docker.io", "registry-1.docker.io", "gcr.io", "quay.io", "public.ecr.aws"}
)


class Deployment(StrEnum):
    """Which GitHub product a host belongs to."""

    GITHUB_COM = "GitHub.com"
    GHE_COM = "GHE.com"
    SERVER = "GitHub Enterprise Server"


class HostError(ValueError):
    """What was typed cannot be used as a registry; the message is a sentence for the person."""


class LegacyHostError(HostError):
    """`docker.pkg.github.com` was typed."""


class HostTypoError(HostError):
    """A near miss of `ghcr.io` was typed."""


class EndpointError(ValueError):
    """An endpoint override is not an address the program may use; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """The addresses of one GitHub.

    Attributes:
        registry: The registry's name as it stands in image references and in the keyring's service name.
        deployment: Which product it is.
        registry_url: The registry's origin, without a trailing slash.
        api_url: The REST API's root, without a trailing slash.
        web_url: The web pages' origin, without a trailing slash.
    """

    registry: str
    deployment: Deployment
    registry_url: str
    api_url: str
    web_url: str

    @property
    def web_host(self) -> str:
        """The host name of the web pages, as `gh --hostname` wants it."""
        return urlsplit(self.web_url).hostname or self.web_url


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a text typed or pasted in the registry step is.

    Attributes:
        hosts: The servers, or `None` where the text is not usable.
        summary: One sentence that names it.
        path: What followed the host, such as `acme/team/api:1.2`, or empty.
        correction: What to type instead, where there is an offer.
        diagnosis: Why it is not usable, for the ones that have a code.
    """

    hosts: Hosts | None
    summary: str
    path: str = ""
    correction: str | None = None
    diagnosis: Diagnosis | None = None


def hosts_of(registry: str, environment: Mapping[str, str] | None = None) -> Hosts:
    """The servers of a registry host.

    Args:
        registry: A host as a person types it: `ghcr.io`, `acme.ghe.com`, `github.example.com`, a URL of one.
        environment: Where `GHCR_WIZARD_REGISTRY_URL`, `…_API_URL` and `…_WEB_URL` may override addresses.

    Raises:
        HostError: The host is malformed, the legacy one, or a near miss.
        EndpointError: An override is not an `https://` address (`http://` for loopback alone).
    """
    host, _ = _split(registry)
    return _overridden(_derive(host), environment or {})


def recognise(typed: str, environment: Mapping[str, str] | None = None) -> Recognition:
    """What `typed` is: a host, a URL, a whole image reference, or a mistake with its correction."""
    try:
        host, path = _split(typed)
        hosts = _overridden(_derive(host), environment or {})
    except LegacyHostError as error:
        return Recognition(None, str(error), correction=GHCR, diagnosis=diagnose(causes_packages.LEGACY_HOST))
    except HostTypoError as error:
        given = clean(typed.strip(), 80)
        diagnosis = diagnose(causes_packages.REGISTRY_HOST_TYPO, given=given, meant=GHCR)
        return Recognition(None, str(error), correction=GHCR, diagnosis=diagnosis)
    except (HostError, EndpointError) as error:
        return Recognition(None, str(error))
    return Recognition(hosts, _summary(hosts, path), path)


def _summary(hosts: Hosts, path: str) -> str:
    if hosts.deployment is Deployment.GITHUB_COM:
        name = "GitHub Container Registry detected"
    elif hosts.deployment is Deployment.GHE_COM:
        name = f"GHE.com detected: its registry is {hosts.registry}"
    else:
        name = f"Looks like GitHub Enterprise Server: using registry {hosts.registry}"
    return f"{name}; {clean(path, 120)} will be tested in the live test" if path else name


def _split(typed: str) -> tuple[str, str]:
    """Host and path of whatever was typed, without scheme, user, and port 443."""
    text = as_reference(typed)
    text = re.sub(r"^docker\s+(?:pull|login|push)\s+", "", text)
    if not text:
        raise HostError("Enter a registry, for example ghcr.io.")
    if text.lower().startswith("http://") and _hostname(text) not in _LOOPBACK:
        raise HostError("http:// is not allowed: the token would be sent unencrypted. Use https://.")
    scheme, _, rest = text.rpartition("://")
    if scheme and scheme.lower() not in {"http", "https"}:
        raise HostError(f"{clean(scheme, 20)}:// is not a registry URL. Enter a host such as ghcr.io.")
    authority, _, path = rest.partition("/")
    if "@" in authority:
        raise HostError("Remove the user name and password from the URL.")
    host, _, port = authority.partition(":")
    if port == "80":
        raise HostError("Port 80 is http://, which is not used: the token would be sent unencrypted. Remove the port.")
    if port not in {"", "443"} or not re.fullmatch(_HOST, host.lower()):
        raise HostError(f"“{clean(authority, 80)}” is not a host name. Enter a host such as ghcr.io.")
    return host.lower(), path.strip("/")


def _hostname(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _derive(host: str) -> Hosts:
    if host == LEGACY_HOST:
        raise LegacyHostError("docker.pkg.github.com was shut down; the registry is ghcr.io.")
    if host == GHCR or host in _GITHUB_WEB:
        return Hosts(
            GHCR,
            Deployment.GITHUB_COM,
            "https://ghcr.io",
            "https://api.github.com",
            "https://github.com",
        )
    if _is_near_miss(host):
        raise HostTypoError(f"{host} is not GitHub's registry; did you mean ghcr.io?")
    if host in _OTHER_REGISTRIES:
        raise HostError(f"{host} is another company's registry; GitHub's is ghcr.io.")
    if "." not in host:
        raise HostError(f"“{host}” is not a complete host name. Enter a host such as ghcr.io.")
    if host == "ghe.com":
        raise HostError("Enter your enterprise's subdomain, for example acme.ghe.com.")
    return _ghe_com(host) if host.endswith(".ghe.com") else _server(host)


def _ghe_com(host: str) -> Hosts:
    tenant = host.removesuffix(".ghe.com").removeprefix("containers.").removeprefix("api.")
    domain = f"{tenant}.ghe.com"
    return Hosts(
        f"containers.{domain}",
        Deployment.GHE_COM,
        f"https://containers.{domain}",
        f"https://api.{domain}",
        f"https://{domain}",
    )


def _server(host: str) -> Hosts:
    domain = host.removeprefix("containers.")
    return Hosts(
        f"containers.{domain}",
        Deployment.SERVER,
        f"https://containers.{domain}",
        f"https://{domain}/api/v3",
        f"https://{domain}",
    )


def _is_near_miss(host: str) -> bool:
    """Whether a host is one slip of the keyboard away from `ghcr.io`."""
    if host in _TYPOS:
        return True
    if host in _OTHER_REGISTRIES or abs(len(host) - len(GHCR)) > 1 or host == "gcr.io":
        return False
    return _distance_at_most_one(host, GHCR)


def _distance_at_most_one(typed: str, meant: str) -> bool:
    """Whether one insertion, deletion, replacement or swap of neighbours makes `typed` into `meant`."""
    if len(typed) == len(meant):
        differing = [i for i in range(len(meant)) if typed[i] != meant[i]]
        swapped = (
            len(differing) == 2  # noqa: PLR2004 - a swap touches two places
            and differing[1] == differing[0] + 1
            and typed[differing[0]] == meant[differing[1]]
            and typed[differing[1]] == meant[differing[0]]
        )
        return len(differing) == 1 or swapped
    shorter, longer = sorted((typed, meant), key=len)
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def _overridden(hosts: Hosts, environment: Mapping[str, str]) -> Hosts:
    def address(name: str, derived: str) -> str:
        given = environment.get(name, "").strip()
        return _checked(name, given) if given else derived

    return Hosts(
        hosts.registry,
        hosts.deployment,
        address("GHCR_WIZARD_REGISTRY_URL", hosts.registry_url),
        address("GHCR_WIZARD_API_URL", hosts.api_url),
        address("GHCR_WIZARD_WEB_URL", hosts.web_url),
    )


def _checked(name: str, url: str) -> str:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError:  # a port above 65535 and a name that can be none, too
        raise EndpointError(f"{name} is not a web address.") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise EndpointError(f"{name} must be an https:// address.")
    if port == 0 or clean(url) != url or " " in url:
        raise EndpointError(f"{name} is not a web address.")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise EndpointError(f"{name} uses http://, which is allowed for loopback addresses only.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise EndpointError(f"{name} must be a plain address, without user, query or fragment.")
    return url.rstrip("/")


def github_host(hosts: Hosts) -> str:
    """The GitHub a registry belongs to, as gh names it; overridden addresses do not change whose tokens fit."""
    return GITHUB_COM if hosts.deployment is Deployment.GITHUB_COM else hosts.registry.removeprefix("containers.")
