"""The token to make in place of an old one: as the old one was, and no more than GHCR needs.

Creation pages: GitHub docs "Managing your personal access tokens" (URL parameters).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.github.hosts import GHCR, Hosts
from ghcr_wizard.github.scopes import Wishes, creation_url, expand, fine_grained_url, most_dangerous_first, needs

_FOR_PACKAGES = ("write:packages", "read:packages", "delete:packages", "read:org", "repo")
_LIFETIMES = (7, 30, 60, 90)
_USUAL_DAYS = 90
_NAME = "ghcr-wizard"


@dataclass(frozen=True, slots=True)
class Replacement:
    """What to make.

    Attributes:
        url: GitHub's page with everything filled in that it takes; `None` where a page has nothing to fill in.
        days: The new one's lifetime.
        scopes: Its scopes; empty for kinds without.
        left_out: Scopes the old one had that packages do not need.
    """

    url: str | None
    days: int
    scopes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherWay:
    """How a profile is renewed whose token nobody pastes: why, and the command that does it."""

    why: str
    command: str


def other_way(profile: Profile) -> OtherWay | None:
    """How to renew an App's profile, or one whose command prints its token; `None` where a new token is pasted."""
    registry = "" if profile.registry == GHCR else f" --registry {profile.registry}"
    if profile.app is not None:
        why = (
            "An App's tokens are renewed automatically; only its private key can be rotated. Generate another "
            "key on the App's page, then give its file; the old key stays valid until you delete it on that page."
        )
        app = f"--app-id {profile.app.client_id} --installation {profile.app.installation}"
        login = f"ghcr-wizard login --method github-app {app} --private-key NEW-KEY.pem"
        return OtherWay(why, f"{login} --profile {profile.name}{registry}")
    if profile.store is Store.COMMAND:
        why = "Its token is not stored: this command prints it each time. Renew it at the command's source."
        return OtherWay(why, profile.command or "")
    return None


def replacement_of(profile: Profile, hosts: Hosts) -> Replacement:
    """What to make in place of a profile's token.

    Its scopes are those its last test saw, apart from what packages do not need; without one, those for reading.
    """
    days = lifetime(profile.created_at, profile.expires_at)
    note = profile.description or f"{_NAME} {profile.name}"
    if profile.method is Method.FINE_GRAINED_PAT:
        return Replacement(fine_grained_url(hosts.web_url, note, "Made for ghcr-wizard", days), days)
    if profile.method is not Method.CLASSIC_PAT:
        return Replacement(None, days)
    scopes = kept_scopes(profile.scopes)
    left_out = () if profile.scopes is None else tuple(s for s in profile.scopes if s not in expand(scopes))
    return Replacement(creation_url(hosts.web_url, scopes, note, days), days, scopes, most_dangerous_first(left_out))


def kept_scopes(scopes: Iterable[str] | None) -> tuple[str, ...]:
    """Of a token's scopes those that packages need; what others imply is not named again."""
    if scopes is None:
        return tuple(need.scope for need in needs(Wishes()))
    held = expand(scopes)
    kept = [scope for scope in _FOR_PACKAGES if scope in held]
    if "write:packages" in kept and "read:packages" in kept:
        kept.remove("read:packages")
    return tuple(kept) if "read:packages" in expand(kept) else ("read:packages", *kept)


def lifetime(created_at: datetime, expires_at: datetime | None) -> int:
    """Days the new token should live: the shortest of GitHub's offers that is no less than the old one lived."""
    if expires_at is None:
        return _USUAL_DAYS
    lived = (expires_at - created_at).total_seconds() / 86_400
    return next((days for days in _LIFETIMES if days >= round(lived)), _USUAL_DAYS)


def list_page(method: Method, hosts: Hosts) -> str:
    """GitHub's page that lists credentials of this kind, where one can be deleted by hand."""
    pages = {
        Method.FINE_GRAINED_PAT: "/settings/personal-access-tokens",
        Method.CLASSIC_PAT: "/settings/tokens",
    }
    return hosts.web_url + pages.get(method, "/settings/applications")
