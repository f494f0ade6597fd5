"""The simulated GitHub as one object: four loopback ports, one daemon thread, one event loop."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Final, Self

from ghcr_wizard.demo.api.call import authorization
from ghcr_wizard.demo.api.router import answer_api
from ghcr_wizard.demo.faults import FaultPlan
from ghcr_wizard.demo.listener import Delivery, Listener, bind_loopback
from ghcr_wizard.demo.personas.build import DEFAULT_PERSONA, PERSONAS, SWITCHES, build_world
from ghcr_wizard.demo.registry.blob_host import answer_blob
from ghcr_wizard.demo.registry.router import answer_registry
from ghcr_wizard.demo.state import Origins, RecordedRequest, State
from ghcr_wizard.demo.switches import Fault, Role, Switches
from ghcr_wizard.demo.web import answer_web
from ghcr_wizard.demo.wire import Request, Response
from ghcr_wizard.demo.world import Token, World

__all__ = ["DemoServer", "RecordedRequest"]

_ROLES: Final[tuple[Role, ...]] = ("registry", "api", "web", "blob")
_HALF: Final = 0.5

Answer = Callable[[State, Request], tuple[Response, Token | None]]


def _web(state: State, request: Request) -> tuple[Response, Token | None]:
    return answer_web(state, request), None


def _blob(state: State, request: Request) -> tuple[Response, Token | None]:
    return answer_blob(state, request), None


_ANSWERS: Final[dict[Role, Answer]] = {
    "api": answer_api,
    "registry": answer_registry,
    "web": _web,
    "blob": _blob,
}


class _Desk:
    """Answers the requests of all four hosts: records them, lets faults happen, asks the rules."""

    def __init__(self, state: State, faults: FaultPlan, answers: Mapping[Role, Answer]) -> None:
        self._state = state
        self._faults = faults
        self._answers = answers

    def handler(self, role: Role) -> Callable[[Request], Awaitable[Delivery]]:
        """Return the handler of one host."""

        async def handle(request: Request) -> Delivery:
            return await self._handle(role, request)

        return handle

    async def _handle(self, role: Role, request: Request) -> Delivery:
        if self._state.switches.latency:
            await asyncio.sleep(self._state.switches.latency)
        fault = self._faults.strike(role, request)
        if fault is not None and fault.kind in {"reset", "hang"}:
            self._record(role, request, 0, None)
            if fault.kind == "hang":
                await asyncio.Event().wait()
            return Delivery(None, reset=True)
        response, token = self._respond(role, request, fault)
        self._record(role, request, response.status, token)
        if not response.status:
            return Delivery(None, reset=True)
        if fault is not None and fault.kind == "truncate":
            return Delivery(response, cut_at=_HALF)
        if fault is not None and fault.kind == "slow":
            return Delivery(response, seconds=fault.seconds)
        return Delivery(response)

    def _respond(self, role: Role, request: Request, fault: Fault | None) -> tuple[Response, Token | None]:
        response, token = self._answers[role](self._state, request)
        if fault is None:
            return response, token
        return self._faults.apply(fault, request, response), token

    def _record(self, role: Role, request: Request, status: int, token: Token | None) -> None:
        scheme, _ = authorization(request)
        login = token.login if token else None
        self._state.record(RecordedRequest(role, request.method, request.target, status, scheme, login))


class DemoServer:
    """A simulated GitHub on loopback; also a context manager.

    Args:
        persona: Whose world it is; see `ghcr_wizard.demo.personas.build`.
        switches: How it behaves where that is contested; None for the persona's own.
        faults: What goes wrong.
        now: The moment it believes in at its start (aware); None for this computer's time.
        world: A world of one's own instead of the persona's.
        answers: What answers on each host instead of the rules; a status of 0 breaks the connection off.

    Raises:
        ValueError: There is no such persona.
    """

    def __init__(
        self,
        persona: str = DEFAULT_PERSONA,
        *,
        switches: Switches | None = None,
        faults: Sequence[Fault] = (),
        now: datetime | None = None,
        world: World | None = None,
        answers: Mapping[Role, Answer] = _ANSWERS,
    ) -> None:
        self._persona = persona
        self._world = world or build_world(persona, now or datetime.now(UTC))
        self._switches = switches or SWITCHES.get(persona, Switches())
        self._plan = faults
        self._answers = answers
        self._state: State | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def username(self) -> str:
        """The persona's user name; empty for nobody."""
        return self._world.username

    @property
    def token(self) -> str:
        """The persona's token; empty for nobody."""
        return self._world.token

    @property
    def method(self) -> str:
        """The sign-in method the persona's credential belongs to."""
        return PERSONAS[self._persona].method

    @property
    def next_token(self) -> str:
        """The token the persona gets when making another; empty where there is none."""
        return self._world.next_token

    @property
    def private_key(self) -> str:
        """The private key of the persona's App, as PEM text; empty where there is none."""
        return self._world.private_key

    @property
    def app_id(self) -> str:
        """The client id of the persona's App; empty where there is none."""
        return self._world.apps[0].client_id if self._world.apps else ""

    @property
    def installation_id(self) -> str:
        """The number of that App's first installation; empty where there is none."""
        return str(self._world.installations[0].id) if self._world.installations else ""

    @property
    def client_id(self) -> str:
        """The client id of the persona's OAuth App; empty where there is none."""
        return self._world.oauth_app.client_id if self._world.oauth_app else ""

    @property
    def registry_url(self) -> str:
        """Origin of the registry, as `http://127.0.0.1:PORT`."""
        return self._running.origins.registry

    @property
    def api_url(self) -> str:
        """Origin of the REST API."""
        return self._running.origins.api

    @property
    def web_url(self) -> str:
        """Origin of the web pages."""
        return self._running.origins.web

    @property
    def blob_url(self) -> str:
        """Origin of the host that blob links lead to."""
        return self._running.origins.blob

    def skip(self, time: timedelta) -> None:
        """Let time pass on the server's clock."""
        self._running.skip(time)

    def requests(self) -> list[RecordedRequest]:
        """Return every request so far, in the order they were answered."""
        return self._running.requests()

    @property
    def _running(self) -> State:
        if self._state is None:
            raise RuntimeError("the demo server has not been started")
        return self._state

    def start(self) -> None:
        """Bind the ports and serve; returns when connections are accepted.

        Raises:
            RuntimeError: It was started before.
        """
        if self._state is not None:
            raise RuntimeError("the demo server has been started before")
        sockets = {role: bind_loopback() for role in _ROLES}
        urls = {role: f"http://127.0.0.1:{sock.getsockname()[1]}" for role, sock in sockets.items()}
        origins = Origins(**urls)
        self._state = State(self._world, self._switches, origins)
        desk = _Desk(self._state, FaultPlan(self._plan, origins), self._answers)
        listeners = [Listener(sock, desk.handler(role)) for role, sock in sockets.items()]
        ready = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(listeners, ready)), name="ghcr-demo", daemon=True
        )
        self._thread.start()
        ready.wait()

    async def _serve(self, listeners: Sequence[Listener], ready: threading.Event) -> None:
        """Serve until told to stop; runs on the server's own thread."""
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        for listener in listeners:
            await listener.open()
        ready.set()
        await self._stopping.wait()
        for listener in listeners:
            await listener.close()

    def stop(self) -> None:
        """End all connections and free the ports; harmless when already stopped."""
        thread, self._thread = self._thread, None
        if thread is None or self._loop is None or self._stopping is None:
            return
        self._loop.call_soon_threadsafe(self._stopping.set)
        thread.join()
