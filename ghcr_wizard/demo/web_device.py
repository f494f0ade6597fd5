"""The web host's part of signing in with a code: the OAuth device flow, and the page where the person approves.

GitHub docs "Authorizing OAuth apps", section "Device flow": refusals are answered with status 200.
"""

import json
from collections.abc import Callable, Mapping
from html import escape
from typing import Final
from urllib.parse import parse_qsl

from ghcr_wizard.demo.device import Device
from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.tokens import prefixed
from ghcr_wizard.demo.wire import Request, Response, encode_json, html
from ghcr_wizard.demo.world import OAuthApp, Token

DEVICE_PAGE: Final = "/login/device"
_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"
_DOCS: Final = "https://docs.github.com/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/"
_WORDS: Final[Mapping[str, str]] = {
    "authorization_pending": "The authorization request is still pending.",
    "slow_down": "Too many requests have been made in the same timeframe.",
    "expired_token": "This 'device_code' has expired.",
    "access_denied": "The authorization request was denied.",
    "device_flow_disabled": "Device Flow must be explicitly enabled for this App",
    "incorrect_client_credentials": "The client_id and/or client_secret passed are incorrect.",
    "incorrect_device_code": "The device_code provided is not valid.",
    "unsupported_grant_type": "The grant type is not supported.",
}
_FIRST_ISSUED: Final = 5_000_001


def answer_device_flow(state: State, request: Request) -> Response | None:
    """Answer what belongs to the device flow; None for any other page."""
    route = _ROUTES.get((request.verb, request.path))
    if route is None:
        return None
    return route(state, _fields(request))


def _fields(request: Request) -> dict[str, str]:
    """Return what a form or a JSON object says; GitHub takes both."""
    body = request.body.decode("utf-8", "replace")
    if not request.header("content-type").startswith("application/json"):
        return dict(parse_qsl(body, keep_blank_values=True))
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return {name: str(value) for name, value in document.items()} if isinstance(document, dict) else {}


def _code(state: State, fields: Mapping[str, str]) -> Response:
    app = _app(state, fields)
    if app is None:
        return _refused("incorrect_client_credentials")
    if not state.switches.device_flow:
        return _refused("device_flow_disabled")
    device = state.devices.begin(fields.get("scope", ""))
    document = {
        "device_code": device.code,
        "user_code": device.user_code,
        "verification_uri": (state.switches.device_page or state.origins.web) + DEVICE_PAGE,
        "expires_in": 900,
        "interval": app.interval,
    }
    return _json(document)


def _poll(state: State, fields: Mapping[str, str]) -> Response:
    app = _app(state, fields)
    if app is None:
        return _refused("incorrect_client_credentials")
    if fields.get("grant_type") != _GRANT:
        return _refused("unsupported_grant_type")
    device = state.devices.of_code(fields.get("device_code", ""))
    if device is None:
        return _refused("incorrect_device_code")
    refusal = _not_yet(state, app, device)
    if refusal:
        return _refused(refusal, {"interval": device.interval} if refusal == "slow_down" else {})
    return _json({"access_token": _issue(state, device), "token_type": "bearer", "scope": ",".join(device.scopes)})


def _not_yet(state: State, app: OAuthApp, device: Device) -> str | None:
    """Return why a poll is refused: it came too early, was told to slow down, or nobody approved yet."""
    switches = state.switches
    if device.came_too_early(state.monotonic(), app.interval) or device.polls <= switches.device_slow_downs:
        device.interval += 5
        return "slow_down"
    acts_after = switches.device_acts_after if switches.device_acts_after is not None else app.acts_after
    if device.answer is None and acts_after is not None and device.polls > acts_after:
        device.answer = switches.device_answer
    if device.answer == "approved":
        return None
    return {"denied": "access_denied", "expired": "expired_token"}.get(device.answer or "", "authorization_pending")


def _issue(state: State, device: Device) -> str:
    """Mint the token; the code is of no further use."""
    state.devices.end(device)
    number = _FIRST_ISSUED + state.devices.issued
    login = state.world.username or state.world.accounts[0].login
    secret = prefixed("gho_", f"device {number}")
    state.issue(Token(number, secret, "oauth", login, frozenset(device.scopes)))
    return secret


def _page(state: State, _fields: Mapping[str, str]) -> Response:
    codes = " ".join(f"<code>{escape(device.user_code)}</code>" for device in state.devices.waiting())
    waiting = f"<p>Waiting in this demo: {codes or 'none'}</p>"
    form = '<form method="post"><label>Code <input name="user_code" autocomplete="off"></label>'
    return html("Demo: device activation", f"{waiting}\n{form}\n{_buttons()}</form>")


def _buttons() -> str:
    return (
        '<button name="answer" value="approved">Authorize</button> <button name="answer" value="denied">Cancel</button>'
    )


def _answered(state: State, fields: Mapping[str, str]) -> Response:
    device = state.devices.of_user_code(fields.get("user_code", ""))
    answer = fields.get("answer", "")
    if device is None or answer not in {"approved", "denied"}:
        return html("Demo: no such code", "<p>Type the code as the program shows it.</p>", 404)
    device.answer = "approved" if answer == "approved" else "denied"
    asked = f"<p>Scopes: <code>{escape(', '.join(device.scopes) or 'none')}</code></p>"
    done = "Congratulations, you're all set!" if answer == "approved" else "The request was cancelled."
    return html("Demo: device activation", f"<p>{done}</p>\n{asked}")


def _app(state: State, fields: Mapping[str, str]) -> OAuthApp | None:
    app = state.world.oauth_app
    return app if app is not None and fields.get("client_id") == app.client_id else None


def _refused(error: str, more: Mapping[str, object] = {}) -> Response:
    return _json({"error": error, "error_description": _WORDS[error], "error_uri": f"{_DOCS}#{error}", **more})


def _json(document: object) -> Response:
    return Response(200, [("content-type", "application/json; charset=utf-8")], encode_json(document))


_ROUTES: Final[Mapping[tuple[str, str], Callable[[State, Mapping[str, str]], Response]]] = {
    ("POST", "/login/device/code"): _code,
    ("POST", "/login/oauth/access_token"): _poll,
    ("GET", DEVICE_PAGE): _page,
    ("POST", DEVICE_PAGE): _answered,
}
