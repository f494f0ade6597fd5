"""Names of packages and images.

Distribution specification, "Pulling manifests": the grammar of names, tags and digests. The registry's names are
lower case; the REST API keeps an owner's capitals and wants the rest of the name as one path segment.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlsplit

_COMPONENT = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_DIGEST = re.compile(r"sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})")
_OWNER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9_])|_){0,99}-?")
_LONGEST = 255
"""Characters of a name; the limit of other clients, undocumented by GitHub."""

_LONGEST_PASTED = 2_000
_AROUND = "\"'`<>()[]{},;\u201c\u201d\u2018\u2019"
"""What stands around a name in prose, JSON or YAML."""
_SCHEMES = re.compile(r"(?:docker|oci|docker-daemon|containers-storage)://", re.IGNORECASE)
_FROM = re.compile(r"(?:FROM\s+|COPY --from=)(?:--\S{1,80}\s+){0,3}(?P<name>\S+)(?:\s.*)?", re.IGNORECASE)
_FIELD = re.compile(
    r"(?:-\s+)?[\"']?[a-z_.-]{0,30}(?:image|repository|repourl|uses|url|package|container|name)[\"']?\s*[:=]\s*"
    r"(?P<name>[^\s#][^\s]*/\S+)(?:\s.*)?",
    re.IGNORECASE,
)
_ITEM = re.compile(r"-\s+(?P<name>\S+/\S+)(?:\s+#.*)?")
_COMMAND = re.compile(
    r"[$#>]?\s{0,3}(?:sudo\s+)?(?:docker|podman|nerdctl|helm|oras|crane|skopeo|container|buildah)\b.*?"
    r"\s(?:pull|push|inspect|manifest|digest|ls|run|create|install|copy)\s+(?:-\S+\s+){0,6}(?P<name>\S+/\S+)(?:\s.*)?"
)
_NAMED = re.compile(r"(?:^|\s)(?P<name>[^\s]{0,20}?(?:ghcr\.io|containers\.[a-z0-9.-]{1,200})/\S+)", re.IGNORECASE)
_PAGE = re.compile(
    r"/(?:(?:orgs|users)/(?P<owner>[^/]+)/packages|(?P<repository_owner>[^/]+)/[^/]+/pkgs)/container/(?:package/)?"
    r"(?P<name>[^/]+)(?:/.*)?"
)
_WIRE = re.compile(r"/v2/(?P<name>.+?)/(?:manifests/(?P<reference>[^/]+)|tags/list|blobs/.*|referrers/.*)")
_API_HOSTS = {"api.github.com": "github.com"}


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
    rest = as_reference(text)
    rest = rest[8:] if rest.lower().startswith("https://") else rest
    if rest.lower().startswith(registry.lower() + "/"):
        rest = rest[len(registry) + 1 :]
    if _DIGEST.fullmatch(rest):
        raise IncompleteReferenceError("A digest without a package is not enough: OWNER/NAME@sha256:….")
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


def as_reference(text: str) -> str:
    """The image that a pasted text names: `HOST/OWNER/NAME:TAG` out of whatever stands around it.

    Understood are an address with a scheme (`oci://`, `docker://`, `https://`), the package's page on GitHub, an
    address of the registry's or the API's own protocol, a `FROM` line, a line of YAML or JSON, and a client's command.
    Anything else is given back as it is.
    """
    if len(text) > _LONGEST_PASTED:
        return text.strip()
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    name = _SCHEMES.sub("", _unwrapped(line).strip(_AROUND), count=1)
    return _from_address(name) if name.lower().startswith(("https://", "http://")) else name.rstrip(":.")


def _unwrapped(line: str) -> str:
    """The word of a line that is the name."""
    for form in (_FROM, _FIELD, _COMMAND, _ITEM):
        if form is not _FIELD and " " not in line:
            continue
        if found := form.fullmatch(line):
            return found["name"]
    found = _NAMED.search(line) if " " in line else None
    return found["name"] if found else line


def _from_address(address: str) -> str:
    """An address of a package's page, or of the registry's protocol, as a reference; another one as it is."""
    try:
        parts = urlsplit(address)
        host = _API_HOSTS.get(parts.netloc.lower(), parts.netloc.lower())
    except ValueError:
        return address
    if wire := _WIRE.fullmatch(parts.path):
        target = wire["reference"] or ""
        return f"{host}/{wire['name']}" + (f"{'@' if ':' in target else ':'}{target}" if target else "")
    page = _PAGE.fullmatch(parts.path)
    if page is None:
        return address.rstrip(":.")
    registry = "ghcr.io" if host in {"github.com", "www.github.com"} else f"containers.{host}"
    tag = next(iter(parse_qs(parts.query).get("tag", ())), "")
    owner = page["owner"] or page["repository_owner"]
    return f"{registry}/{owner}/{unquote(page['name'])}" + (f":{tag}" if tag else "")


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
