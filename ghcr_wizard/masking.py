"""Secrets in use, found by value in whatever a server, another program or a command says.

The pattern of a token is not enough: who repeats what it was sent may do so in base64 (GHCR's own bearer is the token
in base64), in hexadecimal, percent-encoded, reversed, in other letters, in pieces, or split over blanks and lines. So
every `Secret` is noted here when it is made, and `mask` finds it in all of these forms. Forms and texts are compared by
their ASCII letters and digits alone, in lower case: that takes separators, percent signs, line breaks and invisible
characters out of both.

A secret is in use as long as its `Secret` lives, and is not kept alive by that. Its pieces of five characters are kept
as Python's keyed hashes, with a key drawn at each start.

Nearly every text holds no secret, and a listing has a hundred thousand: four characters in a row, read as one number,
say so first.

What looks generated is found from eight characters on. What a person could have thought up (a password, or a name that
went to the wrong field) is found as a whole, or in twelve characters: a piece of it may be a word, and the packages
that are called by that word are no secret. A word alone, of fewer than twelve letters, is never masked.
"""

import binascii
import re
import sys
from _thread import allocate_lock
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from struct import Struct
from typing import Protocol
from weakref import ref

MASK = "…"

_SHORTEST = 8
"""Letters and digits in a row that are taken for a piece of a secret."""

_SHORTEST_WORDS = 12
"""Those of a secret that a person may have thought up."""

_SHORTEST_HEX = 16
"""Hexadecimal digits in a row, being eight characters; fewer of them stand in some digest by chance."""

_GRAM = 5
_QUAD = 4
"""Eight characters in a row hold five that begin at a multiple of four, wherever they stand."""

_LONGEST = 16_384
"""Characters of the longest secret: an RSA key of 8,192 bits as PEM has 6,500. Longer texts are something else."""

_HEADERS = 8
"""Headers (`Bearer …`) that are looked for, the newest ones: a registry may want one for each repository."""

_FEWEST = 2
"""Different characters of a piece that says anything: `aaaaa` is of no secret."""

_GENERATED = 0.25
"""Of the places between two characters, those where a digit, small or capital letter follows one of another kind: six
in ten of a random text, five of a hexadecimal one, one or two of words."""

_LOWERED = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"abcdefghijklmnopqrstuvwxyz")
_SEPARATORS = bytes(code for code in range(256) if not (code < 0x80 and chr(code).isalnum()))  # noqa: PLR2004 - ASCII
_SCHEME = re.compile(r"(?:Bearer|Basic) ")
_PREFIX = re.compile(r"(?:github_pat_|gh[a-z]_)")
_ARMOR = re.compile(r"-----[A-Z ]{1,60}-----")
_CHANGE = re.compile(r"(?=[a-z][A-Z0-9]|[A-Z][a-z0-9]|[0-9][A-Za-z])")
_CHARACTER = re.compile(r"[A-Za-z0-9]")
_CHARACTER_OR_CODE = re.compile(r"%[0-9A-Fa-f]{2}|[A-Za-z0-9]")
_CODE = re.compile(r"%([0-9A-Fa-f]{2})")
_LONGEST_KEPT, _MOST_KEPT = 300, 2_000
"""Texts that are remembered as clear, and their characters: a listing names its owners twenty thousand times."""

_UNPACKERS = tuple(Struct(f"{count}I").unpack_from for count in range(100))
"""Quicker than a `memoryview`, which has no limit."""


class Revealing(Protocol):
    """What holds a secret."""

    def reveal(self) -> str:
        """The secret text itself."""


@dataclass(slots=True)
class _Pieces:
    """What secrets consist of.

    Attributes:
        hashes: Those of five characters in a row, by how many in a row there have to be.
        quads: The first four of each five, as numbers.
    """

    hashes: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set), repr=False)
    quads: set[int] = field(default_factory=set, repr=False)

    def add(self, form: bytes, shortest: int) -> None:
        """Add the pieces of a form that say anything."""
        for start in range(len(form) - _GRAM + 1):
            piece = form[start : start + _GRAM]
            if len(set(piece)) >= _FEWEST:
                self.hashes[shortest].add(hash(piece))
                self.quads.update(_numbers(piece))

    def add_all(self, others: "_Pieces") -> None:
        """Add those of another secret."""
        self.quads |= others.quads
        for shortest, hashes in others.hashes.items():
            self.hashes[shortest] |= hashes


