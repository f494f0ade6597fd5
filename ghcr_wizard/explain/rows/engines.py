"""Not the registry at all: an engine that does not run, and images that another registry was asked for."""

from ghcr_wizard.explain.contexts import Context
from ghcr_wizard.explain.row import Advice, PossibleCause, certain, hint, likely, possible, row, rows
from ghcr_wizard.explain.rows import advice

_ANSWERS = Context.ENGINE


def _unreachable(advice: Advice | None = None) -> tuple[PossibleCause, ...]:
    """An engine that did not answer; if it answers elsewhere in the text, it was only not ready yet."""
    return (
        certain("engine-unreachable", unless=_ANSWERS, advice=advice),
        possible("engine-unreachable", when=_ANSWERS, advice=advice),
    )


ROWS = (
    *rows(
        (
            "Cannot connect to the Docker daemon",
            "Is the docker daemon running",
            "this error may indicate that the docker daemon is not running",
            "the docker client must be run with elevated privileges to connect",
            "dial unix … docker.sock: connect: no such file or directory",
            "dial unix … docker.sock: connect: connection refused",
            "connect ENOENT /var/run/docker.sock",
            "connect ECONNREFUSED /var/run/docker.sock",
            "docker.sock … No such file or directory",
            "failed to dial … containerd.sock",
            "containerd.sock: connect: no such file",
            "containerd.sock: connect: connection refused",
            "buildkitd.sock … no such file",
            "could not connect to unix:///run/buildkit",
            "Could not find a valid Docker environment",
            "docker: command not found",
            "Error while fetching server API version",
        ),
        *_unreachable(),
    ),
    *rows(
        (
            "open //./pipe/docker",
            "dockerDesktopLinuxEngine … cannot find the file specified",
            "//./pipe/docker_engine",
            "/pipe/dockerDesktopLinuxEngine",
            "Docker Desktop is unable to start",
            "Docker Desktop is not running",
            "Docker Desktop - Unexpected WSL error",
            "NoResponse POST /registry/credstore-updated",
        ),
        *_unreachable(advice.DESKTOP),
    ),
    row("error during connect:", likely("engine-unreachable")),
    row("request returned {status} … for API route and version", likely("engine-unreachable", advice=advice.DESKTOP)),
    *rows(
        (
            "permission denied while trying to connect to the Docker",
            "Got permission denied while trying to connect to the Docker daemon socket",
            "docker.sock: connect: permission denied",
            "docker.sock … permission denied",
            "connect EACCES /var/run/docker.sock",
        ),
        *_unreachable(advice.NO_SOCKET_RIGHT),
    ),
    *rows(
        (
            "Cannot connect to Podman",
            "unable to connect to Podman socket",
            "podman.sock: connect: no such file",
            "podman.sock: connect: connection refused",
            "podman machine init",
            "Error: failed to connect: dial tcp 127.0.0.1",
        ),
        *_unreachable(advice.PODMAN),
    ),
    *rows(
        ("XPC connection error", "container system start", "Ensure container system service has been started"),
        likely("engine-unreachable", advice=advice.APPLE),
    ),
    # Another registry was asked
    *rows(
        (
            "pull access denied for {unprefixed}, repository does not exist or may require",
            "docker.io/{given} … pull access denied",
            "docker.io/{given} … insufficient_scope",
            "docker.io/{given} … repository does not exist",
            "repository docker.io/{given} not found",
            "{unprefixed} … repository does not exist or may require 'docker login'",
        ),
        likely("registry-prefix-missing"),
        without="ghcr.io",
    ),
    *(
        hint(f"{start}/ghcr.io/", likely("registry-prefix-missing", advice=advice.TWO_REGISTRIES))
        for start in ("docker.io", "index.docker.io/v2", "registry-1.docker.io/v2")
    ),
    hint("The push refers to repository [docker.io/{given}]", likely("registry-prefix-missing")),
    hint("The push refers to a repository [docker.io/{given}]", likely("registry-prefix-missing")),
    *rows(
        (
            "in docker.io/{given}: requested access",
            "in docker.io/{given}: denied",
            "in docker.io/{given}: unauthorized",
        ),
        likely("registry-prefix-missing"),
    ),
    hint("docker.io/{given} … denied", possible("registry-prefix-missing")),
    hint("exists in docker.io/{given}", likely("registry-prefix-missing")),
    row("short-name '{given}' did not resolve to an alias", likely("registry-prefix-missing")),
    row("no unqualified-search registries are defined", likely("registry-prefix-missing")),
    row(
        "docker.io/v2/': unauthorized: incorrect username or password",
        likely("registry-prefix-missing"),
    ),
    row("index.docker.io/v1/ … incorrect username or password", likely("registry-prefix-missing")),
    row("unauthorized: incorrect username or password", likely("registry-prefix-missing"), possible("token-rejected")),
    *rows(
        (
            "index.docker.io/v2/… 401",
            "index.docker.io/v2/… UNAUTHORIZED",
            "index.docker.io/v2/… DENIED",
        ),
        likely("registry-prefix-missing"),
    ),
    row("registry-1.docker.io/v2/ … unauthorized", possible("registry-prefix-missing")),
    row("registry-1.docker.io/v2/ … denied", possible("registry-prefix-missing")),
    row("manifest for {unprefixed} not found: manifest unknown", likely("registry-prefix-missing"), without="ghcr.io"),
    row("You have reached your … pull rate limit", likely("registry-prefix-missing")),
    hint(
        "toomanyrequests … docker.com/increase-rate-limit",
        likely("registry-prefix-missing"),
        possible("registry-rate-limited", unless=Context.PUSH),
    ),
)
