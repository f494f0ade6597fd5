"""What is read from the registry: tags, manifests, blobs, the catalog."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from ghcr_wizard.demo.registry.blob_host import blob_link
from ghcr_wizard.demo.registry.documents import DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST
from ghcr_wizard.demo.registry.errors import (
    NO_ACCESS,
    PLACEHOLDER_SCOPE,
    denied,
    json_response,
    manifest_unknown,
    refusal,
    unauthorized,
)
from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.wire import Headers, Request, Response
from ghcr_wizard.demo.world import Package, Token

_NOT_ACCEPTED: Final = {
    OCI_INDEX: "OCI index found, but Accept header does not support OCI indexes",
    OCI_MANIFEST: "OCI manifest found, but Accept header does not support OCI manifests",
}
_SERVED_ANYWAY: Final = frozenset({DOCKER_LIST, DOCKER_MANIFEST})


def _page(request: Request, items: Sequence[str], default: int, path: str) -> tuple[Sequence[str], Headers]:
    """Return the items after `last`, `n` at most, and a relative Link when there are more.

    Without `n` the link says `n=0`, which means the default again.
    """
    asked = request.query.get("n", "")
    number = int(asked) if asked.isascii() and asked.isdigit() else 0
    size = number or default
    last = request.query.get("last", "")
    start = _after(items, last)
    page = items[start : start + size]
    if start + size >= len(items) or not page:
        return page, []
    query = f"last={quote(page[-1], safe='')}&n={number}"
    return page, [("link", f'<{path}?{query}>; rel="next"')]


def _after(items: Sequence[str], last: str) -> int:
    """Return the index after `last`; for a sorted list `last` need not be in it."""
    if not last:
        return 0
    if last in items:
        return items.index(last) + 1
    return sum(1 for item in items if item <= last)


def list_tags(state: State, request: Request, package: Package) -> Response:
    """Answer a package's tags in the order they were pushed, a hundred a page."""
    tags = list(state.content(package).tags)
    path = f"/v2/{package.path}/tags/list"
    page, link = _page(request, tags, state.switches.tag_page_size, path)
    return json_response({"name": package.path, "tags": list(page)}, headers=link)


def catalog(state: State, request: Request, token: Token | None) -> Response:
    """Answer `_catalog`: the whole registry's public packages in lexical order, strangers' first and foremost.

    Raises:
        RegistryRefusedError: 401 anonymously, 403 where the switch forbids it.
    """
    if token is None:
        raise unauthorized(f"{state.origins.registry}/token", PLACEHOLDER_SCOPE)
    if state.switches.catalog == "forbidden":
        raise denied(NO_ACCESS)
    page, link = _page(request, state.world.public_paths, state.switches.catalog_page_size, "/v2/_catalog")
    return json_response({"repositories": list(page)}, headers=link)


def get_manifest(state: State, request: Request, package: Package, reference: str) -> Response:
    """Answer a manifest by tag or digest, if the client accepts what it is.

    Raises:
        RegistryRefusedError: 404, for a missing one and for one of a type that is not accepted.
    """
    content = state.content(package)
    manifest = content.manifests.get(content.tags.get(reference, reference))
    if manifest is None:
        raise manifest_unknown()
    accepted = {part.partition(";")[0].strip() for part in request.header("accept").split(",")}
    if manifest.media_type not in accepted | _SERVED_ANYWAY:
        raise manifest_unknown(_NOT_ACCEPTED[manifest.media_type])
    headers = [
        ("content-type", manifest.media_type),
        ("docker-content-digest", manifest.digest),
        ("etag", f'"{manifest.digest}"'),
        ("vary", "Accept-Encoding"),
    ]
    return Response(200, headers, manifest.body)


def get_blob(state: State, request: Request, package: Package, digest: str) -> Response:
    """Answer where a blob is: a signed link on another host. HEAD is answered here.

    Raises:
        RegistryRefusedError: 404.
    """
    content = state.content(package)
    blob = content.blobs.get(digest)
    if blob is None:
        raise refusal(404, "BLOB_UNKNOWN", "blob unknown")
    if request.method == "HEAD":
        headers = [("content-type", "application/octet-stream"), ("docker-content-digest", digest)]
        return Response(200, headers, stream=blob.chunks, length=blob.size)
    state.blob_sources[digest] = blob
    return Response(307, [("location", blob_link(state, digest))])
