"""Causes of errors while pushing and in GitHub Actions."""

from ghcr_wizard.diagnosis.cause import Action, Cause, Family, Severity, Stage
from ghcr_wizard.diagnosis.pages import ACCESS, DOCS, REGISTRY

_PUBLISH = DOCS + (
    "/packages/managing-github-packages-using-github-actions-workflows"
    "/publishing-and-installing-a-package-with-github-actions"
)
ACTIONS_PACKAGES_PERMISSION_MISSING = Cause(
    "actions-packages-permission-missing",
    Severity.ERROR,
    "The job lacks the permission packages",
    (
        "The workflow's token may not use packages: the job grants it no “packages” permission, "
        "or the organization forbids creating packages."
    ),
    (
        "Add to the job: `permissions: packages: write` (or read) and `contents: read`; "
        "organizations: Settings, Actions, Workflow permissions."
    ),
    url=_PUBLISH,
    family=Family.ACTIONS,
)
SECRET_EMPTY = Cause(
    "secret-empty",
    Severity.ERROR,
    "The workflow's secret is empty",
    (
        "The password was empty: the workflow's secret is not there for this run (misspelled, kept in another "
        "environment or repository, or a run of a fork or of Dependabot, which get no secrets)."
    ),
    (
        "For ghcr.io use the workflow's own token: username ${{{{ github.actor }}}}, password "
        "${{{{ secrets.GITHUB_TOKEN }}}}, with `permissions: packages: write`. "
        "Else check the secret's name; Dependabot has its own secrets."
    ),
    url=DOCS + "/actions/how-tos/write-workflows/choose-what-workflows-do/use-secrets",
    family=Family.ACTIONS,
    stage=Stage.CREDENTIAL,
)
ACTIONS_PACKAGE_NOT_GRANTED = Cause(
    "actions-package-not-granted",
    Severity.ERROR,
    "The package does not grant this repository's workflows access",
    "The package does not grant this repository's workflows access; it was first pushed by hand or elsewhere.",
    "On the package's page: Package settings, Manage Actions access, add the repository with Write (or Read).",
    url=ACCESS,
    family=Family.ACTIONS,
    action=Action.OPEN_PAGE,
)
ACTIONS_WRONG_OWNER = Cause(
    "actions-wrong-owner",
    Severity.ERROR,
    "The workflow pushes to another owner",
    "The workflow pushes to an owner that its token does not belong to, as in a fork.",
    "Push to ghcr.io/${{{{ github.repository_owner }}}}/…, in lower case.",
    url=_PUBLISH,
    family=Family.ACTIONS,
)
OWNER_NOT_FOUND = Cause(
    "owner-not-found",
    Severity.ERROR,
    "No such owner to push to",
    "No user or organization has that name.",
    "Correct the owner, the first part of the image name.",
    url=REGISTRY,
    family=Family.ACTIONS,
)
CREATE_PACKAGE_DENIED = Cause(
    "create-package-denied",
    Severity.ERROR,
    "No right to create a package there",
    "This credential may not create a package in that namespace.",
    (
        "Push to your own login or to an organization whose members may create packages "
        "(organization settings, Packages)."
    ),
    url=ACCESS,
    family=Family.ACTIONS,
    action=Action.ASK_OWNER,
)
