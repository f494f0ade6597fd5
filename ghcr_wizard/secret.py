"""A secret that cannot be shown by accident."""

from typing import Never

from ghcr_wizard.masking import SECRETS


class Secret:
    """Text that never appears in `repr`, `str`, a log, a pickle or an f-string.

    The text comes out only through `reveal`, which is called where a request is signed, where a keyring is
    written, and nowhere else. As long as it lives it is looked for in whatever comes from outside (`masking`).

    Args:
        text: The secret.
        is_document: Whether it is a text with a secret somewhere in it: its own words are not looked for.
    """

    __slots__ = ("__weakref__", "_text")

    def __init__(self, text: str, *, is_document: bool = False) -> None:
        self._text = text
        if not is_document:
            SECRETS.note(self)

    def reveal(self) -> str:
        """The secret text itself."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __len__(self) -> int:
        return len(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac

        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __repr__(self) -> str:
        return "Secret(…)"

    def __str__(self) -> str:
        return "…"

    def __format__(self, _spec: str) -> str:
        return "…"

    def __reduce__(self) -> Never:
        raise TypeError("a secret is not pickled")
