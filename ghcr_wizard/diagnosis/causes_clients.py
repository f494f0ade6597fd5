"""Causes in the configuration of other programs on this computer, and in errors they print."""

from ghcr_wizard.diagnosis.cause import Action, Cause, Family, Severity, Stage
from ghcr_wizard.diagnosis.pages import DOCS, REGISTRY, STATUS

_DOCKER_LOGIN = "https://docs.docker.com/reference/cli/docker/login/"

# Credentials that doctor finds
CREDENTIAL_PLAINTEXT = Cause(
    "credential-plaintext",
    Severity.WARNING,
    "A credential is stored in plain text",
    "{subject} stores the secret in plain text.",
    (
        "Store the token in your keyring (run ghcr-wizard), then have the program ask there: "
        "`ghcr-wizard export docker` (or podman)."
    ),
    url=_DOCKER_LOGIN,
    family=Family.CLIENT,
    general={"subject": "the client's configuration"},
)
CREDENTIAL_READABLE_BY_OTHERS = Cause(
    "credential-readable-by-others",
    Severity.WARNING,
    "Others can read a credential",
    "Other users of this machine can read {subject} (mode {mode}).",
    "Take the others' permissions away (`chmod 600` on the file).",
    family=Family.CLIENT,
    general={"subject": "a file of the client"},
)
CREDENTIAL_NOT_PERSISTENT = Cause(
    "credential-not-persistent",
    Severity.WARNING,
    "A credential is gone after a reboot",
    "{subject} is gone after a reboot: it is in a folder kept in memory.",
    "Log in with --authfile {instead}, which stays.",
    family=Family.CLIENT,
    general={"subject": "the credential", "instead": "~/.config/containers/auth.json"},
)
CREDENTIAL_SHADOWED = Cause(
    "credential-shadowed",
    Severity.WARNING,
    "Another credential wins over this one",
    "{subject} is ignored; {winner} takes precedence.",
    "Remove the one you do not want.",
    family=Family.CLIENT,
    general={"subject": "the stored credential", "winner": "another one"},
)
CLIENT_CONFIG_INVALID = Cause(
    "client-config-invalid",
    Severity.ERROR,
    "A client does not understand its configuration",
    "{subject} cannot be parsed: {said}.",
    "Correct that entry; the file's other entries may stay as they are.",
    url=_DOCKER_LOGIN,
    family=Family.CLIENT,
    stage=Stage.CREDENTIAL,
    general={"subject": "the client's configuration"},
    unproven=frozenset({"said"}),
)
HELPER_MISSING = Cause(
    "helper-missing",
    Severity.ERROR,
    "A credential helper is missing",
    "{subject} relies on {helper}, which {said}.",
    (
        "Install or repair it, or remove its name (`credsStore` or `credHelpers` in ~/.docker/config.json), "
        "and log in again. Or have the program ask ghcr-wizard instead: `ghcr-wizard export docker` (or podman)."
    ),
    url=_DOCKER_LOGIN,
    family=Family.CLIENT,
    stage=Stage.CREDENTIAL,
    general={
        "subject": "the client's configuration",
        "helper": "docker-credential-…",
        "said": "is not installed or does not answer",
    },
    unproven=frozenset({"said"}),
)

# Errors that other clients print
ACCEPT_HEADER_INCOMPLETE = Cause(
    "accept-header-incomplete",
    Severity.ERROR,
    "The client does not accept the image's format",
    "The image is there, but the client did not say that it understands its format (an index or OCI manifest).",
    "Update the client, or send all four manifest types in its Accept header.",
    url=REGISTRY,
    family=Family.CLIENT,
)
CLIENT_OUTDATED = Cause(
    "client-outdated",
    Severity.ERROR,
    "This version of the client has a known bug",
    "{client} has a bug that is fixed in a newer version: {said}.",
    "Update it, then try again.",
    family=Family.CLIENT,
    stage=Stage.CREDENTIAL,
    general={"client": "This version of the client", "said": "it and its server no longer understand each other"},
)
ENGINE_UNREACHABLE = Cause(
    "engine-unreachable",
    Severity.ERROR,
    "The container engine cannot be reached",
    "{client}'s engine is not running, or this user may not talk to it: no registry was asked anything.",
    (
        "Start it (Docker Desktop, `sudo systemctl start docker`, `podman machine start`). "
        "If it is running: add yourself to the group docker, or name the right socket in DOCKER_HOST."
    ),
    url="https://docs.docker.com/engine/daemon/troubleshoot/",
    family=Family.CLIENT,
    stage=Stage.NAME,
    action=Action.RETRY,
    general={"client": "Docker"},
)
DELETE_UNSUPPORTED = Cause(
    "delete-unsupported",
    Severity.ERROR,
    "The registry cannot delete",
    "The registry deletes nothing through its own protocol.",
    "Delete the version through GitHub's API or the package's page; that needs the scope delete:packages.",
    url=DOCS + "/packages/learn-github-packages/deleting-and-restoring-a-package",
    family=Family.CLIENT,
    action=Action.OPEN_PAGE,
)
GITHUB_INCIDENT = Cause(
    "github-incident",
    Severity.ERROR,
    "GitHub may have an incident",
    "GitHub may be having an incident: valid credentials fail the same way during one.",
    "Check GitHub's status page and try again later. Do not change your credentials yet.",
    url=STATUS,
    stage=Stage.CONSEQUENCE,
    action=Action.RETRY,
)
HELPER_SECRET_TOO_LONG = Cause(
    "helper-secret-too-long",
    Severity.ERROR,
    "The secret is too long for the credential helper",
    "The credential helper cannot store so long a secret (Windows keeps 2,560 bytes).",
    "Store a token, not a key or a bundle; a classic token fits.",
    family=Family.CLIENT,
)
NAME_UPPERCASE = Cause(
    "name-uppercase",
    Severity.ERROR,
    "Image names must be lowercase",
    "Image names must be lowercase; the owner's login is not.",
    "Write the whole name in lower case, also in a workflow: owner and repository.",
    url=REGISTRY,
    stage=Stage.NAME,
)
TOKEN_NOT_EXCHANGED = Cause(
    "token-not-exchanged",
    Severity.ERROR,
    "The token was sent without being exchanged",
    "The raw token was sent; GHCR expects a registry token from /token.",
    "Log in with user name and token, as docker login does, or send the token base64-encoded as Bearer.",
    url=REGISTRY,
    family=Family.CLIENT,
)
PUSH_TRANSIENT = Cause(
    "push-transient",
    Severity.ERROR,
    "The push hit a passing error",
    "Transient registry error: a layer was temporarily not found.",
    "Push again; it usually works the second time.",
    stage=Stage.CONSEQUENCE,
    action=Action.RETRY,
)
BLOB_HOST_BLOCKED = Cause(
    "blob-host-blocked",
    Severity.ERROR,
    "The host of the layers cannot be reached",
    "Layers come from another host, pkg-containers.githubusercontent.com, which could not be reached.",
    "Allow that host besides ghcr.io in the firewall or proxy.",
    url=REGISTRY,
    stage=Stage.CREDENTIAL,
    action=Action.RETRY,
)
