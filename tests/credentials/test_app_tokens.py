"""Tokens of GitHub Apps: minted against the simulated GitHub, kept, renewed, refused."""

import asyncio
import base64
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from ghcr_wizard.catalog.cache import CatalogCache
from ghcr_wizard.catalog.removal import remove
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.app import examine, fitting, mint
from ghcr_wizard.credentials.app_login import private_key, store_app
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.keyring import MemoryKeyring, SystemKeyring
from ghcr_wizard.credentials.keyring_errors import LostSecretError, too_long
from ghcr_wizard.credentials.profile import Store
from ghcr_wizard.credentials.unavailable import TokenUnavailableError
from ghcr_wizard.demo.personas.app_minting import APP_ID, CLIENT_ID, app_world, installation, key_pair
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault, Switches
from ghcr_wizard.demo.world import World
from ghcr_wizard.github.app_client import sign
from ghcr_wizard.github.apps import claims
from ghcr_wizard.github.hosts import hosts_of
from ghcr_wizard.paths import Paths
from ghcr_wizard.secret import Secret
from tests.apps import NOW, PKCS1, key_file, mints, profile
from tests.cli.conftest import endpoints


class Clock:
    """A clock that a test sets."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def serve() -> Iterator[Callable[..., DemoServer]]:
    with ExitStack() as running:

        def start(world: World | None = None, *, now: datetime = NOW, **options: object) -> DemoServer:
            world = world or app_world(now, installation())
            return running.enter_context(DemoServer(world=world, **options))  # type: ignore[arg-type]

        yield start


@pytest.fixture
def keyring() -> MemoryKeyring:
    return MemoryKeyring()


def stored(
    server: DemoServer, tmp_path: Path, keyring: MemoryKeyring | SystemKeyring | None, clock: Clock | None = None
) -> Credentials:
    paths = Paths(tmp_path / "settings", tmp_path / "cache")
    return Credentials(paths, keyring, 5, environment=endpoints(server), now=clock or Clock())


def repositories(server: DemoServer, credential: Credential) -> list[str] | None:
    """What the server says that a credential reaches; `None` if it does not take it."""
    assert credential.secret is not None
    headers = {"authorization": f"Bearer {credential.secret.reveal()}"}
    answer = httpx.get(f"{server.api_url}/installation/repositories", headers=headers)
    return [row["full_name"] for row in answer.json()["repositories"]] if answer.status_code == 200 else None


def alive(server: DemoServer, credential: Credential) -> bool:
    return repositories(server, credential) is not None


def written_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def refusal(server: DemoServer, tmp_path: Path, keyring: MemoryKeyring, key: str, **changes: object) -> str:
    """The code of the diagnosis with which minting ends."""
    keyring.write("ghcr.io", "images", Secret(key))
    row = profile()
    assert row.app is not None
    with pytest.raises(TokenUnavailableError) as caught:
        await stored(server, tmp_path, keyring).load(replace(row, app=replace(row.app, **changes)))  # type: ignore[arg-type]
    assert key.splitlines()[1] not in str(caught.value)
    assert "eyJ" not in str(caught.value)
    assert caught.value.diagnosis is not None
    return caught.value.diagnosis.code


@pytest.mark.parametrize("form", ["stateless", "stateful"])
async def test_a_minted_token_of_either_form_is_used_again_and_reads_nothing_but_packages(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring, form: str
) -> None:
    server = serve(switches=Switches(installation_tokens=form))  # type: ignore[arg-type]
    credentials = stored(server, tmp_path, keyring)
    await credentials.store(profile(), Secret(server.private_key))

    first = await credentials.load(profile())
    second = await credentials.load(profile())

    assert (first.username, first.secret) == ("x-access-token", second.secret)
    assert first.secret is not None
    assert (len(first.secret) == 40) == (form == "stateful")
    assert first.expires_at == NOW + timedelta(hours=1)
    assert alive(server, first)
    assert mints(server) == 1


async def test_another_process_takes_the_token_from_the_keyring(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring
) -> None:
    server = serve()
    await stored(server, tmp_path, keyring).store(profile(), Secret(server.private_key))
    here = await stored(server, tmp_path, keyring).load(profile())
    there = await stored(server, tmp_path, keyring).load(profile())

    assert here.secret == there.secret
    assert mints(server) == 1


async def test_eight_that_need_a_token_at_once_mint_one(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring
) -> None:
    server = serve(switches=Switches(latency=0.2))
    await stored(server, tmp_path, keyring).store(profile(), Secret(server.private_key))

    every = await asyncio.gather(*(stored(server, tmp_path, keyring).load(profile()) for _ in range(8)))

    assert len({row.secret for row in every}) == 1
    assert mints(server) == 1


async def test_two_simulated_hours_of_use_never_hand_out_a_token_with_less_than_five_minutes(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring
) -> None:
    clock, server = Clock(), serve()
    await stored(server, tmp_path, keyring).store(profile(), Secret(server.private_key))
    credentials, left = stored(server, tmp_path, keyring, clock), []

    for _ in range(121):
        given = await credentials.load(profile())
        assert given.expires_at is not None
        assert alive(server, given)
        left.append(given.expires_at - clock())
        clock.moment += timedelta(minutes=1)
        server.skip(timedelta(minutes=1))

    assert min(left) >= timedelta(minutes=5)
    assert mints(server) == 3


@pytest.mark.parametrize(
    "off", [timedelta(minutes=-25), timedelta(minutes=-3), timedelta(minutes=3), timedelta(minutes=25)]
)
async def test_a_clock_that_is_minutes_off_is_reckoned_with(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring, off: timedelta
) -> None:
    clock, server = Clock(NOW + off), serve()
    credentials = stored(server, tmp_path, keyring, clock)
    await credentials.store(profile(), Secret(server.private_key))

    for _ in range(14):
        given = await credentials.load(profile())
        assert given.expires_at is not None
        assert given.expires_at - (clock() - off) >= timedelta(minutes=5) - timedelta(seconds=2)
        assert alive(server, given)
        clock.moment += timedelta(minutes=5)
        server.skip(timedelta(minutes=5))


@pytest.mark.parametrize("back", [timedelta(minutes=5), timedelta(hours=1), timedelta(hours=5), timedelta(days=800)])
@pytest.mark.parametrize("fresh_process", [True, False])
async def test_a_token_that_was_kept_when_the_clock_was_set_back_is_not_fresh(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring, back: timedelta, fresh_process: bool
) -> None:
    clock, server = Clock(), serve()
    credentials = stored(server, tmp_path, keyring, clock)
    await credentials.store(profile(), Secret(server.private_key))
    first = await credentials.load(profile())
    assert (await credentials.load(profile())).secret == first.secret

    clock.moment -= back
    if fresh_process:
        credentials = stored(server, tmp_path, keyring, clock)

    if back < timedelta(minutes=30):
        assert (await credentials.load(profile())).secret != first.secret
    else:  # a new one is asked for, and so the clock is found out
        with pytest.raises(TokenUnavailableError) as caught:
            await credentials.load(profile())
        assert caught.value.diagnosis is not None
        assert caught.value.diagnosis.code == "clock-skew"


@pytest.mark.parametrize("off", [timedelta(hours=-2), timedelta(hours=2)])
async def test_a_clock_that_is_hours_off_is_said_with_how_far(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring, off: timedelta
) -> None:
    server = serve()
    keyring.write("ghcr.io", "images", Secret(server.private_key))

    with pytest.raises(TokenUnavailableError) as caught:
        await stored(server, tmp_path, keyring, Clock(NOW + off)).load(profile())

    assert caught.value.diagnosis is not None
    assert caught.value.diagnosis.code == "clock-skew"
    assert re.search(r"\b7,[0-3]\d\d seconds|\b6,9\d\d seconds", str(caught.value))


async def test_a_key_of_another_app_or_a_deleted_one_is_no_key_of_this_app(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring
) -> None:
    private, _ = key_pair()
    deleted = serve(app_world(NOW, installation(), key_deleted=True))

    assert await refusal(serve(), tmp_path, keyring, private) == "app-key-invalid"
    assert await refusal(deleted, tmp_path, keyring, deleted.private_key) == "app-key-invalid"


async def test_an_unknown_app_is_not_found(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring
) -> None:
    server = serve()

    assert (
        await refusal(server, tmp_path, keyring, server.private_key, client_id="Iv1.0123456789abcdef")
        == "app-not-found"
    )
    assert await refusal(server, tmp_path, keyring, server.private_key, client_id="99") == "app-not-found"


async def test_a_suspended_removed_or_poor_installation_is_named(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring
) -> None:
    for world, code in (
        (app_world(NOW, installation(suspended=True)), "app-installation-suspended"),
        (app_world(NOW), "app-not-installed"),
        (app_world(NOW, installation("none")), "app-permission-missing"),
    ):
        server = serve(world)
        assert await refusal(server, tmp_path, keyring, server.private_key) == code


async def test_a_repository_out_of_reach_is_named_and_one_in_reach_narrows_the_token(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring
) -> None:
    server = serve()
    key = server.private_key

    assert await refusal(server, tmp_path, keyring, key, repositories=("nowhere",)) == "app-not-installed"
    given = await stored(server, tmp_path, keyring).load(profile(None, "images", "vault"))
    assert given.secret is not None
    assert repositories(server, given) == ["acme/vault"]


async def test_an_unreachable_github_is_the_networks_fault(
    tmp_path: Path, keyring: MemoryKeyring, free_port: int
) -> None:
    keyring.write("ghcr.io", "images", Secret(PKCS1.decode()))
    environment = {"GHCR_WIZARD_API_URL": f"http://127.0.0.1:{free_port}"}
    credentials = Credentials(Paths(tmp_path, tmp_path), keyring, 5, environment=environment)

    with pytest.raises(TokenUnavailableError) as caught:
        await credentials.load(profile())

    assert caught.value.diagnosis is not None
    assert caught.value.diagnosis.code == "network-unreachable"


async def test_an_html_page_in_place_of_a_token_is_githubs_fault(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring
) -> None:
    server = serve(faults=[Fault("api", "html", path="access_tokens")])

    assert await refusal(server, tmp_path, keyring, server.private_key) == "api-unavailable"


async def test_neither_key_nor_token_nor_signature_is_in_any_file(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring
) -> None:
    server = serve()
    credentials = stored(server, tmp_path, keyring)
    await credentials.store(profile(), Secret(server.private_key))
    given = await credentials.load(profile())
    assert given.secret is not None

    written = written_below(tmp_path)

    assert CLIENT_ID.encode() in written
    for secret in (given.secret.reveal(), "PRIVATE KEY", "eyJ", server.private_key.splitlines()[1]):
        assert secret.encode() not in written


async def test_a_key_that_stays_in_its_file_is_read_there_each_time_a_token_is_minted(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring
) -> None:
    server = serve()
    path = key_file(tmp_path, server.private_key)
    credentials = stored(server, tmp_path, keyring)
    await credentials.store(profile(path), Secret(server.private_key))

    assert alive(server, await credentials.load(profile(path)))
    assert keyring.read("ghcr.io", "images") is None
    path.unlink()
    with pytest.raises(TokenUnavailableError, match="there is no such file"):
        await stored(server, tmp_path, MemoryKeyring()).load(profile(path))


async def test_without_any_keyring_a_key_file_is_enough_and_each_process_mints_its_own(
    serve: Callable[..., DemoServer], tmp_path: Path
) -> None:
    server = serve()
    row = profile(key_file(tmp_path, server.private_key))
    credentials = stored(server, tmp_path, None)
    await credentials.store(row, Secret("any"))

    first, again = await credentials.load(row), await credentials.load(row)

    assert first.secret == again.secret
    assert mints(server) == 1
    assert (await credentials.remove(row)).had_secret is False
    assert (await credentials.list()).profiles == ()


class SmallKeyring(MemoryKeyring):
    """Holds as much as Windows does: 1,280 characters, which no App's key fits in."""

    def write(self, registry: str, name: str, secret: Secret, given_up: threading.Event | None = None) -> None:
        if len(secret) > 1_280:
            raise too_long("a small keyring", len(secret), 1_280)
        super().write(registry, name, secret, given_up)


