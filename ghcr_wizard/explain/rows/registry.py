"""What the registry says about scopes, grants, manifests, its catalog and its limits."""

from ghcr_wizard.explain.contexts import Context
from ghcr_wizard.explain.row import certain, likely, possible, row, rows
from ghcr_wizard.explain.rows import advice

_ACTIONS, _FINE = Context.ACTIONS, Context.FINE_GRAINED

_WRONG_SCOPES = (
    certain("fine-grained-not-accepted", when=_FINE),
    likely("scope-read-packages-missing", unless=_FINE | _ACTIONS),
    likely("actions-packages-permission-missing", when=_ACTIONS),
    likely("app-user-token-unsupported", when=Context.APP_USER),
    likely("fine-grained-not-accepted", unless=_FINE | Context.CLASSIC | Context.OAUTH),
    possible("scope-read-packages-missing"),
)

ROWS = (
    # Scopes and grants
    row("The token provided does not match expected scopes", *_WRONG_SCOPES),
    row("does not match expected scopes", *_WRONG_SCOPES),
    row(
        "permission_denied: read_package",
        certain("actions-package-not-granted", when=_ACTIONS | Context.PACKAGES_WRITE),
        likely("actions-package-not-granted", when=_ACTIONS, unless=Context.PACKAGES_WRITE),
        possible("actions-packages-permission-missing", when=_ACTIONS, unless=Context.PACKAGES_WRITE),
        likely("package-no-grant", unless=_ACTIONS),
        possible("actions-package-not-granted", unless=_ACTIONS),
        possible("scope-read-packages-missing"),
        possible("package-private"),
    ),
    row(
        "This credential type is not supported for registry",
        likely("app-token-pull-denied"),
    ),
    # Manifests
    row(
        "manifest unknown",
        likely("index-incomplete", when=Context.FOUND, unless=Context.LOG | Context.DIGEST),
        likely("tag-not-found"),
        likely("index-incomplete", when=Context.DIGEST),
        possible("index-incomplete", unless=Context.DIGEST, advice=advice.MANIFEST_GONE),
        possible("package-no-grant"),
        without=("@sha256:", "manifest sha256:", "manifest list", "accept header"),
    ),
    *rows(
        (
            "ghcr.io/…: not found$",
            "failed to resolve reference … not found",
            "failed to resolve source metadata … not found",
            "requested image not found",
        ),
        likely("tag-not-found"),
        possible("package-not-found"),
        possible("index-incomplete", advice=advice.MANIFEST_GONE),
        without=("@sha256:", "/manifests/sha256", "executable", "no such host", "no match for platform"),
    ),
    row(
        "manifest for ghcr.io/{given} not found$",
        likely("tag-not-found"),
        possible("client-outdated", advice=advice.OLD_FORMAT),
        possible("package-not-found"),
    ),
    row("OCI index found, but Accept header does not support OCI", certain("accept-header-incomplete")),
    row("OCI manifest found, but Accept header does not support OCI", certain("accept-header-incomplete")),
    row("Accept header does not support", certain("accept-header-incomplete")),
    row(
        "MANIFEST_UNKNOWN",
        likely("tag-not-found"),
        possible("index-incomplete", advice=advice.MANIFEST_GONE),
        possible("accept-header-incomplete"),
        without=("/manifests/sha256:", "accept header"),
    ),
    row("name unknown", likely("package-not-found")),
    row("NAME_UNKNOWN", likely("package-not-found")),
    row("repository name not known to registry", likely("package-not-found")),
    row("The operation is unsupported", likely("delete-unsupported"), without="/token"),
    row("/manifests/…405 Method Not Allowed", likely("delete-unsupported")),
    row("405 Method Not Allowed", possible("delete-unsupported", unless=Context.PUSH), without="/token"),
    row("failed commit on ref … 405", likely("reference-incomplete", advice=advice.CHART_IN_ADDRESS)),
    # The catalog
    row(
        "/manifests/sha256-….sig … MANIFEST_UNKNOWN",
        likely("tag-not-found", advice=advice.NOT_SIGNED),
    ),
    row("registry-wide catalog", likely("catalog-unsupported")),
    row("/v2/_catalog … 403", certain("catalog-unsupported")),
    row("/v2/_catalog … 401", certain("catalog-unsupported")),
    row("/v2/_catalog … 404", certain("catalog-unsupported")),
    row("/v2/_catalog", likely("catalog-unsupported"), possible("catalog-not-personal")),
    row("Failed to get catalog of registry", certain("catalog-unsupported")),
    row("No repositories found", likely("catalog-unsupported"), possible("org-listing-empty")),
    row("404 page not found", possible("catalog-unsupported")),
    # Limits and incidents
    row("retry-after: {when}, allowed: {number}/minute", certain("registry-rate-limited", advice=advice.THROTTLED)),
    row("toomanyrequests", likely("registry-rate-limited", advice=advice.THROTTLED), without="increase-rate-limit"),
    row("ghcr.io … 429 Too Many", likely("registry-rate-limited", advice=advice.THROTTLED)),
    row(
        "429 Too Many Requests",
        likely("registry-rate-limited", advice=advice.THROTTLED),
        possible("api-rate-limited"),
        without="docker.io",
    ),
    # GitHub's own services behind the registry
    *rows(
        (
            "unable to connect to authzd server",
            "twirp error",
            "UNKNOWN: unknown error",
            "unknown: unknown error",
            "github.com/-/v2/packages/container",
            "Error from intermediary with HTTP status code",
            "We had issues producing the response to your request",
            "permission_denied: unable to",
            "error parsing HTTP {status} response body: invalid character '<'",
        ),
        likely("github-incident", advice=advice.INCIDENT_FIRST),
        likely("registry-unavailable"),
    ),
    row(
        "received unexpected HTTP status: {broken}",
        certain("registry-unavailable"),
        likely("github-incident"),
    ),
    row("ghcr.io … {broken} Internal Server Error", certain("registry-unavailable"), likely("github-incident")),
    row("ghcr.io … {broken} Bad Gateway", certain("registry-unavailable"), likely("github-incident")),
    row("ghcr.io … {broken} Service Unavailable", certain("registry-unavailable"), likely("github-incident")),
    row("ghcr.io … {broken} Gateway", certain("registry-unavailable"), likely("github-incident")),
    row(
        "503 Service Unavailable",
        likely("registry-unavailable"),
        likely("github-incident"),
        possible("api-unavailable"),
    ),
    row("502 Bad Gateway", likely("registry-unavailable"), likely("github-incident"), possible("api-unavailable")),
    row("504 Gateway Time", likely("registry-unavailable"), likely("github-incident"), possible("api-unavailable")),
    row("UNKNOWN: unavailable", certain("registry-unavailable"), likely("github-incident")),
    row(
        "page is taking too long",
        likely("registry-unavailable"),
        likely("github-incident"),
        possible("api-unavailable"),
    ),
    row("Unicorn! … GitHub", likely("github-incident"), likely("api-unavailable")),
    row(
        "invalid character '<' looking for beginning of value",
        likely("registry-unavailable"),
        possible("github-incident"),
    ),
)
