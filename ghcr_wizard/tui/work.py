"""The work that runs beside the screen: each operation in an async worker that only posts what became known.

Workers never touch a widget, and are given a `Secret`, never its text. Whatever breaks in one ends in a `WorkBroke`
message of one redacted line.
"""

from __future__ import annotations  # what is only annotated is not loaded before the first paint

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

from ghcr_wizard.text import clean
from ghcr_wizard.tui import messages

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from textual.app import App
    from textual.message import Message

    from ghcr_wizard.catalog.catalog import CatalogRequest
    from ghcr_wizard.catalog.events import ImageRead
    from ghcr_wizard.catalog.saving import Saved
    from ghcr_wizard.check.check import CheckRequest
    from ghcr_wizard.credential import Credential
    from ghcr_wizard.credentials.session import Session
    from ghcr_wizard.github.hosts import Hosts
    from ghcr_wizard.github.packages import OwnerType, Package
    from ghcr_wizard.github.references import Reference
    from ghcr_wizard.github.refusals import Caller
    from ghcr_wizard.secret import Secret


def one_line(error: BaseException) -> str:
    """What went wrong in one line that shows no secret: the kind of error and its text, redacted."""
    return clean(f"{type(error).__name__}: {error}", 200)


class Work:
    """Starts operations, keeps the one session they share, and ends both."""

    def __init__(self, app: App[Any], environment: Mapping[str, str], now: Callable[[], datetime]) -> None:
        self._app, self._environment, self._now = app, environment, now
        self._stack = AsyncExitStack()
        self._session: Session | None = None
        self._opening = asyncio.Lock()
        self.renew: Callable[[Credential], Awaitable[Credential]] | None = None
        """Gives the credential to use now for one that may have come to its end."""
        self._runs = {"test": 0, "catalog": 0}

    def start(self, name: str, work: Coroutine[object, object, None], *, replace: bool = True) -> None:
        """Run `work` beside the screen; one of the same name that is still running is cancelled first."""
        guarded = self._guarded(name, work)
        self._app.run_worker(guarded, name=name, group=name, description=name, exclusive=replace, exit_on_error=False)

    def stop(self, *names: str) -> None:
        """Cancel the named work; what it would still say is no longer listened to."""
        for name in names:
            if name in self._runs:
                self._runs[name] += 1
            self._app.workers.cancel_group(self._app, name)

    def is_current(self, name: str, run: int) -> bool:
        """Whether a message of that run is of the newest one."""
        return self._runs[name] == run

    async def close(self) -> None:
        """Close the connections."""
        stack, self._stack, self._session = self._stack, AsyncExitStack(), None
        await stack.aclose()

    async def _guarded(self, name: str, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - a bug in an operation must not end the program or show its locals
            self._tell(messages.WorkBroke(name, one_line(error)))

    def _tell(self, message: Message) -> None:
        self._app.post_message(message)

    async def _open(self, hosts: Hosts, credential: Credential) -> Session:
        """The session of this credential; the one before is closed when another credential asks."""
        from ghcr_wizard.credentials.session import open_session

        async with self._opening:
            session, given = self._session, credential
            if self.renew is not None:
                credential = await self.renew(credential)
            if session is None or (session.hosts, session.credential) != (hosts, credential):
                if credential == given:  # where a token was renewed, what runs with the one before goes on
                    await self.close()
                session = self._session = await self._stack.enter_async_context(open_session(hosts, credential, None))
            return session

    def test(self, hosts: Hosts, credential: Credential, request: CheckRequest) -> None:
        """Start the live test."""
        self.stop("test")
        self.start("test", self._test(self._runs["test"], hosts, credential, request))

    async def _test(self, run: int, hosts: Hosts, credential: Credential, request: CheckRequest) -> None:
        from ghcr_wizard.check.check import check

        session = await self._open(hosts, credential)
        async for event in check(session, request, self._now):
            self._tell(messages.TestAdvanced(run, event))

    def catalog(self, hosts: Hosts, credential: Credential, request: CatalogRequest, folder: Path) -> None:
        """Start the listing; what was seen is kept in `folder`, and shown first the next time."""
        self.stop("catalog")
        self.start("catalog", self._catalog(self._runs["catalog"], hosts, credential, request, folder))

    async def _catalog(
        self, run: int, hosts: Hosts, credential: Credential, request: CatalogRequest, folder: Path
    ) -> None:
        from ghcr_wizard.catalog.catalog import CatalogCache, catalog

        session = await self._open(hosts, credential)
        async for event in catalog(session, request, cache=CatalogCache(folder)):
            self._tell(messages.CatalogAdvanced(run, event))

    def tags(self, credential: Credential, caller: Caller, package: Package, owner: OwnerType | None) -> None:
        """Read an opened package's tags; several packages may be read at once."""
        self.start(f"tags of {package.full_name}", self._tags(credential, caller, package, owner))

    async def _tags(self, credential: Credential, caller: Caller, package: Package, owner: OwnerType | None) -> None:
        from ghcr_wizard.catalog.package import tags

        session = await self._open(caller.hosts, credential)
        async for event in tags(session, caller, package, owner):
            self._tell(messages.TagsArrived(event))

    def image(self, credential: Credential, caller: Caller, reference: Reference) -> None:
        """Read what a tag holds; only the newest question counts."""
        self.start("image", self._image(credential, caller, reference))

    async def _image(self, credential: Credential, caller: Caller, reference: Reference) -> None:
        from ghcr_wizard.catalog.image import read_image

        session = await self._open(caller.hosts, credential)
        self._tell(messages.ImageArrived(await read_image(session, caller, reference)))

    def images(self, credential: Credential, caller: Caller, references: tuple[Reference, ...]) -> None:
        """Read what several tags hold, one after the other."""
        self.start("images", self._images(credential, caller, references))

    async def _images(self, credential: Credential, caller: Caller, references: tuple[Reference, ...]) -> None:
        from ghcr_wizard.catalog.image import read_image

        session = await self._open(caller.hosts, credential)
        for reference in references:
            self._tell(messages.ImageArrived(await read_image(session, caller, reference)))

    def look_into(self, credential: Credential, caller: Caller, read: ImageRead, digest: str) -> None:
        """Read one platform or attachment of an image."""
        self.start("image", self._look_into(credential, caller, read, digest))

    async def _look_into(self, credential: Credential, caller: Caller, read: ImageRead, digest: str) -> None:
        from ghcr_wizard.catalog.image import look_into

        session = await self._open(caller.hosts, credential)
        self._tell(messages.ImageArrived(await look_into(session, caller, read, digest)))

    def pull(self, credential: Credential, caller: Caller, package: Package) -> None:
        """Prove that a package can be pulled."""
        self.start(f"pull of {package.full_name}", self._pull(credential, caller, package))

    async def _pull(self, credential: Credential, caller: Caller, package: Package) -> None:
        from ghcr_wizard.catalog.package import try_pull

        session = await self._open(caller.hosts, credential)
        self._tell(messages.PullArrived(await try_pull(session, caller, package)))

    def save(self, name: str, pieces: Iterable[str], then: Callable[[Saved], None], *, replace: bool) -> None:
        """Write a text to a file, and do `then` with what came of it."""
        self.start("export", self._save(name, pieces, then, replace=replace))

    async def _save(self, name: str, pieces: Iterable[str], then: Callable[[Saved], None], *, replace: bool) -> None:
        from ghcr_wizard.catalog.saving import save

        saved = await save(name, pieces, replace=replace)
        self._app.call_later(then, saved)

    def text(self, pieces: Iterable[str], most: int, then: Callable[[str | None], None]) -> None:
        """Make a text, and do `then` with it; with `None` where it has more than `most` characters."""
        self.start("export", self._text(pieces, most, then))

    async def _text(self, pieces: Iterable[str], most: int, then: Callable[[str | None], None]) -> None:
        from ghcr_wizard.catalog.saving import made

        self._app.call_later(then, await made(pieces, most))

    def copy(self, text: str, what: str) -> None:
        """Give a text to the clipboard programs; the terminal's own way is the app's."""
        self.start("copy", self._copy(text, what))

    def clear_clipboards(self, secrets: tuple[Secret, ...]) -> None:
        """Have the clipboard programs forget; of tmux's buffers, those that hold one of the secrets."""
        self.start("copy", self._clear_clipboards(secrets))

    async def _clear_clipboards(self, secrets: tuple[Secret, ...]) -> None:
        from ghcr_wizard.clients.desktop import clear_clipboards

        self._tell(messages.ClipboardsCleared(await clear_clipboards(secrets, self._environment)))

    async def _copy(self, text: str, what: str) -> None:
        from ghcr_wizard.clients.desktop import give_to_clipboard

        self._tell(messages.TextCopied(what, await give_to_clipboard(text, self._environment)))
