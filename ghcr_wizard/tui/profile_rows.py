"""A profile as a line of Home's list, and as the facts beside it; pure text."""

from collections.abc import Mapping
from datetime import datetime

from textual.content import Content

from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.formatting import SOON, ago, countdown, short_span
from ghcr_wizard.github.auth_methods import BY_NAME
from ghcr_wizard.tui.widgets.block import Part, line

_VERDICTS = {
    "ok": ("✓ works", "$text-success"),
    "limited": ("! works, with warnings", "$text-warning"),
    "unverified": ("○ not verified yet", "$text-warning"),
    "failed": ("✗ no access", "$text-error"),
    "unreachable": ("✗ could not connect", "$text-error"),
    None: ("○ not tested yet", "$muted"),
}
_NAME, _VERDICT, _ENDS, _PACKAGES = 20, 22, 17, 9
"""Columns of the list; with the mark and the gaps they fit 80."""


def heads() -> Content:
    """The names of the columns."""
    titles = ("Profile".ljust(_NAME), "Last test".ljust(_VERDICT), "Expires".ljust(_ENDS), "Packages".rjust(_PACKAGES))
    return line((f"   {' '.join(titles)}", "$muted"))


def row(profile: Profile, now: datetime, *, default: bool) -> Content:
    """One profile: whether it is its registry's default, its last verdict, its end, its packages."""
    words, colour = _VERDICTS.get(profile.verdict, _VERDICTS[None])
    ends, urgency = _ends(profile, now)
    packages = "" if profile.packages is None else f"{profile.packages:,}"
    return line(
        ("* " if default else "  ", "bold $primary"),
        _cell((profile.name, "bold"), _NAME),
        " ",
        _cell((words, colour), _VERDICT),
        " ",
        _cell((ends, urgency), _ENDS),
        " ",
        packages.rjust(_PACKAGES),
    )


def unreadable(problem: str) -> list[Part]:
    """Why the stored profiles cannot be read, with its fix; nothing where they can."""
    return (
        [line(("✗ ", "bold $error"), ("The stored profiles cannot be used. ", "bold"), problem), ""] if problem else []
    )


def _cell(part: tuple[str, str], width: int) -> Content:
    content = line(part)
    if content.cell_length > width:
        content = content.truncate(width, ellipsis=True)
    return content.pad_right(max(0, width - content.cell_length))


def _ends(profile: Profile, now: datetime) -> tuple[str, str]:
    if profile.store is Store.SESSION:
        return "this session only", "$text-warning"
    if profile.app is not None:
        return "renews itself", "$muted"
    if profile.store is Store.COMMAND and profile.expires_at is None:
        return "by its command", "$muted"
    if profile.expires_at is None:
        return "not known", "$muted"
    left = profile.expires_at - now
    if left.total_seconds() <= 0:
        return f"✗ expired {short_span(-left)} ago", "$text-error"
    return (f"! in {short_span(left)}", "$text-warning") if left <= SOON else (f"in {short_span(left)}", "")


def facts(profile: Profile, now: datetime, *, default: bool) -> list[tuple[Part, Part]]:
    """Everything known about a profile."""
    rows: list[tuple[Part, Part]] = [("Description", profile.description)] if profile.description else []
    if profile.app is None:
        rows.append(("Expires", countdown(profile.expires_at, now) if profile.expires_at else "not known to expire"))
    used = "Docker, Podman and the commands take it when none is named" if default else "only when it is named"
    if profile.store is Store.SESSION:
        used = "by this program only, until you quit"
    rows += [("Used", used), ("Kept", _kept(profile))]
    if profile.scopes is not None:
        rows.append(("Scopes", ", ".join(profile.scopes) or "none"))
    rows += [("User name", profile.username), ("Method", BY_NAME[profile.method].title), ("Registry", profile.registry)]
    rows.append(("Stored", ago(profile.created_at, now)))
    words, colour = _VERDICTS.get(profile.verdict, _VERDICTS[None])
    last = line((words, colour), f", {ago(profile.checked_at, now)}") if profile.checked_at else "not yet"
    return [*rows, ("Tested", last)]


def _kept(profile: Profile) -> Part:
    if profile.store is Store.SESSION:
        return line(("this session only", "$warning"), ": gone when you quit. ", ("[Ctrl+S]", "bold"), " save it")
    if profile.store is Store.COMMAND:
        return f"not stored; runs {profile.command} each time"
    return f"in the keyring, as ghcr-wizard:{profile.registry}"


def grouped(profiles: tuple[Profile, ...]) -> Mapping[str, tuple[Profile, ...]]:
    """The profiles by registry, in the order they were stored."""
    registries = dict.fromkeys(profile.registry for profile in profiles)
    return {registry: tuple(p for p in profiles if p.registry == registry) for registry in registries}
