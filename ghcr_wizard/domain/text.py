"""Foreign text made safe to show: bounded, without control characters, without direction tricks."""

import re
import unicodedata

_LONGEST = 500
"""Characters kept of one foreign sentence; GitHub's longest known message has about 300."""

_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control, format (bidirectional overrides, zero-width), surrogate, private, unassigned, line separators."""

_PLAIN = re.compile(r"[ -~]*")

_TOKEN = re.compile(
    r"github_pat_[A-Za-z0-9_]{10,}"
    r"|gh[pousr]_[A-Za-z0-9][A-Za-z0-9._-]{9,}"
    r"|\bv1\.[0-9a-f]{40}\b"
    r"|\b[0-9a-f]{40}\b"
    r"|\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+"
    r"|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?s:.)*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\Z)"
)
"""Every GitHub token form, the 520-character installation form included; legacy tokens are bare hexadecimal.

Besides them what an App signs in with: a signed JSON web token (RFC 7519; both its first parts are JSON objects, which
in base64 begin with `eyJ`), and a private key, even one without its end.
"""


def clean(text: str, longest: int = _LONGEST) -> str:
    """Foreign text as one line of printable characters, at most `longest` of them, the cut marked by `…`.

    Line breaks and tabs become blanks; escape sequences lose their escape character and so their effect.
    """
    if len(text) <= longest and _PLAIN.fullmatch(text):
        return text
    kept = []
    for character in text[: longest * 4]:
        if character in "\n\r\t":
            kept.append(" ")
        elif unicodedata.category(character) not in _UNSAFE_CATEGORIES:
            kept.append(character)
    line = "".join(kept)
    return line if len(line) <= longest else line[: longest - 1] + "…"


def redact(text: str) -> str:
    """The text with everything in it that looks like a GitHub token replaced by its prefix and `…`."""
    return _TOKEN.sub(_prefix_only, text)


def _prefix_only(match: re.Match[str]) -> str:
    token = match.group()
    prefix = token[: token.index("_") + 1] if "_" in token[:4] else ""
    return ("github_pat_" if token.startswith("github_pat_") else prefix) + "…"
