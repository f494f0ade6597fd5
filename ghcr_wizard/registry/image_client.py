"""What a tag or digest holds: the index or manifest, and as much below it as was asked for.

On GHCR every manifest that is read counts as a download; config blobs are not known to.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ghcr_wizard.registry.attachments import AttachmentKind, kind_of_type
from ghcr_wizard.registry.digests import digest_of, verified
from ghcr_wizard.registry.image_parse import (
    ACCEPTED,
    UNKNOWN_PLATFORM,
    Index,
    Manifest,
    created_at,
    parse_config,
    parse_manifest,
)
from ghcr_wizard.registry.images import Attached, Image, ImageConfig, Pairs, Platform
from ghcr_wizard.registry.parse import pull_scope, segment
from ghcr_wizard.transport.client import Redirects
from ghcr_wizard.transport.json_reader import text
from ghcr_wizard.transport.result import Result, result_of

if TYPE_CHECKING:
    from datetime import datetime

    from ghcr_wizard.registry.session import RegistrySession
    from ghcr_wizard.transport.client import Response
    from ghcr_wizard.transport.exchange import Exchange

_MOST_CHILDREN = 64
"""Platforms whose manifests are read; the images with the most of them have about twenty."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A manifest or index with what its answer's headers say."""

    content: Index | Manifest
    digest: str
    media_type: str


async def read_image(session: RegistrySession, repository: str, reference: str, *, sizes: bool) -> Result[Image]:
    """The image of a tag or digest.

    A single-platform image is read with its config. An index is read alone, unless sizes are asked for: then every
    platform's manifest, and the first one's config. What of that cannot be read is left unknown, and its exchange is
    among the reply's.
    """
    top = await _manifest(session, repository, reference)
    if top.value is None:
        return Result(None, top.exchange, top.exchanges)
    found = top.value
    if isinstance(found.content, Manifest):
        image, below = await _of_manifest(session, repository, found, found.content)
    else:
        image, below = await _of_index(session, repository, found, found.content, sizes=sizes)
    return Result(image, top.exchange, (*top.exchanges, *below))


async def read_config(session: RegistrySession, repository: str, digest: str) -> Result[ImageConfig]:
    """A config blob; GHCR redirects to a store elsewhere, which gets no credential."""
    url = session.address(repository, f"blobs/{segment(digest)}")
    visit = await session.send(pull_scope(repository), "GET", url, accept="*/*", redirects=Redirects.ANY_HTTPS)
    return result_of(verified(visit.answer, digest), lambda answer: parse_config(answer.json()), visit.before)


async def read_attached(session: RegistrySession, repository: str, attached: Attached) -> Result[Attached]:
    """What an attestation or referrer declares, by its manifest; what it says itself is not read."""
    reply = await _manifest(session, repository, attached.digest)
    content = reply.value.content if reply.value else None
    if not isinstance(content, Manifest):
        return Result(None, reply.exchange, reply.exchanges)
    return Result(_declared(attached, content), reply.exchange, reply.exchanges)


async def _of_manifest(
    session: RegistrySession, repository: str, found: _Found, manifest: Manifest
) -> tuple[Image, tuple[Exchange, ...]]:
    config, below = await _config(session, repository, manifest)
    name = config.platform if config else UNKNOWN_PLATFORM
    platform = replace(_filled(Platform(name, found.digest), manifest), config=config)
    attached: tuple[Attached, ...] = ()
    if manifest.artifact_type and (manifest.declared or manifest.subject or _is_attachment(manifest.artifact_type)):
        attached = (_declared(Attached(found.digest, AttachmentKind.REFERRER, manifest.subject), manifest),)
    image = Image(
        found.digest,
        found.media_type,
        (platform,),
        attached,
        manifest.annotations,
        manifest.artifact_type,
        _made(manifest.annotations, config),
    )
    return image, below


async def _of_index(
    session: RegistrySession, repository: str, found: _Found, index: Index, *, sizes: bool
) -> tuple[Image, tuple[Exchange, ...]]:
    platforms, below = await _sized(session, repository, index.platforms) if sizes else (index.platforms, ())
    made = _made(index.annotations, platforms[0].config if platforms else None)
    image = Image(
        found.digest,
        found.media_type,
        platforms,
        index.attached,
        index.annotations,
        created_at=made,
        is_index=True,
    )
    return image, below


async def _sized(
    session: RegistrySession, repository: str, platforms: tuple[Platform, ...]
) -> tuple[tuple[Platform, ...], tuple[Exchange, ...]]:
    """The platforms with what their manifests say, the first with its config."""
    read = platforms[:_MOST_CHILDREN]
    children = await asyncio.gather(*(_manifest(session, repository, platform.digest) for platform in read))
    exchanges = tuple(exchange for child in children for exchange in child.exchanges)
    contents = [child.value.content if child.value else None for child in children]
    filled = [
        _filled(platform, manifest) if isinstance(manifest, Manifest) else platform
        for platform, manifest in zip(read, contents, strict=True)
    ]
    first = next((manifest for manifest in contents if isinstance(manifest, Manifest)), None)
    if first is not None:
        place = contents.index(first)
        config, below = await _config(session, repository, first)
        filled[place] = replace(filled[place], config=config)
        exchanges = (*exchanges, *below)
    return (*filled, *platforms[_MOST_CHILDREN:]), exchanges


def _filled(platform: Platform, manifest: Manifest) -> Platform:
    return replace(
        platform,
        size=manifest.size,
        layers=manifest.layers,
        annotations=manifest.annotations,
        config_digest=manifest.config_digest,
    )


def _declared(attached: Attached, manifest: Manifest) -> Attached:
    """What is attached, by what it declares: its statements' predicates before its own type."""
    declared = manifest.declared or ((manifest.artifact_type,) if manifest.artifact_type else ())
    kinds = [kind for name in declared if (kind := kind_of_type(name)) is not AttachmentKind.REFERRER]
    return replace(
        attached,
        kind=kinds[0] if kinds else attached.kind,
        subject=attached.subject or manifest.subject,
        declared=declared,
        is_read=True,
    )


def _is_attachment(artifact_type: str) -> bool:
    return kind_of_type(artifact_type) is not AttachmentKind.REFERRER


async def _manifest(session: RegistrySession, repository: str, reference: str) -> Result[_Found]:
    url = session.address(repository, f"manifests/{segment(reference)}")
    visit = await session.send(pull_scope(repository), "GET", url, accept=ACCEPTED)
    return result_of(verified(visit.answer, reference), _found, visit.before)


def _found(answer: Response) -> _Found | None:
    media_type = text((answer.headers.get("content-type") or "").partition(";")[0], 120)
    content = parse_manifest(answer.json(), media_type)
    if content is None:
        return None
    return _Found(content, digest_of(answer), media_type or "")


async def _config(
    session: RegistrySession, repository: str, manifest: Manifest
) -> tuple[ImageConfig | None, tuple[Exchange, ...]]:
    if manifest.config_digest is None:
        return None, ()
    reply = await read_config(session, repository, manifest.config_digest)
    return reply.value, reply.exchanges


def _made(annotations: Pairs, config: ImageConfig | None) -> datetime | None:
    return (config.created_at if config else None) or created_at(annotations)
