"""Causes in an organization and its policies."""

from ghcr_wizard.diagnosis.cause import Cause
from ghcr_wizard.diagnosis.pages import ACCESS, DOCS, ORG_TOKENS, SSO

ROWS = {
    "sso-required": Cause(
        "error",
        "{subject} enforces SAML single sign-on and this token is not authorised for it.",
        "Authorise the token for {subject} in the browser (Configure SSO on the tokens page).",
        SSO,
    ),
    "sso-partial-results": Cause(
        "warning",
        "GitHub left out {organizations}: single sign-on is enforced there and this token is not authorised.",
        "Authorise the token for each of them on the tokens page, Configure SSO.",
        SSO,
    ),
    "org-forbids-classic-pat": Cause(
        "error",
        "{subject} forbids classic tokens, and the registry accepts no other personal token.",
        "Use GITHUB_TOKEN in Actions or a GitHub App where it suffices, or ask an owner of {subject} for an exception.",
        ORG_TOKENS,
    ),
    "org-forbids-token-lifetime": Cause(
        "error",
        "{subject} refuses tokens of this lifetime: {said}",
        "Shorten the token's lifetime at the address GitHub names, or create a new one that lives shorter.",
        ORG_TOKENS,
    ),
    "org-oauth-restricted": Cause(
        "error",
        "{subject} restricts OAuth apps, and the app that made this token is not approved there.",
        "Ask an owner of {subject} to approve the app, or use a classic token.",
        DOCS + "/organizations/managing-oauth-access-to-your-organizations-data/about-oauth-app-access-restrictions",
    ),
    "org-ip-allow-list": Cause(
        "error",
        "{subject} allows only listed IP addresses, and yours is not among them.",
        "Use an allowed network, or ask an owner of {subject} to add this address.",
        DOCS + "/enterprise-cloud@latest/organizations/keeping-your-organization-secure"
        "/managing-security-settings-for-your-organization"
        "/managing-allowed-ip-addresses-for-your-organization",
    ),
    "org-listing-empty": Cause(
        "warning",
        "{subject} answers with no package: it has none, or none that this credential may see.",
        "Check with somebody who sees its packages; a single package can be tested by its name.",
        ACCESS,
    ),
    "namespace-not-found": Cause(
        "error",
        "GitHub knows no user or organization {subject}, or does not show it to this credential.",
        "Check the spelling; the owner is the first part of the image name.",
    ),
}
