"""A recorded trace answered from again: what a user met, on a maintainer's screen.

The file comes from anywhere: it is bounded, and checked field by field before anything is served.
"""

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, get_args

from ghcr_wizard.demo import tokens
from ghcr_wizard.demo.api.call import authorization
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.switches import Role
from ghcr_wizard.demo.wire import Request, Response, encode_json
from ghcr_wizard.demo.world import Token, World
from ghcr_wizard.file_reader import UnreadableFileError, read_file

PREFIX: Final = "replay:"
"""What stands before the file's name where a persona could stand."""

_SCHEMA: Final = "ghcr-wizard.trace/1"
_FAMILY: Final = "ghcr-wizard.trace/"
_LARGEST: Final = 64 * 1024 * 1024
_MOST: Final = 100_000
_LONGEST: Final = 8_000
_SERVERS: Final = frozenset({"api", "registry", "web"})
_METHOD: Final = re.compile(r"[A-Z]{3,10}")
_TARGET: Final = re.compile(r"/[\x21-\x7e]*")
_HEADER: Final = re.compile(r"[a-z0-9-]{1,60}")
_VALUE: Final = re.compile(r"[\x20-\x7e]*")
_NAME: Final = re.compile(r"[A-Za-z0-9\[\]._-]{0,100}")
_PLACEHOLDER: Final = re.compile(r"\{(api|registry|web)\}")
_NOBODYS: Final = "bearer-of-nobody"
_METHODS: Final = {
    "classic_pat": "classic-pat",
    "legacy": "classic-pat",
    "fine_grained_pat": "fine-grained-pat",
    "oauth": "classic-pat",
    "app_user": "classic-pat",
    "app_installation": "app-installation",
    "none": "anonymous",
    "unknown": "classic-pat",
}
_LEAST_STATELESS: Final = 40

Key = tuple[str, str, str, str]


class TraceError(ValueError):
    """The file is no trace that can be answered from; the message is a sentence's end for a person."""


@dataclass(frozen=True, slots=True)
class _Recorded:
    """One answer of the trace; a status of 0 is a connection that broke."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Trace:
    """A trace that was read.

    Attributes:
        username: The credential's user name, or its stand-in.
        kind: The kind of its token.
        length: Characters of it.
        answers: What was answered to whom, in order.
    """

    username: str
    kind: str
    length: int
    answers: Mapping[Key, tuple[_Recorded, ...]]


def read_trace(path: Path) -> Trace:
    """Read a trace.

    Raises:
        TraceError: There is no such file, it is too large, or it is no trace, or one of a later version.
    """
    try:
        file = read_file(path, _LARGEST)
    except UnreadableFileError as error:
        raise TraceError(str(error)) from None
    if file is None:
        raise TraceError("it is not there")
    try:
        document = json.loads(file.content)
    except (ValueError, RecursionError):
        raise TraceError("it is cut short, or no JSON") from None
    if not isinstance(document, dict):
        raise TraceError("it is no trace")
    schema = document.get("schema")
    if schema != _SCHEMA:
        later = isinstance(schema, str) and schema.startswith(_FAMILY)
        raise TraceError("it was made by a later version" if later else "it is no trace")
    return _trace(document)


def _trace(document: Mapping[str, object]) -> Trace:
    token, rows = document.get("token"), document.get("exchanges")
    username = document.get("username")
    if not isinstance(token, dict) or not isinstance(rows, list) or len(rows) > _MOST:
        raise TraceError("its exchanges are not those of a trace")
    kind, length = token.get("kind"), token.get("length")
    if kind not in _METHODS or not isinstance(length, int) or not 0 <= length <= _LONGEST:
        raise TraceError("its token is none that there is")
    if not isinstance(username, str) or not _NAME.fullmatch(username):
        raise TraceError("its user name can be none")
    answers: defaultdict[Key, list[_Recorded]] = defaultdict(list)
    for number, row in enumerate(rows, 1):
        try:
            key, recorded = _exchange(row)
        except (TypeError, ValueError, RecursionError):
            raise TraceError(f"its exchange {number} is none") from None
        answers[key].append(recorded)
    return Trace(username, str(kind), length, {key: tuple(found) for key, found in answers.items()})


def _exchange(row: object) -> tuple[Key, _Recorded]:
    """One exchange.

    Raises:
        TypeError, ValueError: It is none.
    """
    if not isinstance(row, dict):
        raise TypeError
    server, method, target, whose = (str(row.get(name, "")) for name in ("server", "method", "target", "as"))
    if server not in _SERVERS or not _METHOD.fullmatch(method) or not _TARGET.fullmatch(target):
        raise ValueError
    if len(target) > _LONGEST:
        raise ValueError
    key = (server, method, target, whose)
    if row.get("fault") is not None:
        return key, _Recorded(0, (), b"")
    status, headers = row.get("status"), row.get("headers", {})
    if not isinstance(status, int) or not 200 <= status <= 599 or not isinstance(headers, dict):  # noqa: PLR2004 -- HTTP's
        raise ValueError
    named = tuple((str(name), str(value)) for name, value in headers.items())
    if not all(_HEADER.fullmatch(name) and _VALUE.fullmatch(value) and len(value) <= _LONGEST for name, value in named):
        raise ValueError
    body = encode_json(row["body"]) if "body" in row else str(row.get("text", "")).encode("utf-8", "replace")
    return key, _Recorded(status, named, body)


class _Player:
    """Answers the requests of all hosts from a trace; the same question again gets the answer it then got."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._turns: defaultdict[Key, int] = defaultdict(int)

    def answer(self, role: Role, state: State, request: Request) -> tuple[Response, Token | None]:
        """Return what was answered then; 404 for what was never asked."""
        whose = _whose(request)
        for asked in (whose, *({"credential", "anonymous", "nobody"} - {whose})):
            key = (role, request.method, request.target, asked)
            if found := self._trace.answers.get(key):
                turn = min(self._turns[key], len(found) - 1)
                self._turns[key] += 1
                return _response(found[turn], state), None
        document = {"message": "This was not asked when the trace was recorded.", "status": "404"}
        return Response(404, [("content-type", "application/json; charset=utf-8")], encode_json(document)), None


