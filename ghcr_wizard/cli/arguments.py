"""Arguments that must not be there: a token on the command line is in the shell's history and in every process list."""

import re
from collections.abc import Iterable

REFUSAL = "a token is never taken from the command line; use --token-stdin"

_TOKEN = re.compile(r"(?:gh[pousr]_|github_pat_)[A-Za-z0-9]{6,}|ghs_[0-9]+_[A-Za-z0-9]")
"""The long form of an installation token begins with its App's number, which may be short (GitHub Actions: 15368)."""

_LEGACY = re.compile(r"(?:--?[A-Za-z][A-Za-z-]*=)?[\"']?(?:[0-9a-f]{40}|v1\.[0-9a-f]{40})[\"']?")
"""Bare hexadecimal counts only where it is the whole argument: `acme/api:<commit>` is a common image reference."""

_SECRET_OPTIONS = frozenset({"--token", "--password", "--secret", "--pat"})


def has_token(arguments: Iterable[str]) -> bool:
    """Whether any argument looks like a token, or is an option made to carry one."""
    return any(
        _TOKEN.search(argument) or _LEGACY.fullmatch(argument) or argument.partition("=")[0] in _SECRET_OPTIONS
        for argument in arguments
    )
