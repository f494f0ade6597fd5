"""Organizations' policies; the same sentences from the API, from the registry, and from gh."""

from ghcr_wizard.explain.contexts import Context
from ghcr_wizard.explain.row import certain, likely, possible, row

ROWS = (
    row("'{organization}' forbids access via a personal access token (classic)", certain("org-forbids-classic-pat")),
    row("forbids access via a personal access token (classic)", certain("org-forbids-classic-pat")),
    row(
        "The '{organization}' organization forbids access via a fine-grained personal access tokens "
        "if the token's lifetime is greater than {number} days … at the following URL: {address}",
        certain("org-forbids-token-lifetime"),
    ),
    row("'{organization}' organization forbids access via a fine-grained", certain("org-forbids-token-lifetime")),
    row("lifetime is greater than {number} days", certain("org-forbids-token-lifetime")),
    row("X-GitHub-SSO: required; url={address}", certain("sso-required")),
    row("X-GitHub-SSO: required", certain("sso-required")),
    row("X-GitHub-SSO: partial-results; organizations={organizations}", certain("sso-partial-results")),
    row("X-GitHub-SSO: partial-results", certain("sso-partial-results")),
    row("Authorize in your web browser: {address}", certain("sso-required")),
    row("Resource protected by organization SAML enforcement", certain("sso-required")),
    row("You must grant your … access to this organization", certain("sso-required")),
    row("organization has enabled or enforced SAML SSO", certain("sso-required")),
    row("'{organization}' organization has enabled OAuth App access restrictions", certain("org-oauth-restricted")),
    row("OAuth App access restrictions", likely("org-oauth-restricted")),
    row("'{organization}' organization has an IP allow list enabled", certain("org-ip-allow-list")),
    row("IP allow list enabled", certain("org-ip-allow-list")),
    row("is not permitted to access this resource", likely("org-ip-allow-list")),
    row(
        "token … pending approval",
        likely("fine-grained-pending-approval", when=Context.FINE_GRAINED),
        possible("fine-grained-pending-approval"),
    ),
)
