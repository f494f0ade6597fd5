"""The OAuth device flow of GitHub's web host: a code is asked for, then its token is polled for.

GitHub docs "Authorizing OAuth apps", section "Device flow". Refusals come with status 200. Nothing here raises for
what GitHub or a network does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ghcr_wizard.github.hosts import github_host
from ghcr_wizard.github.scopes import parse
from ghcr_wizard.secret import Secret
from ghcr_wizard.text import clean
from ghcr_wizard.transport.exchange import Exchange, Fault, Server
from ghcr_wizard.transport.urls import host_of, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ghcr_wizard.github.hosts import Hosts
    from ghcr_wizard.transport.client import HttpClient
    from ghcr_wizard.transport.protocol import Response

_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_USER_CODE = re.compile(r"[A-Za-z0-9-]{4,32}")
_DEVICE_CODE = re.compile(r"[\x21-\x7e]{8,400}")
_LONGEST_LIFE, _USUAL_LIFE = 3_600, 900
_LONGEST_INTERVAL, _USUAL_INTERVAL = 120, 5
_LIMIT = 64 * 1024


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """A code that waits to be approved.

    Attributes:
        device_code: What the program polls with; who has it gets the token.
        user_code: What the person types, `WDJB-MJHT`.
        page: Where: an address of the expected web host.
        lives: Seconds until it ends.
        interval: Seconds between two polls.
    """

    device_code: Secret
    user_code: str
    page: str
    lives: int
    interval: int


@dataclass(frozen=True, slots=True)
class DeviceAnswer:
    """What the web host answered; at most one of `code`, `token` and `error` is there.

    Attributes:
        exchange: The evidence; its fault says why none is.
        code: A new code.
        token: The token.
        scopes: What it may do, as GitHub sent it.
        error: GitHub's word for its refusal, `authorization_pending`.
        said: Its sentence about that, made safe to show.
        interval: Seconds between two polls from now on, where it said so.
    """

    exchange: Exchange
    code: DeviceCode | None = None
    token: Secret | None = None
    scopes: tuple[str, ...] = ()
    error: str | None = None
    said: str = ""
    interval: int | None = None


class DeviceFlow:
    """The device flow of one OAuth App on one GitHub.

    Args:
        http: The client everything goes through.
        hosts: Which GitHub.
        client_id: The OAuth App's.
    """

    def __init__(self, http: HttpClient, hosts: Hosts, client_id: str) -> None:
        self._http, self._hosts, self._client_id = http, hosts, client_id

    async def begin(self, scopes: Iterable[str]) -> DeviceAnswer:
        """Ask for a code; the token will have these scopes at most."""
        answer = await self._post("/login/device/code", {"scope": " ".join(scopes)})
        fields = _fields(answer)
        if not answer.exchange.ok or "error" in fields:
            return _refusal(answer, fields)
        page = _text(fields, "verification_uri", 400)
        if not self._is_ours(page):
            foreign = f"its page is at a foreign address ({host_of(page) or 'none'})"
            return DeviceAnswer(replace(answer.exchange, fault=Fault.NOT_PROTOCOL, detail=foreign))
        code = _code(fields, page)
        return _odd(answer) if code is None else DeviceAnswer(answer.exchange, code)

    async def poll(self, code: DeviceCode) -> DeviceAnswer:
        """Ask whether the code was approved."""
        fields = {"device_code": code.device_code.reveal(), "grant_type": _GRANT}
        answer = await self._post("/login/oauth/access_token", fields)
        told = _fields(answer)
        if not answer.exchange.ok or "error" in told:
            return _refusal(answer, told)
        token = told.get("access_token")
        if not isinstance(token, str) or not token:
            return _odd(answer)
        return DeviceAnswer(answer.exchange, token=Secret(token), scopes=parse(_text(told, "scope", 1_000)))

    async def _post(self, path: str, fields: Mapping[str, str]) -> Response:
        web = self._hosts.web_url
        return await self._http.request(
            Server.WEB,
            "POST",
            web + path,
            origin=web,
            headers={"accept": "application/json"},
            form={"client_id": self._client_id, **fields},
            limit=_LIMIT,
        )

    def _is_ours(self, page: str) -> bool:
        """Whether a person may be sent there to type a code: GitHub's own web host, or what overrides it."""
        ours = {origin_of(self._hosts.web_url), origin_of(f"https://{github_host(self._hosts)}")}
        return clean(page, 400) == page and origin_of(page) in ours


def _code(fields: Mapping[str, object], page: str) -> DeviceCode | None:
    device_code, user_code = fields.get("device_code"), fields.get("user_code")
    if not isinstance(device_code, str) or not _DEVICE_CODE.fullmatch(device_code):
        return None
    if not isinstance(user_code, str) or not _USER_CODE.fullmatch(user_code):
        return None
    secret = Secret(device_code)
    if clean(user_code) != user_code or clean(page, 400) != page:
        return None  # what a person is to read aloud or open would give the secret code away
    lives = _number(fields.get("expires_in"), _USUAL_LIFE, _LONGEST_LIFE)
    interval = _number(fields.get("interval"), _USUAL_INTERVAL, _LONGEST_INTERVAL)
    return DeviceCode(secret, user_code, page, lives, interval)


def _refusal(answer: Response, fields: Mapping[str, object]) -> DeviceAnswer:
    error = _text(fields, "error", 60) or None
    said = _text(fields, "error_description", 300)
    asked = fields.get("interval")
    interval = None if asked is None else _number(asked, _USUAL_INTERVAL, _LONGEST_INTERVAL)
    return DeviceAnswer(answer.exchange, error=error, said=said, interval=interval)


def _odd(answer: Response) -> DeviceAnswer:
    """An answer of success that is not the device flow's."""
    return DeviceAnswer(replace(answer.exchange, fault=Fault.NOT_PROTOCOL, detail="no answer of the device flow"))


def _fields(answer: Response) -> Mapping[str, object]:
    document = answer.json()
    return document if isinstance(document, dict) else {}


def _text(fields: Mapping[str, object], name: str, longest: int) -> str:
    value = fields.get(name)
    return clean(value, longest) if isinstance(value, str) else ""


def _number(value: object, usual: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return usual
    return min(max(value, 1), most)
