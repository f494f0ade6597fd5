"""Foreign text made safe to show: bounded, without secrets, control characters and direction tricks."""

import re
import unicodedata
from collections.abc import Collection

from ghcr_wizard.masking import MASK, SECRETS

_LONGEST = 500
"""Characters kept of one foreign sentence; GitHub's longest known message has about 300."""

_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control, format (bidirectional overrides, zero-width), surrogate, private, unassigned, line separators."""

_TOKEN = re.compile(
    r"github_pat_[A-Za-z0-9_]{10,}"
    r"|gh[pousr]_[A-Za-z0-9][A-Za-z0-9._-]{9,}"
    r"|\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+"
    r"|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?s:.)*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\Z)"
)
"""Every GitHub token form but the legacy ones, the 520-character installation form included.

Besides them what an App signs in with: a signed JSON web token (RFC 7519; both its first parts are JSON objects, which
in base64 begin with `eyJ`), and a private key, even one without its end.
"""

_BEGINNINGS = ("github_pat_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "eyJ", "-----BEGIN")

_LEGACY = re.compile(r"\b(?:v1\.)?[0-9a-f]{40}\b")
_SHORTEST_LEGACY = 40
_TELLTALE = ("github_pat_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "eyJ", "-----BEGIN")
"""One of them is in all that `_TOKEN` finds."""


_COMMAND = re.compile(r" ?`([^`]+)`(?:\.(?= |$)|$)")
"""A command in backticks at the end of a sentence."""


def clean(text: str, longest: int = _LONGEST, *, is_name: bool = False) -> str:
    """Foreign text as one line of printable characters without secrets, at most `longest`, the cut marked by `…`.

    Line breaks and tabs become blanks; escape sequences lose their escape character and so their effect. Secrets go
    after that, as an invisible character may stand inside of one, and before the cut, which may fall inside of one.

    Args:
        text: What somebody else wrote.
        longest: Characters.
        is_name: Whether forty hexadecimal digits in it are a commit's, as in tags and labels, rather than a token.
    """
    if is_name and SECRETS.is_plain(text) and len(text) <= longest:
        return text
    is_plain = len(text) <= longest and text.isascii() and text.isprintable()
    line = redact(text if is_plain else _one_line(text[: longest * 4]), is_name=is_name)
    return line if len(line) <= longest else line[: longest - 1] + MASK


def commands_apart(text: str) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is a command: one in backticks that ends a sentence stands alone.

    There it can be copied as it is; one within a sentence stays where it is, in its backticks.
    """
    pieces: list[tuple[str, bool]] = []
    at = 0
    for found in _COMMAND.finditer(text):
        before = text[at : found.start()].strip()
        if before:
            pieces.append((f"{before.rstrip(':')}:", False))
        pieces.append((found[1], True))
        at = found.end()
    rest = text[at:].strip()
    return [*pieces, (rest, False)] if rest else pieces


def clean_soon(texts: Collection[str]) -> None:
    """Look at names that `clean` will be given next all at once: nearly all are clean, and need no look of their own.

    Args:
        texts: The names, as they are in the document: not as its JSON writes them, where a letter may be an escape.
    """
    joined = " ".join(texts)
    if joined.isascii() and joined.isprintable() and not any(part in joined for part in _TELLTALE):
        SECRETS.search(texts, joined)


def redact(text: str, *, is_name: bool = False) -> str:
    """The text without secrets: what looks like a token of GitHub's, and those in use in any form; as for `clean`."""
    if any(beginning in text for beginning in _BEGINNINGS):
        text = _TOKEN.sub(_prefix_only, text)
    if len(text) >= _SHORTEST_LEGACY and not is_name:
        text = _LEGACY.sub(MASK, text)
    return SECRETS.mask(text)


def _one_line(text: str) -> str:
    kept = []
    for character in text:
        if character in "\n\r\t":
            kept.append(" ")
        elif unicodedata.category(character) not in _UNSAFE_CATEGORIES:
            kept.append(character)
    return "".join(kept)


def _prefix_only(match: re.Match[str]) -> str:
    token = match.group()
    prefix = token[: token.index("_") + 1] if "_" in token[:4] else ""
    return ("github_pat_" if token.startswith("github_pat_") else prefix) + "…"
