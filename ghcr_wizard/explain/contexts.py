"""What the rest of a text says about where it comes from: the same error has other causes in a workflow, say."""

import re
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

    PACKAGES_WRITE = auto()
    """The job's token has the permission packages: write; its log says so."""
    PERMISSIONS = auto()
    """The log lists the permissions of the job's token."""
    EMPTY = auto()
    """An empty password was piped in."""
    BREW = auto()
    """Homebrew's bottles, which are public."""
    DIGEST = auto()
    """An image is named by its digest."""
    MAC = auto()
    WINDOWS = auto()
    WSL = auto()
    LINUX = auto()
    """The operating system."""

    FOUND = auto()
    """The engine found the tag, and began to fetch what it leads to."""

    REFUSED = auto()
    """A client says that its credential was refused; what the registry says to nobody in particular counts less."""

    ENGINE = auto()
    """A container engine answered something."""

    ELSEWHERE = auto()
    """Only other registries than GitHub's are named."""

    GITHUB = auto()
    """GitHub or its registry is named."""

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
        "current runner version",
        "ghs_15368_",
        "process completed with exit code",
        "run docker/",
        "run actions/",
        "post job cleanup",
        "/home/runner",
        "invalid workflow file",
    ),
    Context.PUSH: (
        "/blobs/upload",
        "docker push",
        "podman push",
        "helm push",
        "oras push",
        "failed to push",
        "error pushing",
        "pushing ",
        "the push refers to",
        "put request to",
        "put http",
        'put "http',
        'post "http',
        "post https://ghcr.io/v2",
        'perform "push"',
        ":push",
        "%3apush",
        "%2cpush",
        ",push token",
        "push permission",
        "error uploading",
        "uploading artifact",
        "imagetools create",
        "writing blob",
        "layer upload",
        "trying to reuse blob",
        "signing ghcr.io",
        "failed commit on ref",
    ),
    Context.PACKAGES_WRITE: ("z packages: write", "\npackages: write", "\n packages: write"),
    Context.PERMISSIONS: ("github_token permissions",),
    Context.EMPTY: ('echo "" | docker login', "echo  | docker login", 'echo ""|docker login', "echo | docker login"),
    Context.DIGEST: ("@sha256:",),
    Context.REFUSED: ("denied: denied", "from daemon: denied", "from registry: denied"),
    Context.BREW: ("homebrew/core", "brew install", "brew update", "_bottle"),
    Context.MAC: (
        "osxkeychain",
        "darwin",
        "macos",
        "keychain",
        "(-25",
        "(-600",
        "/users/",
        "/library/",
        "/applications/",
        "brew install",
        "apple",
    ),
    Context.WINDOWS: (
        "c:\\",
        "c:/",
        "wincred",
        "npipe",
        "/pipe/",
        "connectex",
        "wsarecv",
        "powershell",
        "windows",
        ".exe",
    ),
    Context.WSL: (
        "wsl",
        "/mnt/c/",
        '.exe": executable file not found in $path',
        ".exe: invalid argument",
        ".exe: exec format error",
    ),
    Context.FOUND: (": pulling from ",),
    Context.ENGINE: ("error response from daemon", ": pulling from ", "the push refers to", ": pull complete"),
    Context.LINUX: (
        "d-bus",
        "dbus",
        "secretservice",
        "libsecret",
        "freedesktop",
        "gnome-keyring",
        "gpg",
        "/usr/bin/",
        "/home/",
        "/run/user",
        "apt-get",
        "ubuntu",
        "debian",
        "linux",
    ),
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

_GITHUBS = frozenset({b"ghcr", b"github", b"githubusercontent", b"ghe", b"lscr", b"containers"})
"""Words that speak of GitHub's registry, or of what stands in front of it."""
OTHER_REGISTRY = re.compile(
    r"(?<![a-z0-9.-])(?:docker\.io|[a-z0-9-]{1,40}\.docker\.(?:io|com)|quay\.io|gcr\.io|[a-z0-9-]{1,40}\.gcr\.io"
    r"|public\.ecr\.aws|[a-z0-9.-]{1,200}\.amazonaws\.com|[a-z0-9-]{1,60}\.azurecr\.io|mcr\.microsoft\.com"
    r"|registry\.gitlab\.com|[a-z0-9-]{1,60}\.pkg\.dev|registry\.redhat\.io|registry\.k8s\.io)(?![a-z0-9-])",
    re.IGNORECASE,
)
"""The host of another registry."""
_OTHERS = {
    b"docker": "docker.io",
    b"quay": "quay.io",
    b"gcr": "gcr.io",
    b"ecr": "public.ecr.aws",
    b"amazonaws": ".amazonaws.com",
    b"azurecr": ".azurecr.io",
    b"mcr": "mcr.microsoft.com",
    b"gitlab": "registry.gitlab.com",
    b"pkg": ".pkg.dev",
    b"redhat": "registry.redhat.io",
    b"k8s": "registry.k8s.io",
}
"""Other registries, by a word of their names: a word is looked up at once, a name in all of a log."""


def contexts(lowered: str, words: frozenset[bytes] = frozenset()) -> Context:
    """Everything that a text in lower case gives away about its surroundings.

    Args:
        lowered: The text.
        words: Its words; without them it is not said whether it is about another registry.
    """
    seen = Context.LOG if lowered.count("\n") >= _LINES_OF_A_LOG else NOWHERE
    for context, signs in _SIGNS.items():
        if any(sign in lowered for sign in signs):
            seen |= context
    if not words.isdisjoint(_GITHUBS):
        return seen | Context.GITHUB
    if any(word in words and name in lowered for word, name in _OTHERS.items()):
        seen |= Context.ELSEWHERE
    return seen
