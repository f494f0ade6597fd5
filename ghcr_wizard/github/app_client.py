"""GitHub's REST API as an App uses it: with requests that the App signs, until it has a token.

GitHub docs "REST API endpoints for GitHub Apps" and "Generating a JSON Web Token (JWT) for a GitHub App". Nothing here
raises for what GitHub or a network does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from ghcr_wizard.formatting import parse_moment
from ghcr_wizard.github.app_refusals import about_the_clock, github_time
from ghcr_wizard.github.apps import MOST_DRIFT, WANTED, MintedToken, claims
from ghcr_wizard.github.client import Account, GitHubApi, Page
from ghcr_wizard.github.parse import parse_account
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.json_reader import mapping, mappings, number, text
from ghcr_wizard.transport.links import next_page
from ghcr_wizard.transport.result import Result, result_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from ghcr_wizard.github.hosts import Hosts
    from ghcr_wizard.transport.client import HttpClient, Response
    from ghcr_wizard.transport.exchange import Exchange

_MOST_PAGES = 20
_LONGEST_TOKEN = 4_096
_PRINTABLE = frozenset(map(chr, range(0x21, 0x7F)))


class UnusableKeyError(Exception):
    """The private key does not sign; the message is a few words and holds nothing of it."""


@dataclass(frozen=True, slots=True)
class App:
    """A GitHub App: `name` is for people, `slug` its part of web addresses."""

    slug: str
    name: str
    permissions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Installation:
    """An App on an account.

    Attributes:
        id: Its number.
        account: Whose it is on.
        permissions: What it was given, by name.
        all_repositories: Whether it reaches every repository of the account, now and later.
        suspended_at: Since when it does not work, in UTC; `None` where it does.
        page: Its settings page.
    """

    id: int
    account: Account
    permissions: Mapping[str, str]
    all_repositories: bool
    suspended_at: datetime | None = None
    page: str | None = None


class AppApi:
    """The API for one App.

    Args:
        http: The client everything goes through.
        hosts: Which GitHub.
        issuer: The App's client id or App id.
        key: Its private key, as PEM text.
        now: This computer's clock, in UTC.
    """

    def __init__(self, http: HttpClient, hosts: Hosts, issuer: str, key: Secret, now: Callable[[], datetime]) -> None:
        self._http, self._hosts, self._issuer, self._key, self._now = http, hosts, issuer, key, now
        self._correction = timedelta()
        self._assertion: Secret | None = None
        """What was sent last: as long as an answer to it is read, it is a secret in use."""
        self.ahead = timedelta()
        """How far GitHub's clock is ahead of this computer's, to the second, as its last answer says."""

    async def app(self) -> Result[App]:
        """Which App signed.

        Raises:
            UnusableKeyError: The key does not sign.
        """
        return result_of(await self._call("GET", "/app"), lambda answer: _app(answer.json()))

    async def installations(self) -> Result[tuple[Installation, ...]]:
        """Where it is installed, all pages; if one fails, the exchange is that one and there is no value.

        Raises:
            UnusableKeyError: The key does not sign.
        """
        found: tuple[Installation, ...] = ()
        exchanges: tuple[Exchange, ...] = ()
        address: str | None = "/app/installations?per_page=100"
        while address is not None and len(exchanges) < _MOST_PAGES:
            reply = result_of(await self._call("GET", address), _page)
            exchanges = (*exchanges, reply.exchange)
            if reply.value is None:
                return Result(None, reply.exchange, exchanges)
            found += reply.value.items
            address = reply.value.next_url
        return Result(found, exchanges[-1], exchanges)

    async def installation(self, number: int) -> Result[Installation]:
        """One installation by its number.

        Raises:
            UnusableKeyError: The key does not sign.
        """
        answer = await self._call("GET", f"/app/installations/{number:d}")
        return result_of(answer, lambda answer: _installation(answer.json()))

    async def mint(self, installation: int, repositories: tuple[str, ...] = ()) -> Result[MintedToken]:
        """A token of an installation, with the permissions to read packages and no more.

        Args:
            installation: Its number.
            repositories: Names, without their owner, to narrow it to; empty for all the installation has.

        Raises:
            UnusableKeyError: The key does not sign.
        """
        document: dict[str, object] = {"permissions": dict(WANTED)}
        if repositories:
            document["repositories"] = list(repositories)
        answer = await self._call("POST", f"/app/installations/{installation:d}/access_tokens", document)
        return result_of(answer, lambda answer: _token(answer.json(), self.ahead))

    async def _call(self, method: str, path: str, document: object | None = None) -> Response:
        """A signed request; once more by GitHub's clock where it refuses this computer's."""
        answer = await self._signed(method, path, document)
        if about_the_clock(answer.exchange) and timedelta() != self.ahead and abs(self.ahead) <= MOST_DRIFT:
            self._correction = self.ahead
            answer = await self._signed(method, path, document)
        return answer

    async def _signed(self, method: str, path: str, document: object | None) -> Response:
        self._assertion = sign(claims(self._issuer, self._now() + self._correction), self._key)
        answer = await GitHubApi(self._http, self._hosts, self._assertion).call(method, path, json=document)
        there = github_time(answer.exchange)
        if there is not None:
            self.ahead = there - self._now().replace(microsecond=0)
        return answer


def sign(payload: Mapping[str, object], key: Secret) -> Secret:
    """A JSON web token signed with RS256, as GitHub wants it.

    Raises:
        UnusableKeyError: The key does not sign.
    """
    import jwt

    try:
        return Secret(jwt.encode(dict(payload), key.reveal(), algorithm="RS256"))
    except Exception as error:  # noqa: BLE001 - whatever the libraries raise; their messages may hold parts of the key
        raise UnusableKeyError(f"it does not sign ({type(error).__name__})") from None


def _app(document: object) -> App | None:
    fields = mapping(document)
    slug = text(fields.get("slug"), 100)
    if slug is None:
        return None
    return App(slug, text(fields.get("name"), 100) or slug, _permissions(fields.get("permissions")))


def _page(answer: Response) -> Page[Installation] | None:
    document = answer.json()
    if not isinstance(document, list):
        return None
    found = (_installation(item) for item in mappings(document))
    known = tuple(row for row in found if row is not None)
    return Page(known, next_url=next_page(answer.headers.get("link"), answer.url, answer.document))


def _installation(document: object) -> Installation | None:
    fields = mapping(document)
    identity, account = number(fields.get("id")), parse_account(fields.get("account"))
    if identity is None or account is None:
        return None
    return Installation(
        identity,
        account,
        _permissions(fields.get("permissions")),
        fields.get("repository_selection") == "all",
        parse_moment(fields.get("suspended_at")),
        text(fields.get("html_url")),
    )


def _permissions(value: object) -> dict[str, str]:
    return {
        name: level
        for key, granted in mapping(value).items()
        if (name := text(key, 60)) is not None and (level := text(granted, 20)) is not None
    }


def _token(document: object, ahead: timedelta) -> MintedToken | None:
    fields = mapping(document)
    secret, expires_at = fields.get("token"), parse_moment(fields.get("expires_at"))
    if not isinstance(secret, str) or not 0 < len(secret) <= _LONGEST_TOKEN or not _PRINTABLE.issuperset(secret):
        return None
    if expires_at is None:
        return None
    return MintedToken(Secret(secret), expires_at, _permissions(fields.get("permissions")), ahead)