async def test_a_key_too_long_for_the_keyring_stays_in_its_file_and_that_is_said(
    serve: Callable[..., DemoServer], tmp_path: Path
) -> None:
    server, keyring = serve(), SmallKeyring()
    credentials = stored(server, tmp_path, keyring)
    key = await private_key(str(key_file(tmp_path, server.private_key)))
    row = profile()
    assert row.app is not None
    token = await mint(hosts_of("ghcr.io", endpoints(server)), row.app, key.secret, Clock())

    done = await store_app(credentials, row, key, token)

    assert done.result.profile.app is not None
    assert done.result.profile.app.key_file == str(key.path)
    assert "cannot hold it" in done.place
    assert keyring.read("ghcr.io", "images") is None
    assert keyring.read("ghcr.io", "images#token") is not None
    assert (await credentials.load(done.result.profile)).secret == token.secret
    assert mints(server) == 1


async def test_a_key_that_the_keyring_has_lost_is_said(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring
) -> None:
    with pytest.raises(LostSecretError):
        await stored(serve(), tmp_path, keyring).load(profile())


async def test_removing_an_app_leaves_nothing_in_the_keyring(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring
) -> None:
    server = serve()
    credentials = stored(server, tmp_path, keyring)
    await credentials.store(profile(), Secret(server.private_key))
    await credentials.load(profile())
    assert keyring.read("ghcr.io", "images#token") is not None

    removed = await remove(credentials, profile(), hosts_of("ghcr.io", endpoints(server)))

    assert removed.had_secret
    assert keyring.read("ghcr.io", "images") is None
    assert keyring.read("ghcr.io", "images#token") is None


