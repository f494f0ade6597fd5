"""Other keys for what the program does, by the names of the bindings; what two would share is refused by name."""

import difflib
import pkgutil
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from importlib import import_module

from textual.app import App
from textual.binding import Binding, InvalidBinding
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, Keys
from textual.screen import Screen

from ghcr_wizard.text import clean
from ghcr_wizard.tui import screens, widgets
from ghcr_wizard.tui.widgets.keybar import key_name

_MODIFIERS = ("ctrl+", "alt+", "shift+", "super+", "meta+", "hyper+")
_NAMES = {key.value for key in Keys} | set(KEY_NAME_REPLACEMENTS.values())

Owner = type[DOMNode]
Bound = tuple[Owner, Binding]
"""A class of the wizard, and a key of its own."""


def named_bindings() -> dict[str, list[Bound]]:
    """Every binding of every screen and widget by its name, each of its keys apart; all of them are loaded for it."""
    import_module("ghcr_wizard.tui.app")
    for package in (widgets, screens):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    found: dict[str, list[Bound]] = {}
    for owner in _subclasses(DOMNode):
        if owner.__module__.startswith("ghcr_wizard.tui."):
            for binding in Binding.make_bindings(owner.__dict__.get("BINDINGS", ())):
                found.setdefault(binding.id or "", []).append((owner, binding))
    found.pop("", None)
    return found


def checked_keymap(wanted: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The part of a keymap that can be had, and a sentence for every other entry.

    Args:
        wanted: Keys, several with commas between them, by the name of a binding.
    """
    named, problems, keymap = named_bindings(), [], {}
    for name, keys in wanted.items():
        if problem := _problem(name, keys, named):
            problems.append(f"Key not changed: {problem}")
        else:
            keymap[name] = ",".join(key.key for key in Binding.make_bindings([Binding(keys, "")]))
    while clash := _clash(keymap, named):
        name, key, other = clash
        del keymap[name]
        problems.append(f"Key not changed: {name} cannot be {key_name(key)}, which is taken by {other}.")
    return keymap, problems


def _problem(name: str, keys: str, named: Mapping[str, list[Bound]]) -> str | None:
    """What is wrong with an entry by itself."""
    shown = clean(name, 40)
    if name not in named:
        near = difflib.get_close_matches(name, named, n=1)
        return f"nothing is called {shown}{f'; did you mean {near[0]}?' if near else '.'}"
    try:
        parts = [binding.key for binding in Binding.make_bindings([Binding(keys, "")])]
    except InvalidBinding:
        return f"{shown} names no key."
    if unknown := next((key for key in parts if not _is_key(key)), None):
        return f"{shown}: {clean(unknown, 40)} is not a key."
    is_everywhere = any(issubclass(owner, App) and binding.priority for owner, binding in named[name])
    if is_everywhere and any(len(key_name(key)) == 1 for key in parts):
        return f"{shown} works while a text is typed, so its key cannot be a character."
    return None


def _is_key(key: str) -> bool:
    while key.startswith(_MODIFIERS):
        key = key.partition("+")[2]
    if len(key) == 1 or key in _NAMES:
        return True
    try:
        return bool(unicodedata.lookup(key.replace("_", " ").upper()))
    except KeyError:
        return False


def _clash(keymap: Mapping[str, str], named: Mapping[str, list[Bound]]) -> tuple[str, str, str] | None:
    """The first entry whose key something else has in the same place: its name, the key, and what has it."""
    for name, keys in keymap.items():
        for other, rows in named.items():
            taken = set(keymap[other].split(",")) if other in keymap else {binding.key for _, binding in rows}
            shared = sorted(taken.intersection(keys.split(",")))
            if other != name and shared and any(_meet(one, two) for one, _ in named[name] for two, _ in rows):
                return name, shared[0], other
    return None


def _meet(one: Owner, two: Owner) -> bool:
    """Whether keys of both can be alive at once: of a screen and of the widgets that its module makes it of."""
    if issubclass(one, App) or issubclass(two, App) or issubclass(one, two) or issubclass(two, one):
        return True
    screen, widget = (one, two) if issubclass(one, Screen) else (two, one)
    if not issubclass(screen, Screen) or issubclass(widget, Screen):
        return False
    modules = {sys.modules[each.__module__] for each in (screen, *_subclasses(screen))}
    made_of = [each for module in modules for each in vars(module).values() if isinstance(each, type)]
    return any(issubclass(each, widget) for each in made_of)


def _subclasses(owner: Owner) -> Iterator[Owner]:
    for each in owner.__subclasses__():
        yield each
        yield from _subclasses(each)
