"""The tree's screen: filter, copy, prove, sort, the way into what is locked, and what is next to it."""

import asyncio
import re

import pytest

from ghcr_wizard.catalog.tree import namespace_key
from ghcr_wizard.demo.switches import Fault, Switches
from ghcr_wizard.tui.steps import Step
from ghcr_wizard.tui.widgets.package_tree import PackageTree
from tests.tui.wizard import NARROW, WIDE, Wizard, wizard


async def at_package(run: Wizard, name: str) -> None:
    """Go to a package of the listing by searching for it."""
    await run.to_test()
    await run.to_packages()
    await run.press("slash")
    await run.type(name)
    await run.press("enter")
    await run.expect(lambda: run.app.screen.focused is not None and run.app.screen.focused.id == "tree")


async def test_a_filter_counts_what_it_shows_and_esc_takes_it_back() -> None:
    async with wizard() as run:
        await at_package(run, "web")
        await run.expect(" of 55")
        await run.press("escape")

        await run.expect(lambda: " of 55" not in run.text)
        assert "Packages   55" in run.text


async def test_a_reference_and_a_pull_by_digest_are_copied() -> None:
    async with wizard(size=WIDE) as run:
        await at_package(run, "dotfiles")
        await run.press("y")
        assert run.app.clipboard == "ghcr.io/octocat/dotfiles"
        await run.press("enter")
        await run.expect("latest")
        await run.press("Y")

        assert run.app.clipboard.startswith("docker pull ghcr.io/octocat/dotfiles@sha256:")
        by_docker = run.app.clipboard
        await run.press("Y")
        assert run.app.clipboard == by_docker.replace("docker", "podman")
        await run.press("down", "y")
        assert run.app.clipboard == "ghcr.io/octocat/dotfiles:latest"


async def test_the_pull_of_a_package_that_was_never_opened_is_fetched_and_copied() -> None:
    async with wizard() as run:
        await at_package(run, "dotfiles")
        await run.press("Y")
        await run.expect("Asking for the digest of octocat/dotfiles")
        await run.expect(lambda: run.app.clipboard.startswith("docker pull ghcr.io/octocat/dotfiles@sha256:"))
        fetched = run.app.clipboard
        await run.press("enter")
        await run.expect("latest")
        await run.press("down", "Y")

        assert run.app.clipboard == fetched.replace("docker", "podman")


async def test_the_pull_of_a_tag_without_a_digest_is_asked_of_the_registry() -> None:
    async with wizard(faults=(Fault("api", path="/versions", status=403),)) as run:
        await at_package(run, "dotfiles")
        await run.press("Y")

        await run.expect(lambda: run.app.clipboard.startswith("docker pull ghcr.io/octocat/dotfiles@sha256:"))


async def test_a_pull_that_cannot_be_had_is_a_sentence() -> None:
    refusing = (Fault("api", path="/versions", status=403), Fault("registry", path="/v2/octocat/dotfiles", status=403))
    async with wizard(size=WIDE, faults=refusing) as run:
        await run.to_test()
        await run.to_packages()
        await run.press("home", "Y")
        await run.expect("Go to a package or a tag first")
        await run.press("slash", *"dotfiles", "enter", "Y")
        await run.expect("No pull command for octocat/dotfiles. ")

        assert run.app.clipboard == ""


async def test_a_pull_is_proven_by_a_key() -> None:
    async with wizard(size=WIDE) as run:
        await at_package(run, "scheduler")
        await run.expect("not tested yet")
        await run.press("t")

        await run.expect("yes, verified")


