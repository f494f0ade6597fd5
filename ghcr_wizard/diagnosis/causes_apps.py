"""Causes in a GitHub App, its key, and signing in with the browser."""

from ghcr_wizard.diagnosis.cause import About, Action, Cause, Family, Severity, Stage
from ghcr_wizard.diagnosis.pages import DOCS

_JWT = DOCS + (
    "/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app"
)
_INSTALL = DOCS + "/apps/using-github-apps/installing-your-own-github-app"
_DEVICE = DOCS + "/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#device-flow"
APP_KEY_INVALID = Cause(
    "app-key-invalid",
    Severity.ERROR,
    "The App's private key cannot be used",
    "The App's private key cannot be used: {said}.",
    (
        "Download a new private key from the App's settings page and name that file; it is a PEM file with "
        "“BEGIN RSA PRIVATE KEY”."
    ),
    url=_JWT,
    family=Family.APP,
    action=Action.GIVE_KEY,
)
APP_NOT_FOUND = Cause(
    "app-not-found",
    Severity.ERROR,
    "GitHub does not know this App",
    "GitHub knows no App with this id ({said}).",
    "Copy the client id or the App id from the App's settings page.",
    url=_JWT,
    family=Family.APP,
    action=Action.GIVE_KEY,
)
APP_NOT_INSTALLED = Cause(
    "app-not-installed",
    Severity.ERROR,
    "The App is not installed there",
    "The App is not installed on {where}.",
    "Install it there: the App's settings, Install App.",
    url=_INSTALL,
    family=Family.APP,
    about=About.ACCOUNT,
    action=Action.OPEN_PAGE,
    general={"where": "the account"},
)
APP_INSTALLATION_SUSPENDED = Cause(
    "app-installation-suspended",
    Severity.ERROR,
    "The App's installation is suspended",
    "The App's installation on {subject} is suspended.",
    "An owner of {subject} can unsuspend it under Settings, GitHub Apps.",
    url=_INSTALL,
    family=Family.APP,
    action=Action.OPEN_PAGE,
    general={"subject": "the account"},
)
APP_PERMISSION_MISSING = Cause(
    "app-permission-missing",
    Severity.ERROR,
    "The App lacks a permission",
    "The App's installation lacks a permission: {said}.",
    "Give the App “Packages: read” and “Metadata: read”, then accept the change on the installation.",
    url=DOCS + "/apps/using-github-apps/approving-updated-permissions-for-a-github-app",
    family=Family.APP,
    action=Action.OPEN_PAGE,
)
CLOCK_SKEW = Cause(
    "clock-skew",
    Severity.ERROR,
    "The clock of this machine is wrong",
    "Your clock is off by {seconds} seconds, so GitHub rejects signed requests.",
    "Set the clock (turn on network time), then try again.",
    url=_JWT,
    family=Family.APP,
    stage=Stage.CREDENTIAL,
    action=Action.RETRY,
    general={"seconds": "too many"},
)
DEVICE_FLOW_DENIED = Cause(
    "device-flow-denied",
    Severity.ERROR,
    "Signing in was canceled in the browser",
    "Signing in was cancelled in the browser.",
    "Start again and press Authorize, or choose another method.",
    url=_DEVICE,
    family=Family.SIGN_IN,
    action=Action.RETRY,
)
DEVICE_FLOW_EXPIRED = Cause(
    "device-flow-expired",
    Severity.ERROR,
    "The code has expired",
    "The code expired (15 minutes).",
    "Start again to get a new code.",
    url=_DEVICE,
    family=Family.SIGN_IN,
    action=Action.RETRY,
)
DEVICE_FLOW_DISABLED = Cause(
    "device-flow-disabled",
    Severity.ERROR,
    "This OAuth App does not allow signing in with a code",
    "This OAuth App does not allow signing in with a code.",
    "Turn on “Enable Device Flow” in the OAuth App's settings.",
    url=_DEVICE,
    family=Family.SIGN_IN,
    action=Action.OPEN_PAGE,
)
