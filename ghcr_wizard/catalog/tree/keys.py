"""What each row of the tree is called: a name that stays while rows come, go and move.

Logins are compared without regard to case, as GitHub compares them. The registry's names have no capitals, so names are
taken as they are (distribution specification, "Pulling manifests").
"""

from typing import Final

from ghcr_wizard.registry.attachments import attachment_of

Key = tuple[str, ...]
"""The identity of a row: what it is, then where it is."""

DEEPEST: Final = 8
"""Folders within folders; further segments of a name stay in its label."""

USERS: Final[Key] = ("root", "users")
ORGANIZATIONS: Final[Key] = ("root", "organizations")
NAMED: Final[Key] = ("root", "named")
ROOTS: Final[tuple[Key, ...]] = (USERS, ORGANIZATIONS, NAMED)
"""The roots in the order they are shown."""


def namespace_key(name: str) -> Key:
    """The row of a namespace."""
    return ("namespace", name.lower())


def folder_key(owner: str, path: str) -> Key:
    """The row that `path/…` folds under, below a namespace."""
    return ("folder", owner.lower(), path)


def package_key(owner: str, name: str) -> Key:
    """The row of the package `OWNER/NAME`."""
    return ("package", owner.lower(), name)


def tag_key(owner: str, name: str, tag: str) -> Key:
    """The row of one tag; tags differ by case."""
    return ("tag", owner.lower(), name, tag)


def attachments_key(owner: str, name: str, subject: str = "") -> Key:
    """The row that the signatures and attestations of one digest fold under, or those of none that a tag points at."""
    return ("attachments", owner.lower(), name, *([subject] if subject else []))


def gone_key(owner: str, name: str | None = None) -> Key:
    """The row that a namespace's packages which are gone fold under, or the one of such a package."""
    return ("gone", owner.lower()) if name is None else ("gone", owner.lower(), name)


def note_key(about: Key) -> Key:
    """The row that says something about another one, below it."""
    return ("note", *about)


def enclosing(key: Key) -> tuple[Key, ...]:
    """The rows a row may lie under, innermost first, up to its namespace.

    A folder among them exists only where at least two packages share it.
    """
    kind, *rest = key
    if kind == "note":
        return (tuple(rest), *enclosing(tuple(rest)))
    if kind in {"root", "namespace"}:
        return ()
    inside: tuple[Key, ...]
    if kind == "gone":
        inside = (namespace_key(rest[0]),)
        return (gone_key(rest[0]), *inside) if len(rest) > 1 else inside
    owner, path, *_ = rest
    segments = path.split("/")
    folders = tuple(
        folder_key(owner, "/".join(segments[:end])) for end in range(min(len(segments) - 1, DEEPEST), 0, -1)
    )
    inside = (*folders, namespace_key(owner))
    if kind in {"tag", "attachments"}:
        inside = (package_key(owner, path), *inside)
    attached = attachment_of(key[-1]) if kind == "tag" else None
    if attached is None:
        return inside
    return (attachments_key(owner, path, attached.subject), attachments_key(owner, path), *inside)