async def test_a_kept_token_that_is_garbage_or_of_another_app_is_not_used(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring
) -> None:
    server = serve()
    keyring.write("ghcr.io", "images", Secret(server.private_key))
    other = {"for": "0" * 16, "expires_at": "2027-01-01T00:00:00+00:00", "ahead": 0, "token": "ghs_other"}
    await stored(server, tmp_path, keyring).load(profile())
    text = keyring.read("ghcr.io", "images#token")
    assert text is not None
    own = json.loads(text.reveal()) | {"token": "ghs_other"}
    flaws: list[dict[str, object]] = [{"ahead": 10**18}, {"ahead": "0"}, {"expires_at": "soon"}, {"token": ""}]
    spoiled = [json.dumps(other), *(json.dumps(own | flaw) for flaw in flaws), "[" * 100_000]
    for kept in ("", "{", "[]", "null", '{"for": 1}', *spoiled):
        keyring.write("ghcr.io", "images#token", Secret(kept))
        assert alive(server, await stored(server, tmp_path, keyring).load(profile()))


async def test_the_profile_of_an_app_survives_being_written_and_read(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring
) -> None:
    row = profile(Path("/keys/app.pem"), "images", "web", "api")
    credentials = stored(serve(), tmp_path, keyring)
    await credentials.store(row, Secret("any"))

    await credentials.record_check("images", NOW, "ok", NOW + timedelta(minutes=40))

    found = await stored(serve(), tmp_path, keyring).find("ghcr.io")
    assert found == replace(row, checked_at=NOW, verdict="ok")


