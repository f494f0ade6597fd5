"""Profiles as a value, and as the JSON document they are kept in.

The document has a `schema` number. What this version does not know in it (fields of a later version, entries with a
method or store it has no name for) is kept as it is when the document is written again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePath

from ghcr_wizard.credentials.profile import AppGrant, Profile, Store
from ghcr_wizard.formatting import iso, parse_moment
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.text import clean

SCHEMA = 1
_LONGEST_NAME = 100


class MalformedDocumentError(ValueError):
    """A document is not one of profiles; the message says why in a few words."""


class NewerDocumentError(ValueError):
    """A document has a later schema than this version knows."""


@dataclass(frozen=True, slots=True)
class UnreadableEntry:
    """An entry of the file that is no profile; it is kept as it is when the file is written again.

    Attributes:
        name: Its name, or its place in the list where it has none.
        why: What is wrong with it, in a few words.
    """

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Profiles:
    """Every stored profile, and which one each registry takes when none is named.

    Attributes:
        profiles: In the order they were first stored.
        defaults: The default profile's name by registry host.
        unknown: Names of entries a later version wrote with a method or store this one does not know.
        unreadable: Entries that cannot be understood; each costs itself alone.
    """

    profiles: tuple[Profile, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    unreadable: tuple[UnreadableEntry, ...] = ()

    @property
    def taken(self) -> frozenset[str]:
        """Every name an entry of the file has, readable or not."""
        return frozenset(
            {profile.name for profile in self.profiles} | set(self.unknown) | {entry.name for entry in self.unreadable}
        )

    def named(self, name: str) -> Profile | None:
        """The profile of this name, or `None`."""
        return next((profile for profile in self.profiles if profile.name == name), None)

    def of(self, registry: str) -> tuple[Profile, ...]:
        """The profiles of one registry."""
        return tuple(profile for profile in self.profiles if profile.registry == registry)

    def default_of(self, registry: str) -> Profile | None:
        """The profile this registry takes when none is named, or `None`."""
        profile = self.named(self.defaults.get(registry, ""))
        return profile if profile and profile.registry == registry else None

    def with_profile(self, profile: Profile, *, default: bool) -> "Profiles":
        """These and `profile`, which replaces one of its name; the first of a registry is its default anyway."""
        if self.named(profile.name):
            profiles = tuple(profile if old.name == profile.name else old for old in self.profiles)
        else:
            profiles = (*self.profiles, profile)
        defaults = dict(self.defaults)
        if default or self.default_of(profile.registry) is None:
            defaults[profile.registry] = profile.name
        return replace(self, profiles=profiles, defaults=defaults)

    def with_default(self, profile: Profile) -> "Profiles":
        """These, where the profile's registry takes it when none is named."""
        return replace(self, defaults={**self.defaults, profile.registry: profile.name})

    def renamed(self, old: str, new: str) -> "Profiles":
        """These, the one called `old` called `new` in the same place, and still the default where it was one."""
        profiles = tuple(replace(each, name=new) if each.name == old else each for each in self.profiles)
        defaults = {registry: new if name == old else name for registry, name in self.defaults.items()}
        return replace(self, profiles=profiles, defaults=defaults)

    def without(self, name: str, *, succeeded: bool = True) -> "Profiles":
        """These without the one called `name`; a registry that loses its default takes its newest profile.

        Args:
            name: Which one goes.
            succeeded: Whether it takes one at all; where not, none is used until a person says which.
        """
        left = replace(self, profiles=tuple(profile for profile in self.profiles if profile.name != name))
        defaults = {}
        for registry, default in self.defaults.items():
            candidates = left.of(registry)
            if default != name:
                defaults[registry] = default
            elif candidates and succeeded:
                defaults[registry] = max(candidates, key=lambda profile: profile.created_at).name
        return replace(left, defaults=defaults)


def decode(document: object) -> Profiles:
    """The profiles of a parsed JSON document.

    Raises:
        NewerDocumentError: Its schema is later than this version's.
        MalformedDocumentError: It is something else.
    """
    fields = _object(document, "it is not a JSON object")
    schema = fields.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
        raise MalformedDocumentError("it has no schema number")
    if schema > SCHEMA:
        raise NewerDocumentError
    defaults = _object(fields.get("defaults", {}), "its defaults are not a JSON object")
    profiles: dict[str, Profile] = {}
    unknown: list[str] = []
    unreadable: list[UnreadableEntry] = []
    for position, entry in enumerate(_entries(fields), 1):
        try:
            profile = _profile_of(entry)
        except MalformedDocumentError as error:
            unreadable.append(UnreadableEntry(_name_of(entry) or f"entry {position}", str(error)))
            continue
        if isinstance(profile, str):
            unknown.append(profile)
        elif profile.name in profiles:
            unreadable.append(UnreadableEntry(profile.name, "two profiles have the same name"))
        else:
            profiles[profile.name] = profile
    named = {registry: name for registry, name in defaults.items() if isinstance(name, str)}
    return Profiles(tuple(profiles.values()), named, tuple(unknown), tuple(unreadable))


def _profile_of(entry: object) -> Profile | str:
    """The profile of an entry, or its name where a later version wrote it with what this one does not know."""
    fields = _object(entry, "it is not a JSON object")
    return _profile(fields) if _is_known(fields) else _text(fields, "name")


def _name_of(entry: object) -> str | None:
    name = entry.get("name") if isinstance(entry, dict) else None
    return clean(name, _LONGEST_NAME) if isinstance(name, str) else None


