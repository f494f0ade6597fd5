"""Putting one entry into a JSON configuration, or taking one out; every other byte is left as it is.

A document keeps its own indentation, line ends and order; Go's programs, whose files these are, take names in any case.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

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
        raise EditError("The entry has an unusual format in the file; nothing was changed.")
    return edited


def with_entry(text: str, key: str, value: str, inside: str) -> str:
    """The document with the text `value` as the entry `key` of its object `inside`, otherwise unchanged.

    What is not there is made: the entry, the object, the document itself where `text` is blank.

    Args:
        text: A JSON document, or blanks.
        key: The entry's name.
        value: The entry's value.
        inside: The object's name; one that differs in capitals alone is taken for it.

    Raises:
        EditError: The document is not JSON, or what would come out is not it and the entry.
    """
    if not text.strip(_BLANKS):
        return f"{{\n\t{json.dumps(inside)}: {{\n\t\t{json.dumps(key)}: {json.dumps(value)}\n\t}}\n}}\n"
    try:
        edited = _entered(text, key, value, inside)
        as_meant = _and_entry(json.loads(text), key, value, inside) == json.loads(edited)
    except (json.JSONDecodeError, IndexError, RecursionError, TypeError, AttributeError):
        raise EditError("The file is not the JSON it should be; nothing was changed.") from None
    if not as_meant:
        raise EditError("The entry's place in the file is unusual; nothing was changed.")
    return edited


def name_of(document: Iterable[str], name: str) -> str:
    """How a member called `name` is written among the names of an object, in whichever case; else `name` itself."""
    names = list(document)
    return name if name in names else next((each for each in names if each.lower() == name.lower()), name)


def _entered(text: str, key: str, value: str, inside: str) -> str:
    members = _members(text, 0)
    name = name_of((member.name for member in members), inside)
    holder = [member for member in members if member.name == name]
    style = _style(text, members)
    if not holder:
        return _appended(text, _skip(text, 0), members, json.dumps(name) + style.colon + style.object_of(key, value))
    held = _one(holder, name)
    if text[held.value : held.end] == "null":
        return text[: held.value] + style.object_of(key, value) + text[held.end :]
    entries = _members(text, held.value)
    same = [entry for entry in entries if entry.name == key]
    if same:
        entry = _one(same, key)
        return text[: entry.value] + json.dumps(value) + text[entry.end :]
    if not entries:
        return text[: held.value] + style.object_of(key, value) + text[held.end :]
    return _appended(text, held.value, entries, f"{json.dumps(key)}{style.colon}{json.dumps(value)}")


@dataclass(frozen=True, slots=True)
class _Style:
    """How a document is set: what stands before each of its members, and between a name and its value."""

    lead: str
    colon: str

    def object_of(self, key: str, value: str) -> str:
        """An object with one entry, as a member of the document."""
        line = self.lead + self.lead.rpartition("\n")[2] if "\n" in self.lead else ""
        return f"{{{line}{json.dumps(key)}{self.colon}{json.dumps(value)}{self.lead if line else ''}}}"


def _style(text: str, members: list[_Member]) -> _Style:
    if not members:
        return _Style("\n\t", ": ")
    first = members[0]
    _, after = json.JSONDecoder().raw_decode(text, first.start)
    return _Style(text[_skip(text, 0) + 1 : first.start], text[after : first.value])


def _appended(text: str, opening: int, members: list[_Member], member: str) -> str:
    """The text with one more member at the end of the object that begins at `opening`."""
    if members:
        lead = text[opening + 1 : members[0].start]
        lead = lead if "\n" in lead or len(members) == 1 else text[members[0].end : members[1].start].partition(",")[2]
        return text[: members[-1].end] + "," + lead + member + text[members[-1].end :]
    return text[: opening + 1] + "\n\t" + member + "\n" + text[_skip(text, opening + 1) :]


def _and_entry(document: dict[str, Any], key: str, value: str, inside: str) -> object:
    name = name_of(document, inside)
    document[name] = {**(document.get(name) or {}), key: value}
    return document


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
