"""What a tag or digest holds: the index or manifest, and as much below it as was asked for."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ghcr_wizard.domain.packages import Image, Platform
from ghcr_wizard.services.http import Redirects
from ghcr_wizard.services.reading import text
from ghcr_wizard.services.registry_parse import (
    ACCEPTED,
    UNKNOWN_PLATFORM,
    Config,
    Index,
    Manifest,
    created_at,
    parse_config,
    parse_manifest,
    pull_scope,
    segment,
)
from ghcr_wizard.services.replies import Reply, reply_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ghcr_wizard.domain.evidence import Exchange
    from ghcr_wizard.services.http import Answer
    from ghcr_wizard.services.registry_session import Session

_MOST_CHILDREN = 64
"""Platforms whose manifests are read; the images with the most of them have about twenty."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A manifest or index with what its answer's headers say."""

    content: Index | Manifest
    digest: str
    media_type: str


async def read_image(session: Session, repository: str, reference: str, *, sizes: bool) -> Reply[Image]:
    """The image of a tag or digest.

    A single-platform image is read with its config. An index is read alone, unless sizes are asked for: then every
    platform's manifest, and the first one's config for labels. What of that cannot be read is left unknown, and its
    exchange is among the reply's.
    """
    top = await _manifest(session, repository, reference)
    if top.value is None:
        return Reply(None, top.exchange, top.exchanges)
    found = top.value
    if isinstance(found.content, Manifest):
        image, below = await _of_manifest(session, repository, found, found.content)
    elif sizes:
        image, below = await _of_index(session, repository, found, found.content)
    else:
        image, below = _image(found, found.content.platforms, found.content.annotations, None), ()
    return Reply(image, top.exchange, (*top.exchanges, *below))


async def _of_manifest(
    session: Session, repository: str, found: _Found, manifest: Manifest
) -> tuple[Image, tuple[Exchange, ...]]:
    config, below = await _config(session, repository, manifest)
    name = config.platform if config else UNKNOWN_PLATFORM
    platforms = (Platform(name, found.digest, manifest.size),)
    return _image(found, platforms, manifest.annotations, config), below


async def _of_index(
    session: Session, repository: str, found: _Found, index: Index
) -> tuple[Image, tuple[Exchange, ...]]:
    read = index.platforms[:_MOST_CHILDREN]
    children = await asyncio.gather(*(_manifest(session, repository, platform.digest) for platform in read))
    manifests = [child.value.content if child.value else None for child in children]
    sized = tuple(
        replace(platform, size=manifest.size) if isinstance(manifest, Manifest) else platform
        for platform, manifest in zip(read, manifests, strict=True)
    )
    first = next((manifest for manifest in manifests if isinstance(manifest, Manifest)), None)
    config, below = await _config(session, repository, first) if first else (None, ())
    exchanges = tuple(exchange for child in children for exchange in child.exchanges)
    platforms = (*sized, *index.platforms[_MOST_CHILDREN:])
    return _image(found, platforms, index.annotations, config), (*exchanges, *below)


async def _manifest(session: Session, repository: str, reference: str) -> Reply[_Found]:
    url = session.address(repository, f"manifests/{segment(reference)}")
    visit = await session.send(pull_scope(repository), "GET", url, accept=ACCEPTED)
    return reply_of(visit.answer, _found, visit.before)


def _found(answer: Answer) -> _Found | None:
    media_type = text((answer.headers.get("content-type") or "").partition(";")[0], 120)
    content = parse_manifest(answer.json(), media_type)
    if content is None:
        return None
    digest = text(answer.headers.get("docker-content-digest"), 200)
    return _Found(content, digest or f"sha256:{hashlib.sha256(answer.body).hexdigest()}", media_type or "")


async def _config(session: Session, repository: str, manifest: Manifest) -> tuple[Config | None, tuple[Exchange, ...]]:
    """The config blob; GHCR redirects to a store elsewhere, which gets no credential."""
    if manifest.config_digest is None:
        return None, ()
    url = session.address(repository, f"blobs/{segment(manifest.config_digest)}")
    visit = await session.send(pull_scope(repository), "GET", url, accept="*/*", redirects=Redirects.ANY_HTTPS)
    reply = reply_of(visit.answer, lambda answer: parse_config(answer.json()), visit.before)
    return reply.value, reply.exchanges


def _image(
    found: _Found, platforms: tuple[Platform, ...], annotations: Mapping[str, str], config: Config | None
) -> Image:
    labels = {**(config.labels if config else {}), **annotations}
    made: datetime | None = config.created_at if config else None
    attestations = found.content.attestations if isinstance(found.content, Index) else 0
    return Image(
        found.digest, found.media_type, platforms, attestations, tuple(labels.items()), made or created_at(annotations)
    )
