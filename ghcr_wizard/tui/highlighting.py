"""YAML and JSON in colors, and with keys in bold where there are none. The lexers are loaded with the first text."""

from functools import cache
from typing import TYPE_CHECKING

from textual.content import Content

if TYPE_CHECKING:
    from textual.highlight import HighlightTheme

_STYLES = {
    "Token.Comment": "$muted italic",
    "Token.Keyword": "$warning",
    "Token.Literal.Number": "$warning",
    "Token.Literal.String": "$success",
    "Token.Name.Tag": "$primary bold",
    "Token.Name.Variable": "$warning",
}
_LANGUAGES = {"yaml": "yaml", "yml": "yaml", "json": "json"}


def highlighted(text: str, file_name: str) -> list[Content]:
    """The lines of a text; a file of that name would hold it. Nothing in it is parsed as markup.

    Args:
        text: The text.
        file_name: Its ending says whether it is YAML or JSON; anything else stays plain.
    """
    language = _LANGUAGES.get(file_name.rpartition(".")[2])
    if language is None:
        return [Content(line) for line in text.splitlines()]
    from textual.highlight import highlight

    return highlight(text, language=language, theme=_theme()).split("\n")


@cache
def _theme() -> "type[HighlightTheme]":
    """Colors that every theme of the program has."""
    from textual.highlight import HighlightTheme

    class Theme(HighlightTheme):
        STYLES = {kind: _STYLES[str(kind)] for kind in HighlightTheme.STYLES if str(kind) in _STYLES}  # noqa: RUF012 - Textual's own way

    return Theme
