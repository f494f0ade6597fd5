"""Deterministic tokens of every shape GitHub issues.

Shapes and the checksum are those of GitHub's documentation ("Token formats", "About authentication to GitHub")
and of the changelog entry of 2026-04-24 on stateless installation tokens. Nothing here opens any door at GitHub.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Final

_BASE62: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BODY_LENGTH: Final = 30
_CHECKSUM_LENGTH: Final = 6


def _base62(number: int, width: int) -> str:
    """Return `number` in base 62, left-padded with zeros to `width` characters."""
    digits = ""
    while number:
        number, remainder = divmod(number, 62)
        digits = _BASE62[remainder] + digits
    return digits.rjust(width, "0")


def checksum(body: str) -> str:
    """Return the six characters that close a 40-character token: CRC-32 of its 30 random ones, in base 62."""
    return _base62(zlib.crc32(body.encode()), _CHECKSUM_LENGTH)


def _noise(seed: str, length: int) -> str:
    """Return `length` characters of base 62 that depend on `seed` alone."""
    material = hashlib.shake_256(seed.encode()).digest(length)
    return "".join(_BASE62[byte % 62] for byte in material)


def prefixed(prefix: str, seed: str) -> str:
    """Mint a 40-character token: `prefix` (`ghp_`, `gho_`, `ghu_`, `ghs_`), 30 characters, their checksum."""
    body = _noise(f"{prefix}:{seed}", _BODY_LENGTH)
    return prefix + body + checksum(body)


def classic(seed: str) -> str:
    """Mint a classic personal access token."""
    return prefixed("ghp_", seed)


def fine_grained(seed: str) -> str:
    """Mint a fine-grained personal access token: `github_pat_`, 22 characters starting `11`, `_`, 59 more."""
    return f"github_pat_11{_noise('head:' + seed, 20)}_{_noise('tail:' + seed, 59)}"


def legacy(seed: str) -> str:
    """Mint a token from before 2021-04: 40 hexadecimal digits."""
    return hashlib.sha1(seed.encode(), usedforsecurity=False).hexdigest()


def _segment(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def stateless_installation(app_id: int, claims: Mapping[str, object], seed: str) -> str:
    """Mint an installation token as issued since 2026-04: `ghs_<app id>_<JWT>`, about 520 characters."""
    header = {"alg": "RS256", "typ": "JWT", "kid": _noise("kid:" + seed, 12)}
    parts = [
        _segment(json.dumps(header, separators=(",", ":")).encode()),
        _segment(json.dumps(dict(claims), separators=(",", ":")).encode()),
        _segment(hashlib.shake_256(seed.encode()).digest(256)),
    ]
    return f"ghs_{app_id}_{'.'.join(parts)}"
