"""Where other programs keep their configuration on this computer.

Docker: its documentation of `DOCKER_CONFIG`. Podman, skopeo: containers-auth.json(5). Helm: "helm help"
(`HELM_REGISTRY_CONFIG`, and its folders on each system). gh: its manual, "gh help environment" (`GH_CONFIG_DIR`).
Buildah and Podman: containers-registries.conf(5). containerd: its documentation, "Registry Configuration". regctl:
"regctl config --help" (`REGCTL_CONFIG`).
"""

import contextlib
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ghcr_wizard.clients.auth_file import Dialect
from ghcr_wizard.clients.lookup import Client, Role

_IN_MEMORY = ("/run/", "/dev/shm/")  # noqa: S108 - these are recognized, nothing is put there


@dataclass(frozen=True, slots=True)
class Place:
    """A file of Docker's format.

    Attributes:
        roles: What it is to the programs that look there, its main role first.
        path: Where it is, or would be.
        dialect: Whose format it has.
        persistent: Whether it is still there after a reboot.
    """

    roles: tuple[Role, ...]
    path: Path
    dialect: Dialect
    persistent: bool = True


def auth_files(environment: Mapping[str, str], platform: str = sys.platform) -> list[Place]:
    """Where Docker's, Podman's and Helm's credentials are, each path once, in the order Podman looks.

    Args:
        environment: The variables the programs would see.
        platform: The operating system, as `sys.platform` names it.
    """
    home, settings = _home(environment), _settings(environment)
    runtime = _runtime(environment, platform)
    places = [
        _place((Role.EXPLICIT,), _here(environment, "REGISTRY_AUTH_FILE"), environment),
        _place((Role.RUNTIME,), runtime and runtime / "auth.json", environment),
        _place((Role.CONFIG,), settings and settings / "containers" / "auth.json", environment),
        _place(_docker_roles(environment), docker_config(environment), environment, Dialect.DOCKER),
        _place((Role.LEGACY,), home and home / ".dockercfg", environment, Dialect.LEGACY),
        _place((Role.HELM,), helm_config(environment, platform), environment, Dialect.DOCKER),
        _place((Role.USERS_DOCKER,), _users_docker_config(environment), environment, Dialect.DOCKER),
    ]
    unique: dict[Path, Place] = {}
    for place in (place for place in places if place is not None):
        before = unique.get(place.path)
        if before is None:
            unique[place.path] = place
        elif Role.USERS_DOCKER not in place.roles:
            unique[place.path] = replace(place, roles=(*place.roles, *before.roles))
    return list(unique.values())


def docker_config(environment: Mapping[str, str]) -> Path | None:
    """Docker's configuration file."""
    folder = _here(environment, "DOCKER_CONFIG")
    home = _home(environment)
    folder = folder or (home and home / ".docker")
    return folder and folder / "config.json"


def docker_elsewhere(
    environment: Mapping[str, str], *, is_root: bool, is_wsl: bool, platform: str = sys.platform
) -> tuple[str, ...]:
    """The other places where a Docker looks for its configuration, a sentence each.

    Docker's client reads the file of whoever runs it; the daemon reads none.

    Args:
        environment: The variables of this process.
        is_root: Whether this user is root.
        is_wsl: Whether this is Linux inside Windows.
        platform: The operating system, as `sys.platform` names it. Of root nothing is said on Windows, which has none,
            and on macOS, where its home folder is another and nobody needs it for Docker.
    """
    own = docker_config(environment)
    rows = []
    if environment.get("DOCKER_CONFIG"):
        rows.append(f"DOCKER_CONFIG is set here: where it is not, Docker reads ~/.docker/config.json and not {own}.")
    if platform not in {"darwin", "win32"}:
        rows.append(
            f"This is root's file, {own}: sudo docker and services that run as root use it, no other user does."
            if is_root
            else "sudo docker, and a service that runs as root, use /root/.docker/config.json: log in and export there "
            "as root, with sudo --login."
        )
    rows.append(
        "A service that runs as another user uses that user's home folder, or what DOCKER_CONFIG in its unit says."
    )
    if is_wsl:
        rows.append(
            "Docker of Windows uses .docker in the Windows user's folder: run ghcr-wizard.exe export docker there."
        )
    return tuple(rows)


