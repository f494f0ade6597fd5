"""The proof that an export works: the finished text is read again, and what stands in it is tried at the registry.

A login proves nothing at GHCR (registry facts, "What an observation proves"): only the read of a package that not
everybody can read does. Tag list and a HEAD of a manifest are asked for, which need the same right as pulling.
"""

import contextlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ghcr_wizard.check.context import is_trouble
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.session import Session, open_session
from ghcr_wizard.diagnosis.cause import Severity
from ghcr_wizard.diagnosis.causes_packages import UNTRUSTED_REALM
from ghcr_wizard.diagnosis.model import Diagnosis, worst_first
from ghcr_wizard.exports import Export, ExportSource
from ghcr_wizard.exports.docker_config import credential_of, decoded
from ghcr_wizard.exports.document import Proof, written
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.packages import Access, Package, PackageGrant
from ghcr_wizard.github.refusals import Caller, rejected, trouble
from ghcr_wizard.registry.probe import Probe, probe
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.exchange import Exchange


def credential_in(export: Export, document: Secret, token: Secret, registry: str) -> Credential | None:
    """The credential that an export hands over.

    Args:
        export: The export.
        document: Its text as it was written, the token in its places.
        token: The token; read only where it stands in a field and not in the document.
        registry: The registry's host.

    Returns:
        The credential, or `None` where none can be read.
    """
    if export.proof is Proof.DOCKER_CONFIG:
        return decoded(document, registry)
    if export.proof is Proof.AUTHS:
        return credential_of(document.reveal().encode(), registry)
    username, password = export.login
    if export.proof is Proof.LINES and not username:
        return _credential(*_halves(_line(document, password)))
    if export.proof is Proof.JSON:
        members = _members(document)
        return _credential(members.get(username, ""), members.get(password, ""))
    if export.proof is Proof.LINES:
        return _credential(_line(document, username), _line(document, password))
    values = {field.name: written(field.value, token).reveal() for field in export.fields}
    return _credential(values.get(username, ""), values.get(password, ""))


def _halves(text: str) -> tuple[str, str]:
    username, _, password = text.partition(":")
    return username, password


def _members(document: Secret) -> dict[str, str]:
    try:
        members = json.loads(document.reveal())
    except ValueError:
        return {}
    return {name: str(value) for name, value in members.items()} if isinstance(members, dict) else {}


def _line(document: Secret, name: str) -> str:
    """The value of a line, its quotes taken away as YAML does."""
    found = re.search(rf"^ *{re.escape(name)}: (.*)$", document.reveal(), re.MULTILINE) if name else None
    value = found[1] if found else ""
    if value.startswith('"'):
        with contextlib.suppress(ValueError):
            return str(json.loads(value))
    return value


def _credential(username: str, password: str) -> Credential | None:
    return Credential(username, Secret(password)) if username and password else None


MOST_TRIES = 3
"""Packages tried at most; the first one that can be pulled ends it."""


class ProofVerdict(StrEnum):
    """What trying the produced secret showed."""

    PROVEN = "proven"
    PUBLIC_ONLY = "public-only"
    LOGIN_ONLY = "login-only"
    REFUSED = "refused"
    UNDECIDED = "undecided"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class ProofResult:
    """What became of the proof.

    Attributes:
        verdict: In a word.
        summary: In a sentence or two.
        package: The package `OWNER/NAME` that was read, if one was.
        diagnoses: Why it is not more, the worst first.
        exchanges: What was asked.
    """

    verdict: ProofVerdict
    summary: str
    package: str | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    exchanges: tuple[Exchange, ...] = ()


async def prove(
    hosts: Hosts, export: Export, token: Secret | None, source: ExportSource, known: Iterable[Diagnosis] = ()
) -> ProofResult:
    """Write the export out, read the credential from it again, and pull a package with that.

    Never raises for what a network or a server can do.

    Args:
        hosts: The servers.
        export: What is handed over.
        token: The token; `None` where there is none.
        source: What the export was made from; its packages are the ones to try.
        known: What was found before, such as a listing that was refused.
    """
    document = written(export.document, token)
    produced = credential_in(export, document, token or Secret(""), hosts.registry)
    if produced is None:
        return ProofResult(ProofVerdict.NOTHING, "There is no secret in it, so there is nothing to test.")
    async with open_session(hosts, produced) as session:
        return await _tried(session, source, list(known))


