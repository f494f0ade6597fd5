"""A container registry with one credential (OCI Distribution specification; GHCR's own ways where they differ).

Nothing here raises for what a registry or a network does: a reply without a value has its exchange. A manifest that is
read counts as a download on GHCR, so nothing reads one unasked.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from ghcr_wizard.registry.bearer import BearerSource, ChallengeSource
from ghcr_wizard.registry.digests import verified
from ghcr_wizard.registry.image_client import read_attached, read_config, read_image
from ghcr_wizard.registry.image_parse import ACCEPTED
from ghcr_wizard.registry.parse import (
    CATALOG_SCOPE,
    CatalogPage,
    Descriptor,
    TagPage,
    delete_scope,
    parse_catalog,
    parse_tags,
    pull_scope,
    push_scope,
    segment,
)
from ghcr_wizard.registry.session import RegistrySession
from ghcr_wizard.transport.json_reader import number, text
from ghcr_wizard.transport.links import link
from ghcr_wizard.transport.result import Result, result_of
from ghcr_wizard.transport.urls import resolved

if TYPE_CHECKING:
    from collections.abc import Callable

    from ghcr_wizard.credential import Credential
    from ghcr_wizard.github.hosts import Hosts
    from ghcr_wizard.registry.images import Attached, Image, ImageConfig
    from ghcr_wizard.transport.client import HttpClient, Response
    from ghcr_wizard.transport.exchange import Exchange

__all__ = ["CatalogPage", "Descriptor", "Registry", "Result", "TagPage"]

_ACCEPTED = 202
_UNAUTHORIZED = 401
_REFUSED = frozenset({_UNAUTHORIZED, 403})


LOGIN_REPOSITORY = "user/image"
"""The registry's own placeholder; a live credential gets a token for it, whatever it may read."""


