"""What a person hands over to be examined: a pull secret, Docker's file or another program's; JSON, YAML or TOML.

Kubernetes: its documentation, "Pull an Image from a Private Registry". k3s and RKE2: "Private Registry Configuration".
"""

import base64
import binascii
import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ghcr_wizard.clients.auth_file import AuthFile, AuthFileError, Dialect, auth_file_of
from ghcr_wizard.clients.lookup import Holding
from ghcr_wizard.clients.other_forms import (
    containerd_of,
    hosts_toml_of,
    regctl_of,
    registries_yaml_of,
    toml_of,
)
from ghcr_wizard.clients.report import CredentialSource, Found
from ghcr_wizard.diagnosis.causes_clients import CLIENT_CONFIG_INVALID
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.explain.outline import outline
from ghcr_wizard.text import clean

WHERE = "standard input"

_MOST_DOCUMENTS = 100
_KEYS = {".dockerconfigjson": Dialect.DOCKER, ".dockercfg": Dialect.LEGACY}
_FORMS = {
    frozenset({"configs", "mirrors"}): (registries_yaml_of, "k3s"),
    frozenset({"plugins"}): (containerd_of, ""),
    frozenset({"server", "host", "header"}): (hosts_toml_of, ""),
    frozenset({"hosts"}): (regctl_of, ""),
}
"""A file's form by members that no other has: what reads it, and which export writes it."""
_PULL_SECRET = "kubernetes.io/dockerconfigjson"  # noqa: S105 - the type's name


def read_given(text: str, registry: str) -> list[Found]:
    """Every login for a registry in a text, and what is wrong with it; one row that says so where there is none.

    Args:
        text: All of it.
        registry: The registry's host.
    """
    documents = list(_documents(text))
    rows = [row for document in documents for row in _of_document(document, registry)]
    return rows or [
        _nothing(f"it has no login for {registry}" if documents else "it is neither JSON nor YAML nor TOML")
    ]


def _documents(text: str) -> Iterator[Mapping[str, object]]:
    """The mappings a text writes; those of a list that `kubectl get` printed one by one."""
    try:
        whole: list[object] = [json.loads(text)]
    except (ValueError, RecursionError):
        whole = _not_json(text)
    for document in whole:
        if not isinstance(document, dict) or not document:
            continue
        items = document.get("items")
        yield from (item for item in items if isinstance(item, dict)) if isinstance(items, list) else (document,)


def _not_json(text: str) -> list[object]:
    with contextlib.suppress(AuthFileError):
        return [toml_of(text.encode("utf-8", "replace"))]
    return [outline(part) for part in f"\n{text}".split("\n---")[:_MOST_DOCUMENTS]]


def _of_document(document: Mapping[str, object], registry: str) -> Iterator[Found]:
    try:
        if document.get("kind") == "Secret":
            yield from _of_secret(document, registry)
        elif "kind" not in document:
            told, export = _file_of(document, registry)
            yield from _rows(told, WHERE, export)
    except AuthFileError as error:
        yield _nothing(str(error))


def _file_of(document: Mapping[str, object], registry: str) -> tuple[AuthFile, str]:
    """What a program's file says, and which export writes such a one; Docker's is what is left."""
    for names, (tell, export) in _FORMS.items():
        if names & document.keys():
            return tell(document, registry), export
    return auth_file_of(document, registry, Dialect.DOCKER), "config-json"


def _of_secret(document: Mapping[str, object], registry: str) -> Iterator[Found]:
    where = f"{WHERE} (Secret {clean(_name(document))})"
    plain, encoded = _texts(document, "stringData"), _texts(document, "data")
    key = next((key for key in _KEYS if key in plain or key in encoded), None)
    kind = document.get("type")
    if key is None:
        if isinstance(kind, str) and kind.startswith("kubernetes.io/docker"):
            yield _nothing(f"its type is {clean(kind)}, and it has no `.dockerconfigjson`", where)
        return
    flaws = []
    if kind not in {_PULL_SECRET, "kubernetes.io/dockercfg"}:
        named = clean(kind) if isinstance(kind, str) and kind else "Opaque"
        flaws.append(misread(where, f"its type is {named}; Kubernetes pulls only with the type {_PULL_SECRET}"))
    try:
        content = plain[key] if key in plain else _decoded(encoded[key])
        loaded = json.loads(content)
    except (ValueError, RecursionError):
        yield _nothing(f"its {key} is not base64 of JSON", where)
        return
    if not isinstance(loaded, dict):
        raise AuthFileError(f"its {key} is JSON, but no object")
    rows = list(_rows(auth_file_of(loaded, registry, _KEYS[key]), where, "kubernetes"))
    for row in rows:
        yield replace(row, flaws=(*row.flaws, *flaws))
        flaws = []


def _rows(told: AuthFile, where: str, export: str) -> Iterator[Found]:
    """The entries; a helper that is named instead of one cannot be asked from where the file is used."""
    for entry in told.entries:
        if not entry.marker:
            flaws = (misread(where, entry.flaw),) if entry.flaw else ()
            yield Found(
                CredentialSource.STANDARD_INPUT,
                where,
                (),
                holding=entry.holding,
                namespace=entry.namespace,
                username=clean(entry.username) if entry.username else None,
                secret=entry.secret,
                flaws=flaws,
                export=export,
            )
    helper = told.helper or told.store
    if helper and not any(entry.secret for entry in told.entries):
        said = f"it leaves the login to the credential helper “{clean(helper)}”, which is not where the file is used"
        yield _nothing(said, where)
    for flaw in told.flaws:
        yield _nothing(flaw, where)


def _nothing(said: str, where: str = WHERE) -> Found:
    return Found(CredentialSource.STANDARD_INPUT, where, (), holding=Holding.NOTHING, flaws=(misread(where, said),))


def misread(where: str, said: str) -> Diagnosis:
    """That a program misreads, or cannot read, its configuration; `said` continues a sentence about it."""
    return diagnose(CLIENT_CONFIG_INVALID, where, said=said)


def _name(document: Mapping[str, object]) -> str:
    metadata = document.get("metadata")
    if not isinstance(metadata, dict):
        return "without a name"
    parts = [part for part in (metadata.get("namespace"), metadata.get("name")) if isinstance(part, str) and part]
    return "/".join(parts) or "without a name"


def _texts(document: Mapping[str, object], name: str) -> dict[str, str]:
    given = document.get(name)
    return {key: text for key, text in given.items() if isinstance(text, str)} if isinstance(given, dict) else {}


def _decoded(text: str) -> str:
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8")
    except binascii.Error as error:
        raise ValueError(str(error)) from None
