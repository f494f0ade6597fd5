"""What is remembered of GitHub's answers, and how a file of it is written and read. Pure.

Documents are cut down to the fields that `github_parse` reads, in GitHub's own shape: what comes out of a file is
parsed and made safe exactly as what comes from the network.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from ghcr_wizard.text import clean
from ghcr_wizard.transport.json_reader import mapping, mappings

SCHEMA = "ghcr-wizard.catalog/1"
ACCOUNTS = "accounts"
"""The group of everything that is no listing of packages: whose token it is, which organizations there are."""

_KEPT_HEADERS = ("link", "x-oauth-scopes", "x-github-sso", "github-authentication-token-expiration")
_LONGEST_HEADER = 20_000
_MOST_ENTRIES = 500
_MOST_ROWS, _LONGEST_BODY = 100, 128 * 1024
"""Of a page that is remembered: as many as are asked for, and what a hundred packages have three times over."""


_ACCOUNT = ("login", "id", "type")
_PACKAGE = ("name", "visibility", "version_count", "created_at", "updated_at", "html_url")


@dataclass(frozen=True, slots=True)
class CachedAnswer:
    """One answer as it is remembered.

    Attributes:
        etag: What to send as `If-None-Match`, as the server wrote it.
        body: The body, cut down: JSON on one line.
        headers: Those of the answer that the engine reads, lower-case names.
    """

    etag: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def document(self) -> object:
        """What the body says; `None` if it is not JSON."""
        return _parsed(self.body)


def group_of(path: str) -> str | None:
    """Which group an API path belongs to, a listing by its own path; `None` for what is not remembered.

    Args:
        path: The path below the API's root, with its query.
    """
    bare = path.partition("?")[0]
    kind = _kind(bare)
    return None if kind is None else bare if kind is _packages else ACCOUNTS


def entry_of(path: str, document: object, headers: Mapping[str, str]) -> CachedAnswer | None:
    """What to remember of an answer of success; `None` if that is nothing.

    Args:
        path: The path below the API's root, with its query.
        document: The body.
        headers: The answer's headers, lower-case names.
    """
    cut, etag = _kind(path.partition("?")[0]), headers.get("etag")
    if cut is None or not etag or (isinstance(document, list) and len(document) > _MOST_ROWS):
        return None
    body = _line(cut(document))
    if len(body) > _LONGEST_BODY:
        return None
    return CachedAnswer(etag, body, {name: headers[name] for name in _KEPT_HEADERS if name in headers})


def written(about: tuple[str, ...], entries: Mapping[str, CachedAnswer]) -> bytes:
    """A file of entries: a line that says what it is about and what the rest hashes to; an index; a line for each body.

    The hash keeps a damaged file from being vouched for by tags that still hold.

    Args:
        about: The servers and the group.
        entries: By path.
    """
    index = [[path, row.etag, dict(row.headers)] for path, row in entries.items()]
    rest = b"\n".join([_line(index), *(row.body for row in entries.values())])
    return _line({"schema": SCHEMA, "about": about, "sha256": sha256(rest).hexdigest()}) + b"\n" + rest


def read(content: bytes, about: tuple[str, ...]) -> dict[str, CachedAnswer] | None:
    """The entries of a file by path; `None` if it is damaged, of another version, or about something else.

    Args:
        content: The file.
        about: The servers and the group it has to be about.
    """
    head, _, rest = content.partition(b"\n")
    if about_of(head) != about or mapping(_parsed(head)).get("sha256") != sha256(rest).hexdigest():
        return None
    first, *bodies = rest.split(b"\n")
    index = _parsed(first)
    if not isinstance(index, list) or len(index) != len(bodies) or len(index) > _MOST_ENTRIES:
        return None
    found = dict(filter(None, map(_entry, index, bodies)))
    return found if len(found) == len(index) and all(group_of(path) == about[-1] for path in found) else None


def about_of(head: bytes) -> tuple[str, ...]:
    """What a file is about, from its first line; empty if it is none of ours."""
    fields = mapping(_parsed(head))
    about = fields.get("about")
    if fields.get("schema") != SCHEMA or not isinstance(about, list):
        return ()
    return tuple(part for part in about if isinstance(part, str))


def _entry(row: object, body: bytes) -> tuple[str, CachedAnswer] | None:
    match row:
        case [str(path), str(etag), dict(headers)]:
            safe = {name: clean(text, _LONGEST_HEADER) for name, text in headers.items() if isinstance(text, str)}
            return path, CachedAnswer(etag, body, safe)
    return None


def _line(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def _parsed(content: bytes) -> object:
    try:
        document: object = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return document


def _picked(value: object, names: tuple[str, ...]) -> dict[str, object]:
    fields = mapping(value)
    return {name: fields[name] for name in names if name in fields}


def _account(document: object) -> object:
    return _picked(document, _ACCOUNT)


def _accounts(document: object) -> object:
    return [_picked(row, _ACCOUNT) for row in mappings(document)]


def _packages(document: object) -> object:
    return [_package(row) for row in mappings(document)]


def _package(row: Mapping[str, object]) -> dict[str, object]:
    """Without its owner: the listing's is the same, and stands in where a package does not say."""
    kept = _picked(row, _PACKAGE)
    if repository := _picked(row.get("repository"), ("full_name", "private")):
        kept["repository"] = repository
    return kept


_KINDS: tuple[tuple[re.Pattern[str], Callable[[object], object]], ...] = (
    (re.compile(r"/user/packages|/(?:orgs|users)/[^/]+/packages"), _packages),
    (re.compile(r"/user/orgs|/users/[^/]+/orgs"), _accounts),
    (re.compile(r"/user|/users/[^/]+|/orgs/[^/]+|/organizations/[0-9]+"), _account),
)


def _kind(path: str) -> Callable[[object], object] | None:
    return next((cut for pattern, cut in _KINDS if pattern.fullmatch(path)), None)
