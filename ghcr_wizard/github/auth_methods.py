"""The ways to get a credential for GHCR, each told truthfully: what GitHub documents, what is observed.

GitHub docs "Working with the Container registry" and "About permissions for GitHub Packages"; contradictions with
scanner vendors' pages are said, not hidden.
"""

from dataclasses import dataclass
from enum import StrEnum

from ghcr_wizard.github.apps import USERNAME
from ghcr_wizard.github.tokens import TokenKind


class Method(StrEnum):
    """The methods that can be chosen; values are the public names."""

    CLASSIC_PAT = "classic-pat"
    FINE_GRAINED_PAT = "fine-grained-pat"
    APP_INSTALLATION = "app-installation"
    GITHUB_APP = "github-app"
    ACTIONS_TOKEN = "actions-token"  # noqa: S105 - a method's name
    OAUTH_DEVICE = "oauth-device"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class MethodInfo:
    """What a person should know before choosing a method.

    Attributes:
        method: Which one.
        title: Its name in a list.
        hint: A few words beside the title.
        when: When to use it.
        can: What it can do with GHCR.
        cannot: What it cannot do, or what is contested.
        fields: Which value goes into which field of the program that takes it.
        kinds: The token kinds that fit; empty where no token is pasted.
        username: The user name to put in, where the method fixes one.
        storable: Whether a credential of it can be kept.
    """

    method: Method
    title: str
    hint: str
    when: str
    can: str
    cannot: str
    fields: str
    kinds: frozenset[TokenKind] = frozenset()
    username: str | None = None
    storable: bool = True


METHODS: tuple[MethodInfo, ...] = (
    MethodInfo(
        Method.CLASSIC_PAT,
        "Classic personal access token",
        "recommended",
        "You need access as a user or machine user, for a workstation, cluster or scanner.",
        "Lists and pulls every package its owner can read, in all organizations. The only personal access token "
        "GitHub supports for GHCR.",
        "Cannot be limited to one package or repository. Must be authorized once for each organization with "
        "single sign-on, and organizations can block it.",
        "User name: your GitHub login. Password: the token.",
        frozenset({TokenKind.CLASSIC_PAT, TokenKind.OAUTH, TokenKind.LEGACY}),
    ),
    MethodInfo(
        Method.OAUTH_DEVICE,
        "Sign in with the browser",
        "device flow; needs your own OAuth app",
        "You want your own access without handling a token, and have or may register an OAuth App.",
        "Lists and pulls what its owner can read, like a classic token with the same scopes.",
        "Needs the client id of an OAuth App; a GitHub App's (Iv…) gives a token that packages refuse. An organization "
        "may restrict OAuth Apps until an owner approves yours.",
        "User name: your GitHub login. Password: the token that signing in gives (gho_…).",
        frozenset({TokenKind.OAUTH}),
    ),
    MethodInfo(
        Method.FINE_GRAINED_PAT,
        "Fine-grained personal access token",
        "not supported by GHCR",
        "A product asks for one, or you want to try it.",
        "Authenticates to the API. Some products recommend it for its narrow permissions.",
        "GitHub documents that Packages does not support it, and its form has no Packages permission: login "
        "succeeds, then listing and pulling are usually refused with 403. The live test will show.",
        "User name: your GitHub login. Password: the token.",
        frozenset({TokenKind.FINE_GRAINED_PAT}),
    ),
    MethodInfo(
        Method.APP_INSTALLATION,
        "GitHub App installation token",
        "for automation; valid for 1 hour",
        "Your organization works with a GitHub App instead of a person's account, and you already have a token.",
        ("Logs in to the registry; reads public packages, and private ones that grant access to the App's repository."),
        "Cannot list packages (GitHub answers 400). Reports differ on whether it can pull private packages; the "
        "live test will show. Expires after 1 hour.",
        "User name: x-access-token. Password: the installation token.",
        frozenset({TokenKind.APP_INSTALLATION}),
        USERNAME,
    ),
    MethodInfo(
        Method.GITHUB_APP,
        "GitHub App (auto-renewing)",
        "generates tokens from the App's key",
        "Your organization works with a GitHub App, and access has to last for more than an hour.",
        "Generates installation tokens with read access to Packages and Metadata only, and renews each before it "
        "expires. Logs in to the registry; reads public packages, and private ones that grant access to the "
        "App's repository.",
        "GitHub does not let these tokens list packages (400), so packages named after the App's repositories "
        "are looked up. Reports differ on whether it can pull private packages; the live test will show.",
        "User name: x-access-token. Password: generated when needed; no field takes one for longer than an hour.",
        frozenset({TokenKind.APP_INSTALLATION}),
        USERNAME,
    ),
    MethodInfo(
        Method.ACTIONS_TOKEN,
        "Actions GITHUB_TOKEN",
        "only inside a workflow",
        "A GitHub Actions workflow pulls or pushes.",
        "Reads and writes the packages linked to the workflow's repository, or granting it access.",
        "Exists only while the job runs, so there is nothing to store: you get the lines for the workflow.",
        "In the workflow: user name ${{ github.actor }}, password ${{ secrets.GITHUB_TOKEN }}.",
        storable=False,
    ),
    MethodInfo(
        Method.ANONYMOUS,
        "No token",
        "public packages only",
        "You only pull public packages.",
        "Pulls every public package, without an account.",
        "No private or internal packages, and the API lists nothing without a token: add packages by name.",
        "Leave user name and password empty.",
        storable=False,
    ),
)

BY_NAME = {info.method: info for info in METHODS}
