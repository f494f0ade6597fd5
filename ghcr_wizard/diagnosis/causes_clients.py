"""Causes in the configuration of other programs on this computer, and in errors they print."""

from ghcr_wizard.diagnosis.cause import Cause
from ghcr_wizard.diagnosis.pages import DOCS, REGISTRY, STATUS

_DOCKER_LOGIN = "https://docs.docker.com/reference/cli/docker/login/"

ROWS = {
    # Credentials that doctor finds
    "credential-plaintext": Cause(
        "warning",
        "{subject} keeps the secret in plain text.",
        "Store the token in your keyring (run ghcr-wizard), then have the program ask there: "
        "“ghcr-wizard export docker” (or podman).",
        _DOCKER_LOGIN,
    ),
    "credential-readable-by-others": Cause(
        "warning",
        "Others on this computer can read {subject} (mode {mode}).",
        "Take the others' permissions away (“chmod 600” on the file).",
    ),
    "credential-not-persistent": Cause(
        "warning",
        "{subject} is gone after a reboot: it lies in a folder kept in memory.",
        "Log in with --authfile {instead}, which stays.",
    ),
    "credential-shadowed": Cause(
        "warning",
        "{subject} is not what its program uses: {winner} wins.",
        "Remove the one that is not meant.",
    ),
    "client-config-invalid": Cause(
        "error",
        "{subject} is not understood by its program: {said}.",
        "Correct that entry; the file's other entries may stay as they are.",
        _DOCKER_LOGIN,
    ),
    "helper-missing": Cause(
        "error",
        "{subject} relies on {helper}, which {said}.",
        "Install or repair it and log in again, or have the program ask ghcr-wizard instead: "
        "“ghcr-wizard export docker” (or podman).",
        _DOCKER_LOGIN,
    ),
    # Errors that other clients print
    "accept-header-incomplete": Cause(
        "error",
        "The image is there, but the client did not say that it understands its format (an index or OCI manifest).",
        "Update the client, or send all four manifest types in its Accept header.",
        REGISTRY,
    ),
    "delete-unsupported": Cause(
        "error",
        "The registry deletes nothing through its own protocol.",
        "Delete the version through GitHub's API or the package's page; that needs the scope delete:packages.",
        DOCS + "/packages/learn-github-packages/deleting-and-restoring-a-package",
    ),
    "github-incident": Cause(
        "error",
        "GitHub itself is probably in trouble: good credentials fail the same way while it is.",
        "Look at GitHub's status page, and try again later; change no credential yet.",
        STATUS,
    ),
    "helper-secret-too-long": Cause(
        "error",
        "The credential helper cannot store so long a secret (Windows keeps 2,560 bytes).",
        "Store a token, not a key or a bundle; a classic token fits.",
    ),
    "name-uppercase": Cause(
        "error",
        "Image names have no capitals, and the owner's login has some.",
        "Write the whole name in lower case, also in a workflow: owner and repository.",
        REGISTRY,
    ),
    "token-not-exchanged": Cause(
        "error",
        "The token was sent to the registry as it is; it wants it exchanged at its token address first.",
        "Log in with user name and token, as docker login does, or send the token base64-encoded as Bearer.",
        REGISTRY,
    ),
    "push-transient": Cause(
        "error",
        "Parts of a push crossed each other; the registry lost sight of a layer for a moment.",
        "Push again; it usually works the second time.",
    ),
    "blob-host-blocked": Cause(
        "error",
        "Layers come from another host, pkg-containers.githubusercontent.com, which could not be reached.",
        "Allow that host besides ghcr.io in the firewall or proxy.",
        REGISTRY,
    ),
}