class SecretsInUse:
    """The secrets of this process, by the hashes of their pieces. Neither they nor their number can be seen."""

    def __init__(self) -> None:
        self._lock = allocate_lock()
        self._alive: list[ref[Revealing]] = []
        self._headers: deque[ref[Revealing]] = deque(maxlen=_HEADERS)
        self._taken_apart: dict[int, _Pieces] = {}
        self._pieces = _Pieces()
        self._clear: set[str] = set()
        self._plain: set[str] = set()
        self._changed = False

    def note(self, secret: Revealing) -> None:
        """Look for a secret as long as it lives; cheap, as it is taken apart when the next text is searched."""
        noted: list[ref[Revealing]] | deque[ref[Revealing]]
        noted = self._headers if _SCHEME.match(secret.reveal()) else self._alive
        with self._lock:
            noted.append(ref(secret, self._lost))
            self._changed = True

    def _lost(self, _: ref[Revealing]) -> None:
        self._changed = True

    def mask(self, text: str) -> str:
        """`text` with every secret, its forms and its pieces of eight characters and more replaced by `…`."""
        if self._is_clear(text):
            return text
        parts, shown = [], 0
        for start, end in sorted(self._places(text)):
            if start >= shown:
                parts += [text[shown:start], MASK]
            shown = max(shown, end)
        return "".join([*parts, text[shown:]])

    def reveals(self, text: str) -> bool:
        """Whether a secret, or a piece of one, is in `text`."""
        return not self._is_clear(text) and next(self._places(text), None) is not None

    def search(self, texts: Collection[str], joined: str) -> None:
        """Search short texts that will be shown next all at once, which is a third of the work.

        Args:
            texts: They; nothing but a secret in use could make one of them unfit to be shown as it is.
            joined: All of them in one, with any separator.
        """
        if len(texts) <= _MOST_KEPT and self._is_clear(joined):
            plain = self._plain  # before anything else changes, as in `_is_clear`
            if len(plain) > _MOST_KEPT:
                self._plain = plain = set()
            plain.update(text for text in texts if len(text) <= _LONGEST_KEPT)

    def is_plain(self, text: str) -> bool:
        """Whether a text was found to be fit to be shown as it is, by `search`, and no secret came into use since."""
        return not self._changed and text in self._plain

    def _is_clear(self, text: str) -> bool:
        """Whether no four characters in a row are of a secret; said of nearly every text, so it has to be quick."""
        if self._changed:
            self._read()
        clear = self._clear  # before the pieces: whoever replaces both meanwhile keeps nothing that was said of others
        if text in clear:
            return True
        letters = text.encode("utf-8", "surrogatepass").translate(_LOWERED, _SEPARATORS)
        quads = self._pieces.quads
        if not quads.isdisjoint(_numbers(letters)):
            return False
        if "%" in text:
            rest = text.replace("%2F", "/")  # which addresses of packages have, most of them nothing else
            if not quads.isdisjoint(_numbers(_normal(_decoded(rest) if "%" in rest else rest))):
                return False
        if len(text) <= _LONGEST_KEPT and len(clear) < _MOST_KEPT:
            clear.add(text)
        return True

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where in a text secrets are: the first character's place, and that after the last one."""
        readings = [(_normal(text), _CHARACTER)]
        if "%" in text:
            readings.append((_normal(_decoded(text)), _CHARACTER_OR_CODE))
        for letters, what in readings:
            if runs := list(self._runs(letters)):
                spans = [found.span() for found in what.finditer(text) if _normal(_decoded(found.group()))]
                yield from ((spans[first][0], spans[last][1]) for first, last in runs)

    def _runs(self, letters: bytes) -> Iterator[tuple[int, int]]:
        """Where letters in a row are of a secret: the first and the last one's places."""
        for quad in self._pieces.quads.intersection(_numbers(letters)):
            piece, done = quad.to_bytes(_QUAD, sys.byteorder), -1
            place = letters.find(piece)
            while place >= 0:
                for first, last in self._around(letters, place):
                    done = max(done, last)
                    yield first, last
                place = letters.find(piece, max(done, place) + 1)

    def _around(self, letters: bytes, place: int) -> Iterator[tuple[int, int]]:
        """The runs that the five letters at `place` are of."""
        for shortest, pieces in self._pieces.hashes.items():
            first = last = place
            while first >= 0 and hash(letters[first : first + _GRAM]) in pieces:
                first -= 1
            while hash(letters[last : last + _GRAM]) in pieces:
                last += 1
            if last - first > 1 and last + _GRAM - 2 - first >= shortest:
                yield first + 1, last + _GRAM - 2

    def _read(self) -> None:
        """Take apart what was noted, and forget what is gone."""
        with self._lock:
            self._changed = False
            living = [(noted, secret) for noted in self._alive if (secret := noted()) is not None]
            self._alive = [noted for noted, _ in living]
            secrets = [*(secret for _, secret in living), *filter(None, (noted() for noted in self._headers))]
            texts = {text for secret in secrets if _is_searchable(text := secret.reveal())}
            self._taken_apart = {
                key: self._taken_apart.get(key) or _taken_apart(text) for text in texts if (key := hash(text))
            }
            together = _Pieces()
            for pieces in self._taken_apart.values():
                together.add_all(pieces)
            self._pieces = together
            self._clear, self._plain = set(), set()


