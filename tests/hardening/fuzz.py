"""Every parser of foreign input, given whatever a hostile server or file could hold.

Each returns, or raises the one error it says it raises; what it returns is safe to show and bounded. The table is
printed by `python -m tests.hardening`; the tests run the same rows with fewer inputs.
"""

import asyncio
import json
import time
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ghcr_wizard.catalog import cache_entries
from ghcr_wizard.clients.auth_file import AuthFileError, Dialect, read_auth_file
from ghcr_wizard.clients.edit import EditError, with_entry, without_entry
from ghcr_wizard.clients.gh_hosts import HostsFileError, read_hosts_file
from ghcr_wizard.credentials import profile_format
from ghcr_wizard.credentials.command import CommandLineError, words_of
from ghcr_wizard.explain import explain
from ghcr_wizard.formatting import parse_moment
from ghcr_wizard.github import parse as github_parse
from ghcr_wizard.github.app_keys import inspect_key
from ghcr_wizard.github.apps import AppInputError, checked_installation, checked_issuer, checked_repositories
from ghcr_wizard.github.device_codes import ClientIdError, checked_client_id, ending
from ghcr_wizard.github.hosts import EndpointError, recognise
from ghcr_wizard.github.references import MalformedNameError, parse_reference
from ghcr_wizard.github.tokens import decode, inspect_token
from ghcr_wizard.registry import image_parse
from ghcr_wizard.registry import parse as registry_parse
from ghcr_wizard.registry.challenge import parse_challenge
from ghcr_wizard.text import clean, redact
from ghcr_wizard.transport.bodies import BodyBrokenError, BodyTooLargeError, read_body
from ghcr_wizard.transport.exchange import Exchange, Server
from ghcr_wizard.transport.headers import single_sign_on
from ghcr_wizard.transport.json_reader import web_address
from ghcr_wizard.transport.links import link, page_number
from ghcr_wizard.transport.protocol import parsed, said
from ghcr_wizard.transport.throttling import wait_asked
from ghcr_wizard.webhooks import HookAddressError, parse_address, parse_event
from tests.hardening.hostile import as_bytes, bodies, spoiled, texts, unsafe
from tests.hardening.lying import check_and_list, lies

_GITHUB = "https://api.github.com/orgs/acme/packages?page=2"
_NOW = datetime(2026, 11, 22, tzinfo=UTC)
_LIMIT = 100_000

