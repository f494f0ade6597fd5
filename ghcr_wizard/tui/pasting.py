"""A pasted token judged, one that was broken over lines put together again."""

from dataclasses import replace

from ghcr_wizard.github.tokens import Checksum, TokenInspection, TokenKind, inspect_token

_FINE_GRAINED = 93
"""Characters of a fine-grained token."""


def inspect_paste(text: str, expected: frozenset[TokenKind]) -> TokenInspection:
    """What was pasted; where blanks or line breaks inside are all that is wrong with it, without them.

    Only a text whose form proves it whole is put together: a right checksum, or the length or prefix of a kind that has
    none. Two words that happen to follow one another are not.
    """
    inspection = inspect_token(text, expected)
    joined = "".join(text.split())
    if inspection.usable or joined == text.strip():
        return inspection
    whole = inspect_token(joined, expected)
    proven = (
        whole.checksum is Checksum.VALID
        or (whole.kind is TokenKind.FINE_GRAINED_PAT and whole.length == _FINE_GRAINED)
        or (whole.kind is TokenKind.APP_INSTALLATION and whole.usable)
    )
    return replace(whole, trimmed=(*whole.trimmed, "line breaks and whitespace inside")) if proven else inspection
