"""What can be said about a pasted token without asking anybody.

Token forms: GitHub docs "About authentication to GitHub", GitHub's blog of 2021-04-05 and changelog of 2026-04-24.
"""

import re
import zlib
from dataclasses import dataclass
from enum import StrEnum

from ghcr_wizard.diagnosis.cause import Cause
from ghcr_wizard.diagnosis.causes_tokens import (
    TOKEN_CHECKSUM_MISMATCH,
    TOKEN_KIND_DIFFERS,
    TOKEN_MALFORMED,
    TOKEN_MISSING,
    TOKEN_TRUNCATED,
    TOKEN_UNRECOGNISED,
)
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.secret import Secret

LONGEST = 4_096
"""Characters; installation tokens reach about 520 today and have no fixed length."""


class TokenKind(StrEnum):
    """The kinds of credential, by what their form says."""

    CLASSIC_PAT = "classic_pat"
    FINE_GRAINED_PAT = "fine_grained_pat"
    OAUTH = "oauth"
    APP_USER = "app_user"
    APP_INSTALLATION = "app_installation"
    LEGACY = "legacy"
    UNKNOWN = "unknown"
    NONE = "none"


KIND_NAMES = {
    TokenKind.CLASSIC_PAT: "classic personal access token",
    TokenKind.FINE_GRAINED_PAT: "fine-grained personal access token",
    TokenKind.OAUTH: "OAuth token",
    TokenKind.APP_USER: "GitHub App user token",
    TokenKind.APP_INSTALLATION: "GitHub App installation token",
    TokenKind.LEGACY: "legacy token (before April 2021)",
    TokenKind.UNKNOWN: "unknown token format",
    TokenKind.NONE: "no token",
}
"""What a person calls each kind."""

SCOPED_KINDS = frozenset({TokenKind.CLASSIC_PAT, TokenKind.OAUTH, TokenKind.LEGACY})
"""Kinds whose rights are OAuth scopes, told by `X-OAuth-Scopes`."""