def _whose(request: Request) -> str:
    scheme, credential = authorization(request)
    if scheme is None:
        return "nobody"
    return "anonymous" if credential == _NOBODYS else "credential"


def _response(recorded: _Recorded, state: State) -> Response:
    """Return a recorded answer with the servers' origins of this run in it."""
    origins = {"api": state.origins.api, "registry": state.origins.registry, "web": state.origins.web}

    def here(text: str) -> str:
        return _PLACEHOLDER.sub(lambda found: origins[found[1]], text)

    headers = [(name, here(value)) for name, value in recorded.headers]
    return Response(recorded.status, headers, here(recorded.body.decode()).encode())


class ReplayServer(DemoServer):
    """A simulated GitHub that answers from a trace.

    Args:
        path: The trace's file.

    Raises:
        TraceError: It is no trace.
    """

    def __init__(self, path: Path) -> None:
        trace = read_trace(path)
        player = _Player(trace)
        world = World(datetime.now(UTC), (), username=trace.username, token=_token(trace))

        super().__init__(world=world, answers={role: partial(player.answer, role) for role in get_args(Role)})
        self._method = _METHODS[trace.kind]

    @property
    def method(self) -> str:
        """The sign-in method of the trace's credential."""
        return self._method


def _token(trace: Trace) -> str:
    """Return a token of the trace's kind and length; it opens nothing."""
    match trace.kind:
        case "none":
            return ""
        case "fine_grained_pat":
            return tokens.fine_grained("replay")
        case "legacy":
            return tokens.legacy("replay")
        case "app_installation" if trace.length > _LEAST_STATELESS:
            begun = tokens.stateless_installation(1, {}, "replay")
            return begun[: trace.length].ljust(trace.length, "A")
        case "unknown":
            return "x" * max(trace.length, 1)
    prefix = {"oauth": "gho_", "app_user": "ghu_", "app_installation": "ghs_"}.get(trace.kind, "ghp_")
    return tokens.prefixed(prefix, "replay")
