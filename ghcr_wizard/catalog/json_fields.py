"""Times, diagnoses and packages as the fields of a JSON document; unknown is null, never a guess. Pure."""

from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.formatting import iso
from ghcr_wizard.github.hosts import GHCR
from ghcr_wizard.github.packages import Package
from ghcr_wizard.github.references import image

PACKAGES_SCHEMA = "ghcr-wizard.packages/1"


def diagnosis(row: Diagnosis) -> dict[str, object]:
    """One diagnosis."""
    return {
        "code": row.code,
        "severity": row.severity.value,
        "subject": row.subject,
        "cause": row.cause,
        "fix": row.fix,
        "url": row.url,
    }


def package(registry: str | None, row: Package) -> dict[str, object]:
    """One package of a namespace's list in `packages --json`."""
    private = row.repository_private
    return {
        "name": row.name,
        "reference": image(registry or GHCR, row.owner, row.name),
        "visibility": row.visibility.value if row.visibility else None,
        "repository": row.repository,
        "repository_visibility": None if private is None else "private" if private else "public",
        "version_count": row.version_count,
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
        "url": row.url,
    }
