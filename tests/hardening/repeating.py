"""A simulated GitHub that repeats the secrets it was sent: in one field of its answers, or in one header, at a time.

Each answer repeats them in the next form. What it repeats is what the request held: the credential, and whatever its
body calls a secret or a code.
"""

import base64
import binascii
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from ghcr_wizard.demo import server as demo
from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.wire import Request, Response
from ghcr_wizard.demo.world import Token
from tests.hardening.marks import FORMS

if TYPE_CHECKING:
    from ghcr_wizard.demo.switches import Role

FIELDS = (
    "login", "name", "full_name", "type", "html_url", "visibility", "created_at", "updated_at", "message",
    "documentation_url", "code", "error", "error_description", "detail", "tags", "repositories", "digest",
    "mediaType", "artifactType", "architecture", "os", "variant", "created", "Env", "Cmd", "Entrypoint", "User",
    "WorkingDir", "Labels", "annotations", "installed_version", "slug", "events", "url", "content_type", "status",
    "event", "action", "expires_at", "verification_uri", "user_code",
)  # fmt: skip
"""Members of GitHub's and the registry's documents, wherever in a document they stand."""

HEADERS = (
    "content-type", "date", "deprecation", "docker-content-digest", "etag", "github-authentication-token-expiration",
    "link", "location", "retry-after", "server", "sunset", "www-authenticate", "x-accepted-oauth-scopes",
    "x-github-enterprise-version", "x-github-request-id", "x-github-sso", "x-oauth-client-id", "x-oauth-scopes",
    "x-ratelimit-remaining", "x-ratelimit-resource",
)  # fmt: skip

_BODY_SECRETS = ("secret", "device_code")
Answer = Callable[[State, Request], tuple[Response, Token | None]]


@dataclass
class Voice:
    """What repeats: in which form it says a secret next, and in which forms it has said one.

    Attributes:
        place: The field or header.
        forms: The forms it says secrets in, in turn.
        said: How often it did, by form.
        heard: Every secret it was sent.
        last: The newest of them, which is repeated to a request that holds none.
    """

    place: str
    forms: Sequence[str] = tuple(FORMS)
    said: Counter[str] = field(default_factory=Counter)
    heard: set[str] = field(default_factory=set, repr=False)
    last: tuple[str, ...] = field(default=(), repr=False)

    def says(self, secret: str) -> str:
        """The secret in the next form."""
        form = self.forms[self.said.total() % len(self.forms)]
        self.said[form] += 1
        self.heard.add(secret)
        return FORMS[form](secret)


@contextmanager
def repeating(place: str, *, header: bool, forms: Sequence[str] = tuple(FORMS)) -> Iterator[Voice]:
    """While the context lasts every answer of a `DemoServer` repeats what it was sent, in that field or header."""
    voice = Voice(place, forms)
    repeat = _in_header if header else _in_field
    usual: dict[Role, Answer] = dict(demo._ANSWERS)  # noqa: SLF001 - the demo's table of answers is replaced as a whole

    def wrapped(answer: Answer) -> Answer:
        def repeated(state: State, request: Request) -> tuple[Response, Token | None]:
            response, token = answer(state, request)
            if place == "message" and request.method == "POST" and request.path.endswith("/hooks"):
                response.status, response.body = 422, b'{"message": "Validation Failed"}'
            for secret in tuple(_sent(request)) or voice.last:
                voice.last = (secret,)
                repeat(response, voice, secret)
            return response, token

        return repeated

    demo._ANSWERS.update({role: wrapped(answer) for role, answer in usual.items()})  # noqa: SLF001 - as above
    try:
        yield voice
    finally:
        demo._ANSWERS.update(usual)  # noqa: SLF001 - as above


def _sent(request: Request) -> Iterator[str]:
    """The secrets a request holds: its credential, and what its body calls a secret or a code."""
    scheme, _, credential = request.header("authorization").partition(" ")
    if scheme.lower() == "basic":
        yield base64.b64decode(credential).decode().partition(":")[2]
    elif credential:
        yield _inside(credential)
    try:
        document = json.loads(request.body)
    except ValueError:
        document = dict(parse_qsl(request.body.decode(errors="replace")))
    for fields in (document, document.get("config")) if isinstance(document, dict) else ():
        if isinstance(fields, dict):
            yield from (fields[name] for name in _BODY_SECRETS if isinstance(fields.get(name), str))


def _inside(bearer: str) -> str:
    """The token inside of GHCR's bearer, which is its base64; else the bearer."""
    try:
        text = base64.b64decode(bearer, validate=True).decode()
    except (binascii.Error, ValueError):
        return bearer
    return text if text.isascii() and text.isprintable() else bearer


def _in_header(response: Response, voice: Voice, secret: str) -> None:
    said = " ".join(voice.says(secret).split())
    usual = next((value for name, value in response.headers if name.lower() == voice.place), "")
    rest = [(name, value) for name, value in response.headers if name.lower() != voice.place]
    worded = {
        "link": f'{usual or "<https://x/>; rel=x"}, <https://x/{said.replace(" ", "")}>; rel="first"',
        "www-authenticate": f'{usual or "Bearer x=y"},error="{said}"',
        "etag": f'"{said}"',
    }
    response.headers[:] = [*rest, (voice.place, worded.get(voice.place, f"{usual} {said}".strip()))]


def _in_field(response: Response, voice: Voice, secret: str) -> None:
    if response.stream is not None:
        return
    try:
        document = json.loads(response.body)
    except ValueError:
        return
    response.body = json.dumps(_spoken(document, voice, secret)).encode()


def _spoken(value: object, voice: Voice, secret: str) -> object:
    """The document, with every member of that name saying the secret."""
    if isinstance(value, list):
        return [_spoken(item, voice, secret) for item in value]
    if isinstance(value, dict):
        return {
            key: _filled(item, voice, secret) if key == voice.place else _spoken(item, voice, secret)
            for key, item in value.items()
        }
    return value


def _filled(value: object, voice: Voice, secret: str) -> object:
    if isinstance(value, str):
        return voice.says(secret)
    if isinstance(value, list):
        return [voice.says(secret) for _ in value or [""]]
    if isinstance(value, dict):
        return {**value, voice.says(secret): "said", "said": voice.says(secret)}
    return value
