"""Causes in what was pasted, and in the token as GitHub judges it."""

from ghcr_wizard.diagnosis.cause import About, Action, Cause, Family, Severity, Stage
from ghcr_wizard.diagnosis.pages import ACCESS, DOCS, ORG_TOKENS, PERMISSIONS, REGISTRY, TOKENS

# What was pasted
TOKEN_MISSING = Cause(
    "token-missing",
    Severity.ERROR,
    "No token was given",
    "No token was given.",
    "Paste the token, or choose “no token” to use public packages only.",
    family=Family.INPUT,
    stage=Stage.CREDENTIAL,
    action=Action.GIVE_TOKEN,
)
TOKEN_MALFORMED = Cause(
    "token-malformed",
    Severity.ERROR,
    "This cannot be a token",
    "This is not a token: {reason}.",
    "Copy the whole token from GitHub again.",
    url=TOKENS,
    family=Family.INPUT,
    action=Action.GIVE_TOKEN,
)
TOKEN_TRUNCATED = Cause(
    "token-truncated",
    Severity.WARNING,
    "The token looks cut off",
    "A {kind} has {shortest} characters, this one has {length}: the end is probably cut off.",
    "Copy it again from GitHub's page; if the page is closed, generate a new one.",
    url=TOKENS,
    family=Family.FORM,
    action=Action.GIVE_TOKEN,
    general={"kind": "classic token", "shortest": "40", "length": "fewer"},
)
TOKEN_CHECKSUM_MISMATCH = Cause(
    "token-checksum-mismatch",
    Severity.WARNING,
    "The token's checksum is wrong",
    "Checksum mismatch: a character is probably wrong or missing.",
    "Copy it again from GitHub's page. You can still use it; the live test will show.",
    url=TOKENS,
    family=Family.FORM,
    action=Action.GIVE_TOKEN,
)
TOKEN_HOST_MISMATCH = Cause(
    "token-host-mismatch",
    Severity.ERROR,
    "The token belongs to another GitHub host",
    "This credential is not one of {host}'s: {reason}. It was not sent there.",
    "Create the token on {host}: every GitHub host accepts only its own.",
    family=Family.FORM,
    action=Action.CREATE_TOKEN,
    general={"host": "that host"},
)
TOKEN_UNRECOGNISED = Cause(
    "token-unrecognised",
    Severity.WARNING,
    "This is not a known form of token",
    "{seen}",
    "If it is your GitHub password, create a token instead: the registry does not accept passwords.",
    url=TOKENS,
    family=Family.FORM,
    action=Action.CREATE_TOKEN,
    general={"seen": "This has no known form of a token."},
)
TOKEN_KIND_DIFFERS = Cause(
    "token-kind-differs",
    Severity.INFO,
    "This is another kind of token than the one you chose",
    "This is a {kind}, not the type you chose.",
    "Continue, or switch the method.",
    family=Family.FORM,
    action=Action.SWITCH_METHOD,
    general={"kind": "token"},
)
USERNAME_EMPTY = Cause(
    "username-empty",
    Severity.ERROR,
    "The user name is empty",
    "The registry needs a user name. It ignores which one, but refuses an empty one.",
    "Give your GitHub login, or x-access-token for a GitHub App.",
    url=REGISTRY,
    family=Family.INPUT,
    action=Action.GIVE_USERNAME,
)

