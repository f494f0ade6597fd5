"""Refusals while pushing, most of them in GitHub Actions; the first half is the registry's code, DENIED."""

from ghcr_wizard.explain.contexts import Context
from ghcr_wizard.explain.row import certain, likely, possible, row

_ACTIONS, _APP = Context.ACTIONS, Context.INSTALLATION

ROWS = (
    row(
        "permission_denied: write_package",
        certain("actions-package-not-granted", when=_ACTIONS),
        likely("actions-packages-permission-missing", when=_ACTIONS),
        likely("package-no-write-grant", unless=_ACTIONS),
        possible("actions-package-not-granted", unless=_ACTIONS),
        possible("actions-packages-permission-missing", unless=_ACTIONS),
    ),
    row(
        "permission_denied: create_package",
        certain("create-package-denied"),
        possible("actions-packages-permission-missing", when=_ACTIONS),
    ),
    row(
        "installation not allowed to Create organization package",
        certain("actions-packages-permission-missing", when=_ACTIONS),
        likely("actions-packages-permission-missing", unless=_ACTIONS),
        possible("create-package-denied"),
    ),
    row(
        "installation not allowed to Write organization package",
        likely("actions-package-not-granted"),
        likely("actions-packages-permission-missing", when=_ACTIONS),
        possible("actions-packages-permission-missing", unless=_ACTIONS),
        possible("app-permission-missing", when=_APP),
    ),
    row(
        "installation not allowed to Read organization package",
        certain("actions-packages-permission-missing", when=_ACTIONS),
        likely("actions-packages-permission-missing", unless=_ACTIONS | _APP),
        likely("app-token-pull-denied", when=_APP, unless=_ACTIONS),
        possible("app-token-pull-denied"),
        possible("actions-packages-permission-missing"),
        possible("actions-package-not-granted"),
    ),
    row(
        "installation not allowed to {verb} organization package",
        likely("actions-packages-permission-missing"),
        possible("actions-package-not-granted"),
    ),
    row(
        "installation not allowed to",
        likely("actions-packages-permission-missing"),
        possible("actions-package-not-granted"),
        possible("app-token-pull-denied"),
    ),
    row("permission_denied: The requested installation does not exist", certain("actions-wrong-owner")),
    row("The requested installation does not exist", likely("actions-wrong-owner")),
    row("not_found: owner not found", certain("owner-not-found")),
    row("owner not found", likely("owner-not-found")),
    row("unknown blob", likely("push-transient")),
    row("blob unknown", likely("push-transient")),
    row("blob upload unknown", likely("push-transient")),
    row("blob upload invalid", likely("push-transient")),
    row("BLOB_UPLOAD_{word}", likely("push-transient")),
    row("/blobs/uploads/ … 403 Forbidden", likely("package-no-write-grant"), possible("create-package-denied")),
    row(
        "/blobs/uploads/ … 401 Unauthorized",
        likely("token-missing"),
        possible("package-no-write-grant"),
    ),
)
