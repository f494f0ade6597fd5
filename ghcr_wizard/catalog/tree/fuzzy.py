"""Finding names by some of their letters: each word's letters in their order, other letters between them or not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

EXACTLY: Final = "'"
"""In front of a word: no other letters between its own."""

Spans = list[tuple[int, int]]
"""Places in a text: from, to."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for in `owner/name`.

    Attributes:
        words: Each must match, in any order, in lower case. One after `'` must stand there as it is.
    """

    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> "Query":
        """The query that a person typed; blanks separate words."""
        return cls(tuple(word for word in text.lower().split() if word != EXACTLY))

    def __bool__(self) -> bool:
        return bool(self.words)

    def extends(self, other: "Query") -> bool:
        """Whether all that this one finds is found by the other one too, which was typed on."""
        return len(self.words) >= len(other.words) and all(
            word.startswith(before) for word, before in zip(self.words, other.words, strict=False)
        )

    def sift(self, texts: Sequence[str], lines: Sequence[int]) -> Sequence[int]:
        """Those of the lines on whose text every word matches.

        Args:
            texts: In lower case, by line.
            lines: Which to look at, ascending.
        """
        for word in self.words:
            plain = _plain(word)
            if plain is not None:
                lines = [line for line in lines if plain in texts[line]]
            else:
                match = _letters(word).match
                lines = [line for line in lines if match(texts[line])]
        return lines

    def matches(self, text: str) -> bool:
        """Whether every word matches a text in lower case."""
        return bool(self.sift([text], [0]))

    def places(self, text: str) -> Spans:
        """Where the words match in a text in lower case, ascending and without overlaps; only whole words count."""
        marked = [False] * (len(text) + 1)
        for word in self.words:
            for start, end in _word_places(word, text):
                marked[start:end] = [True] * (end - start)
        edges = [place for place in range(len(text) + 1) if marked[place] != (place > 0 and marked[place - 1])]
        return list(zip(edges[::2], edges[1::2], strict=True))


def _plain(word: str) -> str | None:
    """What must stand in a text as it is, or `None` where letters may lie between."""
    if word.startswith(EXACTLY):
        return word[1:]
    return word if len(word) == 1 else None


@lru_cache(maxsize=32)
def _letters(word: str) -> re.Pattern[str]:
    """Matches a text with these letters in their order, in linear time: nothing is given back once it was passed."""
    return re.compile("".join(f"[^{re.escape(letter)}]*+{re.escape(letter)}" for letter in word))


def _word_places(word: str, text: str) -> Spans:
    """Every place where the word stands as it is, else the letters of its last and tightest occurrence."""
    plain = word.removeprefix(EXACTLY)
    found = [(match.start(), match.end()) for match in re.finditer(re.escape(plain), text)]
    if found or _plain(word) is not None:
        return found
    places: Spans = []
    end = len(text)
    for letter in reversed(plain):
        end = text.rfind(letter, 0, end)
        if end < 0:
            return []
        places.append((end, end + 1))
    return places
