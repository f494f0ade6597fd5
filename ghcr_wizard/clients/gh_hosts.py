"""gh's `hosts.yml`, as far as one host's credential goes.

The file is YAML as gh writes it: hosts as unindented keys, below them indented `name: value` lines, since gh 2.40 with
the accounts of a host below `users`. No more of YAML is understood than that.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ghcr_wizard.secret import Secret

_LINE = re.compile(r"(?P<indent> *)(?P<key>\"[^\"]*\"|'[^']*'|[^\s:#\"'{}\[\]][^:#{}\[\]]*):(?:\s+(?P<value>.*))?\s*")


class HostsFileError(ValueError):
    """The file is not as gh writes it; the message continues a sentence and holds nothing of its content."""


@dataclass(frozen=True, slots=True)
class GhHost:
    """What the file says about one host.

    Attributes:
        username: The active account, if it is named.
        secret: Its token, where it is kept in the file and not in a keyring.
    """

    username: str | None
    secret: Secret | None


@dataclass(frozen=True, slots=True)
class _Line:
    indent: int
    key: str
    value: str


def read_hosts_file(content: bytes, host: str) -> GhHost | None:
    """What gh's file says about a host; `None` where it does not name it.

    Raises:
        HostsFileError: It is not the file gh writes.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise HostsFileError("it is not UTF-8") from None
    block = _block(list(_lines(text)), host.lower())
    if block is None:
        return None
    own = {line.key: line.value for line in block if line.indent == block[0].indent} if block else {}
    username = own.get("user") or None
    token = own.get("oauth_token") or (_token_below(block, username) if username else "")
    return GhHost(username, Secret(token) if token else None)


def _lines(text: str) -> Iterator[_Line]:
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip() or raw.lstrip().startswith("#") or raw.strip() in {"---", "...", "{}"}:
            continue
        match = _LINE.fullmatch(raw)
        if match is None:
            raise HostsFileError(f"line {number} is not `name: value`")
        yield _Line(len(match["indent"]), _plain(match["key"]), _plain(match["value"] or ""))


def _plain(text: str) -> str:
    """A scalar without its quotes, or without the comment after it."""
    text = text.strip()
    if len(text) > 1 and text[0] in "\"'" and text.endswith(text[0]):
        return text[1:-1]
    return re.split(r"(?:^|\s)#", text, maxsplit=1)[0].strip()


def _block(lines: list[_Line], host: str) -> list[_Line] | None:
    """The lines below a host's own."""
    start = next((i for i, line in enumerate(lines) if line.indent == 0 and line.key.lower() == host), None)
    if start is None:
        return None
    below = lines[start + 1 :]
    end = next((i for i, line in enumerate(below) if line.indent == 0), len(below))
    return below[:end]


def _token_below(block: list[_Line], username: str) -> str:
    """The token kept with an account below `users`, where no token is next to it."""
    deeper = [line for line in block if line.indent > block[0].indent]
    inside = False
    for line in deeper:
        if line.indent == deeper[0].indent:
            inside = line.key == username
        elif inside and line.key == "oauth_token":
            return line.value
    return ""