async def test_an_app_is_examined_with_its_installations(serve: Callable[..., DemoServer]) -> None:
    world = app_world(NOW, installation("write"), installation(account="openco", suspended=True))
    server = serve(world)
    hosts = hosts_of("ghcr.io", endpoints(server))

    for issuer in (CLIENT_ID, str(APP_ID)):
        found = await examine(hosts, issuer, Secret(server.private_key), Clock())
        assert (found.app.name, [row.account.login for row in found.installations]) == (
            "Acme Images",
            ["acme", "openco"],
        )
        assert fitting(found.installations[0]) == ("packages: write",)
        with pytest.raises(TokenUnavailableError, match="suspended"):
            fitting(found.installations[1])


def test_the_signed_request_says_no_more_than_github_wants() -> None:
    header, payload, _ = sign(claims(CLIENT_ID, NOW), Secret(PKCS1.decode())).reveal().split(".")

    def decoded(part: str) -> object:
        return json.loads(base64.urlsafe_b64decode(part + "=="))

    moment = int(NOW.timestamp())
    assert decoded(header) == {"alg": "RS256", "typ": "JWT"}
    assert decoded(payload) == {"iat": moment - 60, "exp": moment + 540, "iss": CLIENT_ID}


@pytest.mark.parametrize("change", ["keep", "rename", "default", "describe", "replace"])
@pytest.mark.parametrize("key_in", ["keyring", "session", "file"])
async def test_whatever_changes_an_app_keeps_what_makes_its_tokens(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring, key_in: str, change: str
) -> None:
    server = serve()
    credentials = stored(server, tmp_path, keyring)
    row = profile()
    assert row.app is not None
    if key_in == "file":
        key_file = tmp_path / "key.pem"
        key_file.write_text(server.private_key)
        key_file.chmod(0o600)
        row = replace(row, app=replace(row.app, key_file=str(key_file)))
    if key_in == "session":
        row = replace(row, store=Store.SESSION)
    secret = Secret("" if key_in == "file" else server.private_key)
    await credentials.store(row, secret)
    await credentials.load(row)

    if change == "keep" and row.store is Store.SESSION:
        row = (await credentials.move_to_keyring(row)).profile
    elif change == "rename":
        row = (await credentials.rename(row, "other")).profile
    elif change == "default":
        await credentials.set_default(row)
    elif change == "describe":
        await credentials.describe(row, "for the scanner")
    elif change == "replace":
        await credentials.store(row, secret)

    later = credentials if row.store is Store.SESSION else stored(server, tmp_path, keyring)
    await later.app_tokens.forget(row)
    assert alive(server, await later.load(row))


async def test_removing_an_app_forgets_what_its_token_listed(
    serve: Callable[..., DemoServer], tmp_path: Path, keyring: MemoryKeyring
) -> None:
    server = serve()
    credentials, hosts = stored(server, tmp_path, keyring), hosts_of("ghcr.io", endpoints(server))
    await credentials.store(profile(), Secret(server.private_key))
    token = (await credentials.load(profile())).secret
    cache = CatalogCache(tmp_path / "cache")
    assert cache.recall(hosts, token) is not None
    folders = [path for path in (tmp_path / "cache" / "catalog").iterdir() if path.is_dir()]
    assert len(folders) == 1

    await remove(credentials, profile(), hosts)

    assert not folders[0].exists()
