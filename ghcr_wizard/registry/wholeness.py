"""Whether a tag is whole: an index names its platforms' images, and a clean-up may have deleted them.

The platforms of an index are untagged versions, which clean-ups delete (registry facts, manifests and platforms).
"""

from asyncio import gather
from collections.abc import Sequence

from ghcr_wizard.diagnosis.causes_packages import INDEX_INCOMPLETE
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.registry.client import Registry
from ghcr_wizard.registry.image_parse import INDEX_TYPES
from ghcr_wizard.registry.images import Platform
from ghcr_wizard.registry.parse import Descriptor
from ghcr_wizard.transport.exchange import Exchange

_NOT_FOUND = 404
_MOST_PLATFORMS = 32
_NAMED = 4
"""Missing platforms a person is told by name."""


async def missing_platforms(
    registry: Registry, repository: str, tag: Descriptor, subject: str
) -> tuple[list[Diagnosis], list[Exchange]]:
    """What an index names and the registry no longer has; nothing for a single image.

    The index is read, which GHCR may count as a download; its platforms are only asked for.

    Args:
        registry: The registry with the credential.
        repository: `acme/team/api`.
        tag: What the tag is, as a request for its manifest said.
        subject: The package `OWNER/NAME`, for a person.
    """
    if tag.media_type not in INDEX_TYPES:
        return [], []
    index = await registry.image(repository, tag.digest)
    platforms = index.value.platforms[:_MOST_PLATFORMS] if index.value else ()
    heads = await gather(*(registry.head_manifest(repository, row.digest) for row in platforms))
    gone = [row for row, head in zip(platforms, heads, strict=True) if head.exchange.status == _NOT_FOUND]
    rows = [diagnose(INDEX_INCOMPLETE, subject, missing=_named(gone))] if gone else []
    return rows, [index.exchange, *(head.exchange for head in heads)]


def _named(gone: Sequence[Platform]) -> str:
    more = len(gone) - _NAMED
    return ", ".join(row.name for row in gone[:_NAMED]) + (f" and {more} more" if more > 0 else "")
