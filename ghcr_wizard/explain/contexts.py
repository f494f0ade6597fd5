"""What the rest of a text says about where it comes from: the same error has other causes in a workflow, say."""

from enum import Flag, auto


class Context(Flag):
    """A fact about the surroundings of an error."""

    ACTIONS = auto()
    """A GitHub Actions log."""
    PUSH = auto()
    """Something is being uploaded."""
    LOGGED_IN = auto()
    """A login succeeded before: the credential is alive."""
    HOOKS = auto()
    """Webhooks are asked for."""
    LISTING = auto()
    """Packages are being listed."""
    ENTERPRISE = auto()
    """Another GitHub than github.com takes part."""
    CLASSIC = auto()
    FINE_GRAINED = auto()
    OAUTH = auto()
    APP_USER = auto()
    INSTALLATION = auto()
    """A token of that kind is named or shown (its secret part is gone by then)."""
    APP = auto()
    """Endpoints that only a GitHub App uses."""

    LOG = auto()
    """It is long: much in it has nothing to do with the error."""


NOWHERE = Context(0)
_LINES_OF_A_LOG = 40

_SIGNS = {
    Context.ACTIONS: (
        "##[",
        "::error",
        "github_token",
        "github-actions[bot]",
        "docker/login-action",
        "docker/build-push-action",
        "actions/checkout",
        "actions/runner",
        "/home/runner/",
        "current runner version",
        "ghs_15368_",
    ),
    Context.PUSH: ("blobs/uploads", "docker push", "podman push", "failed to push", "pushing ", "the push refers to"),
    Context.LOGGED_IN: ("login succeeded",),
    Context.HOOKS: ("/hooks", "webhook", "repo_hook", "org_hook"),
    Context.LISTING: ("/packages?", "list-packages-for", "package_type=container", "list packages"),
    Context.ENTERPRISE: (".ghe.com", "/api/v3", "enterprise server", "enterprise-server"),
    Context.CLASSIC: ("ghp_…", "personal access token (classic)"),
    Context.FINE_GRAINED: (
        "github_pat_",
        "fine-grained personal access token",
        "fine-grained pat",
        "fine-grained token",
    ),
    Context.OAUTH: ("gho_…", "gh auth token", "gh auth login"),
    Context.APP_USER: ("ghu_…",),
    Context.INSTALLATION: ("ghs_…", "x-access-token", "installation token", "create-github-app-token"),
    Context.APP: ("/app/installations", "/installation", "app_id", "app-id", "json web token"),
}
"""Words that give a context away, in lower case."""


def contexts(lowered: str) -> Context:
    """Everything that a text in lower case gives away about its surroundings."""
    seen = Context.LOG if lowered.count("\n") >= _LINES_OF_A_LOG else NOWHERE
    for context, signs in _SIGNS.items():
        if any(sign in lowered for sign in signs):
            seen |= context
    return seen
