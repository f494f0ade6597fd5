"""The names around an error: which image, which organization, which host it is about."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

_PLACEHOLDER = "user/image"
_REACH = 4_000
"""Characters before an error in which the image it is about is looked for."""

_REGISTRY = (
    r"(?:ghcr\.io|containers\.[a-z0-9.-]{1,200}|[a-z0-9-]{1,63}\.ghe\.com|127\.0\.0\.1:[0-9]{1,5}|localhost:[0-9]{1,5})"
)
_SEGMENT = r"[a-z0-9](?:[a-z0-9_.-]{0,99}[a-z0-9])?"
_NAME = rf"{_SEGMENT}(?:/{_SEGMENT}){{1,4}}"
_IMAGE = re.compile(
    rf"(?<![a-z0-9.-])(?P<host>{_REGISTRY})/(?!v2/|token)(?P<name>{_NAME})"
    r"(?::(?P<tag>[a-z0-9_][a-z0-9_.-]{0,127}))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    rf"(?P<host>{_REGISTRY})/v2/(?P<name>{_NAME})/(?:manifests|tags|blobs(?!/upload))/(?P<tag>[a-z0-9_][a-z0-9_.:-]{{0,135}})",
    re.IGNORECASE,
)
_SCOPE = re.compile(rf"repository(?::|%3A)(?P<name>{_SEGMENT}(?:(?:/|%2F){_SEGMENT}){{1,4}})(?::|%3A)", re.IGNORECASE)
_ORGANIZATION = re.compile(
    r"/(?:orgs|users|organizations)/(?P<name>[a-z0-9][a-z0-9_-]{0,99})(?![a-z0-9_-])", re.IGNORECASE
)
_API_PACKAGE = re.compile(
    rf"/(?:orgs|users)/(?P<owner>{_SEGMENT})/packages/container/(?:package/)?(?P<name>{_SEGMENT}(?:%2F{_SEGMENT}){{0,4}})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ImageName:
    """An image named in a text."""

    package: str
    host: str | None = None
    reference: str | None = None


def image_near(text: str, position: int, line: str) -> ImageName | None:
    """The image an error at `position` is about: named on its line, else the last one before, else the first after."""
    before = text[max(0, position - _REACH) : position]
    return _last_image(line) or _last_image(before) or _first_image(text[position : position + _REACH])


def organization_near(text: str, position: int, line: str) -> str | None:
    """The account in an address of the API or of the web, on the error's line, before it, or after."""
    before = text[max(0, position - _REACH) : position]
    for part in (line, before):
        names = [match["name"] for match in _ORGANIZATION.finditer(part)]
        if names:
            return names[-1]
    after = _ORGANIZATION.search(text, position, position + _REACH)
    return after["name"] if after else None


def _last_image(text: str) -> ImageName | None:
    found = _images(text)
    return found[-1][1] if found else None


def _first_image(text: str) -> ImageName | None:
    found = _images(text)
    return found[0][1] if found else None


def _images(text: str) -> list[tuple[int, ImageName]]:
    """Every image with its place, in order."""
    found = [(match.start(), _from_address(match)) for match in _ADDRESS.finditer(text)]
    found += [(match.start(), _from_reference(match)) for match in _IMAGE.finditer(text)]
    found += [(match.start(), _named(unquote(match["name"]))) for match in _SCOPE.finditer(text)]
    found += [
        (match.start(), ImageName(f"{match['owner']}/{unquote(match['name'])}"))
        for match in _API_PACKAGE.finditer(text)
    ]
    named = [(place, image) for place, image in found if image is not None]
    return sorted(named, key=lambda row: row[0])


def _from_address(match: re.Match[str]) -> ImageName | None:
    listed = match["tag"] == "list"
    return _named(match["name"], match["host"].lower(), None if listed else match["tag"].rstrip(":.-"))


def _from_reference(match: re.Match[str]) -> ImageName | None:
    tag = match["tag"].rstrip(":.-") if match["tag"] else None
    return _named(match["name"], match["host"].lower(), match["digest"] or tag)


def _named(name: str, host: str | None = None, reference: str | None = None) -> ImageName | None:
    """The image of that name; the name in the registry's own challenge for everything is none."""
    return None if name == _PLACEHOLDER else ImageName(name, host, reference or None)
