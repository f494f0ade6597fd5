"""Finding every credential for a registry on this computer: files, helpers, gh, variables, profiles.

Nothing here ends a run: what cannot be read is one more row, with its reason.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from ghcr_wizard import deadline
from ghcr_wizard.clients.auth_file import (
    AuthEntry,
    AuthFile,
    AuthFileError,
    Dialect,
    read_auth_file,
)
from ghcr_wizard.clients.gh import COMMAND, GhCredential, ask_gh, read_gh_file
from ghcr_wizard.clients.given import misread, read_given
from ghcr_wizard.clients.helpers import HelperAnswer, ask_helper, program_of
from ghcr_wizard.clients.lookup import Client, Holding, Means, Role, owner_of
from ghcr_wizard.clients.other_files import other_files
from ghcr_wizard.clients.places import Place, auth_files
from ghcr_wizard.clients.profiles import own_profiles
from ghcr_wizard.clients.registries_conf import RegistryHelpers, read_registries_conf
from ghcr_wizard.clients.report import CredentialSource, Found, KeptIn
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.diagnosis.cause import Family
from ghcr_wizard.diagnosis.causes_clients import HELPER_MISSING
from ghcr_wizard.diagnosis.model import Diagnosis, diagnose
from ghcr_wizard.explain import Certainty, explain
from ghcr_wizard.file_reader import FileRead, UnreadableFileError, read_file
from ghcr_wizard.github.hosts import GITHUB_COM, Deployment, Hosts, github_host
from ghcr_wizard.secret import Secret
from ghcr_wizard.text import clean

_OF_GH = {"GH_TOKEN": Role.GH_FIRST, "GITHUB_TOKEN": Role.GH_SECOND}
_OF_GH_SERVER = {"GH_ENTERPRISE_TOKEN": Role.GH_FIRST, "GITHUB_ENTERPRISE_TOKEN": Role.GH_SECOND}
_FOR_GHCR = (
    "CR_PAT",
    "CR_TOKEN",
    "GHCR_TOKEN",
    "GHCR_PAT",
    "GHCR_PASSWORD",
    "GH_PAT",
    "GITHUB_PAT",
    "GITHUB_CR_PAT",
    "GITHUB_PERSONAL_ACCESS_TOKEN",
)
"""Names from GitHub's documentation (`CR_PAT`) and from workflows; the programs of `clients` read none of them."""


def variables(hosts: Hosts, environment: Mapping[str, str]) -> Iterator[tuple[str, Role]]:
    """The variables that are set and hold a token of this GitHub, in gh's order first.

    `GH_TOKEN` and `GITHUB_TOKEN` are GitHub.com's, but in a workflow those of the server it runs on, which
    `GITHUB_SERVER_URL` names (GitHub docs, "Variables reference"). `GH_ENTERPRISE_TOKEN` is for an Enterprise Server;
    with `GH_HOST` for that one alone.
    """
    for name, role in _expected(hosts, environment).items():
        if environment.get(name, "").strip():
            yield name, role


def _expected(hosts: Hosts, environment: Mapping[str, str]) -> dict[str, Role]:
    host = github_host(hosts)
    of_workflow = _OF_GH if host == _workflow_host(environment) else {}
    if hosts.deployment is Deployment.GITHUB_COM:
        return of_workflow | dict.fromkeys(_FOR_GHCR, Role.VARIABLE)
    if hosts.deployment is Deployment.GHE_COM:
        return dict(of_workflow)
    named = environment.get("GH_HOST", "").lower() in {"", host}
    return (_OF_GH_SERVER if named else {}) | dict.fromkeys(of_workflow, Role.VARIABLE)


def _workflow_host(environment: Mapping[str, str]) -> str:
    try:
        host = urlsplit(environment.get("GITHUB_SERVER_URL", "")).hostname
    except ValueError:
        host = None
    return host or GITHUB_COM


_NOT_OURS = frozenset({Role.K3S, Role.RKE2, Role.CONTAINERD, Role.CONTAINERD_HOSTS, Role.REGCTL, Role.USERS_DOCKER})
"""Files of another user, of a service or of another form: their entries are told of, and not taken out."""

_FILE_SECONDS = 10.0
"""Only a dead network drive takes this long."""

T = TypeVar("T")

_SHADE = {
    Client.DOCKER: CredentialSource.DOCKER_CONFIG,
    Client.PODMAN: CredentialSource.PODMAN_AUTH,
    Client.USERS_DOCKER: CredentialSource.DOCKER_CONFIG,
    Client.HELM: CredentialSource.HELM_CONFIG,
    Client.K3S: CredentialSource.REGISTRIES_YAML,
    Client.RKE2: CredentialSource.REGISTRIES_YAML,
    Client.CONTAINERD: CredentialSource.REGISTRIES_YAML,
    Client.REGCTL: CredentialSource.DOCKER_CONFIG,
}
"""Each program's file as `doctor --json` calls it, whose names are fixed: the nearest one."""


