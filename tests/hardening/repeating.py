"""A simulated GitHub that repeats the secrets it was sent: in one field of its answers, or in one header, at a time.

Each answer repeats them in the next form. What it repeats is what the request held: the credential, and whatever its
body calls a secret or a code; or what the answer itself gives out, as a device code or a token. A manifest or a config
that repeats something is another one, so what points at it says its new digest, as if it had been pushed like that.
"""

import base64
import binascii
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

from ghcr_wizard.demo import server as demo
from ghcr_wizard.demo.registry.blob_host import blob_link
from ghcr_wizard.demo.registry.blobs import literal
from ghcr_wizard.demo.registry.content import Content
from ghcr_wizard.demo.registry.router import parse_route
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
_GIVEN_OUT = ("device_code", "access_token", "token")
_NOBODYS = "v1:"
"""What the registry's bearer for nobody begins with once it is decoded: a package and a number, no secret."""

_BESIDE = {
    "artifactType": "mediaType",
    "detail": "code",
    "error": "access_token",
    "error_description": "error",
    "installed_version": "verifiable_password_authentication",
    "variant": "architecture",
}
"""Members that the demonstration leaves out, though GitHub or a registry may have them: beside which one they stand."""

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
        pushed: Manifests and configs that repeat something, by their new digests, with their media types.
    """

    place: str
    forms: Sequence[str] = tuple(FORMS)
    said: Counter[str] = field(default_factory=Counter)
    heard: set[str] = field(default_factory=set, repr=False)
    last: tuple[str, ...] = field(default=(), repr=False)
    pushed: dict[str, tuple[str, bytes]] = field(default_factory=dict, repr=False)

    def says(self, secret: str) -> str:
        """The secret in the next form."""
        form = self.forms[self.said.total() % len(self.forms)]
        self.said[form] += 1
        self.heard.add(secret)
        return FORMS[form](secret)


@contextmanager
def repeating(
    place: str, *, header: bool, forms: Sequence[str] = tuple(FORMS), known: Sequence[str] = ()
) -> Iterator[Voice]:
    """While the context lasts every answer of a `DemoServer` repeats what it was sent, in that field or header.

    Args:
        place: The field's or header's name.
        header: Whether it is a header.
        forms: In which forms, in turn.
        known: What it was sent before, and what the program that asks has in use; repeated until there is more.
    """
    voice = Voice(place, forms, last=tuple(known))
    repeat = _in_header if header else _in_field
    usual: dict[Role, Answer] = dict(demo._ANSWERS)  # noqa: SLF001 - the demo's table of answers is replaced as a whole

    def wrapped(answer: Answer) -> Answer:
        def repeated(state: State, request: Request) -> tuple[Response, Token | None]:
            response, token = answer(state, request)
            if (again := _pushed(state, request, voice)) is not None:
                return again, token
            _refuse(place, request, response)
            for secret in _secrets(_sent(request)) or _secrets(_given(response)) or voice.last:
                voice.last = (secret,)
                if not header:
                    _push_anew(state, request, response, voice, secret)
                repeat(response, voice, secret)
                _tell_digest(response, voice)
            return response, token

        return repeated

    demo._ANSWERS.update({role: wrapped(answer) for role, answer in usual.items()})  # noqa: SLF001 - as above
    try:
        yield voice
    finally:
        demo._ANSWERS.update(usual)  # noqa: SLF001 - as above


def _refuse(place: str, request: Request, response: Response) -> None:
    """Refuse what was asked for where only a refusal has that field."""
    if place == "message" and request.method == "POST" and request.path.endswith("/hooks"):
        response.status, response.body = 422, b'{"message": "Validation Failed"}'
    if place == "error_description" and b'"access_token"' in response.body:
        response.body = b'{"error": "access_denied"}'


def _secrets(found: Iterator[str]) -> tuple[str, ...]:
    return tuple(secret for secret in found if not secret.startswith(_NOBODYS))


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


def _given(response: Response) -> Iterator[str]:
    """The secrets an answer gives out."""
    document = _document(response)
    if isinstance(document, dict):
        yield from (_inside(document[name]) for name in _GIVEN_OUT if isinstance(document.get(name), str))


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
    document = _document(response)
    if document is not None:
        response.body = json.dumps(_spoken(document, voice, secret)).encode()


def _document(response: Response) -> object | None:
    if response.stream is not None:
        return None
    try:
        document: object = json.loads(response.body)
    except ValueError:
        return None
    return document


def _pushed(state: State, request: Request, voice: Voice) -> Response | None:
    """A manifest or config that was pushed anew, where it is one that is asked for."""
    route = parse_route(request.path) if request.path.startswith("/v2/") else None
    digest = unquote(route.rest) if route else ""
    if route is None or digest not in voice.pushed:
        return None
    if route.kind == "blobs":
        return Response(307, [("location", blob_link(state, digest))])
    kind, content = voice.pushed[digest]
    return Response(200, [("content-type", kind), ("docker-content-digest", digest)], content)


def _push_anew(state: State, request: Request, response: Response, voice: Voice, secret: str) -> None:
    """Where the answer is a manifest, push what it points at as it says the secret, and point at that."""
    route, document = parse_route(request.path), _document(response)
    package = state.world.package(route.name) if route and route.kind == "manifests" else None
    if package is not None and isinstance(document, dict) and "schemaVersion" in document:
        _point(document, state.content(package), state, voice, secret)
        response.body = json.dumps(document).encode()


def _point(document: dict[str, object], content: Content, state: State, voice: Voice, secret: str) -> None:
    config, manifests = document.get("config"), document.get("manifests")
    for part in (config, *(manifests if isinstance(manifests, list) else ())):
        if not isinstance(part, dict) or not isinstance(digest := part.get("digest"), str):
            continue
        manifest, blob = content.manifests.get(digest), content.blobs.get(digest)
        raw = manifest.body if manifest else blob.content if blob else None
        if raw is None:
            continue
        below = json.loads(raw)
        _point(below, content, state, voice, secret)
        new = literal(json.dumps(_spoken(below, voice, secret)).encode())
        state.blob_sources[new.digest] = new
        voice.pushed[new.digest] = (manifest.media_type if manifest else "", new.content or b"")
        part.update(digest=new.digest, size=new.size)


def _tell_digest(response: Response, voice: Voice) -> None:
    """Where a manifest says its digest, the one that it has now."""
    if voice.place != "docker-content-digest" and any(name == "docker-content-digest" for name, _ in response.headers):
        rest = [(name, value) for name, value in response.headers if name != "docker-content-digest"]
        if response.status == 200 and response.stream is None:
            response.headers[:] = [*rest, ("docker-content-digest", literal(response.body).digest)]


def _spoken(value: object, voice: Voice, secret: str) -> object:
    """The document, with every member of that name saying the secret."""
    if isinstance(value, list):
        return [_spoken(item, voice, secret) for item in value]
    if isinstance(value, dict):
        if _BESIDE.get(voice.place) in value and isinstance(value.get(_BESIDE[voice.place]), str | bool):
            value = {voice.place: "", **value}
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