class Registry:
    """A registry, asked with one credential. Repositories are lower case, without the host: `acme/team/api`.

    Args:
        http: The client everything goes through.
        hosts: Which registry.
        credential: Whose requests they are; anonymous is one.
        challenges: Gives the registry's challenge; `None` for one of its own.
        clock: Seconds that only grow, for how long a bearer is held.
    """

    def __init__(
        self,
        http: HttpClient,
        hosts: Hosts,
        credential: Credential,
        challenges: ChallengeSource | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = hosts.registry_url
        self._challenges = challenges or ChallengeSource(http, hosts.registry_url)
        self._bearers = BearerSource(http, hosts.registry_url, credential, self._challenges, clock)
        self._session = RegistrySession(http, hosts.registry_url, self._bearers)

    async def ping(self) -> Exchange:
        """Whether the registry answers at all; no credential is sent."""
        return await self._challenges.ping()

    async def login(self, repository: str = LOGIN_REPOSITORY) -> Exchange:
        """The token exchange alone, always a fresh one; if it did not come to that, the exchange that failed.

        On GHCR its success says that the credential is alive, and nothing about what it may read. A registry that
        takes Basic itself is asked for `/v2/` with it, and one that asks for nothing says its 200.
        """
        grant = await self._bearers.grant(pull_scope(repository), fresh=True)
        if grant.refused is not None:
            return grant.refused
        if grant.exchanges and grant.exchanges[-1].ok:
            return grant.exchanges[-1]
        visit = await self._session.send(pull_scope(repository), "GET", f"{self._url}/v2/", expects_json=False)
        return visit.answer.exchange

    async def tags(
        self, repository: str, *, page_size: int | None = None, after: TagPage | None = None
    ) -> Result[TagPage]:
        """A page of a repository's tags.

        Args:
            repository: `acme/team/api`.
            page_size: How many; `None` for the registry's own choice, a hundred on GHCR.
            after: The page before; its `next_url` is followed if it is the registry's own (`Fault.FOREIGN_ORIGIN`).
        """
        url = (after and after.next_url) or self._session.address(repository, "tags/list") + _query(n=page_size)
        visit = await self._session.send(pull_scope(repository), "GET", url)
        return result_of(visit.answer, _tag_page, visit.before)

    async def head_manifest(self, repository: str, reference: str) -> Result[Descriptor]:
        """Digest, type and size of a tag or digest, without reading it."""
        url = self._session.address(repository, f"manifests/{segment(reference)}")
        visit = await self._session.send(pull_scope(repository), "HEAD", url, accept=ACCEPTED)
        answer = verified(visit.answer, reference, has_content=False)
        return result_of(answer, lambda seen: _descriptor(seen, reference), visit.before)

    async def image(self, repository: str, reference: str, *, sizes: bool = False) -> Result[Image]:
        """What a tag or digest holds.

        Args:
            repository: `acme/team/api`.
            reference: A tag or a digest.
            sizes: Whether to read every platform's manifest too, for sizes and labels.
        """
        return await read_image(self._session, repository, reference, sizes=sizes)

    async def config(self, repository: str, digest: str) -> Result[ImageConfig]:
        """How an image runs: the config blob of that digest."""
        return await read_config(self._session, repository, digest)

    async def attached(self, repository: str, attached: Attached) -> Result[Attached]:
        """What an attestation or referrer declares; its manifest is read."""
        return await read_attached(self._session, repository, attached)

    async def catalog_page(
        self, *, page_size: int | None = None, after: CatalogPage | None = None, start: str | None = None
    ) -> Result[CatalogPage]:
        """A page of the registry's repositories; on GHCR they are everybody's, if it answers at all.

        Args:
            page_size: How many; `None` for the registry's own choice.
            after: The page before.
            start: List what sorts after this name.
        """
        url = (after and after.next_url) or f"{self._url}/v2/_catalog" + _query(n=page_size, last=start)
        visit = await self._session.send(CATALOG_SCOPE, "GET", url)
        return result_of(visit.answer, _catalog_page, visit.before)

    async def may_push(self, repository: str) -> Result[bool]:
        """Whether the credential may push: an upload is opened and cancelled at once, nothing is ever sent.

        The value is `None` where neither a yes nor a no was said. A cancellation that fails changes nothing: an empty
        upload lapses by itself.
        """
        scope, url = push_scope(repository), self._session.address(repository, "blobs/uploads/")
        visit = await self._session.send(scope, "POST", url, expects_json=False)
        opened, exchanges = visit.answer.exchange, (*visit.before, visit.answer.exchange)
        if opened.answered and opened.status in _REFUSED:
            return Result(False, opened, exchanges)  # noqa: FBT003 - the value of the reply
        if not opened.answered or opened.status != _ACCEPTED:
            return Result(None, opened, exchanges)
        if location := visit.answer.headers.get("location"):
            exchanges += await self._cancelled(repository, resolved(url, location))
        return Result(True, opened, exchanges)  # noqa: FBT003 - the value of the reply

    async def _cancelled(self, repository: str, upload_url: str) -> tuple[Exchange, ...]:
        """What came of ending an upload; Distribution wants a bearer for deletion there, others the one for pushing."""
        exchanges: tuple[Exchange, ...] = ()
        for scope in (push_scope(repository), delete_scope(repository)):
            visit = await self._session.send(scope, "DELETE", upload_url, expects_json=False)
            exchanges += (*visit.before, visit.answer.exchange)
            if visit.answer.exchange.status != _UNAUTHORIZED:
                break
        return exchanges


def _query(**values: int | str | None) -> str:
    given = {name: value for name, value in values.items() if value is not None}
    return f"?{urlencode(given)}" if given else ""


def _tag_page(answer: Response) -> TagPage | None:
    tags = parse_tags(answer.json())
    return None if tags is None else TagPage(tags, link(answer.headers.get("link"), "next", answer.url))


def _catalog_page(answer: Response) -> CatalogPage | None:
    names = parse_catalog(answer.json())
    return None if names is None else CatalogPage(names, link(answer.headers.get("link"), "next", answer.url))


def _descriptor(answer: Response, reference: str) -> Descriptor | None:
    """What the headers say; a registry that leaves the digest out says nothing about a tag."""
    asked = reference if ":" in reference else None
    digest = text(answer.headers.get("docker-content-digest"), 200) or asked
    if digest is None:
        return None
    length = answer.headers.get("content-length", "")
    size = number(int(length)) if length.isascii() and length.isdigit() and len(length) < 20 else None  # noqa: PLR2004 - digits of any file's size
    return Descriptor(digest, text((answer.headers.get("content-type") or "").partition(";")[0], 120), size)
