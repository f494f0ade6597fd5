"""The fields of HarborGuard's form “Connect Registry”, and what its page leaves out.

HarborGuard's page on GHCR names the fields; what its open code does with them (test, listing, token forms) was read in
its published sources and is said where it differs.
"""

from ghcr_wizard.exports.caveats import of_token
from ghcr_wizard.exports.document import (
    MARKER,
    Caveat,
    Export,
    ExportSource,
    ExportTarget,
    Field,
    Proof,
    Slot,
    Step,
    form_text,
)
from ghcr_wizard.github.auth_methods import BY_NAME, Method
from ghcr_wizard.github.tokens import TokenKind

WEBHOOK_URL = "https://<your-harborguard-host>/api/webhooks/github"
USERNAME, PASSWORD = "Username", "Password"
_CLASSIC = "Classic PAT with read:packages"

_METHODS = {
    TokenKind.CLASSIC_PAT: _CLASSIC,
    TokenKind.LEGACY: _CLASSIC,
    TokenKind.OAUTH: _CLASSIC,
    TokenKind.FINE_GRAINED_PAT: "Fine-grained PAT",
    TokenKind.APP_INSTALLATION: "GitHub App installation token",
    TokenKind.APP_USER: "none of HarborGuard's methods",
}
"""The rows of its table “Auth options”, by kind of token."""


def build(source: ExportSource) -> Export:
    """The export to HarborGuard."""
    fields = _fields(source)
    return Export(
        ExportTarget.HARBORGUARD,
        "HarborGuard",
        "The values for Registries, Connect Registry, field by field.",
        form_text(f"HarborGuard: Registries, Connect Registry; {MARKER}", fields),
        fields,
        (*of_token(source, "its scans fail"), *_of_kind(source), *_CAVEATS),
        (
            Step("In HarborGuard open Registries, Connect Registry, and give these values."),
            Step("It shows “GitHub GHCR Detected”; then save."),
            Step(
                "To scan on every push, create the webhook (preview; add --yes to apply):",
                f"ghcr-wizard webhook create --namespace {_organization(source)} --url '{WEBHOOK_URL}'",
            ),
        ),
        Proof.LINES,
        (USERNAME, PASSWORD),
        "harborguard.txt",
    )


def username(source: ExportSource) -> str:
    """The user name its form wants: `x-access-token` for an App, else the GitHub login of the token's owner."""
    fixed = BY_NAME[Method.APP_INSTALLATION].username
    if source.kind is TokenKind.APP_INSTALLATION and fixed:
        return fixed
    return source.login or source.username


def _organization(source: ExportSource) -> str:
    """The organization whose packages were seen, as an example; a user has no webhook for all packages."""
    owners = (row.owner for row in source.packages if row.owner.lower() != (source.login or "").lower())
    return next(owners, "ORG")


def _fields(source: ExportSource) -> tuple[Field, ...]:
    method = _METHODS.get(source.kind, "Classic PAT, if GitHub takes this token")
    return (
        Field("Registry URL", (source.registry,), "no namespace behind it"),
        Field("Auth option", (method,), "the row of its table that fits this token"),
        Field(USERNAME, (username(source),), "x-access-token for an App, else your GitHub login"),
        Field(PASSWORD, (Slot(),), "the token; never your GitHub password, nor a workflow's GITHUB_TOKEN"),
        Field("Schedule", ("on_push",), "after saving; it needs the webhook"),
        Field("Webhook event", ("Package",), "on the organization, or on the repository that publishes the package"),
        Field("Webhook URL", (WEBHOOK_URL,), "your HarborGuard's own host in it"),
    )


def _of_kind(source: ExportSource) -> tuple[Caveat, ...]:
    if source.kind is TokenKind.FINE_GRAINED_PAT:
        text = (
            "HarborGuard's page offers fine-grained tokens with a read-only permission for Packages. GitHub has "
            "no such permission, and HarborGuard's open code accepts only tokens that begin with ghp_ or ghs_."
        )
        return (Caveat(text, serious=True),)
    if source.kind is TokenKind.APP_INSTALLATION:
        text = (
            "HarborGuard's open code tests a registry by asking GitHub who the user is, which an installation token "
            "may not ask: its test may fail though the token is good. A sensor must renew the token every hour. The "
            "App needs Packages and Metadata, read-only, and to be installed on the repositories or organization."
        )
        return (Caveat(text, serious=True),)
    if source.kind in {TokenKind.OAUTH, TokenKind.LEGACY, TokenKind.UNKNOWN}:
        return (Caveat("HarborGuard's open code takes only tokens that begin with ghp_ or ghs_.", serious=True),)
    return ()


_CAVEATS = (
    Caveat("Its connection test also succeeds for tokens without package access; rely on the test made here."),
    Caveat(
        "Its page says /v2/_catalog returns what the token can read. On GHCR it lists everybody's packages, or is "
        "refused. Its open code lists by GitHub's API instead: your packages and one organization's, a hundred each."
    ),
    Caveat(
        "Its page asks for the scope repo where packages are linked to private repositories. GitHub documents "
        "read:packages only; add repo only if a pull was denied. It gives full access to your repositories."
    ),
    Caveat(
        "An organization with single sign-on needs the token authorized once (Configure SSO); "
        "ghcr-wizard check gives the link."
    ),
    Caveat(
        "A package's own visibility decides, not its repository's. Under another owner it is another image with "
        "another access list, and forking moves none. docker.pkg.github.com is not supported."
    ),
    Caveat(
        "The token that pulls needs no right to webhooks: make the webhook with another one. GitHub sends one event "
        "for each manifest of an image."
    ),
    Caveat(
        "If it fails: 401 or 404 with a new token is most often single sign-on; an empty list is a token that may not "
        "list, or pull, that organization's packages. ghcr-wizard check tells which; ghcr-wizard webhook status tells "
        "why push events are ignored."
    ),
)
