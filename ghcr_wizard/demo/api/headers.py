"""What GitHub adds to every REST answer: quota, scopes, expiry, request id, entity tag."""

from datetime import timedelta, timezone
from hashlib import sha256
from typing import Final

from ghcr_wizard.demo.access import SCOPED_KINDS, normalise
from ghcr_wizard.demo.api.call import api_version, api_versions
from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.wire import Headers, Request, Response
from ghcr_wizard.demo.world import Token

_EXPOSED: Final = (
    "ETag, Link, Location, Retry-After, X-GitHub-OTP, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Used, "
    "X-RateLimit-Resource, X-RateLimit-Reset, X-OAuth-Scopes, X-Accepted-OAuth-Scopes, X-Poll-Interval, "
    "X-GitHub-Media-Type, X-GitHub-SSO, X-GitHub-Request-Id, Deprecation, Sunset"
)
_VARY: Final = "Accept, Authorization, Cookie, X-GitHub-OTP,Accept-Encoding, Accept, X-Requested-With"
_NEW_YORK_IN_WINTER: Final = timezone(timedelta(hours=-5))
_APP_CLIENT_ID: Final = "Iv23liDemoDemoDemo01"


def _expiry(state: State, token: Token) -> str:
    """Return a token's expiry in one of the two forms GitHub uses."""
    if state.switches.expiry_header is not None:
        return state.switches.expiry_header
    if token.expires_at is None:
        return ""
    if state.switches.expiry_with_offset:
        return token.expires_at.astimezone(_NEW_YORK_IN_WINTER).strftime("%Y-%m-%d %H:%M:%S %z")
    return token.expires_at.strftime("%Y-%m-%d %H:%M:%S UTC")


def _credential_headers(state: State, token: Token) -> Headers:
    """Return what the answer tells about the credential: scopes for classic and OAuth tokens, the expiry."""
    headers: Headers = []
    if token.kind in SCOPED_KINDS:
        headers.append(("x-oauth-scopes", ", ".join(normalise(token.scopes))))
    if token.kind == "app-user":
        headers += [("x-oauth-scopes", ""), ("x-oauth-client-id", _APP_CLIENT_ID)]
    expiry = _expiry(state, token)
    if expiry and token.installation is None:
        headers.append(("github-authentication-token-expiration", expiry))
    return headers


def _requirement_headers(request: Request, token: Token) -> Headers:
    """Return what the endpoint says it would accept."""
    segments = request.segments
    if token.kind in SCOPED_KINDS:
        is_org = len(segments) == len(("orgs", "ORG")) and segments[0] == "orgs"
        return [("x-accepted-oauth-scopes", "admin:org, read:org, repo, user, write:org" if is_org else "")]
    if segments == ["user"] or "packages" in segments:
        return [("x-accepted-github-permissions", "allows_permissionless_access=true")]
    return []


def _quota_headers(state: State, token: Token | None) -> Headers:
    quota = state.quota(token)
    return [
        ("x-ratelimit-limit", str(quota.limit)),
        ("x-ratelimit-remaining", str(quota.remaining)),
        ("x-ratelimit-used", str(quota.used)),
        ("x-ratelimit-reset", str(quota.reset)),
        ("x-ratelimit-resource", "core"),
    ]


def revalidate(request: Request, response: Response, token: Token | None) -> Response:
    """Give a 200 its entity tag; turn it into 304 when the request already has it."""
    if response.status != 200 or request.verb != "GET":  # noqa: PLR2004 -- the HTTP status
        return response
    owner = token.login if token else ""
    tag = sha256(owner.encode() + response.body).hexdigest()
    # A list of packages was recorded with a strong one (octokit/core.js#695).
    etag = f'"{tag}"' if request.segments[-1] == "packages" else f'W/"{tag}"'
    response.headers.append(("etag", etag))
    known = [tag.strip() for tag in request.header("if-none-match").split(",")]
    if etag in known or etag.removeprefix("W/") in known:
        kept = [(name, value) for name, value in response.headers if name != "content-type"]
        return Response(304, kept)
    return response


def decorate(state: State, request: Request, response: Response, token: Token | None) -> Response:
    """Add the headers every answer carries; return it."""
    version, spoken = api_version(state, request), api_versions(state)
    shared: Headers = [
        ("server", "github.com"),
        ("date", state.now().strftime("%a, %d %b %Y %H:%M:%S GMT")),
        ("access-control-allow-origin", "*"),
        ("access-control-expose-headers", _EXPOSED),
        ("cache-control", f"{'private' if token else 'public'}, max-age=60, s-maxage=60"),
        ("vary", _VARY),
        ("x-github-media-type", "github.v3; format=json"),
        ("x-github-api-version-selected", version if version in spoken else next(iter(spoken), "")),
        ("x-github-request-id", state.request_id()),
    ]
    if version in state.switches.ending_versions:
        shared += [("deprecation", "@1773273600"), ("sunset", "Sun, 12 Mar 2028 00:00:00 GMT")]
    response.with_headers(shared).with_headers(_quota_headers(state, token))
    if token is not None:
        response.with_headers(_credential_headers(state, token))
        response.with_headers(_requirement_headers(request, token))
    return response
