"""`docker-credential-ghcr-wizard`: answers Docker, Podman and skopeo with the credential of a stored profile.

The protocol is Docker's (docker/docker-credential-helpers, README): `get`, `store`, `erase`, `list`, `version`; the
request on standard input, the answer and every error on standard output, exit status 1 with an error. Clients start it
for every pull, so it loads next to nothing: a token that lies in a Secret Service is read right here (`_at_once`);
whatever else there is goes the whole way through `operations.helper_requests`, which says what each request does. It
asks no person anything, opens no browser, and ends in time whatever hangs.
"""

import os
import sys
from _thread import allocate_lock

TYPE_CHECKING = False  # typing's own is not worth the milliseconds that its import takes
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any, TypeVar

    from ghcr_wizard.clients.helper_requests import HelperRequests
    from ghcr_wizard.transport.observing import WireExchange

    T = TypeVar("T")

_NAME = "docker-credential-ghcr-wizard"
_USAGE = f"Usage: {_NAME} <store|get|erase|list|version>"
_NOT_FOUND = "credentials not found in native keychain"
_NO_SERVER = "no credentials server URL"
_NO_USERNAME = "no credentials username"

_LONGEST_SERVER = 4 * 1024
_LONGEST_REQUEST = 64 * 1024
"""Bytes; the longest token has about 520 characters."""

_KEYRING_SECONDS = 3.0
_SECONDS = 25.0
"""For everything, minting an App's token over a slow network included."""


class _Refusal(Exception):  # noqa: N818 - it is how a request ends, not what went wrong
    """What to print instead of an answer."""


def main() -> int:
    """Answer the request of the command line and standard input.

    Returns:
        The exit status: 0 answered, 1 with an error on standard output.
    """
    try:
        return _say(_answered(sys.argv[1:]), 0)
    except _Refusal as refusal:
        return _say(str(refusal), 1)
    except KeyboardInterrupt:
        return 130
    except BaseException as error:  # noqa: BLE001 - there is nobody above who could handle it
        return _say(_sentence(error), 1)


def run() -> None:
    """Answer one request and end the process at once, whatever still hangs in it."""
    try:
        from ghcr_wizard.interruption import handle_interruptions

        handle_interruptions()
        from ghcr_wizard.core_dumps import forbid_core_dumps

        forbid_core_dumps()
        status = main()
    except KeyboardInterrupt:  # before, or after it was handled
        status = 130
    os._exit(status)


def _answered(arguments: list[str]) -> str:
    """What to print; empty where the protocol has nothing to say.

    Raises:
        _Refusal: The request cannot be met.
        Exception: As `_sentence` understands it.
    """
    actions = {"get": _get, "store": _store, "erase": _erase, "list": _list, "version": _version}
    if arguments in (["--help"], ["-h"]):
        return _USAGE
    if arguments in (["--version"], ["-v"]):
        return _version()
    if len(arguments) != 1:
        raise _Refusal(_USAGE)
    if arguments[0] not in actions:
        raise _Refusal(f"Unknown credential action; {_USAGE}")
    return actions[arguments[0]]()


def _get() -> str:
    import json

    server = _server()
    with _Limit(_KEYRING_SECONDS, _keyring_silence):
        found = _at_once(server)
    username, secret = found or _thoroughly(server)
    return json.dumps({"ServerURL": server, "Username": username, "Secret": secret}, separators=(",", ":"))


def _at_once(server: str) -> tuple[str, str] | None:
    """User name and secret where both lie in plain sight; `None` says nothing about whether there are any."""
    from ghcr_wizard.credentials.plain_profile import plain_profile
    from ghcr_wizard.credentials.secret_service import is_certain, read

    if not is_certain(os.environ):
        return None
    profile = plain_profile(server, os.environ)
    secret = profile and read(f"ghcr-wizard:{profile.registry}", profile.name)
    return (profile.username, secret) if profile and secret else None


def _thoroughly(server: str) -> tuple[str, str]:
    credential = _awaited(lambda requests: requests.get(server))
    if credential is None or credential.secret is None:
        raise _Refusal(_NOT_FOUND)
    return credential.username, credential.secret.reveal()


