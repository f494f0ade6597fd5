"""A pasted text made readable: without colours, controls and tokens, one message a line."""

import re

from ghcr_wizard.text import redact

LONGEST = 4 * 1024 * 1024
"""Characters that are looked at; a whole workflow's log is usually shorter."""

_ESCAPES = re.compile(
    r"\x1b\[[0-?]{0,64}[ -/]{0,8}[@-~]"
    r"|\x1b\][^\x07\x1b\n]{0,2000}(?:\x07|\x1b\\)?"
    r"|\x1b[@-Z^_]?"
    r"|(?:\\u001b|\\x1b|\\033|\\e|\u241b)\[[0-9;]{0,32}[A-Za-z]",
    re.IGNORECASE,
)
"""ECMA-48 control sequences, and how logs that are JSON write them."""

_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_WRITTEN_BREAKS = re.compile(r"\\{1,8}r\\{1,8}n|\\{1,8}n")
"""Line breaks as strings of JSON and logfmt have them."""
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffd]+"
)
_ESCAPED_QUOTE = re.compile(r"\\{1,16}(?=[\"'`/])")
_BLANKS = re.compile(r"[ \t\u00a0]{2,}|[\t\u00a0]")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(https?://[^()\s]{1,600}\)")
"""A link in Markdown, which web pages make of addresses and of numbers in a log when it is copied."""
_QUOTES = "'`\u2018\u2019\u201c\u201d\u00ab\u00bb"
_REGISTRY_ERROR = re.compile(
    r'"code"\s{0,40}:\s{0,40}"([A-Z_]{3,40})"\s{0,40},\s{0,40}"message"\s{0,40}:\s{0,40}"([^"\n]{0,300})'
)
"""The distribution specification's error object, on one line or several."""

_BEFORE_MESSAGE = re.compile(
    r"\s+"
    r"|\d{4}-\d\d-\d\d[T ][\d:.,]{5,20}(?:Z|[+-]\d\d:?\d\d)?"
    r"|\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
    r"|##\[[a-z]{1,20}\]"
    r"|::(?:error|warning|notice)[^:\n]{0,200}::"
    r"|(?:time|level|ts)=\"?[^\s\"]{1,60}\"?"
    r"|msg=\"?"
    r"|(?:ERRO|FATA|WARN|INFO|DEBU)\[\d{1,8}\]"
    r"|\[[^\[\]\n]{0,40}\]"
    r"|#\d{1,4}"
    r"|\d{1,6}\.\d{1,6}"
    r"|(?:error response from daemon|error from registry|buildx failed with|failed to solve|fatal error|error|fatal"
    r"|failed|failure|warning|message|reason|gh|curl|docker|podman|skopeo|crane|oras|helm|regctl|trivy|ghcr-wizard|http)"
    r"\s?:"
    r"|[-*>|$✗✘✓!·+x\"](?![A-Za-z0-9-])"
    r"|\"",
    re.IGNORECASE,
)
"""One thing that logs and programs put before a message."""

_MOST_PREFIXES = 24

_CHALLENGE = re.compile(
    r"^(?:.{0,80}(?:level=debug|\bDEBU\[|\bdebug\b(?!: (?:Unauthorized docker|Datasource unauth|Response code))"
    r"|\bTRAC\[|level=trace)"
    r"|[^\n]{0,40}(?:<--|<) (?:401|HTTP/[0-9.]{1,3} 401|www-authenticate)"
    r"|[^\n]{0,40}www-authenticate: bearer"
    r"|[^\n]{0,80}(?:^|[\s\]])401(?: \([a-z]{1,20}\))?(?: ?:)? https?://\S{1,200}/v2/"
    r"|.{0,200}\bPing https://\S{1,200} status 401)",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"^(?=[^\n]{0,2000}/blobs/)(?=[^\n]{0,2000}\b404\b)[^\n]{0,80}(?:level=debug|\bDEBU\[)")
_ANSWERED = re.compile(
    r"\b200\b[^\n]{0,60}https?://\S{1,300}/(?:v2/|token\b)|status=.?200 OK|Content-Type from manifest GET",
    re.IGNORECASE,
)
"""A request to a registry that was answered as hoped."""
_CHALLENGE_SIGNS = ("401", "nauthorized", "earer realm")
"""A line of a detailed log that tells of the ordinary challenge has one of these, and the form of such a log."""


def read(plain: str) -> str:
    """`plain` as the templates expect it; a token in it is cut to its prefix before anything looks at it.

    Args:
        plain: A text `without_controls`.
    """
    readable = redact(_LINK.sub(r"\1", plain) if "](http" in plain else plain)
    if "\\" in readable:
        readable = _ESCAPED_QUOTE.sub("", readable)
    readable = in_plain_quotes(readable)
    readable = _BLANKS.sub(" ", readable.replace('":"', '": "').replace('":{', '": {')).replace(
        "\u0130", "I"
    )  # the one letter whose lower case is two
    return _REGISTRY_ERROR.sub(r'"\1: \2', readable) if '"message"' in readable else readable


def without_challenges(readable: str) -> str:
    """The text without the lines in which a detailed log tells of the registry's ordinary challenge.

    Every first request is answered 401 with the address to get a token at; that is how the protocol goes on.
    """
    if not any(sign in readable for sign in _CHALLENGE_SIGNS):
        return readable
    return "\n".join(line for line in readable.split("\n") if not _is_challenge(line))


def without_questions(readable: str) -> str:
    """The text without the lines in which a detailed log tells that a layer is not there yet: a push asks first."""
    if "/blobs/" not in readable or "404" not in readable:
        return readable
    return "\n".join(line for line in readable.split("\n") if _QUESTION.search(line) is None)


def goes_on(readable: str) -> bool:
    """Whether a detailed log tells of the challenge and of what was granted after it: then nothing is wrong with it."""
    last = max(readable.rfind(sign) for sign in _CHALLENGE_SIGNS)
    return last >= 0 and _ANSWERED.search(readable, readable.find("\n", last) + 1 or len(readable)) is not None


def _is_challenge(line: str) -> bool:
    return any(sign in line for sign in _CHALLENGE_SIGNS) and _CHALLENGE.search(line) is not None


def without_controls(text: str) -> str:
    """The first `LONGEST` characters of `text` with its lines, and without anything else that does not print."""
    text = text[:LONGEST]
    written = "\\" in text
    if written or "\x1b" in text or "\u241b" in text:
        text = _ESCAPES.sub("", text)
    text = _BREAKS.sub("\n", text)
    return _INVISIBLE.sub("", _WRITTEN_BREAKS.sub("\n", text) if written else text)


def unwrapped(read_text: str) -> str:
    """The text as one line: a terminal's window may have broken it anywhere."""
    return redact(" ".join(read_text.split()))


def in_plain_quotes(text: str) -> str:
    """The text with every kind of quotation mark and apostrophe as `"`."""
    for quote in _QUOTES:
        text = text.replace(quote, '"')
    return text


def start_of_message(line: str) -> int:
    """Where a line's message begins: after time stamps, levels, and the name of the program that says it."""
    position = 0
    for _ in range(_MOST_PREFIXES):
        prefix = _BEFORE_MESSAGE.match(line, position)
        if prefix is None or prefix.end() == position:
            break
        position = prefix.end()
    return position
