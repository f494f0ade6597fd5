"""Tokens in a pasted text, judged by their form: one that lost its end explains many a refusal."""

import re

from ghcr_wizard.explain.lines import without_controls
from ghcr_wizard.explain.match import Certainty, Match
from ghcr_wizard.github.tokens import inspect_token

_TOKEN = re.compile(
    r"(?<![A-Za-z0-9_])(?:gh[pou]_[A-Za-z0-9]{8,60}|github_pat_[A-Za-z0-9_]{8,120})(?![A-Za-z0-9_.*\u2026-])"
)
_MOST = 20
_FEWEST_DIFFERENT = 8
"""Different characters of a real token; `ghp_xxxxxxxx` in an example has one."""


def remarks(text: str) -> tuple[Match, ...]:
    """What is wrong with the form of the tokens in `text`, each remark once; it names kinds and lengths alone."""
    found: dict[str, Match] = {}
    for number, token in enumerate(_TOKEN.finditer(without_controls(text))):
        if number == _MOST:
            break
        if len(set(token[0].rpartition("_")[2])) < _FEWEST_DIFFERENT:
            continue
        for row in inspect_token(token[0]).diagnoses:
            found.setdefault(row.code, Match(row.of, row.cause, row.fix, row.url, Certainty.POSSIBLE))
    return tuple(found.values())
