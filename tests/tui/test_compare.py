"""Comparing two credentials on the screen."""

import json
from pathlib import Path

import pytest

from ghcr_wizard.credentials.keyring import MemoryKeyring
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.demo.personas.build import build_world
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.secret import Secret
from tests.tui.wizard import NARROW, NOW, WIDE, wizard

NEXT = Profile("next", "ghcr.io", Method.CLASSIC_PAT, "octocat", "for CI", Store.KEYRING, NOW)
STORED = (NEXT, Secret(build_world("rotating", NOW).next_token))


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_nobody_lacks_what_is_private_and_a_pull_proves_it(size: tuple[int, int]) -> None:
    async with wizard(size=size) as run:
        await run.to_test()
        await run.to_packages()
        await run.press("equals_sign")
        await run.expect("Compare octocat with:")
        assert "Enter compare" in run.text
        await run.press("enter")
        await run.expect("Only with octocat")
        await run.expect("different")
        assert "only with octocat · 0 only with no token" in run.text
        assert "acme/base/alpine" in run.text
        assert "acme/tools/cli" not in run.text
        await run.press("t")

        await run.expect("octocat can pull it, no token cannot pull it")
        await run.press("escape", "escape")
        await run.expect("Packages  ")


async def test_a_profile_of_home_is_compared_with_a_token_that_sees_less(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with wizard("rotating", WIDE, stored=STORED) as run:
        await run.expect("Your profiles")
        await run.expect(lambda: run.app.model.demo_ready)
        await run.press("equals_sign")
        await run.expect("Compare next with:")
        await run.expect("no token")
        await run.press("enter")
        await run.expect("Only with next")
        await run.expect("incomplete: packages may be missing")
        await run.press("e")
        await run.expect("Export ")
        await run.press("ctrl+s")
        await run.expect("Exported")

    document = json.loads((tmp_path / "difference-ghcr.io.json").read_text())
    assert (document["here"], document["there"]) == ("next", "no token")
    assert {row["listed_by"] for row in document["packages"]} == {"here"}


async def test_a_profile_without_its_token_says_why_and_another_can_be_chosen() -> None:
    keyring = MemoryKeyring()
    async with wizard(size=WIDE, stored=STORED, keyring=keyring) as run:
        await run.expect("Your profiles")
        await run.expect(lambda: run.app.model.demo_ready)
        await run.press("equals_sign")
        await run.expect("Compare next with:")
        keyring.delete("ghcr.io", "next")
        await run.press("enter")
        await run.expect("✗ next:")

        await run.expect("Compare next with:")
        await run.press("escape")
        await run.expect("Your profiles")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_who_has_no_other_profile_compares_with_a_token_that_is_pasted_and_not_saved(
    size: tuple[int, int],
) -> None:
    async with wizard("rotating", size) as run:
        await run.to_test()
        await run.to_packages()
        await run.press("equals_sign")
        await run.expect("another token")
        await run.press("down", "enter")
        await run.expect("Paste the other token")
        await run.press("enter")
        await run.paste("no token")
        await run.press("enter")
        assert "Paste the other token" in run.text

        await run.paste(run.demo.next_token)
        await run.expect("checksum valid")
        await run.press("enter")
        await run.expect("Only with octocat")

        assert "acme/" in run.text
        assert [profile.name for profile in run.app.model.profiles] == ["octocat"]
        assert run.demo.next_token not in run.text
