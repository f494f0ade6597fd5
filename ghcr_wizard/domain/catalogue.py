"""Every cause the program can name: its severity, its sentences and where to read more. Data only.

The codes and severities are the public interface; the wording is ours. `{subject}` and the other names in braces
are filled by `ghcr_wizard.domain.diagnoses.diagnose`.
"""

from typing import NamedTuple

_DOCS = "https://docs.github.com/en"
_REGISTRY = _DOCS + "/packages/working-with-a-github-packages-registry/working-with-the-container-registry"
_ACCESS = _DOCS + "/packages/learn-github-packages/configuring-a-packages-access-control-and-visibility"
_PERMISSIONS = _DOCS + "/packages/learn-github-packages/about-permissions-for-github-packages"
_TOKENS = _DOCS + "/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens"
_SSO = (
    _DOCS + "/enterprise-cloud@latest/authentication/authenticating-with-single-sign-on"
    "/authorizing-a-personal-access-token-for-use-with-single-sign-on"
)
_ORG_TOKENS = _DOCS + (
    "/organizations/managing-programmatic-access-to-your-organization"
    "/setting-a-personal-access-token-policy-for-your-organization"
)
_LIMITS = _DOCS + "/rest/using-the-rest-api/rate-limits-for-the-rest-api"
_STATUS = "https://www.githubstatus.com"
_KEYRING = "https://keyring.readthedocs.io/en/latest/"


class Row(NamedTuple):
    """One row of the catalogue."""

    severity: str
    cause: str
    fix: str
    url: str | None = None


