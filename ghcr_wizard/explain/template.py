"""Error texts as patterns: written as people see them, found in time that grows with the text and no faster.

A template is literal text with

* `…` for anything on the same line,
* `{name}` for one of the captures below,
* `^` and `$` for the beginning of a line (after time stamps and the like) and its end.

Case does not matter. A template is searched piece by piece, each piece after the one before it, so no regular
expression has more than one bounded repetition at a time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from ghcr_wizard.explain.lines import in_plain_quotes, start_of_message

GAP = "…"

_CAPTURES = {
    "organization": r"[a-z0-9][a-z0-9_-]{0,99}",
    "package": r"[a-z0-9][a-z0-9_./-]{0,254}",
    "host": r"[a-z0-9][a-z0-9.-]{0,252}",
    "given": r"[a-z0-9][a-z0-9_.:/@-]{0,254}",
    "helper": r"docker-credential-[a-z0-9_.-]{1,60}",
    "status": r"[45][0-9]{2}",
    "broken": r"5[0-9]{2}",
    "when": r"[0-9][0-9.]{0,20}(?:[num\u00b5\u03bc]?s|m)",
    "number": r"[0-9][0-9,.]{0,20}",
    "reference": r"[a-z0-9_][a-z0-9_.:-]{0,135}",
    "address": r"https://(?:github\.com|[a-z0-9-]{1,60}\.ghe\.com)/[a-z0-9_./?=&%-]{1,600}",
    "scopes": r"[a-z_:\", ]{1,300}",
    "organizations": r"[0-9][0-9, ]{0,400}",
    "four": r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}",
    "six": r"\[[0-9a-f]{0,4}:[0-9a-f:.]{1,60}(?:%[a-z0-9]{1,16})?\]",
    "unprefixed": (
        r"(?!localhost|[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}(?::[0-9]{1,5})?/)[a-z0-9][a-z0-9_.:/@-]{0,254}"
    ),
    "platform": r"(?:linux|windows|darwin|unknown)/[a-z0-9_/.-]{1,40}",
    "digest": r"sha256:[0-9a-f]{6,64}",
    "capitals": r"(?-i:[a-z0-9][a-z0-9._/:-]{0,200}[A-Z][A-Za-z0-9._/:-]{0,200}|[A-Z][A-Za-z0-9._/:-]{0,200})",
    "verb": r"[a-z]{1,20}",
    "word": r"[a-z_]{1,40}",
}
"""What each capture may hold; named as the sentences of the causes name it, where they do."""

_PARTS = re.compile(r"\{([a-z]+)\}")
_REQUEST = re.compile(r"^.*…[^ ]*: ")
"""The request that clients name before what was answered to it; its address is not the template's own words."""

