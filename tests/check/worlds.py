"""Simulated GitHubs that are checked in this process, and what each is asked; no time is lost between tries."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from ghcr_wizard.check.check import CheckRequest, check
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.session import Session, session_of
from ghcr_wizard.demo.personas.build import PERSONAS
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault, FaultKind, Role, Switches
from ghcr_wizard.github.hosts import Hosts, hosts_of
from ghcr_wizard.github.references import parse_reference
from ghcr_wizard.github.tokens import Checksum, TokenInspection, TokenKind, inspect_token
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.client import HttpClient

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_NO_TOKEN = TokenInspection(None, TokenKind.NONE, Checksum.NOT_APPLICABLE, 0)
_LARGEST = "colossus"
"""Like `enterprise` in everything but its size."""

_VARIED = {"maintainer", "app", "sso", "overprivileged", "expired", "anonymous"}
_PACKAGES = ("acme/team/web:latest", "openco/engine", "acme/nope")
_NAMESPACES = ("acme", "hubot", "nobody-here")
_UPLOAD = re.compile(r"uploads/[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True)
class Case:
    """A GitHub, and what a check of it is asked.

    Attributes:
        name: How the recording calls it.
        named: Whether packages and namespaces are named.
    """

    name: str
    persona: str = "maintainer"
    named: bool = False
    push: bool = False
    faults: tuple[Fault, ...] = ()
    switches: Switches | None = None

    def server(self) -> DemoServer:
        """The simulated GitHub."""
        return DemoServer(self.persona, switches=self.switches, faults=self.faults, now=NOW)

    def request(self, token: str) -> CheckRequest:
        """What the check is asked."""
        return CheckRequest(
            inspect_token(token) if token else _NO_TOKEN,
            packages=tuple(parse_reference(name, "ghcr.io") for name in _PACKAGES) if self.named else (),
            namespaces=_NAMESPACES if self.named else (),
            push=self.push,
        )


def _of_personas() -> list[Case]:
    cases = []
    for persona in PERSONAS.keys() - {_LARGEST}:
        cases.append(Case(persona, persona))
        if persona in _VARIED:
            cases.append(Case(f"{persona}, push", persona, push=True))
            cases.append(Case(f"{persona}, named", persona, named=True))
    return sorted(cases, key=lambda case: case.name)


_ALL_OF_IT: tuple[tuple[FaultKind, int | None], ...] = (
    ("status", 401),
    ("status", 429),
    ("status", 503),
    ("html", None),
    ("reset", None),
    ("hang", None),
    ("garbage-json", None),
)
_ROLES: dict[str, tuple[Role, ...]] = {"api": ("api",), "registry": ("registry",), "both": ("api", "registry")}
_PATHS: dict[str, Role] = {
    "^/rate_limit": "api",
    "^/user$": "api",
    "^/user/orgs": "api",
    "^/v2/$": "registry",
    "^/token": "registry",
}


def _of_faults() -> list[Case]:
    cases = [Case("ended version", switches=Switches(ended_versions=frozenset({"2022-11-28"})))]
    for where, roles in _ROLES.items():
        for kind, status in _ALL_OF_IT:
            faults = tuple(Fault(role, kind, status=status) for role in roles)
            cases.append(Case(f"{kind} {status or ''} of {where}", faults=faults))
            if status in {401, 503}:
                cases.append(Case(f"{kind} {status or ''} of {where}, expired", "expired", faults=faults))
                cases.append(Case(f"{kind} {status or ''} of {where}, named", named=True, faults=faults))
    for path, role in _PATHS.items():
        for times in (1, 3, None):
            fault = Fault(role, path=path, times=times, status=503)
            cases.append(Case(f"{path} fails {times or 'every'} time", faults=(fault,)))
    kinds: tuple[FaultKind, ...] = ("primary-rate-limit", "secondary-rate-limit", "login-lockout")
    refused = [(kind, Fault("api", kind, path="^/user$", retry_after=600)) for kind in kinds]
    return [*cases, *(Case(f"{kind} of /user", faults=(fault,)) for kind, fault in refused)]


PERSONA_CASES, FAULT_CASES = _of_personas(), _of_faults()


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


def hosts_at(server: DemoServer) -> Hosts:
    """Where the simulated GitHub is."""
    names = ("GHCR_WIZARD_REGISTRY_URL", "GHCR_WIZARD_API_URL", "GHCR_WIZARD_WEB_URL")
    return hosts_of("ghcr.io", dict(zip(names, (server.registry_url, server.api_url, server.web_url), strict=True)))


@asynccontextmanager
async def opened(hosts: Hosts, username: str, token: str, silence: float = 20.0) -> AsyncIterator[Session]:
    """The clients of a credential, which lose no time between tries."""
    async with HttpClient(sleep=_at_once, silence_seconds=silence) as http:
        yield session_of(http, hosts, Credential(username, Secret(token) if token else None))


async def requests_of(case: Case) -> Counter[str]:
    """What a check asks, each with how the credential was shown."""
    silence = 0.5 if any(fault.kind == "hang" for fault in case.faults) else 20.0
    with case.server() as server:
        async with opened(hosts_at(server), server.username, server.token, silence) as session:
            _ = [event async for event in check(session, case.request(server.token))]
        return Counter(
            _UPLOAD.sub("uploads/*", f"{row.role} {row.method} {row.path} {row.scheme or 'nobody'}")
            for row in server.requests()
        )
