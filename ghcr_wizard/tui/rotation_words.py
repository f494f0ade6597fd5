"""What the rotation's screen says: pure text from how far it is."""

from datetime import datetime

from textual.content import Content

from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.formatting import count, countdown
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.github.creation_pages import clicks
from ghcr_wizard.rotation.comparison import Comparison
from ghcr_wizard.rotation.replacement import Replacement
from ghcr_wizard.rotation.rotate import Revocation, TokenEnd
from ghcr_wizard.tui.links import link
from ghcr_wizard.tui.rotation import Rotation, Stage
from ghcr_wizard.tui.second_press import CANCEL
from ghcr_wizard.tui.widgets.block import Part, line

_TITLES = {Stage.MAKE: "Create", Stage.COMPARE: "Compare", Stage.SWAP: "Replace", Stage.END: "Revoke the old one"}

JOURNEY: tuple[tuple[Part, Part], ...] = (
    ("Create", "on GitHub's page, with the same scopes; paste the new token here"),
    ("Compare", "both tokens are tested at the same time, and what they can access is put side by side"),
    ("Replace", "the profile takes the new token; Docker, Podman and the commands use it at once"),
    ("Revoke", "the old token is revoked on GitHub and verified to be rejected, or kept until it expires"),
)
SAFETY: tuple[tuple[Part, Part], ...] = (
    ("Before", "nothing changes until you replace it: leave at any time"),
    ("Meanwhile", "the old token is kept until the keyring has returned the new one"),
    ("Worse", "a new token with less access is said to be worse; replacing it needs a second press"),
)


def heading(name: str) -> list[Part]:
    """The screen's title."""
    lead = "Create a new token, compare, then replace the old one. Nothing changes until you replace it."
    return [line(("Rotate ", "bold"), (name, "bold $primary")), line((lead, "$muted")), ""]


def stages(rotation: Rotation) -> Content:
    """The four stages in a line, those that are done ticked off."""
    parts: list[Part] = []
    for stage, title in _TITLES.items():
        if rotation.stage > stage:
            parts.append(line(("✓ ", "$success"), title))
        elif rotation.stage is stage:
            parts.append(line(("● ", "$primary"), (title, "bold")))
        else:
            parts.append(line((f"○ {title}", "$muted")))
    return Content("   ").join(line(part) for part in parts)


def making(profile: Profile, successor: Replacement, now: datetime) -> list[tuple[Part, Part]]:
    """What the old token was, and how to make the new one."""
    rows: list[tuple[Part, Part]] = [("Old token", _old(profile, now))]
    if successor.url:
        rows += [("New token", "on GitHub's page, prefilled like the old one:")]
        rows += [("", link(successor.url)), ("", "")]
        if successor.scopes:
            rows.append(("Scopes", ", ".join(successor.scopes)))
        if successor.left_out:
            rows.append(("Left out", f"{', '.join(successor.left_out[:6])}: packages do not need them"))
        rows.append(("Expires in", f"{successor.days} days"))
    steps = clicks(profile.method) if profile.method is not Method.CLASSIC_PAT else ()
    return rows + [("", line((f"{number}. ", "bold $primary"), text)) for number, text in enumerate(steps, 1)]


def _old(profile: Profile, now: datetime) -> str:
    ends = f"expires {countdown(profile.expires_at, now)}" if profile.expires_at else "no known expiration"
    if profile.expires_at and profile.expires_at <= now:
        ends = countdown(profile.expires_at, now)
    seen = f"; {count(profile.packages, 'package')} seen" if profile.packages is not None else ""
    return f"{ends}{seen}"


def outcome(rotation: Rotation, *, sure: bool) -> list[Part]:
    """What comparing said, or what went wrong, with what to do."""
    if rotation.problem:
        return _problem(rotation)
    if rotation.stage is Stage.MAKE:
        return []
    if rotation.stage is Stage.SWAP:
        return [line(("▸ saving to the keyring …", "$primary"))]
    if rotation.comparison is None:
        return [line(("▸ testing both at the same time …", "$primary"))]
    return _verdict(rotation.comparison, sure=sure)


