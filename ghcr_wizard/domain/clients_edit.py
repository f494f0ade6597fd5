"""Taking one entry out of a JSON configuration, every other byte left as it is."""

import json
from dataclasses import dataclass

_BLANKS = " \t\r\n"


class EditError(ValueError):
    """The entry cannot be taken out safely; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class _Member:
    """A member of a JSON object: where its name begins, its value begins, and its value ends."""

    name: str
    start: int
    value: int
    end: int


def without_entry(text: str, key: str, inside: str | None = "auths") -> str:
    """The document without the entry `key` of its object `inside`, otherwise unchanged.

    Args:
        text: A JSON document.
        key: The entry's name.
        inside: The object's name; `None` where the document itself is it.

    Raises:
        EditError: The document is not JSON, the entry is not there once, or what is left would not be the rest.
    """
    try:
        start = 0 if inside is None else _one(_members(text, 0), inside).value
        members = _members(text, start)
        wanted = _one(members, key)
        edited = _cut(text, members, members.index(wanted))
        unchanged = _rest(json.loads(text), key, inside) == json.loads(edited)
    except (json.JSONDecodeError, IndexError, RecursionError, TypeError):
        raise EditError("The file is not the JSON it was; nothing was changed.") from None
    if not unchanged:
        raise EditError("The entry stands in the file in an unusual way; nothing was changed.")
    return edited


def _rest(document: dict[str, dict[str, object]], key: str, inside: str | None) -> object:
    del (document if inside is None else document[inside])[key]
    return document


def _one(members: list[_Member], name: str) -> _Member:
    found = [member for member in members if member.name == name]
    if len(found) != 1:
        raise EditError("The entry is not in the file, or more than once; nothing was changed.")
    return found[0]


def _members(text: str, start: int) -> list[_Member]:
    """The members of the object that begins at or after `start`."""
    decoder = json.JSONDecoder()
    position = _skip(text, start)
    if text[position] != "{":
        raise EditError("The file has no such object; nothing was changed.")
    members = []
    position = _skip(text, position + 1)
    while text[position] != "}":
        name, after = decoder.raw_decode(text, position)
        value = _skip(text, _skip(text, after) + 1)
        _, end = decoder.raw_decode(text, value)
        members.append(_Member(name, position, value, end))
        position = _skip(text, end)
        if text[position] == ",":
            position = _skip(text, position + 1)
    return members


def _skip(text: str, position: int) -> int:
    while position < len(text) and text[position] in _BLANKS:
        position += 1
    return position


def _cut(text: str, members: list[_Member], index: int) -> str:
    """The text without one member and the comma that belongs to it."""
    member = members[index]
    if index + 1 < len(members):
        return text[: member.start] + text[members[index + 1].start :]
    if index > 0:
        return text[: members[index - 1].end] + text[member.end :]
    before = text[: member.start].rstrip(_BLANKS)
    return before + text[_skip(text, member.end) :]