@dataclass(slots=True)
class CredentialSearch:
    """One search; `found` and `files` grow while `run` yields.

    Attributes:
        hosts: The servers, with the registry in question.
        environment: The variables other programs would see.
        credentials: This program's own profiles; `None` where there can be none.
        etc: The folder of the computer's settings.
        found: Everything so far, the places that hold nothing included.
        files: The roles whose file exists.
    """

    hosts: Hosts
    environment: Mapping[str, str]
    credentials: Credentials | None
    etc: Path = Path("/etc")
    found: list[Found] = field(default_factory=list)
    files: set[Role] = field(default_factory=set)
    _answers: dict[str, HelperAnswer] = field(default_factory=dict)

    async def run(self) -> AsyncIterator[Found]:
        """Everything there is, as it is found."""
        for part in (
            self._docker_variable,
            self._auth_files,
            self._registries,
            self._other_files,
            self._gh,
            self._variables,
        ):
            async for row in part():
                self.found.append(row)
                yield row
        if self.credentials is not None:
            async for row in own_profiles(self.hosts.registry, self.credentials):
                self.found.append(row)
                yield row

    async def read(self, given: str) -> AsyncIterator[Found]:
        """The same of a file's text in place of this computer."""
        for row in read_given(given, self.hosts.registry):
            self.found.append(row)
            yield row

    async def _docker_variable(self) -> AsyncIterator[Found]:
        """Docker takes whole configurations from a variable, and ignores one it cannot read."""
        name = "DOCKER_AUTH_CONFIG"
        content = self.environment.get(name, "")
        if not content.strip():
            return
        try:
            told = read_auth_file(content.encode("utf-8", "replace"), self.hosts.registry, Dialect.DOCKER)
        except AuthFileError as error:
            flaw = misread(name, str(error))
            yield Found(
                CredentialSource.ENVIRONMENT, name, (Role.DOCKER_ENVIRONMENT,), holding=Holding.NOTHING, flaws=(flaw,)
            )
            return
        for entry in told.entries:
            flaws = (misread(name, entry.flaw),) if entry.flaw else ()
            yield Found(
                CredentialSource.ENVIRONMENT,
                name,
                (Role.DOCKER_ENVIRONMENT,),
                holding=entry.holding,
                namespace=entry.namespace,
                username=_shown(entry.username),
                secret=entry.secret,
                flaws=flaws,
            )

    async def _auth_files(self) -> AsyncIterator[Found]:
        for place in auth_files(self.environment):
            try:
                file = await _patiently(lambda place=place: read_file(place.path))  # type: ignore[misc]
                if file is None:
                    continue
                self.files.update(place.roles)
                told = read_auth_file(file.content, self.hosts.registry, place.dialect)
            except (UnreadableFileError, AuthFileError) as error:
                self.files.update(place.roles)
                yield self._broken(place, str(error))
                continue
            async for row in self._told(place, file, told):
                yield row

    def _broken(self, place: Place, said: str) -> Found:
        path = _shown(str(place.path)) or ""
        flaws = (misread(path, said),)
        return Found(_source(place), path, place.roles, holding=Holding.BROKEN, flaws=flaws)

    async def _told(self, place: Place, file: FileRead, told: AuthFile) -> AsyncIterator[Found]:
        path = _shown(str(place.path)) or ""
        flaws = [misread(path, flaw) for flaw in told.flaws]
        for entry in told.entries:
            if not entry.marker:
                yield self._entry(place, file, entry, flaws)
                flaws = []
        for name, means in ((told.helper, Means.HELPER), (told.store, Means.STORE)):
            if name is not None:
                row = await self._helper(
                    name, place.roles, means, path, in_use=means is Means.HELPER or not told.helper
                )
                yield row
        if flaws:
            yield Found(_source(place), path, place.roles, holding=Holding.NOTHING, flaws=tuple(flaws))

    def _entry(self, place: Place, file: FileRead, entry: AuthEntry, flaws: list[Diagnosis]) -> Found:
        path = _shown(str(place.path)) or ""
        location = f"{path} ({self.hosts.registry}/{entry.namespace})" if entry.namespace else path
        own = [misread(path, entry.flaw)] if entry.flaw else []
        key = None if _NOT_OURS & {*place.roles} else entry.key
        return Found(
            _source(place),
            _shown(location) or path,
            place.roles,
            holding=entry.holding,
            namespace=entry.namespace,
            username=_shown(entry.username),
            secret=entry.secret,
            kept=KeptIn(str(place.path), file.mode, place.persistent, key, place.dialect is Dialect.LEGACY),
            flaws=(*own, *flaws),
            export="k3s" if {Role.K3S, Role.RKE2} & {*place.roles} else "",
        )

    async def _registries(self) -> AsyncIterator[Found]:
        try:
            conf = await _patiently(lambda: read_registries_conf(self.environment))
        except UnreadableFileError:
            return
        if conf is None:
            return
        path = _shown(str(conf.path)) or ""
        if conf.flaw:
            flaws = (misread(path, conf.flaw),)
            yield Found(
                CredentialSource.PODMAN_AUTH, path, (Role.HELPERS_FIRST,), Means.HELPER, Holding.BROKEN, flaws=flaws
            )
        for role, names in _ordered(conf):
            for name in names:
                yield await self._helper(name, (role,), Means.HELPER, path, in_use=True)

    async def _other_files(self) -> AsyncIterator[Found]:
        try:
            files = await _patiently(lambda: other_files(self.hosts.registry, self.environment, self.etc))
        except UnreadableFileError:
            return
        for row in files:
            if row.counts:
                self.files.update(row.place.roles)
            if isinstance(row.told, str) or row.file is None:
                yield self._broken(row.place, str(row.told))
                continue
            async for found in self._told(row.place, row.file, row.told):
                yield found

    async def _helper(self, name: str, roles: tuple[Role, ...], means: Means, path: str, *, in_use: bool) -> Found:
        """What a helper gives; one that another setting keeps from being asked may be broken without harm."""
        if name not in self._answers:
            self._answers[name] = await ask_helper(name, self.hosts.registry, self.environment)
        answer, program = self._answers[name], program_of(name)
        if answer.secret is not None:
            return Found(
                CredentialSource.DOCKER_HELPER,
                program,
                roles,
                means,
                username=_shown(answer.username),
                secret=answer.secret,
            )
        if answer.trouble is None or not in_use:
            return Found(CredentialSource.DOCKER_HELPER, program, roles, means, Holding.NOTHING)
        flaw = diagnose(HELPER_MISSING, path, helper=program, said=answer.trouble)
        flaw = replace(flaw, fix=_remedy(program, answer.said) or flaw.fix)
        return Found(CredentialSource.DOCKER_HELPER, program, roles, means, Holding.BROKEN, flaws=(flaw,))

    async def _gh(self) -> AsyncIterator[Found]:
        host = github_host(self.hosts)
        try:
            filed = await _patiently(lambda: read_gh_file(host, self.environment))
        except UnreadableFileError as error:
            filed = GhCredential(COMMAND, broken_file=str(error))
        told = await ask_gh(host, self.environment, filed)
        if told is not None and (told.secret or told.broken_file or told.trouble):
            yield _of_gh(told)

    async def _variables(self) -> AsyncIterator[Found]:
        for name, role in variables(self.hosts, self.environment):
            yield Found(CredentialSource.ENVIRONMENT, name, (role,), secret=Secret(self.environment[name]))


