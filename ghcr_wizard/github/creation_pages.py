"""GitHub's page that creates a credential, prefilled as far as it can be, and the steps where it is not all.

GitHub docs "Registering a GitHub App using URL parameters", "Managing your personal access tokens" (URL parameters);
vendors' guides differ, and that is said.
"""

from urllib.parse import urlencode

from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.github.scopes import Wishes, creation_url, fine_grained_url, needs

EXPIRIES = (7, 30, 60, 90, None)
"""Lifetimes that are offered, in days; `None` for no expiry."""

_NAME = "ghcr-wizard"
_LONGEST_DAYS = 366
"""Days; the longest lifetime of a fine-grained token that the page takes as a number."""


def creation_link(method: Method, web_url: str, wishes: Wishes, expires_days: int | None) -> str | None:
    """The page that creates a credential of this method, filled in as far as it can be; `None` where there is none."""
    if method is Method.CLASSIC_PAT:
        scopes = [need.scope for need in needs(wishes)]
        return creation_url(web_url, scopes, _NAME, expires_days)
    if method is Method.FINE_GRAINED_PAT:
        return fine_grained_url(web_url, _NAME, "Made for ghcr-wizard", expires_days or _LONGEST_DAYS)
    if method in {Method.APP_INSTALLATION, Method.GITHUB_APP}:
        return f"{web_url}/settings/apps/new?" + urlencode(
            {"public": "false", "webhook_active": "false", "packages": "read", "metadata": "read"}
        )
    if method is Method.OAUTH_DEVICE:
        return f"{web_url}/settings/applications/new"
    return None


def clicks(method: Method) -> tuple[str, ...]:
    """The clicks in their order, for the methods that have no complete link."""
    if method is Method.FINE_GRAINED_PAT:
        return (
            "Open the page below: name, description and expiry are filled in.",
            "Resource owner: yourself, or the organization whose packages you want.",
            "Repository access: the repositories whose packages you want.",
            (
                "Permissions: Metadata read-only is set. Some guides mention a permission for Packages. It does "
                "not exist here: GitHub Packages does not support fine-grained tokens."
            ),
            "Select Generate token, copy it and return here. The live test shows what it can do.",
        )
    if method is Method.APP_INSTALLATION:
        return (
            "No App yet? Open the page below: Packages and Metadata read-only are filled in. Name it, create it.",
            "Install App: choose the account and the repositories whose packages you want.",
            (
                "Generate a private key, and generate an installation access token with it "
                "(actions/create-github-app-token does it in a workflow). The token is valid for one hour."
            ),
            "In each private package's settings, Manage Actions access, add the App's repository.",
            "Copy the token (ghs_…) and return here. The user name will be x-access-token.",
        )
    if method is Method.OAUTH_DEVICE:
        return (
            "No OAuth App yet? Open the page below. Any name, homepage URL and callback URL will do.",
            "Select Enable Device Flow, then Register application.",
            "Copy the Client ID (no secret is needed) and come back: the next step asks for it.",
        )
    if method is Method.GITHUB_APP:
        return (
            "No App yet? Open the page below: Packages and Metadata read-only are filled in. Name it, create it.",
            "For an organization's own App the page is …/organizations/ORG/settings/apps/new, with the same fields.",
            "On the App's page, Generate a private key: a .pem file is downloaded. Restrict it: chmod 600.",
            "Install App: choose the account and the repositories whose packages you want.",
            "In each private package's settings, Manage Actions access, add the App's repository.",
            "Copy the App's Client ID (Iv…) and return here.",
        )
    return ()