_OWNER = {"login": "acme", "id": 9919, "type": "Organization"}
_REPOSITORY = {"id": 7001, "name": "api", "full_name": "acme/api", "private": True, "owner": _OWNER}
_PACKAGE = {
    "id": 3100001,
    "name": "team/api",
    "package_type": "container",
    "owner": _OWNER,
    "version_count": 3,
    "visibility": "private",
    "url": "https://api.github.com/orgs/acme/packages/container/team%2Fapi",
    "created_at": "2026-05-06T07:08:09Z",
    "updated_at": "2026-10-01T08:00:00Z",
    "repository": _REPOSITORY,
    "html_url": "https://github.com/orgs/acme/packages/container/package/team%2Fapi",
}
_DIGEST = "sha256:" + "6413c629" * 8
_VERSION = {
    "id": 460898921,
    "name": _DIGEST,
    "created_at": "2026-07-14T13:05:30Z",
    "updated_at": "2026-07-14T13:05:30Z",
    "html_url": "https://github.com/orgs/acme/packages/container/team%2Fapi/460898921",
    "metadata": {"package_type": "container", "container": {"tags": ["latest", "1.2.3"]}},
}
_ERROR = {"message": "Bad credentials", "errors": [{"code": "DENIED", "message": "denied"}], "status": "401"}
_OAUTH_ERROR = {"error": "slow_down", "error_description": "Too many requests", "interval": 10}
_LAYER = {"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "digest": _DIGEST, "size": 3_000_000}
_MANIFEST = {
    "schemaVersion": 2,
    "mediaType": image_parse.MANIFEST_TYPES[0],
    "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": _DIGEST, "size": 7_000},
    "layers": [_LAYER, _LAYER],
    "annotations": {"org.opencontainers.image.created": "2026-07-14T13:05:30Z"},
    "subject": {"digest": _DIGEST, "size": 1},
}
_INDEX = {
    "schemaVersion": 2,
    "mediaType": image_parse.INDEX_TYPES[0],
    "manifests": [
        {
            "mediaType": _MANIFEST["mediaType"],
            "digest": _DIGEST,
            "size": 9,
            "platform": {"os": "linux", "architecture": "arm64", "variant": "v8"},
        },
        {
            "digest": _DIGEST,
            "size": 9,
            "platform": {"os": "unknown", "architecture": "unknown"},
            "annotations": {"vnd.docker.reference.type": "attestation-manifest"},
        },
    ],
}
_CONFIG = {
    "os": "linux",
    "architecture": "amd64",
    "created": "2026-07-14T13:05:30Z",
    "config": {
        "Labels": {"org.opencontainers.image.source": "https://github.com/acme/api"},
        "Env": ["A=1"],
        "Cmd": ["run"],
    },
}
_AUTHS = {
    "auths": {"ghcr.io": {"auth": "b2N0b2NhdDpzZWNyZXQ="}, "https://ghcr.io/v2/": {"identitytoken": "x"}},
    "credHelpers": {"ghcr.io": "ghcr-wizard"},
    "credsStore": "secretservice",
    "credsHelper": "x",
}
_PROFILES = {
    "schema": 1,
    "defaults": {"ghcr.io": "main"},
    "profiles": [
        {
            "name": "main",
            "registry": "ghcr.io",
            "method": "classic-pat",
            "username": "octocat",
            "description": "",
            "store": "keyring",
            "created_at": "2026-11-22T12:00:00Z",
            "checked_at": None,
            "verdict": "ok",
            "expires_at": "2026-12-01T00:00:00Z",
        }
    ],
}
_PEM = "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----\n"
_EVENT = {
    "action": "published",
    "package": {
        "name": "team/api",
        "namespace": "acme",
        "package_type": "CONTAINER",
        "owner": {"login": "acme"},
        "package_version": {
            "version": _DIGEST,
            "container_metadata": {"tag": {"name": "latest", "digest": _DIGEST}},
            "package_url": "ghcr.io/acme/team/api:latest",
        },
    },
    "repository": _REPOSITORY,
}
_GH_HOSTS = """github.com:
    user: octocat
    oauth_token: gho_x
    git_protocol: https
    users:
        octocat:
            oauth_token: gho_x
"""


@dataclass(frozen=True, slots=True)
class Parser:
    """A parser under fire.

    Attributes:
        name: What it reads.
        inputs: What it is given.
        read: It; what it returns is looked at.
        refuses: What it may raise instead.
        shown: Whether what it returns may come to a screen as it is.
    """

    name: str
    inputs: st.SearchStrategy[Any]
    read: Callable[[Any], object]
    refuses: tuple[type[Exception], ...] = ()
    shown: bool = True


def _with_type(inputs: st.SearchStrategy[Any], kinds: tuple[str, ...]) -> st.SearchStrategy[Any]:
    return st.tuples(inputs, st.one_of(st.none(), st.sampled_from(kinds), texts))


def _exchange(values: tuple[str, str, str]) -> Exchange:
    names = ("retry-after", "x-ratelimit-reset", "date")
    headers = dict(zip(names, values, strict=True))
    return Exchange(Server.API, "GET", _GITHUB, status=429, message=values[0][:300], headers=headers)


def _packed(content: bytes) -> bytes:
    return zlib.compress(content, wbits=31)


_BOMB = _packed(b"\0" * 50_000_000)


