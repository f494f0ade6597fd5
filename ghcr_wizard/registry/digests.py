"""Content held against its digest (OCI distribution specification, "Pulling manifests": a client must verify it)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ghcr_wizard.transport.exchange import Fault

if TYPE_CHECKING:
    from ghcr_wizard.transport.client import Response

_DIGEST = re.compile(r"(sha256|sha512):([0-9a-f]+)")
_SHOWN = 19
"""Characters of a digest that are said: its algorithm and enough to recognize it."""


def verified(answer: Response, reference: str, *, has_content: bool = True) -> Response:
    """The answer, with a fault where it is not what was asked for or not what it says it is.

    Args:
        answer: An answer of the registry or its blob store.
        reference: The tag or digest that was asked for.
        has_content: Whether the content came with it; a HEAD has the digest alone.
    """
    if not answer.exchange.ok:
        return answer
    told = answer.headers.get("docker-content-digest", "")
    wanted = [digest for digest in (reference, told) if _DIGEST.fullmatch(digest)]
    if has_content:
        wrong = next((digest for digest in wanted if not _is_of(digest, answer.body)), None)
    else:
        wrong = wanted[0] if len(set(wanted)) > 1 else None
    if wrong is None:
        return answer
    detail = f"{wrong[:_SHOWN]}… is not the digest of what came"
    return replace(answer, exchange=replace(answer.exchange, fault=Fault.DIGEST, detail=detail))


def digest_of(answer: Response) -> str:
    """The digest of an answer's content: the one it came with, which `verified` held against it, else our own."""
    told = answer.headers.get("docker-content-digest", "")
    return told if _DIGEST.fullmatch(told) else f"sha256:{hashlib.sha256(answer.body).hexdigest()}"


def _is_of(digest: str, content: bytes) -> bool:
    algorithm, _, figures = digest.partition(":")
    return hashlib.new(algorithm, content).hexdigest() == figures
