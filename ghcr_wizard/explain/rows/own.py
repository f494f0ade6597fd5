"""What this program itself prints: its codes, and the sentences of its causes."""

import re

from ghcr_wizard.diagnosis.causes import CAUSES
from ghcr_wizard.explain.row import ErrorText, certain

_FIELD = re.compile(r"(?<!\{)\{[a-z_]+\}(?!\})")
_SHORTEST = 20
"""Literal characters that make a sentence recognisable."""


def rows() -> tuple[ErrorText, ...]:
    """A row for every form in which a code or its cause is printed."""
    return tuple(
        ErrorText(text, (certain(code),), quoted=False)
        for code, row in CAUSES.items()
        for text in (
            f'"{code}"',
            f"^{code}$",
            f"^{code} ({row.severity}",
            f"^{code}: … ({row.severity}",
            f"({code})",
            *_cause(row.cause),
        )
    )


def _cause(template: str) -> list[str]:
    """The cause as a template, if enough of it is always the same."""
    parts = [part.strip() for part in _FIELD.split(template)]
    if max(map(len, parts)) < _SHORTEST:
        return []
    return ["…".join(parts).strip("… .").replace("{{", "{").replace("}}", "}")]
