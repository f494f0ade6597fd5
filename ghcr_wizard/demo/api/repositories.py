"""The lists of an account's repositories (GitHub docs "REST API endpoints for repositories")."""

from ghcr_wizard.demo.access import has_scope
from ghcr_wizard.demo.api.call import Call
from ghcr_wizard.demo.api.errors import DOCS, not_found
from ghcr_wizard.demo.api.json import listed_repository
from ghcr_wizard.demo.api.paging import paginate
from ghcr_wizard.demo.api.policy import check_organization
from ghcr_wizard.demo.wire import Response
from ghcr_wizard.demo.world import Account


def list_repositories(call: Call, family: str, login: str) -> Response:
    """Answer an account's repositories that the caller may see, the last pushed to first.

    Raises:
        RefusedError: In GitHub's words.
    """
    docs = f"{DOCS}/repos/repos"
    account = call.state.world.account(login)
    kind = "Organization" if family == "orgs" else "User"
    if account is None or account.type != kind:
        raise not_found(docs)
    check_organization(call, account)
    seen = [
        each for each in call.state.world.repositories_of(login) if sees_repositories(call, account, each.visibility)
    ]
    seen.sort(key=lambda each: each.pushed_at, reverse=True)
    base = "organizations" if kind == "Organization" else "user"
    page, headers = paginate(call, seen, f"/{base}/{account.id}/repos", docs)
    return call.ok([listed_repository(call.state.origins, each, account) for each in page]).with_headers(headers)


def sees_repositories(call: Call, account: Account, visibility: str) -> bool:
    """Tell whether the caller is shown an account's repositories of this visibility."""
    token = call.token
    if visibility == "public" or token is None:
        return visibility == "public"
    own = token.login.lower() == account.login.lower()
    return has_scope(token, "repo") and (own or call.state.world.membership(account.login, token.login) is not None)
