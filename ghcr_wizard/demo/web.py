"""The web host: small honest pages where GitHub's would be."""

import re
from html import escape
from typing import Final

from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.web_device import answer_device_flow
from ghcr_wizard.demo.wire import Request, Response, html

_TOKEN_PAGES: Final = frozenset({"/settings/tokens/new", "/settings/personal-access-tokens/new"})
_SIGN_ON: Final = re.compile(r"/(?P<family>orgs|enterprises)/(?P<name>[A-Za-z0-9-]+)/sso")
_EXPLANATION: Final = "<p>In the demo, this is where GitHub's page would be.</p>"


def answer_web(state: State, request: Request) -> Response:
    """Answer any page; those that make a token show the persona's demo token, to be copied from there."""
    if (response := answer_device_flow(state, request)) is not None:
        return _sealed(state, response)
    if request.verb != "GET":
        return Response(405, [("allow", "GET, HEAD")])
    address = f"https://github.com{request.target}"
    paragraphs = f"{_EXPLANATION}\n<p>The real one: <code>{escape(address)}</code></p>"
    if request.path in _TOKEN_PAGES:
        paragraphs += _token(state)
    if sign_on := _SIGN_ON.fullmatch(request.path):
        for organization in _behind(state, sign_on["family"], sign_on["name"]):
            state.authorise(organization)
        paragraphs += f"\n<p>Authorized for {escape(sign_on['name'])}: test the token again.</p>"
    response = html(f"Demo: {escape(request.path)}", paragraphs)
    return _sealed(state, response)


def _behind(state: State, family: str, name: str) -> list[str]:
    """Return the organizations whose single sign-on a page is."""
    if family == "orgs":
        return [name]
    return [account.login for account in state.world.accounts if account.policy.enterprise == name]


def _sealed(state: State, response: Response) -> Response:
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return response.with_headers([("content-security-policy", policy), ("x-github-request-id", state.request_id())])


def _token(state: State) -> str:
    """Return what the token pages add: what was filled in is in the address, the token is here."""
    if not state.world.token:
        return "\n<p>This persona has no token.</p>"
    return (
        f"\n<p>User name: <code>{escape(state.world.username)}</code></p>"
        f"\n<p>Token of this demo, which opens nothing outside it:</p>\n<pre>{escape(state.world.token)}</pre>"
        f"{_next_token(state.world.next_token)}"
    )


def _next_token(secret: str) -> str:
    """Return what is added where the persona makes another token."""
    return f"\n<p>The new token, to rotate to:</p>\n<pre>{escape(secret)}</pre>" if secret else ""
