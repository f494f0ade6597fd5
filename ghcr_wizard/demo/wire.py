"""Requests and responses, as values between the socket and the rules."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from urllib.parse import parse_qsl, unquote

Headers = list[tuple[str, str]]

_REASONS_WITHOUT_BODY: Final = frozenset({204, 304})


@dataclass(frozen=True)
class Request:
    """One request: `target` is the raw path with query, header names are lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""
    peer: str = "127.0.0.1"

    @property
    def path(self) -> str:
        """The raw path, still percent-encoded, without the query."""
        return self.target.partition("?")[0]

    @cached_property
    def segments(self) -> list[str]:
        """The decoded path segments; an encoded slash stays inside its segment."""
        return [unquote(part) for part in self.path.strip("/").split("/")]

    @cached_property
    def query(self) -> dict[str, str]:
        """The query's parameters; the last of a name wins."""
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))

    @property
    def verb(self) -> str:
        """The method that decides the route: a HEAD is answered as its GET."""
        return "GET" if self.method == "HEAD" else self.method

    def header(self, name: str) -> str:
        """Return a header's value, empty when it was not sent."""
        return self.headers.get(name.lower(), "")


@dataclass(slots=True)
class Response:
    """One response: a `body` in memory, or a `stream` of `length` bytes (endless when `length` is None)."""

    status: int
    headers: Headers = field(default_factory=list)
    body: bytes = b""
    stream: Callable[[], Iterator[bytes]] | None = None
    length: int | None = None

    def with_headers(self, headers: Headers) -> "Response":
        """Add headers; return this response."""
        self.headers.extend(headers)
        return self

    @property
    def bodiless(self) -> bool:
        """Whether this status never has a body."""
        return self.status in _REASONS_WITHOUT_BODY

    @property
    def content_length(self) -> int | None:
        """Bytes of the body; None when it has no end."""
        return self.length if self.stream else len(self.body)


def encode_json(document: object) -> bytes:
    """Return compact JSON."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def html(title: str, paragraphs: str, status: int = 200) -> Response:
    """Return a small page; `paragraphs` is HTML and already escaped."""
    page = f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>\n'
    page += f"<body><h1>{title}</h1>\n{paragraphs}\n</body></html>\n"
    return Response(status, [("content-type", "text/html; charset=utf-8")], page.encode())
