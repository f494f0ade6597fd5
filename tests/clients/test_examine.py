"""An examination as a face sees it: values as they become known."""

import os
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ghcr_wizard.clients.examine import (
    ControlTried,
    CredentialExamined,
    CredentialFound,
    DoctorCompleted,
    DoctorRequest,
    SearchEnded,
    examine,
)
from ghcr_wizard.clients.fixes import RemoveEntry, apply_fix, fixes
from ghcr_wizard.clients.lookup import Client
from ghcr_wizard.clients.report import CredentialVerdict
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.github.hosts import hosts_of
from ghcr_wizard.github.references import parse_reference
from tests.cli import doctor_machine as world
from tests.cli.conftest import endpoints
from tests.cli.doctor_machine import DEAD, GOOD, PUBLIC, Machine, file_of
from tests.processes import Cli


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with world.server() as running:
        yield running


@pytest.fixture
def machine(run_cli: Cli, environment: dict[str, str], isolated_machine: Path) -> Machine:
    del environment["DOCKER_CONFIG"]
    return Machine(run_cli, environment, isolated_machine)


def request(machine: Machine, server: DemoServer) -> DoctorRequest:
    hosts = hosts_of("ghcr.io", endpoints(server))
    return DoctorRequest(hosts, machine.environment, package=parse_reference(PUBLIC, "ghcr.io"))


async def test_values_come_in_order_and_the_list_is_whole_before_the_verdicts(
    machine: Machine, server: DemoServer
) -> None:
    machine.put(machine.docker, file_of(DEAD))
    machine.put(machine.runtime, file_of(GOOD))

    events = [event async for event in examine(request(machine, server))]

    kinds = [type(event) for event in events]
    assert kinds == [
        CredentialFound,
        CredentialFound,
        SearchEnded,
        ControlTried,
        CredentialExamined,
        CredentialExamined,
        DoctorCompleted,
    ]
    assert isinstance(events[2], SearchEnded)
    assert [row.verdict for row in events[2].credentials] == [None, None]
    assert all(row.wins_for for row in events[2].credentials)
    assert isinstance(events[-1], DoctorCompleted)
    final = events[-1].examination.credentials
    for event in events:
        if isinstance(event, CredentialExamined):
            assert final[event.index] == event.credential
    assert [row.verdict for row in final] == [CredentialVerdict.WORKS, CredentialVerdict.REJECTED]
    assert GOOD not in repr(events)
    assert DEAD not in repr(events)


async def test_a_face_that_stops_listening_leaves_nothing_behind(machine: Machine, server: DemoServer) -> None:
    machine.put(machine.docker, file_of(GOOD))

    examination = examine(request(machine, server))
    async for event in examination:
        if isinstance(event, ControlTried):
            break
    await examination.aclose()  # type: ignore[attr-defined]

    assert not [entry for entry in server.requests() if entry.scheme == "basic"]


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
async def test_fixes_are_described_and_those_for_a_person_are_not_done(machine: Machine, server: DemoServer) -> None:
    machine.put(machine.docker, file_of(DEAD), 0o644)
    machine.environment["CR_PAT"] = DEAD
    events = [event async for event in examine(request(machine, server))]
    assert isinstance(events[-1], DoctorCompleted)

    offered = fixes(events[-1].examination)

    assert [(fix.command, fix.edit is not None) for fix in offered] == [
        ("docker logout ghcr.io", True),
        (f"chmod 600 {machine.docker}", True),
        ("unset CR_PAT", False),
    ]
    assert not (await apply_fix(offered[2])).done
    result = await apply_fix(offered[0])
    assert result.done
    assert isinstance(offered[0].edit, RemoveEntry)
    assert result.changed[0] == str(machine.docker)
    assert b"ghcr.io" not in machine.docker.read_bytes()
    again = await apply_fix(offered[0])
    assert not again.done
    assert "has changed since it was examined" in again.summary


