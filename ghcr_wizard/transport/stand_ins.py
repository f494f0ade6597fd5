"""Names of accounts, repositories, packages and tags, and what stands for each in a report that leaves the computer.

A name is learned where an answer or an address says what it is, and found again wherever it stands, by value: in
addresses, messages and headers. The same name has the same stand-in everywhere: `user-1`, `org-2/package-7`.
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

_RUN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._%/-]*[A-Za-z0-9])?")
"""What may be a name or a path of names."""

_OF_ORGANIZATION = frozenset({"members_url", "hooks_url", "public_members_url"})
_AFTER_NAME = frozenset({"tags", "manifests", "blobs", "referrers"})
_SCOPE = re.compile(r"repository:([^:&]+):")
_ADDRESS = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b(?!:)")
_NUMBERED = re.compile(r"(organizations=|user ID |installation ID )(\d[\d,]*)")
"""Accounts by number, in `X-GitHub-SSO` and in the refusals for too many requests."""

_KEPT_TAGS = frozenset({"latest"})
_PLACEHOLDER = "user/image"
"""GHCR's own, in the challenge of `/v2/`."""


class StandIns:
    """What stands for which name."""

    def __init__(self) -> None:
        self._kinds: dict[str, str] = {}
        self._given: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        self._packages: set[str] = set()
        self._repositories: set[str] = set()
        self._tags: set[str] = set()
        self._numbers: dict[int, int] = {}

    def learn_account(self, login: str, *, organization: bool = False) -> None:
        """Note an account; once known as an organization it stays one."""
        if login and (organization or login.lower() not in self._kinds):
            self._kinds[login.lower()] = "org" if organization else "user"

    def learn_path(self, target: str) -> None:
        """Note what the path of an address names."""
        path, _, query = target.partition("?")
        parts = [unquote(part) for part in path.strip("/").split("/")]
        match parts:
            case ["orgs" | "users" as family, login, *_]:
                self.learn_account(login, organization=family == "orgs")
            case ["repos", login, name, *_]:
                self.learn_account(login)
                self._repositories.add(name.lower())
            case ["v2", *rest]:
                self._learn_registry_path(rest)
        if "container" in parts[:-1]:
            self._packages.add(parts[parts.index("container") + 1].lower())
        for scope in _SCOPE.findall(unquote(query)):
            self._learn_repository(scope)

    def _learn_registry_path(self, parts: Sequence[str]) -> None:
        place = next((number for number, part in enumerate(parts) if part in _AFTER_NAME and number > 1), None)
        if place is not None:
            self._learn_repository("/".join(parts[:place]))
            if parts[place] == "manifests":
                self._learn_tags(parts[place + 1 :])

    def _learn_repository(self, path: str) -> None:
        """Note `owner/package` as the registry names it."""
        owner, _, name = path.partition("/")
        if name and path != _PLACEHOLDER:
            self.learn_account(owner)
            self._packages.add(name.lower())

    def _learn_tags(self, tags: Sequence[object]) -> None:
        self._tags.update(tag for tag in tags if isinstance(tag, str) and ":" not in tag and tag not in _KEPT_TAGS)

    def learn(self, document: object) -> None:
        """Note what a JSON document names."""
        if isinstance(document, list):
            for each in document:
                self.learn(each)
        elif isinstance(document, dict):
            self._learn_names(document)
            self._learn_lists(document)
            for value in document.values():
                self.learn(value)

    def _learn_names(self, document: Mapping[str, object]) -> None:
        login, name, full_name = (document.get(key) for key in ("login", "name", "full_name"))
        if isinstance(login, str):
            is_organization = document.get("type") == "Organization" or not _OF_ORGANIZATION.isdisjoint(document)
            self.learn_account(login, organization=is_organization)
        if isinstance(name, str) and "package_type" in document:
            self._packages.add(name.lower())
        if isinstance(full_name, str):
            owner, _, repository = full_name.partition("/")
            self.learn_account(owner)
            self._repositories.add(repository.lower())

    def _learn_lists(self, document: Mapping[str, object]) -> None:
        """Note the registry's own lists, which hold bare names."""
        name, tags, repositories = (document.get(key) for key in ("name", "tags", "repositories"))
        for each in repositories if isinstance(repositories, list) else ():
            self._learn_repository(each if isinstance(each, str) else "")
        if isinstance(tags, list):
            self._learn_tags(tags)
            self._learn_repository(name if isinstance(name, str) else "")

    def number(self, value: int) -> int:
        """What stands for the number of an account, a package or a version."""
        return self._numbers.setdefault(value, 1_001 + len(self._numbers))

    def tag(self, tag: str) -> str:
        """What stands for a tag."""
        return self._named("tag", tag) if tag in self._tags else tag

    def field(self, document: Mapping[str, object], key: str, value: str) -> str:
        """A text of a JSON document as it is shown: by what the field is, else by what stands in it."""
        if key == "name" and "package_type" in document:
            return self._named("package", value.lower())
        if key == "name" and "full_name" in document:
            return self._named("repository", value.lower())
        if key == "name" and "login" in document:
            return "A name"
        return self.text(value)

    def text(self, text: str) -> str:
        """`text` with every known name replaced, and network addresses with it."""
        shown = _RUN.sub(lambda found: self._run(found.group()), text)
        shown = _NUMBERED.sub(lambda found: found[1] + self._listed(found[2]), shown)
        return _ADDRESS.sub(lambda found: found.group() if found.group().startswith("127.") else "192.0.2.1", shown)

    def _listed(self, numbers: str) -> str:
        return ",".join(str(self.number(int(each))) for each in numbers.split(",") if each)

    def _run(self, run: str) -> str:
        parts, shown, place = run.split("/"), list[str](), 0
        while place < len(parts):
            part = parts[place]
            if part.lower() in self._kinds:
                shown.append(self._named(self._kinds[part.lower()], part.lower()))
                place += 1
                taken, name = self._after_account(parts[place:])
            elif part in {"container", "package"} and place + 1 < len(parts):
                shown.append(part)
                place += 1
                taken, name = self._after_container(parts[place])
            elif part in {"organizations", "user"} and place + 1 < len(parts) and parts[place + 1].isdigit():
                shown.append(part)
                place += 1
                taken, name = 1, str(self.number(int(parts[place])))
            elif part == "manifests" and place + 1 < len(parts):
                shown.append(part)
                place += 1
                taken, name = 1, self.tag(parts[place])
            else:
                taken, name = 1, part
            shown.extend([name] if taken else [])
            place += taken
        return "/".join(shown)

    def _after_account(self, parts: Sequence[str]) -> tuple[int, str]:
        """How many of the parts after an account are a name of its, and what stands for it."""
        for count in range(len(parts), 0, -1):
            name = unquote("/".join(parts[:count])).lower()
            if name in self._packages:
                return count, self._named("package", name)
        if parts and parts[0].lower() in self._repositories:
            return 1, self._named("repository", parts[0].lower())
        return 0, ""

    def _after_container(self, part: str) -> tuple[int, str]:
        name = unquote(part).lower()
        return (1, self._named("package", name)) if name in self._packages else (0, "")

    def _named(self, kind: str, name: str) -> str:
        key = (kind, name)
        if key not in self._given:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._given[key] = f"{kind}-{self._counts[kind]}"
        return self._given[key]
