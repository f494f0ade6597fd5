"""The sentences of the causes, filled with what a text tells; what it does not tell is left out or said in general."""

import re
from collections.abc import Mapping

from ghcr_wizard.diagnosis.cause import About, Cause
from ghcr_wizard.explain.row import Advice
from ghcr_wizard.text import clean

_FIELD = re.compile(r"(?<!\{)\{([a-z_]+)\}(?!\})")
_ASIDE = re.compile(r" \([^()]*\)|[:;][^.:;]*(?=\.)|: \{said\}$")
"""What a sentence can do without: a parenthesis, and what follows a colon or semicolon."""

_PACKAGE, _ORGANIZATION = "the package", "the organization"


_LONGEST_FACT = 160


_ENDS = ' \t.,:;-\u2013\u2014"'
"""What a quoted piece may not begin or end with: the sentence around it has its own."""
_SUITED = re.compile(r"[^\W_]")


def sentences(cause: Cause, facts: Mapping[str, str], advice: Advice | None = None) -> tuple[str, str]:
    """The sentences of a cause: what is wrong, and what to do.

    Args:
        cause: Which one.
        facts: What is known, by the names in the sentences' braces; a piece without a letter or digit is not known.
        advice: What to say in place of the cause's general words.
    """
    told = {name: piece for name, value in facts.items() if name not in cause.unproven and (piece := _piece(value))}
    general = dict(cause.general)
    if cause.about is About.ACCOUNT:
        general.setdefault("subject", _ORGANIZATION)
    general.setdefault("when", "in a moment")
    advice = advice or Advice()
    told |= advice.facts
    return _filled(advice.cause or cause.cause, told, general), _filled(advice.fix or cause.fix, told, general)


def _piece(value: str) -> str:
    """A piece of a text as a sentence can hold it, a number with its sign; empty where nothing is in it."""
    piece = clean(value, _LONGEST_FACT, is_name=True).strip(_ENDS)
    if not _SUITED.search(piece):
        return ""
    return f"-{piece}" if piece.isdigit() and value.startswith("-") else piece


def _filled(template: str, told: Mapping[str, str], general: Mapping[str, str]) -> str:
    known = {**general, **told}
    kept = _ASIDE.sub(lambda aside: aside[0] if set(_FIELD.findall(aside[0])) <= known.keys() else "", template)
    words = {name: known.get(name, _PACKAGE) for name in _FIELD.findall(kept)}
    return _as_sentence(" ".join(kept.format_map(words).split()))


def _as_sentence(text: str) -> str:
    """The text with a full stop, and a capital where our own general words begin it; a name keeps its letters."""
    begins_generally = text.startswith(("the ", "some ", "a file ", "another "))
    sentence = text[0].upper() + text[1:] if begins_generally else text
    return sentence if sentence.endswith((".", "…")) else sentence + "."
