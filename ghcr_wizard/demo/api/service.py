"""The endpoints about the service itself: root, meta, quota, and the little of GraphQL that identifies a caller."""

import json
from hashlib import sha256
from typing import Final

from ghcr_wizard.demo.api.call import Call, api_versions
from ghcr_wizard.demo.api.errors import DOCS
from ghcr_wizard.demo.wire import Response

_SEARCH: Final = "{&page,per_page,sort,order}"
_ADDRESSES: Final = {
    "current_user_url": "/user",
    "authorizations_url": "/authorizations",
    "code_search_url": f"/search/code?q={{query}}{_SEARCH}",
    "commit_search_url": f"/search/commits?q={{query}}{_SEARCH}",
    "emails_url": "/user/emails",
    "emojis_url": "/emojis",
    "events_url": "/events",
    "feeds_url": "/feeds",
    "followers_url": "/user/followers",
    "following_url": "/user/following{/target}",
    "gists_url": "/gists{/gist_id}",
    "hub_url": "/hub",
    "issue_search_url": f"/search/issues?q={{query}}{_SEARCH}",
    "issues_url": "/issues",
    "keys_url": "/user/keys",
    "label_search_url": "/search/labels?q={query}&repository_id={repository_id}{&page,per_page}",
    "notifications_url": "/notifications",
    "organization_url": "/orgs/{org}",
    "organization_repositories_url": "/orgs/{org}/repos{?type,page,per_page,sort}",
    "organization_teams_url": "/orgs/{org}/teams",
    "public_gists_url": "/gists/public",
    "rate_limit_url": "/rate_limit",
    "repository_url": "/repos/{owner}/{repo}",
    "repository_search_url": f"/search/repositories?q={{query}}{_SEARCH}",
    "current_user_repositories_url": "/user/repos{?type,page,per_page,sort}",
    "starred_url": "/user/starred{/owner}{/repo}",
    "starred_gists_url": "/gists/starred",
    "user_url": "/users/{user}",
    "user_organizations_url": "/user/orgs",
    "user_repositories_url": "/users/{user}/repos{?type,page,per_page,sort}",
    "user_search_url": f"/search/users?q={{query}}{_SEARCH}",
}


def get_root(call: Call) -> Response:
    """Answer the list of addresses at `/`."""
    addresses = {name: call.state.origins.api + path for name, path in _ADDRESSES.items()}
    web = f"{call.state.origins.web}/settings/connections/applications{{/client_id}}"
    return call.ok({**addresses, "current_user_authorizations_html_url": web})


def get_versions(call: Call) -> Response:
    """Answer the API versions that are spoken, the newest first."""
    return call.ok(api_versions(call.state)[::-1])


def get_meta(call: Call) -> Response:
    """Answer `/meta` as github.com does: no `installed_version`, which only Enterprise Server has."""
    return call.ok(
        {
            "verifiable_password_authentication": False,
            "packages": ["127.0.0.0/8"],
            "domains": {"website": ["*.github.com"], "packages": ["*.ghcr.io", "ghcr.io"]},
        }
    )


def get_rate_limit(call: Call) -> Response:
    """Answer the caller's quota; asking is free."""
    quota = call.state.quota(call.token)
    core = {"limit": quota.limit, "used": quota.used, "remaining": quota.remaining, "reset": quota.reset}
    minute = {"limit": 30, "used": 0, "remaining": 30, "reset": quota.reset}
    return call.ok({"resources": {"core": core, "search": minute, "graphql": core}, "rate": core})


def post_graphql(call: Call) -> Response:
    """Answer `{viewer{login databaseId}}`, which names every kind of caller; anything else is an error.

    Raises:
        RefusedError: 401 anonymously.
    """
    token = call.signed_in(f"{DOCS}/graphql/overview/about-the-graphql-api")
    try:
        query = str(json.loads(call.request.body).get("query", ""))
    except (ValueError, AttributeError):
        query = ""
    if "viewer" not in query:
        return call.ok({"errors": [{"type": "undefinedField", "message": "Only viewer is simulated."}]})
    account = call.state.world.account(token.login)
    bot_id = int(sha256(token.login.encode()).hexdigest()[:7], 16)
    number = account.id if account is not None else bot_id
    return call.ok({"data": {"viewer": {"login": token.login, "databaseId": number}}})