def _remedy(program: str, said: str) -> str | None:
    """What to do about a helper's own words, where they are known as an error text."""
    known = (match for match in explain(f"{program}: {said}") if match.certainty is not Certainty.POSSIBLE)
    return next((match.fix for match in known if match.of.family in {Family.STORE, Family.CLIENT}), None)


def _ordered(conf: RegistryHelpers) -> Iterator[tuple[Role, tuple[str, ...]]]:
    yield Role.HELPERS_FIRST, conf.first
    yield Role.HELPERS_LAST, conf.last


def _of_gh(told: GhCredential) -> Found:
    location = _shown(told.location) or COMMAND
    flaws: tuple[Diagnosis, ...] = ()
    if told.broken_file:
        flaws = (misread(location, told.broken_file),)
    elif told.trouble:
        flaws = (diagnose(HELPER_MISSING, "gh", helper=COMMAND, said=told.trouble),)
    return Found(
        CredentialSource.GH,
        location,
        (Role.GH_STORE,),
        holding=Holding.SECRET if told.secret else Holding.BROKEN,
        username=_shown(told.username),
        secret=told.secret,
        kept=KeptIn(str(told.path), told.mode) if told.path else None,
        flaws=flaws,
    )


def _source(place: Place) -> CredentialSource:
    owner = owner_of(place.roles[0])
    legacy = place.dialect is Dialect.LEGACY
    return (
        CredentialSource.DOCKER_CONFIG if legacy else _SHADE.get(owner or Client.PODMAN, CredentialSource.PODMAN_AUTH)
    )


def _shown(text: str | None) -> str | None:
    return clean(text) if text else None


async def _patiently(read: Callable[[], T]) -> T:
    try:
        return await deadline.call_async(read, _FILE_SECONDS)
    except TimeoutError:
        raise UnreadableFileError("the drive it is on does not answer") from None
