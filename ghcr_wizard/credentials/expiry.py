"""Tokens that are about to end, or have: what a person is warned of when the program starts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ghcr_wizard.credentials.profile import Profile
from ghcr_wizard.formatting import SOON

_FEW = 3


@dataclass(frozen=True, slots=True)
class Watch:
    """Whose tokens ended, and whose end soon; the most urgent first.

    Attributes:
        ended: Those that have.
        soon: Those that will within seven days.
    """

    ended: tuple[Profile, ...] = ()
    soon: tuple[Profile, ...] = ()

    @property
    def sentence(self) -> str:
        """One sentence that names them, or nothing where there is nothing to say."""
        parts = []
        if self.ended:
            parts.append(_said(self.ended, "has expired", "have expired"))
        if self.soon:
            parts.append(_said(self.soon, "expires within 7 days", "expire within 7 days"))
        return " ".join(parts)


def watch(profiles: Iterable[Profile], now: datetime) -> Watch:
    """What is to be said about these profiles now (UTC)."""
    known = sorted((p for p in profiles if p.expires_at), key=lambda p: (p.expires_at, p.name))
    ended = tuple(profile for profile in known if profile.expires_at and profile.expires_at <= now)
    soon = tuple(p for p in known if p.expires_at and now < p.expires_at <= now + SOON)
    return Watch(ended, soon)


def _said(profiles: tuple[Profile, ...], one: str, many: str) -> str:
    names = [profile.name for profile in profiles[:_FEW]]
    more = f" and {len(profiles) - _FEW} more" if len(profiles) > _FEW else ""
    if len(profiles) == 1:
        return f"The token of {names[0]} {one}."
    return f"The tokens of {', '.join(names)}{more} {many}."
