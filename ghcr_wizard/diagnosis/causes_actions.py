"""Causes of errors while pushing and in GitHub Actions."""

from ghcr_wizard.diagnosis.cause import Cause
from ghcr_wizard.diagnosis.pages import ACCESS, DOCS, REGISTRY

_PUBLISH = DOCS + (
    "/packages/managing-github-packages-using-github-actions-workflows"
    "/publishing-and-installing-a-package-with-github-actions"
)

ROWS = {
    "actions-packages-permission-missing": Cause(
        "error",
        "The workflow's token may not use packages: the job grants it no “packages” permission, "
        "or the organization forbids creating packages.",
        "Add to the job: “permissions: packages: write” (or read) and “contents: read”; "
        "organizations: Settings, Actions, Workflow permissions.",
        _PUBLISH,
    ),
    "actions-package-not-granted": Cause(
        "error",
        "The package does not grant this repository's workflows access; it was first pushed by hand or elsewhere.",
        "On the package's page: Package settings, Manage Actions access, add the repository with Write (or Read).",
        ACCESS,
    ),
    "actions-wrong-owner": Cause(
        "error",
        "The workflow pushes to an owner that its token does not belong to, as in a fork.",
        "Push to ghcr.io/${{{{ github.repository_owner }}}}/…, in lower case.",
        _PUBLISH,
    ),
    "owner-not-found": Cause(
        "error",
        "There is no user or organization of that name to push to.",
        "Correct the owner, the first part of the image name.",
        REGISTRY,
    ),
    "create-package-denied": Cause(
        "error",
        "This credential may not create a package in that namespace.",
        "Push to your own login or to an organization whose members may create packages "
        "(organization settings, Packages).",
        ACCESS,
    ),
}
