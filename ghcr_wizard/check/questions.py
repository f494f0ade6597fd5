"""What the live test asks: each question once, and ahead of its check as soon as no answer it depends on is open.

Nothing is asked that the checks would not ask one after the other: a question waits for the answers that decide whether
there is any use in it. One alone is sent before: whose the token is, beside the question whether GitHub's API works at
all. While that is open the two have the tries of one, so a GitHub that does not work is asked no more often.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Generator, Iterable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from ghcr_wizard.catalog.discovery import Discovery, discover
from ghcr_wizard.catalog.listing import FEW_PAGES, MOST_PAGES, Listing, list_namespace
from ghcr_wizard.catalog.offline import is_own
from ghcr_wizard.check.events import CheckProgressed
from ghcr_wizard.check.report import CheckId
from ghcr_wizard.credentials.session import Session
from ghcr_wizard.github.client import Account, Result
from ghcr_wizard.github.hosts import Deployment
from ghcr_wizard.github.identity import Owner, identify
from ghcr_wizard.github.packages import Namespace, OwnerType, Package
from ghcr_wizard.github.references import Reference
from ghcr_wizard.github.refusals import Caller, ended_version
from ghcr_wizard.github.scopes import Purpose
from ghcr_wizard.github.tokens import TokenInspection
from ghcr_wizard.transport.exchange import Exchange

T = TypeVar("T")

Start = Callable[[Coroutine[Any, Any, Any]], "asyncio.Future[Any]"]
"""Has something run beside the rest; who gives it ends it."""


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What to test.

    Attributes:
        inspection: The token, judged offline.
        purpose: What it is for: what counts as missing and as too much.
        packages: Packages to try, maybe with a tag or digest; empty for a sample of what is listed.
        namespaces: Users or organizations to look at besides the ones found.
        everything: Try every listed package, not a sample.
        push: Also test push, by opening and cancelling an empty upload.
    """

    inspection: TokenInspection
    purpose: Purpose = Purpose.READ
    packages: tuple[Reference, ...] = ()
    namespaces: tuple[str, ...] = ()
    everything: bool = False
    push: bool = False

    @property
    def named(self) -> tuple[str, ...]:
        """Every namespace that a person named, be it by a package of it."""
        return (*self.namespaces, *(row.owner for row in self.packages))

    def distinct(self) -> list[Reference]:
        """The packages named, each once, however it was written; one with and without a tag is read by the tag."""
        first = {(row.repository, row.target): row for row in reversed(self.packages)}
        targeted = {repository for repository, target in first if target is not None}
        return [row for (name, target), row in reversed(first.items()) if target is not None or name not in targeted]


class Question(Generic[T]):
    """A question and, once it is awaited, its answer; whoever waits may stop to, without an end to the question.

    Args:
        ask: Asks it.
        start: Has it asked beside the rest, from now on; `None` to ask it in the course of the one that awaits it.

    Attributes:
        milliseconds: How long the answer took, once it is there.
    """

    def __init__(self, ask: Callable[[], Coroutine[Any, Any, T]], start: Start | None = None) -> None:
        self.milliseconds = 0.0
        self._ask = ask
        self._task = start(self._timed()) if start is not None else None

    def __await__(self) -> Generator[Any, None, T]:
        return self._answer().__await__()

    def drop(self) -> None:
        """End the question."""
        if self._task is not None:
            self._task.cancel()

    async def _answer(self) -> T:
        if self._task is None:
            return await self._timed()
        await asyncio.wait([self._task])
        answer: T = self._task.result()
        return answer

    async def _timed(self) -> T:
        begun = time.perf_counter()
        answer = await self._ask()
        self.milliseconds = (time.perf_counter() - begun) * 1_000
        return answer


