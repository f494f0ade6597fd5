"""What the App's step says of a key, of an App and of its installations, as lines."""

from dataclasses import dataclass

from ghcr_wizard.credentials.app import AppExamination, Installation
from ghcr_wizard.credentials.app_login import KeyFile, MissingKeyFileError, NoKeyFileError, private_key
from ghcr_wizard.diagnosis.model import Diagnosis
from ghcr_wizard.github.apps import excess_permissions, missing_permissions
from ghcr_wizard.tui.widgets.block import Part, line


@dataclass(frozen=True, slots=True)
class InspectedKey:
    """What is at a path: `key`, or `diagnosis` why there is none; `missing` where nothing is there yet."""

    path: str
    key: KeyFile | None = None
    diagnosis: Diagnosis | None = None
    missing: bool = False


async def inspect_key_file(path: str) -> InspectedKey:
    """The private key at a path, or why there is none."""
    try:
        return InspectedKey(path, await private_key(path))
    except NoKeyFileError as error:
        return InspectedKey(path, None, error.diagnosis, isinstance(error, MissingKeyFileError))


def key_lines(inspected: InspectedKey | None, wrong_id: str) -> list[Part]:
    """What is known of the client id and the key, before anybody is asked."""
    lines: list[Part] = [line(("! ", "$warning"), wrong_id)] if wrong_id else []
    if inspected is None:
        return [*lines, line(("○ the key is the .pem file you downloaded from GitHub", "$muted")), ""]
    if inspected.missing and inspected.diagnosis:
        return [*lines, line(("○ ", "$muted"), inspected.diagnosis.cause), ""]
    if inspected.diagnosis:
        cause = line(("✗ ", "$error"), inspected.diagnosis.cause)
        return [*lines, cause, line(("→ ", "$primary"), inspected.diagnosis.fix), ""]
    if inspected.key:
        lines.append(line(("✓ ", "$success"), inspected.key.summary))
        for row in inspected.key.warnings:
            lines += [line(("! ", "$warning"), row.cause), line(("→ ", "$primary"), row.fix)]
    return [*lines, ""]


def found_lines(found: AppExamination, installation: Installation | None) -> list[Part]:
    """What GitHub said of the App, and of the installation under the cursor."""
    only = found.installations[0].account.login if len(found.installations) == 1 else ""
    where = only or f"{len(found.installations)} accounts"
    head = line(("✓ ", "$success"), f"{found.app.name}, installed on {where}")
    return [head, *(_installation(installation) if installation else [line("Choose one.")]), ""]


def _installation(row: Installation) -> list[Part]:
    if row.suspended_at is not None:
        return [line(("✗ ", "$error"), f"Suspended. An owner of {row.account.login} can unsuspend it on GitHub.")]
    if missing := missing_permissions(row.permissions):
        return [line(("✗ ", "$error"), f"It lacks a permission: {', '.join(missing)}.")]
    lines: list[Part] = [line(("✓ ", "$success"), "Packages: read, Metadata: read")]
    if beyond := excess_permissions(row.permissions):
        lines.append(
            line(("· ", "$muted"), f"It may do more ({', '.join(beyond)}); tokens are generated without that.")
        )
    return lines


def installation_prompt(row: Installation) -> str:
    """An installation as a line of the list."""
    reach = "all repositories" if row.all_repositories else "selected repositories"
    return f"{row.account.login}  {reach}{'  suspended' if row.suspended_at else ''}"
