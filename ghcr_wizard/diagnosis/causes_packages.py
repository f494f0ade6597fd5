"""Causes in a package, its name, or the registry's."""

from ghcr_wizard.diagnosis.cause import About, Action, Cause, Family, Severity, Stage
from ghcr_wizard.diagnosis.pages import ACCESS, DOCS, REGISTRY

# Packages
PACKAGE_PRIVATE = Cause(
    "package-private",
    Severity.ERROR,
    "The package is not public",
    (
        "{subject} is not public (the registry answered {status} to a request without a token, "
        "which usually means private or internal)."
    ),
    (
        "Use a token that may read it, or make the package public in its settings "
        "(its visibility is independent of the repository's)."
    ),
    url=ACCESS,
    family=Family.GRANT,
    stage=Stage.CONSEQUENCE,
    about=About.PACKAGE,
    action=Action.GIVE_TOKEN,
)
PACKAGE_NOT_FOUND = Cause(
    "package-not-found",
    Severity.ERROR,
    "No such package",
    "Package {subject} was not found, or this credential has no access (the answer was: {said}).",
    ("Check the spelling, that it was ever pushed, and whether the owner was renamed; it may also be private to you."),
    url=REGISTRY,
    family=Family.GRANT,
    stage=Stage.CONSEQUENCE,
    about=About.PACKAGE,
    action=Action.NAME_PACKAGE,
    general={"subject": "of that name"},
)
PACKAGE_NO_GRANT = Cause(
    "package-no-grant",
    Severity.ERROR,
    "No read access to the package",
    "The token is valid but has no read access to {subject} (the registry answered: {said}).",
    "Ask an admin of the package for read access: package settings, Manage access.",
    url=ACCESS,
    family=Family.GRANT,
    stage=Stage.CONSEQUENCE,
    about=About.PACKAGE,
    action=Action.OPEN_PAGE,
)
PACKAGE_NO_WRITE_GRANT = Cause(
    "package-no-write-grant",
    Severity.WARNING,
    "No write access to the package",
    "{subject} does not grant this credential write access (the registry answered: {said}).",
    "Check for the scope write:packages, then ask an admin of the package for write access.",
    url=ACCESS,
    family=Family.GRANT,
    about=About.PACKAGE,
    action=Action.OPEN_PAGE,
)
TAG_NOT_FOUND = Cause(
    "tag-not-found",
    Severity.ERROR,
    "No such tag or digest",
    "{subject} can be read, but it has no {reference}.",
    "List the package's tags; a tag may have been moved or deleted.",
    family=Family.GRANT,
    stage=Stage.CONSEQUENCE,
    about=About.PACKAGE,
    action=Action.NAME_PACKAGE,
    general={"reference": "such tag or digest"},
)
PLATFORM_MISSING = Cause(
    "platform-missing",
    Severity.ERROR,
    "The image does not exist for this platform",
    "{subject} has the tag, but no image in it for this platform ({platform}). It is not a question of access.",
    (
        "Ask its owner for a build for this platform, choose another tag, or run one that is there by emulation: "
        "`docker pull --platform linux/amd64 …`."
    ),
    family=Family.GRANT,
    about=About.PACKAGE,
    action=Action.ASK_OWNER,
)
INDEX_INCOMPLETE = Cause(
    "index-incomplete",
    Severity.ERROR,
    "The tag's index names images that are gone",
    (
        "{subject} has the tag, but the registry no longer has what its index names ({missing}): a clean-up deleted "
        "the untagged versions, which are the index's platforms, or the push broke off."
    ),
    (
        "The owner pushes the tag again, and cleans up with a program that knows indexes "
        "(such as dataaxiom/ghcr-cleanup-action). Until then, pull another tag."
    ),
    url=DOCS + "/packages/learn-github-packages/deleting-and-restoring-a-package",
    family=Family.GRANT,
    stage=Stage.CONSEQUENCE,
    about=About.PACKAGE,
    action=Action.ASK_OWNER,
)
NAME_LOWERCASED = Cause(
    "name-lowercased",
    Severity.INFO,
    "The image name was written in lower case",
    "{given} was converted to lowercase; image names cannot contain uppercase letters.",
    "Write it as {subject}.",
    about=About.PACKAGE,
    general={"given": "the name", "subject": "owner/name"},
)
VISIBILITY_DIFFERS_FROM_REPOSITORY = Cause(
    "visibility-differs-from-repository",
    Severity.INFO,
    "The package's visibility differs from its repository's",
    ("{subject} is {visibility}, its repository {repository} is {repository_visibility}: GitHub keeps the two apart."),
    "If that is not meant, change it in the package's settings. Making a package public cannot be undone.",
    url=ACCESS,
    about=About.PACKAGE,
    action=Action.OPEN_PAGE,
    general={"visibility": "private", "repository": "", "repository_visibility": "public, or the other way round"},
)
STALE_CREDENTIAL_BLOCKS_PUBLIC = Cause(
    "stale-credential-blocks-public",
    Severity.ERROR,
    "A rejected credential blocks even public images",
    "The credential is rejected, and it blocks even public images: {subject} can be pulled without any.",
    "Remove it (`docker logout {registry}`, or ghcr-wizard logout) or store a working one.",
    url=REGISTRY,
    stage=Stage.CONSEQUENCE,
    action=Action.LOG_OUT,
    general={"registry": "ghcr.io"},
    unproven=frozenset({"subject"}),
)

# Names and hosts
REFERENCE_INCOMPLETE = Cause(
    "reference-incomplete",
    Severity.ERROR,
    "The image name is incomplete",
    "{given} is incomplete. An image reference has at least an owner and a name.",
    "Write OWNER/NAME, for example octocat/hello-world.",
    url=REGISTRY,
    family=Family.INPUT,
    action=Action.NAME_PACKAGE,
    general={"given": "the image name"},
)
REGISTRY_PREFIX_MISSING = Cause(
    "registry-prefix-missing",
    Severity.ERROR,
    "The image was named without ghcr.io/",
    "The image was named without a registry ({given}), so Docker Hub was asked, not GitHub's registry.",
    "Write the whole name: ghcr.io/OWNER/NAME, or `docker login ghcr.io` for a login.",
    url=REGISTRY,
    stage=Stage.NAME,
    action=Action.NAME_REGISTRY,
)
LEGACY_HOST = Cause(
    "legacy-host",
    Severity.ERROR,
    "docker.pkg.github.com was shut down",
    "docker.pkg.github.com was shut down in February 2025; its images moved to ghcr.io.",
    "Use ghcr.io/OWNER/NAME.",
    url=(
        DOCS + "/packages/working-with-a-github-packages-registry"
        "/migrating-to-the-container-registry-from-the-docker-registry"
    ),
    family=Family.INPUT,
    stage=Stage.NAME,
    action=Action.NAME_REGISTRY,
)
REGISTRY_HOST_TYPO = Cause(
    "registry-host-typo",
    Severity.ERROR,
    "This is not GitHub's registry",
    "{given} is not GitHub's registry; it looks like a misspelled {meant}.",
    "Use {meant}. Never send a token to a look-alike host.",
    family=Family.INPUT,
    stage=Stage.NAME,
    action=Action.NAME_REGISTRY,
    general={"given": "the host", "meant": "ghcr.io"},
)
UNTRUSTED_REALM = Cause(
    "untrusted-realm",
    Severity.ERROR,
    "The registry asks to send the credential elsewhere",
    "The registry asks to send the credential to {host}, which is not its own host. None was sent.",
    "Check the registry's address and any proxy between; do not log in there with another tool.",
    general={"host": "another host"},
)
