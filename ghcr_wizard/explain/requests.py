"""What kind of line it is: which request was refused, and how, whatever the client's words are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from urllib.parse import unquote

from ghcr_wizard.explain.template import lines_with

_ADDRESS = re.compile(
    r"(?<![a-z0-9.-])(?P<host>[a-z0-9][a-z0-9.-]{1,252}(?::[0-9]{1,5})?)"
    r"(?:/v2(?P<path>/[^\s\"<>,;)]{0,600})|/token(?P<query>\?[^\s\"<>]{0,1500}))(?<![:.])",
    re.IGNORECASE,
)
_METHOD = re.compile(r"\b(?:GET|HEAD|PUT|POST|PATCH|DELETE)\b", re.IGNORECASE)
_STATUS = re.compile(
    r"\b(?P<named>[45][0-9]{2}) \(?(?:Unauthorized|Forbidden|Not Found|Bad Request|Method Not|Conflict|Gone"
    r"|Request|Payload|Too Many|Internal|Bad Gateway|Service|Gateway|Client Error|Server Error)"
    r"|(?:status|code|error|returned|response|received|got|HTTP(?:/[0-9.]{1,3})?)[ :=\"(]{1,4}(?:code |was |of )?\(?"
    r"(?P<told>[45][0-9]{2})\b"
    r"|: (?P<bare>[45][0-9]{2})(?=[\s:\".,)]|$)",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r": \"?(?:(?P<s401>unauthorized|UNAUTHORIZED: authentication required)|(?P<s403>denied|forbidden|access denied)"
    r"|(?P<s404>not found|manifest unknown|name unknown))\b",
    re.IGNORECASE,
)
_STATUS_BESIDE = re.compile(
    r"(?:returned error: |expected 20[0-9], received |failed with status code |^[<\s]{0,4}HTTP/[0-9.]{1,3} "
    r"|^\s{0,40}(?=\S{3}: ))([45][0-9]{2})\b"
)
"""A status on the line under the address, as curl and clients of Node.js tell it, or a broken line's."""
_PROGRESS = re.compile(r"\A(?:[ #=O.%0-9-]{1,200}\n){1,3}")
"""What curl draws between an address and its answer."""
_PLACEHOLDER = "repository:user/image:pull"
_BEFORE, _AFTER = 60, 400
"""Characters before an address in which its method stands, and behind it in which the answer does."""
_MOST_ADDRESSES = 12


class Part(Enum):
    """What is asked of a registry."""

    PING = auto()
    TOKEN = auto()
    TOKEN_OF_PLACEHOLDER = auto()
    """A token for the name that stands in the challenge of `/v2/` for any name, and is no package."""
    TOKEN_WITH_PLACEHOLDER = auto()
    """A token for a package and, besides, for that name."""
    MANIFEST = auto()
    TAGS = auto()
    UPLOAD = auto()
    BLOB = auto()
    CATALOG = auto()


@dataclass(frozen=True, slots=True)
class RefusedRequest:
    """A request that was refused.

    Attributes:
        part: What it asked for.
        method: How, in capitals; empty where the text does not say.
        host: Whom.
        name: The package, where the address names one.
        status: The answer's status, as text; empty where the text tells none.
        by_digest: Whether it asked for something by its digest.
        start: Where its address begins in the text.
        end: Where its answer ends.
        line: Its line.
    """

    part: Part
    method: str
    host: str
    name: str
    status: str
    by_digest: bool
    start: int
    end: int
    line: str


def refused_requests(text: str, lowered: str) -> list[RefusedRequest]:
    """The requests of a text that were refused, each kind of them once."""
    found: dict[tuple[Part, str, str, bool], RefusedRequest] = {}
    for sign in ("/v2/", "/token?"):
        for start, end in lines_with(sign, lowered):
            for request in _on_line(text, start, end):
                if request.status:
                    found.setdefault((request.part, request.method, request.status, request.by_digest), request)
    return list(found.values())


def requests_of(text: str, lowered: str) -> Iterator[RefusedRequest]:
    """The requests of a text, refused or not."""
    for sign in ("/v2/", "/token?"):
        for start, end in lines_with(sign, lowered):
            yield from _on_line(text, start, end)


def _on_line(text: str, start: int, end: int) -> Iterator[RefusedRequest]:
    line = text[start:end]
    addresses = list(_ADDRESS.finditer(line))[:_MOST_ADDRESSES]
    for number, address in enumerate(addresses):
        until = addresses[number + 1].start() if number + 1 < len(addresses) else len(line)
        since = addresses[number - 1].end() if number else 0
        after = line[address.end() : min(until, address.end() + _AFTER)]
        status, length = _status(after)
        if not status and len(addresses) == 1:
            status = _status(line[: address.start()])[0] or _status_beside(text, end)
        method = [
            found[0].upper()
            for found in _METHOD.finditer(line[max(since, address.start() - _BEFORE) : address.start()])
        ]
        request = _request(address, method[-1] if method else "", status, start, address.end() + length, line)
        if request is not None:
            yield request


def _request(
    address: re.Match[str], method: str, status: str, offset: int, end: int, line: str
) -> RefusedRequest | None:
    host = address["host"].lower()
    if address["query"] is not None:
        part, name, by_digest = _token_part(unquote(address["query"])), "", False
    else:
        asked = _path_part(address["path"].rstrip(".:"))
        if asked is None:
            return None
        part, name, by_digest = asked
    return RefusedRequest(part, method, host, name, status, by_digest, offset + address.start(), offset + end, line)


def _token_part(query: str) -> Part:
    if _PLACEHOLDER not in query:
        return Part.TOKEN
    return (
        Part.TOKEN_WITH_PLACEHOLDER
        if query.count("scope=") + query.count(" repository:") > 1
        else Part.TOKEN_OF_PLACEHOLDER
    )


def _path_part(path: str) -> tuple[Part, str, bool] | None:
    """What a path below `/v2` asks for; `None` where it is no registry's."""
    if path == "/":
        return Part.PING, "", False
    if path.startswith("/_catalog"):
        return Part.CATALOG, "", False
    for marker, part in (
        ("/manifests/", Part.MANIFEST),
        ("/tags/", Part.TAGS),
        ("/blobs/upload", Part.UPLOAD),
        ("/blobs/", Part.BLOB),
    ):
        name, found, rest = path.partition(marker)
        if found:
            return part, name.strip("/"), rest.startswith("sha256")
    return None


def _status(text: str) -> tuple[str, int]:
    """The status that a text tells, and where it ends."""
    found = _STATUS.search(text)
    if found:
        return found["named"] or found["told"] or found["bare"], found.end()
    words = _WORDS.match(text.removeprefix('"'))
    if words:
        return next(name[1:] for name, value in words.groupdict().items() if value), words.end()
    return "", 0


def _status_beside(text: str, end: int) -> str:
    """The status that the line under the address tells."""
    found = _STATUS_BESIDE.search(_PROGRESS.sub("", text[end + 1 : end + 1 + _AFTER]).partition("\n")[0])
    return found[1] if found else ""