def _problem(rotation: Rotation) -> list[Part]:
    cause, fix = rotation.problem or ("", "")
    lines: list[Part] = [line(("✗ ", "$error"), cause)]
    lines += [line(("→ ", "$primary"), fix)] if fix else []
    if rotation.stage is Stage.SWAP:
        lines.append(
            line(
                ("· ", "$muted"), "The old token is unchanged and still works. The new one is not lost: replace again."
            )
        )
    return lines


def _verdict(comparison: Comparison, *, sure: bool) -> list[Part]:
    if not comparison.alive:
        return [
            line(("✗ ", "$error"), ("GitHub rejects the new token, so the old one was kept.", "bold")),
            line(("→ ", "$primary"), ("[t]", "bold"), " test again · ", ("[a]", "bold"), " another token"),
        ]
    if not comparison.worse:
        return [
            line(
                ("✓ ", "$success"),
                ("The new token has at least the same access.", "bold"),
            )
        ]
    subjects = ", ".join(row.subject for row in comparison.worse)
    lines: list[Part] = [line(("✗ ", "$error"), ("The new token is worse: ", "bold"), subjects)]
    if comparison.other_account:
        lines.append(line(("! ", "$warning"), "It belongs to another account."))
    if comparison.way_in:
        hint = " authorize it for single sign-on · "
        lines.append(line(("→ ", "$primary"), ("[o]", "bold"), hint, ("[t]", "bold"), " test again"))
    else:
        lines.append(line(("→ ", "$primary"), ("[a]", "bold"), " another token · ", ("[t]", "bold"), " test again"))
    if sure:
        lines.append(line(("! ", "$warning"), (f"Press again to replace anyway.{CANCEL}", "bold $warning")))
    return lines


def ended(rotation: Rotation, *, sure: bool) -> list[Part]:
    """That the swap is done, and what became of the old token, or will at the next press."""
    swapped = f"profile {rotation.profile.name} now uses the new token ({rotation.keyring})."
    lines: list[Part] = [line(("✓ ", "$success"), ("Done: ", "bold"), swapped)]
    if rotation.problem:
        return lines + _problem(rotation)
    if rotation.revocation:
        return lines + _end_of(rotation.revocation)
    if rotation.busy:
        return [*lines, line(("▸ revoking the old token …", "$primary"))]
    if rotation.comparison is None or not rotation.comparison.old_alive:
        return [*lines, line(("· ", "$muted"), "GitHub already rejects the old token: nothing to revoke.")]
    if sure:
        question = "Press again to revoke the old token: GitHub ends it at once, for everybody who uses it."
        return [*lines, line(("! ", "$warning"), (f"{question}{CANCEL}", "bold $warning"))]
    still = "The old token is still valid. Revoke it here, or delete it on GitHub: "
    return [*lines, line(("! ", "$warning"), still, ("[x]", "bold"))]


def _end_of(revocation: Revocation) -> list[Part]:
    asked = revocation.asked
    call = f"POST /credentials/revoke: {asked.status or asked.fault}"
    request = f", request {asked.request_id}" if asked.request_id else ""
    look = f"GET /user with the old token: {revocation.proof.status or revocation.proof.fault}"
    said = f" {revocation.proof.message}" if revocation.proof.message else ""
    evidence = line(("· ", "$muted"), (f"{call}{request}; {look}{said}", "$muted"))
    if revocation.ended is TokenEnd.PROVEN:
        return [line(("✓ ", "$success"), ("Revoked: ", "bold"), "GitHub rejects the old token now."), evidence]
    if revocation.ended is TokenEnd.ACCEPTED:
        words = (
            "GitHub accepted the revocation, but the old token still worked. It usually stops working within minutes."
        )
        return [
            line(("! ", "$warning"), words),
            evidence,
            line(("→ ", "$primary"), "Look at GitHub's page: ", ("[x]", "bold")),
        ]
    words = "GitHub did not revoke the old token: it still works."
    return [line(("✗ ", "$error"), words), evidence, line(("→ ", "$primary"), "Delete it on GitHub: ", ("[x]", "bold"))]
