"""What is known of GitHub, where it is known from, and how well: each fact once, with the causes that rest on it.

A fact is a row of its own, as several causes may rest on one and a cause on several; one that is contested is changed
here. What is graded low is worded as such in the causes: "usually", "very likely", "as far as".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ghcr_wizard.diagnosis import causes_actions as actions
from ghcr_wizard.diagnosis import causes_apps as apps
from ghcr_wizard.diagnosis import causes_clients as clients
from ghcr_wizard.diagnosis import causes_organizations as organizations
from ghcr_wizard.diagnosis import causes_packages as packages
from ghcr_wizard.diagnosis import causes_servers as servers
from ghcr_wizard.diagnosis import causes_tokens as tokens
from ghcr_wizard.diagnosis import causes_webhooks as webhooks
from ghcr_wizard.diagnosis.cause import Cause


class Grade(StrEnum):
    """How well something is known, best first."""

    DOCUMENTED = "documented"
    """GitHub says so."""
    RECORDED = "recorded"
    """An exchange with GitHub shows it."""
    REPORTED = "reported"
    """Users say so."""
    INFERRED = "inferred"
    """It follows from something else that is known."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known of GitHub.

    Attributes:
        statement: What is known, a sentence.
        grade: How well.
        source: Where from: a page of GitHub's documentation by its title, or public threads.
        causes: What rests on it.
    """

    statement: str
    grade: Grade
    source: str
    causes: tuple[Cause, ...]


_DOCUMENTED, _RECORDED, _REPORTED, _INFERRED = Grade

FACTS: Final[tuple[Fact, ...]] = (
    Fact(
        "App installation tokens log in, and very likely cannot pull private packages.",
        _REPORTED,
        "jikig-ai/soleur#6031, devantler-tech/platform#2889, akuity/kargo#2391, octo-sts/app#840",
        (tokens.APP_TOKEN_PULL_DENIED,),
    ),
    Fact(
        "Listing container packages with an installation token is answered with 400 “Invalid argument.”",
        _RECORDED,
        "cli/cli#9606, actions/github-script#449, octokit/octokit.js#2606",
        (tokens.APP_TOKEN_CANNOT_LIST,),
    ),
    Fact(
        "A token of a person given to a GitHub App (ghu_) is refused by the packages API.",
        _REPORTED,
        "GitHub's OpenAPI description: packages are not enabled for GitHub Apps",
        (tokens.APP_USER_TOKEN_UNSUPPORTED,),
    ),
    Fact(
        "GitHub Packages supports personal access tokens (classic) and GITHUB_TOKEN only.",
        _DOCUMENTED,
        "GitHub docs: Working with the Container registry",
        (tokens.FINE_GRAINED_NOT_ACCEPTED, organizations.ORG_FORBIDS_CLASSIC_PAT),
    ),
    Fact(
        "A fine-grained token logs in to the registry and is refused with 403 at every package.",
        _RECORDED,
        "docker/login-action#331, community#210789",
        (tokens.FINE_GRAINED_NOT_ACCEPTED,),
    ),
    Fact(
        "An organization may leave a fine-grained token pending; until then it reads public data.",
        _DOCUMENTED,
        "GitHub docs: Setting a personal access token policy for your organization",
        (tokens.FINE_GRAINED_PENDING_APPROVAL,),
    ),
    Fact(
        "An expired, revoked or mistyped token: the API answers 401 “Bad credentials”, the registry 403 “denied”.",
        _RECORDED,
        "GitHub docs: Troubleshooting the REST API; dexidp/dex#2672, riverqueue/riverui#182",
        (tokens.TOKEN_REJECTED, packages.STALE_CREDENTIAL_BLOCKS_PUBLIC),
    ),
    Fact(
        "An installation token is valid for one hour.",
        _DOCUMENTED,
        "GitHub docs: Generating an installation access token for a GitHub App",
        (tokens.INSTALLATION_TOKEN_EXPIRED,),
    ),
    Fact(
        "After several bad logins even good tokens are refused for a while.",
        _DOCUMENTED,
        "GitHub docs: Authenticating to the REST API",
        (tokens.API_LOGIN_LOCKOUT,),
    ),
    Fact(
        "Tokens have a prefix for each kind, and those of forty characters end in a checksum.",
        _DOCUMENTED,
        "GitHub docs: About authentication to GitHub; GitHub blog, 2021-04-05",
        (
            tokens.TOKEN_TRUNCATED,
            tokens.TOKEN_CHECKSUM_MISMATCH,
            tokens.TOKEN_UNRECOGNISED,
            tokens.TOKEN_KIND_DIFFERS,
            tokens.TOKEN_HOST_MISMATCH,
        ),
    ),
    Fact(
        "The expiry of a token is in a header of every answer of the API, and absent for one that never expires.",
        _RECORDED,
        "answers of the API in public threads",
        (tokens.TOKEN_EXPIRES_SOON, tokens.TOKEN_NEVER_EXPIRES),
    ),
    Fact(
        "The registry ignores the user name, and refuses an empty one.",
        _RECORDED,
        "ten independent statements and implementations",
        (tokens.USERNAME_EMPTY, tokens.USERNAME_DIFFERS),
    ),
    Fact(
        "Downloading takes the scope read:packages, uploading write:packages, deleting delete:packages too.",
        _DOCUMENTED,
        "GitHub docs: About permissions for GitHub Packages",
        (tokens.SCOPE_READ_PACKAGES_MISSING, tokens.SCOPE_EXCESS),
    ),
    Fact(
        "Organizations are listed with read:org or user; public memberships without any scope.",
        _DOCUMENTED,
        "GitHub docs: REST API endpoints for organizations",
        (tokens.SCOPE_READ_ORG_MISSING,),
    ),
    Fact(
        "A package that follows a private repository may need the scope repo to be pulled.",
        _REPORTED,
        "a few guides; it is against the documentation",
        (tokens.SCOPE_REPO_MAY_BE_NEEDED,),
    ),
    Fact(
        "Signed requests of an App are refused by the words of the claim or key that is wrong.",
        _RECORDED,
        "GitHub docs: Generating a JSON Web Token (JWT) for a GitHub App",
        (apps.APP_KEY_INVALID, apps.APP_NOT_FOUND, apps.CLOCK_SKEW),
    ),
    Fact(
        "An installation that is not there is answered 404.",
        _DOCUMENTED,
        "GitHub docs: REST API endpoints for GitHub Apps",
        (apps.APP_NOT_INSTALLED,),
    ),
    Fact(
        "An installation that is suspended or lacks a permission is refused in words of its own.",
        _REPORTED,
        "one report each of “This installation has been suspended” and of permissions that “are not granted”",
        (apps.APP_INSTALLATION_SUSPENDED, apps.APP_PERMISSION_MISSING),
    ),
    Fact(
        "Signing in with a code ends as access_denied, expired_token or device_flow_disabled.",
        _DOCUMENTED,
        "GitHub docs: Authorizing OAuth apps, Device flow",
        (apps.DEVICE_FLOW_DENIED, apps.DEVICE_FLOW_EXPIRED, apps.DEVICE_FLOW_DISABLED),
    ),
    Fact(
        (
            "Single sign-on is reported in the header X-GitHub-SSO: required with a link, or partial-results with "
            "numbers."
        ),
        _DOCUMENTED,
        "GitHub docs: Authenticating to the REST API",
        (organizations.SSO_REQUIRED, organizations.SSO_PARTIAL_RESULTS),
    ),
    Fact(
        "What the registry answers a token without single sign-on was never recorded; the API decides.",
        _INFERRED,
        "cli/cli#5174",
        (organizations.SSO_REQUIRED,),
    ),
    Fact(
        "Organizations refuse tokens by kind, lifetime, App and address, each in words of its own.",
        _RECORDED,
        "answers of the API in public threads, independent of one another",
        (
            organizations.ORG_FORBIDS_CLASSIC_PAT,
            organizations.ORG_FORBIDS_TOKEN_LIFETIME,
            organizations.ORG_OAUTH_RESTRICTED,
            organizations.ORG_IP_ALLOW_LIST,
        ),
    ),
    Fact(
        "A list has what the account may read; what it may not is left out without a word.",
        _DOCUMENTED,
        "GitHub docs: REST API endpoints for packages",
        (organizations.ORG_LISTING_EMPTY, organizations.NAMESPACE_NOT_FOUND),
    ),
    Fact(
        "Anonymously the token endpoint usually answers 401 for a private package and 403 for an absent one.",
        _REPORTED,
        "five reports, two of them measured; four say 403 for both",
        (packages.PACKAGE_PRIVATE, packages.PACKAGE_NOT_FOUND),
    ),
    Fact(
        "A good token without a grant is refused with “permission_denied: read_package” or “write_package”.",
        _RECORDED,
        "four reports and three; GitHub docs: Configuring a package's access control and visibility",
        (packages.PACKAGE_NO_GRANT, packages.PACKAGE_NO_WRITE_GRANT),
    ),
    Fact(
        "A tag that is not there is answered 404 MANIFEST_UNKNOWN.",
        _RECORDED,
        "OCI Distribution specification: Error codes",
        (packages.TAG_NOT_FOUND, packages.PLATFORM_MISSING, packages.INDEX_INCOMPLETE),
    ),
    Fact(
        "The platforms of an image are versions without a tag, so deleting those breaks the image.",
        _RECORDED,
        "nfrastack/db-backup#575, doobidoo/mcp-memory-service#1044",
        (packages.INDEX_INCOMPLETE,),
    ),
    Fact(
        "A package's visibility is its own, whatever its repository's is.",
        _DOCUMENTED,
        "GitHub docs: Configuring a package's access control and visibility",
        (packages.VISIBILITY_DIFFERS_FROM_REPOSITORY,),
    ),
    Fact(
        "docker.pkg.github.com was shut down on 2025-02-24.",
        _RECORDED,
        "moby/moby#50094, docker/cli#6114",
        (packages.LEGACY_HOST,),
    ),
    Fact(
        "GitHub's API throttles with 403 or 429 and says when it ends; the registry with 429, in the message alone.",
        _RECORDED,
        "GitHub docs: Rate limits for the REST API; dependabot/cli#380, chainguard-images/images#173",
        (servers.API_RATE_LIMITED, servers.REGISTRY_RATE_LIMITED),
    ),
    Fact(
        "In an incident the registry answers 5xx, a web page, or a refusal that names what failed behind it.",
        _RECORDED,
        "slsa-framework/slsa-github-generator#1699; GitHub's status page",
        (servers.REGISTRY_UNAVAILABLE, servers.API_UNAVAILABLE, clients.GITHUB_INCIDENT),
    ),
    Fact(
        "An API version is supported for 24 months after its successor; then it is answered with 410.",
        _DOCUMENTED,
        "GitHub docs: API Versions",
        (servers.API_VERSION_UNSUPPORTED,),
    ),
    Fact(
        "ghcr.io has no IPv6 address.",
        _RECORDED,
        "pocket-id#1488, kube-vip#1165, siderolabs/talos#6281",
        (servers.IPV6_ONLY,),
    ),
    Fact(
        "The catalog lists the whole registry's names where it answers, and is refused or absent elsewhere.",
        _RECORDED,
        "one capture of 2024-08-05; vscode-docker#1525, portainer#6914",
        (servers.CATALOG_NOT_PERSONAL, servers.CATALOG_UNSUPPORTED),
    ),
    Fact(
        "An OCI image is answered 404 to a client that does not accept its type.",
        _RECORDED,
        "niks3#229, containerd/containerd#3291",
        (clients.ACCEPT_HEADER_INCOMPLETE,),
    ),
    Fact(
        "The registry deletes nothing: a DELETE is answered 405.",
        _RECORDED,
        "containers/skopeo#1880",
        (clients.DELETE_UNSUPPORTED,),
    ),
    Fact(
        "A token sent as it is, and not exchanged first, is “invalid token”.",
        _RECORDED,
        "argocd-image-updater#303, Michsior14/docker-mods#11",
        (clients.TOKEN_NOT_EXCHANGED,),
    ),
    Fact(
        "Layers come from pkg-containers.githubusercontent.com.",
        _RECORDED,
        "captured redirects of blobs",
        (clients.BLOB_HOST_BLOCKED,),
    ),
    Fact(
        "A workflow's token needs packages: write, and the package has to grant its repository.",
        _DOCUMENTED,
        "GitHub docs: Publishing and installing a package with GitHub Actions",
        (
            actions.ACTIONS_PACKAGES_PERMISSION_MISSING,
            actions.ACTIONS_PACKAGE_NOT_GRANTED,
            actions.ACTIONS_WRONG_OWNER,
            actions.CREATE_PACKAGE_DENIED,
            actions.OWNER_NOT_FOUND,
        ),
    ),
    Fact(
        "Secrets are not there for runs of forks and of Dependabot.",
        _DOCUMENTED,
        "GitHub docs: Using secrets in GitHub Actions",
        (actions.SECRET_EMPTY,),
    ),
    Fact(
        "Package events go to webhooks of the publishing repository and of its organization; users have none.",
        _DOCUMENTED,
        "GitHub docs: Types of webhooks",
        (
            webhooks.WEBHOOK_MISSING,
            webhooks.WEBHOOK_EVENT_MISSING,
            webhooks.WEBHOOK_WRONG_REPOSITORY,
            webhooks.WEBHOOK_INACTIVE,
            webhooks.WEBHOOK_DELIVERIES_FAILING,
        ),
    ),
    Fact(
        "Webhooks that a token may not see are answered 404, as if there were none.",
        _REPORTED,
        "GitHub docs: REST API endpoints for repository webhooks",
        (webhooks.WEBHOOK_SCOPE_MISSING,),
    ),
    Fact(
        "An address that is not on the public Internet is refused with 422.",
        _RECORDED,
        "answers of the API in public threads",
        (webhooks.WEBHOOK_URL_UNREACHABLE,),
    ),
)
"""Every fact, by what it is about."""


def facts_of(cause: Cause) -> Iterator[Fact]:
    """The facts a cause rests on; none where it is about this computer alone."""
    return (fact for fact in FACTS if any(each is cause for each in fact.causes))
