"""What a hostile server, file or person could write: strategies, and what must hold of everything made of it."""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from ghcr_wizard.secret import Secret

_PIECES = (
    "\x1b[2J\x1b[H",
    "\x1b]0;owned\x07",
    "\x1b]52;c;bm8=\x07",
    "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x9b31m",
    "\u202e\u2066reversed\u2069\u202c",
    "\u200b\u200d\ufeff\u00ad",
    "e\u0301" * 8,
    "\u0300" * 40,
    "\u8868\u8a08\uff21",
    "\U0001f469\u200d\U0001f4bb",
    "\ud800",
    "\udfff",
    "\x00",
    "\r\nX-Injected: yes",
    "\u2028\u2029\x85",
    "[bold red]markup[/]",
    "[@click=app.quit]press[/]",
    "[link=https://evil.example]x[/link]",
    "{subject}{0}%s%n",
    "../../../etc/passwd",
    "'; DROP TABLE packages; --",
    '=HYPERLINK("https://evil.example")',
    "<script>alert(1)</script>",
    "9" * 400,
    "\u0660\u0661\u0662",
    "null",
    '"\\',
)
"""Escapes of terminals, changes of direction, what has no width or two, half characters, markup, format strings."""

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
MOST_SHOWN = 20_000
"""Characters: no text that is kept to be shown is longer."""

PLAUSIBLE = (
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01 00:00:00 UTC",
    "9999-12-31 23:59:59 +1400",
    "Mon, 01 Jan 0001 00:00:00 GMT",
    "999999999",
    "1000000000000000000",
    "-1",
    "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",
    "octocat: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",
    "sha256:" + "0" * 64,
    "ghcr.io",
    "..",
)
"""The right shape and no sense: years at the ends of the calendar, pages without end, a token for a name."""

texts = st.one_of(
    st.text(max_size=40),
    st.sampled_from(PLAUSIBLE),
    st.sampled_from(_PIECES),
    st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=12)), max_size=6).map("".join),
    st.sampled_from(_PIECES).map(lambda piece: (piece * (1_000_000 // len(piece) + 1))[:1_000_000]),
)
"""Any text, and now and then a megabyte of it."""

numbers = st.one_of(
    st.integers(),
    st.integers(-(10**400), 10**400),
    st.floats(),
    st.sampled_from((-1, 0, 1, 999_999_999, 10**18, 2**31, 2**63, 253_402_300_799, -62_135_596_800, 1.5, -0.0)),
)
scalars = st.one_of(st.none(), st.booleans(), numbers, texts)


def documents(names: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """JSON values whose objects have the names that a parser looks for, with anything at all in them."""
    name = st.one_of(st.sampled_from(names), st.text(max_size=8))

    def wider(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.one_of(st.lists(inner, max_size=4), st.dictionaries(name, inner, max_size=8))

    return st.recursive(scalars, wider, max_leaves=30)


def spoiled(honest: object) -> st.SearchStrategy[Any]:
    """An honest document, up to four of its parts replaced by anything: the way past a first look at its shape."""

    @st.composite
    def draw(choose: st.DrawFn) -> Any:  # noqa: ANN401 - JSON
        document = deepcopy(honest)
        for _ in range(choose(st.integers(0, 4))):
            places = list(_places(document))
            if places:
                holder, key = choose(st.sampled_from(places))
                holder[key] = choose(st.one_of(scalars, texts, documents(("name", "login", "id"))))
        return document

    return draw()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - JSON
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield value, key
            yield from _places(inner)


def as_bytes(text: str) -> bytes:
    """A text as a file may hold it, half characters and all."""
    return text.encode("utf-8", "surrogatepass")


def bodies(names: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    """Bytes where JSON is expected: JSON of `documents`, half of it, nonsense, nesting without end."""
    whole = documents(names).map(lambda value: json.dumps(value).encode())
    return st.one_of(
        whole,
        whole.map(lambda body: body[: len(body) // 2]),
        st.binary(max_size=200),
        st.sampled_from((b"[", b'{"a":', b'{"auths":{"ghcr.io":')).map(lambda opening: opening * 60_000),
        st.sampled_from(
            (b"\xef\xbb\xbf{}", b"\xff\xfe{\x00}\x00", b"NaN", b"1e999999", b'{"a":1,"a":2}', b"9" * 5_000)
        ),
    )


def unsafe(value: object) -> str | None:
    """What in a parsed value could do harm on a screen, in a log or to memory; `None` where nothing could.

    A `Secret` is never shown and so may be anything; a mapping's names count as much as its values.
    """
    for text in _texts(value):
        if len(text) > MOST_SHOWN:
            return f"a text of {len(text)} characters"
        bad = next((character for character in text if unicodedata.category(character) in _UNSAFE), None)
        if bad is not None:
            return f"U+{ord(bad):04X} in a text"
    return None


def _texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield str(value)
        case Secret() | bytes() | int() | float() | datetime() | Enum() | Path() | None:
            return
        case Mapping():
            for name, inner in value.items():
                yield from _texts(name)
                yield from _texts(inner)
        case list() | tuple() | set() | frozenset():
            for inner in value:
                yield from _texts(inner)
        case _ if is_dataclass(value):
            for each in fields(value):
                yield from _texts(getattr(value, each.name))