class Questions:
    """The questions of one run; each is asked when it is first called for.

    Args:
        session: The open clients.
        request: What to test.
        progressed: Told of every namespace that is listed.
        start: Has questions asked beside the rest; `None` where one is asked after the other.
    """

    def __init__(
        self,
        session: Session,
        request: CheckRequest,
        progressed: Callable[[CheckProgressed], None],
        start: Start | None,
    ) -> None:
        self._session, self._request, self._progressed, self._start = session, request, progressed, start
        self._asked: dict[str, Question[Any]] = {}
        self._is_user_open = False

    def send_ahead(self) -> None:
        """Send every question as soon as it is known to be of use, at both servers side by side."""
        if self._start is not None:
            self._start(self._ask_registry())
            self._start(self._ask_api())

    def api(self) -> Question[tuple[Exchange, str]]:
        """Whether GitHub's API answers without a credential, and which Enterprise Server it says it is."""
        return self._once("api", self._api)

    def registry(self) -> Question[Exchange]:
        """Whether the registry answers without a credential."""
        return self._once("registry", self._session.anonymous_registry.ping)

    def owner(self) -> Question[Owner]:
        """Whose token it is."""
        return self._once("owner", self._owner)

    def login(self) -> Question[Exchange]:
        """Whether the registry accepts the credential."""
        return self._once("login", self._session.registry.login)

    def discovery(self, owner: Owner | None) -> Question[Discovery]:
        """Whose packages there may be."""
        who = self.caller(owner), owner.identity if owner else None
        return self._once("discovery", lambda: discover(self._session, *who, self._request.named))

    def listings(self, owner: Owner | None, namespaces: Iterable[Namespace]) -> Question[list[Listing]]:
        """The packages of every namespace; some pages are enough to choose a sample."""
        return self._once("listings", lambda: self._listings(owner, list(namespaces)))

    def packages(self, found: Discovery) -> Question[list[Result[Package]]]:
        """What GitHub's API knows of each distinct package that was named."""
        return self._once("packages", lambda: self._packages(found))

    def caller(self, owner: Owner | None) -> Caller:
        """Who asks, as far as it is known."""
        return Caller(self._request.inspection.kind, self._session.hosts, owner.scopes if owner else None)

    def _once(self, name: str, ask: Callable[[], Coroutine[Any, Any, T]]) -> Question[T]:
        if name not in self._asked:
            self._asked[name] = Question(ask, self._start)
        return self._asked[name]

    async def _ask_registry(self) -> None:
        if works(await self.registry()) and not self._session.credential.is_anonymous:
            self.login()

    async def _ask_api(self) -> None:
        is_anonymous, request = self._session.credential.is_anonymous, self._request
        user = None if is_anonymous else self._once("user", self._user_ahead)
        exchange, _ = await self.api()
        if not works(exchange):
            if user is not None:
                user.drop()
            return
        owner = None if is_anonymous else await self.owner()
        if (owner is not None and owner.alive is False) or not ((owner and owner.identity) or request.named):
            return
        found = await self.discovery(owner)
        if owner is not None and owner.alive:
            if found.namespaces:
                self.listings(owner, found.namespaces.values())
            if request.packages and works(await self.registry()):
                self.packages(found)

    async def _api(self) -> tuple[Exchange, str]:
        """On Enterprise Server it says its version (GitHub docs "Meta"); GitHub.com has none."""
        api = self._session.anonymous_api.trying(self._api_tries)
        if self._session.hosts.deployment is not Deployment.SERVER:
            return (await api.rate_limit()).exchange, ""
        reply = await api.meta()
        version = reply.value.installed_version if reply.value else None
        return reply.exchange, f"; GitHub Enterprise Server {version}" if version else ""

    async def _owner(self) -> Owner:
        session = self._session
        user = self._once("user", session.api.user)
        return await identify(session.api, self.caller(None), session.credential.expires_at, user=user)

    async def _user_ahead(self) -> Result[Account]:
        self._is_user_open = True
        reply = await self._session.api.trying(self._user_tries).user()
        self._is_user_open = False
        return reply

    async def _api_tries(self, own: int) -> int:
        return own + self._is_user_open

    async def _user_tries(self, own: int) -> int | None:
        """Again only where the API works otherwise."""
        return own if works((await self.api())[0]) else None

    async def _listings(self, owner: Owner | None, namespaces: list[Namespace]) -> list[Listing]:
        session, caller, done = replace(self._session, room=self._session.room.anew()), self.caller(owner), 0
        most = MOST_PAGES if self._request.everything else FEW_PAGES

        async def one(namespace: Namespace) -> Listing:
            nonlocal done
            listing = await list_namespace(session, caller, namespace, own=is_own(owner, namespace), most_pages=most)
            done += 1
            self._progressed(CheckProgressed(CheckId.SSO, done, len(namespaces), namespace.name))
            return listing

        return await asyncio.gather(*(one(namespace) for namespace in namespaces))

    async def _packages(self, found: Discovery) -> list[Result[Package]]:
        return await asyncio.gather(
            *(
                self._session.api.package(row.owner, found.type_of(row.owner) or OwnerType.USER, row.name)
                for row in self._request.distinct()
            )
        )


def works(exchange: Exchange) -> bool:
    """Whether a server that answered so without a credential can be asked with one."""
    return exchange.answered and not exchange.server_failed and not ended_version(exchange)
