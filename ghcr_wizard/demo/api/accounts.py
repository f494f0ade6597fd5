"""The endpoints about accounts: the caller, users, organizations, memberships, repositories."""

from collections.abc import Iterable

from ghcr_wizard.demo.access import INSTALLATION_KINDS, expand, has_scope
from ghcr_wizard.demo.api.call import Call
from ghcr_wizard.demo.api.errors import DOCS, not_found, refused
from ghcr_wizard.demo.api.json import (
    full_repository,
    listed_repository,
    membership,
    organization_full,
    organization_simple,
    private_user,
    public_user,
)
from ghcr_wizard.demo.api.namespace import NO_APPS
from ghcr_wizard.demo.api.paging import paginate
from ghcr_wizard.demo.api.policy import check_policy, needs_sso, oauth_restricted, sso_refusal
from ghcr_wizard.demo.api.repositories import sees_repositories
from ghcr_wizard.demo.wire import Headers, Response
from ghcr_wizard.demo.world import Account, Membership, Repository, Token

_USER_DOCS = f"{DOCS}/users/users#get-the-authenticated-user"
_ORGS_DOCS = f"{DOCS}/orgs/orgs#list-organizations-for-the-authenticated-user"
_MEMBERS_DOCS = f"{DOCS}/orgs/members#list-organization-memberships-for-the-authenticated-user"
_INSTALLATION_DOCS = f"{DOCS}/apps/installations#list-repositories-accessible-to-the-app-installation"


def _signed_in_user(call: Call, docs: str) -> tuple[Token, Account]:
    """Return the token and the user it belongs to.

    Raises:
        RefusedError: 401 anonymously, 403 for an installation, which is no user.
    """
    token = call.signed_in(docs)
    account = call.state.world.account(token.login)
    if token.kind in INSTALLATION_KINDS or account is None:
        raise refused(403, NO_APPS, docs)
    return token, account


def get_user(call: Call) -> Response:
    """Answer who the caller is; the private view needs the scope `user`.

    Raises:
        RefusedError: In GitHub's words.
    """
    token, account = _signed_in_user(call, _USER_DOCS)
    view = private_user if has_scope(token, "user") else public_user
    modified = account.created_at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return call.ok(view(call.state.origins, account)).with_headers([("last-modified", modified)])


def get_account(call: Call, login: str) -> Response:
    """Answer the public view of a user or organization.

    Raises:
        RefusedError: 404.
    """
    account = call.state.world.account(login)
    if account is None:
        raise not_found(f"{DOCS}/users/users#get-a-user")
    return call.ok(public_user(call.state.origins, account))


def _organizations(call: Call, places: Iterable[Membership]) -> list[tuple[Membership, Account]]:
    """Return the organizations of these memberships, without those that do not know the caller's OAuth app."""
    found = []
    for place in places:
        account = call.state.world.account(place.org)
        if account is not None and oauth_restricted(call.token, account) is None:
            found.append((place, account))
    return found


def _own_places(call: Call, token: Token) -> tuple[list[tuple[Membership, Account]], Headers]:
    """Return the caller's organizations, and the header that tells which were left out for single sign-on."""
    places = _organizations(call, call.state.world.memberships_of(token.login))
    hidden = [account for _, account in places if needs_sso(call.state.world, token, account)]
    shown = [(place, account) for place, account in places if account not in hidden]
    if not hidden:
        return shown, []
    numbers = ",".join(str(account.id) for account in hidden)
    return shown, [("x-github-sso", f"partial-results; organizations={numbers}")]


def _may_see_own_organizations(token: Token) -> bool:
    return not expand(token.scopes).isdisjoint({"read:org", "user"})


def list_own_organizations(call: Call) -> Response:
    """Answer the caller's organizations; a fine-grained or App user token gets an empty list.

    Raises:
        RefusedError: In GitHub's words.
    """
    token, _ = _signed_in_user(call, _ORGS_DOCS)
    if token.kind in {"fine-grained", "app-user"}:
        return call.ok([])
    if not _may_see_own_organizations(token):
        message = "You need at least read:org scope or user scope to list your organizations."
        raise refused(403, message, _ORGS_DOCS)
    places, sso = _own_places(call, token)
    page, headers = paginate(call, places, "/user/orgs", _ORGS_DOCS)
    bodies = [organization_simple(call.state.origins, account) for _, account in page]
    return call.ok(bodies).with_headers(headers + sso)


