"""The exact next step for a credential that `doctor` found, as a command and as a sentence."""

import shlex

from ghcr_wizard.clients.lookup import Role
from ghcr_wizard.clients.report import CredentialSource, Found
from ghcr_wizard.diagnosis.cause import Cause, Family
from ghcr_wizard.diagnosis.causes_clients import CREDENTIAL_READABLE_BY_OTHERS, CREDENTIAL_SHADOWED
from ghcr_wizard.diagnosis.causes_packages import STALE_CREDENTIAL_BLOCKS_PUBLIC
from ghcr_wizard.diagnosis.causes_tokens import SCOPE_READ_PACKAGES_MISSING
from ghcr_wizard.github.hosts import GHCR, Hosts, github_host

_GH_SCOPE = "read:packages"

_OF_OTHERS = frozenset({CredentialSource.REGISTRIES_YAML, CredentialSource.STANDARD_INPUT})
"""Files that somebody else uses: they are written anew, not edited."""

_CONTAINERDS = frozenset({Role.CONTAINERD, Role.CONTAINERD_HOSTS})
_CONTAINERD = (
    "Edit the file as root: take the login out, or replace it; public images need none. What config.toml says counts "
    "after `systemctl restart containerd`."
)
_BY_HAND = _CONTAINERDS | {Role.USERS_DOCKER, Role.LEGACY}
"""Files that no command writes."""

_PROGRAMS = {Role.DOCKER: "docker", Role.HELM: "helm registry", Role.REGCTL: "regctl registry"}
"""What `logout` is a command of, for those with Docker's understanding of names."""

_OWN_HELPER = "docker-credential-ghcr-wizard"


def command_for(cause: Cause, found: Found, hosts: Hosts) -> str | None:
    """The command that takes a step against a diagnosis; `None` where no single one does."""
    if _is_dead(cause):
        return _refresh(found, hosts) or removal(found, hosts)
    if cause is CREDENTIAL_SHADOWED:
        return removal(found, hosts)
    if cause is SCOPE_READ_PACKAGES_MISSING and found.source is CredentialSource.GH:
        return f"gh auth refresh -h {github_host(hosts)} -s {_GH_SCOPE}"
    if cause is CREDENTIAL_READABLE_BY_OTHERS and found.kept is not None:
        return f"chmod 600 {shlex.quote(found.kept.path)}"
    return None


def fix_for(cause: Cause, found: Found, hosts: Hosts) -> str | None:
    """The next step as a sentence about this very place; `None` where the cause's own will do."""
    command = command_for(cause, found, hosts)
    if command is None:
        return _CONTAINERD if _is_dead(cause) and _CONTAINERDS & {*found.roles} else None
    if _is_dead(cause):
        return f"Run `{command}`{_afterwards(found)}"
    if cause is CREDENTIAL_SHADOWED:
        return f"Keep the one that is meant; `{command}` removes this one."
    return f"Run `{command}`."


def _is_dead(cause: Cause) -> bool:
    return cause.family is Family.DEAD or cause is STALE_CREDENTIAL_BLOCKS_PUBLIC


def removal(found: Found, hosts: Hosts) -> str | None:
    """The command that takes a credential off this computer; `None` where only its owner knows how."""
    if found.source in _OF_OTHERS or _BY_HAND & {*found.roles}:
        return None
    registry = f"{hosts.registry}/{found.namespace}" if found.namespace else hosts.registry
    if found.source is CredentialSource.ENVIRONMENT:
        return f"unset {found.location}"
    if found.source is CredentialSource.PROFILE:
        return f"ghcr-wizard logout --profile {shlex.quote(found.location)}"
    if found.source is CredentialSource.GH:
        return f"gh auth logout -h {github_host(hosts)}"
    program = next((program for role, program in _PROGRAMS.items() if role in found.roles), None)
    if found.location == _OWN_HELPER and Role.REGCTL not in found.roles:
        return _own_helpers_removal(found, hosts)
    if program is not None:
        return f"{program} logout {hosts.registry}" if _docker_knows(found, hosts) else None
    if found.kept is None:
        return f"podman logout {registry}"
    return f"podman logout --authfile {shlex.quote(found.kept.path)} {registry}"


def _own_helpers_removal(found: Found, hosts: Hosts) -> str:
    """What stops a program asking this one, its profile left alone: the program's own logout would remove that too."""
    client = "docker" if Role.DOCKER in found.roles else "podman"
    where = "" if hosts.registry == GHCR else f" --registry {hosts.registry}"
    return f"ghcr-wizard export {client} --undo --yes{where}"


def _docker_knows(found: Found, hosts: Hosts) -> bool:
    """Whether `docker logout` finds the entry: it knows the host, bare or as a web address, and nothing below it."""
    host = hosts.registry
    return found.kept is None or found.kept.key in {None, host, f"https://{host}", f"http://{host}"}


def _refresh(found: Found, hosts: Hosts) -> str | None:
    """What replaces a dead credential in one step, for the programs that make their own."""
    if found.source is CredentialSource.GH:
        return f"gh auth login -h {github_host(hosts)} -s {_GH_SCOPE}"
    if found.location == _OWN_HELPER:
        return "ghcr-wizard"
    return f"ghcr-wizard export {found.export}" if found.export else None


def _afterwards(found: Found) -> str:
    if found.export:
        return ": it writes one with a token that works."
    if found.source is CredentialSource.GH:
        return ": it replaces the token."
    if found.location == _OWN_HELPER:
        return " and replace the profile's token; the helper gives out the new one from then on."
    if found.source is CredentialSource.ENVIRONMENT:
        return ", and take it out of what sets it (a shell's start-up file, a secret of the workflow)."
    return ", then log in with a working token; public images need none."