_MOST_LINES = 60
"""Lines tried for one template from the beginning, and from the end; a log repeats itself."""
_REACH = 2_000
"""Characters looked at on each side of the rarest words, where a line is endless."""
_LINE_END = re.compile(
    r"[\s.\",;)\]}]*$|[.,]?\"[)\]}\"]*(?:[,;)\]}]| [a-z][a-z_.-]{0,40}=)|\. (?=[A-Z])", re.IGNORECASE
)
"""Nothing more on the line; or the end of a quoted message with other fields after it, or of its sentence."""
_WORD = re.compile(r"[a-z0-9]+")
_SEPARATED = bytes(code if bytes((code,)).isalnum() else ord(" ") for code in range(256))
"""For each byte itself, if it is an ASCII letter or digit, else a blank."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a template was found.

    Attributes:
        start: The position of its beginning in the text.
        end: The position after its end.
        names: What its captures hold.
        line: The line it stands on (the part that was looked at).
    """

    start: int
    end: int
    names: dict[str, str] = field(default_factory=dict)
    line: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template.

    Attributes:
        needle: Its longest literal part, in lower case: where this is not, the template is not.
        pieces: What stands between the gaps; compiled when the needle is met.
        from_start: Whether it begins a line.
        to_end: Whether it ends a line.
        weight: Literal characters; the more, the less a match is chance.
        words: Words that a text must have: a cheap question before any search.
    """

    needle: str
    pieces: tuple[str, ...]
    from_start: bool
    to_end: bool
    weight: int
    words: frozenset[bytes] = frozenset()

    def find(self, text: str, lowered: str) -> Hit | None:
        """The first place in `text` that fits, or `None`; `lowered` is the same text in lower case."""
        for start, end in lines_with(self.needle, lowered):
            hit = self._on_line(text[start:end], start, whole=start == 0 or lowered[start - 1] == "\n")
            if hit is not None:
                return hit
        return None

    def _on_line(self, line: str, offset: int, *, whole: bool) -> Hit | None:
        position, first, names = 0, -1, {}
        if self.from_start:
            if not whole:
                return None
            position = start_of_message(line)
        for number, piece in enumerate(map(_pattern, self.pieces)):
            anchored = self.from_start and number == 0
            found = piece.match(line, position) if anchored else piece.search(line, position)
            if found is None:
                return None
            first = found.start() if first < 0 else first
            position = found.end()
            names.update(found.groupdict())
        if self.to_end and _LINE_END.match(line, position) is None:
            return None
        return Hit(offset + first, offset + position, names, line)


@cache
def compiled(text: str) -> Template:
    """The template that `text` writes."""
    from_start, to_end = text.startswith("^"), text.endswith("$")
    body = in_plain_quotes(text.removeprefix("^").removesuffix("$"))
    pieces = [piece.strip() for piece in body.split(GAP)]
    literals = [literal for piece in pieces for literal in _PARTS.split(piece)[::2]]
    return Template(
        needle=max(literals, key=len).lower(),
        pieces=tuple(pieces),
        from_start=from_start,
        to_end=to_end,
        weight=sum(map(len, literals)),
        words=frozenset(word.encode() for piece in pieces for word in _whole_words(piece.lower())),
    )


def words_of(lowered: str) -> frozenset[bytes]:
    """Every word (ASCII letters and digits) of a text in lower case."""
    return frozenset(lowered.encode("ascii", "replace").translate(_SEPARATED).split())


def _whole_words(piece: str) -> Iterator[str]:
    """The words of a piece that a capture beside them cannot lengthen."""
    literals = _PARTS.split(piece)[::2]
    for number, literal in enumerate(literals):
        for word in _WORD.finditer(literal):
            after_capture = number > 0 and word.start() == 0
            before_capture = number < len(literals) - 1 and word.end() == len(literal)
            if not after_capture and not before_capture:
                yield word[0]


def spoken(text: str, names: dict[str, str]) -> str:
    """The template as a sentence can quote it: its own words, with what was captured; nothing else of the input."""
    body = _REQUEST.sub("", text.removeprefix("^").removesuffix("$")).strip(GAP + " ")
    return _PARTS.sub(lambda part: names.get(part[1], GAP), body)


@cache
def _pattern(piece: str) -> re.Pattern[str]:
    """A piece as a regular expression; at a letter or digit it begins and ends with a whole word."""
    parts = _PARTS.split(piece)
    expression = "".join(
        f"(?P<{part}>{_CAPTURES[part]})" if number % 2 else re.escape(part) for number, part in enumerate(parts)
    )
    before = r"(?<![A-Za-z0-9])" if piece[:1].isalnum() or piece.startswith("{") else ""
    after = r"(?![A-Za-z0-9])" if piece[-1:].isalnum() or piece.endswith("}") else ""
    return re.compile(before + expression + after, re.IGNORECASE)


def lines_with(needle: str, lowered: str) -> Iterator[tuple[int, int]]:
    """The lines that have the needle, as far as they are in reach of it: the first ones, then the last ones."""
    seen = position = 0
    for _ in range(_MOST_LINES):
        position = lowered.find(needle, seen)
        if position < 0:
            return
        start, seen = _line_at(position, lowered)
        yield start, seen
    before = len(lowered)
    for _ in range(_MOST_LINES):
        position = lowered.rfind(needle, seen, before)
        if position < 0:
            return
        before, end = _line_at(position, lowered)
        yield before, end


def _line_at(position: int, lowered: str) -> tuple[int, int]:
    start = lowered.rfind("\n", max(0, position - _REACH), position) + 1 or max(0, position - _REACH)
    end = lowered.find("\n", position, position + _REACH)
    return start, min(len(lowered), position + _REACH) if end < 0 else end
