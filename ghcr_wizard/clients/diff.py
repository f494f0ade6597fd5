"""What changes in another program's configuration, line by line, with every secret of it left out."""

import difflib
import json
import re
from collections.abc import Collection

from ghcr_wizard.text import clean, redact

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"(?P<name>\s*:)?')
_LONGEST_LINE = 400
_AROUND = 2
"""Lines shown before and after a change."""


def changed_lines(before: bytes | None, after: bytes | None, path: str, shown: Collection[str]) -> tuple[str, ...]:
    """The change as a unified diff, safe to show.

    Args:
        before: The configuration, JSON in UTF-8; `None` where there is none.
        after: What it is to be; `None` where it goes.
        path: Its name in the heading.
        shown: The values that may be shown; every other text in it is `…`.
    """
    lines = difflib.unified_diff(
        _lines(before, shown),
        _lines(after, shown),
        path if before is not None else "(no file)",
        path if after is not None else "(no file)",
        n=_AROUND,
        lineterm="",
    )
    return tuple(clean(line, _LONGEST_LINE) for line in lines)


def _lines(content: bytes | None, shown: Collection[str]) -> list[str]:
    if content is None:
        return []
    text = content.decode("utf-8", "replace")
    return _STRING.sub(lambda match: _masked(match, shown), text).replace("\t", "    ").splitlines()


def _masked(match: re.Match[str], shown: Collection[str]) -> str:
    if match["name"] is not None:
        return redact(match.group())
    try:
        value = json.loads(match.group(), strict=False)
    except ValueError:
        value = None
    return match.group() if value in shown else '"…"'
