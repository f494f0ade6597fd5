"""What betrays a secret, and the search for it in bytes: written apart from the program's own masking, to judge it.

Looked for are eight characters of it in a row and more, as they are, reversed, in other letters, percent-encoded, split
over anything that is no letter and no digit, with letters as JSON's escapes, in hexadecimal, and in base64 after any
other bytes; also in what was compressed.
"""

import base64
import bz2
import gzip
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote_to_bytes

_PIECE = 8
_PREFIX = re.compile(r"^(github_pat_|gh[a-z]_)")
_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|.)")
_MOST_UNPACKED = 64 * 1024 * 1024
_DEPTH = 3

_UNPACKERS: tuple[tuple[bytes, Callable[[bytes], bytes]], ...] = (
    (b"\x1f\x8b", gzip.decompress),
    (b"BZh", bz2.decompress),
    (b"\xfd7zXZ", lzma.decompress),
    (b"\x78", zlib.decompress),
    (b"PK\x03\x04", lambda content: b"\n".join(_members(content))),
)


class Marks:
    """The marks of one secret.

    Args:
        secret: The secret; a prefix that GitHub's documentation names is no mark.
    """

    def __init__(self, secret: str) -> None:
        raw = _PREFIX.sub("", secret).encode()
        pieces = {*_pieces(_folded(raw), _PIECE), *_pieces(_folded(raw[::-1]), _PIECE)}
        for form in (raw, raw[::-1]):
            pieces |= {*_pieces(form.hex().encode(), 2 * _PIECE)}
        for shift in range(3):
            coded = base64.b64encode(bytes(shift) + raw).rstrip(b"=")
            pieces |= {*_pieces(_folded(coded[(0, 2, 3)[shift] : -1]), 11)}
        self._pieces = tuple(pieces)

    def found(self, content: bytes) -> bool:
        """Whether the secret or a piece of it is in `content`, in whatever form, compressed or not."""
        return any(self._in(text) for text in _unpacked(content, _DEPTH))

    def _in(self, content: bytes) -> bool:
        texts = {_folded(content)}
        if b"%" in content:
            texts.add(_folded(unquote_to_bytes(content)))
        if b"\\" in content:
            texts.add(_folded(_ESCAPE.sub(_unescaped, content)))
        return any(piece in text for text in texts for piece in self._pieces)


def _unescaped(escape: re.Match[bytes]) -> bytes:
    """What an escape of JSON's stands for, if that is ASCII."""
    code = int(escape[1], 16) if escape[1] else 0
    return bytes([code]) if code < 128 else b" "


def _base64_of(text: str, before: str = "") -> str:
    return base64.b64encode(f"{before}{text}".encode()).decode()


FORMS: Mapping[str, Callable[[str], str]] = {
    "whole": lambda secret: secret,
    "without its prefix": lambda secret: _PREFIX.sub("", secret),
    "reversed": lambda secret: secret[::-1],
    "in capitals": str.upper,
    "in small letters": str.lower,
    "hexadecimal": lambda secret: secret.encode().hex(),
    "percent-encoded": lambda secret: "".join(f"%{code:02X}" for code in secret.encode()),
    "base64": _base64_of,
    "base64 after a name": lambda secret: _base64_of(secret, "octocat:"),
    "base64 after another": lambda secret: _base64_of(secret, "acme-robot:"),
    "base64 for addresses": lambda secret: base64.urlsafe_b64encode(f"?>:{secret}".encode()).decode().rstrip("="),
    "over blanks": " ".join,
    "over lines": lambda secret: "\n".join(secret[start : start + 7] for start in range(0, len(secret), 7)),
    "over short lines": lambda secret: "\n".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    "its first nine after the prefix": lambda secret: _PREFIX.sub("", secret)[:9],
    "eight from its middle": lambda secret: secret[len(secret) // 2 :][:8],
    "its last eight": lambda secret: secret[-8:],
    "beside letters": lambda secret: f"x{secret}x",
    "at a cut of 100": lambda secret: "-" * 87 + secret,
    "at a cut of 300": lambda secret: "-" * 287 + secret,
    "at a cut of 500": lambda secret: "-" * 487 + secret,
}
"""The forms a secret is planted in, and that a simulated GitHub repeats it in; a cut leaves eight characters
after the prefix, which no pattern finds."""


_SEPARATORS = re.compile(rb"[^a-z0-9]+")


def _folded(content: bytes) -> bytes:
    """Letters and digits alone, the letters small: what was split or changed in its letters is one again."""
    return _SEPARATORS.sub(b"", content.lower())


def _pieces(form: bytes, length: int) -> Iterator[bytes]:
    return (form[start : start + length] for start in range(len(form) - length + 1))


def _unpacked(content: bytes, depth: int) -> Iterator[bytes]:
    yield content
    for magic, unpack in _UNPACKERS if depth else ():
        if content.startswith(magic):
            try:
                yield from _unpacked(unpack(content)[:_MOST_UNPACKED], depth - 1)
            except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError, zipfile.BadZipFile):
                continue


def _members(content: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            yield member.filename.encode()
            yield archive.read(member)
