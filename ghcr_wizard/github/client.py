"""GitHub's REST API, as far as packages need it.

Endpoints and their refusals: GitHub docs "REST API endpoints for packages", "… for organizations", "Troubleshooting
the REST API". Nothing here raises for what GitHub or a network does: a reply without a value has its exchange.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import quote, urlencode

from ghcr_wizard.github.packages import OwnerType, Package, Version
from ghcr_wizard.github.parse import (
    Account,
    Meta,
    Page,
    Repository,
    accounts,
    packages,
    parse_account,
    parse_meta,
    parse_package,
    repositories,
    versions,
)
from ghcr_wizard.github.references import rest_segment
from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.exchange import Server
from ghcr_wizard.transport.links import link, next_page, page_number, page_size
from ghcr_wizard.transport.result import Result, result_of, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from ghcr_wizard.github.hosts import Hosts
    from ghcr_wizard.transport.client import HttpClient, Response, Tries

__all__ = [
    "Account",
    "GitHubApi",
    "ListingOwner",
    "Meta",
    "Page",
    "Repository",
    "Result",
]

T = TypeVar("T")

API_VERSION = "2022-11-28"
_MOST_PAGES = 20
"""Pages read where all are asked for; two thousand organizations are more than anybody has."""


@dataclass(frozen=True, slots=True)
class ListingOwner:
    """Whose packages are listed; without a type it is the token's own namespace."""

    login: str | None = None
    type: OwnerType | None = None

    @classmethod
    def me(cls, login: str | None = None) -> ListingOwner:
        """The token's own user, by `/user/packages`; the login, if known, for packages that do not name their owner."""
        return cls(login)

    @classmethod
    def organization(cls, login: str) -> ListingOwner:
        """An organization."""
        return cls(login, OwnerType.ORGANIZATION)

    @classmethod
    def user(cls, login: str) -> ListingOwner:
        """Any user, by name."""
        return cls(login, OwnerType.USER)

    @property
    def path(self) -> str:
        """The API's path of its packages."""
        if self.login is None or self.type is None:
            return "/user/packages"
        return f"/{'orgs' if self.type is OwnerType.ORGANIZATION else 'users'}/{_segment(self.login)}/packages"


