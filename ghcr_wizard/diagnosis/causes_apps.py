"""Causes in a GitHub App, its key, and signing in with the browser."""

from ghcr_wizard.diagnosis.cause import Cause
from ghcr_wizard.diagnosis.pages import DOCS

_JWT = DOCS + (
    "/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app"
)
_INSTALL = DOCS + "/apps/using-github-apps/installing-your-own-github-app"
_DEVICE = DOCS + "/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps#device-flow"

ROWS = {
    "app-key-invalid": Cause(
        "error",
        "The App's private key cannot be used: {said}.",
        "Download a new private key from the App's settings page and name that file; it is a PEM file with "
        "“BEGIN RSA PRIVATE KEY”.",
        _JWT,
    ),
    "app-not-found": Cause(
        "error",
        "GitHub knows no App with this id ({said}).",
        "Copy the client id or the App id from the App's settings page.",
        _JWT,
    ),
    "app-not-installed": Cause(
        "error",
        "The App is not installed on {where}.",
        "Install it there: the App's settings, Install App.",
        _INSTALL,
    ),
    "app-installation-suspended": Cause(
        "error",
        "The App's installation on {subject} is suspended.",
        "An owner of {subject} can unsuspend it under Settings, GitHub Apps.",
        _INSTALL,
    ),
    "app-permission-missing": Cause(
        "error",
        "The App's installation lacks a permission: {said}.",
        "Give the App “Packages: read” and “Metadata: read”, then accept the change on the installation.",
        DOCS + "/apps/using-github-apps/approving-updated-permissions-for-a-github-app",
    ),
    "clock-skew": Cause(
        "error",
        "This computer's clock is {seconds} seconds away from GitHub's; signed requests are refused.",
        "Set the clock (turn on network time), then try again.",
        _JWT,
    ),
    "device-flow-denied": Cause(
        "error",
        "Signing in was cancelled in the browser.",
        "Start again and press Authorize, or choose another method.",
        _DEVICE,
    ),
    "device-flow-expired": Cause(
        "error",
        "The code was not entered in time; it lives fifteen minutes.",
        "Start again to get a new code.",
        _DEVICE,
    ),
    "device-flow-disabled": Cause(
        "error",
        "This OAuth App does not allow signing in with a code.",
        "Turn on “Enable Device Flow” in the OAuth App's settings.",
        _DEVICE,
    ),
}