def helm_config(environment: Mapping[str, str], platform: str = sys.platform) -> Path | None:
    """The file in which Helm keeps what `helm registry login` was given; it has Docker's format."""
    if (given := _here(environment, "HELM_REGISTRY_CONFIG")) is not None:
        return given
    folder = _here(environment, "HELM_CONFIG_HOME")
    if folder is None:
        home, settings = _home(environment), _given(environment, "XDG_CONFIG_HOME")
        if platform == "darwin":
            settings = settings or (home and home / "Library" / "Preferences")
        elif platform == "win32":
            settings = settings or _given(environment, "APPDATA")
        settings = settings or (home and home / ".config")
        folder = settings and settings / "helm"
    return folder and folder / "registry" / "config.json"


def registries_yaml_files(etc: Path = Path("/etc")) -> tuple[Place, ...]:
    """The files k3s and RKE2 take their logins from, on Linux (k3s documentation, "Private Registry Configuration")."""
    folder = etc / "rancher"
    return (
        Place((Role.K3S,), folder / "k3s" / "registries.yaml", Dialect.DOCKER),
        Place((Role.RKE2,), folder / "rke2" / "registries.yaml", Dialect.DOCKER),
    )


def containerd_file(etc: Path = Path("/etc")) -> Place:
    """Containerd's settings, on Linux (its documentation, "Configure Image Registry")."""
    return Place((Role.CONTAINERD,), etc / "containerd" / "config.toml", Dialect.DOCKER)


def hosts_toml_files(etc: Path, folders: Sequence[str], registry: str) -> tuple[Place, ...]:
    """Where containerd may have a registry's `hosts.toml`; the first that exists counts.

    Args:
        etc: The folder of the computer's settings.
        folders: What its settings name; without any it is the folder of its documentation, which nerdctl takes too.
        registry: The registry's host.
    """
    named = [Path(folder) for folder in folders] or [etc / "containerd" / "certs.d"]
    paths = [folder / name / "hosts.toml" for folder in named for name in (registry, "_default")]
    return tuple(Place((Role.CONTAINERD_HOSTS,), path, Dialect.DOCKER) for path in paths)


def regctl_files(environment: Mapping[str, str], platform: str = sys.platform) -> tuple[Place, ...]:
    """Where regctl's file may be; the first that exists counts, and no other where a variable names one."""
    given = _here(environment, "REGCTL_CONFIG")
    home = _home(environment)
    settings = _given(environment, "APPDATA") if platform == "win32" else _settings(environment)
    paths = (home and home / ".regctl" / "config.json", settings and settings / "regctl" / "config.json")
    found = [given] if given is not None else [path for path in paths if path is not None]
    return tuple(Place((Role.REGCTL,), path, Dialect.DOCKER) for path in found)


def lasting_auth_file(environment: Mapping[str, str]) -> Path:
    """Podman's file that a reboot leaves alone."""
    return (_settings(environment) or Path("~/.config")) / "containers" / "auth.json"


def setup_file(client: Client, environment: Mapping[str, str]) -> Path | None:
    """The file to set up a program in: Docker's own, Podman's that a variable names or else the one that stays.

    `None` where there is no home folder to look in.
    """
    if client is Client.DOCKER:
        return docker_config(environment)
    given = _here(environment, "REGISTRY_AUTH_FILE")
    settings = _settings(environment)
    return given or (settings and settings / "containers" / "auth.json")


def relative_variable(client: Client, environment: Mapping[str, str]) -> str | None:
    """The variable that gives `setup_file` a relative path, if one does: the file is another one in every folder."""
    name = "DOCKER_CONFIG" if client is Client.DOCKER else "REGISTRY_AUTH_FILE"
    path = _named(environment, name)
    return name if path is not None and not path.is_absolute() else None


