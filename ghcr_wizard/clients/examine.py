"""Every credential for a registry on this computer: found, tested, and which one wins.

Headless and asynchronous: `examine` yields values as they become known. A credential goes to the servers of the
registry it was stored for, and to no others.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ghcr_wizard.clients.find import CredentialSearch
from ghcr_wizard.clients.findings import kept_findings, placed, used_by
from ghcr_wizard.clients.live import Tested, control_pull, try_credential
from ghcr_wizard.clients.places import lasting_auth_file
from ghcr_wizard.clients.report import Control, CredentialSource, CredentialVerdict, Examination, Examined, Found
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.diagnosis.cause import UNANSWERED, Severity
from ghcr_wizard.diagnosis.causes_packages import STALE_CREDENTIAL_BLOCKS_PUBLIC, UNTRUSTED_REALM
from ghcr_wizard.diagnosis.model import Diagnosis, worst_first
from ghcr_wizard.github.hosts import Hosts
from ghcr_wizard.github.references import Reference
from ghcr_wizard.secret import Secret

_AT_A_TIME = 4
"""Credentials tested together: GitHub locks an address out that fails at login too often."""

_ANYBODYS = frozenset({CredentialSource.ENVIRONMENT, CredentialSource.PROFILE, CredentialSource.STANDARD_INPUT})
"""Kept to be used by whoever asks for them, so a dead one matters though no program takes it by itself."""


@dataclass(frozen=True, slots=True)
class DoctorRequest:
    """What to examine.

    Attributes:
        hosts: The servers.
        environment: The variables other programs would see.
        credentials: This program's profiles; `None` where there can be none.
        package: A public package for the control pull.
        given: A file's text to examine in place of this computer.
        etc: The folder of the computer's settings.
    """

    hosts: Hosts
    environment: Mapping[str, str]
    credentials: Credentials | None = None
    package: Reference | None = None
    given: str | None = field(default=None, repr=False)
    etc: Path = Path("/etc")


@dataclass(frozen=True, slots=True)
class CredentialFound:
    """A credential, or a place that should have given one, was found; nothing is known of it yet."""

    found: Found


@dataclass(frozen=True, slots=True)
class SearchEnded:
    """Everything was looked through: who uses what is known, the verdicts are not.

    Attributes:
        credentials: What there is to show, in its final order.
    """

    credentials: tuple[Examined, ...]


@dataclass(frozen=True, slots=True)
class ControlTried:
    """The control pull was tried."""

    control: Control


@dataclass(frozen=True, slots=True)
class CredentialExamined:
    """A credential's verdict is known.

    Attributes:
        index: Its place among the credentials of `SearchEnded`.
        credential: It, whole.
    """

    index: int
    credential: Examined


@dataclass(frozen=True, slots=True)
class DoctorCompleted:
    """The examination ended; nothing follows."""

    examination: Examination


DoctorEvent = CredentialFound | SearchEnded | ControlTried | CredentialExamined | DoctorCompleted
"""What an examination yields."""


async def examine(request: DoctorRequest) -> AsyncIterator[DoctorEvent]:
    """Find every credential for the registry, test each, and say which one wins. Nothing is changed.

    Yields:
        What is found, one by one; the whole list; the control pull; verdicts as they come; the examination last.
    """
    search = CredentialSearch(request.hosts, request.environment, request.credentials, request.etc)
    async for found in search.run() if request.given is None else search.read(request.given):
        if found.shown:
            yield CredentialFound(found)
    rows = _untested(request, search)
    yield SearchEnded(tuple(rows))
    control, refusal = None, None
    if request.package is not None:
        control, refusal = await control_pull(request.hosts, request.package)
        yield ControlTried(control)
    pulled = False
    async for secret, tested in _tested(request.hosts, rows, control):
        pulled = pulled or tested.pulled
        for index, row in enumerate(rows):
            if row.found.secret == secret:
                rows[index] = _judged(row, tested, request.hosts)
                yield CredentialExamined(index, rows[index])
    extra = () if refusal is None or pulled else (refusal,)
    diagnoses = worst_first([*(row for each in rows for row in each.diagnoses), *extra])
    yield DoctorCompleted(Examination(request.hosts, tuple(rows), control, tuple(diagnoses)))


def _untested(request: DoctorRequest, search: CredentialSearch) -> list[Examined]:
    users = used_by(search.found, search.files)
    findings = kept_findings(search.found, search.files, str(lasting_auth_file(request.environment)))
    rows = []
    for found, clients, own in zip(search.found, users, findings, strict=True):
        if found.shown:
            known = tuple(_placed(row, found, request.hosts) for row in own)
            rows.append(Examined(found, clients, _without_secret(found), None, None, known))
    return rows


def _without_secret(found: Found) -> CredentialVerdict | None:
    """The verdict of a place that gave no secret; one that GitHub could not be asked for is not unreadable."""
    if found.secret is not None:
        return None
    unasked = any(row.family in UNANSWERED for row in found.flaws)
    return CredentialVerdict.UNREACHABLE if unasked else CredentialVerdict.UNREADABLE


async def _tested(
    hosts: Hosts, rows: Collection[Examined], control: Control | None
) -> AsyncIterator[tuple[Secret, Tested]]:
    """Every distinct secret with what its test showed, in the order the answers come."""
    slots = asyncio.Semaphore(_AT_A_TIME)

    async def one(username: str | None, secret: Secret) -> tuple[Secret, Tested]:
        async with slots:
            return secret, await try_credential(hosts, username, secret, control)

    secrets: dict[Secret, str | None] = {}
    for row in rows:
        if row.found.secret is not None:
            secrets[row.found.secret] = secrets.get(row.found.secret) or row.found.username
    tasks = [asyncio.ensure_future(one(username, secret)) for secret, username in secrets.items()]
    try:
        for next_one in asyncio.as_completed(tasks):
            yield await next_one
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _judged(row: Examined, tested: Tested, hosts: Hosts) -> Examined:
    """A credential with its verdict; errors of one that no program uses are left out, they harm nobody."""
    used = bool(row.wins_for)
    matters = used or row.found.source in _ANYBODYS
    known = [each for each in tested.diagnoses if matters or not _blames(each)]
    live = [_placed(each, row.found, hosts) for each in known if used or each.of is not STALE_CREDENTIAL_BLOCKS_PUBLIC]
    diagnoses = (*row.diagnoses, *live)
    return Examined(row.found, row.wins_for, tested.verdict, tested.kind, tested.owner, diagnoses)


def _blames(row: Diagnosis) -> bool:
    return row.family not in UNANSWERED and row.severity is Severity.ERROR


def _placed(row: Diagnosis, found: Found, hosts: Hosts) -> Diagnosis:
    """Troubles of the servers are nobody's; everything else is about the place the credential is in."""
    if row.family in UNANSWERED or row.of is UNTRUSTED_REALM:
        return row
    return placed(row, found, hosts)
