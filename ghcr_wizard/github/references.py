"""Names of packages and images.

Distribution specification, "Pulling manifests": the grammar of names, tags and digests. The registry's names are
lower case; the REST API keeps an owner's capitals and wants the rest of the name as one path segment.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

_COMPONENT = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_DIGEST = re.compile(r"sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})")
_OWNER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9_])|_){0,99}-?")
_LONGEST = 255
"""Characters of a name; the limit of other clients, undocumented by GitHub."""


class MalformedNameError(ValueError):
    """A name cannot be one of a package; the message is a sentence for the person."""


class IncompleteReferenceError(MalformedNameError):
    """A reference of fewer than two segments."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An image: owner and package, and maybe a tag or a digest.

    Attributes:
        owner: The namespace as it was written, capitals kept for the REST API.
        name: The package's name below its owner, lower case, nested names with slashes.
        tag: The tag, or `None`.
        digest: The digest, or `None`.
        lowercased: Whether capitals were turned into lower case.
    """

    owner: str
    name: str
    tag: str | None = None
    digest: str | None = None
    lowercased: bool = False

    @property
    def repository(self) -> str:
        """`owner/name` as the registry wants it: lower case."""
        return f"{self.owner.lower()}/{self.name}"

    @property
    def target(self) -> str | None:
        """Digest, else tag, else `None`."""
        return self.digest or self.tag


def parse_reference(text: str, registry: str) -> Reference:
    """An image reference as people write it: with or without the registry's host, a tag, a digest.

    Raises:
        IncompleteReferenceError: Fewer than two segments.
        MalformedNameError: Anything else that no image name can be.
    """
    rest = text.strip().removeprefix("docker://").removeprefix("https://")
    if rest.lower().startswith(registry.lower() + "/"):
        rest = rest[len(registry) + 1 :]
    rest, _, digest = rest.partition("@")
    if digest and not _DIGEST.fullmatch(digest):
        raise MalformedNameError("The part after @ is not a digest such as sha256:… with 64 characters.")
    head, colon, tag = rest.rpartition(":")
    path, tag = (head, tag) if colon and "/" not in tag else (rest, "")
    if tag and not _TAG.fullmatch(tag):
        raise MalformedNameError("The part after : is not a tag: letters, digits, “_”, “.”, “-”, at most 128.")
    owner, name = _split_path(path)
    lowered = f"{owner}/{name}" != f"{owner}/{name}".lower()
    return Reference(owner, name.lower(), tag or None, digest or None, lowered)


def _split_path(path: str) -> tuple[str, str]:
    owner, _, name = path.strip("/").partition("/")
    if not owner or not name:
        raise IncompleteReferenceError("An image has at least an owner and a name: OWNER/NAME.")
    if len(path) > _LONGEST:
        raise MalformedNameError(f"An image name has at most {_LONGEST} characters.")
    if not is_namespace(owner):
        raise MalformedNameError("The first part is not a GitHub user or organization name.")
    if not all(_COMPONENT.fullmatch(part.lower()) for part in name.split("/")):
        raise MalformedNameError(
            "A package name has letters, digits and single “.”, “_”, “-” between them, parts joined by “/”."
        )
    return owner, name


def is_namespace(text: str) -> bool:
    """Whether `text` can be the login of a user or an organization."""
    return bool(_OWNER.fullmatch(text))


def rest_segment(name: str) -> str:
    """A package's name as the one path segment the REST API wants: `/` becomes `%2F`."""
    return quote(name, safe="")


def image(registry: str, owner: str, name: str) -> str:
    """The reference other programs take: host and lower-case name."""
    return f"{registry}/{owner.lower()}/{name.lower()}"
