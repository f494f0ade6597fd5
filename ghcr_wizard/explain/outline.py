"""The part of YAML that workflows are written in: mappings, lists, strings and blocks of text, by indentation.

Read leniently and without the rest of the language (anchors, tags, several documents): what is not understood is
text. Nothing in it is ever run or looked up.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

Node = str | list["Node"] | dict[str, "Node"]

_KEY = re.compile(
    r"(?P<key>\"[^\"\n]{1,100}\"|'[^'\n]{1,100}'|[A-Za-z0-9_.][^\s:#\"'{}\[\],][^:#\n]{0,100}|[A-Za-z0-9_]{1,2}):(?:\s+|$)"
)
_BLOCK = re.compile(r"[|>][+-]?[0-9]?$")
_COMMENT = re.compile(r"(?:^|\s)#.*$")
_DEEPEST = 40
_MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class _Line:
    indent: int
    text: str


def outline(text: str) -> dict[str, Node]:
    """The mapping that a text writes; empty where it writes none."""
    lines = [_Line(len(raw) - len(raw.lstrip(" ")), raw.strip()) for raw in text.split("\n")[:_MOST_LINES]]
    node, _ = _node(lines, 0, 0, 0)
    return node if isinstance(node, dict) else {}


def _node(lines: list[_Line], position: int, indent: int, depth: int) -> tuple[Node, int]:
    """The node that begins at a line, and the position after it."""
    position = _skipped(lines, position)
    if depth > _DEEPEST or position >= len(lines) or lines[position].indent < indent:
        return "", position
    indent = lines[position].indent
    if lines[position].text.startswith("- ") or lines[position].text == "-":
        return _list(lines, position, indent, depth)
    if _KEY.match(lines[position].text):
        return _mapping(lines, position, indent, depth)
    return _plain(lines[position].text), position + 1


def _list(lines: list[_Line], position: int, indent: int, depth: int) -> tuple[Node, int]:
    items: list[Node] = []
    while (position := _skipped(lines, position)) < len(lines):
        line = lines[position]
        if line.indent != indent or not (line.text.startswith("- ") or line.text == "-"):
            break
        rest = line.text[1:].lstrip()
        if not rest:
            item, position = _node(lines, position + 1, indent + 1, depth + 1)
        elif _KEY.match(rest):
            inner = indent + len(line.text) - len(rest)
            lines[position] = _Line(inner, rest)
            item, position = _mapping(lines, position, inner, depth + 1)
        else:
            item, position = _plain(rest), position + 1
        items.append(item)
    return items, position


def _mapping(lines: list[_Line], position: int, indent: int, depth: int) -> tuple[Node, int]:
    found: dict[str, Node] = {}
    while (position := _skipped(lines, position)) < len(lines):
        line = lines[position]
        key = _KEY.match(line.text)
        if line.indent < indent or (line.indent == indent and key is None):
            break
        if key is None or line.indent > indent:
            position += 1
            continue
        value = _COMMENT.sub("", line.text[key.end() :]).strip()
        if _BLOCK.match(value):
            found[_unquoted(key["key"])], position = _block(lines, position + 1, indent)
        elif value:
            found[_unquoted(key["key"])], position = _plain(value), position + 1
        else:
            following = _skipped(lines, position + 1)
            is_list = following < len(lines) and lines[following].text.startswith("-")
            found[_unquoted(key["key"])], position = _node(
                lines, position + 1, indent if is_list else indent + 1, depth + 1
            )
    return found, position


def _block(lines: list[_Line], position: int, indent: int) -> tuple[str, int]:
    kept: list[str] = []
    while position < len(lines) and (not lines[position].text or lines[position].indent > indent):
        kept.append(lines[position].text)
        position += 1
    return "\n".join(kept), position


def _skipped(lines: list[_Line], position: int) -> int:
    while position < len(lines) and (not lines[position].text or lines[position].text.startswith(("#", "---"))):
        position += 1
    return position


def _plain(text: str) -> Node:
    text = _COMMENT.sub("", text).strip()
    if text.startswith("{") and text.endswith("}") and not text.startswith("{{"):
        return {key: value for key, value in map(_pair, _parts(text)) if key}
    if text.startswith("[") and text.endswith("]"):
        return [_unquoted(part) for part in _parts(text)]
    return _unquoted(text)


def _parts(text: str) -> Iterator[str]:
    return (part.strip() for part in text[1:-1].split(",") if part.strip())


def _pair(part: str) -> tuple[str, Node]:
    key, _, value = part.partition(":")
    return _unquoted(key.strip()), _unquoted(value.strip())


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
