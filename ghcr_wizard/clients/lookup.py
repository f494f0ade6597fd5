"""Which of the credentials on a computer each program takes: lookup orders as data, and one rule over them.

Docker: its documentation of `docker login` ("Credential helpers": one for the registry, then the store for all, then
the file). Podman, skopeo, Buildah: containers-auth.json(5) and containers-registries.conf(5). crane: its `authn`
documentation. Helm: its documentation of `helm registry login`; what its own file lacks it takes from Docker's, as
regctl does. containerd: its documentation, "Registry Configuration"; a header of `hosts.toml` goes out with the first
request, a login of its settings with the second. gh: its manual, "gh help environment". `DOCKER_CONFIG` moves Docker's
file to the front for Podman, not for skopeo (containers/common, `auth.GetDefaultAuthFile`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Client(StrEnum):
    """A program that looks for a credential by itself."""

    DOCKER = "docker"
    PODMAN = "podman"
    SKOPEO = "skopeo"
    CRANE = "crane"
    HELM = "helm"
    K3S = "k3s"
    RKE2 = "rke2"
    CONTAINERD = "containerd"
    REGCTL = "regctl"
    USERS_DOCKER = "docker without sudo"
    GH = "gh"
    GHCR_WIZARD = "ghcr-wizard"


class Role(StrEnum):
    """What a place is to the programs that look there; values are what a person calls it."""

    DOCKER_ENVIRONMENT = "DOCKER_AUTH_CONFIG"
    DOCKER = "Docker's configuration"
    HELPERS_FIRST = "registries.conf, before the files"
    DOCKER_FIRST = "Docker's configuration, named by DOCKER_CONFIG"
    EXPLICIT = "the file of REGISTRY_AUTH_FILE"
    RUNTIME = "the runtime folder's auth.json"
    CONFIG = "the settings folder's auth.json"
    LEGACY = "the file .dockercfg"
    HELM = "Helm's own file"
    K3S = "k3s' own file"
    RKE2 = "RKE2's own file"
    CONTAINERD_HOSTS = "containerd's file of the registry"
    CONTAINERD = "containerd's settings"
    REGCTL = "regctl's own file"
    USERS_DOCKER = "Docker's configuration of who called sudo"
    HELPERS_LAST = "registries.conf, after the files"
    GH_FIRST = "gh's first variable"
    GH_SECOND = "gh's second variable"
    GH_STORE = "gh's own store"
    VARIABLE = "another variable"
    DEFAULT_PROFILE = "the registry's default profile"
    PROFILE = "another profile"


class Means(StrEnum):
    """How a place gives a credential."""

    HELPER = "a credential helper for this registry"
    STORE = "a credential helper for all registries"
    ENTRY = "the credential itself"


class Holding(StrEnum):
    """What a program gets when it looks."""

    SECRET = "a credential"  # noqa: S105 - what is held, in words
    NOTHING = "nothing"
    BROKEN = "an error"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that a program may come across while it looks.

    Attributes:
        role: Where.
        means: How it gives a credential.
        holding: What comes of it.
        namespace: The part of the registry it is for, `acme/team`; empty for all of it.
        exact: Whether it is kept under exactly that name, and not under a web address of it.
    """

    role: Role
    means: Means
    holding: Holding
    namespace: str = ""
    exact: bool = True


@dataclass(frozen=True, slots=True)
class _Step:
    """A place a program looks at; the first of `means` that is configured there decides for the place."""

    role: Role
    means: tuple[Means, ...] = (Means.ENTRY,)


_DOCKER_MEANS = (Means.HELPER, Means.STORE, Means.ENTRY)
_AUTH_FILE_MEANS = (Means.HELPER, Means.ENTRY)

_HELPERS_FIRST = _Step(Role.HELPERS_FIRST, (Means.HELPER,))
_AUTH_FILES = (
    _Step(Role.EXPLICIT, _AUTH_FILE_MEANS),
    _Step(Role.RUNTIME, _AUTH_FILE_MEANS),
    _Step(Role.CONFIG, _AUTH_FILE_MEANS),
    _Step(Role.DOCKER, _AUTH_FILE_MEANS),
    _Step(Role.LEGACY),
    _Step(Role.HELPERS_LAST, (Means.HELPER,)),
)

LOOKUPS: Mapping[Client, tuple[_Step, ...]] = {
    Client.DOCKER: (_Step(Role.DOCKER_ENVIRONMENT), _Step(Role.DOCKER, _DOCKER_MEANS)),
    Client.PODMAN: (_HELPERS_FIRST, _Step(Role.DOCKER_FIRST, _AUTH_FILE_MEANS), *_AUTH_FILES),
    Client.SKOPEO: (_HELPERS_FIRST, *_AUTH_FILES),
    Client.CRANE: (
        _Step(Role.DOCKER, _DOCKER_MEANS),
        _Step(Role.EXPLICIT, _DOCKER_MEANS),
        _Step(Role.RUNTIME, _DOCKER_MEANS),
    ),
    Client.HELM: (_Step(Role.HELM, _DOCKER_MEANS), _Step(Role.DOCKER, _DOCKER_MEANS)),
    Client.K3S: (_Step(Role.K3S),),
    Client.RKE2: (_Step(Role.RKE2),),
    Client.CONTAINERD: (_Step(Role.CONTAINERD_HOSTS), _Step(Role.CONTAINERD)),
    Client.REGCTL: (_Step(Role.REGCTL, (Means.HELPER, Means.ENTRY, Means.STORE)), _Step(Role.DOCKER, _DOCKER_MEANS)),
    Client.USERS_DOCKER: (_Step(Role.USERS_DOCKER, _DOCKER_MEANS),),
    Client.GH: (_Step(Role.GH_FIRST), _Step(Role.GH_SECOND), _Step(Role.GH_STORE)),
    Client.GHCR_WIZARD: (_Step(Role.DEFAULT_PROFILE),),
}
"""Where each program looks, in its order."""

