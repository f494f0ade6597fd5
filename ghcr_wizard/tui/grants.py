"""What a token grants, as rows of text: identity, scopes, expiry, namespaces."""

from datetime import datetime

from textual.content import Content

from ghcr_wizard.catalog.tree import PackageIndex
from ghcr_wizard.check.report import CheckReport, TokenFacts
from ghcr_wizard.diagnosis.cause import Family
from ghcr_wizard.formatting import count, countdown
from ghcr_wizard.github.packages import Access, Namespace, OwnerType
from ghcr_wizard.github.tokens import KIND_NAMES, TokenKind
from ghcr_wizard.tui.state import WizardState
from ghcr_wizard.tui.widgets.block import Part, line

_FEW = 3
"""Packages named that could be read."""
_MOST = 8
"""Namespaces named here; the tree has them all."""


def grants(state: WizardState, index: PackageIndex, now: datetime) -> list[tuple[Part, Part]]:
    """The rows, once the test ended; nothing before."""
    report = state.test.report
    if report is None:
        return []
    rows: list[tuple[Part, Part]] = [("", line(("Access", "bold")))]
    rows.append(("  Identity", _identity(report)))
    if report.token.kind is not TokenKind.NONE:
        rows += [("  Token", KIND_NAMES[report.token.kind]), *_scopes(report.token)]
        rows.append(("  Expiry", _expiry(report.token, now)))
    rows += _namespaces(report.namespaces, index)
    rows.append(("  Pull", _pulls(report)))
    tried = [grant for grant in report.packages if grant.push is not Access.UNTESTED]
    if tried:
        granted = sum(grant.push is Access.GRANTED for grant in tried)
        rows.append(("  Push", f"{granted} of {len(tried)} tested packages accept one"))
    return rows


def _identity(report: CheckReport) -> str:
    if report.identity is None:
        return "nobody" if report.token.kind is TokenKind.NONE else "unknown"
    kind = report.identity.type.lower()
    return f"{report.identity.login}, {'an' if kind[:1] in 'aeio' else 'a'} {kind}"


def _scopes(token: TokenFacts) -> list[tuple[Part, Part]]:
    if token.scopes is None:
        return []
    rows: list[tuple[Part, Part]] = [("  Scopes", ", ".join(token.scopes) or "none")]
    if token.missing_scopes:
        rows.append(("  Missing", line(("✗ ", "$error"), ", ".join(token.missing_scopes))))
    if token.excess_scopes:
        rows.append(("  Too many", line(("! ", "$warning"), ", ".join(token.excess_scopes))))
    return rows


def _expiry(token: TokenFacts, now: datetime) -> Part:
    if token.expires_at is not None:
        return countdown(token.expires_at, now)
    return line(("! ", "$warning"), "never") if token.never_expires else "unknown"


def _namespaces(namespaces: tuple[Namespace, ...], index: PackageIndex) -> list[tuple[Part, Part]]:
    rows: list[tuple[Part, Part]] = []
    for namespace in namespaces[:_MOST]:
        kind = {OwnerType.USER: "user", OwnerType.ORGANIZATION: "organization", None: "namespace"}[namespace.type]
        rows.append((f"  {namespace.name}", line(f"{kind}, ", _listing(namespace, index))))
    if len(namespaces) > _MOST:
        rows.append(("", f"and {count(len(namespaces) - _MOST, 'namespace')} more, in the tree"))
    return rows


def _listing(namespace: Namespace, index: PackageIndex) -> Content:
    if namespace.locked:
        return line((f"⊘ locked: {namespace.locked}", "$warning"))
    if namespace.package_count is not None:
        partly = "" if namespace.complete else ", listed in part"
        return line(count(namespace.package_count, "package") + partly)
    if namespace.listing is Access.DENIED:
        known = len(index.packages(namespace.name))
        return line(("packages cannot be listed", "$warning"), f", {known} known by name" if known else "")
    return line("packages not listed")


def _pulls(report: CheckReport) -> str:
    tried = [grant for grant in report.packages if grant.pull is not Access.UNKNOWN]
    granted = [grant for grant in tried if grant.pull is Access.GRANTED]
    if not tried:
        rejected = any(row.family is Family.DEAD for row in report.diagnoses)
        return "not tested" if rejected else "no package was tested; add one: [a]"
    denied = [grant.name for grant in tried if grant.pull is Access.DENIED]
    refused = f"; refused: {', '.join(denied[:4])}" + (" …" if len(denied) > 4 else "") if denied else ""  # noqa: PLR2004 - names that fit
    named = f": {', '.join(grant.name for grant in granted)}" if 0 < len(granted) <= _FEW and not denied else ""
    return f"{len(granted)} of {count(len(tried), 'package')} tested can be read{named}{refused}; [A] test all"
