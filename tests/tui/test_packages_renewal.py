"""The tree's screen with a memory: what was seen is shown with its age and renewed, and what changed is marked."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ghcr_wizard.catalog.tree import RowKind, namespace_key, package_key
from ghcr_wizard.demo.personas.build import build_world
from ghcr_wizard.demo.switches import Fault
from ghcr_wizard.demo.world import World
from ghcr_wizard.tui.widgets.package_tree import PackageTree
from tests.catalog_world import world_with
from tests.tui.wizard import NARROW, WIDE, Wizard, wizard

ACME = "/orgs/acme/packages"


def world_now() -> World:
    return build_world("maintainer", datetime.now(UTC))


async def at_tree(run: Wizard) -> PackageTree:
    """Walk to the tree and wait until everything is listed, and is opened where it is little."""
    await run.to_test()
    await run.to_packages()
    tree = run.app.screen.query_one(PackageTree)
    await run.expect(lambda: tree.index.total > 100 or namespace_key("acme") in tree.expanded)
    return tree


def age(run: Wizard, hours: int) -> None:
    """Have what is in the cache be that old."""
    seen = (datetime.now(UTC) - timedelta(hours=hours, minutes=1)).timestamp()
    files = list(run.demo.paths.cache.rglob("*.json"))
    assert files
    for file in files:
        os.utime(file, (seen, seen))


def change(world: World) -> None:
    """Push to one package of acme, hide another's public view, make one, delete one."""
    packages = world.packages_of("acme")
    now = datetime.now(UTC)
    places = {package.name: place for place, package in enumerate(packages)}
    packages[places["team/web"]] = replace(packages[places["team/web"]], updated_at=now)
    packages[places["team/api"]] = replace(packages[places["team/api"]], visibility="internal")
    packages.append(replace(packages[places["team/api"]], id=9_000_001, name="team/novel"))
    del packages[places["team/mailer"]]


async def test_what_changed_since_last_time_is_marked_counted_and_shown_alone() -> None:
    world = world_now()
    async with wizard(size=WIDE, world=world) as run:
        tree = await at_tree(run)
        age(run, 3)
        change(world)
        await run.press("r")
        await run.expect("4 changed since 3 h ago")
        await run.expect(lambda: not run.app.model.state.catalog.running)
        await run.press("D")
        await run.expect("only changed")

        for line in ("web  ↑ pushed", "api  ~ altered", "novel  + new", "1 gone"):
            assert line in run.text
        assert "gateway" not in run.text
        assert tree.rows.shown == 3
        assert tree.move_to(package_key("acme", "team/api"))
        await run.expect("~ altered; was private")
        await run.press("slash", *"mailer", "enter")
        await run.expect("mailer  - gone")


async def test_the_remembered_tree_is_there_at_once_with_its_age_while_github_is_asked() -> None:
    hanging = Fault("api", "hang", path=rf"{ACME}.*\bpage=2\b", after=2)
    async with wizard(size=WIDE, world=world_with(150), faults=(hanging,)) as run:
        await at_tree(run)
        age(run, 2)
        await run.press("escape", "t")
        await run.expect("Live test")
        await run.expect(lambda: run.app.model.state.catalog.seen_at)
        await run.press("enter")
        await run.expect("2 h old, ▸ refreshing")

        await run.expect("refreshing…")
        await run.press("slash", *"'p00149")
        await run.expect(f"1 of {run.app.model.library.index.total} ")
        await run.expect("p00149")


async def test_offline_the_tree_stays_and_says_so() -> None:
    async with wizard(size=NARROW, world=world_now()) as run:
        tree = await at_tree(run)
        await run.press("r")
        await run.expect(lambda: run.app.model.state.catalog.complete)
        age(run, 2)
        tree.show_rows()
        before = [row.label for row in tree.rows]
        run.server.stop()
        await run.press("r")

        await run.expect("offline, as of 2 h ago")
        assert [row.label for row in tree.rows] == before


async def test_of_a_listing_that_broke_off_the_old_part_is_told_apart_and_counted() -> None:
    broken = Fault("api", "status", path=rf"{ACME}.*\bpage=2\b", status=503, after=1)
    async with wizard(size=WIDE, world=world_with(150), faults=(broken,)) as run:
        tree = await at_tree(run)
        age(run, 2)
        await run.press("r")
        await run.expect("1 incomplete · incomplete list")

        assert tree.move_to(package_key("acme", "more/p00149"))
        await run.expect("p00149  ? old")
        assert [row.label for row in tree.rows if row.kind is RowKind.MORE] == ["page 2 could not be read"]


async def test_renewing_keeps_the_cursor_what_is_open_and_the_search() -> None:
    world = world_now()
    async with wizard(size=WIDE, world=world) as run:
        tree = await at_tree(run)
        await run.press("slash", *"gateway", "enter", "enter")
        await run.expect("latest")
        await run.press("down")
        cursor, opened = tree.cursor_key, set(tree.expanded)
        age(run, 3)
        change(world)
        await run.press("r")
        await run.expect("4 changed since 3 h ago")

        assert (tree.cursor_key, tree.expanded, tree.search) == (cursor, opened, "gateway")


async def test_listing_anew_asks_for_everything_although_it_is_remembered() -> None:
    async with wizard(size=WIDE, world=world_now()) as run:
        await at_tree(run)
        before = len(run.server.requests())
        await run.press("ctrl+r")
        await run.expect(lambda: run.app.model.state.catalog.complete)

        statuses = [row.status for row in run.server.requests()[before:] if ACME in row.path]
        assert statuses == [200]


async def test_a_demonstration_remembers_in_its_own_folder_only() -> None:
    async with wizard(size=WIDE) as run:
        await at_tree(run)

        assert list(run.demo.paths.cache.rglob("*.json"))
        folder = run.demo.paths.cache
    assert not folder.exists()
