"""Environment variables people keep a GitHub token in, and whose token each one is.

A variable is taken for one GitHub alone: its token is never sent to another.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from ghcr_wizard.clients.lookup import Role
from ghcr_wizard.github.hosts import GITHUB_COM, Deployment, Hosts, github_host

_OF_GH = {"GH_TOKEN": Role.GH_FIRST, "GITHUB_TOKEN": Role.GH_SECOND}
_OF_GH_SERVER = {"GH_ENTERPRISE_TOKEN": Role.GH_FIRST, "GITHUB_ENTERPRISE_TOKEN": Role.GH_SECOND}
_FOR_GHCR = (
    "CR_PAT",
    "CR_TOKEN",
    "GHCR_TOKEN",
    "GHCR_PAT",
    "GHCR_PASSWORD",
    "GH_PAT",
    "GITHUB_PAT",
    "GITHUB_CR_PAT",
    "GITHUB_PERSONAL_ACCESS_TOKEN",
)
"""Names from GitHub's documentation (`CR_PAT`) and from workflows; the programs of `clients` read none of them."""


def variables(hosts: Hosts, environment: Mapping[str, str]) -> Iterator[tuple[str, Role]]:
    """The variables that are set and hold a token of this GitHub, in gh's order first.

    `GH_TOKEN` and `GITHUB_TOKEN` are GitHub.com's, but in a workflow those of the server it runs on, which
    `GITHUB_SERVER_URL` names (GitHub docs, "Variables reference"). `GH_ENTERPRISE_TOKEN` is for an Enterprise Server;
    with `GH_HOST` for that one alone.
    """
    for name, role in _expected(hosts, environment).items():
        if environment.get(name, "").strip():
            yield name, role


def _expected(hosts: Hosts, environment: Mapping[str, str]) -> dict[str, Role]:
    host = github_host(hosts)
    of_workflow = _OF_GH if host == _workflow_host(environment) else {}
    if hosts.deployment is Deployment.GITHUB_COM:
        return of_workflow | dict.fromkeys(_FOR_GHCR, Role.VARIABLE)
    if hosts.deployment is Deployment.GHE_COM:
        return dict(of_workflow)
    named = environment.get("GH_HOST", "").lower() in {"", host}
    return (_OF_GH_SERVER if named else {}) | dict.fromkeys(of_workflow, Role.VARIABLE)


def _workflow_host(environment: Mapping[str, str]) -> str:
    try:
        host = urlsplit(environment.get("GITHUB_SERVER_URL", "")).hostname
    except ValueError:
        host = None
    return host or GITHUB_COM