async def test_several_rows_are_marked_counted_copied_tested_and_unmarked() -> None:
    async with wizard(size=WIDE) as run:
        await at_package(run, "scheduler")
        await run.press("space", "escape")
        await run.expect("1 marked")
        await run.press("slash", *"dotfiles", "enter", "space", "escape")
        await run.expect("2 marked")
        await run.press("y")
        scheduler, dotfiles = run.app.clipboard.splitlines()
        assert scheduler.endswith("/scheduler")
        assert dotfiles == "ghcr.io/octocat/dotfiles"
        assert sum("●  " in line and "scheduler" in line for line in run.text.splitlines()) == 1
        await run.press("t")
        await run.expect("Tested 2 packages: 2 can be pulled.")
        await run.press("escape")
        await run.expect(lambda: "marked" not in run.text)
        await run.press("y")

        assert len(run.app.clipboard.splitlines()) == 1


async def test_all_packages_of_a_namespace_that_are_shown_are_marked_and_unmarked_at_once() -> None:
    async with wizard(size=WIDE) as run:
        await run.to_test()
        await run.to_packages()
        await run.press("slash", *"team", "enter", "home", "space")
        await run.expect("9 of 55 · 1 marked")
        await run.press("down", "down", "down", "down", "space")
        await run.expect("9 of 55 · 9 marked")
        await run.press("space")

        await run.expect("9 of 55 · 1 marked")


async def test_a_tag_is_marked_and_its_reference_copied() -> None:
    async with wizard() as run:
        await at_package(run, "dotfiles")
        await run.press("enter")
        await run.expect("latest")
        await run.press("down", "space", "y")

        assert run.app.clipboard == "ghcr.io/octocat/dotfiles:latest"


async def test_a_tag_shows_platforms_sizes_and_labels() -> None:
    async with wizard(size=WIDE) as run:
        await at_package(run, "gateway")
        await run.press("enter")
        await run.expect("latest")
        await run.press("down")
        await run.expect("linux/amd64")

        for text in ("Labels", "Licenses", " MB", "sha256:"):
            assert text in run.text


async def test_a_locked_namespace_says_why_and_o_shows_the_way_in() -> None:
    async with wizard("sso", WIDE) as run:
        await run.to_test()
        await run.to_packages()
        await run.expect("locked: single sign-on")
        await run.press("end")
        await run.expect("organization")
        await run.expect("Get access")
        await run.press("o")

        await run.expect("page that unlocks sealed")


async def test_packages_are_narrowed_and_sorted() -> None:
    async with wizard(size=WIDE) as run:
        await run.to_test()
        await run.to_packages()
        await run.press("V", "V", "V")
        await run.expect("only private")
        assert "public" not in run.text.split("Organizations")[1].split("│")[0]
        await run.press("C")
        await run.expect("can be pulled")
        await run.press("escape", "s")

        await run.expect("by last push")


async def test_a_page_opens_nowhere_but_is_shown() -> None:
    async with wizard() as run:
        await at_package(run, "dotfiles")
        await run.press("o")
        await run.expect(lambda: sum("█" in line for line in run.text.splitlines()) >= 14)
        await run.press("pagedown", "pagedown")

        await run.expect("The page of octocat/dotfiles")


async def test_a_long_address_is_a_short_link_and_whole_behind_a_key() -> None:
    async with wizard(size=WIDE) as run:
        await at_package(run, "team/gateway")
        await run.expect("/…/team%2Fgateway")
        strips = run.app.screen._compositor.render_strips()  # noqa: SLF001 - with their styles
        links = {part.style.link: part.text for strip in strips for part in strip if part.style and part.style.link}
        (address,) = links
        assert address.endswith("/orgs/acme/packages/container/package/team%2Fgateway")
        assert address not in "".join(run.text.split())
        await run.press("f6", "pagedown", "pagedown")

        await run.expect(lambda: address in "".join(run.text.replace("│", "").split()))


async def test_listing_anew_keeps_the_cursor() -> None:
    async with wizard(size=WIDE) as run:
        await run.to_test()
        await run.to_packages()
        await run.press("down", "down", "down")
        before = run.app.screen.query_one("#tree").cursor_key  # type: ignore[attr-defined]
        await run.press("r")
        await run.expect(lambda: not run.app.model.state.catalog.running)

        assert run.app.screen.query_one("#tree").cursor_key == before  # type: ignore[attr-defined]