async def test_the_files_of_k3s_and_rke2_are_examined_and_told_with_what_writes_them_anew(
    machine: Machine, server: DemoServer, tmp_path: Path
) -> None:
    exported = 'configs:\n  "ghcr.io":\n    auth:\n      username: octocat\n      password: "{}"\n'
    k3s = machine.put(tmp_path / "rancher/k3s/registries.yaml", exported.format(DEAD))
    rke2 = machine.put(tmp_path / "rancher/rke2/registries.yaml", exported.format(GOOD))

    events = [event async for event in examine(replace(request(machine, server), etc=tmp_path))]

    assert isinstance(events[-1], DoctorCompleted)
    rows = events[-1].examination.credentials
    assert [(row.found.location, row.found.source.value, row.verdict, row.wins_for) for row in rows] == [
        (str(k3s), "registries-yaml", CredentialVerdict.REJECTED, (Client.K3S,)),
        (str(rke2), "registries-yaml", CredentialVerdict.WORKS, (Client.RKE2,)),
    ]
    offered = fixes(events[-1].examination)
    assert [(fix.command, fix.edit) for fix in offered] == [("ghcr-wizard export k3s", None)]
    k3s.write_text("configs: [1]\n")
    events = [event async for event in examine(replace(request(machine, server), etc=tmp_path))]
    assert isinstance(events[-1], DoctorCompleted)
    assert next(row.verdict for row in events[-1].examination.credentials) is CredentialVerdict.UNREADABLE


SETTINGS = """\
version = {version}
[plugins."{plugin}".registry]
  config_path = "{folder}"
[plugins."{plugin}".registry.configs."ghcr.io".auth]
  username = "octocat"
  password = "{secret}"
[plugins."{plugin}".registry.configs."quay.io".auth]
  auth = "what is another registry's"
"""


@pytest.mark.parametrize(("version", "plugin"), [(2, "io.containerd.grpc.v1.cri"), (3, "io.containerd.cri.v1.images")])
async def test_containerds_settings_are_examined_and_no_command_is_offered_that_would_not_write_them(
    machine: Machine, server: DemoServer, tmp_path: Path, version: int, plugin: str
) -> None:
    text = SETTINGS.format(version=version, plugin=plugin, folder=tmp_path / "certs.d", secret=DEAD)
    settings = machine.put(tmp_path / "containerd/config.toml", text)

    events = [event async for event in examine(replace(request(machine, server), etc=tmp_path))]

    assert isinstance(events[-1], DoctorCompleted)
    rows = events[-1].examination.credentials
    assert [(row.found.location, row.found.source.value, row.verdict, row.wins_for) for row in rows] == [
        (str(settings), "registries-yaml", CredentialVerdict.REJECTED, (Client.CONTAINERD,)),
    ]
    dead = {row.code: row.fix for row in rows[0].diagnoses if "systemctl restart containerd" in row.fix}
    assert dead.keys() == {"token-rejected", "stale-credential-blocks-public"}
    assert fixes(events[-1].examination) == ()
    settings.write_text("version = \n")
    events = [event async for event in examine(replace(request(machine, server), etc=tmp_path))]
    assert isinstance(events[-1], DoctorCompleted)
    assert [row.verdict for row in events[-1].examination.credentials] == [CredentialVerdict.UNREADABLE]


@pytest.mark.parametrize("imports", ["conf.d/*.toml", "{folder}/conf.d/[0-9]*.toml", "conf.d/20.toml"])
async def test_what_containerd_imports_goes_before_its_own_file(
    machine: Machine, server: DemoServer, tmp_path: Path, imports: str
) -> None:
    plugin = {"version": 3, "plugin": "io.containerd.cri.v1.images", "folder": tmp_path / "certs.d"}
    folder = tmp_path / "containerd"
    named = f'imports = ["{imports.format(folder=folder)}", "/nowhere/*.toml", "", "/", "\\u0000*", 7]\n'
    own = machine.put(folder / "config.toml", named + SETTINGS.format(secret=DEAD, **plugin))
    machine.put(folder / "conf.d/10.toml", 'imports = ["../config.toml", "10.toml"]\n')
    imported = machine.put(folder / "conf.d/20.toml", SETTINGS.format(secret=GOOD, **plugin))

    events = [event async for event in examine(replace(request(machine, server), etc=tmp_path))]

    assert isinstance(events[-1], DoctorCompleted)
    rows = [(row.found.location, row.verdict, row.wins_for) for row in events[-1].examination.credentials]
    assert rows == [
        (str(imported), CredentialVerdict.WORKS, (Client.CONTAINERD,)),
        (str(own), CredentialVerdict.REJECTED, ()),
    ]


