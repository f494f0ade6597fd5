"""Refusals while pulling or logging in, as clients print them.

Docker prints the registry's error as `code: message` in lower case. A HEAD has no body, so a refused one leaves the
bare code or the status. Where the token exchange was refused, the word after the code is its message.
"""

from ghcr_wizard.explain.contexts import Context
from ghcr_wizard.explain.row import ErrorText, certain, likely, possible, row

_APP, _IN = Context.INSTALLATION, Context.LOGGED_IN

_DEAD = (
    likely("token-rejected", unless=_APP | _IN),
    likely("installation-token-expired", when=_APP, unless=_IN),
    likely("app-token-pull-denied", when=_APP | _IN),
    possible("token-rejected"),
    possible("app-token-pull-denied", when=_APP),
    possible("token-host-mismatch", when=Context.ENTERPRISE),
    possible("package-no-grant", when=_IN),
    possible("scope-read-packages-missing", when=_IN),
    likely("fine-grained-not-accepted", when=Context.FINE_GRAINED),
    possible("scope-read-packages-missing", when=Context.OAUTH),
)
"""A credential that the token exchange refused; after a login that succeeded it is another story."""

_STALE = (*_DEAD, likely("stale-credential-blocks-public", unless=_APP), possible("client-config-invalid"))
_NO_GRANT = (
    likely("package-no-grant"),
    possible("scope-read-packages-missing"),
    possible("package-private"),
    possible("fine-grained-not-accepted", when=Context.FINE_GRAINED),
    possible("app-token-pull-denied", when=_APP),
)
_BARE_DENIED = (
    *_STALE,
    likely("package-no-grant"),
    possible("scope-read-packages-missing"),
    possible("package-not-found"),
)
_PRIVATE = (
    likely("package-private"),
    possible("sso-required"),
    possible("visibility-differs-from-repository"),
    possible("token-rejected"),
)
_UNAUTHENTICATED = (likely("package-private"), possible("token-missing"), possible("token-not-exchanged"))
_ABSENT = (
    likely("package-not-found"),
    possible("package-private"),
    possible("token-missing", when=Context.PUSH),
    possible("create-package-denied", when=Context.PUSH),
)


def _refused_manifest(start: str) -> tuple[ErrorText, ...]:
    """A refused manifest, after the words with which a client names the request."""
    return (
        row(f"{start}: denied: denied", *_STALE),
        row(f"{start}: denied: requested access to the resource is denied", *_ABSENT),
        row(f"{start}: denied$", *_BARE_DENIED),
        row(f"{start}: unauthorized$", *_PRIVATE),
        row(f"{start}: unauthorized: authentication required", *_UNAUTHENTICATED),
        row(f"{start}: … {{status}} Forbidden", *_NO_GRANT),
        row(f"{start}: … {{status}} Unauthorized", *_PRIVATE),
        row(f"{start}: forbidden$", *_NO_GRANT),
    )


ROWS = (
    # The token exchange
    row('/token?…": denied: denied', *_STALE),
    row("/token?…: DENIED: denied", *_STALE),
    row("/token?…: DENIED: requested access to the resource is denied", *_ABSENT),
    row("/token?…: UNAUTHORIZED: authentication required", *_UNAUTHENTICATED),
    row("failed to fetch anonymous token … 403 Forbidden", likely("package-private"), likely("package-not-found")),
    row(
        "failed to fetch anonymous token … {status} Unauthorized",
        likely("package-private"),
        possible("package-not-found"),
    ),
    row("failed to fetch anonymous token", likely("package-private"), possible("package-not-found")),
    row("failed to fetch oauth token … 403 Forbidden", *_STALE),
    row("failed to fetch oauth token … denied: denied", *_STALE),
    row("failed to fetch oauth token … 401 Unauthorized", likely("token-rejected"), possible("username-empty")),
    row("failed to fetch oauth token: denied", *_STALE),
    row("failed to authorize … 403 Forbidden", likely("token-rejected"), likely("package-not-found")),
    row("invalid username/password: denied", likely("token-rejected"), possible("stale-credential-blocks-public")),
    row("invalid username/password: unauthorized", likely("token-rejected"), possible("username-empty")),
    row("invalid username/password", likely("token-rejected")),
    row(
        "requesting bearer token: invalid status code from registry 403 (Forbidden)",
        likely("package-not-found"),
        likely("token-rejected"),
        possible("stale-credential-blocks-public"),
    ),
    row("invalid status code from registry 401", likely("package-private"), possible("username-empty")),
    row(
        "ghcr.io…403 (Forbidden)", likely("package-not-found"), possible("token-rejected"), possible("package-no-grant")
    ),
    row("^403 (Forbidden)$", likely("package-not-found"), possible("token-rejected"), possible("package-no-grant")),
    row('Get "https://…/v2/": denied: denied', *_DEAD, possible("client-config-invalid")),
    row('Get "https://…/v2/": unauthorized', likely("token-rejected"), possible("username-empty")),
    row("Get https://…/v2/: denied: denied", *_DEAD),
    # A manifest
    *_refused_manifest('Head "…/manifests/…"'),
    *_refused_manifest('Get "…/manifests/…"'),
    *_refused_manifest("reading manifest … in …"),
    row("HEAD request to …/manifests/… 403 Forbidden", *_NO_GRANT),
    row("HEAD request to …/manifests/… {status} Unauthorized", *_PRIVATE),
    row("HEAD …/manifests/… status code 403", *_NO_GRANT),
    row("HEAD …/manifests/… status code {status} Unauthorized", *_PRIVATE),
    row("GET request to …/manifests/… 403 Forbidden", *_NO_GRANT),
    row("GET …/manifests/… status code 403", *_NO_GRANT),
    row("GET …/manifests/… status code 401", *_PRIVATE),
    row("error from registry: denied", *_BARE_DENIED),
    row("error from registry: unauthorized", *_PRIVATE),
    row("error from registry: forbidden", *_NO_GRANT),
    row(
        "pull access denied for {given}, repository does not exist or may require",
        likely("package-not-found"),
        possible("package-private"),
        possible("token-missing"),
    ),
    # The bare words
    row("denied: denied", *_DEAD, possible("stale-credential-blocks-public"), possible("client-config-invalid")),
    row("^denied$", *_BARE_DENIED),
    row("^unauthorized$", *_PRIVATE),
    row("^forbidden$", *_NO_GRANT),
    row("requested access to the resource is denied", *_ABSENT),
    row("unauthorized: authentication required", *_UNAUTHENTICATED),
    row("^authentication required$", *_UNAUTHENTICATED),
    row("authentication required", possible("package-private"), possible("token-missing"), without="proxy"),
    row(": denied$", *_BARE_DENIED),
    row(": unauthorized$", *_PRIVATE),
    row("no basic auth credentials", likely("token-missing")),
    row(
        "unauthenticated: User cannot be authenticated with the token provided",
        likely("token-rejected"),
        possible("github-incident"),
    ),
    row("User cannot be authenticated with the token provided", likely("token-rejected"), possible("github-incident")),
    row("authentication token not provided", certain("token-missing")),
    row("denied: invalid token", certain("token-not-exchanged")),
    row("^invalid token$", likely("token-not-exchanged"), possible("token-rejected")),
    row("/tags/list … 401", likely("token-not-exchanged"), possible("package-private")),
    row("/tags/list … 403", likely("package-no-grant"), possible("scope-read-packages-missing")),
    row("/tags/list … 404", likely("package-not-found")),
)
