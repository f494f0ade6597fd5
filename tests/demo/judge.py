"""GitHub's own description as a judge: githubkit's models of one API version hold an answer against themselves.

What is found is one line for each kind of deviation. A line that stands in `KNOWN` with its reason is let through;
anything else is a fault of the simulated GitHub.
"""

import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Literal, get_args

import httpx
from githubkit import GitHub, Response
from githubkit.auth import AppAuthStrategy
from githubkit.exception import RequestFailed
from githubkit_schemas.core import WebhooksVersionSwitcher
from pydantic import BaseModel, TypeAdapter, ValidationError

from ghcr_wizard.demo.server import DemoServer

Version = Literal["2022-11-28", "2026-03-10"]
VERSIONS: Final[tuple[Version, ...]] = get_args(Version)

KNOWN: Final[Mapping[str, str]] = {
    "visibility is 'internal'": "sent, though the description of a package knows private and public alone (facts §0.8)",
    "packages.list_packages_for_organization answers 400": "an installation token lists no containers (cli/cli#9606)",
    "packages.list_packages_for_user answers 400": "the same for a user's (actions/github-script#449)",
    "ValidationError has status": "every error body has it since 2024, this model was not told (facts §2)",
}
"""Deviations of the simulated GitHub from GitHub's description that are meant, and why."""

_ANYWHERE: Final = frozenset({401, 403, 404})


@contextmanager
def github(
    server: DemoServer,
    version: Version | None = None,
    *,
    as_app: bool = False,
    transport: httpx.BaseTransport | None = None,
) -> Iterator[Any]:
    """Yield githubkit's REST client of the persona, or of its App; it retries nothing and caches nothing.

    Without a version it is the client as it comes, which asks for the newest and can page.
    """
    options: dict[str, Any] = {"base_url": server.api_url, "auto_retry": False, "http_cache": False}
    options["transport"] = transport
    signed: Any = AppAuthStrategy(server.app_id, server.private_key) if as_app else server.token or None
    with GitHub(signed, **options) as client:
        yield client.rest(version) if version else client.rest


def ask(rest: Any, operation: str, **arguments: object) -> Response[Any]:  # noqa: ANN401 - githubkit's own, by version
    """Return the answer to an operation as githubkit names it (`packages.list_packages_for_user`), refusals too."""
    group, _, name = operation.partition(".")
    try:
        answer: Response[Any] = getattr(getattr(rest, group), name)(**arguments)
    except RequestFailed as refused:
        return refused.response
    return answer


def deviations(version: Version, operation: str, answer: Response[Any]) -> set[str]:
    """Return what GitHub's description of the operation does not know in the answer.

    A 401, 403 or 404 is described in general ("Troubleshooting the REST API"), where the operation does not name it.
    """
    if not answer.content:
        return set()
    try:
        parsed = answer.parsed_data
        if answer.is_error and not isinstance(parsed, BaseModel):
            if answer.status_code not in _ANYWHERE:
                return {f"{operation} answers {answer.status_code}"}
            models = importlib.import_module(f"githubkit_schemas.v{version.replace('-', '_')}.models")
            parsed = TypeAdapter(models.BasicError).validate_python(answer.json())
    except ValidationError as judged:
        return {_wrong(fault) for fault in judged.errors()}
    return set(_surplus(parsed, answer.json()))


def payload_deviations(version: Version, event: str, payload: object) -> set[str]:
    """Return what GitHub's description does not know in the payload of a webhook's event."""
    try:
        parsed = WebhooksVersionSwitcher()(version).parse_obj(event, payload)  # type: ignore[call-overload]  # any event
    except ValidationError as judged:
        return {_wrong(fault) for fault in judged.errors()}
    return set(_surplus(parsed, payload))


def _wrong(fault: Any) -> str:  # noqa: ANN401 - pydantic's own dictionary
    place = next((part for part in reversed(fault["loc"]) if isinstance(part, str)), "the whole")
    if fault["type"] == "missing":
        return f"{place} is missing"
    said = fault["input"]
    return f"{place} is {said!r}" if isinstance(said, str | int | None) else f"{place} is of type {type(said).__name__}"


def _surplus(parsed: object, sent: object) -> Iterator[str]:
    """Yield the fields that were sent and that no model names."""
    if isinstance(parsed, list) and isinstance(sent, list):
        for one, other in zip(parsed, sent, strict=True):
            yield from _surplus(one, other)
    if not isinstance(parsed, BaseModel) or not isinstance(sent, dict):
        return
    fields = type(parsed).model_fields
    if not fields:  # an object of which nothing is described
        return
    names = {field.alias or name: name for name, field in fields.items()}
    for key, value in sent.items():
        if key in names:
            yield from _surplus(getattr(parsed, names[key]), value)
        elif parsed.model_config.get("extra") != "allow":
            yield f"{type(parsed).__name__} has {key}"
