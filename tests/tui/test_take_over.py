"""Taking over what other programs hold: found, judged, asked about, and stored only by choice."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ghcr_wizard.credentials.profile import Store
from ghcr_wizard.demo.personas.extras import oauth_token
from ghcr_wizard.demo.personas.maintainer import ordinary, with_token
from ghcr_wizard.github.auth_methods import METHODS
from ghcr_wizard.tui.state import Kept
from tests.programs import require_scripts
from tests.tui.wizard import NARROW, WIDE, Wizard, wizard

both = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])


def sign_gh_in(run: Wizard, token: str) -> None:
    """Let the demonstration's computer have gh signed in, its token in its file."""
    folder = Path(run.demo.machine["HOME"], ".config", "gh")
    folder.mkdir(parents=True)
    (folder / "hosts.yml").write_text(f"github.com:\n    user: octocat\n    oauth_token: {token}\n")


def put_gh(run: Wizard, token: str) -> None:
    """Put a program called gh on the demonstration's computer."""
    require_scripts()
    program = Path(run.demo.machine["PATH"], "gh")
    program.write_text(f"#!/bin/sh\necho {token}\n")
    program.chmod(0o700)


async def to_offers(run: Wizard) -> None:
    await run.expect(lambda: run.app.model.demo_ready)
    await run.press("enter")
    await run.expect("How do you want to authenticate?")
    await run.press(*["down"] * len(METHODS), "enter")
    await run.expect("not checked")


@both
async def test_a_token_of_gh_is_judged_asked_about_and_stored_by_choice(size: tuple[int, int]) -> None:
    async with wizard("maintainer", size) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        sign_gh_in(run, run.demo.token)
        await to_offers(run)
        await run.press("down")
        await run.expect("gh auth token -h github.com")
        assert run.demo.token not in run.text
        await run.press("t")
        await run.expect("Can read packages.")
        assert "read:org, read:packages" in run.text
        await run.press("enter")
        await run.expect("Save the token")
        assert "from gh," in run.text
        assert not run.demo.paths.profiles.exists()
        await run.expect(lambda: run.app.model.keyring)
        await run.press("ctrl+s")
        await run.tested()

        assert run.app.model.state.kept is Kept.KEYRING
        assert run.demo.token not in "\n".join(run.messages)


@both
async def test_a_token_without_the_scope_gets_ghs_own_line(size: tuple[int, int]) -> None:
    world = with_token(ordinary(datetime.now(UTC)), oauth_token(datetime.now(UTC), frozenset({"repo", "gist"})))
    async with wizard("maintainer", size, world=world) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        sign_gh_in(run, run.demo.token)
        await to_offers(run)
        await run.press("down", "t")
        await run.expect("Missing read:packages")

        assert "gh auth refresh -h github.com -s read:packages" in run.text
        await run.press("y")
        await run.expect("Sent gh's line to the clipboard")


async def test_the_command_of_gh_is_kept_instead_of_its_token() -> None:
    async with wizard("maintainer", WIDE) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        sign_gh_in(run, run.demo.token)
        put_gh(run, run.demo.token)
        await to_offers(run)
        await run.press("down", "c")
        await run.expect("saves the command `gh auth token")
        await run.press("ctrl+s")
        await run.tested()

        profile = run.app.model.profile
        assert profile is not None
        assert (profile.store, profile.command) == (Store.COMMAND, "gh auth token -h github.com")
        assert run.demo.keyring.read("ghcr.io", profile.name) is None
        assert run.demo.token not in run.demo.paths.profiles.read_text()


async def test_another_look_finds_what_is_new_and_escape_changes_nothing() -> None:
    async with wizard("maintainer", WIDE) as run:
        await to_offers(run)
        assert "hosts.yml" not in run.text
        sign_gh_in(run, run.demo.token)
        await run.press("r")
        await run.expect("hosts.yml")
        await run.press("escape")
        await run.expect("How do you want to authenticate?")

        assert run.app.model.state.inspection is None
        assert run.app.model.state.given == ""
