"""One authenticated REST call, and the checks that come before its endpoint is looked at.

The order is fixed: User-Agent, API version, credentials, rate limit. Token kind, scope, policy and existence are the
endpoint's business, in this order.
"""

from dataclasses import dataclass
from typing import Final

from ghcr_wizard.demo.api.errors import DOCS, JSON_TYPE, RefusedError, refused
from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.wire import Request, Response, encode_json
from ghcr_wizard.demo.world import Token

_API_VERSIONS: Final = ("2022-11-28", "2026-03-10")
_DROPPED: Final = {"2026-03-10": frozenset({"authorizations_url", "has_downloads", "hub_url", "rate"})}
"""Fields of the version before that a version no longer has (GitHub docs, "Breaking changes")."""
_USER_AGENT_REQUIRED: Final = (
    "Request forbidden by administrative rules. Please make sure your request has a User-Agent header "
    f"({DOCS}/using-the-rest-api/getting-started-with-the-rest-api#user-agent).\n"
)
LOCKED_OUT: Final = "Maximum number of login attempts exceeded. Please try again later."


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the REST API: by whom, of what, and what the server knows."""

    request: Request
    state: State
    token: Token | None

    def ok(self, document: object, status: int = 200) -> Response:
        """Return a JSON answer in the API version that was asked for."""
        dropped = _DROPPED.get(api_version(self.state, self.request))
        return Response(status, [JSON_TYPE], encode_json(_without(document, dropped) if dropped else document))

    def signed_in(self, documentation: str = DOCS) -> Token:
        """Return the caller's token.

        Raises:
            RefusedError: There is none.
        """
        if self.token is None:
            raise refused(401, "Requires authentication", documentation)
        return self.token


def _without(document: object, dropped: frozenset[str]) -> object:
    """Return a document without the fields that are dropped, on any level."""
    if isinstance(document, dict):
        return {name: _without(value, dropped) for name, value in document.items() if name not in dropped}
    return [_without(each, dropped) for each in document] if isinstance(document, list) else document


def authorization(request: Request) -> tuple[str | None, str]:
    """Return the Authorization header's scheme in lower case and its credential; (None, "") without one."""
    scheme, _, credential = request.header("authorization").strip().partition(" ")
    return (scheme.lower() or None), credential.strip()


def api_versions(state: State) -> list[str]:
    """Return the API versions that are spoken, oldest first."""
    return [version for version in _API_VERSIONS if version not in state.switches.ended_versions]


def api_version(state: State, request: Request) -> str:
    """Return the API version the request asks for; the oldest that has not ended where it asks for none."""
    return request.header("x-github-api-version") or next(iter(api_versions(state)), _API_VERSIONS[-1])


def authenticate(state: State, request: Request) -> Token | None:
    """Return whose call it is; None for an anonymous one.

    Raises:
        RefusedError: 403 during a lockout, 401 for a credential that is bad, expired or revoked.
    """
    scheme, credential = authorization(request)
    if scheme is None:
        return None
    limit = state.switches.login_lockout_after
    if limit is not None and state.failed_logins >= limit:
        raise refused(403, LOCKED_OUT)
    token = state.live_token(credential) if scheme in {"bearer", "token"} else None
    if token is None:
        state.failed_logins += 1
        raise refused(401, "Bad credentials")
    return token


def check_preconditions(state: State, request: Request) -> None:
    """Refuse what GitHub refuses before it looks at credentials.

    Raises:
        RefusedError: 403 without a User-Agent, 400 for an unknown API version, 410 for one past its end.
    """
    if not request.header("user-agent"):
        headers = [("content-type", "text/html")]
        raise RefusedError(Response(403, headers, _USER_AGENT_REQUIRED.encode()))
    version = api_version(state, request)
    if version in state.switches.ended_versions:
        raise refused(410, "This API version is no longer supported.")
    if version not in _API_VERSIONS:
        raise refused(400, f"API version {version!r} is not supported.")


def check_quota(state: State, request: Request, token: Token | None) -> None:
    """Refuse when the principal's hour is used up.

    Raises:
        RefusedError: 403 or 429 with GitHub's text for a user, an installation or an address.
    """
    if state.quota(token).remaining > 0:
        return
    raise refused(state.switches.rate_limit_status, quota_message(state, request, token), f"{DOCS}/rate-limit")


def quota_message(state: State, request: Request, token: Token | None) -> str:
    """Return the text of the primary rate limit for this principal."""
    if token is None:
        return (
            f"API rate limit exceeded for {request.peer}. (But here's the good news: Authenticated requests get a "
            "higher rate limit. Check out the documentation for more details.)"
        )
    if token.installation is not None:
        return f"API rate limit exceeded for installation ID {token.installation.id}."
    account = state.world.account(token.login)
    return f"API rate limit exceeded for user ID {account.id if account else 0}."
