"""Tokens in a pasted text, judged by their form: one that lost its end explains many a refusal."""

import re

from ghcr_wizard.explain.match import Certainty, Match
from ghcr_wizard.github.tokens import inspect_token

_TOKEN = re.compile(
    r"(?<![A-Za-z0-9_])(?:gh[pou]_[A-Za-z0-9]{8,60}|github_pat_[A-Za-z0-9_]{8,120})(?![A-Za-z0-9_.*\u2026-])"
)
_BEGINNINGS = ("ghp_", "gho_", "ghu_", "github_pat_")
_MOST = 20
_FEWEST_DIFFERENT = 8
"""Different characters of a real token; `ghp_xxxxxxxx` in an example has one."""


def remarks(plain: str) -> tuple[Match, ...]:
    """What is wrong with the form of the tokens in a text, each remark once; it names kinds and lengths alone.

    Args:
        plain: A text without controls, and not yet without its tokens.
    """
    found: dict[str, Match] = {}
    if not any(beginning in plain for beginning in _BEGINNINGS):
        return ()
    for number, token in enumerate(_TOKEN.finditer(plain)):
        if number == _MOST:
            break
        if len(set(token[0].rpartition("_")[2])) < _FEWEST_DIFFERENT:
            continue
        for row in inspect_token(token[0]).diagnoses:
            found.setdefault(row.code, Match(row.of, row.cause, row.fix, row.url, Certainty.POSSIBLE))
    return tuple(found.values())
