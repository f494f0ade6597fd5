"""Refusals while pulling or logging in, as clients print them.

Docker prints the registry's error as `code: message` in lower case. A HEAD has no body, so a refused one leaves the
bare code or the status. Where the token exchange was refused, the word after the code is its message.
"""

from ghcr_wizard.explain.contexts import Context
from ghcr_wizard.explain.row import ErrorText, asides, certain, likely, possible, row, rows
from ghcr_wizard.explain.rows import advice

_PUSH, _BREW, _ACTIONS = Context.PUSH, Context.BREW, Context.ACTIONS
_APP, _IN = Context.INSTALLATION, Context.LOGGED_IN

_DEAD = (
    likely("token-rejected", unless=_APP | _IN | _PUSH, advice=advice.RENEW),
    likely("token-rejected", when=_PUSH, unless=_APP | _IN),
    likely("installation-token-expired", when=_APP, unless=_IN),
    likely("app-token-pull-denied", when=_APP | _IN),
    possible("token-rejected"),
    possible("app-token-pull-denied", when=_APP),
    possible("token-host-mismatch", when=Context.ENTERPRISE, advice=advice.OTHER_HOST),
    possible("package-no-grant", when=_IN),
    possible("scope-read-packages-missing", when=_IN),
    likely("fine-grained-not-accepted", when=Context.FINE_GRAINED),
    possible("scope-read-packages-missing", when=Context.OAUTH),
)
"""A credential that the token exchange refused; after a login that succeeded it is another story."""

_REFUSED_EXCHANGE = (
    likely("token-rejected", unless=_APP | _PUSH, advice=advice.RENEW),
    likely("token-rejected", when=_PUSH, unless=_APP),
    likely("installation-token-expired", when=_APP),
    likely("stale-credential-blocks-public", unless=_APP, advice=advice.STALE),
    possible("app-token-pull-denied", when=_APP),
    possible("token-host-mismatch", when=Context.ENTERPRISE, advice=advice.OTHER_HOST),
    possible("client-config-invalid", advice=advice.EMPTY_ENTRY),
)
"""The same, where the text tells that it was the exchange: a live token is never refused there."""

_STALE = (
    *_DEAD,
    likely("stale-credential-blocks-public", unless=_APP | _IN, advice=advice.STALE),
    possible("stale-credential-blocks-public", when=_IN, advice=advice.STALE),
    possible("client-config-invalid", unless=_IN, advice=advice.EMPTY_ENTRY),
)
_NO_WRITE = (
    likely("actions-packages-permission-missing", when=_PUSH | _ACTIONS, unless=Context.PACKAGES_WRITE),
    likely("actions-package-not-granted", when=_PUSH | _ACTIONS),
    likely("package-no-write-grant", when=_PUSH, unless=_ACTIONS, advice=advice.WRITE_BY_STATUS),
)
_NO_READ_IN_ACTIONS = (
    likely("actions-packages-permission-missing", when=_ACTIONS, unless=_PUSH),
    likely("actions-package-not-granted", when=_ACTIONS, unless=_PUSH),
)
_NO_GRANT = (
    *_NO_WRITE,
    *_NO_READ_IN_ACTIONS,
    likely("package-no-grant", unless=_PUSH),
    possible("scope-read-packages-missing"),
    possible("package-private"),
    possible("fine-grained-not-accepted", when=Context.FINE_GRAINED),
    possible("app-token-pull-denied", when=_APP),
)
_BARE_DENIED = (
    likely("token-rejected", when=_PUSH, unless=_APP | _IN),
    *_NO_WRITE,
    likely("app-token-pull-denied", when=_APP, unless=_PUSH),
    likely("fine-grained-not-accepted", when=Context.FINE_GRAINED),
    *_NO_READ_IN_ACTIONS,
    likely("package-not-found", unless=_PUSH | _IN),
    likely("package-no-grant", unless=_PUSH),
    possible("package-not-found"),
    possible("stale-credential-blocks-public", unless=_PUSH, advice=advice.STALE),
    possible("scope-read-packages-missing"),
    possible("token-rejected"),
    possible("token-host-mismatch", when=Context.ENTERPRISE, advice=advice.OTHER_HOST),
)
"""The word alone: who asked had a token of the registry (a dead credential gets none, and its refusal is said twice),
and may not read that name, or there is none."""
_PRIVATE = (
    likely("token-missing", when=_PUSH, advice=advice.LOG_IN),
    likely("package-private", unless=_PUSH | _BREW),
    likely("github-incident", when=_BREW, advice=advice.PUBLIC_BOTTLES),
    possible("package-no-write-grant", when=_PUSH, advice=advice.WRITE_BY_STATUS),
    possible("token-missing", unless=_PUSH | _BREW, advice=advice.LOG_IN),
    possible("sso-required", unless=_BREW),
    possible("visibility-differs-from-repository", unless=_PUSH | _BREW),
    possible("token-rejected"),
)
_UNAUTHENTICATED = (
    likely("token-missing", when=_PUSH, advice=advice.LOG_IN),
    likely("package-private", unless=_PUSH | _BREW),
    likely("github-incident", when=_BREW, advice=advice.PUBLIC_BOTTLES),
    possible("token-missing", unless=_PUSH, advice=advice.LOG_IN),
    possible("token-not-exchanged"),
)
_ABSENT = (
    likely("package-not-found", unless=_PUSH),
    likely("token-missing", when=_PUSH, advice=advice.LOG_IN),
    likely("package-no-write-grant", when=_PUSH, unless=_ACTIONS, advice=advice.WRITE_BY_STATUS),
    likely("actions-packages-permission-missing", when=_PUSH | _ACTIONS),
    possible("package-private"),
    possible("package-not-found", when=_PUSH),
    possible("create-package-denied", when=_PUSH),
)


