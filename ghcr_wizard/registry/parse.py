"""What a registry says of its tags and repositories, as plain values, and the scopes it is asked with. Pure.

Shapes: Distribution specification "Listing tags"; Distribution "Token scope documentation".
"""

from dataclasses import dataclass
from urllib.parse import quote

from ghcr_wizard.transport.json_reader import texts

CATALOG_SCOPE = "registry:catalog:*"


@dataclass(frozen=True, slots=True)
class TagPage:
    """A page of a repository's tags, in the registry's order: oldest first on GHCR. `next_url` as it was given."""

    tags: tuple[str, ...]
    next_url: str | None = None


@dataclass(frozen=True, slots=True)
class CatalogPage:
    """A page of a registry's repositories. `next_url` as it was given."""

    repositories: tuple[str, ...]
    next_url: str | None = None


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A manifest without its content: digest, media type, and its own size in bytes, where they were said."""

    digest: str
    media_type: str | None = None
    size: int | None = None


def pull_scope(repository: str) -> str:
    """The scope to read a repository with (Distribution "Token scope documentation")."""
    return f"repository:{repository}:pull"


def push_scope(repository: str) -> str:
    """The scope to write to a repository with."""
    return f"repository:{repository}:pull,push"


def delete_scope(repository: str) -> str:
    """The scope to delete in a repository with."""
    return f"repository:{repository}:delete"


def segment(reference: str) -> str:
    """A tag or digest as one segment of an address."""
    return quote(reference, safe=":")


def parse_tags(document: object) -> tuple[str, ...] | None:
    """The tags of `tags/list`; `null` is what an empty repository answers."""
    return _names(document, "tags")


def parse_catalog(document: object) -> tuple[str, ...] | None:
    """The repositories of `_catalog`."""
    return _names(document, "repositories")


def _names(document: object, member: str) -> tuple[str, ...] | None:
    if not isinstance(document, dict) or not isinstance(document.get(member), list | None):
        return None
    return texts(document.get(member)) if member in document else None