async def _body(given: tuple[bytes, str]) -> int:
    content, coding = given

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 4_096):
            yield content[start : start + 4_096]

    body = await read_body(chunks(), coding, _LIMIT)
    assert len(body) <= _LIMIT
    return len(body)


PARSERS = (
    Parser("bodies: JSON", bodies(tuple(_PACKAGE)), parsed, shown=False),
    Parser(
        "bodies: encodings and bombs",
        st.tuples(
            st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(_packed), st.just(_BOMB)),
            st.sampled_from(("", "gzip", "GZip ", "identity", "br", "gzip, gzip")),
        ),
        lambda given: asyncio.run(_body(given)),
        (BodyTooLargeError, BodyBrokenError),
    ),
    Parser("bodies: errors", st.one_of(spoiled(_ERROR), spoiled(_OAUTH_ERROR)), said),
    Parser("Link", texts, lambda text: page_number(link(text, "next", _GITHUB)), shown=False),
    Parser("Link, well formed", texts.map('<{}>; rel="next"'.format), lambda text: link(text, "next", _GITHUB)),
    Parser("WWW-Authenticate", texts, parse_challenge, shown=False),
    Parser(
        "WWW-Authenticate, well formed",
        texts.map('Bearer realm="{}",service="ghcr.io"'.format),
        parse_challenge,
        shown=False,
    ),
    Parser("X-GitHub-SSO", texts, lambda text: single_sign_on(text, "https://github.com")),
    Parser(
        "X-GitHub-SSO, well formed",
        texts.map("required; url=https://github.com/orgs/acme/sso?{}".format),
        lambda text: single_sign_on(text, "https://github.com"),
    ),
    Parser("Retry-After and rate limits", st.tuples(texts, texts, texts), lambda v: wait_asked(_exchange(v), _NOW)),
    Parser("times", texts, parse_moment),
    Parser("web addresses", texts.map("https://{}".format), web_address),
    Parser("GitHub: packages", spoiled([_PACKAGE, _PACKAGE]), lambda value: github_parse.packages(value, "acme")),
    Parser("GitHub: a package", spoiled(_PACKAGE), github_parse.parse_package),
    Parser("GitHub: versions", spoiled([_VERSION, _VERSION]), github_parse.versions),
    Parser("GitHub: accounts", spoiled([_OWNER, _OWNER]), github_parse.accounts),
    Parser("GitHub: an account", spoiled(_OWNER), github_parse.parse_account),
    Parser(
        "GitHub: repositories", spoiled({"total_count": 1, "repositories": [_REPOSITORY]}), github_parse.repositories
    ),
    Parser("GitHub: meta", spoiled({"installed_version": "3.19.0"}), github_parse.parse_meta),
    Parser("registry: tags", spoiled({"name": "acme/api", "tags": ["latest", "1.0"]}), registry_parse.parse_tags),
    Parser("registry: catalog", spoiled({"repositories": ["acme/api"]}), registry_parse.parse_catalog),
    Parser(
        "registry: manifests and indexes",
        _with_type(
            st.one_of(spoiled(_INDEX), spoiled(_MANIFEST)),
            (*image_parse.INDEX_TYPES, *image_parse.MANIFEST_TYPES),
        ),
        lambda given: image_parse.parse_manifest(*given),
    ),
    Parser("registry: configs, labels", spoiled(_CONFIG), image_parse.parse_config),
    *(
        Parser(
            f"client files: {dialect.value}",
            st.one_of(spoiled(_AUTHS).map(json.dumps).map(str.encode), bodies(tuple(_AUTHS))),
            partial(read_auth_file, registry="ghcr.io", dialect=dialect),
            (AuthFileError,),
            shown=False,
        )
        for dialect in Dialect
    ),
    Parser(
        "client files: gh",
        st.one_of(
            st.binary(max_size=300),
            texts.map(as_bytes),
            st.tuples(st.sampled_from(_GH_HOSTS.splitlines()), texts).map(
                lambda given: as_bytes(_GH_HOSTS.replace(given[0], given[0] + given[1]))
            ),
        ),
        lambda content: read_hosts_file(content, "github.com"),
        (HostsFileError,),
        shown=False,
    ),
    Parser(
        "client files: an edit",
        st.one_of(texts, spoiled(_AUTHS).map(lambda value: json.dumps(value, indent=2))),
        lambda text: without_entry(text, "ghcr.io"),
        (EditError,),
        shown=False,
    ),
    Parser(
        "settings",
        spoiled(_PROFILES),
        profile_format.decode,
        (profile_format.MalformedDocumentError, profile_format.NewerDocumentError),
        shown=False,
    ),
    Parser(
        "cache", bodies(("about", "path", "etag")), lambda body: cache_entries.read(body, ("ghcr.io",)), shown=False
    ),
    Parser(
        "client files: an entry put in",
        st.one_of(texts, spoiled(_AUTHS).map(lambda value: json.dumps(value, indent=2))),
        lambda text: with_entry(text, "ghcr.io", "ghcr-wizard", "credHelpers"),
        (EditError,),
        shown=False,
    ),
    Parser(
        "keys of Apps",
        st.one_of(st.binary(max_size=400), texts.map(as_bytes), texts.map(lambda text: as_bytes(_PEM.format(text)))),
        lambda content: inspect_key(content).diagnosis,
    ),
    Parser("ids of Apps", texts, checked_issuer, (AppInputError,)),
    Parser(
        "installations",
        texts.map("https://github.com/settings/installations/{}".format),
        checked_installation,
        (AppInputError,),
    ),
    Parser("repositories of an App", texts, checked_repositories, (AppInputError,)),
    Parser("ids of OAuth Apps", texts, checked_client_id, (ClientIdError,)),
    Parser("endings of a sign-in", st.tuples(texts, texts.map(clean)), lambda given: ending(*given)),
    Parser("commands that print a token", texts, words_of, (CommandLineError,), shown=False),
    Parser("webhooks: addresses", texts, parse_address, (HookAddressError,)),
    Parser("webhooks: addresses, with a scheme", texts.map("https://{}".format), parse_address, (HookAddressError,)),
    Parser("webhooks: events", spoiled(_EVENT), parse_event),
    Parser("names", texts, lambda text: parse_reference(text, "ghcr.io"), (MalformedNameError,)),
    Parser("hosts", texts, recognise, (EndpointError,)),
    Parser("tokens, pasted", texts, lambda text: inspect_token(text).diagnoses),
    Parser("tokens, standard input", st.binary(max_size=300), lambda raw: inspect_token(decode(raw)).diagnoses),
    Parser("error texts", texts, explain),
    Parser("foreign text", texts, lambda text: redact(clean(text))),
    Parser("a check and a listing, of a GitHub that lies", lies, lambda told: asyncio.run(check_and_list(told))),
)


@dataclass
class Result:
    """What came of one parser.

    Attributes:
        name: Which one.
        tried: Inputs it was given.
        slowest: Seconds of the input it took longest for.
        finding: What went wrong with the smallest input found, or empty.
    """

    name: str
    tried: int = 0
    slowest: float = 0.0
    finding: str = ""


def fuzz(parser: Parser, inputs: int) -> Result:
    """Give a parser `inputs` inputs, or as many as it takes to a finding."""
    result = Result(parser.name)

    @settings(
        max_examples=inputs, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=False
    )
    @given(parser.inputs)
    def fire(value: object) -> None:
        result.tried += 1
        began = time.perf_counter()
        try:
            read = parser.read(value)
        except parser.refuses as refusal:
            read = str(refusal)
        finally:
            result.slowest = max(result.slowest, time.perf_counter() - began)
        if parser.shown and (problem := unsafe(read)):
            raise AssertionError(problem)

    try:
        fire()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        result.finding = f"{type(error).__name__}: {str(error)[:200]}"
    return result
