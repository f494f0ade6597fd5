"""The JSON documents of `login`, `logout` and `profiles`, field by field as they are promised."""

from collections.abc import Iterable

from ghcr_wizard.catalog.json_fields import diagnosis
from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.formatting import iso


def action(
    command: str, summary: str, *, done: bool, changed: Iterable[str] = (), diagnoses: Iterable[Diagnosis] = ()
) -> dict[str, object]:
    """`ghcr-wizard.login/1`, `ghcr-wizard.logout/1`: what a command that changes something did.

    Args:
        command: Its name.
        summary: One sentence.
        done: Whether what was asked for is so now.
        changed: Names of what is different from before.
        diagnoses: Everything found on the way.
    """
    return {
        "schema": f"ghcr-wizard.{command}/1",
        "done": done,
        "summary": summary,
        "changed": list(changed),
        "diagnoses": [diagnosis(row) for row in diagnoses],
    }


def profiles(
    rows: Iterable[Profile], default: Profile | None, diagnoses: Iterable[Diagnosis] = ()
) -> dict[str, object]:
    """`ghcr-wizard.profiles/1`.

    Args:
        rows: Every profile.
        default: The one the asked registry takes when none is named.
        diagnoses: Why some of them, or all, cannot be shown; the field is left out where there are none.
    """
    document: dict[str, object] = {
        "schema": "ghcr-wizard.profiles/1",
        "default": default.name if default else None,
        "profiles": [_profile(row) for row in rows],
    }
    if found := [diagnosis(row) for row in diagnoses]:
        document["diagnoses"] = found
    return document


def _profile(row: Profile) -> dict[str, object]:
    return {
        "name": row.name,
        "registry": row.registry,
        "method": row.method.value,
        "username": row.username,
        "description": row.description,
        "store": row.store.value,
        "created_at": iso(row.created_at),
        "checked_at": iso(row.checked_at),
        "verdict": row.verdict,
        "expires_at": iso(row.expires_at),
    }
