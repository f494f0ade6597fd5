"""The checks of what can be seen: namespaces, single sign-on, listings."""

from collections.abc import Iterable
from dataclasses import replace

from ghcr_wizard.check.context import CheckContext, is_trouble, result, skipped
from ghcr_wizard.check.questions import Question
from ghcr_wizard.check.report import CheckId, CheckResult, CheckStatus
from ghcr_wizard.credentials.session import Session
from ghcr_wizard.diagnosis.cause import Action, Family
from ghcr_wizard.diagnosis.causes_servers import CATALOG_NOT_PERSONAL, CATALOG_UNSUPPORTED
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.packages import Access, Namespace, OwnerType
from ghcr_wizard.github.refusals import trouble
from ghcr_wizard.transport.exchange import Exchange

_PAGE = 100
_NOT_FOUND = 404


async def _ask_catalog(session: Session, namespaces: Iterable[str]) -> tuple[Diagnosis | None, Exchange]:
    """Why the registry's own catalog is of no use, where that is known; and what was asked.

    One scanner's documentation says it shows what the caller can read; a capture shows the whole registry's names, and
    others a refusal (registry facts, `_catalog`). One page decides, and strangers' names are dropped at once.

    Args:
        session: The open clients.
        namespaces: The namespaces that are the caller's own.
    """
    reply = await session.registry.catalog_page(page_size=_PAGE)
    is_absent = reply.exchange.status == _NOT_FOUND  # said in plain text, as by a server that knows no such address
    if reply.value is None and not is_absent and trouble(reply.exchange) is not None:
        return None, reply.exchange  # a registry that is not working says nothing of its catalog
    if reply.value is None:
        return diagnose(CATALOG_UNSUPPORTED, status=reply.exchange.status or "none"), reply.exchange
    known = {name.lower() for name in namespaces}
    strangers = any(name.partition("/")[0] not in known for name in reply.value.repositories)
    return diagnose(CATALOG_NOT_PERSONAL) if strangers else None, reply.exchange


async def namespaces(findings: CheckContext) -> CheckResult:
    """Whose packages there may be."""
    request = findings.request
    if not findings.api_works:
        for name in request.namespaces:
            findings.discovery.add(name, None)
        return skipped(CheckId.NAMESPACES, "GitHub's API could not be asked")
    if findings.dead:
        return skipped(CheckId.NAMESPACES, "not tested")
    identity = findings.owner.identity if findings.owner else None
    if identity is None and not request.named:
        return skipped(CheckId.NAMESPACES, "no owner is known", Action.NAME_NAMESPACE)
    found = await findings.answer(findings.questions.discovery(findings.owner))
    findings.discovery = found
    rows = [row for row in found.diagnoses if row.family is not Family.SSO]
    findings.note(rows)
    return result(CheckId.NAMESPACES, _counted(list(found.namespaces.values())), found.exchanges, rows)


def _counted(rows: list[Namespace]) -> str:
    users = [row.name for row in rows if row.type is not OwnerType.ORGANIZATION]
    organizations = [row.name for row in rows if row.type is OwnerType.ORGANIZATION]
    parts = [", ".join(users)] if users else []
    if organizations:
        named = ", ".join(organizations[:3]) + (", …" if len(organizations) > 3 else "")  # noqa: PLR2004 - a line's worth
        plural = "" if len(organizations) == 1 else "s"
        parts.append(f"{len(organizations)} organization{plural} ({named})")
    return " and ".join(parts) or "none found"


async def single_sign_on(findings: CheckContext) -> CheckResult:
    """Whether an organization hides itself behind single sign-on; this is where the listings are read."""
    if findings.anonymous or not findings.alive:
        return skipped(CheckId.SSO, "anonymous" if findings.anonymous else "not tested")
    if not findings.discovery.namespaces:
        return skipped(CheckId.SSO, "no organization to ask")
    asked = findings.questions.listings(findings.owner, findings.discovery.namespaces.values())
    findings.listings = await findings.answer(asked)
    rows = [row for row in (*findings.discovery.diagnoses, *_listing_rows(findings)) if row.family is Family.SSO]
    findings.note(rows)
    exchanges = [row for row in _exchanges(findings) if "x-github-sso" in row.headers]
    locked = sorted(findings.locked)
    if locked:
        refuse = "refuses" if len(locked) == 1 else "refuse"
        return result(CheckId.SSO, f"{', '.join(locked)} {refuse} this token", exchanges, rows)
    return CheckResult(CheckId.SSO, CheckStatus.PASS, "no organization asks for it", tuple(exchanges))


def _exchanges(findings: CheckContext) -> list[Exchange]:
    return [*findings.discovery.exchanges, *(row for listing in findings.listings for row in listing.exchanges)]


def _listing_rows(findings: CheckContext) -> list[Diagnosis]:
    return [row for listing in findings.listings for row in listing.diagnoses]


async def listing(findings: CheckContext) -> CheckResult:
    """Which namespaces show their packages."""
    if not findings.listings:
        why = "not tested" if findings.dead else "nothing to list"
        why = "without a token GitHub's API lists no packages" if findings.anonymous else why
        if findings.anonymous:
            _deny_listing(findings)
        return skipped(CheckId.LIST, why)
    rows = [row for row in _listing_rows(findings) if row.family is not Family.SSO]
    listed = [row.namespace for row in findings.listings if row.namespace.listing is Access.GRANTED]
    exchanges = [row for every in findings.listings for row in every.exchanges]
    if findings.registry_works and not listed and not findings.anonymous:
        # Where GitHub lists nothing, the registry may: what its own catalog says is worth a look then, and only then.
        asked = Question(lambda: _ask_catalog(findings.session, findings.discovery.namespaces))
        useless, exchange = await findings.answer(asked)
        exchanges.append(exchange)
        rows.extend([useless] if useless else [])
    findings.note(rows)
    by_names = sum(len(row.packages) for row in findings.listings if row.namespace.listing is Access.DENIED)
    if not listed and by_names:
        return result(CheckId.LIST, f"no list; {by_names} found via repositories", exchanges, rows)
    if not listed:
        refused = result(CheckId.LIST, "packages cannot be listed", exchanges, rows)
        return refused if any(is_trouble(row) for row in rows) else replace(refused, status=CheckStatus.FAIL)
    counted = all(row.package_count is not None for row in listed)
    total = sum(len(row.packages) for row in findings.listings if row.namespace.listing is Access.GRANTED)
    summary = (
        f"{total:,} packages{'' if counted else ' and more'} in {len(listed)} of {len(findings.listings)} namespaces"
    )
    return result(CheckId.LIST, summary, exchanges, rows)


def _deny_listing(findings: CheckContext) -> None:
    for name, row in findings.discovery.namespaces.items():
        findings.discovery.namespaces[name] = replace(row, listing=Access.DENIED)
