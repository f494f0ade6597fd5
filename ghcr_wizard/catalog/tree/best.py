"""Which of many matches a person most likely means."""

from collections.abc import Sequence

from ghcr_wizard.catalog.tree.fuzzy import EXACTLY, Query

_STARTS = "/-_."
"""What stands before a word of a name."""

_WHOLE, _LABEL, _WORD, _TOGETHER, _APART = range(5)
"""How good a match is: the last segment of the name, its beginning, a word's, as it stands, letters apart."""

Run = tuple[Sequence[str], Sequence[int]]
"""Texts by line, none for a folder; and the lines to choose from, from top to bottom."""

Place = tuple[int, int]
"""The number of a run, and a line of it."""


def goodness(query: Query, text: str) -> int:
    """How good a text matches that is known to match: 0 for the best."""
    if not is_literal(query, text):
        return _APART
    last = _words(query)[-1]
    if text.endswith("/" + last):
        return _WHOLE
    if text.startswith(last, text.rfind("/") + 1):
        return _LABEL
    return _WORD if any(start + last in text for start in _STARTS) else _TOGETHER


def is_literal(query: Query, text: str) -> bool:
    """Whether a text, in lower case, has every word of a query as it stands, not its letters apart."""
    return all(word in text for word in _words(query))


def best(runs: Sequence[Run], query: Query) -> Place | None:
    """The first of the best matches, found without looking at each one closely.

    Args:
        runs: From top to bottom.
        query: What was searched for; it is not empty.
    """
    words = _words(query)
    last = words[-1]
    together = [_holding(run, words) for run in runs]
    if len(last) > 1 and (found := _first(together, query, _WHOLE, "/" + last)):
        return found
    if found := _first(together, query, _LABEL, "/" + last):
        return found
    for start in _STARTS if len(last) > 1 else "":
        if found := _first(together, query, _WORD, start + last):
            return found
    return next(((number, lines[0]) for number, (_, lines) in enumerate(together) if lines), _first_package(runs))


def _words(query: Query) -> list[str]:
    return [word.removeprefix(EXACTLY) for word in query.words]


def _holding(run: Run, words: Sequence[str]) -> Run:
    """Those lines on which all words stand as they are."""
    texts, lines = run
    for word in words:
        lines = [line for line in lines if word in texts[line]]
    return texts, lines


def _first(runs: Sequence[Run], query: Query, worst: int, part: str) -> Place | None:
    """The first line whose text holds `part`, or ends in it if the whole must be it, and is no worse than `worst`."""
    for number, (texts, lines) in enumerate(runs):
        near = [line for line in lines if texts[line].endswith(part)] if worst == _WHOLE else lines
        for line in near:
            if part in texts[line] and goodness(query, texts[line]) <= worst:
                return number, line
    return None


def _first_package(runs: Sequence[Run]) -> Place | None:
    return next(((number, line) for number, (texts, lines) in enumerate(runs) for line in lines if texts[line]), None)
