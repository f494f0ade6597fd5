"""GitHub's documentation pages that diagnoses point to."""

DOCS = "https://docs.github.com/en"
REGISTRY = DOCS + "/packages/working-with-a-github-packages-registry/working-with-the-container-registry"
ACCESS = DOCS + "/packages/learn-github-packages/configuring-a-packages-access-control-and-visibility"
PERMISSIONS = DOCS + "/packages/learn-github-packages/about-permissions-for-github-packages"
TOKENS = DOCS + "/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens"
SSO = (
    DOCS + "/enterprise-cloud@latest/authentication/authenticating-with-single-sign-on"
    "/authorizing-a-personal-access-token-for-use-with-single-sign-on"
)
ORG_TOKENS = DOCS + (
    "/organizations/managing-programmatic-access-to-your-organization"
    "/setting-a-personal-access-token-policy-for-your-organization"
)
LIMITS = DOCS + "/rest/using-the-rest-api/rate-limits-for-the-rest-api"
VERSIONS = DOCS + "/rest/about-the-rest-api/api-versions"
STATUS = "https://www.githubstatus.com"
KEYRING = "https://keyring.readthedocs.io/en/latest/"
