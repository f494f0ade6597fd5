"""The host that blob links lead to: it asks for no credential, the link is one."""

from hashlib import sha256
from typing import Final
from urllib.parse import urlencode

from ghcr_wizard.demo.state import State
from ghcr_wizard.demo.wire import Request, Response

_LINK_LIFETIME: Final = 600


def _signature(digest: str, expiry: str) -> str:
    return sha256(f"{digest} {expiry}".encode()).hexdigest()


def blob_link(state: State, digest: str) -> str:
    """Return a link that opens the blob for ten minutes, in the form of an Azure shared access signature."""
    expiry = str(int(state.now().timestamp()) + _LINK_LIFETIME)
    query = {
        "se": expiry,
        "sig": _signature(digest, expiry),
        "sp": "r",
        "spr": "https",
        "sr": "b",
        "sv": "2019-12-12",
    }
    return f"{state.origins.blob}/ghcr1/blobs/{digest}?{urlencode(query)}"


def _refused(status: int, code: str) -> Response:
    return Response(status, [("content-type", "application/xml")], f"<Error><Code>{code}</Code></Error>".encode())


def answer_blob(state: State, request: Request) -> Response:
    """Answer a signed link: the blob, 403 for a wrong or old signature, 404 for any other address."""
    digest = request.path.rpartition("/")[2]
    blob = state.blob_sources.get(digest)
    if blob is None or request.path != f"/ghcr1/blobs/{digest}":
        return _refused(404, "BlobNotFound")
    expiry = request.query.get("se", "")
    in_time = expiry.isdigit() and int(expiry) > state.now().timestamp()
    if not in_time or request.query.get("sig") != _signature(digest, expiry):
        return _refused(403, "AuthenticationFailed")
    return Response(200, [("content-type", "application/octet-stream")], stream=blob.chunks, length=blob.size)
