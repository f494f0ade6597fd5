"""What is known before a token is stored: what was found out about it offline, and what a locked keyring means."""

from ghcr_wizard.diagnosis.cause import Severity
from ghcr_wizard.github.tokens import KIND_NAMES, Checksum, TokenInspection
from ghcr_wizard.tui.widgets.block import Part, line
from ghcr_wizard.tui.widgets.diagnosis_card import LOOKS

_CHECKSUMS = {
    Checksum.VALID: ", checksum valid",
    Checksum.INVALID: ", checksum invalid",
    Checksum.NOT_APPLICABLE: "",
}


LOCKED = (
    "The keyring is locked. Your desktop will prompt for its password. Over SSH, run this first: "
    "gnome-keyring-daemon --unlock"
)
"""What a locked keyring means before it is used."""


def judged(inspection: TokenInspection | None) -> list[Part]:
    """Kind, length and checksum; what was taken away around it; what is wrong with it, and what to do."""
    if inspection is None:
        return [line(("○ waiting for a token", "$muted"))]
    lines: list[Part] = []
    if inspection.usable:
        kind = f"{KIND_NAMES[inspection.kind]}, {inspection.length} characters{_CHECKSUMS[inspection.checksum]}"
        good = not any(row.severity is not Severity.INFO for row in inspection.diagnoses)
        lines.append(line(("✓ ", "$success") if good else ("! ", "$warning"), kind))
    if inspection.trimmed:
        lines.append(line(("· ", "$muted"), f"removed around it: {', '.join(inspection.trimmed)}"))
    for row in inspection.diagnoses:
        symbol, _, colour = LOOKS[row.severity]
        lines += [line((f"{symbol} ", colour), row.cause), line(("→ ", "$primary"), row.fix)]
    return lines