def list_own_memberships(call: Call) -> Response:
    """Answer the caller's memberships with role and state; a fine-grained token sees its resource owner only.

    Raises:
        RefusedError: In GitHub's words.
    """
    token, user = _signed_in_user(call, _MEMBERS_DOCS)
    scoped = token.kind not in {"fine-grained", "app-user"}
    if scoped and not _may_see_own_organizations(token):
        message = "You need at least read:org scope or user scope to list your organization memberships."
        raise refused(403, message, _MEMBERS_DOCS)
    places, sso = _own_places(call, token)
    if token.kind == "fine-grained":
        places = [(place, account) for place, account in places if account.login == token.resource_owner]
    if call.request.query.get("state", "active") == "pending":
        places = []
    page, headers = paginate(call, places, "/user/memberships/orgs", _MEMBERS_DOCS)
    bodies = [membership(call.state.origins, place, account, user) for place, account in page]
    return call.ok(bodies).with_headers(headers + sso)


def list_public_organizations(call: Call, login: str) -> Response:
    """Answer the organizations a user is publicly a member of; open to everybody.

    Raises:
        RefusedError: 404.
    """
    docs = f"{DOCS}/orgs/orgs#list-organizations-for-a-user"
    account = call.state.world.account(login)
    if account is None:
        raise not_found(docs)
    public = [place for place in call.state.world.memberships_of(account.login) if place.public]
    organizations = [organization for _, organization in _organizations(call, public)]
    page, headers = paginate(call, organizations, f"/user/{account.id}/orgs", docs)
    return call.ok([organization_simple(call.state.origins, item) for item in page]).with_headers(headers)


def get_organization(call: Call, login: str) -> Response:
    """Answer an organization's public profile, also to tokens without single sign-on.

    Raises:
        RefusedError: 404, or 403 for a policy.
    """
    account = call.state.world.account(login)
    if account is None or account.type != "Organization":
        raise not_found(f"{DOCS}/orgs/orgs#get-an-organization")
    check_policy(call, account)
    return call.ok(organization_full(call.state.origins, account))


def _sees_repository(call: Call, repository: Repository) -> bool:
    """Tell whether the caller may see a repository: public, or its token and account both reach it."""
    token = call.token
    if repository.visibility == "public":
        return True
    if token is None:
        return False
    if token.installation is not None:
        return repository.full_name in token.installation.repositories
    own = token.login.lower() == repository.owner.lower()
    member = call.state.world.membership(repository.owner, token.login) is not None
    return has_scope(token, "repo") and (own or member)


def get_repository(call: Call, owner: str, name: str) -> Response:
    """Answer a repository.

    Raises:
        RefusedError: 404, or 403 for single sign-on or a policy.
    """
    repository = call.state.world.repository(f"{owner}/{name}")
    account = call.state.world.account(owner)
    if repository is None or account is None or not _sees_repository(call, repository):
        raise not_found(f"{DOCS}/repos/repos#get-a-repository")
    # An enterprise's single sign-on keeps its public repositories too (ossf/scorecard#1504).
    kept = repository.visibility != "public" or account.policy.enterprise
    if kept and needs_sso(call.state.world, call.token, account):
        raise sso_refusal(call, account)
    check_policy(call, account)
    return call.ok(full_repository(call.state.origins, repository, account))


def list_own_repositories(call: Call) -> Response:
    """Answer the caller's repositories and those of its organizations, which take `read:org`.

    Raises:
        RefusedError: 401 anonymously, 403 for an installation.
    """
    docs = f"{DOCS}/repos/repos#list-repositories-for-the-authenticated-user"
    token, user = _signed_in_user(call, docs)
    wanted = set(call.request.query.get("affiliation", "owner,organization_member").split(","))
    owners = [user] if "owner" in wanted else []
    sso: Headers = []
    if "organization_member" in wanted and has_scope(token, "read:org"):
        places, sso = _own_places(call, token)
        owners += [account for _, account in places]
    seen = [
        (each, owner)
        for owner in owners
        for each in call.state.world.repositories_of(owner.login)
        if sees_repositories(call, owner, each.visibility)
    ]
    page, headers = paginate(call, seen, "/user/repos", docs)
    bodies = [listed_repository(call.state.origins, repository, owner) for repository, owner in page]
    return call.ok(bodies).with_headers(headers + sso)


def list_installation_repositories(call: Call) -> Response:
    """Answer the repositories an installation was given.

    Raises:
        RefusedError: 401 anonymously, 403 for every other kind of token.
    """
    token = call.signed_in(_INSTALLATION_DOCS)
    installation = token.installation
    if installation is None:
        message = "You must authenticate with an installation access token in order to list repositories."
        raise refused(403, message, _INSTALLATION_DOCS)
    world = call.state.world
    found = [world.repository(full_name) for full_name in installation.repositories]
    repositories = [repository for repository in found if repository is not None]
    page, headers = paginate(call, repositories, "/installation/repositories", _INSTALLATION_DOCS)
    bodies = []
    for repository in page:
        owner = world.account(repository.owner)
        if owner is not None:
            bodies.append(listed_repository(call.state.origins, repository, owner))
    document = {
        "total_count": len(repositories),
        "repository_selection": installation.selection,
        "repositories": bodies,
    }
    return call.ok(document).with_headers(headers)