# The token, live
TOKEN_REJECTED = Cause(
    "token-rejected",
    Severity.ERROR,
    "GitHub rejects this token",
    "The token is expired, revoked or mistyped. GitHub answered: {said}.",
    "Create a new token and replace this one with it.",
    url=TOKENS,
    family=Family.DEAD,
    stage=Stage.CONSEQUENCE,
    action=Action.ROTATE,
)
INSTALLATION_TOKEN_EXPIRED = Cause(
    "installation-token-expired",
    Severity.ERROR,
    "The installation token has expired",
    "GitHub rejects this installation token ({said}). They are valid for 1 hour.",
    "Generate a new one, or let a GitHub App profile generate them when they are needed.",
    url=(
        DOCS + "/apps/creating-github-apps/authenticating-with-a-github-app"
        "/generating-an-installation-access-token-for-a-github-app"
    ),
    family=Family.DEAD,
    action=Action.RETRY,
)
API_LOGIN_LOCKOUT = Cause(
    "api-login-lockout",
    Severity.ERROR,
    "GitHub locks out logins from this address for a while",
    "GitHub has seen too many failed logins from here and refuses good tokens too, for a while.",
    "Wait a few minutes and test again.",
    url=DOCS + "/rest/authentication/authenticating-to-the-rest-api#failed-login-limit",
    about=About.TOKEN,
    action=Action.RETRY,
)
TOKEN_EXPIRES_SOON = Cause(
    "token-expires-soon",
    Severity.WARNING,
    "The token expires soon",
    "The token expires {when}.",
    "Create a new one now and test it before the old one expires.",
    url=TOKENS,
    family=Family.LIFETIME,
    action=Action.ROTATE,
    general={"when": "soon"},
)
TOKEN_NEVER_EXPIRES = Cause(
    "token-never-expires",
    Severity.INFO,
    "The token never expires",
    "The token never expires.",
    "If it is not needed forever, create one with an expiry date.",
    url=TOKENS,
    family=Family.LIFETIME,
    action=Action.ROTATE,
)
USERNAME_DIFFERS = Cause(
    "username-differs",
    Severity.INFO,
    "The user name is not the token owner's",
    "The user name given ({typed}) is not that of the token's owner ({owner}).",
    "The registry ignores the name. Where a product asks for the namespace, give the owner's login.",
)
SCOPE_READ_PACKAGES_MISSING = Cause(
    "scope-read-packages-missing",
    Severity.ERROR,
    "The token lacks the scope read:packages",
    "The token is valid but lacks the scope read:packages (it has: {scopes}).",
    (
        "Create a classic token with read:packages (to push: write:packages); "
        "for gh's token run `gh auth refresh -h {host} -s read:packages`."
    ),
    url=PERMISSIONS,
    family=Family.LACKING,
    about=About.TOKEN,
    action=Action.CREATE_TOKEN,
    short="needs the scope read:packages",
    general={"host": "github.com"},
    unproven=frozenset({"host"}),
)
SCOPE_EXCESS = Cause(
    "scope-excess",
    Severity.WARNING,
    "The token has more scopes than it needs",
    "The token can do more than {purpose} needs. It can also {scopes}.",
    "Create one with {enough} only, and revoke this one if nothing else uses it.",
    url=PERMISSIONS,
    action=Action.ROTATE,
    general={"purpose": "its purpose", "scopes": "change things", "enough": "the needed scopes"},
)
SCOPE_READ_ORG_MISSING = Cause(
    "scope-read-org-missing",
    Severity.INFO,
    "The token may not list its organizations",
    ("Without read:org your organizations cannot be listed. Only public memberships and namespaces you add are shown."),
    "Name an organization yourself, or create a token with read:packages and read:org.",
    url=PERMISSIONS,
    action=Action.NAME_NAMESPACE,
)
SCOPE_REPO_MAY_BE_NEEDED = Cause(
    "scope-repo-may-be-needed",
    Severity.WARNING,
    "The scope repo may be needed",
    (
        "The registry refused {subject}, a private package linked to a private repository ({repository}), "
        "and the token lacks the scope repo."
    ),
    (
        "Check the package's settings, Manage access, first. Adding the repo scope is reported to help, but "
        "gives full access to your repositories."
    ),
    url=ACCESS,
    about=About.PACKAGE,
    action=Action.OPEN_PAGE,
)
FINE_GRAINED_NOT_ACCEPTED = Cause(
    "fine-grained-not-accepted",
    Severity.ERROR,
    "GitHub Packages does not accept fine-grained tokens",
    "GitHub Packages does not support fine-grained tokens ({said}).",
    "Create a classic token with read:packages.",
    url=REGISTRY,
    family=Family.LACKING,
    about=About.TOKEN,
    action=Action.SWITCH_METHOD,
    short="this kind of token cannot list",
)
FINE_GRAINED_PENDING_APPROVAL = Cause(
    "fine-grained-pending-approval",
    Severity.WARNING,
    "{subject} has not approved this token yet",
    "{subject} has not approved this fine-grained token yet; until then it reads public data only.",
    "Ask an owner of {subject} to approve it.",
    url=ORG_TOKENS,
    family=Family.POLICY,
    about=About.ACCOUNT,
    action=Action.ASK_OWNER,
    general={"subject": "the organization"},
)
APP_TOKEN_CANNOT_LIST = Cause(
    "app-token-cannot-list",
    Severity.WARNING,
    "This kind of token cannot list packages",
    ("This token type cannot list packages ({said}). It may still be able to pull."),
    "Packages named after the App's repositories are found automatically. Add others by name, as OWNER/NAME.",
    url=DOCS + "/rest/packages/packages",
    family=Family.LACKING,
    action=Action.NAME_PACKAGE,
    short="this kind of token cannot list",
)
APP_TOKEN_PULL_DENIED = Cause(
    "app-token-pull-denied",
    Severity.ERROR,
    "The package does not grant the App access",
    "Login succeeded, but access to {subject} was denied: {said}.",
    (
        "Use a classic token of a machine user: an App's very likely pulls no private package. "
        "Adding the App's repository under the package's settings, Manage Actions access, may help."
    ),
    url=ACCESS,
    family=Family.GRANT,
    about=About.PACKAGE,
    action=Action.OPEN_PAGE,
    general={"subject": "the package"},
)
APP_USER_TOKEN_UNSUPPORTED = Cause(
    "app-user-token-unsupported",
    Severity.ERROR,
    "GitHub's packages API does not accept this kind of token",
    "GitHub's packages API takes no token of this kind (it answered: {said}).",
    "Create a classic token with read:packages.",
    url=DOCS + "/rest/packages/packages",
    family=Family.LACKING,
    about=About.TOKEN,
    action=Action.SWITCH_METHOD,
    short="this kind of token cannot list",
)
