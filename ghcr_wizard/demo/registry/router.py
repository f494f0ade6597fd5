"""The registry's host: from a request to an answer with the registry's headers."""

from dataclasses import dataclass
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from ghcr_wizard.demo.registry.access import check_push, readable_package
from ghcr_wizard.demo.registry.errors import (
    PLACEHOLDER_SCOPE,
    RegistryRefusedError,
    json_response,
    manifest_unknown,
    name_unknown,
    no_route,
    refusal,
    unsupported,
)
from ghcr_wizard.demo.registry.reads import catalog, get_blob, get_manifest, list_tags
from ghcr_wizard.demo.registry.token import basic_credential, bearer_principal, exchange
from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.wire import Headers, Request, Response, html
from ghcr_wizard.demo.world import Token

_WRITING: Final = frozenset({"POST", "PUT", "PATCH"})
_KINDS: Final = frozenset({"tags", "manifests", "blobs", "referrers"})
_EMPTY_INDEX: Final = {
    "schemaVersion": 2,
    "mediaType": "application/vnd.oci.image.index.v1+json",
    "manifests": [],
}


@dataclass(frozen=True, slots=True)
class Route:
    """A path below `/v2/`: the package's name, what of it is asked for, and the rest."""

    name: str
    kind: str
    rest: str


def parse_route(path: str) -> Route | None:
    """Split `/v2/NAME/KIND/REST`; the name may be nested. None when it is no such path."""
    parts = path.removeprefix("/v2/").split("/")
    for position in range(len(parts) - 2, 0, -1):
        if parts[position] in _KINDS:
            rest = "/".join(parts[position + 1 :])
            return Route("/".join(parts[:position]), parts[position], rest)
    return _upload_route(parts)


def _upload_route(parts: list[str]) -> Route | None:
    """Recognise `NAME/blobs/uploads`, written without the closing slash."""
    if len(parts) > 2 and parts[-2:] == ["blobs", "uploads"]:  # noqa: PLR2004 -- name, blobs, uploads
        return Route("/".join(parts[:-2]), "blobs", "uploads")
    return None


def answer_registry(state: State, request: Request) -> tuple[Response, Token | None]:
    """Answer a request to the registry; return the answer and the live token it was made with."""
    try:
        response = _answer(state, request)
    except RegistryRefusedError as refused:
        response = refused.response
    headers = [
        *_api_version(request, response),
        ("date", state.now().strftime("%a, %d %b %Y %H:%M:%S GMT")),
        ("x-github-request-id", state.request_id()),
    ]
    return response.with_headers(headers), _recorded_principal(state, request)


def _api_version(request: Request, response: Response) -> Headers:
    """Return the header that answers of the protocol carry, a refusal that comes before it below `/v2/` does not.

    Recorded in oras-project/oras#1128 (401) and Michsior14/docker-mods#11 (403).
    """
    before = response.status == 401 or ("content-type", "text/plain; charset=utf-8") in response.headers  # noqa: PLR2004 -- the HTTP status
    return [] if before and request.path != "/token" else [("docker-distribution-api-version", "registry/2.0")]


def _recorded_principal(state: State, request: Request) -> Token | None:
    """Return the live token behind a request's credential, for the record only."""
    basic = basic_credential(request)
    if basic is not None:
        return state.live_token(basic[1])
    try:
        return bearer_principal(state, request, "")
    except RegistryRefusedError:
        return None


def _answer(state: State, request: Request) -> Response:
    path = request.path
    if path == "/":
        return html("GitHub Packages", "<p>In the demo, this is where the landing page of ghcr.io would be.</p>")
    if path == "/token":
        if request.verb != "GET":
            raise unsupported()
        return exchange(state, request)
    if path == "/v2":
        raise no_route()
    if path == "/v2/":
        bearer_principal(state, request, PLACEHOLDER_SCOPE)
        return json_response({})
    if path == "/v2/_catalog":
        return _catalog(state, request)
    route = parse_route(path) if path.startswith("/v2/") else None
    if route is None:
        raise name_unknown()
    return _of_package(state, request, route)


def _catalog(state: State, request: Request) -> Response:
    if state.switches.catalog == "absent":
        raise no_route()
    return catalog(state, request, bearer_principal(state, request, PLACEHOLDER_SCOPE))


def _of_package(state: State, request: Request, route: Route) -> Response:
    """Answer what is asked of one package."""
    actions = "push,pull" if request.method in _WRITING else "pull"
    token = bearer_principal(state, request, f"repository:{route.name}:{actions}")
    if route.kind == "blobs" and route.rest.split("/")[0] == "uploads":
        return _upload(state, request, route, token)
    if request.verb != "GET":
        raise unsupported()
    package = readable_package(state, token, route.name)
    if route.kind == "tags":
        return list_tags(state, request, package)
    if route.kind == "manifests":
        return get_manifest(state, request, package, route.rest)
    if route.kind == "blobs":
        return get_blob(state, request, package, route.rest)
    if state.switches.referrers == "empty":
        return json_response(_EMPTY_INDEX)
    raise manifest_unknown()


def _upload(state: State, request: Request, route: Route, token: Token | None) -> Response:
    """Open or cancel an upload; nothing is ever stored.

    Raises:
        RegistryRefusedError: 403 without a write grant, 404 for an unknown upload, 405 for all else.
    """
    check_push(state, token, route.name)
    number = route.rest.partition("/")[2]
    if request.method == "POST" and not number:
        return _open_upload(state, route)
    if number not in state.uploads or state.uploads[number] != route.name:
        raise refusal(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry")
    if request.method == "DELETE" and state.switches.upload_cancel_status == 204:  # noqa: PLR2004 -- the HTTP status
        del state.uploads[number]
        return Response(204)
    raise unsupported()


def _open_upload(state: State, route: Route) -> Response:
    identifier = str(uuid5(NAMESPACE_URL, f"{route.name} {state.request_id()}"))
    state.uploads[identifier] = route.name
    headers = [
        ("location", f"/v2/{route.name}/blobs/uploads/{identifier}"),
        ("docker-upload-uuid", identifier),
        ("range", "0-0"),
    ]
    return Response(202, headers)