ROWS: dict[str, Row] = {
    # What was pasted
    "token-missing": Row(
        "error",
        "No token was given.",
        "Paste the token, or choose “no token” to use public packages only.",
    ),
    "token-malformed": Row(
        "error",
        "What was given cannot be a token: {reason}.",
        "Copy the token again from GitHub's page, alone and whole.",
        _TOKENS,
    ),
    "token-truncated": Row(
        "warning",
        "A {kind} has {shortest} characters, this one has {length}: its end is probably missing.",
        "Copy it again from GitHub's page; if the page is closed, generate a new one.",
        _TOKENS,
    ),
    "token-checksum-mismatch": Row(
        "warning",
        "The token's last six characters are not its checksum, so a character is probably wrong or missing.",
        "Copy it again from GitHub's page. It may be used all the same: the live test decides.",
        _TOKENS,
    ),
    "token-host-mismatch": Row(
        "error",
        "GitHub answers that this credential is not one of {host}'s: {reason}.",
        "Create the token on {host}: every GitHub host accepts only its own.",
    ),
    "token-unrecognised": Row(
        "warning",
        "{seen}",
        "If it is your GitHub password, create a token instead: the registry does not accept passwords.",
        _TOKENS,
    ),
    "token-kind-differs": Row(
        "info",
        "This is a {kind}, another kind than the chosen method's.",
        "Go on with it, or choose the method that fits it.",
    ),
    "username-empty": Row(
        "error",
        "The registry needs a user name. It ignores which one, but refuses an empty one.",
        "Give your GitHub login, or x-access-token for a GitHub App.",
        _REGISTRY,
    ),
    # The token, live
    "token-rejected": Row(
        "error",
        "GitHub rejects this credential ({said}): it is expired, revoked or mistyped.",
        "Create a new token and store it in place of this one.",
        _TOKENS,
    ),
    "installation-token-expired": Row(
        "error",
        "GitHub rejects this installation token ({said}). They live one hour.",
        "Mint a new one, or let a GitHub App profile mint them when they are needed.",
        _DOCS + "/apps/creating-github-apps/authenticating-with-a-github-app"
        "/generating-an-installation-access-token-for-a-github-app",
    ),
    "api-login-lockout": Row(
        "error",
        "GitHub has seen too many failed logins from here and refuses good tokens too, for a while.",
        "Wait some minutes, then test again; until then nothing is known about this token.",
        _DOCS + "/rest/authentication/authenticating-to-the-rest-api#failed-login-limit",
    ),
    "token-expires-soon": Row(
        "warning",
        "The token expires {when}.",
        "Create its successor now and test it before the old one ends.",
        _TOKENS,
    ),
    "token-never-expires": Row(
        "info",
        "The token never expires.",
        "If it is not needed for ever, create one with an expiry date.",
        _TOKENS,
    ),
    "username-differs": Row(
        "info",
        "The user name given is {typed}; the token belongs to {owner}.",
        "The registry ignores the name. Use {owner} where a product asks for the namespace.",
    ),
    "scope-read-packages-missing": Row(
        "error",
        "The token is alive but lacks the scope read:packages (it has: {scopes}).",
        "Create a classic token with read:packages; for gh's token run “gh auth refresh -h {host} -s read:packages”.",
        _PERMISSIONS,
    ),
    "scope-excess": Row(
        "warning",
        "The token can do more than {purpose} needs. It can also {scopes}.",
        "Create one with {enough} only, and revoke this one if nothing else uses it.",
        _PERMISSIONS,
    ),
    "scope-read-org-missing": Row(
        "info",
        "Without the scope read:org GitHub does not tell this token its organizations; "
        "public memberships and names you type are used.",
        "Name an organization yourself, or create a token with read:packages and read:org.",
        _PERMISSIONS,
    ),
    "scope-repo-may-be-needed": Row(
        "warning",
        "The registry refused {subject}, a private package linked to the private repository {repository}, "
        "and the token lacks the scope repo.",
        "First look at the package's settings, Manage access. Some people report that adding repo helps; "
        "it grants far more than reading packages.",
        _ACCESS,
    ),
    "fine-grained-not-accepted": Row(
        "error",
        "GitHub Packages accepts no fine-grained token; it answered: {said}.",
        "Create a classic token with read:packages.",
        _REGISTRY,
    ),
    "fine-grained-pending-approval": Row(
        "warning",
        "{subject} has not approved this fine-grained token yet; until then it reads public data only.",
        "Ask an owner of {subject} to approve it.",
        _ORG_TOKENS,
    ),
    "app-token-cannot-list": Row(
        "warning",
        "GitHub lists no container packages for this kind of token (it answered: {said}). "
        "That says nothing about pulling.",
        "Name the packages yourself, as OWNER/NAME; they can be tested one by one.",
        _DOCS + "/rest/packages/packages",
    ),
    "app-token-pull-denied": Row(
        "error",
        "The registry took this installation token at login and refused it at {subject}: {said}.",
        "Add the App's repository under the package's settings, Manage Actions access; if that does not help, "
        "use a classic token of a machine user.",
        _ACCESS,
    ),
    "app-user-token-unsupported": Row(
        "error",
        "GitHub's packages API takes no token of this kind (it answered: {said}).",
        "Create a classic token with read:packages.",
        _DOCS + "/rest/packages/packages",
    ),
    # Organizations and their policies
    "sso-required": Row(
        "error",
        "{subject} enforces SAML single sign-on and this token is not authorised for it.",
        "Authorise the token for {subject} in the browser (Configure SSO on the tokens page).",
        _SSO,
    ),
    "sso-partial-results": Row(
        "warning",
        "GitHub left out {organizations}: single sign-on is enforced there and this token is not authorised.",
        "Authorise the token for each of them on the tokens page, Configure SSO.",
        _SSO,
    ),
    "org-forbids-classic-pat": Row(
        "error",
        "{subject} forbids classic tokens, and the registry accepts no other personal token.",
        "Use GITHUB_TOKEN in Actions or a GitHub App where it suffices, or ask an owner of {subject} for an exception.",
        _ORG_TOKENS,
    ),
    "org-forbids-token-lifetime": Row(
        "error",
        "{subject} refuses tokens of this lifetime: {said}",
        "Shorten the token's lifetime at the address GitHub names, or create a new one that lives shorter.",
        _ORG_TOKENS,
    ),
    "org-oauth-restricted": Row(
        "error",
        "{subject} restricts OAuth apps, and the app that made this token is not approved there.",
        "Ask an owner of {subject} to approve the app, or use a classic token.",
        _DOCS + "/organizations/managing-oauth-access-to-your-organizations-data/about-oauth-app-access-restrictions",
    ),
    "org-ip-allow-list": Row(
        "error",
        "{subject} allows only listed IP addresses, and yours is not among them.",
        "Use an allowed network, or ask an owner of {subject} to add this address.",
        _DOCS + "/enterprise-cloud@latest/organizations/keeping-your-organization-secure"
        "/managing-security-settings-for-your-organization"
        "/managing-allowed-ip-addresses-for-your-organization",
    ),
    "org-listing-empty": Row(
        "warning",
        "{subject} answers with no package: it has none, or none that this credential may see.",
        "Check with somebody who sees its packages; a single package can be tested by its name.",
        _ACCESS,
    ),
    "namespace-not-found": Row(
        "error",
        "GitHub knows no user or organization {subject}, or does not show it to this credential.",
        "Check the spelling; the owner is the first part of the image name.",
    ),
    # Packages
    "package-private": Row(
        "error",
        "{subject} is not public (the registry answered {status} to a request without a token, "
        "which usually means private or internal).",
        "Use a token that may read it, or make the package public in its settings "
        "(its visibility is independent of the repository's).",
        _ACCESS,
    ),
    "package-not-found": Row(
        "error",
        "There is no package {subject}, as far as this credential may know (the registry answered: {said}).",
        "Check the spelling, that it was ever pushed, and whether the owner was renamed; "
        "it may also be private to you.",
        _REGISTRY,
    ),
    "package-no-grant": Row(
        "error",
        "The token is good, but {subject} does not grant it read access (the registry answered: {said}).",
        "Ask an admin of the package for read access: package settings, Manage access.",
        _ACCESS,
    ),
    "package-no-write-grant": Row(
        "warning",
        "{subject} does not grant this credential write access (the registry answered: {said}).",
        "Check for the scope write:packages, then ask an admin of the package for write access.",
        _ACCESS,
    ),
    "tag-not-found": Row(
        "error",
        "{subject} can be read, but it has no {reference}.",
        "List the package's tags; a tag may have been moved or deleted.",
    ),
    "name-lowercased": Row(
        "info",
        "{given} was written in lower case: image names have no capitals.",
        "Write it as {subject}.",
    ),
    "visibility-differs-from-repository": Row(
        "info",
        "{subject} is {visibility}, its repository {repository} is {repository_visibility}: "
        "GitHub keeps the two apart.",
        "If that is not meant, change it in the package's settings. Public can never be taken back.",
        _ACCESS,
    ),
    "stale-credential-blocks-public": Row(
        "error",
        "The credential is rejected, and it blocks even public images: {subject} can be pulled without any.",
        "Remove it (“docker logout {registry}”, or ghcr-wizard logout) or store a working one.",
        _REGISTRY,
    ),
    # Names and hosts
    "reference-incomplete": Row(
        "error",
        "{given} names no package: an image of this registry has at least an owner and a name.",
        "Write OWNER/NAME, for example octocat/hello-world.",
        _REGISTRY,
    ),
    "legacy-host": Row(
        "error",
        "docker.pkg.github.com was shut down in February 2025; its images moved to ghcr.io.",
        "Use ghcr.io/OWNER/NAME.",
        _DOCS + "/packages/working-with-a-github-packages-registry"
        "/migrating-to-the-container-registry-from-the-docker-registry",
    ),
    "registry-host-typo": Row(
        "error",
        "{given} is not GitHub's registry; it looks like a misspelt {meant}.",
        "Use {meant}. Never send a token to a look-alike host.",
    ),
    "untrusted-realm": Row(
        "error",
        "The registry asks to send the credential to {host}, which is not its own host. None was sent.",
        "Check the registry's address and any proxy between; do not log in there with another tool.",
    ),
    # The servers
    "registry-rate-limited": Row(
        "warning",
        "The registry throttles requests: {left_out} was left out.",
        "Try again {when}.",
    ),
    "api-rate-limited": Row(
        "warning",
        "GitHub's API throttles requests: {left_out} was left out.",
        "Try again {when}.",
        _LIMITS,
    ),
    "registry-unavailable": Row(
        "error",
        "The registry is not working: {said}.",
        "Try again in some minutes, and look at GitHub's status page.",
        _STATUS,
    ),
    "api-unavailable": Row(
        "error",
        "GitHub's API is not working: {said}.",
        "Try again in some minutes, and look at GitHub's status page.",
        _STATUS,
    ),
    "network-unreachable": Row(
        "error",
        "{host} cannot be reached: {said}.",
        "Check the network, a firewall, and the proxy settings (HTTPS_PROXY, NO_PROXY).",
    ),
    "dns-failure": Row(
        "error",
        "The name {host} cannot be resolved.",
        "Check the spelling, the network and the name server.",
    ),
    "tls-untrusted": Row(
        "error",
        "The certificate of {host} is not trusted: {said}.",
        "If your network inspects TLS, add its certificate authority to the system's trust store, "
        "or name its file in SSL_CERT_FILE.",
    ),
    "catalog-not-personal": Row(
        "info",
        "The registry's catalog answers with packages of strangers; it was not used.",
        "Nothing to do: the packages shown come from GitHub's API.",
    ),
    "catalog-unsupported": Row(
        "info",
        "The registry's catalog is refused or absent (status {status}).",
        "Nothing to do: the packages shown come from GitHub's API.",
    ),
    # The keyring
    "keyring-unavailable": Row(
        "error",
        "There is no keyring to store the secret in: {said}.",
        "Install and start one (on Linux: gnome-keyring, KWallet or KeePassXC with a D-Bus session), "
        "or use the token for this session only.",
        _KEYRING,
    ),
    "keyring-locked": Row(
        "error",
        "The keyring is locked: {said}.",
        "Unlock it (log in to the desktop, or run gnome-keyring-daemon --unlock) and try again.",
        _KEYRING,
    ),
    "keyring-timeout": Row(
        "error",
        "The keyring did not answer within {seconds} seconds.",
        "Look for a window that asks for its password; over SSH there may be none to ask. Then try again.",
        _KEYRING,
    ),
    "keyring-lost-secret": Row(
        "error",
        "The keyring ({keyring}) accepted the secret but does not give it back.",
        "Choose another keyring (PYTHON_KEYRING_BACKEND), or use the token for this session only.",
        _KEYRING,
    ),
    "secret-too-long": Row(
        "error",
        "The secret is too long for this keyring ({keyring}): {length} characters, at most {longest}.",
        "Use the store “command”, or a shorter token.",
        _KEYRING,
    ),
}
