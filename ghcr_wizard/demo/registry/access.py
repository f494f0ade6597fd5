"""Whether a principal may read, write or create a package, refused in GHCR's words and order.

Kind and scope first, then single sign-on and policy, then the grant, then existence.
"""

from ghcr_wizard.demo.access import INSTALLATION_KINDS, has_scope, may_create, may_read, may_write
from ghcr_wizard.demo.api.policy import address_refused, classic_forbidden, needs_sso, oauth_restricted
from ghcr_wizard.demo.registry.errors import NO_ACCESS, WRONG_SCOPES, denied, name_unknown, refusal
from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.world import Account, Package, Token


def _check_kind(token: Token, scope: str) -> None:
    """Refuse what is no classic or OAuth token with the scope, installations aside.

    Raises:
        RegistryRefusedError: 403.
    """
    if token.kind not in INSTALLATION_KINDS and not has_scope(token, scope):
        raise denied(WRONG_SCOPES)


def _check_organization(state: State, token: Token, owner: Account) -> None:
    """Refuse for single sign-on and the owner's policies.

    Raises:
        RegistryRefusedError: 403, or as the switches say.
    """
    if needs_sso(state.world, token, owner):
        status = state.switches.sso_registry_status
        code = "DENIED" if status == 403 else "UNAUTHORIZED"  # noqa: PLR2004 -- the HTTP status
        raise refusal(status, code, state.switches.sso_registry_message)
    for rule in (address_refused, classic_forbidden, oauth_restricted):
        text = rule(token, owner)
        if text is not None:
            raise denied(f"permission_denied: {text}")


def readable_package(state: State, token: Token | None, path: str) -> Package:
    """Return the package, if the principal may read it.

    Raises:
        RegistryRefusedError: 403 in GHCR's words, or 404 `name unknown` for a principal that may know.
    """
    package = state.world.package(path)
    if token is None:
        if package is None or package.visibility != "public":
            raise denied(NO_ACCESS)
        return package
    public = package is not None and package.visibility == "public"
    if state.switches.scope_check_on_public or not public:
        _check_kind(token, "read:packages")
    owner = state.world.account(path.partition("/")[0])
    if owner is not None:
        _check_organization(state, token, owner)
    if package is None:
        raise name_unknown()
    _check_grant(state, token, package)
    return package


def _check_grant(state: State, token: Token, package: Package) -> None:
    """Refuse a principal without a grant, and one whose token lacks `repo` where a repository governs the package.

    Raises:
        RegistryRefusedError: 403.
    """
    if not may_read(state.world, token, package):
        if token.kind in INSTALLATION_KINDS:
            raise denied("installation not allowed to Read organization package")
        raise denied("permission_denied: read_package")
    governed = package.governed and package.visibility != "public"
    if governed and token.kind not in INSTALLATION_KINDS and not has_scope(token, "repo"):
        raise denied("permission_denied: read_package")


def check_push(state: State, token: Token | None, path: str) -> None:
    """Check whether the principal may push to the package, which need not exist yet.

    Raises:
        RegistryRefusedError: 403 in GHCR's words.
    """
    if token is None:
        raise denied(NO_ACCESS)
    _check_kind(token, "write:packages")
    owner = state.world.account(path.partition("/")[0])
    if owner is None:
        raise denied("not_found: owner not found")
    _check_organization(state, token, owner)
    package = state.world.package(path)
    if token.installation is not None:
        _check_installation_push(state, token, owner, package)
    elif package is None and not may_create(state.world, token, owner.login):
        raise denied("permission_denied: create_package")
    elif package is not None and not may_write(state.world, token, package):
        raise denied("permission_denied: write_package")


def _check_installation_push(state: State, token: Token, owner: Account, package: Package | None) -> None:
    """Check an App's or Actions' push.

    Raises:
        RegistryRefusedError: 403 in the words GHCR has for installations.
    """
    installation = token.installation
    if installation is not None and installation.account.lower() != owner.login.lower():
        raise denied("permission_denied: The requested installation does not exist")
    if package is None and not may_create(state.world, token, owner.login):
        raise denied("installation not allowed to Create organization package")
    if package is not None and not may_write(state.world, token, package):
        raise denied("installation not allowed to Write organization package")