SECRETS = SecretsInUse()


def _is_searchable(secret: str) -> bool:
    """A record, as the keyring holds for an App's token, is not: the token in it is a secret of its own."""
    return _SHORTEST <= len(secret) <= _LONGEST and not secret.startswith("{")


def _taken_apart(secret: str) -> _Pieces:
    """The pieces of every form of a secret.

    Without what is no part of it: the scheme of a header, GitHub's prefix, the armor of a key.
    """
    bare = _PREFIX.sub("", _ARMOR.sub("", _SCHEME.sub("", secret, count=1)), count=1)
    raw = bare.encode("utf-8", "surrogatepass")
    pieces = _Pieces()
    for form in (raw, raw[::-1]):
        pieces.add(_normal(form), _shortest(bare))
        pieces.add(form.hex().encode(), _SHORTEST_HEX)
    for shift in range(3):
        pieces.add(_normal(_base64(raw, shift)), _SHORTEST)
    return pieces


def _shortest(bare: str) -> int:
    """How many letters and digits in a row are taken for a piece of a secret as it is."""
    letters = "".join(_CHARACTER.findall(bare))
    if len(_CHANGE.findall(letters)) >= _GENERATED * len(letters):
        return _SHORTEST
    return _SHORTEST_WORDS if letters.isalpha() else max(_SHORTEST, min(_SHORTEST_WORDS, len(letters)))


def _base64(raw: bytes, shift: int) -> bytes:
    """Base64 of `raw` after `shift` bytes of anything, without the characters that depend on those."""
    coded = binascii.b2a_base64(b"\0" * shift + raw, newline=False)
    return coded[(0, 2, 3)[shift] :]


def _numbers(letters: bytes) -> Iterable[int]:
    """Four after four of the letters, each four as a number."""
    count = len(letters) // _QUAD
    if count < len(_UNPACKERS):
        return _UNPACKERS[count](letters)
    return memoryview(letters[: count * _QUAD]).cast("I")


def _decoded(text: str) -> str:
    return _CODE.sub(lambda code: chr(int(code[1], 16)), text)


def _normal(text: str | bytes) -> bytes:
    """The ASCII letters and digits of a text, in lower case."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return raw.translate(_LOWERED, _SEPARATORS)
