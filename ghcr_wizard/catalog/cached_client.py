"""GitHub's REST API with a memory: known answers are renewed by conditional requests, or recalled without any.

`If-None-Match` and 304 (GitHub docs "Best practices for using the REST API": a 304 costs no rate limit). A 304 counts
as the answer it confirms (RFC 9111, section 4.3.4). Its `Link`, where it has one, is newer than the one remembered,
as GitHub's tags do not cover paging; without one a full last page may have got a successor (reports at
app-sre/github-mirror, pull requests 57, 113 and 290).
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from ghcr_wizard.catalog.cache_entries import CachedAnswer, entry_of
from ghcr_wizard.github.client import GitHubApi
from ghcr_wizard.transport.exchange import Exchange, Fault, Server
from ghcr_wizard.transport.links import next_page
from ghcr_wizard.transport.protocol import Response
from ghcr_wizard.transport.throttling import is_throttled
from ghcr_wizard.transport.urls import shown

if TYPE_CHECKING:
    from ghcr_wizard.catalog.cache_memory import CachedAnswers

_OK, _NOT_MODIFIED = 200, 304
_REFUSED = frozenset({403, 404})
_FULL = 100


class CachedApi(GitHubApi):
    """An API that remembers what it answers, and asks whether what it remembers still holds.

    Args:
        api: Who is asked.
        root: The API's root address.
        memory: What is remembered.
        anew: Whether everything is asked for again, whatever is remembered.
    """

    def __init__(self, api: GitHubApi, root: str, memory: CachedAnswers, *, anew: bool = False) -> None:
        self._api, self._root, self._memory, self._anew = api, root, memory, anew

    async def call(
        self, method: str, path: str, *, json: object | None = None, etag: str | None = None, expects_json: bool = True
    ) -> Response:
        """As `GitHubApi.call`; a 304 to a tag of the memory's own becomes the answer it confirms."""
        if method != "GET" or etag is not None:
            return await self._api.call(method, path, json=json, etag=etag, expects_json=expects_json)
        key = path.removeprefix(self._root)
        known = None if self._anew else self._memory.entry(key)
        answer = await self._api.call(method, path, etag=known.etag if known else None)
        if known is not None and answer.exchange.status == _NOT_MODIFIED:
            return self._confirmed(key, known, answer)
        if answer.exchange.status == _OK and answer.exchange.fault is None:
            entry = entry_of(key, answer.document, answer.headers)
            if entry is not None:
                self._memory.met(key, entry)
        elif answer.exchange.status in _REFUSED and not is_throttled(answer.exchange):
            self._memory.lost(key)
        return answer

    def _confirmed(self, key: str, known: CachedAnswer, answer: Response) -> Response:
        newer = {name: text for name, text in answer.headers.items() if name in known.headers or name == "link"}
        entry = CachedAnswer(known.etag, known.body, {**known.headers, **newer})
        self._memory.met(key, entry)
        whole = _recalled(entry, answer.exchange, answer.url)
        if "link" not in answer.headers and _may_go_on(whole):
            following = next_page(None, answer.url, whole.document)
            return (
                replace(whole, headers={**whole.headers, "link": f'<{following}>; rel="next"'}) if following else whole
            )
        return whole


class OfflineApi(GitHubApi):
    """An API that answers from memory alone; what is not remembered, cannot be reached.

    Args:
        root: The API's root address.
        memory: What is remembered.
    """

    def __init__(self, root: str, memory: CachedAnswers) -> None:
        self._root, self._memory = root, memory

    async def call(
        self,
        method: str,
        path: str,
        *,
        json: object | None = None,  # noqa: ARG002 - the signature of the API
        etag: str | None = None,  # noqa: ARG002 - likewise
        expects_json: bool = True,  # noqa: ARG002 - likewise
    ) -> Response:
        """The remembered answer, as if it came now."""
        await asyncio.sleep(0)  # a large memory must not hold up whoever shares the event loop
        entry = self._memory.entry(path.removeprefix(self._root)) if method == "GET" else None
        url = path if "://" in path else self._root + path
        exchange = Exchange(Server.API, method, shown(url))
        if entry is None:
            return Response(replace(exchange, fault=Fault.CONNECT, detail="not remembered"), url)
        return _recalled(entry, exchange, url)


def _recalled(entry: CachedAnswer, exchange: Exchange, url: str) -> Response:
    kept = {name: text for name, text in entry.headers.items() if name != "link"}
    exchange = replace(exchange, status=_OK, headers={**kept, **exchange.headers})
    return Response(exchange, url, {**entry.headers, "etag": entry.etag}, document=entry.document)


def _may_go_on(page: Response) -> bool:
    """Whether it is a full page that was the last one when it was read."""
    is_full = isinstance(page.document, list) and len(page.document) == _FULL
    return is_full and 'rel="next"' not in page.headers.get("link", "")