@pytest.mark.parametrize(
    ("named", "folder"),
    [("config_path", "elsewhere/ghcr.io"), ("", "containerd/certs.d/ghcr.io"), ("", "containerd/certs.d/_default")],
)
async def test_a_header_of_hosts_toml_is_what_containerd_sends_first(
    machine: Machine, server: DemoServer, tmp_path: Path, named: str, folder: str
) -> None:
    token = b64encode(GOOD.encode()).decode()
    machine.put(tmp_path / folder / "hosts.toml", f'[header]\nauthorization = ["Bearer {token}"]\n')
    settings = SETTINGS.format(
        version=2, plugin="io.containerd.grpc.v1.cri", folder=tmp_path / "elsewhere", secret=DEAD
    )
    lines = settings.splitlines(keepends=True)
    machine.put(
        tmp_path / "containerd/config.toml", "".join(line for line in lines if named or "config_path" not in line)
    )

    events = [event async for event in examine(replace(request(machine, server), etc=tmp_path))]

    assert isinstance(events[-1], DoctorCompleted)
    rows = {row.found.location: row for row in events[-1].examination.credentials}
    hosts = rows[str(tmp_path / folder / "hosts.toml")]
    assert (hosts.verdict, hosts.wins_for) == (CredentialVerdict.WORKS, (Client.CONTAINERD,))
    other = rows[str(tmp_path / "containerd/config.toml")]
    assert (other.verdict, other.wins_for) == (CredentialVerdict.REJECTED, ())
    assert "credential-shadowed" in {diagnosis.code for diagnosis in other.diagnoses}


async def test_regctls_file_goes_before_dockers_and_its_own_logout_is_told(
    machine: Machine, server: DemoServer, tmp_path: Path
) -> None:
    machine.put(machine.docker, file_of(GOOD))
    hosts = {"ghcr.io": {"tls": "enabled", "user": "octocat", "pass": DEAD}, "quay.io": {"pass": "another's"}}
    path = machine.put(Path(machine.environment["HOME"]) / ".regctl/config.json", {"version": 1, "hosts": hosts})

    events = [event async for event in examine(replace(request(machine, server), etc=tmp_path))]

    assert isinstance(events[-1], DoctorCompleted)
    rows = {row.found.location: row for row in events[-1].examination.credentials}
    assert (rows[str(path)].verdict, rows[str(path)].wins_for) == (CredentialVerdict.REJECTED, (Client.REGCTL,))
    assert Client.REGCTL not in rows[str(machine.docker)].wins_for
    offered = fixes(events[-1].examination)
    assert [(fix.command, fix.edit) for fix in offered] == [("regctl registry logout ghcr.io", None)]


@pytest.mark.parametrize(("settings", "uses"), [({}, True), ({"incDockerCred": False}, False)])
async def test_regctl_takes_dockers_login_unless_its_file_says_otherwise(
    machine: Machine, server: DemoServer, tmp_path: Path, settings: dict[str, bool], uses: bool
) -> None:
    machine.put(machine.docker, file_of(GOOD))
    machine.environment["REGCTL_CONFIG"] = str(tmp_path / "regctl.json")
    machine.put(tmp_path / "regctl.json", {"hosts": {"ghcr.io": {"tls": "enabled"}}} | settings)

    events = [event async for event in examine(replace(request(machine, server), etc=tmp_path))]

    assert isinstance(events[-1], DoctorCompleted)
    rows = events[-1].examination.credentials
    assert [(row.found.location, Client.REGCTL in row.wins_for) for row in rows] == [(str(machine.docker), uses)]


async def test_under_sudo_the_file_of_who_called_it_is_told_apart_from_roots(
    machine: Machine, server: DemoServer, tmp_path: Path
) -> None:
    machine.put(machine.docker, file_of(DEAD))
    theirs = machine.put(tmp_path / ".docker/config.json", file_of(GOOD))
    machine.environment.update(SUDO_USER="octocat", SUDO_HOME=str(tmp_path))

    events = [event async for event in examine(request(machine, server))]

    assert isinstance(events[-1], DoctorCompleted)
    users = {row.found.location: row.wins_for for row in events[-1].examination.credentials}
    assert Client.DOCKER in users[str(machine.docker)]
    assert users[str(theirs)] == (Client.USERS_DOCKER,)
    machine.environment["SUDO_HOME"] = machine.environment["HOME"]  # sudo that kept the home folder
    events = [event async for event in examine(request(machine, server))]
    assert isinstance(events[-1], DoctorCompleted)
    assert [row.found.location for row in events[-1].examination.credentials] == [str(machine.docker)]