async def test_facts_are_scrolled_beside_the_tree() -> None:
    async with wizard(size=NARROW) as run:
        await at_package(run, "gateway")
        await run.press("enter")
        await run.expect("latest")
        await run.press("down")
        await run.expect("linux/amd64")
        assert "Entrypoint" not in run.text
        await run.press("J", "J", "J")

        await run.expect("Entrypoint")


async def test_a_slash_in_the_filter_is_a_character_of_it() -> None:
    async with wizard(size=WIDE) as run:
        await run.to_test()
        await run.to_packages()
        await run.press("slash")
        await run.press(*"team", "slash", *"gateway")

        await run.expect("1 of 55")


async def test_all_figures_on_the_screen_are_of_one_moment_while_packages_arrive() -> None:
    async with wizard("enterprise", WIDE, switches=Switches(latency=0.3)) as run:
        await run.to_test()
        await run.press("enter")
        await run.expect("Listed")
        totals = set()
        while run.app.model.state.catalog.running:
            text = run.text
            heading = re.search(r"Packages   ([\d,]+) · ▸ (.+?) *$", text, re.MULTILINE)
            roots = [number(found) for found in re.findall(r"▾ (?:Users|Organizations) +([\d,]+) packages", text)]
            beside = re.search(r"Listed +([\d,]+) packages.*?Now +▸ (.+?)[ │]*$", text, re.MULTILINE | re.DOTALL)
            if heading and beside and roots:
                assert heading.groups() == beside.groups()
                assert sum(roots) == number(heading[1])
                totals.add(heading[1])
            await run.pilot.pause(0.01)

        assert totals
        await run.expect("20,000 packages in 41 namespaces")


async def test_a_namespace_that_hides_its_packages_is_not_counted_as_listed() -> None:
    async with wizard("sso") as run:
        await run.to_test()
        await run.to_packages()
        await run.expect("42 packages in 2 of 3 namespaces")


def number(text: str) -> int:
    return int(text.replace(",", ""))


@pytest.mark.parametrize("back", ["escape", "6"])
async def test_the_tree_is_as_it_was_left_after_the_last_step(back: str) -> None:
    async with wizard() as run:
        await run.to_test()
        await run.to_packages()
        await run.tested()
        tree = run.app.screen.query_one(PackageTree)
        await run.expect(lambda: namespace_key("acme") in tree.expanded)
        await run.press("down", "left", "G", "left", "s", "f", "escape", "slash", *"team", "enter", "M")
        left = (tree.cursor_key, set(tree.expanded), tree.search, tree.tree_filter, tree.scroll_offset)

        await run.press("u")
        await run.expect("Clusters")
        await run.press(back)
        await run.expect("Packages  ")

        assert run.app.screen.focused is tree
        assert (tree.cursor_key, tree.expanded, tree.search, tree.tree_filter, tree.scroll_offset) == left


async def test_what_was_closed_stays_closed_after_another_test() -> None:
    async with wizard() as run:
        await run.to_test()
        await run.to_packages()
        tree = run.app.screen.query_one(PackageTree)
        await run.expect(lambda: namespace_key("acme") in tree.expanded)
        await run.press("down", "left", "5", "t")
        await run.to_packages()
        await run.expect(lambda: len(tree.rows) and tree.index.total)

        assert namespace_key("octocat") not in tree.expanded
        assert namespace_key("acme") in tree.expanded


async def test_the_tree_is_never_shown_empty_where_packages_are_known_already() -> None:
    async with wizard(size=WIDE) as run:
        await run.to_test()
        await run.tested()
        run.app.go(Step.PACKAGES)
        frames = [""]
        while "dotfiles" not in frames[-1]:
            await asyncio.sleep(0)
            frames.append(run.text)

        assert not [frame for frame in frames if "GitHub lists nothing" in frame]
