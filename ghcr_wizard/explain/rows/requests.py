"""Refused requests by what they asked for and the status: for every client's words that no row knows.

A HEAD of a blob is a push looking whether a layer is there already: who pulls asks for the blob itself.
"""

from ghcr_wizard.explain.contexts import Context
from ghcr_wizard.explain.requests import Part
from ghcr_wizard.explain.row import RequestRow, likely, possible, request
from ghcr_wizard.explain.rows import advice

_ACTIONS, _PUSH, _APP, _IN, _BREW = (
    Context.ACTIONS,
    Context.PUSH,
    Context.INSTALLATION,
    Context.LOGGED_IN,
    Context.BREW,
)
_WRITE_METHODS = "PUT POST PATCH"
_READS = (Part.MANIFEST, Part.BLOB)

_MAY_NOT_WRITE = (
    likely("actions-packages-permission-missing", when=_ACTIONS, unless=Context.PACKAGES_WRITE),
    likely("actions-package-not-granted", when=_ACTIONS),
    likely("package-no-write-grant", unless=_ACTIONS, advice=advice.WRITE_BY_STATUS),
    possible("actions-packages-permission-missing", unless=_ACTIONS),
    possible("create-package-denied"),
    possible("token-rejected", unless=_IN),
    possible("fine-grained-not-accepted", when=Context.FINE_GRAINED),
    possible("app-token-pull-denied", when=_APP),
)
_NO_LOGIN = (
    likely("token-missing", advice=advice.LOG_IN),
    possible("package-no-write-grant", advice=advice.WRITE_BY_STATUS),
    possible("actions-packages-permission-missing", when=_ACTIONS),
)
_MAY_NOT_READ = (
    likely("package-no-grant"),
    possible("scope-read-packages-missing"),
    possible("package-private"),
    possible("token-rejected", unless=_IN),
    possible("fine-grained-not-accepted", when=Context.FINE_GRAINED),
    possible("app-token-pull-denied", when=_APP),
)
_BOTTLES = (
    likely("github-incident", advice=advice.PUBLIC_BOTTLES),
    possible("stale-credential-blocks-public", advice=advice.BREW_TOKEN),
)
_NOT_PUBLIC = (
    likely("package-private"),
    possible("token-missing", advice=advice.LOG_IN),
    possible("sso-required"),
    possible("visibility-differs-from-repository"),
    possible("token-rejected"),
)
_REFUSED_EXCHANGE = (
    likely("token-rejected", unless=_PUSH, advice=advice.RENEW),
    likely("token-rejected", when=_PUSH),
    likely("stale-credential-blocks-public", advice=advice.STALE),
    possible("package-not-found"),
    possible("package-private"),
)
_BROKEN = (likely("registry-unavailable"), likely("github-incident"))
_PASSING = (likely("push-transient"), possible("registry-unavailable"))


ROWS: tuple[RequestRow, ...] = (
    # Tokens
    request(Part.TOKEN_WITH_PLACEHOLDER, "401 403", likely("client-outdated", advice=advice.HELM_PLACEHOLDER)),
    request(
        Part.TOKEN_OF_PLACEHOLDER,
        "401 403",
        likely("token-rejected", advice=advice.LOGIN_PING),
        likely("stale-credential-blocks-public", advice=advice.LOGIN_PING),
        possible("client-outdated", advice=advice.PLACEHOLDER),
    ),
    request(Part.TOKEN, "405", likely("username-empty", advice=advice.EMPTY_NAME)),
    request(Part.TOKEN, "401", *_NOT_PUBLIC),
    request(Part.TOKEN, "403", *_REFUSED_EXCHANGE),
    request(Part.TOKEN, "404", possible("registry-unavailable")),
    # Writing
    request(Part.UPLOAD, "401", *_NO_LOGIN),
    request(Part.UPLOAD, "403", *_MAY_NOT_WRITE),
    request(Part.UPLOAD, "400 404 408 409 411 416 499", *_PASSING),
    request(Part.UPLOAD, "413", likely("push-transient", advice=advice.BROKEN_UPLOAD)),
    request(Part.UPLOAD, "5", likely("push-transient"), likely("registry-unavailable"), possible("github-incident")),
    *(request(part, "401", *_NO_LOGIN, methods=_WRITE_METHODS) for part in (Part.MANIFEST, Part.BLOB)),
    *(request(part, "403", *_MAY_NOT_WRITE, methods=_WRITE_METHODS) for part in (Part.MANIFEST, Part.BLOB)),
    request(Part.BLOB, "401", *_NO_LOGIN, possible("package-private"), methods="HEAD"),
    request(Part.BLOB, "403", *_MAY_NOT_WRITE, possible("package-no-grant"), methods="HEAD"),
    request(Part.MANIFEST, "400 404 409", *_PASSING, methods=_WRITE_METHODS),
    request(Part.MANIFEST, "405", likely("delete-unsupported"), methods="DELETE"),
    *(
        request(
            part,
            "403",
            *(cause._replace(when=cause.when | _PUSH) for cause in _MAY_NOT_WRITE),
            *(cause._replace(unless=cause.unless | _PUSH | _BREW) for cause in _MAY_NOT_READ),
            *(cause._replace(when=_BREW) for cause in _BOTTLES),
        )
        for part in _READS
    ),
    *(
        request(
            part,
            "401",
            *(cause._replace(when=cause.when | _PUSH) for cause in _NO_LOGIN),
            *(cause._replace(unless=cause.unless | _PUSH | _BREW) for cause in _NOT_PUBLIC),
            *(cause._replace(when=_BREW) for cause in _BOTTLES),
        )
        for part in _READS
    ),
    # Reading
    *(request(part, "404", likely("tag-not-found", when=_BREW, advice=advice.OLD_FORMULA)) for part in _READS),
    request(
        Part.MANIFEST,
        "404",
        likely("tag-not-found", when=_PUSH, advice=advice.NO_SUCH_DIGEST),
        likely("index-incomplete", unless=_PUSH),
        possible("index-incomplete", when=_PUSH),
        possible("tag-not-found", unless=_PUSH),
        by_digest=True,
    ),
    request(
        Part.MANIFEST,
        "404",
        likely("tag-not-found"),
        possible("index-incomplete", advice=advice.GONE_PLATFORM),
        possible("package-not-found"),
        possible("accept-header-incomplete"),
    ),
    request(Part.MANIFEST, "400", possible("reference-incomplete")),
    request(Part.BLOB, "404", likely("index-incomplete"), likely("push-transient", when=_PUSH)),
    request(Part.BLOB, "400", possible("reference-incomplete"), possible("push-transient")),
    request(
        Part.TAGS,
        "401",
        likely("token-not-exchanged"),
        likely("package-private"),
        possible("token-missing", advice=advice.LOG_IN),
    ),
    request(
        Part.TAGS,
        "403",
        likely("package-no-grant"),
        possible("scope-read-packages-missing"),
        possible("token-rejected", unless=_IN),
        possible("package-not-found"),
    ),
    request(Part.TAGS, "404", likely("package-not-found")),
    request(Part.CATALOG, "401 403 404", likely("catalog-unsupported")),
    # The login
    request(Part.PING, "401", likely("token-rejected"), possible("username-empty"), possible("token-missing")),
    request(Part.PING, "403", likely("token-rejected", advice=advice.STALE), likely("stale-credential-blocks-public")),
    # Servers that do not work
    *(request(part, "5", *_BROKEN) for part in Part),
    *(request(part, "429", likely("registry-rate-limited", advice=advice.THROTTLED)) for part in Part),
)
"""The first row that fits counts."""