class Checksum(StrEnum):
    """Whether the last six characters are the checksum of the thirty before them."""

    VALID = "valid"
    INVALID = "invalid"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class TokenInspection:
    """What was pasted, judged offline.

    Attributes:
        secret: The token after trimming; `None` where nothing usable is left.
        kind: Its kind by prefix and shape.
        checksum: Its checksum, for the kinds that have one.
        length: Characters after trimming.
        trimmed: What was taken away around it, in words ("line breaks", "quotes").
        diagnoses: What is wrong or odd with it; an error among them means it cannot be used.
    """

    secret: Secret | None
    kind: TokenKind
    checksum: Checksum
    length: int
    trimmed: tuple[str, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether it may be sent to a server at all."""
        return self.secret is not None


_PREFIXES = (
    ("github_pat_", TokenKind.FINE_GRAINED_PAT),
    ("ghp_", TokenKind.CLASSIC_PAT),
    ("gho_", TokenKind.OAUTH),
    ("ghu_", TokenKind.APP_USER),
    ("ghs_", TokenKind.APP_INSTALLATION),
)
_SHORTEST = {
    TokenKind.CLASSIC_PAT: 40,
    TokenKind.OAUTH: 40,
    TokenKind.APP_USER: 40,
    TokenKind.FINE_GRAINED_PAT: 93,
}
# Patterns as text: `re` compiles one when it is first used, which no start of the program does.
_LEGACY = r"[0-9a-f]{40}|v1\.[0-9a-f]{40}"
_CHECKED = r"gh[pous]_([A-Za-z0-9]{30})([A-Za-z0-9]{6})"
_STATELESS = r"(?a:ghs_\d+_[\w-]+\.[\w-]+\.[\w-]+)"
_REFRESH = r"ghr_[A-Za-z0-9]+"
_ASSIGNMENT = r"(?:export\s+|set\s+|\$env:)?[A-Za-z_][A-Za-z0-9_]*\s*[=:]\s*"
_SCHEME = r"(?i:(?:authorization:\s*)?(?:bearer|token)\s+)"
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad\u200e\u200f\u00a0\u2028\u2029"
_QUOTES = "\"'`“”‘’«»"  # noqa: RUF001 - the quotation marks chats and documents put around a token
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VISIBLE = r"[\x21-\x7e]+"


def decode(raw: bytes) -> str:
    """Bytes from standard input as text: UTF-8 or UTF-16, with or without a byte-order mark.

    Bytes that are neither become replacement characters, which no token has, so `inspect_token` refuses them.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    if len(raw) >= 4 and raw[1] == 0 and raw[3] == 0 and raw[0]:  # noqa: PLR2004 - two UTF-16 units
        return raw.decode("utf-16-le", errors="replace")
    if len(raw) >= 4 and raw[0] == 0 and raw[2] == 0 and raw[1]:  # noqa: PLR2004 - two UTF-16 units
        return raw.decode("utf-16-be", errors="replace")
    return raw.decode("utf-8-sig", errors="replace")


def checksum_of(body: str) -> str:
    """The six checksum characters of a token's thirty random ones.

    CRC-32 in base 62, left-padded with zeros (GitHub's blog "Behind GitHub's new authentication token formats").
    """
    number, digits = zlib.crc32(body.encode()), ""
    while number:
        number, remainder = divmod(number, 62)
        digits = _BASE62[remainder] + digits
    return digits.rjust(6, "0")


def kind_of(token: str) -> TokenKind:
    """The kind a token's prefix or shape says it is."""
    if not token:
        return TokenKind.NONE
    for prefix, kind in _PREFIXES:
        if token.startswith(prefix):
            return kind
    return TokenKind.LEGACY if re.fullmatch(_LEGACY, token) else TokenKind.UNKNOWN


def is_stateless(secret: Secret) -> bool:
    """Whether it is an installation token of the long form, which Enterprise Server does not issue.

    GitHub's changelog of 2026-04-24: GitHub.com and GHE.com issue it, Enterprise Server keeps the short one.
    """
    return bool(re.fullmatch(_STATELESS, secret.reveal()))


def inspect_token(pasted: str, expected: frozenset[TokenKind] = frozenset()) -> TokenInspection:
    """What `pasted` is, after trimming what people paste around a token.

    Args:
        pasted: Whatever was pasted or piped in.
        expected: The kinds the chosen method takes; empty if any will do.
    """
    token, trimmed = _trim(pasted[: LONGEST * 4])
    if not token:
        return _refused(TOKEN_MISSING, trimmed)
    if len(pasted) > LONGEST * 4 or len(token) > LONGEST or not _may_be_token(token):
        return _refused(TOKEN_MALFORMED, trimmed, reason=_why_malformed(pasted, token))
    kind = kind_of(token)
    checksum = _check(token)
    return TokenInspection(
        Secret(token), kind, checksum, len(token), trimmed, _remarks(token, kind, checksum, expected)
    )


def _refused(cause: Cause, trimmed: tuple[str, ...], **facts: str) -> TokenInspection:
    kind = TokenKind.NONE if cause is TOKEN_MISSING else TokenKind.UNKNOWN
    return TokenInspection(None, kind, Checksum.NOT_APPLICABLE, 0, trimmed, (diagnose(cause, **facts),))


def _trim(pasted: str) -> tuple[str, tuple[str, ...]]:
    """The token in the middle, and the names of what was around it, each once."""
    text, removed = pasted, []
    while True:
        for name, stripped in _trimmings(text):
            if stripped != text:
                removed.append(name)
                text = stripped
                break
        else:
            return text, tuple(dict.fromkeys(removed))


def _trimmings(text: str) -> list[tuple[str, str]]:
    return [
        ("line breaks", text.strip("\r\n\v\f\x85")),
        ("blanks", text.strip(" \t")),
        ("invisible characters", text.strip(_INVISIBLE)),
        ("quotes", text.strip(_QUOTES)),
        ("a trailing semicolon or comma", text.rstrip(";,") if len(text) > 1 else text),
        ("an authorization scheme", re.sub(_SCHEME, "", text, count=1) if re.match(_SCHEME, text) else text),
        ("a variable's name", _without_assignment(text)),
    ]


def _without_assignment(text: str) -> str:
    if "://" in text or text.lstrip().startswith("{"):
        return text
    match = re.match(_ASSIGNMENT, text)
    return text[match.end() :] if match and match.end() < len(text) else text


def _may_be_token(token: str) -> bool:
    return bool(re.fullmatch(_VISIBLE, token)) and not (
        "://" in token or token.startswith(("{", "[", "-----BEGIN", "<"))
    )


def _why_malformed(pasted: str, token: str) -> str:
    if len(pasted) > LONGEST * 4 or len(token) > LONGEST:
        return "it is far longer than any token"
    if "-----BEGIN" in token:
        return "it is a private key"
    if "://" in token:
        return "it is a web address"
    if token.startswith(("{", "[", "<")):
        return "it is a JSON or HTML document"
    if any(character in token for character in "\r\n"):
        return "it has several lines"
    if any(character.isspace() for character in token):
        return "it has whitespace inside"
    return "it has characters inside that no token has"


def _check(token: str) -> Checksum:
    match = re.fullmatch(_CHECKED, token)
    if match is None:
        return Checksum.NOT_APPLICABLE
    return Checksum.VALID if checksum_of(match[1]) == match[2] else Checksum.INVALID


def _remarks(token: str, kind: TokenKind, checksum: Checksum, expected: frozenset[TokenKind]) -> tuple[Diagnosis, ...]:
    remarks = []
    shortest = _SHORTEST.get(kind, 0)
    if len(token) < shortest:
        remarks.append(diagnose(TOKEN_TRUNCATED, kind=KIND_NAMES[kind], length=len(token), shortest=shortest))
    if checksum is Checksum.INVALID:
        remarks.append(diagnose(TOKEN_CHECKSUM_MISMATCH))
    if kind is TokenKind.UNKNOWN:
        remarks.append(diagnose(TOKEN_UNRECOGNISED, seen=_unrecognised(token)))
    elif expected and kind not in expected and kind is not TokenKind.LEGACY:
        remarks.append(diagnose(TOKEN_KIND_DIFFERS, kind=KIND_NAMES[kind]))
    return tuple(remarks)


def _unrecognised(token: str) -> str:
    if re.fullmatch(_REFRESH, token):
        return "This is a refresh token (ghr_); it cannot be used to authenticate."
    return "It has no prefix or shape of a GitHub token."