def _refused_manifest(start: str) -> tuple[ErrorText, ...]:
    """A refused manifest, after the words with which a client names the request."""
    return (
        row(f"{start}: denied: denied", *_STALE),
        row(f"{start}: denied: requested access to the resource is denied", *_ABSENT),
        row(f"{start}: denied$", *_BARE_DENIED),
        row(f"{start}: unauthorized$", *_PRIVATE),
        row(f"{start}: unauthorized: authentication required", *_UNAUTHENTICATED),
        row(f"{start}: received unexpected HTTP status: {{status}} Forbidden", *_NO_GRANT),
        row(f"{start}: received unexpected HTTP status: {{status}} Unauthorized", *_PRIVATE),
        row(f"{start}: forbidden$", *_NO_GRANT),
    )


ROWS = (
    # The token exchange
    row('/token?…": denied: denied', *_REFUSED_EXCHANGE),
    row('/token?…": … 403: denied: denied', *_REFUSED_EXCHANGE),
    row("/token?…: DENIED: denied", *_REFUSED_EXCHANGE),
    row(
        "repository%3Auser%2Fimage%3Apull&service=…: requested access to the resource is denied",
        likely("client-outdated", advice=advice.PLACEHOLDER),
        possible("token-missing", advice=advice.LOG_IN),
    ),
    row("/token?…: DENIED: requested access to the resource is denied", *_ABSENT),
    row("/token?…: UNAUTHORIZED: authentication required", *_UNAUTHENTICATED),
    row(
        "failed to fetch anonymous token … 403 Forbidden",
        likely("token-missing", when=_PUSH, advice=advice.LOG_IN),
        likely("package-private", unless=_PUSH),
        likely("package-not-found", unless=_PUSH),
        possible("package-private", when=_PUSH),
        possible("package-not-found", when=_PUSH),
        possible("token-missing", unless=_PUSH, advice=advice.LOG_IN),
        without="user%2fimage",
    ),
    row(
        "failed to fetch anonymous token … {status} Unauthorized",
        likely("token-missing", when=_PUSH, advice=advice.LOG_IN),
        likely("package-private", unless=_PUSH),
        possible("package-private", when=_PUSH),
        possible("package-not-found"),
    ),
    row(
        "failed to fetch anonymous token",
        likely("package-private"),
        possible("package-not-found"),
        without=("user%2fimage", "user/image", " eof", "timeout", "dial tcp", "lookup"),
    ),
    row("failed to fetch oauth token … 403 Forbidden", *_STALE),
    row("failed to fetch oauth token … denied: denied", *_REFUSED_EXCHANGE),
    row("failed to fetch oauth token … 405", likely("username-empty", advice=advice.EMPTY_NAME)),
    row("failed to fetch oauth token … 401 Unauthorized", likely("token-rejected"), possible("username-empty")),
    row("failed to fetch oauth token: denied", *_STALE),
    row(
        "failed to authorize … 403 Forbidden",
        likely("token-rejected"),
        likely("package-not-found"),
        without=("user%2fimage", "anonymous token"),
    ),
    row("invalid username/password: denied", likely("token-rejected"), possible("stale-credential-blocks-public")),
    row(
        "invalid username/password: unauthorized",
        likely("package-private", unless=_PUSH),
        likely("token-rejected"),
        possible("username-empty"),
        without="user cannot be authenticated",
    ),
    row("invalid username/password", likely("token-rejected")),
    row(
        "requesting bearer token: invalid status code from registry 403 (Forbidden)",
        likely("package-not-found", unless=_PUSH),
        likely("token-rejected"),
        possible("stale-credential-blocks-public"),
    ),
    *rows(
        (
            "Requesting bearer token: received unexpected HTTP status: 403",
            "requesting bearer token: denied",
            "requesting bearer token: … 403",
            "unable to retrieve auth token: … 403",
        ),
        likely("token-rejected"),
        likely("package-not-found", unless=_PUSH),
        possible("stale-credential-blocks-public"),
    ),
    *rows(
        (
            "requesting bearer token: unauthorized",
            "requesting bearer token: … 401",
            "unable to retrieve auth token: … 401",
        ),
        likely("package-private"),
        possible("token-rejected"),
        possible("username-empty"),
    ),
    row("invalid status code from registry 401", likely("package-private"), possible("username-empty")),
    row(
        "ghcr.io…403 (Forbidden)", likely("package-not-found"), possible("token-rejected"), possible("package-no-grant")
    ),
    row("^403 (Forbidden)$", likely("package-not-found"), possible("token-rejected"), possible("package-no-grant")),
    row('Get "https://…/v2/": denied: denied', *_REFUSED_EXCHANGE),
    row('Get "https://…/v2/": unauthorized', likely("token-rejected"), possible("username-empty")),
    row("Get https://…/v2/: denied: denied", *_REFUSED_EXCHANGE),
    # A manifest
    *_refused_manifest('Head "…/manifests/…"'),
    *_refused_manifest('Get "…/manifests/…"'),
    *_refused_manifest("reading manifest … in …"),
    *rows(
        (
            "/tags/list': unauthorized",
            "/tags/list: unauthorized",
            "error getting tags … unauthorized",
            "failed to list tags … unauthorized",
            "could not get tags … unauthorized",
        ),
        likely("package-private", advice=advice.UPDATER),
        possible("token-missing", advice=advice.LOG_IN),
        possible("token-not-exchanged"),
    ),
    row(
        "image configuration: … unauthenticated: User cannot be authenticated with the token provided",
        likely("github-incident", advice=advice.INCIDENT_FIRST),
        possible("token-rejected"),
    ),
    *rows(
        ("homebrew/core/…: 401", "homebrew/core/…: unauthorized"),
        likely("github-incident", advice=advice.PUBLIC_BOTTLES),
        possible("stale-credential-blocks-public", advice=advice.BREW_TOKEN),
    ),
    *asides(
        ("Failed to download resource … bottle", "Bottle manifest … failed"),
        likely("github-incident", advice=advice.PUBLIC_BOTTLES),
        possible("stale-credential-blocks-public", advice=advice.BREW_TOKEN),
    ),
    *rows(
        ("The requested URL returned error: 401", "The requested URL returned error: 403"),
        likely("github-incident", when=_BREW, advice=advice.PUBLIC_BOTTLES),
        possible("stale-credential-blocks-public", when=_BREW, advice=advice.BREW_TOKEN),
        possible("token-not-exchanged", unless=_BREW),
        possible("package-private", unless=_BREW, advice=advice.BARE_REQUEST),
        without="unable to access",
    ),
    *rows(
        ("failed with status code [manifests {reference}]: 403", "Bad response from registry: 403"),
        *_NO_GRANT,
        possible("package-not-found"),
        possible("token-rejected"),
    ),
    *rows(("failed with status code [manifests {reference}]: 401", "Bad response from registry: 401"), *_PRIVATE),
    row("error from registry: denied", *_BARE_DENIED),
    row("error from registry: unauthorized", *_PRIVATE),
    row("error from registry: forbidden", *_NO_GRANT),
    row(
        "pull access denied for ghcr.io/{given}, repository does not exist or may require",
        likely("package-not-found"),
        possible("package-private"),
        possible("token-missing", advice=advice.LOG_IN),
        without=("permission_denied", "denied: denied"),
    ),
    row(
        "HTTP request sent, awaiting response... 401",
        possible("token-not-exchanged", when=Context.GITHUB, advice=advice.CHALLENGE),
        possible("package-private", when=Context.GITHUB, advice=advice.BARE_REQUEST),
    ),
    *rows(
        ("Error parsing HTTP 403 response body", "error parsing HTTP 403"),
        *_NO_GRANT,
        possible("token-rejected"),
    ),
    row("Error parsing HTTP 401 response body", *_PRIVATE),
    row(
        "www-authenticate: Bearer realm='https://ghcr.io/token'",
        likely("token-not-exchanged", advice=advice.CHALLENGE),
        possible("package-private", advice=advice.BARE_REQUEST),
    ),
    # The bare words
    *rows(
        ("denied: denied", "denied:$"),
        *_DEAD,
        possible("stale-credential-blocks-public"),
        possible("client-config-invalid", unless=_IN, advice=advice.EMPTY_ENTRY),
    ),
    row("^denied$", *_BARE_DENIED),
    row("^unauthorized$", *_PRIVATE),
    row("^forbidden$", *_NO_GRANT),
    *asides(
        ("requested access to the resource is denied",), *_ABSENT, without=("pull access denied for", "docker.io/")
    ),
    row(
        "'UNAUTHORIZED: authentication required",
        likely("package-private", unless=_PUSH | Context.REFUSED, advice=advice.BARE_REQUEST),
        possible("package-private", when=Context.REFUSED, advice=advice.BARE_REQUEST),
        possible("token-missing", advice=advice.LOG_IN),
        possible("token-not-exchanged"),
        without=("/token?", "failed to"),
    ),
    *rows(
        ("insufficient_scope: authorization failed", "server message: insufficient_scope"),
        *_NO_WRITE,
        likely("token-missing", when=_PUSH, advice=advice.LOG_IN),
        likely("package-private", unless=_PUSH),
        possible("package-not-found", unless=_PUSH),
    ),
    row("unauthorized: authentication required", *_UNAUTHENTICATED),
    row("^authentication required$", *_UNAUTHENTICATED),
    row(
        "authentication required",
        possible("package-private"),
        possible("token-missing", advice=advice.LOG_IN),
        without="proxy",
    ),
    row(": denied$", *_BARE_DENIED),
    row(": unauthorized$", *_PRIVATE),
    *rows(
        (
            "unauthenticated: User cannot be authenticated with the token provided",
            "User cannot be authenticated with the token provided",
        ),
        likely("token-missing", when=_PUSH, advice=advice.LOG_IN),
        likely("token-rejected"),
        possible("github-incident"),
    ),
    *asides(
        ("Docker login for '{host}' failed with exit code",),
        likely("token-rejected", advice=advice.JOB_LOGIN),
        likely("github-incident"),
        possible("secret-empty"),
        possible("token-host-mismatch", when=Context.ENTERPRISE, advice=advice.OTHER_HOST),
    ),
    row("authentication token not provided", certain("token-missing", advice=advice.LOG_IN)),
    row("denied: invalid token", likely("token-not-exchanged"), possible("token-rejected")),
    row("^invalid token$", likely("token-not-exchanged"), possible("token-rejected")),
)
