"""A whole check and a whole listing against a GitHub that lies: any status, any header, any body, to every question.

The operations must end, raise nothing, and say nothing unsafe; what they send must stay with the two hosts they were
given. Requests wait for nothing: pauses between tries take no time here.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from hypothesis import strategies as st

from ghcr_wizard.catalog.catalog import CatalogRequest, catalog
from ghcr_wizard.check.check import CheckRequest, check
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.session import session_of
from ghcr_wizard.github.hosts import hosts_of
from ghcr_wizard.github.references import Reference
from ghcr_wizard.github.tokens import inspect_token
from ghcr_wizard.transport.client import HttpClient
from tests.hardening.hostile import PLAUSIBLE, spoiled, texts
from tests.transport.net_server import read_request

_TOKEN = "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"
_MOST_REQUESTS = 3_000
"""Beyond this the client is storming: a check of one package and its listing ask a few dozen."""

_ACME = {"login": "acme", "id": 9919, "type": "Organization"}
_PACKAGE = {"name": "team/api", "owner": _ACME, "visibility": "private", "version_count": 3}
_TRUTHS: tuple[object, ...] = (
    {"login": "octocat", "id": 1, "type": "User"},
    [_ACME],
    [_PACKAGE],
    _PACKAGE,
    {"token": "bearer", "expires_in": 300},
    {"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"},
    {"errors": [{"code": "DENIED", "message": "permission_denied: read_package"}]},
    {"name": "acme/team/api", "tags": ["latest"]},
    {"data": {"viewer": {"login": "octocat", "databaseId": 1}}},
    {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": []},
)
_HEADERS = {
    "link": '<{here}/user?page={text}>; rel="last"',
    "Link": '<{here}/organizations/9919/packages?page={text}>; rel="next", <{here}/x?page=900>; rel="last"',
    "WWW-Authenticate": 'Bearer realm="{here}/token{text}",service="ghcr.io"',
    "X-GitHub-SSO": "required; url={here}/orgs/acme/sso?{text}",
    "X-OAuth-Scopes": "read:packages, {text}",
    "github-authentication-token-expiration": "2026-12-22 03:07:38 UTC{text}",
    "GitHub-Authentication-Token-Expiration": "{text}",
    "Docker-Content-Digest": "{text}",
    "Date": "{text}",
    "Content-Range": "bytes 0-{text}/{text}",
    "Sunset": "{text}",
    "Location": "{here}/user?{text}",
    "Retry-After": "{text}",
    "X-RateLimit-Remaining": "0{text}",
    "X-RateLimit-Reset": "{text}",
    "Content-Encoding": "gzip",
    "Content-Type": "text/html{text}",
    "ETag": '"{text}"',
}
_STATUSES = (
    200,
    201,
    204,
    206,
    301,
    302,
    304,
    307,
    308,
    400,
    401,
    403,
    404,
    407,
    415,
    418,
    422,
    429,
    500,
    502,
    503,
    999,
)


@dataclass(frozen=True, slots=True)
class Lie:
    """One answer: its status, some headers, a body, and whether the line is cut half way."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    cut: bool

    def written(self, here: str) -> bytes:
        """The bytes of it, `here` being the server's own address."""
        lines = [f"HTTP/1.1 {self.status} Lie", f"content-length: {len(self.body)}"]
        for name, text in self.headers:
            lines.append(f"{name}: {_HEADERS[name].replace('{here}', here).replace('{text}', text)}")
        whole = "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogatepass") + self.body
        return whole[: len(whole) // 2] if self.cut else whole


_header = st.tuples(
    st.sampled_from(tuple(_HEADERS)),
    st.one_of(st.just(""), st.sampled_from(PLAUSIBLE), texts.filter(lambda text: len(text) < 2_000)).map(
        lambda text: text.replace("\n", " ")
    ),
)
_lie = st.builds(
    Lie,
    st.one_of(st.sampled_from((200, 401, 403, 404)), st.sampled_from(_STATUSES)),
    st.lists(_header, max_size=3).map(tuple),
    st.one_of(
        st.sampled_from(_TRUTHS).map(json.dumps).map(str.encode),
        st.sampled_from(_TRUTHS).flatmap(spoiled).map(json.dumps).map(str.encode),
        st.binary(max_size=60),
        st.just(b"<html><script>alert(1)</script>"),
    ),
    st.sampled_from((False,) * 15 + (True,)),
)
lies = st.lists(_lie, min_size=1, max_size=12)


class LyingGitHub:
    """Answers every request with the next of its lies, round and round."""

    def __init__(self, told: Sequence[Lie]) -> None:
        self._told = told
        self.asked = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await read_request(reader)
                lie = self._told[self.asked % len(self._told)]
                self.asked += 1
                writer.write(lie.written(self.url))
                await writer.drain()
                if lie.cut:
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ValueError):
            pass
        finally:
            writer.close()


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


async def check_and_list(told: Sequence[Lie]) -> list[object]:
    """Everything that a check and a listing say of a lying GitHub."""
    async with LyingGitHub(told) as github, HttpClient(sleep=_at_once, timeout_seconds=5.0) as http:
        names = ("GHCR_WIZARD_REGISTRY_URL", "GHCR_WIZARD_API_URL", "GHCR_WIZARD_WEB_URL")
        hosts = hosts_of("ghcr.io", dict.fromkeys(names, github.url))
        inspection = inspect_token(_TOKEN)
        session = session_of(http, hosts, Credential("octocat", inspection.secret))
        request = CheckRequest(inspection, packages=(Reference("acme", "team/api"),), namespaces=("acme",))
        said: list[object] = [event async for event in check(session, request)]
        said += [event async for event in catalog(session, CatalogRequest(inspection.kind, ("acme",)))]
        assert github.asked <= _MOST_REQUESTS, f"{github.asked} requests"
        return said
