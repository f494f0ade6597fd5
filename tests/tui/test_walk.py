"""Every persona, from the first screen to an opened tag or to the diagnosis that explains why not, by keys alone."""

from dataclasses import dataclass

import pytest

from ghcr_wizard.check.report import Verdict
from ghcr_wizard.demo.personas.build import PERSONAS
from ghcr_wizard.github.auth_methods import Method
from tests.tui.wizard import WIDE, Wizard, wizard


@dataclass(frozen=True)
class Way:
    """What a persona's walk ends with.

    Attributes:
        verdict: What the live test says.
        seen: A text among its checks or diagnoses.
        package: The package whose tags are opened: found by a search, or added by name.
        added: Whether it has to be added by name.
        opens: Whether its tags can be opened.
    """

    verdict: Verdict
    seen: str
    package: str
    added: bool = False
    opens: bool = True


WAYS = {
    "maintainer": Way(Verdict.OK, "works", "octocat/dotfiles"),
    "newcomer": Way(Verdict.FAILED, "read:packages missing", "octocat/hello", added=True, opens=False),
    "fine-grained": Way(Verdict.FAILED, "packages cannot be listed", "octocat/hello", added=True, opens=False),
    "app": Way(Verdict.UNVERIFIED, "of token cannot list packages", "acme/team/api", added=True),
    "github-app": Way(Verdict.LIMITED, "of token cannot list packages", "acme/vault"),
    "sso": Way(Verdict.LIMITED, "sealed refuses this token", "octocat/dotfiles"),
    "overprivileged": Way(Verdict.LIMITED, "11 more than needed", "octocat/dotfiles"),
    "expired": Way(Verdict.FAILED, "401 Bad credentials", "octocat/hello", added=True, opens=False),
    "rotating": Way(Verdict.LIMITED, "in 3 days", "octocat/dotfiles"),
    "linked-private": Way(Verdict.LIMITED, "9 of 10 packages read", "octocat/hello"),
    "hooks": Way(Verdict.LIMITED, "2 more than needed", "octocat/dotfiles"),
    "browser": Way(Verdict.OK, "works", "octocat/dotfiles"),
    "anonymous": Way(Verdict.UNVERIFIED, "add one", "octocat/hello", added=True),
    "enterprise": Way(Verdict.OK, "works", ""),
}


def test_every_persona_has_a_way() -> None:
    assert set(WAYS) == set(PERSONAS) - {"colossus"}  # which has a test of its own


@pytest.mark.parametrize("persona", WAYS)
async def test_a_persona_walks_to_an_opened_tag_or_to_the_reason(persona: str) -> None:
    way, method = WAYS[persona], Method(PERSONAS[persona].method)
    async with wizard(persona) as run:
        if method is Method.ANONYMOUS:
            await run.choose(method)
        else:
            await run.to_test(method, "ctrl+s")
        await run.tested()
        report = run.app.model.state.test.report
        assert report is not None
        assert report.verdict is way.verdict
        await run.expect_at_both_sizes(way.seen)

        listed = report.verdict in {Verdict.OK, Verdict.LIMITED}
        await run.press("enter" if listed else "b")  # where nothing is listed, Enter does what mends that
        await run.expect("Packages  ")
        await open_package(run, way)
        if way.opens:
            await run.expect("latest")
            await run.press("down")
            await run.expect_at_both_sizes("linux/amd64")
            assert "sha256:" in run.text
        else:
            assert "sha256:" not in run.text


async def open_package(run: Wizard, way: Way) -> None:
    """Find the package, or add it by name, and open it."""
    if way.added:
        await run.press("a")
        await run.expect("Add by name")
        await run.type(way.package)
        await run.press("enter")
        await run.expect(lambda: not run.app.model.state.catalog.running)
    await run.press("slash")
    await run.type(way.package.split("/")[-1] or "a")
    await run.press("enter")
    await run.expect(lambda: run.app.screen.focused is not None and run.app.screen.focused.id == "tree")
    await run.press("enter")
    await run.expect(lambda: run.app.model.library.tags)


async def test_an_enterprise_of_twenty_thousand_packages_is_searched_as_one_types() -> None:
    async with wizard("enterprise", WIDE) as run:
        await run.to_test()
        await run.to_packages()
        total = run.app.model.library.index.total
        await run.press("slash")
        await run.type("gateway")

        await run.expect(f" of {total:,}")
        assert total == 20_000


async def test_the_tree_fills_while_the_test_still_runs() -> None:
    async with wizard("enterprise", WIDE) as run:
        await run.to_test()
        await run.expect(lambda: run.app.model.library.index.total)

        assert run.app.model.state.test.report is None or run.app.model.state.catalog.running
