"""GitHub's REST refusals: an exception that carries the exact answer."""

from typing import Final

from ghcr_wizard.demo.wire import Headers, Response, encode_json

DOCS: Final = "https://docs.github.com/rest"
PACKAGES_DOCS: Final = f"{DOCS}/packages/packages"
JSON_TYPE: Final = ("content-type", "application/json; charset=utf-8")


class RefusedError(Exception):
    """The request is answered with an error; `response` is that answer."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"status {response.status}")
        self.response = response


def refused(status: int, message: str, documentation: str = DOCS, headers: Headers | None = None) -> RefusedError:
    """Return the refusal with GitHub's error body: message, documentation_url and, since 2024, status."""
    document = {"message": message, "documentation_url": documentation, "status": str(status)}
    return RefusedError(Response(status, [JSON_TYPE, *(headers or [])], encode_json(document)))


def not_found(documentation: str = DOCS) -> RefusedError:
    """Return the refusal for what is missing or may not be known."""
    return refused(404, "Not Found", documentation)


def package_not_found(documentation: str) -> RefusedError:
    """Return the refusal for a package that is missing or may not be seen."""
    return refused(404, "Package not found.", documentation)
