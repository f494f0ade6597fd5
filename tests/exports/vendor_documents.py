"""The two scanner vendors' pages on GHCR, row by row, each with where this program handles it.

A row is handled by words of the vendor's export, by a diagnosis, or by a method that is offered.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ghcr_wizard.diagnosis.causes import CAUSES
from ghcr_wizard.github.auth_methods import BY_NAME, Method


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a page.

    Attributes:
        says: What it says, shortened.
        words: What the export of its vendor must hold for `kind` of token.
        kind: The kind of token whose export is looked at.
        codes: Diagnoses that exist for it.
        method: The method that offers it.
    """

    says: str
    words: tuple[str, ...] = ()
    kind: str = "classic"
    codes: tuple[str, ...] = ()
    method: Method | None = None

    def is_handled(self, exports: Mapping[str, str]) -> bool:
        """Whether all that the row names is there; a row that names nothing is not handled."""
        held = [
            *(words in exports[self.kind] for words in self.words),
            *(code in CAUSES for code in self.codes),
            *([self.method in BY_NAME] if self.method else []),
        ]
        return bool(held) and all(held)


HARBORGUARD_ROWS = (
    Row("Visibility is independent of the repository's", ("own visibility decides",)),
    Row(
        "Classic PAT with read:packages: username = login",
        ("Auth option: Classic PAT with read:packages", "Username: octocat"),
        method=Method.CLASSIC_PAT,
    ),
    Row(
        "Fine-grained PAT: same as above",
        ("Auth option: Fine-grained PAT", "Username: octocat"),
        "fine-grained",
        method=Method.FINE_GRAINED_PAT,
    ),
    Row(
        "GitHub App installation token: username = x-access-token",
        ("Auth option: GitHub App installation token", "Username: x-access-token"),
        "app",
        method=Method.APP_INSTALLATION,
    ),
    Row("GITHUB_TOKEN: not applicable", ("nor a workflow's GITHUB_TOKEN",), method=Method.ACTIONS_TOKEN),
    Row("GHCR does not accept the UI password", ("never your GitHub password",)),
    Row("Registries, Connect Registry", ("Registries, Connect Registry",)),
    Row("Registry URL: ghcr.io, no namespace", ("Registry URL: ghcr.io", "no namespace behind it")),
    Row("The wizard shows GitHub GHCR Detected; save", ("“GitHub GHCR Detected”; then save",)),
    Row("Cloud: enter your GitHub login + PAT", ("else your GitHub login", "Password: ********")),
    Row("/v2/_catalog returns only what the principal can read", ("lists everybody's packages",)),
    Row("read:packages: required, sufficient", ("Classic PAT with read:packages",)),
    Row("repo: only if linked to a private repository", ("add repo only if a pull was denied",)),
    Row("Fine-grained: Packages read-only", ("GitHub has no such permission",), "fine-grained"),
    Row("App: Packages and Metadata read-only, install it", ("Packages and Metadata, read-only",), "app"),
    Row("GHCR has no registry-side webhook", ("ghcr-wizard webhook create",)),
    Row("A webhook for the Package event", ("Webhook event: Package",)),
    Row("URL https://<host>/api/webhooks/github", ("https://<your-harborguard-host>/api/webhooks/github",)),
    Row("Set the registry's schedule to on_push", ("Schedule: on_push",)),
    Row("For a multi-repo org prefer an organization webhook", ("on the organization, or",)),
    Row("User and org namespaces; forking moves nothing", ("another access list, and forking moves none",)),
    Row("A package can be public with a private repository", codes=("visibility-differs-from-repository",)),
    Row("SSO: the PAT must be authorized", ("Configure SSO",), codes=("sso-required",)),
    Row("The default fine-grained PAT authenticates, then 401s", codes=("fine-grained-not-accepted",)),
    Row("docker.pkg.github.com is not targeted", ("docker.pkg.github.com",), codes=("legacy-host",)),
    Row("401 on test, PAT was created seconds ago", ("401 or 404 with a new token",)),
    Row("Catalog is empty for an org with many packages", ("an empty list is",), codes=("org-listing-empty",)),
    Row("Specific image 404s", codes=("scope-repo-may-be-needed", "package-not-found")),
    Row("Push events ignored", ("why push events are ignored",), codes=("webhook-wrong-repository",)),
    Row(
        "Sensor works once, fails after token rotation",
        ("A sensor must renew the token every hour",),
        "app",
        codes=("installation-token-expired",),
    ),
)

CYBEDEFEND_ROWS = (
    Row("Public and internal images are scanned", ("It can scan 2 of 4 packages seen",)),
    Row("Private images are not supported", ("does not scan private images",)),
    Row("A token is required for internal images", ("required for internal images",)),
    Row("Public images can be scanned without", ("Public images need no token",), method=Method.ANONYMOUS),
    Row("GitHub Username: username or organization", ("GitHub Username: octocat", "or the organization")),
    Row("Personal Access Token with read:packages", ("Personal Access Token: ********",)),
    Row("Description: optional", ("Description: Production", "optional")),
    Row("How to create a classic token", codes=("scope-read-packages-missing",), method=Method.CLASSIC_PAT),
    Row("Optional: write:packages", ("lists write:packages as optional",)),
    Row("The token is displayed once", method=Method.CLASSIC_PAT),
    Row("Prefer fine-grained PATs", ("for GHCR its own steps make a classic one",), "fine-grained"),
    Row("Minimal scopes", ("read:packages is enough",), codes=("scope-excess",)),
    Row("Set an expiration date", codes=("token-never-expires", "token-expires-soon")),
    Row("Rotate tokens regularly", ("export again with the new token",)),
    Row("Verify the PAT has read:packages", ("does the token have read:packages",)),
    Row("Check if the token has expired", ("has it expired",), codes=("token-rejected",)),
    Row("The username matches the token's owner", ("user name to match",), codes=("username-differs",)),
    Row("Verify you have access to the repository", codes=("package-no-grant",)),
    Row("Check package visibility settings", codes=("package-private",)),
    Row("Organization membership for internal packages", ("a member of the organization",)),
    Row("Change visibility to internal or public", ("never becomes private again",)),
)
