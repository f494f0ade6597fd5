"""From bytes to evidence: what is asked, what the answer is, and whether it is one of the protocol at all."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from ghcr_wizard.text import clean
from ghcr_wizard.transport.exchange import Exchange, Fault, Server
from ghcr_wizard.transport.urls import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ghcr_wizard.secret import Secret
    from ghcr_wizard.transport.request import RawResponse


def said(document: object) -> tuple[str | None, str | None]:
    """Error code and message of an error body, both made safe to show.

    Forms: the registry's `{"errors": [{"code", "message"}]}` (Distribution specification, "Error codes"), GitHub's
    `{"message", "errors": [{"message"}]}` (REST docs, "Validation failed"), OAuth's `{"error", "error_description"}`.
    """
    if not isinstance(document, dict):
        return None, None
    first = _first(document.get("errors"))
    detail = _text(first.get("message"))
    if message := _text(document.get("message")):
        return None, f"{message}: {detail}" if detail and detail not in message else message
    if first:
        return _text(first.get("code"), 60), detail
    error = document.get("error")
    if isinstance(error, dict):
        return _text(error.get("code"), 60), _text(error.get("message"))
    if description := _text(document.get("error_description")):
        return _text(error, 60), description
    return None, _text(error)


def _first(errors: object) -> dict[object, object]:
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        return errors[0]
    return {}


def _text(value: object, longest: int = 500) -> str | None:
    if not isinstance(value, str):
        return None
    return clean(value, longest) or None


BODY_LIMIT = 4 * 1024 * 1024
"""Bytes of decoded body; a page of a hundred packages has half a megabyte, the registry allows manifests of four."""

KEPT_HEADERS = frozenset(
    {
        "content-type",
        "date",
        "deprecation",
        "docker-content-digest",
        "docker-distribution-api-version",
        "github-authentication-token-expiration",
        "retry-after",
        "server",
        "sunset",
        "www-authenticate",
        "x-accepted-github-permissions",
        "x-accepted-oauth-scopes",
        "x-github-api-version-selected",
        "x-github-enterprise-version",
        "x-github-request-id",
        "x-github-sso",
        "x-oauth-client-id",
        "x-oauth-scopes",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "x-ratelimit-resource",
        "x-ratelimit-used",
    }
)
"""The headers of an answer that are evidence."""

_LONGEST_HEADER = 2_000
_USUAL_LENGTH, _MOST_VALUES = 1024 * 1024, 200_000
"""A longer body that holds more values than any answer does would take twenty times its length when it is parsed."""

_NO_BODY = frozenset({204, 205, 304})
_PROXY_AUTHENTICATION = 407


class Redirects(Enum):
    """Where a redirect of a GET or HEAD may lead."""

    SAME_ORIGIN = "same origin"
    ANY_HTTPS = "any https host, without the credential"


@dataclass(frozen=True, slots=True)
class Request:
    """One request to make.

    Attributes:
        server: Which server is asked.
        method: The HTTP method.
        url: The whole address.
        origin: Whose credential it is; it is sent nowhere else.
        headers: Headers besides the authorization.
        authorization: The whole `Authorization` value.
        content: The body to send.
        expects_json: Whether an answer of success has to be JSON; refusals always do.
        redirects: Where a redirect may lead.
        limit: Bytes of decoded body that are allowed.
    """

    server: Server
    method: str
    url: str
    origin: str
    headers: Mapping[str, str] = field(default_factory=dict)
    authorization: Secret | None = None
    content: bytes | None = field(default=None, repr=False)
    expects_json: bool = True
    redirects: Redirects = Redirects.SAME_ORIGIN
    limit: int = BODY_LIMIT


@dataclass(frozen=True, slots=True)
class Response:
    """What came back.

    Attributes:
        exchange: The evidence; its fault says why there is no usable answer.
        url: The address that answered, after redirects; not safe to show.
        headers: All headers, lower-case names; not safe to show.
        body: The decoded body; not safe to show.
        document: The body as JSON, `None` if it is not JSON.
    """

    exchange: Exchange
    url: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    document: object | None = field(default=None, repr=False)

    def json(self) -> object | None:
        """The body as JSON; `None` if it is not JSON."""
        return self.document


def parsed(body: bytes) -> object | None:
    """`body` as JSON; `None` if it is not JSON, or nested deeper or cut smaller than any honest document."""
    if len(body) > _USUAL_LENGTH and sum(map(body.count, (b",", b"[", b"{"))) > _MOST_VALUES:
        return None
    try:
        document: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document


def answer_of(call: Request, url: str, outcome: RawResponse, *, authenticated: bool) -> Response:
    """The answer with its evidence; a body that is not the protocol's becomes a fault.

    Args:
        call: What was asked for.
        url: The address that answered, after redirects.
        outcome: What came from there.
        authenticated: Whether a credential was sent to anybody on the way.
    """
    document = parsed(outcome.body) if outcome.body else None
    fault, detail = outcome.fault, outcome.detail
    if fault is None:
        detail = _complaint(call, outcome, document)
        fault = Fault.PROXY if outcome.status == _PROXY_AUTHENTICATION else Fault.NOT_PROTOCOL if detail else None
    refused = outcome.status is not None and outcome.status >= 400  # noqa: PLR2004 - HTTP's classes
    code, message = said(document) if refused else (None, None)
    exchange = Exchange(
        server=call.server,
        method=call.method,
        url=shown(url),
        status=outcome.status,
        code=code,
        message=message,
        headers=_kept(outcome.headers),
        request_id=_header(outcome.headers, "x-github-request-id"),
        fault=fault,
        detail=detail,
        authenticated=authenticated,
    )
    return Response(exchange, url, outcome.headers, outcome.body, document)


def _complaint(call: Request, outcome: RawResponse, document: object | None) -> str | None:
    """What is wrong with a whole answer, in a few words; `None` if it can be the protocol's."""
    status = outcome.status or 0
    kind = (_header(outcome.headers, "content-type") or "no type").partition(";")[0]
    if 300 <= status < 400 and status not in _NO_BODY:  # noqa: PLR2004 - HTTP's classes
        return "a redirect that leads nowhere"
    if call.method == "HEAD":
        return "a web page" if kind == "text/html" else None
    if status in _NO_BODY or document is not None:
        return None
    if not outcome.body:
        return "an empty answer" if status < 400 and call.expects_json else None  # noqa: PLR2004 - HTTP's classes
    if status < 400 and not call.expects_json and not _is_foreign(call, kind):  # noqa: PLR2004 - HTTP's classes
        return None
    return _glimpse(kind, outcome.body)


def _is_foreign(call: Request, kind: str) -> bool:
    """Whether a body that is no JSON gives its sender away: the page of a portal, or JSON that was cut or garbled."""
    return call.server in {Server.API, Server.REGISTRY} and kind in {"text/html", "application/json"}


def _glimpse(kind: str, body: bytes) -> str:
    """The type of a foreign body, and its first words if it is plain text."""
    words = clean(body[:200].decode("utf-8", "replace"), 100).strip() if kind == "text/plain" else ""
    return f"{kind} instead of JSON" + (f": {words}" if words else "")


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: _header(headers, name) or "" for name in headers if name in KEPT_HEADERS}


def _header(headers: Mapping[str, str], name: str) -> str | None:
    value = headers.get(name)
    return None if value is None else clean(value, _LONGEST_HEADER)
