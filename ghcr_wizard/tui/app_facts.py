"""What the App's step says of a key, of an App and of its installations, as lines."""

from ghcr_wizard.credentials.app import AppExamination, Installation
from ghcr_wizard.github.apps import excess_permissions, missing_permissions
from ghcr_wizard.tui.messages import KeyInspected
from ghcr_wizard.tui.widgets.block import Part, line


def key_lines(judged: KeyInspected | None, wrong_id: str) -> list[Part]:
    """What is known of the client id and the key, before anybody is asked."""
    lines: list[Part] = [line(("! ", "$warning"), wrong_id)] if wrong_id else []
    if judged is None:
        return [*lines, line(("○ the key is the .pem file that GitHub's page gave you", "$muted")), ""]
    if judged.missing and judged.diagnosis:
        return [*lines, line(("○ ", "$muted"), judged.diagnosis.cause), ""]
    if judged.diagnosis:
        cause = line(("✗ ", "$error"), judged.diagnosis.cause)
        return [*lines, cause, line(("→ ", "$primary"), judged.diagnosis.fix), ""]
    if judged.key:
        lines.append(line(("✓ ", "$success"), judged.key.summary))
        for row in judged.key.warnings:
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
        return [line(("✗ ", "$error"), f"Suspended: an owner of {row.account.login} can unsuspend it on GitHub.")]
    if missing := missing_permissions(row.permissions):
        return [line(("✗ ", "$error"), f"It lacks a permission: {', '.join(missing)}.")]
    lines: list[Part] = [line(("✓ ", "$success"), "Packages and Metadata, to read")]
    if beyond := excess_permissions(row.permissions):
        lines.append(line(("· ", "$muted"), f"It may do more ({', '.join(beyond)}); tokens are minted without that."))
    return lines


def installation_prompt(row: Installation) -> str:
    """An installation as a line of the list."""
    reach = "all repositories" if row.all_repositories else "selected repositories"
    return f"{row.account.login}  {reach}{'  suspended' if row.suspended_at else ''}"