def encode(profiles: Profiles, previous: object) -> dict[str, object]:
    """The document of `profiles`, with whatever `previous` had that this version does not know."""
    before = previous if isinstance(previous, dict) else {"schema": SCHEMA}
    old: dict[str, dict[str, object]] = {}
    kept = []
    for entry in _entries(before):
        try:
            profile = _profile_of(entry)
        except MalformedDocumentError:
            profile = ""
        if isinstance(entry, dict) and isinstance(profile, Profile) and profile.name not in old:
            old[profile.name] = entry
        else:
            kept.append(entry)
    entries = [_merged(old.get(profile.name, {}), _fields(profile)) for profile in profiles.profiles]
    return before | {"schema": SCHEMA, "defaults": dict(profiles.defaults), "profiles": entries + kept}


def _object(value: object, complaint: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise MalformedDocumentError(complaint)
    return value


def _entries(document: Mapping[str, object]) -> list[object]:
    entries = document.get("profiles", [])
    if not isinstance(entries, list):
        raise MalformedDocumentError("its profiles are not a list")
    return entries


def _is_known(entry: Mapping[str, object]) -> bool:
    methods, stores = (
        {method.value for method in Method},
        {store.value for store in Store if store is not Store.SESSION},
    )
    return _text(entry, "method") in methods and _text(entry, "store") in stores


def _profile(entry: Mapping[str, object]) -> Profile:
    created_at = _time(entry, "created_at")
    if created_at is None:
        raise MalformedDocumentError("it has no created_at")
    return Profile(
        name=_text(entry, "name"),
        registry=_text(entry, "registry"),
        method=Method(_text(entry, "method")),
        username=_text(entry, "username"),
        description=_text(entry, "description"),
        store=Store(_text(entry, "store")),
        created_at=created_at,
        checked_at=_time(entry, "checked_at"),
        verdict=_optional(entry, "verdict"),
        expires_at=_time(entry, "expires_at"),
        command=_optional(entry, "command"),
        client_id=_optional(entry, "client_id"),
        packages=_number(entry, "packages"),
        scopes=_texts(entry, "scopes"),
        app=_app(entry),
        kept_until=_time(entry, "kept_until"),
    )


def _app(entry: Mapping[str, object]) -> AppGrant | None:
    if _text(entry, "method") != Method.GITHUB_APP:
        return None
    fields = _object(entry.get("app"), "it does not say which App")
    installation, names = fields.get("installation"), fields.get("repositories", [])
    if not isinstance(installation, int) or isinstance(installation, bool):
        raise MalformedDocumentError("its App's installation is not a number")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise MalformedDocumentError("its App's repositories are not a list of names")
    key_file = None if fields.get("key_file") is None else _text(fields, "key_file")
    if key_file is not None and not (key_file.startswith("~") or PurePath(key_file).is_absolute()):
        raise MalformedDocumentError("its App's key_file is not an absolute path")
    return AppGrant(_text(fields, "client_id"), installation, _text(fields, "account"), key_file, tuple(names))


def _merged(old: dict[str, object], new: dict[str, object]) -> dict[str, object]:
    """An entry's new fields over the old ones, the App's likewise; what only the old one has is kept."""
    before, after = old.get("app"), new.get("app")
    if "kept_until" not in new:
        old = {name: value for name, value in old.items() if name != "kept_until"}
    if not isinstance(after, dict):
        old = {name: value for name, value in old.items() if name != "app"}
    elif isinstance(before, dict):
        new = new | {"app": before | after}
    return old | new


def _fields(profile: Profile) -> dict[str, object]:
    app = {"app": _app_fields(profile.app)} if profile.app else {}
    end = {"kept_until": iso(profile.kept_until)} if profile.kept_until else {}
    return _plain_fields(profile) | app | end


def _app_fields(app: AppGrant) -> dict[str, object]:
    return {
        "client_id": app.client_id,
        "installation": app.installation,
        "account": app.account,
        "key_file": app.key_file,
        "repositories": list(app.repositories),
    }


def _plain_fields(profile: Profile) -> dict[str, object]:
    return {
        "name": profile.name,
        "registry": profile.registry,
        "method": profile.method.value,
        "username": profile.username,
        "description": profile.description,
        "store": profile.store.value,
        "created_at": iso(profile.created_at),
        "checked_at": iso(profile.checked_at),
        "verdict": profile.verdict,
        "expires_at": iso(profile.expires_at),
        "command": profile.command,
        "client_id": profile.client_id,
        "packages": profile.packages,
        "scopes": None if profile.scopes is None else list(profile.scopes),
    }


def _text(entry: Mapping[str, object], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str):
        raise MalformedDocumentError(f"its {name} is not a string")
    return value


def _optional(entry: Mapping[str, object], name: str) -> str | None:
    return None if entry.get(name) is None else _text(entry, name)


def _number(entry: Mapping[str, object], name: str) -> int | None:
    value = entry.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
        raise MalformedDocumentError(f"its {name} is not a number")
    return value


def _texts(entry: Mapping[str, object], name: str) -> tuple[str, ...] | None:
    value = entry.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise MalformedDocumentError(f"its {name} are not a list of strings")
    return tuple(value)


def _time(entry: Mapping[str, object], name: str) -> datetime | None:
    value = entry.get(name)
    if value is None:
        return None
    moment = parse_moment(_text(entry, name))
    if moment is None:
        raise MalformedDocumentError(f"its {name} is not a time")
    return moment