_BY_NAMESPACE = frozenset({Client.PODMAN, Client.SKOPEO})
"""Programs for which an entry may be for a part of a registry; the others take such a one for the whole."""

_FIRST_FILE_ONLY = frozenset({Client.CRANE})
"""Programs that read the first file that exists, and no other whatever it holds."""

_WITH_OWN_FILE = {Client.HELM: Role.HELM, Client.REGCTL: Role.REGCTL}
"""Programs that are spoken of only where they have a file of their own; without it they take Docker's, as it is."""

_OWNERS = {
    Role.HELM: Client.HELM,
    Role.K3S: Client.K3S,
    Role.RKE2: Client.RKE2,
    Role.CONTAINERD_HOSTS: Client.CONTAINERD,
    Role.CONTAINERD: Client.CONTAINERD,
    Role.REGCTL: Client.REGCTL,
    Role.USERS_DOCKER: Client.USERS_DOCKER,
    Role.DOCKER_ENVIRONMENT: Client.DOCKER,
    Role.DOCKER: Client.DOCKER,
    Role.DOCKER_FIRST: Client.DOCKER,
    Role.GH_STORE: Client.GH,
    **dict.fromkeys(
        (Role.HELPERS_FIRST, Role.EXPLICIT, Role.RUNTIME, Role.CONFIG, Role.LEGACY, Role.HELPERS_LAST), Client.PODMAN
    ),
}


def owner_of(role: Role) -> Client | None:
    """The program a place was made for; `None` for variables and profiles, which are anybody's."""
    return _OWNERS.get(role)


def winners(candidates: Sequence[Candidate], files: Collection[Role]) -> list[tuple[Client, ...]]:
    """For every candidate the programs that take it, for the whole registry or for its part of it.

    Args:
        candidates: Everything there is, in the order it stands in its file.
        files: The roles whose file exists, whatever is in it.
    """
    taken: list[list[Client]] = [[] for _ in candidates]
    for client in Client:
        for namespace in _parts(client, candidates):
            index = decider(client, candidates, files, namespace)
            if index is not None and candidates[index].holding is not Holding.NOTHING and client not in taken[index]:
                taken[index].append(client)
    return [tuple(clients) for clients in taken]


def decider(
    client: Client, candidates: Sequence[Candidate], files: Collection[Role], namespace: str = ""
) -> int | None:
    """The index of the candidate that decides what a program uses; `None` where it finds none.

    One that holds nothing decides only where nothing after it does: a helper that is configured and empty.

    Args:
        client: The program.
        candidates: Everything there is.
        files: The roles whose file exists.
        namespace: The part of the registry an image is in.
    """
    empty: int | None = None
    for step in _steps(client, files):
        for means in step.means:
            matching = list(_matching(client, candidates, step.role, means, namespace))
            if not matching:
                continue
            full = [index for index in matching if candidates[index].holding is not Holding.NOTHING]
            if full:
                return full[0]
            empty = matching[0] if empty is None else empty
            break
    return empty


def _steps(client: Client, files: Collection[Role]) -> tuple[_Step, ...]:
    steps = LOOKUPS[client]
    if client in _WITH_OWN_FILE and _WITH_OWN_FILE[client] not in files:
        return ()
    if client not in _FIRST_FILE_ONLY:
        return steps
    return tuple(step for step in steps if step.role in files)[:1]


def _matching(
    client: Client, candidates: Sequence[Candidate], role: Role, means: Means, namespace: str
) -> Iterator[int]:
    """The candidates of one place, the best match first."""
    here = [index for index, row in enumerate(candidates) if row.role is role and row.means is means]
    if client not in _BY_NAMESPACE:
        return iter(sorted(here, key=lambda index: (candidates[index].namespace != "", not candidates[index].exact)))
    fitting = [index for index in here if _covers(candidates[index].namespace, namespace)]
    return iter(sorted(fitting, key=lambda index: (-len(candidates[index].namespace), not candidates[index].exact)))


def _covers(part: str, namespace: str) -> bool:
    return not part or namespace == part or namespace.startswith(f"{part}/")


def _parts(client: Client, candidates: Sequence[Candidate]) -> list[str]:
    if client not in _BY_NAMESPACE:
        return [""]
    return ["", *dict.fromkeys(row.namespace for row in candidates if row.namespace)]