def _store() -> str:
    import json

    text = _read(_LONGEST_REQUEST).decode("utf-8", "replace").lstrip()
    if not text:
        raise _Refusal("EOF")
    try:
        request, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        raise _Refusal("the request is not JSON") from None
    fields = request if isinstance(request, dict) else {"ServerURL": None}
    server, username, secret = (fields.get(name, "") for name in ("ServerURL", "Username", "Secret"))
    if not (isinstance(server, str) and isinstance(username, str) and isinstance(secret, str)):
        raise _Refusal("the request is not an object with the texts ServerURL, Username and Secret")
    if not server.strip():
        raise _Refusal(_NO_SERVER)
    if not username:
        raise _Refusal(_NO_USERNAME)
    from ghcr_wizard.secret import Secret

    _awaited(lambda requests: requests.store(server, username, Secret(secret)))
    return ""


def _erase() -> str:
    server = _server()
    _awaited(lambda requests: requests.erase(server))
    return ""


def _list() -> str:
    import json

    return json.dumps(_awaited(lambda requests: requests.list()), separators=(",", ":"))


def _version() -> str:
    from ghcr_wizard import __version__

    return f"{_NAME} (ghcr-wizard) {__version__}"


def _server() -> str:
    """The server that is asked about: the first line, so that nobody waits for the end of an open input."""
    server = _read(_LONGEST_SERVER, whole=False).decode("utf-8", "replace").strip()
    if not server:
        raise _Refusal(_NO_SERVER)
    return server


def _read(longest: int, *, whole: bool = True) -> bytes:
    if sys.stdin is None:
        return b""
    stream = sys.stdin.buffer
    content = stream.read(longest + 1) if whole else stream.readline(longest + 1)
    if len(content) > longest:
        raise _Refusal("the request is too long")
    return content


def _awaited(work: "Callable[[HelperRequests], Coroutine[Any, Any, T]]") -> "T":
    """The outcome of a request that goes the whole way."""
    import asyncio
    from contextlib import nullcontext

    from ghcr_wizard.clients.helper_requests import HelperRequests
    from ghcr_wizard.deadline import DaemonExecutor
    from ghcr_wizard.paths import Paths
    from ghcr_wizard.transport.observing import is_wanted, observed

    async def alone() -> "T":
        asyncio.get_running_loop().set_default_executor(DaemonExecutor())
        with observed(_say_exchange) if is_wanted(os.environ) else nullcontext():
            return await work(HelperRequests(Paths.standard(), os.environ))

    with _Limit(_SECONDS, lambda: f"timed out after {_SECONDS:g} seconds; try again"):
        return asyncio.run(alone())


def _say_exchange(exchange: "WireExchange") -> None:
    """Write an exchange to standard error, which Docker passes on and does not read."""
    from ghcr_wizard.transport.observing import in_one_line

    try:
        os.write(2, f"{in_one_line(exchange)}\n".encode("utf-8", "replace"))
    except OSError:
        return


class _Limit:
    """Ends the process with a sentence where a block takes longer than it may."""

    def __init__(self, seconds: float, sentence: "Callable[[], str]") -> None:
        import threading

        self._timer = threading.Timer(seconds, lambda: os._exit(_say(sentence(), 1)))
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def _keyring_silence() -> str:
    from ghcr_wizard.credentials.keyring_errors import timed_out

    return _sentence(timed_out(_KEYRING_SECONDS))


def _sentence(error: BaseException) -> str:
    """What went wrong, in a line that holds no secret."""
    from ghcr_wizard.clients.helper_requests import told
    from ghcr_wizard.text import clean

    return clean(told(error), 1_000)


_said = allocate_lock()


def _say(text: str, status: int) -> int:
    """Write the one answer, and return the status; whoever comes second waits for the end of the process."""
    _said.acquire()
    line = f"{text}\n".encode("utf-8", "replace") if text else b""
    try:
        while line:
            line = line[os.write(1, line) :]
    except OSError:
        return 1
    return status


if __name__ == "__main__":
    run()
