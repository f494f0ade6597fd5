"""Who may do what: scopes expanded, roles and grants intersected.

Rules from GitHub's documentation: "Scopes for OAuth apps" (implied scopes), "About permissions for GitHub Packages"
and "Configuring a package's access control and visibility".
"""

from collections.abc import Iterable, Mapping
from typing import Final

from ghcr_wizard.demo.world import Package, Token, World

_IMPLIED: Final[Mapping[str, tuple[str, ...]]] = {
    "write:packages": ("read:packages",),
    "admin:org": ("write:org",),
    "write:org": ("read:org",),
    "repo": ("repo:status", "repo_deployment", "public_repo", "repo:invite", "security_events"),
    "user": ("read:user", "user:email", "user:follow"),
    "admin:repo_hook": ("write:repo_hook",),
    "write:repo_hook": ("read:repo_hook",),
    "admin:public_key": ("write:public_key",),
    "write:public_key": ("read:public_key",),
    "project": ("read:project",),
    "codespace": ("codespace:secrets",),
}
SCOPED_KINDS: Final = frozenset({"classic", "oauth", "legacy"})
INSTALLATION_KINDS: Final = frozenset({"installation", "actions"})


def expand(scopes: Iterable[str]) -> frozenset[str]:
    """Return `scopes` with everything they imply."""
    found: set[str] = set()
    pending = list(scopes)
    while pending:
        scope = pending.pop()
        if scope not in found:
            found.add(scope)
            pending.extend(_IMPLIED.get(scope, ()))
    return frozenset(found)


def normalise(scopes: Iterable[str]) -> list[str]:
    """Return `scopes` as `X-OAuth-Scopes` shows them: sorted, implied ones dropped."""
    given = frozenset(scopes)
    implied = {child for scope in given for child in expand([scope]) - {scope}}
    return sorted(given - implied)


def has_scope(token: Token, scope: str) -> bool:
    """Tell whether a classic or OAuth token holds `scope`, itself or by implication."""
    return token.kind in SCOPED_KINDS and scope in expand(token.scopes)


def role(world: World, login: str, package: Package) -> str | None:
    """Return a user's role on a package: `admin`, `write`, `read` or None; token and scopes play no part."""
    if login.lower() == package.owner.lower():
        return "admin"
    membership = world.membership(package.owner, login)
    if membership and membership.role == "admin":
        return "admin"
    if login in package.writers:
        return "write"
    member_reads = membership is not None and not package.restricted
    if member_reads or login in package.readers or package.visibility == "public":
        return "read"
    return None


def _installation_reaches(token: Token, grants: frozenset[str]) -> bool:
    installation = token.installation
    return installation is not None and not grants.isdisjoint(installation.repositories)


def may_read(world: World, token: Token | None, package: Package) -> bool:
    """Tell whether the principal has been granted the package, whatever its token's scopes."""
    if package.visibility == "public":
        return True
    if token is None:
        return False
    if token.kind in INSTALLATION_KINDS:
        permitted = token.installation is not None and token.installation.packages != "none"
        return permitted and _installation_reaches(token, package.readers | package.writers)
    return role(world, token.login, package) is not None


def may_write(world: World, token: Token, package: Package) -> bool:
    """Tell whether the principal has a write grant on the package."""
    if token.kind in INSTALLATION_KINDS:
        permitted = token.installation is not None and token.installation.packages == "write"
        return permitted and _installation_reaches(token, package.writers)
    return role(world, token.login, package) in {"admin", "write"}


def may_create(world: World, token: Token, owner: str) -> bool:
    """Tell whether the principal may create a package in the namespace."""
    if token.installation is not None:
        same = token.installation.account.lower() == owner.lower()
        return same and token.installation.packages == "write"
    return token.login.lower() == owner.lower() or world.membership(owner, token.login) is not None
