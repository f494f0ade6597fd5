"""Causes in an organization and its policies."""

from ghcr_wizard.diagnosis.cause import About, Action, Cause, Family, Severity
from ghcr_wizard.diagnosis.pages import ACCESS, DOCS, ORG_TOKENS, SSO

SSO_REQUIRED = Cause(
    "sso-required",
    Severity.ERROR,
    "{subject} requires single sign-on",
    "{subject} enforces SAML single sign-on and this token is not authorized for it.",
    "Authorize the token for {subject} in the browser (Configure SSO on the tokens page).",
    url=SSO,
    family=Family.SSO,
    about=About.ACCOUNT,
    action=Action.AUTHORIZE_SSO,
    short="single sign-on",
    general={"subject": "the organization"},
)
SSO_PARTIAL_RESULTS = Cause(
    "sso-partial-results",
    Severity.WARNING,
    "Single sign-on hides organizations from this token",
    "Packages of {organizations} are hidden: this token is not authorized for single sign-on there.",
    "Authorize the token for {organizations} on the tokens page, Configure SSO.",
    url=SSO,
    family=Family.SSO,
    action=Action.AUTHORIZE_SSO,
    general={"organizations": "some organizations"},
)
ORG_FORBIDS_CLASSIC_PAT = Cause(
    "org-forbids-classic-pat",
    Severity.ERROR,
    "{subject} forbids classic tokens",
    "{subject} forbids classic tokens, and the registry accepts no other personal token.",
    "Use GITHUB_TOKEN in Actions or a GitHub App where it suffices, or ask an owner of {subject} for an exception.",
    url=ORG_TOKENS,
    family=Family.POLICY,
    about=About.ACCOUNT,
    action=Action.ASK_OWNER,
    short="classic tokens are forbidden",
)
ORG_FORBIDS_TOKEN_LIFETIME = Cause(
    "org-forbids-token-lifetime",
    Severity.ERROR,
    "{subject} forbids tokens with this lifetime",
    "{subject} refuses tokens of this lifetime: {said}",
    "Shorten the token's expiration on GitHub, or create a token with a shorter one.",
    url=ORG_TOKENS,
    family=Family.POLICY,
    about=About.ACCOUNT,
    action=Action.CREATE_TOKEN,
    short="the lifetime of this token is too long",
)
ORG_OAUTH_RESTRICTED = Cause(
    "org-oauth-restricted",
    Severity.ERROR,
    "{subject} restricts OAuth apps",
    "{subject} restricts OAuth apps, and the app that made this token is not approved there.",
    "Ask an owner of {subject} to approve the app, or use a classic token.",
    url=DOCS + "/organizations/managing-oauth-access-to-your-organizations-data/about-oauth-app-access-restrictions",
    family=Family.POLICY,
    about=About.ACCOUNT,
    action=Action.ASK_OWNER,
    short="OAuth apps are restricted",
)
ORG_IP_ALLOW_LIST = Cause(
    "org-ip-allow-list",
    Severity.ERROR,
    "{subject} does not allow your IP address",
    "{subject} allows only listed IP addresses, and yours is not among them.",
    "Use an allowed network, or ask an owner of {subject} to add this address.",
    url=(
        DOCS + "/enterprise-cloud@latest/organizations/keeping-your-organization-secure"
        "/managing-security-settings-for-your-organization"
        "/managing-allowed-ip-addresses-for-your-organization"
    ),
    family=Family.POLICY,
    about=About.ACCOUNT,
    action=Action.ASK_OWNER,
    short="IP allow list",
)
ORG_LISTING_EMPTY = Cause(
    "org-listing-empty",
    Severity.WARNING,
    "{subject} shows no packages",
    "{subject} has no packages, or none this credential can see.",
    "Ask a member, or test a package by name.",
    url=ACCESS,
    about=About.ACCOUNT,
    action=Action.NAME_PACKAGE,
    general={"subject": "the organization"},
)
NAMESPACE_NOT_FOUND = Cause(
    "namespace-not-found",
    Severity.ERROR,
    "No such user or organization",
    "GitHub knows no user or organization {subject}, or does not show it to this credential.",
    "Check the spelling; the owner is the first part of the image name.",
    about=About.ACCOUNT,
    action=Action.NAME_NAMESPACE,
    general={"subject": "of that name"},
)