def dialect_of(client: Client) -> Dialect:
    """The format of `setup_file`."""
    return Dialect.DOCKER if client is Client.DOCKER else Dialect.CONTAINERS


def gh_hosts_file(environment: Mapping[str, str], platform: str = sys.platform) -> Path | None:
    """The file of gh's hosts."""
    folder = _here(environment, "GH_CONFIG_DIR")
    if folder is None and (settings := _given(environment, "XDG_CONFIG_HOME")):
        folder = settings / "gh"
    if folder is None and platform == "win32" and (roaming := _given(environment, "APPDATA")):
        folder = roaming / "GitHub CLI"
    home = _home(environment)
    folder = folder or (home and home / ".config" / "gh")
    return folder and folder / "hosts.yml"


def registries_files(environment: Mapping[str, str]) -> list[Path]:
    """Where `registries.conf` may be; the first that exists counts."""
    given = _here(environment, "CONTAINERS_REGISTRIES_CONF")
    settings = _settings(environment)
    own = settings and settings / "containers" / "registries.conf"
    return [path for path in (given, own, Path("/etc/containers/registries.conf")) if path is not None]


def _users_docker_config(environment: Mapping[str, str]) -> Path | None:
    """Docker's file of the person who called `sudo`: what they logged in to is not what root's Docker uses."""
    name = environment.get("SUDO_USER", "")
    home = _given(environment, "SUDO_HOME")
    if home is None and name not in {"", "root"} and sys.platform != "win32":
        import pwd

        with contextlib.suppress(KeyError):
            home = Path(pwd.getpwnam(name).pw_dir)
    return home and home / ".docker" / "config.json"


def _docker_roles(environment: Mapping[str, str]) -> tuple[Role, ...]:
    """What Docker's file is; Podman takes it for its own where a variable names it, and none names Podman's."""
    named = environment.get("DOCKER_CONFIG") and not environment.get("REGISTRY_AUTH_FILE")
    return (Role.DOCKER, Role.DOCKER_FIRST) if named else (Role.DOCKER,)


def _place(
    roles: tuple[Role, ...], path: Path | None, environment: Mapping[str, str], dialect: Dialect = Dialect.CONTAINERS
) -> Place | None:
    return Place(roles, path, dialect, _is_persistent(path, environment)) if path is not None else None


def _is_persistent(path: Path, environment: Mapping[str, str]) -> bool:
    runtime = _given(environment, "XDG_RUNTIME_DIR")
    return not (str(path).startswith(_IN_MEMORY) or (runtime is not None and path.is_relative_to(runtime)))


def _runtime(environment: Mapping[str, str], platform: str) -> Path | None:
    """The folder of Podman's first file; elsewhere than on Linux that is the home folder's."""
    home = _home(environment)
    if platform != "linux":
        return home and home / ".config" / "containers"
    if (folder := _given(environment, "XDG_RUNTIME_DIR")) is not None:
        return folder / "containers"
    if sys.platform == "win32":
        return None
    return Path(f"/run/containers/{os.getuid()}")


def _settings(environment: Mapping[str, str]) -> Path | None:
    home = _home(environment)
    return _given(environment, "XDG_CONFIG_HOME") or (home and home / ".config")


def _home(environment: Mapping[str, str]) -> Path | None:
    return _given(environment, "USERPROFILE" if sys.platform == "win32" else "HOME")


def _given(environment: Mapping[str, str], name: str) -> Path | None:
    """A variable that names an absolute path. A relative one is passed over (XDG Base Directory Specification)."""
    path = _named(environment, name)
    return path if path is not None and path.is_absolute() else None


def _named(environment: Mapping[str, str], name: str) -> Path | None:
    """A program's own variable for its files; it takes a relative path from the folder it is run in, here this one."""
    text = environment.get(name, "")
    return Path(text) if text and "\x00" not in text else None


def _here(environment: Mapping[str, str], name: str) -> Path | None:
    path = _named(environment, name)
    return path.absolute() if path is not None else None
