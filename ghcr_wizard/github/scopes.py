"""OAuth scopes: what implies what, what a purpose needs, and what is too much.

GitHub docs "Scopes for OAuth apps" and "About permissions for GitHub Packages".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

_IMPLIED: dict[str, tuple[str, ...]] = {
    "repo": ("repo:status", "repo_deployment", "public_repo", "repo:invite", "security_events"),
    "user": ("read:user", "user:email", "user:follow"),
    "project": ("read:project",),
    "codespace": ("codespace:secrets",),
    "write:packages": ("read:packages",),
    **{
        f"admin:{what}": (f"write:{what}", f"read:{what}")
        for what in ("org", "public_key", "repo_hook", "gpg_key", "ssh_signing_key", "enterprise")
    },
    **{
        f"write:{what}": (f"read:{what}",)
        for what in ("org", "public_key", "repo_hook", "gpg_key", "ssh_signing_key", "discussion")
    },
}
"""GitHub normalises `X-OAuth-Scopes`, dropping what is implied. Nothing implies `delete:packages`."""


class Purpose(StrEnum):
    """What the credential is for; decides which scopes are missing and which are too many."""

    READ = "read"
    WRITE = "write"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class ScopeNeed:
    """One scope with the reason it is asked for."""

    scope: str
    why: str


@dataclass(frozen=True, slots=True)
class ScopeGap:
    """Scopes against a purpose: as GitHub sent them, what lacks, what is beyond it."""

    granted: tuple[str, ...]
    missing: tuple[str, ...]
    excess: tuple[str, ...]


_REQUIRED = {
    Purpose.READ: ("read:packages",),
    Purpose.WRITE: ("read:packages", "write:packages"),
    Purpose.DELETE: ("read:packages", "delete:packages"),
}
_WELCOME = {
    Purpose.READ: ("read:org",),
    Purpose.WRITE: ("read:org",),
    Purpose.DELETE: ("read:org", "write:packages"),
}
"""Not required and not too much: `read:org` shows the organizations, and who may delete may push."""

PURPOSE_WORDS = {
    Purpose.READ: "reading packages",
    Purpose.WRITE: "reading and pushing packages",
    Purpose.DELETE: "reading and deleting packages",
}
"""How a purpose is said in a sentence."""

CAN_DO = {
    "site_admin": "administer the whole server",
    "admin:enterprise": "manage your enterprise",
    "delete_repo": "delete repositories",
    "admin:org": "manage your organizations, their teams and members",
    "repo": "read and change every repository you can, private ones too",
    "admin:public_key": "add and remove your SSH keys",
    "admin:org_hook": "manage organization webhooks",
    "admin:repo_hook": "manage repository webhooks",
    "workflow": "change Actions workflows",
    "delete:packages": "delete packages",
    "write:packages": "push packages",
    "write:org": "change organization memberships and projects",
    "write:repo_hook": "change repository webhooks",
    "write:public_key": "add SSH keys to your account",
    "admin:gpg_key": "manage your GPG keys",
    "admin:ssh_signing_key": "manage your SSH signing keys",
    "public_repo": "change your public repositories",
    "codespace": "use your codespaces",
    "user": "change your profile and read your e-mail addresses",
    "project": "change your projects",
    "gist": "write gists as you",
    "notifications": "read and mark your notifications",
    "user:follow": "follow and unfollow people as you",
    "read:user": "read your whole profile",
    "user:email": "read your e-mail addresses",
}
"""What a scope lets its holder do, in plain words; the most dangerous first."""


def parse(header: str) -> tuple[str, ...]:
    """The scopes of an `X-OAuth-Scopes` header, in its order."""
    return tuple(scope for scope in (part.strip() for part in header.split(",")) if scope)


def expand(scopes: Iterable[str]) -> frozenset[str]:
    """The scopes with everything they imply."""
    return frozenset(every for scope in scopes for every in (scope, *_IMPLIED.get(scope, ())))


def compare_scopes(granted: Iterable[str], purpose: Purpose) -> ScopeGap:
    """What `granted`, as GitHub sent it, lacks for `purpose`, and what goes beyond it."""
    as_sent = tuple(granted)
    held = expand(as_sent)
    allowed = expand((*_REQUIRED[purpose], *_WELCOME[purpose]))
    missing = tuple(scope for scope in _REQUIRED[purpose] if scope not in held)
    excess = tuple(scope for scope in as_sent if not expand((scope,)) <= allowed)
    return ScopeGap(as_sent, missing, excess)


def most_dangerous_first(scopes: Iterable[str]) -> tuple[str, ...]:
    """The scopes, the ones that can do most harm first, unknown ones last."""
    order = list(CAN_DO)
    return tuple(sorted(scopes, key=lambda scope: order.index(scope) if scope in CAN_DO else len(order)))


def in_plain_words(scopes: Iterable[str], most: int = 4) -> str:
    """What these scopes let their holder do, as one phrase: the worst `most` of them, the others counted."""
    ordered = most_dangerous_first(scopes)
    named = [f"{CAN_DO[scope]} ({scope})" if scope in CAN_DO else scope for scope in ordered[:most]]
    left = len(ordered) - len(named)
    return "; ".join(named) + (f"; and {left} more" if left else "")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person ticks in the scopes step; reading is always included."""

    organizations: bool = True
    push: bool = False
    delete: bool = False
    linked_repositories: bool = False

    @property
    def purpose(self) -> Purpose:
        """The widest purpose ticked."""
        if self.delete:
            return Purpose.DELETE
        return Purpose.WRITE if self.push else Purpose.READ


def wishes_for(purpose: Purpose) -> Wishes:
    """What a person who names a purpose ticks."""
    return Wishes(push=purpose is Purpose.WRITE, delete=purpose is Purpose.DELETE)


def needs(wishes: Wishes) -> tuple[ScopeNeed, ...]:
    """The smallest set of scopes for these wishes, each with its reason."""
    chosen = [
        ScopeNeed("write:packages", "pushes images; includes read:packages")
        if wishes.push
        else ScopeNeed("read:packages", "lists your packages and pulls their images")
    ]
    if wishes.delete:
        chosen.append(ScopeNeed("delete:packages", "deletes versions"))
    if wishes.organizations:
        chosen.append(ScopeNeed("read:org", "lists your organizations"))
    if wishes.linked_repositories:
        chosen.append(ScopeNeed("repo", "full access to your repositories; only if a pull is refused without it"))
    return tuple(chosen)


def creation_url(web_url: str, scopes: Iterable[str], description: str, expires_days: int | None) -> str:
    """GitHub's page for a new classic token with everything filled in.

    Args:
        web_url: The web address of the GitHub host.
        scopes: The scopes to tick.
        description: The token's note.
        expires_days: Its lifetime in days; `None` for no expiry.
    """
    query = urlencode(
        {
            "scopes": ",".join(scopes),
            "description": description,
            "default_expires_at": "none" if expires_days is None else str(expires_days),
        },
        safe=":,",
    )
    return f"{web_url}/settings/tokens/new?{query}"


def fine_grained_url(web_url: str, name: str, description: str, expires_days: int) -> str:
    """GitHub's page for a new fine-grained token; it has no parameter for packages.

    Args:
        web_url: The web address of the GitHub host.
        name: At most 40 characters.
        description: At most 1,024 characters.
        expires_days: 1 to 366.
    """
    query = urlencode({"name": name[:40], "description": description[:1024], "expires_in": str(expires_days)})
    return f"{web_url}/settings/personal-access-tokens/new?{query}"
