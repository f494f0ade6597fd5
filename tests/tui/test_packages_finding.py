"""Finding packages on the tree's screen: letters in order, the best match, every filter, the order."""

import re
from collections.abc import Callable

import pytest

from ghcr_wizard.catalog.tree import RowKind
from ghcr_wizard.github.packages import Access, Package, Visibility
from ghcr_wizard.tui.widgets.package_tree import PackageTree
from tests.tui.wizard import NARROW, WIDE, Wizard, wizard


async def at_tree(run: Wizard) -> PackageTree:
    """Walk to the tree."""
    await run.to_test()
    await run.to_packages()
    return run.app.screen.query_one(PackageTree)


def under_cursor(tree: PackageTree) -> str:
    return tree.cursor_row.path if tree.cursor_row else ""


async def test_letters_in_order_find_a_package_and_the_cursor_goes_there_and_back() -> None:
    async with wizard(size=NARROW) as run:
        tree = await at_tree(run)
        await run.press("down", "down", "down")
        before = tree.cursor_key
        await run.press("slash", *"gtwy")
        await run.expect("1 of 55")
        assert under_cursor(tree) == "acme/team/gateway"
        marked = {
            segment.text
            for y in range(tree.size.height)
            for segment in tree.render_line(y)
            if segment.style and segment.style.underline and segment.style.bold
        }
        assert marked == {"g", "t", "w", "y"}

        await run.press("escape")
        assert tree.cursor_key == before


async def test_arrows_go_on_to_other_matches_while_one_types_and_enter_stays_there() -> None:
    async with wizard(size=NARROW) as run:
        tree = await at_tree(run)
        await run.press("slash", *"team/w", "down", "enter")
        await run.expect(lambda: run.app.screen.focused is tree)
        found = under_cursor(tree)
        await run.press("escape")

        assert found == under_cursor(tree) == "acme/team/webhooks"


@pytest.mark.parametrize(
    ("keys", "said", "kept"),
    [
        ("V", "only public", lambda package: package.visibility is Visibility.PUBLIC),
        ("V V", "only internal", lambda package: package.visibility is Visibility.INTERNAL),
        ("M", "only differs from its repository", lambda package: package.differs_from_repository),
        ("down N", "only in octocat", lambda package: package.owner == "octocat"),
        ("D", "only changed", lambda _: False),
        (
            "V M",
            "only public, differs from its repository",
            lambda package: package.visibility is Visibility.PUBLIC and package.differs_from_repository,
        ),
    ],
)
async def test_every_filter_has_a_key_is_said_and_counted(
    keys: str, said: str, kept: Callable[[Package], bool]
) -> None:
    async with wizard(size=WIDE) as run:
        tree = await at_tree(run)
        packages = [package for entry in tree.index.entries() for package in entry.packages.values()]
        await run.press(*keys.split())

        await run.expect(f"{said}   Esc clears it")
        shown = [row.subject for row in tree.rows if row.kind is RowKind.PACKAGE]
        assert set(shown) == {package for package in packages if kept(package)}
        assert f"Packages   {len(shown)} of 55" in run.text
        await run.press("escape")
        await run.expect("Packages   55")
        assert "Esc clears it" not in run.text


async def test_what_can_be_pulled_is_shown_alone_and_what_was_not_tried() -> None:
    async with wizard(size=WIDE) as run:
        tree = await at_tree(run)
        report = run.app.model.state.test.report
        assert report is not None
        pulled = sum(grant.pull is Access.GRANTED for grant in report.packages)
        await run.press("C")
        await run.expect("only can be pulled")
        assert tree.rows.shown == pulled > 0
        await run.press("C", "C")
        await run.expect("only not tested")

        assert tree.rows.shown == 55 - pulled


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_filter_window_counts_each_filter_and_the_tree_follows(size: tuple[int, int]) -> None:
    async with wizard(size=size) as run:
        tree = await at_tree(run)
        await run.press("f")
        await run.expect("Filters and order")
        await run.expect("internal")
        assert re.search(r"○ internal +11\b", run.text)
        await run.press("down", "down", "space")
        await run.expect("● internal")
        assert tree.rows.shown == 11
        await run.press("backspace")
        await run.expect("○ internal")
        await run.press("end", "enter", "escape")

        await run.expect("only in openco")
        assert tree.rows.shown == 13


async def test_the_order_is_said_and_stays_while_one_searches() -> None:
    async with wizard(size=WIDE) as run:
        tree = await at_tree(run)
        await run.press("s", "s", "slash", *"'octocat/")
        await run.expect("12 of 55")

        assert "▼ by versions" in run.text
        plain = [
            row.subject.version_count or 0 for row in tree.rows if row.depth == 2 and isinstance(row.subject, Package)
        ]
        assert len(plain) > 5
        assert plain == sorted(plain, reverse=True)


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("sealed", "Get access"),
        ("acme/team/api", "acme/team/api"),
        ("no-such-owner-anywhere", "no-such-owner-anywhere: "),
    ],
)
async def test_what_is_added_by_name_is_gone_to_or_why_it_is_not_there_is_said(name: str, there: str) -> None:
    async with wizard("sso", WIDE) as run:
        await run.to_test()
        await run.to_packages()
        await run.press("a")
        await run.expect("Add by name")
        await run.type(name)
        await run.press("enter")
        await run.expect(lambda: "Add by name" not in run.text)
        await run.expect(there)
