"""Causes in what was pasted, and in the token as GitHub judges it."""

from ghcr_wizard.diagnosis.cause import Cause
from ghcr_wizard.diagnosis.pages import ACCESS, DOCS, ORG_TOKENS, PERMISSIONS, REGISTRY, TOKENS

ROWS = {
    # What was pasted
    "token-missing": Cause(
        "error",
        "No token was given.",
        "Paste the token, or choose “no token” to use public packages only.",
    ),
    "token-malformed": Cause(
        "error",
        "What was given cannot be a token: {reason}.",
        "Copy the token again from GitHub's page, alone and whole.",
        TOKENS,
    ),
    "token-truncated": Cause(
        "warning",
        "A {kind} has {shortest} characters, this one has {length}: its end is probably missing.",
        "Copy it again from GitHub's page; if the page is closed, generate a new one.",
        TOKENS,
    ),
    "token-checksum-mismatch": Cause(
        "warning",
        "The token's last six characters are not its checksum, so a character is probably wrong or missing.",
        "Copy it again from GitHub's page. It may be used all the same: the live test decides.",
        TOKENS,
    ),
    "token-host-mismatch": Cause(
        "error",
        "This credential is not one of {host}'s: {reason}. It was not sent there.",
        "Create the token on {host}: every GitHub host accepts only its own.",
    ),
    "token-unrecognised": Cause(
        "warning",
        "{seen}",
        "If it is your GitHub password, create a token instead: the registry does not accept passwords.",
        TOKENS,
    ),
    "token-kind-differs": Cause(
        "info",
        "This is a {kind}, another kind than the chosen method's.",
        "Go on with it, or choose the method that fits it.",
    ),
    "username-empty": Cause(
        "error",
        "The registry needs a user name. It ignores which one, but refuses an empty one.",
        "Give your GitHub login, or x-access-token for a GitHub App.",
        REGISTRY,
    ),
    # The token, live
    "token-rejected": Cause(
        "error",
        "GitHub rejects this credential ({said}): it is expired, revoked or mistyped.",
        "Create a new token and store it in place of this one.",
        TOKENS,
    ),
    "installation-token-expired": Cause(
        "error",
        "GitHub rejects this installation token ({said}). They live one hour.",
        "Mint a new one, or let a GitHub App profile mint them when they are needed.",
        DOCS + "/apps/creating-github-apps/authenticating-with-a-github-app"
        "/generating-an-installation-access-token-for-a-github-app",
    ),
    "api-login-lockout": Cause(
        "error",
        "GitHub has seen too many failed logins from here and refuses good tokens too, for a while.",
        "Wait some minutes, then test again; until then nothing is known about this token.",
        DOCS + "/rest/authentication/authenticating-to-the-rest-api#failed-login-limit",
    ),
    "token-expires-soon": Cause(
        "warning",
        "The token expires {when}.",
        "Create its successor now and test it before the old one ends.",
        TOKENS,
    ),
    "token-never-expires": Cause(
        "info",
        "The token never expires.",
        "If it is not needed for ever, create one with an expiry date.",
        TOKENS,
    ),
    "username-differs": Cause(
        "info",
        "The user name given ({typed}) is not that of the token's owner ({owner}).",
        "The registry ignores the name. Where a product asks for the namespace, give the owner's login.",
    ),
    "scope-read-packages-missing": Cause(
        "error",
        "The token is alive but lacks the scope read:packages (it has: {scopes}).",
        "Create a classic token with read:packages (to push: write:packages); "
        "for gh's token run “gh auth refresh -h {host} -s read:packages”.",
        PERMISSIONS,
    ),
    "scope-excess": Cause(
        "warning",
        "The token can do more than {purpose} needs. It can also {scopes}.",
        "Create one with {enough} only, and revoke this one if nothing else uses it.",
        PERMISSIONS,
    ),
    "scope-read-org-missing": Cause(
        "info",
        "Without the scope read:org GitHub does not tell this token its organizations; "
        "public memberships and names you type are used.",
        "Name an organization yourself, or create a token with read:packages and read:org.",
        PERMISSIONS,
    ),
    "scope-repo-may-be-needed": Cause(
        "warning",
        "The registry refused {subject}, a private package linked to a private repository ({repository}), "
        "and the token lacks the scope repo.",
        "First look at the package's settings, Manage access. Some people report that adding repo helps; "
        "it grants far more than reading packages.",
        ACCESS,
    ),
    "fine-grained-not-accepted": Cause(
        "error",
        "GitHub Packages accepts no fine-grained token (it answered: {said}).",
        "Create a classic token with read:packages.",
        REGISTRY,
    ),
    "fine-grained-pending-approval": Cause(
        "warning",
        "{subject} has not approved this fine-grained token yet; until then it reads public data only.",
        "Ask an owner of {subject} to approve it.",
        ORG_TOKENS,
    ),
    "app-token-cannot-list": Cause(
        "warning",
        "GitHub lists no container packages for this kind of token (it answered: {said}). "
        "That says nothing about pulling.",
        "An App's packages are looked for under its repositories' names; name the others yourself, as OWNER/NAME.",
        DOCS + "/rest/packages/packages",
    ),
    "app-token-pull-denied": Cause(
        "error",
        "The registry took this installation token at login and refused it at {subject}: {said}.",
        "Add the App's repository under the package's settings, Manage Actions access; if that does not help, "
        "use a classic token of a machine user.",
        ACCESS,
    ),
    "app-user-token-unsupported": Cause(
        "error",
        "GitHub's packages API takes no token of this kind (it answered: {said}).",
        "Create a classic token with read:packages.",
        DOCS + "/rest/packages/packages",
    ),
}
