"""What is wrong with how credentials are kept and which one wins, without asking anybody. Pure functions."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from ghcr_wizard.clients.lookup import Candidate, Client, Holding, Role, decider, owner_of, winners
from ghcr_wizard.clients.remedies import fix_for
from ghcr_wizard.clients.report import CredentialSource, Found
from ghcr_wizard.diagnosis.causes_clients import (
    CLIENT_CONFIG_INVALID,
    CREDENTIAL_NOT_PERSISTENT,
    CREDENTIAL_PLAINTEXT,
    CREDENTIAL_READABLE_BY_OTHERS,
    CREDENTIAL_SHADOWED,
)
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.tokens import inspect_token

_OTHERS = 0o077
_STORED_BY_OTHERS = frozenset(
    {
        CredentialSource.DOCKER_CONFIG,
        CredentialSource.DOCKER_HELPER,
        CredentialSource.PODMAN_AUTH,
        CredentialSource.HELM_CONFIG,
    }
)


def used_by(found: Sequence[Found], files: Collection[Role]) -> list[tuple[Client, ...]]:
    """For everything found the programs that use it."""
    places, candidates = _candidates(found)
    taken: list[dict[Client, None]] = [{} for _ in found]
    for place, clients in zip(places, winners(candidates, files), strict=True):
        taken[place].update(dict.fromkeys(clients))
    return [tuple(client for client in Client if client in clients) for clients in taken]


def kept_findings(found: Sequence[Found], files: Collection[Role], lasting: str) -> list[list[Diagnosis]]:
    """For everything found what is wrong with how it is kept.

    Args:
        found: Everything there is.
        files: The roles whose file exists.
        lasting: Podman's file that a reboot leaves alone.
    """
    shadows = _shadows(found, files)
    return [[*row.flaws, *_kept(row, lasting), *_around(row), *shadows[index]] for index, row in enumerate(found)]


def placed(row: Diagnosis, found: Found, hosts: Hosts) -> Diagnosis:
    """A diagnosis of a credential with the place it was found in as its subject, and the step that fits the place."""
    fix = fix_for(row.of, found, hosts) or row.fix
    return replace(row, fix=fix, subject=row.subject or found.location)


def _candidates(found: Sequence[Found]) -> tuple[list[int], list[Candidate]]:
    """Every candidate with the index of what it belongs to."""
    pairs = [(index, candidate) for index, row in enumerate(found) for candidate in row.candidates()]
    return [index for index, _ in pairs], [candidate for _, candidate in pairs]


def _kept(row: Found, lasting: str) -> list[Diagnosis]:
    kept = row.kept
    if kept is None or row.secret is None:
        return []
    findings = [diagnose(CREDENTIAL_PLAINTEXT, kept.path)]
    if kept.mode is not None and kept.mode & _OTHERS:
        findings.append(diagnose(CREDENTIAL_READABLE_BY_OTHERS, kept.path, mode=f"{kept.mode:04o}"))
    if not kept.persistent:
        findings.append(diagnose(CREDENTIAL_NOT_PERSISTENT, kept.path, instead=lasting))
    return findings


def _around(row: Found) -> list[Diagnosis]:
    """What stands around a stored token is sent with it."""
    if row.source not in _STORED_BY_OTHERS or row.secret is None:
        return []
    trimmed = inspect_token(row.secret.reveal()).trimmed
    said = f"around its secret there are {' and '.join(trimmed)}, which are sent with it"
    return [diagnose(CLIENT_CONFIG_INVALID, row.location, said=said)] if trimmed else []


def _shadows(found: Sequence[Found], files: Collection[Role]) -> list[list[Diagnosis]]:
    places, candidates = _candidates(found)
    findings: list[list[Diagnosis]] = [[] for _ in found]
    for index, row in enumerate(found):
        client = next((owner for role in row.roles if (owner := owner_of(role))), None)
        if client is None or row.secret is None or row.holding is Holding.BROKEN:
            continue
        deciding = decider(client, candidates, files, row.namespace)
        winner = found[places[deciding]] if deciding is not None else None
        if winner is not None and winner is not row and winner.secret != row.secret:
            said = winner.location if winner.holding is Holding.SECRET else f"{winner.location} (which gives none)"
            findings[index].append(diagnose(CREDENTIAL_SHADOWED, row.location, winner=said))
    return findings
