"""The registry's refusals: an exception that carries the exact answer, and GHCR's texts."""

from typing import Final

from ghcr_wizard.demo.wire import Headers, Response, encode_json

JSON_TYPE: Final = ("content-type", "application/json")
PLACEHOLDER_SCOPE: Final = "repository:user/image:pull"
NO_ACCESS: Final = "requested access to the resource is denied"
WRONG_SCOPES: Final = "permission_denied: The token provided does not match expected scopes."


class RegistryRefusedError(Exception):
    """The request is answered with an error; `response` is that answer."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"status {response.status}")
        self.response = response


def json_response(document: object, status: int = 200, headers: Headers | None = None) -> Response:
    """Return a JSON answer; GHCR ends it with a newline."""
    return Response(status, [JSON_TYPE, *(headers or [])], encode_json(document) + b"\n")


def refusal(status: int, code: str, message: str, headers: Headers | None = None) -> RegistryRefusedError:
    """Return a refusal with the distribution specification's error body."""
    document = {"errors": [{"code": code, "message": message}]}
    return RegistryRefusedError(json_response(document, status, headers))


def denied(message: str) -> RegistryRefusedError:
    """Return a 403 without a challenge, so that clients cannot ask again with another credential."""
    return refusal(403, "DENIED", message)


def invalid_token() -> RegistryRefusedError:
    """Return the 403 for a bearer that is none: 57 bytes of JSON called plain text (Michsior14/docker-mods#11)."""
    refused = denied("invalid token")
    refused.response.headers = [("content-type", "text/plain; charset=utf-8")]
    return refused


def no_route() -> RegistryRefusedError:
    """Return the 404 for an address that the registry does not have."""
    return RegistryRefusedError(Response(404, [("content-type", "text/plain; charset=utf-8")], b"404 page not found\n"))


def unauthorized(realm: str, scope: str) -> RegistryRefusedError:
    """Return the 401 that says where to exchange a credential for a token."""
    challenge = f'Bearer realm="{realm}",service="ghcr.io",scope="{scope}"'
    headers = [("www-authenticate", challenge)]
    return refusal(401, "UNAUTHORIZED", "authentication required", headers)


def unsupported() -> RegistryRefusedError:
    """Return GHCR's refusal of deleting a manifest, and of all else it does not do."""
    return refusal(405, "UNSUPPORTED", "The operation is unsupported.")


def name_unknown() -> RegistryRefusedError:
    """Return the 404 for a package that is not there."""
    return refusal(404, "NAME_UNKNOWN", "name unknown")


def manifest_unknown(message: str = "manifest unknown") -> RegistryRefusedError:
    """Return the 404 for a manifest that is not there, or not in a form the client accepts."""
    return refusal(404, "MANIFEST_UNKNOWN", message)
