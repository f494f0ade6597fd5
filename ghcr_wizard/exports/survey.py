"""What is known of a credential before it is exported: whose it is, when it ends, which packages it sees."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import cast

from ghcr_wizard.catalog.catalog import CatalogCache, CatalogRequest, catalog
from ghcr_wizard.catalog.events import (
    CatalogCompleted,
    CatalogDiagnosed,
    CatalogEvent,
    NamespaceGone,
    NamespaceRefreshed,
    PackagesListed,
    RefreshEvent,
)
from ghcr_wizard.check import steps_token
from ghcr_wizard.check.context import CheckContext, is_trouble
from ghcr_wizard.check.questions import CheckRequest
from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.credentials.session import Session
from ghcr_wizard.diagnosis.model import Diagnosis, worst_first
from ghcr_wizard.exports import ExportSource
from ghcr_wizard.exports.proof import MOST_TRIES
from ghcr_wizard.github.packages import Package
from ghcr_wizard.github.scopes import Purpose, compare_scopes, in_plain_words
from ghcr_wizard.github.tokens import TokenInspection, TokenKind
from ghcr_wizard.text import clean

_ENOUGH_PACKAGES = 300
"""Packages looked at in search of private ones, where not all are asked for."""

_LONGEST_LINE = 200


@dataclass(frozen=True, slots=True)
class ExportSurvey:
    """What is known of a credential before it is exported.

    Attributes:
        source: What an export is made from.
        diagnoses: What was found on the way.
    """

    source: ExportSource
    diagnoses: tuple[Diagnosis, ...] = ()


@dataclass(frozen=True, slots=True)
class SurveyRequest:
    """What to find out.

    Attributes:
        inspection: The steps_token, judged offline.
        profile: Where it is stored, or `None` for one given once.
        everything: Whether all packages are wanted, not only some to try.
    """

    inspection: TokenInspection
    profile: Profile | None = None
    everything: bool = False


async def survey(
    session: Session,
    request: SurveyRequest,
    cache: CatalogCache | None = None,
    told: Callable[[int], None] = lambda _count: None,
) -> ExportSurvey:
    """Ask GitHub whose the credential is, when it ends, and which packages it sees.

    Never raises for what a network or a server can do.

    Args:
        session: The open clients.
        request: What to find out.
        cache: Where what was seen is kept; it is used, and renewed where all is asked for.
        told: Called with the number of packages seen so far.
    """
    findings = CheckContext(session, CheckRequest(request.inspection), lambda: datetime.now(UTC), lambda _: None)
    seen: dict[str, list[Package]] = {}
    complete: bool | None = None
    if not findings.anonymous:
        await steps_token.identity(findings)
        await steps_token.scopes(findings)
        await steps_token.expiry(findings)
        if not findings.dead and not any(is_trouble(row) for row in findings.diagnoses):
            complete = await _list(findings, request, cache, seen, told)
    packages = tuple(row for rows in seen.values() for row in rows)
    source = replace(_source(findings, request.profile), packages=packages, complete=complete)
    return ExportSurvey(source, tuple(worst_first(findings.diagnoses)))


async def _list(
    findings: CheckContext,
    request: SurveyRequest,
    cache: CatalogCache | None,
    seen: dict[str, list[Package]],
    told: Callable[[int], None],
) -> bool | None:
    """List packages until there are enough; whether these are all of them."""
    wanted = CatalogRequest(request.inspection.kind)
    events = catalog(findings.session, wanted, cache=cache)
    async with aclosing(cast("AsyncGenerator[CatalogEvent | RefreshEvent]", events)):
        async for event in events:
            match event:
                case PackagesListed(name, packages):
                    seen.setdefault(name, []).extend(packages)
                case NamespaceRefreshed(name, packages):
                    seen[name] = list(packages)
                case NamespaceGone(name):
                    seen.pop(name, None)
                case CatalogDiagnosed(diagnosis):
                    findings.note([diagnosis])
                case CatalogCompleted(complete):
                    return complete
            told(sum(map(len, seen.values())))
            if not request.everything and _enough(seen):
                break
    return False


def _enough(seen: dict[str, list[Package]]) -> bool:
    rows = [row for packages in seen.values() for row in packages]
    return sum(row.proves for row in rows) >= MOST_TRIES or len(rows) >= _ENOUGH_PACKAGES


def _source(findings: CheckContext, profile: Profile | None) -> ExportSource:
    owner, hosts = findings.owner, findings.session.hosts
    excess = compare_scopes(owner.scopes, Purpose.READ).excess if owner and owner.scopes is not None else ()
    return ExportSource(
        registry=hosts.registry,
        web_url=hosts.web_url,
        username=clean(findings.session.credential.username, _LONGEST_LINE),
        kind=findings.request.inspection.kind,
        login=_login(findings),
        expires_at=owner.expires_at if owner else None,
        never_expires=bool(owner and owner.never_expires),
        excess=in_plain_words(excess),
        profile=profile.name if profile else "",
        description=clean(profile.description, _LONGEST_LINE) if profile else "",
        app=(profile.app.client_id, profile.app.installation) if profile and profile.app else None,
    )


def _login(findings: CheckContext) -> str | None:
    """The token's owner; the account an App is installed on owns no steps_token."""
    identity = findings.owner.identity if findings.owner else None
    if identity is None or findings.request.inspection.kind is TokenKind.APP_INSTALLATION:
        return None
    return identity.login
