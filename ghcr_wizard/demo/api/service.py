"""The endpoints about the service itself: root, meta, quota, and the little of GraphQL that identifies a caller."""

import json
from hashlib import sha256

from ghcr_wizard.demo.api.call import Call, api_version
from ghcr_wizard.demo.api.errors import DOCS
from ghcr_wizard.demo.wire import Response

_LAST_WITH_RATE = "2022-11-28"


def get_root(call: Call) -> Response:
    """Answer the list of addresses at `/`."""
    api = call.state.origins.api
    return call.ok(
        {
            "current_user_url": f"{api}/user",
            "organization_url": f"{api}/orgs/{{org}}",
            "rate_limit_url": f"{api}/rate_limit",
            "repository_url": f"{api}/repos/{{owner}}/{{repo}}",
            "user_url": f"{api}/users/{{user}}",
            "user_organizations_url": f"{api}/user/orgs",
        }
    )


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
    """Answer the caller's quota; asking is free. The newest API version has dropped `rate`."""
    quota = call.state.quota(call.token)
    core = {"limit": quota.limit, "used": quota.used, "remaining": quota.remaining, "reset": quota.reset}
    minute = {"limit": 30, "used": 0, "remaining": 30, "reset": quota.reset}
    document: dict[str, object] = {"resources": {"core": core, "search": minute, "graphql": core}}
    if api_version(call.request) == _LAST_WITH_RATE:
        document["rate"] = core
    return call.ok(document)


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
