"""One image looked at closely: what a tag or digest holds, then its platforms and attachments one at a time.

Every manifest that is read counts as a download of the package (registry facts, "Tags, manifests, blobs"); what comes
back says how many were. Configs are blobs and are not known to count.
"""

from dataclasses import replace

from ghcr_wizard.catalog.events import ImageRead
from ghcr_wizard.credentials.session import Session
from ghcr_wizard.diagnosis.causes_packages import TAG_NOT_FOUND
from ghcr_wizard.diagnosis.causes_servers import REGISTRY_UNAVAILABLE
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.github.references import Reference
from ghcr_wizard.github.refusals import Caller, registry_refusal, said
from ghcr_wizard.registry.images import Attached, Image, Platform
from ghcr_wizard.transport.exchange import Exchange

_NOT_FOUND = 404


async def read_image(session: Session, caller: Caller, reference: Reference) -> ImageRead:
    """What a tag or digest holds: platforms with sizes and layers, and how the first of them runs."""
    target = reference.target or "latest"
    reply = await session.registry.image(reference.repository, target, sizes=True)
    manifests = _manifests(reply.exchanges)
    if reply.value is not None:
        return ImageRead(reference, reply.value, manifests=manifests)
    return ImageRead(reference, None, _missing_or_refused(reply.exchange, caller, reference), manifests)


async def read_digest(session: Session, caller: Caller, reference: Reference) -> str | Diagnosis:
    """Where a tag points, or why that cannot be had; no manifest is handed out for it."""
    reply = await session.registry.head_manifest(reference.repository, reference.target or "latest")
    return reply.value.digest if reply.value else _missing_or_refused(reply.exchange, caller, reference)


async def look_into(session: Session, caller: Caller, read: ImageRead, digest: str) -> ImageRead:
    """What is known of an image, and with it one of its platforms or attachments.

    Args:
        session: The open clients.
        caller: Who asks.
        read: What is known.
        digest: Of a platform, whose config is read, or of an attachment, whose manifest is; one that is known
            already is not read again.
    """
    if read.image is None:
        return read
    platform = next((row for row in read.image.platforms if row.digest == digest), None)
    if platform is not None:
        return await _with_platform(session, caller, read, read.image, platform)
    attached = next((row for row in read.image.attached if row.digest == digest), None)
    return await _with_attached(session, caller, read, read.image, attached) if attached else read


async def _with_platform(
    session: Session, caller: Caller, read: ImageRead, image: Image, platform: Platform
) -> ImageRead:
    if platform.config is not None:
        return read
    repository = read.reference.repository
    if platform.config_digest is None and not platform.layers:
        whole = await session.registry.image(repository, platform.digest)
        filled = whole.value.platforms[0] if whole.value and whole.value.platforms else None
        found, exchange, exchanges = filled and replace(filled, name=platform.name), whole.exchange, whole.exchanges
    elif platform.config_digest is None:
        return read
    else:
        reply = await session.registry.config(repository, platform.config_digest)
        found, exchange, exchanges = replace(platform, config=reply.value), reply.exchange, reply.exchanges
    manifests = read.manifests + _manifests(exchanges)
    if found is None or found.config is None:
        return replace(read, diagnosis=_refused(exchange, caller, read.reference), manifests=manifests)
    rows = tuple(found if row.digest == platform.digest else row for row in image.platforms)
    return replace(read, image=replace(image, platforms=rows), diagnosis=None, manifests=manifests)


async def _with_attached(
    session: Session, caller: Caller, read: ImageRead, image: Image, attached: Attached
) -> ImageRead:
    if attached.is_read:
        return read
    reply = await session.registry.attached(read.reference.repository, attached)
    manifests = read.manifests + _manifests(reply.exchanges)
    if reply.value is None:
        return replace(read, diagnosis=_refused(reply.exchange, caller, read.reference), manifests=manifests)
    found = reply.value
    rows = tuple(found if row.digest == attached.digest else row for row in image.attached)
    return replace(read, image=replace(image, attached=rows), diagnosis=None, manifests=manifests)


def _manifests(exchanges: tuple[Exchange, ...]) -> int:
    """How many manifests were handed out."""
    return sum(row.ok and row.method == "GET" and "/manifests/" in row.url for row in exchanges)


def _missing_or_refused(exchange: Exchange, caller: Caller, reference: Reference) -> Diagnosis:
    if exchange.status == _NOT_FOUND:
        what = f"{'digest' if reference.digest else 'tag'} {reference.target or 'latest'}"
        return diagnose(TAG_NOT_FOUND, reference.repository, reference=what)
    return _refused(exchange, caller, reference)


def _refused(exchange: Exchange, caller: Caller, reference: Reference) -> Diagnosis:
    refusal = registry_refusal(exchange, caller, reference.repository)
    return refusal or diagnose(REGISTRY_UNAVAILABLE, said=said(exchange))