async def _tried(session: Session, source: ExportSource, known: list[Diagnosis]) -> ProofResult:
    caller = Caller(source.kind, session.hosts)
    login = await session.registry.login()
    if (problem := trouble(login, "the proof")) is not None:
        foreign = problem.of is UNTRUSTED_REALM
        return _refused([problem], [login]) if foreign else _undecided([problem], [login])
    if not login.ok:
        return _refused([rejected(login, caller.kind)], [login])
    tries: list[Probe] = []
    for package in sorted(source.packages, key=lambda row: not row.proves)[:MOST_TRIES]:
        tries.append(await _pulled(session, caller, package))
        if tries[-1].grant.pull is Access.GRANTED:
            return _granted(session.hosts, tries[-1], [login, *_asked(tries)])
    return _without_pull([row.grant for row in tries], [*_found(tries), *known], [login, *_asked(tries)])


async def _pulled(session: Session, caller: Caller, package: Package) -> Probe:
    """Read a package's tag list, and the manifest of one of its tags, as a pull begins."""
    reply = await session.registry.tags(f"{package.owner}/{package.name}".lower(), page_size=1)
    tag = next(iter(reply.value.tags), None) if reply.value else None
    return await probe(session.registry, session.anonymous_registry, caller, package, tag)


def _asked(tries: Iterable[Probe]) -> list[Exchange]:
    return [row for each in tries for row in each.exchanges]


def _found(tries: Iterable[Probe]) -> list[Diagnosis]:
    return [row for each in tries for row in each.diagnoses if row.severity is not Severity.INFO]


def _granted(hosts: Hosts, tried: Probe, exchanges: list[Exchange]) -> ProofResult:
    grant, name = tried.grant, f"{hosts.registry}/{tried.grant.name.lower()}"
    if grant.anonymous_pull:
        text = (
            f"Only public packages are known: {name} was read with it, but anyone can. Private pulls are not verified."
        )
        return ProofResult(ProofVerdict.PUBLIC_ONLY, text, grant.name, (), tuple(exchanges))
    visibility = f" ({grant.visibility})" if grant.visibility else ""
    text = f"Verified: with exactly this secret {name}{visibility} was read."
    return ProofResult(ProofVerdict.PROVEN, text, grant.name, (), tuple(exchanges))


def _without_pull(grants: list[PackageGrant], rows: list[Diagnosis], exchanges: list[Exchange]) -> ProofResult:
    """Nothing could be pulled: refused, or nobody could tell, or there is nothing to try."""
    denied = any(grant.pull is Access.DENIED for grant in grants)
    if denied or any(row.severity is Severity.ERROR and not is_trouble(row) for row in rows):
        return _refused(rows, exchanges)
    if grants:
        return _undecided([row for row in rows if is_trouble(row)] or rows, exchanges)
    text = "Login succeeded, which does not prove access, and no package is known to test."
    return ProofResult(ProofVerdict.LOGIN_ONLY, text, None, (), tuple(exchanges))


def _refused(rows: list[Diagnosis], exchanges: list[Exchange]) -> ProofResult:
    ordered = worst_first(rows)
    text = f"Refused: {ordered[0].cause} {ordered[0].fix}"
    return ProofResult(ProofVerdict.REFUSED, text, None, tuple(ordered), tuple(exchanges))


def _undecided(rows: list[Diagnosis], exchanges: list[Exchange]) -> ProofResult:
    ordered = worst_first(rows)
    why = f": {ordered[0].cause}" if ordered else "."
    return ProofResult(ProofVerdict.UNDECIDED, f"Not verified{why}", None, tuple(ordered), tuple(exchanges))
