"""Rotation: two tokens tested side by side, one taken in the other's place, the old one ended and proven to be."""

import dataclasses
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from ghcr_wizard.check.report import CheckReport
from ghcr_wizard.credential import Credential
from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.keyring import MemoryKeyring
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.demo import tokens
from ghcr_wizard.demo.personas.maintainer import READ_SCOPES, ordinary, with_token
from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Fault, Switches
from ghcr_wizard.demo.world import Token, World
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.github.hosts import Deployment, Hosts, hosts_of
from ghcr_wizard.github.tokens import TokenKind, inspect_token
from ghcr_wizard.paths import Paths
from ghcr_wizard.rotation.comparison import ComparedWith, Comparison
from ghcr_wizard.rotation.replacement import lifetime, list_page, replacement_of
from ghcr_wizard.rotation.rotate import (
    CheckAdvanced,
    Compared,
    SameTokenError,
    Side,
    TokenEnd,
    can_revoke,
    compare_live,
    end_old,
    take_over,
)
from ghcr_wizard.secret import Secret
from tests.cli.conftest import endpoints

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MAIN = Profile(
    "main", "ghcr.io", Method.CLASSIC_PAT, "octocat", "the build machine", Store.KEYRING, NOW - timedelta(days=27)
)
Start = Callable[..., DemoServer]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    with ExitStack() as running:
        yield lambda persona="rotating", **options: running.enter_context(DemoServer(persona, now=NOW, **options))


@pytest.fixture
async def credentials(tmp_path: Path) -> Credentials:
    return Credentials(Paths(tmp_path / "settings", tmp_path / "cache"), MemoryKeyring("a keyring in memory"))


def hosts(server: DemoServer) -> Hosts:
    return hosts_of("ghcr.io", endpoints(server))


async def compared(
    server: DemoServer, new: str, old: str | None = None, profile: Profile = MAIN
) -> tuple[Comparison, CheckReport]:
    """Test the persona's token, or another one, or none, beside a new one."""
    token = server.token if old is None else old
    given = Credential("octocat", Secret(token)) if token else None
    events = [event async for event in compare_live(profile, hosts(server), given, inspect_token(new), lambda: NOW)]
    last = events[-1]
    assert isinstance(last, Compared)
    return last.comparison, last.report


def changes(comparison: Comparison) -> dict[str, ComparedWith]:
    return {line.subject: line.change for line in comparison.lines}


def with_another(*scopes: str, login: str = "octocat", days: int | None = 90) -> tuple[World, str]:
    """Return the maintainer's world with one more classic token."""
    expires_at = None if days is None else NOW + timedelta(days=days)
    other = Token(77, tokens.classic("another"), "classic", login, frozenset(scopes), expires_at)
    main = Token(76, tokens.classic("main"), "classic", "octocat", READ_SCOPES, NOW + timedelta(days=3))
    world = ordinary(NOW)
    return with_token(dataclasses.replace(world, tokens=(other,)), main), other.secret


async def test_both_tests_run_side_by_side_and_the_comparison_comes_last(start: Start) -> None:
    server = start()
    old = Credential("octocat", Secret(server.token))

    events = [e async for e in compare_live(MAIN, hosts(server), old, inspect_token(server.next_token), lambda: NOW)]

    sides = [event.side for event in events if isinstance(event, CheckAdvanced)]
    assert min(sides.count(Side.OLD), sides.count(Side.NEW)) >= 23
    assert sides.index(Side.OLD) < len(sides) / 2 > sides.index(Side.NEW)
    assert isinstance(events[-1], Compared)


async def test_a_namespace_that_is_lost_is_said_with_the_way_in(start: Start) -> None:
    server = start()

    comparison, _ = await compared(server, server.next_token)

    assert {"Packages", "acme"} <= {line.subject for line in comparison.worse}
    acme = next(line for line in comparison.lines if line.subject == "acme")
    assert (acme.old, acme.new) == ("30 listed", "locked: single sign-on")
    assert comparison.way_in is not None
    assert comparison.way_in.startswith(f"{server.web_url}/orgs/acme/sso")
    assert changes(comparison)["Expires"] is ComparedWith.BETTER
    assert (comparison.alive, comparison.old_alive, comparison.other_account) == (True, True, False)


async def test_once_it_was_let_in_nothing_is_worse(start: Start) -> None:
    server = start()
    comparison, _ = await compared(server, server.next_token)
    async with httpx.AsyncClient() as browser:
        await browser.get(comparison.way_in or "")

    comparison, report = await compared(server, server.next_token)

    assert comparison.worse == ()
    assert report.token.expires_at == NOW + timedelta(days=90)


