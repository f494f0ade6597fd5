"""The REST API's host: from a request to a decorated answer."""

from collections.abc import Callable
from typing import Final

from ghcr_wizard.demo.api import accounts, service
from ghcr_wizard.demo.api import credentials as api_credentials
from ghcr_wizard.demo.api.apps import answer_app, is_for_apps, revoke_installation_token
from ghcr_wizard.demo.api.call import Call, authenticate, check_preconditions, check_quota
from ghcr_wizard.demo.api.errors import RefusedError, not_found
from ghcr_wizard.demo.api.headers import decorate, revalidate
from ghcr_wizard.demo.api.hooks import route_hooks
from ghcr_wizard.demo.api.namespace import namespace
from ghcr_wizard.demo.api.packages import Target, delete_version, get_package, get_version, list_packages, list_versions
from ghcr_wizard.demo.api.repositories import list_repositories
from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.wire import Request, Response
from ghcr_wizard.demo.world import Token

_FIXED: Final[dict[tuple[str, str], Callable[[Call], Response]]] = {
    ("GET", ""): service.get_root,
    ("GET", "meta"): service.get_meta,
    ("GET", "rate_limit"): service.get_rate_limit,
    ("GET", "versions"): service.get_versions,
    ("POST", "graphql"): service.post_graphql,
    ("POST", "credentials/revoke"): api_credentials.revoke,
    ("GET", "user"): accounts.get_user,
    ("GET", "user/repos"): accounts.list_own_repositories,
    ("GET", "user/orgs"): accounts.list_own_organizations,
    ("GET", "user/memberships/orgs"): accounts.list_own_memberships,
    ("DELETE", "installation/token"): revoke_installation_token,
    ("GET", "installation/repositories"): accounts.list_installation_repositories,
}
_NAMED: Final[dict[tuple[str, str], Callable[[Call, str], Response]]] = {
    ("users", ""): accounts.get_account,
    ("users", "orgs"): accounts.list_public_organizations,
    ("orgs", ""): accounts.get_organization,
}


def answer_api(state: State, request: Request) -> tuple[Response, Token | None]:
    """Answer a REST request; return the answer and the live token it was made with."""
    token: Token | None = None
    try:
        check_preconditions(state, request)
        if is_for_apps(request):
            return decorate(state, request, answer_app(state, request), None), None
        token = authenticate(state, request)
        response = _answer(Call(request, state, token))
    except RefusedError as refusal:
        response = refusal.response
    return decorate(state, request, response, token), token


def _answer(call: Call) -> Response:
    """Route a call and count it against the quota; what is free is not counted."""
    if call.request.path == "/rate_limit":
        return _route(call)
    check_quota(call.state, call.request, call.token)
    quota = call.state.quota(call.token)
    quota.remaining -= 1
    response = revalidate(call.request, _route(call), call.token)
    if response.status == 304 and call.token is not None:  # noqa: PLR2004 -- the HTTP status
        quota.remaining += 1
    return response


def _route(call: Call) -> Response:
    """Find the endpoint.

    Raises:
        RefusedError: 404 for an unknown address or method, or what the endpoint raises.
    """
    verb = call.request.verb
    segments = _by_login(call.state, call.request.segments)
    fixed = _FIXED.get((verb, "/".join(segments)))
    if fixed is not None:
        return fixed(call)
    if segments[0] == "user" and segments[1:2] == ["packages"]:
        return _packages(call, "user", "", segments[2:])
    if segments[0] in {"users", "orgs"} and segments[2:3] == ["packages"]:
        return _packages(call, segments[0], segments[1], segments[3:])
    return _named(call, segments)


def _named(call: Call, segments: list[str]) -> Response:
    """Find the endpoint of an account or a repository by name."""
    match segments:
        case ["orgs", name, "hooks", *rest]:
            return route_hooks(call, "orgs", name, rest)
        case ["repos", owner, name, "hooks", *rest]:
            return route_hooks(call, "repos", f"{owner}/{name}", rest)
    if call.request.verb == "GET":
        match segments:
            case ["repos", owner, name]:
                return accounts.get_repository(call, owner, name)
            case ["users" | "orgs" as family, name, "repos"]:
                return list_repositories(call, family, name)
            case [family, name, *rest] if (family, "/".join(rest)) in _NAMED:
                return _NAMED[family, "/".join(rest)](call, name)
    raise not_found()


def _by_login(state: State, segments: list[str]) -> list[str]:
    """Rewrite the numeric addresses of GitHub's own links: `/organizations/ID`, `/user/ID`."""
    match segments:
        case ["organizations" | "user" as family, number, *rest] if number.isdigit():
            account = state.world.account_by_id(int(number))
            login = account.login if account else number
            return ["orgs" if family == "organizations" else "users", login, *rest]
    return segments


def _packages(call: Call, family: str, name: str, rest: list[str]) -> Response:
    """Route within `…/packages`; a nested package name is one segment, its slash encoded, or is not found."""
    space = namespace(call, family, name)
    match call.request.verb, rest:
        case "GET", []:
            return list_packages(call, space)
        case "GET", [kind, package]:
            return get_package(call, Target(space, kind, package))
        case "GET", [kind, package, "versions"]:
            return list_versions(call, Target(space, kind, package))
        case "GET", [kind, package, "versions", number]:
            return get_version(call, Target(space, kind, package), number)
        case "DELETE", [kind, package, "versions", number]:
            return delete_version(call, Target(space, kind, package), number)
    raise not_found()
