"""Lines for a GitHub Actions workflow: `GITHUB_TOKEN` where it suffices, a repository secret where it does not.

GitHub docs "Publishing and installing a package with GitHub Actions" (`permissions: packages`, the login step),
"Configuring a package's access control and visibility" (Manage Actions access).
"""

import json
import shlex

from ghcr_wizard.exports.caveats import of_token
from ghcr_wizard.exports.document import MARKER, Caveat, Export, ExportSource, ExportTarget, Field, Proof, Slot, Step
from ghcr_wizard.github.references import image
from ghcr_wizard.github.tokens import TokenKind

SECRET_NAME = "GHCR_TOKEN"  # noqa: S105 - a secret's name
OWN_TOKEN = "${{ secrets.GITHUB_TOKEN }}"  # noqa: S105 - an expression
ACTOR = "${{ github.actor }}"


def login_step(registry: str, username: str, password: str) -> tuple[str, ...]:
    """The step that logs in, as lines without indentation.

    Args:
        registry: The registry's host.
        username: An expression, or a name that is set in quotes already.
        password: An expression; never a token.
    """
    return (
        "- uses: docker/login-action@v4",
        "  with:",
        f"    registry: {registry}",
        f"    username: {username}",
        f"    password: {password}",
    )


def login_workflow(registry: str, *, push: bool) -> str:
    """The part of a workflow that logs in to the registry with `GITHUB_TOKEN`."""
    access = "write" if push else "read"
    login = login_step(registry, ACTOR, OWN_TOKEN)
    return "\n".join(
        ("permissions:", "  contents: read", f"  packages: {access}", "steps:", *(f"  {line}" for line in login))
    )


def build(source: ExportSource) -> Export:
    """The export to GitHub Actions."""
    fields = _fields(source)
    return Export(
        ExportTarget.ACTIONS,
        "GitHub Actions",
        "Two example jobs: one with GITHUB_TOKEN for packages linked to the workflow's repository, "
        f"one with a repository secret {SECRET_NAME} for all others.",
        (_workflow(source),),
        fields,
        (*_of_secret(source), *_CAVEATS),
        _steps(source),
        Proof.FIELD,
        ("Username", "Secret") if fields else ("", ""),
        "ghcr.yml",
    )


def _workflow(source: ExportSource) -> str:
    package = next((row for row in source.packages if row.proves), None)
    reference = image(source.registry, package.owner, package.name) if package else f"{source.registry}/owner/name"
    username = json.dumps(source.username, ensure_ascii=False) if source.username else ACTOR
    own = (f"docker pull {reference}", login_step(source.registry, ACTOR, OWN_TOKEN))
    other = (f"docker pull {reference}", login_step(source.registry, username, f"${{{{ secrets.{SECRET_NAME} }}}}"))
    return (
        f"# Pulling from {source.registry} in a workflow, {MARKER}. Delete the job you do not need.\n"
        "name: pull\n"
        "on: workflow_dispatch\n"
        "permissions: {}\n"
        "jobs:\n"
        "  # The package is linked to this repository, or grants it access: nothing to store.\n"
        f"{_job('with-github-token', 'packages: read', *own)}"
        "  # Any other package: a token of a person or a machine user, as a secret of the repository.\n"
        f"{_job('with-secret', 'contents: read', *other)}"
    )


def _job(name: str, permission: str, command: str, steps: tuple[str, ...]) -> str:
    lines = (
        f"  {name}:",
        "    runs-on: ubuntu-latest",
        "    permissions:",
        f"      {permission}",
        "    steps:",
        *(f"      {line}" for line in steps),
        f"      - run: {command}",
    )
    return "\n".join(lines) + "\n"


def _fields(source: ExportSource) -> tuple[Field, ...]:
    """What goes on the page of a new repository secret; nothing without a token."""
    if source.kind is TokenKind.NONE:
        return ()
    return (
        Field("Name", (SECRET_NAME,), "the repository's Settings, Secrets and variables, Actions"),
        Field("Secret", (Slot(),), "the token"),
        Field("Username", (source.username,), "any non-empty value"),
    )


def _of_secret(source: ExportSource) -> tuple[Caveat, ...]:
    if source.kind is TokenKind.APP_INSTALLATION:
        text = (
            f"This is a GitHub App installation token: it expires after 1 hour, so it makes no {SECRET_NAME}. "
            "Generate one in the job instead, with actions/create-github-app-token and the App's key as the "
            "secret."
        )
        return (Caveat(text, serious=True),)
    return () if source.kind is TokenKind.NONE else of_token(source, f"the job with {SECRET_NAME} stops working")


_CAVEATS = (
    Caveat(
        "GITHUB_TOKEN reads packages linked to the workflow's repository, and those that grant it access under the "
        "package's settings, Manage Actions access. To all others, of the same owner too, GitHub answers "
        "“permission_denied: read_package”."
    ),
    Caveat("To push, write packages: write. An organization may limit workflows to reading."),
    Caveat("Pull requests from forks get no repository secrets and a GITHUB_TOKEN that can only read."),
    Caveat("GITHUB_TOKEN can only push to its own owner; write image names in lowercase."),
)


def _steps(source: ExportSource) -> tuple[Step, ...]:
    first = Step("Put the job you need into a file below .github/workflows.")
    if source.kind in {TokenKind.NONE, TokenKind.APP_INSTALLATION}:
        return (first,)
    setting = f"gh secret set {SECRET_NAME} --repo OWNER/REPOSITORY"
    if not source.profile:
        return (first, Step(f"For the job with {SECRET_NAME}, paste the token where this asks for it:", setting))
    profile = f"GHCR_WIZARD_PROFILE={shlex.quote(source.profile)}"
    helper = f"echo {source.registry} | {profile} docker-credential-ghcr-wizard get | jq -r .Secret"
    text = f"For the job with {SECRET_NAME}, store the token as a secret of the repository; nothing shows it:"
    return first, Step(text, f"{helper} | {setting}")