async def test_the_same_token_is_recognized_before_anything_is_sent(start: Start) -> None:
    server = start()

    with pytest.raises(SameTokenError, match="has already"):
        await compared(server, server.token)

    assert server.requests() == []


async def test_another_accounts_token_is_said(start: Start) -> None:
    world, other = with_another("read:packages", "read:org", login="hubot")
    server = start(world=world)

    comparison, _ = await compared(server, other)

    assert comparison.other_account
    assert "hubot: another account" in comparison.worse[0].new


@pytest.mark.parametrize(
    ("scopes", "change"),
    [
        (("read:packages", "read:org"), ComparedWith.SAME),
        (("read:packages",), ComparedWith.WORSE),
        (("read:org",), ComparedWith.WORSE),
        (("write:packages", "read:org"), ComparedWith.DIFFERENT),
    ],
)
async def test_scopes_are_compared_with_what_they_imply(
    scopes: tuple[str, ...], change: ComparedWith, start: Start
) -> None:
    world, other = with_another(*scopes)

    comparison, _ = await compared(start(world=world), other)

    assert changes(comparison)["Scopes"] is change


async def test_fewer_rights_than_too_many_are_an_improvement(start: Start) -> None:
    server = start("overprivileged")
    world, other = with_another("read:packages", "read:org")
    server = start(world=dataclasses.replace(world, tokens=(*world.tokens, *server._world.tokens)))  # noqa: SLF001 - its token beside the other
    old = tokens.classic("overprivileged")

    comparison, _ = await compared(server, other, old)

    assert changes(comparison)["Scopes"] in {ComparedWith.BETTER, ComparedWith.WORSE}
    assert "more" in next(line for line in comparison.lines if line.subject == "Scopes").old


async def test_an_earlier_end_is_worse(start: Start) -> None:
    world, other = with_another("read:packages", "read:org", days=1)

    comparison, _ = await compared(start(world=world), other)

    assert changes(comparison)["Expires"] is ComparedWith.WORSE


async def test_a_dead_old_token_is_compared_by_what_was_known_of_it(start: Start) -> None:
    world, other = with_another("read:packages", "read:org")
    known = dataclasses.replace(
        MAIN, packages=99, scopes=("read:org", "read:packages"), expires_at=NOW - timedelta(days=1)
    )

    comparison, _ = await compared(start(world=world), other, tokens.classic("never issued"), known)

    assert (comparison.alive, comparison.old_alive) == (True, False)
    found = {line.subject: (line.old, line.change) for line in comparison.lines}
    assert found["Live test"] == ("GitHub refuses it", ComparedWith.BETTER)
    assert found["Packages"] == ("99 listed", ComparedWith.WORSE)
    assert found["Scopes"] == ("read:org, read:packages", ComparedWith.SAME)
    assert found["Expires"][0] == "24 hours ago, on 21 Nov 2026"


async def test_a_profile_whose_secret_is_lost_can_still_be_given_a_new_one(start: Start) -> None:
    server = start()

    comparison, _ = await compared(server, server.next_token, "")

    assert comparison.alive
    assert changes(comparison)["Live test"] is ComparedWith.BETTER


async def test_a_new_token_that_github_refuses_is_no_successor(start: Start) -> None:
    comparison, _ = await compared(start(), tokens.classic("mistyped"))

    assert not comparison.alive


async def test_without_a_network_nothing_is_claimed(start: Start) -> None:
    server = start(faults=[Fault("api", "reset"), Fault("registry", "reset")])

    comparison, _ = await compared(server, server.next_token)

    assert not comparison.alive
    assert not comparison.old_alive


async def test_taking_over_keeps_name_description_and_default_and_notes_the_new_facts(
    start: Start, credentials: Credentials
) -> None:
    server = start()
    other = dataclasses.replace(MAIN, name="other")
    await credentials.store(MAIN, Secret(server.token))
    await credentials.store(other, Secret("other"))
    _, report = await compared(server, server.next_token)

    stored = await take_over(credentials, MAIN, inspect_token(server.next_token), report, NOW)

    assert stored.profile == dataclasses.replace(
        MAIN,
        created_at=NOW,
        checked_at=NOW,
        verdict="limited",
        expires_at=NOW + timedelta(days=90),
        packages=stored.profile.packages,
        scopes=("read:org", "read:packages"),
    )
    assert stored.previous == MAIN
    assert (await credentials.load(stored.profile)).secret == Secret(server.next_token)
    assert (await credentials.find("ghcr.io")).name == "other"