class GitHubApi:
    """The REST API with one token, or anonymously.

    Args:
        http: The client everything goes through.
        hosts: Which GitHub.
        secret: The token, `None` for anonymous.
    """

    def __init__(self, http: HttpClient, hosts: Hosts, secret: Secret | None) -> None:
        self._http = http
        self._root = hosts.api_url
        self._authorization = Secret(f"Bearer {secret.reveal()}") if secret else None
        self._tries: Tries | None = None

    def trying(self, tries: Tries) -> Self:
        """The same API, whose requests are sent again as `tries` says (see `HttpClient.request`)."""
        other = copy(self)
        other._tries = tries  # noqa: SLF001 - its own copy's
        return other

    async def call(
        self, method: str, path: str, *, json: object | None = None, etag: str | None = None, expects_json: bool = True
    ) -> Response:
        """Any request to the API.

        Args:
            method: The HTTP method.
            path: The path below the API's root with its query, or a whole address GitHub gave (a `Link`).
            json: The document to send.
            etag: Of an answer that is held already: the API then says 304 if it still holds.
            expects_json: Whether success has a body, as everything but a 204 or 202 has.
        """
        headers = {"accept": "application/vnd.github+json", "x-github-api-version": API_VERSION}
        if etag:
            headers["if-none-match"] = etag
        return await self._http.request(
            Server.API,
            method,
            path if "://" in path else self._root + path,
            origin=self._root,
            headers=headers,
            authorization=self._authorization,
            json=json,
            expects_json=expects_json,
            tries=self._tries,
        )

    async def user(self) -> Result[Account]:
        """Whose token it is; the exchange's headers carry scopes, expiry and limits."""
        return await self._one("/user", parse_account)

    async def rate_limit(self) -> Result[None]:
        """What is left of the hour, in the exchange's headers; costs nothing of it."""
        return settled(await self.call("GET", "/rate_limit"))

    async def meta(self) -> Result[Meta]:
        """What kind of GitHub this is."""
        return await self._one("/meta", parse_meta)

    async def account(self, login: str) -> Result[Account]:
        """A user or organization by login: its `type` says which."""
        return await self._one(f"/users/{_segment(login)}", parse_account)

    async def organization(self, login: str) -> Result[Account]:
        """An organization by login; organizations alone have one here."""
        return await self._one(f"/orgs/{_segment(login)}", parse_account)

    async def organization_by_id(self, identity: int) -> Result[Account]:
        """An organization by the number `x-github-sso` gives."""
        return await self._one(f"/organizations/{identity:d}", parse_account)

    async def organizations(self) -> Result[tuple[Account, ...]]:
        """The user's organizations, all pages; needs `read:org`.

        If a later page fails, the value has those before it and the exchange is the one that failed.
        """
        return await self._all_accounts("/user/orgs?per_page=100")

    async def public_organizations(self, login: str) -> Result[tuple[Account, ...]]:
        """The organizations a user is publicly a member of, all pages; needs no scope."""
        return await self._all_accounts(f"/users/{_segment(login)}/orgs?per_page=100")

    async def installation_repositories(self) -> Result[tuple[Repository, ...]]:
        """The first page of an installation token's repositories: whose it is, as `/user` does not say."""
        return await self._one("/installation/repositories?per_page=100", repositories)

    async def every_installation_repository(self) -> Result[tuple[Repository, ...]]:
        """All repositories an installation token reaches, all pages; if a later page fails, those before it."""
        return await self._all("/installation/repositories?per_page=100", repositories)

    async def packages_page(
        self, owner: ListingOwner, page: int = 1, per_page: int = 100, *, etag: str | None = None
    ) -> Result[Page[Package]]:
        """One page of an owner's container packages.

        Args:
            owner: Whose.
            page: Which page, from 1.
            per_page: How many on it, 100 at most.
            etag: Of the page as it is held already; if it still holds, the reply's status is 304, without a value.
        """
        query = urlencode({"package_type": "container", "page": page, "per_page": per_page})
        answer = await self.call("GET", f"{owner.path}?{query}", etag=etag)
        return result_of(answer, lambda seen: self._page(seen, page, lambda found: packages(found, owner.login)))

    async def follow(self, page: Page[Package], *, etag: str | None = None) -> Result[Page[Package]] | None:
        """The next page as GitHub's `Link` gives it; `None` if there is none.

        A link to another origin is not followed: the reply then has the fault.
        """
        if page.next_url is None:
            return None
        owner = page.items[0].owner if page.items else None
        answer = await self.call("GET", page.next_url, etag=etag)
        number, linked = page_number(page.next_url) or page.number + 1, not page.unlinked
        parse = partial(packages, owner=owner)
        return result_of(answer, lambda seen: self._page(seen, number, parse, linked=linked))

    async def package(self, owner: str, owner_type: OwnerType, name: str) -> Result[Package]:
        """One package by name."""
        return await self._one(_package_path(owner, owner_type, name), lambda found: parse_package(found, owner))

    async def versions_page(
        self, owner: str, owner_type: OwnerType, name: str, page: int = 1, per_page: int = 100
    ) -> Result[Page[Version]]:
        """One page of a package's versions, newest first; a hundred at most."""
        query = urlencode({"page": page, "per_page": per_page})
        answer = await self.call("GET", f"{_package_path(owner, owner_type, name)}/versions?{query}")
        return result_of(answer, lambda seen: self._page(seen, page, versions))

    async def _one(self, path: str, parse: Callable[[object], T | None]) -> Result[T]:
        return result_of(await self.call("GET", path), lambda answer: parse(answer.json()))

    async def _all_accounts(self, path: str) -> Result[tuple[Account, ...]]:
        """Every page of a list of accounts."""
        return await self._all(path, accounts)

    async def _all(self, path: str, parse: Callable[[object], tuple[T, ...] | None]) -> Result[tuple[T, ...]]:
        """Every page of a list."""
        found: tuple[T, ...] = ()
        seen: tuple[Result[Page[T]], ...] = ()
        address: str | None = path
        linked = False
        while address is not None and len(seen) < _MOST_PAGES:
            answer = await self.call("GET", address)
            reply = result_of(answer, partial(self._page, number=1, parse=parse, linked=linked))
            seen = (*seen, reply)
            address = reply.value.next_url if reply.value else None
            linked = reply.value is not None and not reply.value.unlinked
            found += reply.value.items if reply.value else ()
        whole = seen[0].value is not None
        exchanges = tuple(reply.exchange for reply in seen)
        return Result(found if whole else None, exchanges[-1], exchanges)

    def _page(
        self, answer: Response, number: int, parse: Callable[[object], tuple[T, ...] | None], *, linked: bool = False
    ) -> Page[T] | None:
        document, size = answer.json(), page_size(answer.url)
        items = parse(document[: size + 1] if isinstance(document, list) else document)
        if items is None:
            return None
        header = answer.headers.get("link")
        following = next_page(header, answer.url, answer.document, linked=linked)
        last, overfull = page_number(link(header, "last", answer.url)), len(items) > size
        return Page(items[:size], number, last, following, header is None, overfull)


def _package_path(owner: str, owner_type: OwnerType, name: str) -> str:
    family = "orgs" if owner_type is OwnerType.ORGANIZATION else "users"
    return f"/{family}/{_segment(owner)}/packages/container/{rest_segment(name)}"


def _segment(text: str) -> str:
    return quote(text, safe="")
