"""What can go wrong on purpose.

| kind | what the client sees |
| --- | --- |
| `status` | an error of this status; the registry's 429 has its hint in the message only |
| `primary-rate-limit`, `secondary-rate-limit` | GitHub's two REST refusals for too many requests |
| `html` | a web page instead of the protocol's answer |
| `reset`, `hang` | the connection is reset; nothing is ever answered |
| `truncate`, `oversize`, `slow` | half a body; a body without end; a body that takes its time |
| `foreign-link`, `foreign-redirect`, `foreign-realm` | a page link, a redirect or a challenge to another host |
| `garbage-json` | 200 with broken JSON |
| `login-lockout` | GitHub's refusal of good tokens after several bad ones |
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ghcr_wizard.demo.api.call import LOCKED_OUT
from ghcr_wizard.demo.api.errors import DOCS, refused
from ghcr_wizard.demo.registry.errors import PLACEHOLDER_SCOPE, refusal
from ghcr_wizard.demo.state import Origins
from ghcr_wizard.demo.switches import Fault, Role
from ghcr_wizard.demo.wire import Headers, Request, Response, html

_REGISTRY_THROTTLED: Final = "retry-after: 880.092\u00b5s, allowed: 44000/minute"
_SECONDARY: Final = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to "
    "GitHub Support for help, please include the request ID."
)
_PRIMARY: Final = "API rate limit exceeded for user ID 583231."
_REGISTRY_CODES: Final = {429: "TOOMANYREQUESTS", 401: "UNAUTHORIZED", 403: "DENIED", 404: "NAME_UNKNOWN"}
_TOO_MANY: Final = 429
_KEPT: Final = frozenset(
    {
        "docker-distribution-api-version",
        "x-github-request-id",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "x-ratelimit-resource",
        "x-ratelimit-used",
    }
)
_ENDLESS_CHUNK: Final = b" " * 65_536


@dataclass(slots=True)
class _Armed:
    """A fault and how often it matched so far."""

    fault: Fault
    seen: int = 0
    method: re.Pattern[str] = field(init=False)
    path: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        self.method = re.compile(self.fault.method)
        self.path = re.compile(self.fault.path)

    def strikes(self, role: Role, request: Request) -> bool:
        """Tell whether the fault happens to this request, counting it."""
        matches = (
            role == self.fault.role
            and self.method.fullmatch(request.method) is not None
            and self.path.search(request.target) is not None
        )
        if not matches:
            return False
        self.seen += 1
        turn = self.seen - self.fault.after
        return turn > 0 and (self.fault.times is None or turn <= self.fault.times)


class FaultPlan:
    """The faults of one server, with their counters."""

    def __init__(self, faults: Sequence[Fault], origins: Origins) -> None:
        self._armed = [_Armed(fault) for fault in faults]
        self._origins = origins

    def strike(self, role: Role, request: Request) -> Fault | None:
        """Return the first fault that happens to this request; every matching one counts it."""
        struck = [armed.fault for armed in self._armed if armed.strikes(role, request)]
        return struck[0] if struck else None

    def apply(self, fault: Fault, request: Request, usual: Response) -> Response:
        """Return what is answered, given the usual answer: another one, or the usual one spoiled."""
        foreign = fault.target or self._origins.blob.replace("127.0.0.1", "localhost")
        if fault.kind == "foreign-link":
            kept = [(name, value) for name, value in usual.headers if name != "link"]
            usual.headers = [*kept, ("link", f'<{foreign}/stolen?page=2>; rel="next"')]
        make = _REPLACEMENTS.get(fault.kind)
        if make is None:
            return usual
        instead = make(fault, request, foreign)
        given = {name for name, _ in instead.headers}
        kept = [(name, value) for name, value in usual.headers if name in _KEPT and name not in given]
        return instead.with_headers(kept)


def _retry_after(fault: Fault) -> Headers:
    return [] if fault.retry_after is None else [("retry-after", str(fault.retry_after))]


def _status(fault: Fault, _request: Request, _foreign: str) -> Response:
    status = fault.status or 503
    if fault.role == "registry":
        message = _REGISTRY_THROTTLED if status == _TOO_MANY else "unavailable"
        return refusal(status, _REGISTRY_CODES.get(status, "UNKNOWN"), message, _retry_after(fault)).response
    if fault.role == "api":
        return refused(status, "Server Error", DOCS, _retry_after(fault)).response
    return Response(status, _retry_after(fault))


def _primary(fault: Fault, _request: Request, _foreign: str) -> Response:
    headers = [("x-ratelimit-remaining", "0"), *_retry_after(fault)]
    return refused(fault.status or 403, _PRIMARY, f"{DOCS}/rate-limit", headers).response


def _secondary(fault: Fault, _request: Request, _foreign: str) -> Response:
    return refused(fault.status or 403, _SECONDARY, DOCS, _retry_after(fault)).response


def _html(fault: Fault, _request: Request, _foreign: str) -> Response:
    text = "<p>This page is taking too long to load. Sorry about that.</p>"
    return html("Unicorn! &middot; GitHub", text, fault.status or 503).with_headers(_retry_after(fault))


def _oversize(fault: Fault, _request: Request, _foreign: str) -> Response:
    def endless() -> Iterator[bytes]:
        yield b"["
        while True:
            yield _ENDLESS_CHUNK

    return Response(fault.status or 200, [("content-type", "application/json")], stream=endless)


def _foreign_redirect(fault: Fault, request: Request, foreign: str) -> Response:
    return Response(fault.status or 307, [("location", foreign + request.target)])


def _foreign_realm(_fault: Fault, _request: Request, foreign: str) -> Response:
    challenge = f'Bearer realm="{foreign}/token",service="ghcr.io",scope="{PLACEHOLDER_SCOPE}"'
    headers = [("www-authenticate", challenge)]
    return refusal(401, "UNAUTHORIZED", "authentication required", headers).response


def _garbage(fault: Fault, _request: Request, _foreign: str) -> Response:
    return Response(fault.status or 200, [("content-type", "application/json; charset=utf-8")], b'{"login": [')


def _lockout(_fault: Fault, _request: Request, _foreign: str) -> Response:
    return refused(403, LOCKED_OUT).response


_REPLACEMENTS: Final[Mapping[str, Callable[[Fault, Request, str], Response]]] = {
    "status": _status,
    "primary-rate-limit": _primary,
    "secondary-rate-limit": _secondary,
    "html": _html,
    "oversize": _oversize,
    "foreign-redirect": _foreign_redirect,
    "foreign-realm": _foreign_realm,
    "garbage-json": _garbage,
    "login-lockout": _lockout,
}
