"""Causes in a package, its name, or the registry's."""

from ghcr_wizard.diagnosis.cause import Cause
from ghcr_wizard.diagnosis.pages import ACCESS, DOCS, REGISTRY

ROWS = {
    # Packages
    "package-private": Cause(
        "error",
        "{subject} is not public (the registry answered {status} to a request without a token, "
        "which usually means private or internal).",
        "Use a token that may read it, or make the package public in its settings "
        "(its visibility is independent of the repository's).",
        ACCESS,
    ),
    "package-not-found": Cause(
        "error",
        "There is no package {subject}, as far as this credential may know (the answer was: {said}).",
        "Check the spelling, that it was ever pushed, and whether the owner was renamed; "
        "it may also be private to you.",
        REGISTRY,
    ),
    "package-no-grant": Cause(
        "error",
        "The token is good, but {subject} does not grant it read access (the registry answered: {said}).",
        "Ask an admin of the package for read access: package settings, Manage access.",
        ACCESS,
    ),
    "package-no-write-grant": Cause(
        "warning",
        "{subject} does not grant this credential write access (the registry answered: {said}).",
        "Check for the scope write:packages, then ask an admin of the package for write access.",
        ACCESS,
    ),
    "tag-not-found": Cause(
        "error",
        "{subject} can be read, but it has no {reference}.",
        "List the package's tags; a tag may have been moved or deleted.",
    ),
    "name-lowercased": Cause(
        "info",
        "{given} was written in lower case: image names have no capitals.",
        "Write it as {subject}.",
    ),
    "visibility-differs-from-repository": Cause(
        "info",
        "{subject} is {visibility}, its repository {repository} is {repository_visibility}: "
        "GitHub keeps the two apart.",
        "If that is not meant, change it in the package's settings. Public can never be taken back.",
        ACCESS,
    ),
    "stale-credential-blocks-public": Cause(
        "error",
        "The credential is rejected, and it blocks even public images: {subject} can be pulled without any.",
        "Remove it (“docker logout {registry}”, or ghcr-wizard logout) or store a working one.",
        REGISTRY,
    ),
    # Names and hosts
    "reference-incomplete": Cause(
        "error",
        "{given} names no package: an image of this registry has at least an owner and a name.",
        "Write OWNER/NAME, for example octocat/hello-world.",
        REGISTRY,
    ),
    "legacy-host": Cause(
        "error",
        "docker.pkg.github.com was shut down in February 2025; its images moved to ghcr.io.",
        "Use ghcr.io/OWNER/NAME.",
        DOCS + "/packages/working-with-a-github-packages-registry"
        "/migrating-to-the-container-registry-from-the-docker-registry",
    ),
    "registry-host-typo": Cause(
        "error",
        "{given} is not GitHub's registry; it looks like a misspelt {meant}.",
        "Use {meant}. Never send a token to a look-alike host.",
    ),
    "untrusted-realm": Cause(
        "error",
        "The registry asks to send the credential to {host}, which is not its own host. None was sent.",
        "Check the registry's address and any proxy between; do not log in there with another tool.",
    ),
}