async def test_the_old_token_is_ended_without_signing_in_and_proven_dead(
    start: Start, credentials: Credentials
) -> None:
    server = start()
    await credentials.store(MAIN, Secret(server.next_token))

    done = await end_old(credentials, MAIN, hosts(server), Secret(server.token))

    assert (done.ended, done.asked.status, done.proof.status) == (TokenEnd.PROVEN, 202, 401)
    posted = [request for request in server.requests() if request.method == "POST"]
    assert [(request.path, request.scheme) for request in posted] == [("/credentials/revoke", None)]
    assert server.token not in repr(done)


async def test_a_token_that_takes_a_while_to_end_is_looked_at_until_it_has(
    start: Start, credentials: Credentials
) -> None:
    server = start(switches=Switches(revocation_delay=1))
    await credentials.store(MAIN, Secret(server.next_token))

    assert (await end_old(credentials, MAIN, hosts(server), Secret(server.token))).ended is TokenEnd.PROVEN


async def test_the_token_that_is_stored_is_never_revoked(start: Start, credentials: Credentials) -> None:
    server = start()
    await credentials.store(MAIN, Secret(server.token))

    with pytest.raises(SameTokenError):
        await end_old(credentials, MAIN, hosts(server), Secret(server.token))

    assert server.requests() == []


async def test_enterprise_server_is_asked_with_the_new_token(start: Start, credentials: Credentials) -> None:
    server = start(switches=Switches(revocation="authenticated"))
    await credentials.store(MAIN, Secret(server.next_token))
    there = dataclasses.replace(hosts(server), deployment=Deployment.SERVER)

    done = await end_old(credentials, MAIN, there, Secret(server.token))

    assert done.ended is TokenEnd.PROVEN


async def test_a_refused_revocation_is_said_and_the_token_lives(start: Start, credentials: Credentials) -> None:
    server = start(switches=Switches(revocation="authenticated"))
    await credentials.store(MAIN, Secret(server.next_token))

    done = await end_old(credentials, MAIN, hosts(server), Secret(server.token))

    assert (done.ended, done.asked.status, done.proof.status) == (TokenEnd.REFUSED, 401, 200)


async def test_an_accepted_revocation_that_does_not_happen_is_not_called_proven(
    start: Start, credentials: Credentials
) -> None:
    server = start(switches=Switches(revocation_delay=100))
    await credentials.store(MAIN, Secret(server.next_token))

    pauses = []

    async def wait(seconds: float) -> None:
        pauses.append(seconds)

    done = await end_old(credentials, MAIN, hosts(server), Secret(server.token), wait)

    assert (done.ended, done.asked.status, done.proof.status) == (TokenEnd.ACCEPTED, 202, 200)
    assert pauses == sorted(pauses)
    assert len(pauses) > 2


async def test_a_lost_answer_is_no_lost_revocation(start: Start, credentials: Credentials) -> None:
    server = start(faults=[Fault("api", "truncate", path="revoke")])
    await credentials.store(MAIN, Secret(server.next_token))

    assert (await end_old(credentials, MAIN, hosts(server), Secret(server.token))).ended is TokenEnd.PROVEN


def test_what_github_ends_depends_on_the_kind_and_the_product() -> None:
    com = hosts_of("ghcr.io", {})
    server = dataclasses.replace(com, deployment=Deployment.SERVER)

    assert [can_revoke(kind, com) for kind in (TokenKind.CLASSIC_PAT, TokenKind.OAUTH, TokenKind.APP_INSTALLATION)] == [
        True,
        True,
        False,
    ]
    assert [can_revoke(kind, server) for kind in (TokenKind.FINE_GRAINED_PAT, TokenKind.OAUTH)] == [True, False]


def test_the_page_for_the_new_token_is_filled_in_as_the_old_one_was_and_no_more() -> None:
    com = hosts_of("ghcr.io", {})
    old = dataclasses.replace(
        MAIN, scopes=("admin:org", "delete_repo", "write:packages"), expires_at=MAIN.created_at + timedelta(days=30)
    )

    successor = replacement_of(old, com)

    assert successor.url == (
        "https://github.com/settings/tokens/new?scopes=write:packages,read:org"
        "&description=the+build+machine&default_expires_at=30"
    )
    assert successor.left_out[0] == "delete_repo"
    fine = dataclasses.replace(MAIN, method=Method.FINE_GRAINED_PAT)
    assert (replacement_of(fine, com).url or "").startswith(
        "https://github.com/settings/personal-access-tokens/new?name="
    )
    assert list_page(Method.CLASSIC_PAT, com) == "https://github.com/settings/tokens"


def test_the_new_token_lives_as_long_as_the_old_one_did() -> None:
    assert [lifetime(NOW, NOW + timedelta(days=days)) for days in (7, 8, 30, 31, 90, 365)] == [7, 30, 30, 60, 90, 90]
    assert lifetime(NOW, None) == 90
