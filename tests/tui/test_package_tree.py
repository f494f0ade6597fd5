"""The package tree on a screen, driven by keys and mouse, read from the lines it shows."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from ghcr_wizard.catalog.tree import (
    ORGANIZATIONS,
    Key,
    Order,
    PackageIndex,
    Tag,
    TreeFilter,
    folder_key,
    namespace_key,
    package_key,
)
from ghcr_wizard.github.packages import Access, Namespace, OwnerType, Package, Visibility
from ghcr_wizard.tui.widgets.package_tree import PackageTree

NOW = datetime(2025, 11, 22, 12, tzinfo=UTC)


class CountingTree(PackageTree):
    """A tree that counts how often it shows its rows anew."""

    refreshes = 0

    def show_rows(self) -> None:
        self.refreshes += 1
        super().show_rows()


class TreeApp(App[None]):
    """Nothing but a tree; keeps the messages it sends."""

    CSS = "PackageTree { width: 1fr; }"

    def __init__(self, index: PackageIndex, expanded: Iterable[Key] = ()) -> None:
        super().__init__()
        self.view = CountingTree(index, empty="Nothing here yet.\nPress a to add one.", now=lambda: NOW)
        self.view.expanded.update(expanded)
        self.sent: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        yield self.view

    def on_mount(self) -> None:
        self.view.focus()

    def record(self, message: Message) -> None:
        if isinstance(message, PackageTree.TreeMessage):
            assert message.control is self.view
            row = getattr(message, "row", None)
            self.sent.append((type(message).__name__, row.label if row else ""))

    on_package_tree_selected = record
    on_package_tree_expanded = record
    on_package_tree_collapsed = record
    on_package_tree_highlighted = record

    def lines(self) -> list[str]:
        """Return the lines in view, as they are drawn."""
        return [self.view.render_line(y).text for y in range(self.view.size.height)]

    def outline(self) -> list[str]:
        """Return the rows, two blanks a level."""
        return ["  " * row.depth + row.label for row in self.view.rows]

    def under_cursor(self) -> str:
        return self.view.cursor_row.label if self.view.cursor_row else ""


def package(owner: str, name: str, visibility: Visibility = Visibility.PRIVATE, **more: object) -> Package:
    return Package(owner, name, visibility, **more)  # type: ignore[arg-type]


def acme(*names: str, complete: bool = True) -> PackageIndex:
    index = PackageIndex()
    index.add_namespace(Namespace("acme", OwnerType.ORGANIZATION, Access.GRANTED, complete=complete))
    index.add_packages("acme", [package("acme", name) for name in names])
    return index


ACME = namespace_key("acme")


async def press(pilot: Pilot[None], keys: str) -> None:
    await pilot.press(*keys.split())
    await pilot.pause()


async def expect(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Let the app go on until something holds."""
    for _ in range(1_000):
        if holds():
            return
        await pilot.pause(0.01)
    pytest.fail("it never came to hold")


@pytest.mark.parametrize(
    ("keys", "label"),
    [
        ("down down", "Organizations"),
        ("j j j k", "Organizations"),
        ("up", "Users"),
        ("end", "web"),
        ("G", "web"),
        ("G g", "Users"),
        ("end home", "Users"),
        ("end down down", "web"),
        ("pagedown", "web"),
        ("pagedown pageup", "Users"),
        ("G left", "acme"),
        ("G h h h", "Organizations"),
        ("j j j right", "api"),
        ("j j right l", "api"),
    ],
)
async def test_keys_move_the_cursor(keys: str, label: str) -> None:
    app = TreeApp(acme("api", "web"), [ACME])
    async with app.run_test() as pilot:
        await press(pilot, keys)

        assert app.under_cursor() == label


async def test_a_long_tree_scrolls_with_the_cursor_and_pages_by_what_is_in_view() -> None:
    app = TreeApp(acme(*(f"p{number:04}" for number in range(2_000))), [ACME])
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "pagedown pagedown")
        assert app.view.cursor_row == app.view.rows[46]
        assert any("p0042" in line and line.startswith("▌") for line in app.lines())

        await press(pilot, "end")
        assert "p1999" in app.lines()[-1]

        await press(pilot, "home")
        assert "Users" in app.lines()[0]


async def test_rows_open_and_close_and_say_so() -> None:
    app = TreeApp(acme("api"))
    async with app.run_test() as pilot:
        await press(pilot, "j j j right enter enter left left left")

        kept = [sent for sent in app.sent if sent[0] != "Highlighted"]
        names = ["Expanded", "Collapsed", "Expanded", "Collapsed"]
        assert kept == [*((name, "acme") for name in names), ("Collapsed", "Organizations")]
        assert app.outline() == ["Users", "  none found", "Organizations"]


async def test_a_star_opens_everything_in_a_row_and_a_minus_closes_it() -> None:
    app = TreeApp(acme("api", "team/a", "team/b", "team/c/x", "team/c/y"))
    async with app.run_test() as pilot:
        await press(pilot, "end asterisk")
        inside = ["    api", "    team/", "      a", "      b", "      c/", "        x", "        y"]
        assert app.outline()[3:] == ["  acme", *inside]

        app.view.move_to(folder_key("acme", "team"))
        await press(pilot, "minus right")
        assert app.outline()[4:] == inside[:5]
        await press(pilot, "asterisk")
        assert app.outline()[4:] == inside

        await press(pilot, "home minus down minus down minus")
        await press(pilot, "right")
        assert app.outline() == ["Users", "Organizations", "  acme"]
        assert app.under_cursor() == "Organizations"


async def test_opening_a_package_asks_for_its_tags_and_then_shows_them() -> None:
    index = acme("api", "web")
    app = TreeApp(index, [ACME])
    async with app.run_test() as pilot:
        app.view.move_to(package_key("acme", "api"))
        await press(pilot, "enter")
        assert app.sent[-1] == ("Expanded", "api")
        assert app.outline()[-3:] == ["    api", "      loading…", "    web"]

        index.set_tags(package("acme", "api"), [Tag("1.0", "sha256:" + "ab" * 32, NOW - timedelta(hours=3))])
        await press(pilot, "down")
        assert app.under_cursor() == "loading…"
        app.view.show_rows()
        assert app.under_cursor() == "1.0"
        await press(pilot, "enter")
        assert app.sent[-1] == ("Selected", "1.0")


@pytest.mark.parametrize(("width", "words"), [(80, "1.0 sha256:abababababab… 3 h"), (48, "1.0 3 h"), (40, "1.0")])
async def test_a_tag_shows_its_age_longer_than_its_digest(width: int, words: str) -> None:
    index = acme("api")
    index.set_tags(package("acme", "api"), [Tag("1.0", "sha256:" + "ab" * 32, NOW - timedelta(hours=3))])
    app = TreeApp(index, [ACME, package_key("acme", "api")])
    async with app.run_test(size=(width, 24)):
        assert words in (" ".join(line.split()) for line in app.lines())


async def test_what_is_opened_last_in_view_opens_into_view_and_so_do_its_tags() -> None:
    index = acme(*(f"p{number:02}" for number in range(40)))
    app = TreeApp(index, [ACME])
    async with app.run_test(size=(80, 10)) as pilot:
        await press(pilot, " ".join(["down"] * 19))
        assert app.view.scroll_offset.y == 10
        assert app.under_cursor() == "p15"
        await press(pilot, "enter")
        assert "loading…" in app.lines()[9]

        tags = [Tag(f"1.{number}", "sha256:" + "ab" * 32, NOW) for number in range(9)]
        index.set_tags(package("acme", "p15"), tags)
        app.view.refresh_rows()
        await expect(pilot, lambda: "1.4" in app.lines()[9])
        assert app.under_cursor() == "p15"
        await press(pilot, "pageup")
        before = app.view.scroll_offset.y
        app.view.show_rows()
        await pilot.pause()

        assert app.view.scroll_offset.y == before


@pytest.mark.parametrize(("width", "words"), [(80, "✗ 1 refused · 2 packages"), (50, "✗ 1 · 2")])
async def test_a_closed_folder_says_that_a_package_in_it_was_refused(width: int, words: str) -> None:
    index = acme("team/api", "team/web")
    index.set_verdict("acme/team/web", Access.DENIED)
    app = TreeApp(index, [ACME])
    async with app.run_test(size=(width, 12)) as pilot:
        assert words in app.lines()[4]

        await press(pilot, "down down down down enter")
        assert "✗ 1" not in app.lines()[4]


@pytest.mark.parametrize(
    ("namespace", "label"),
    [
        (Namespace("x", OwnerType.ORGANIZATION, locked="single sign-on"), "x"),
        (Namespace("x", OwnerType.ORGANIZATION, Access.GRANTED, 7, complete=False), "7 more failed to load"),
    ],
)
async def test_enter_chooses_what_is_locked_or_left_out(namespace: Namespace, label: str) -> None:
    index = PackageIndex()
    index.add_namespace(namespace)
    app = TreeApp(index, [namespace_key("x")])
    async with app.run_test() as pilot:
        await press(pilot, "end enter")

        assert app.sent[-1] == ("Selected", label)


async def test_the_mouse_moves_opens_and_chooses() -> None:
    app = TreeApp(acme("api", "team/a", "team/b"), [ACME])
    async with app.run_test() as pilot:
        where = {row.label: line for line, row in enumerate(app.view.rows)}
        await pilot.click(PackageTree, offset=(20, where["api"]))
        assert app.under_cursor() == "api"
        assert package_key("acme", "api") not in app.view.expanded

        await pilot.click(PackageTree, offset=(5, where["api"]))
        assert package_key("acme", "api") in app.view.expanded

        await pilot.click(PackageTree, offset=(20, where["acme"]))
        assert ACME not in app.view.expanded

        await pilot.click(PackageTree, offset=(20, 20))
        assert app.under_cursor() == "acme"


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    app = TreeApp(acme(*(f"p{number:04}" for number in range(200))), [ACME])
    async with app.run_test() as pilot:
        app.view.scroll_to(y=50, animate=False)
        await pilot.pause()
        before = app.lines()
        app.view.index.add_packages("acme", [package("acme", "aaa")])
        app.view.show_rows()
        await pilot.pause()

        assert app.under_cursor() == "Users"
        assert app.lines() == before


async def test_a_search_keeps_the_cursor_where_it_matches_and_brings_it_back() -> None:
    app = TreeApp(acme("api", "team/web", "team/worker", "webhooks"), [ACME])
    async with app.run_test() as pilot:
        app.view.move_to(package_key("acme", "webhooks"))
        app.view.search = "w"
        await pilot.pause()
        assert app.under_cursor() == "webhooks"

        app.view.search = "WOR"
        await pilot.pause()
        assert app.under_cursor() == "worker"
        assert (app.view.rows.shown, app.view.rows.total) == (1, 4)

        app.view.search = ""
        await pilot.pause()
        assert app.under_cursor() == "webhooks"


async def test_what_was_chosen_while_searching_stays_in_sight_afterwards() -> None:
    app = TreeApp(acme("api", "team/web", "team/worker"))
    async with app.run_test() as pilot:
        app.view.search = "team"
        await press(pilot, "end")
        assert app.under_cursor() == "worker"

        app.view.search = ""
        await pilot.pause()
        assert app.under_cursor() == "worker"
        assert folder_key("acme", "team") in app.view.expanded


async def test_what_holds_a_match_stays_open_while_searching() -> None:
    app = TreeApp(acme("api", "team/web", "team/worker"), [ACME])
    async with app.run_test() as pilot:
        app.view.search = "team"
        await press(pilot, "home down enter enter left left down down enter")

        assert app.outline() == ["Organizations", "  acme", "    team/", "      web", "      worker"]
        app.view.search = ""
        assert ACME in app.view.expanded
        assert folder_key("acme", "team") not in app.view.expanded


async def test_a_search_without_a_match_says_so_and_keys_do_nothing() -> None:
    app = TreeApp(acme("api"), [ACME])
    async with app.run_test() as pilot:
        app.view.search = "[b]nothing"
        await press(pilot, "down enter left right end pageup")

        assert app.lines()[0].strip() == "No package matches [b]nothing."
        assert app.view.cursor_key is None
        assert app.sent[-1] == ("Highlighted", "")


async def test_rows_that_arrive_leave_the_cursor_on_its_row_and_line() -> None:
    index = acme(*(f"p{number:04}" for number in range(100)))
    app = TreeApp(index, [ACME])
    async with app.run_test() as pilot:
        app.view.move_to(package_key("acme", "p0050"))
        await pilot.pause()
        line = next(number for number, text in enumerate(app.lines()) if text.startswith("▌"))

        for page in range(20):
            index.add_packages("acme", [package("acme", f"a{page}-{number}") for number in range(10)])
            app.view.refresh_rows()
        await expect(pilot, lambda: len(app.view.rows) == 304)

        assert app.under_cursor() == "p0050"
        assert app.lines()[line].startswith("▌")


async def test_a_burst_of_pages_is_one_refresh() -> None:
    index = acme()
    app = TreeApp(index, [ACME])
    async with app.run_test() as pilot:
        before = app.view.refreshes
        for number in range(500):
            index.add_packages("acme", [package("acme", f"p{number}")])
            app.view.refresh_rows()
        await expect(pilot, lambda: len(app.view.rows) == 504)

        assert app.view.refreshes == before + 1


async def test_a_row_that_goes_leaves_the_cursor_on_what_it_lay_in() -> None:
    index = acme("api")
    index.add_packages("acme", [package("acme", "web", created_at=datetime(2026, 1, 1, tzinfo=UTC))])
    app = TreeApp(index, [ACME])
    async with app.run_test() as pilot:
        app.view.move_to(package_key("acme", "web"))
        index.renew("acme", [package("acme", "api")])
        app.view.refresh_rows()
        await expect(pilot, lambda: len(app.view.rows) == 5)

        assert app.under_cursor() == "acme"


async def test_narrowing_and_order_are_shown_at_once() -> None:
    index = acme("api", "web")
    index.add_packages("acme", [package("acme", "zoo", Visibility.PUBLIC, version_count=5)])
    app = TreeApp(index, [ACME])
    async with app.run_test():
        app.view.order = Order.VERSIONS
        assert app.outline()[-3:] == ["    zoo", "    api", "    web"]

        app.view.tree_filter = TreeFilter(visibilities=frozenset({Visibility.PUBLIC}))
        assert app.outline() == ["Organizations", "  acme", "    zoo"]
        assert app.view.rows.shown == 1


async def test_an_empty_tree_says_what_to_do() -> None:
    app = TreeApp(PackageIndex())
    async with app.run_test():
        assert [line.strip() for line in app.lines()[:3]] == ["Nothing here yet.", "Press a to add one.", ""]
        assert app.view.cursor_row is None


DETAILED = Package(
    "acme", "web", Visibility.PRIVATE, "acme/web", False, 148, NOW, NOW - timedelta(hours=3)  # noqa: FBT003 - public
)  # fmt: skip


@pytest.mark.parametrize(
    ("width", "words"),
    [
        (120, "▸ web private ! 148 versions 3 h ✓ pull"),
        (80, "▸ web private ! 148 vers. 3 h ✓ pull"),
        (64, "▸ web private ! 148 v 3 h ✓ pull"),
        (48, "▸ web priv ! 148 v 3 h ✓"),
        (36, "▸ web priv ! ✓"),
        (28, "▸ web priv !"),
        (20, "▸ web"),
    ],
)
async def test_columns_go_one_by_one_as_the_line_gets_shorter(width: int, words: str) -> None:
    index = acme()
    index.add_packages("acme", [DETAILED])
    index.set_verdict("acme/web", Access.GRANTED)
    app = TreeApp(index, [ACME])
    async with app.run_test(size=(width, 24)):
        line = app.lines()[4]

        assert " ".join(line.split()) == words
        assert cell_len(line) == app.view.scrollable_content_region.width


HOSTILE = [
    "[red]x[/]",
    "[@click=app.quit]x[/]",
    "x[/y]",
    "\x1b[31mred\x1b[0m\x1b]0;title\x07",
    "new\nline\ttab\0nul",
    "\u202egnp.exe\u200b\u2066",
    "長" * 200,
    "e" + "\u0301" * 500,
    "x" * 1_000_000,
    "a/" * 300_000,
    "",
    "/",
    "İ" * 50,
]


@pytest.mark.parametrize("size", [(80, 24), (160, 45), (20, 5), (7, 3), (1, 1)])
async def test_hostile_names_are_shown_as_text_and_fit_the_line(size: tuple[int, int]) -> None:
    index, opened = PackageIndex(), []
    for name in HOSTILE:
        index.add_namespace(Namespace(name, locked=name))
        index.add_packages("acme", [package("acme", full) for full in (name, name + "/a", name + "/b")])
        index.set_tags(package("acme", name), [Tag(name, name, NOW)])
        opened += [folder_key("acme", name), package_key("acme", name)]
    app = TreeApp(index, [ACME, *opened])
    async with app.run_test(size=size) as pilot:
        for search in ("", *(name[:40] for name in HOSTILE)):
            app.view.search = search
            for row in range(0, len(app.view.rows), max(size[1], 9)):
                app.view.move_to_line(row)
                await pilot.pause()
                for line in app.lines():
                    assert cell_len(line) == app.view.scrollable_content_region.width
                    assert line.isprintable()


async def test_markup_in_a_name_is_shown_literally_and_a_click_on_it_does_nothing() -> None:
    name = "[@click=app.quit]x[/]"
    app = TreeApp(acme(name), [ACME])
    async with app.run_test() as pilot:
        await pilot.click(PackageTree, offset=(10, 4))
        await pilot.pause()

        assert app.is_running
        assert f"▸ {name} " in app.lines()[4]


async def test_matches_are_marked_also_across_a_folder() -> None:
    app = TreeApp(acme("team/web", "team/worker", "wet"), [ACME])
    async with app.run_test():
        app.view.search = "'we"
        marked = {
            segment.text
            for y in range(6)
            for segment in app.view.render_line(y)
            if segment.style and segment.style.underline
        }
        assert marked == {"we"}

        app.view.search = "team/w"
        texts = [
            segment.text
            for y in range(6)
            for segment in app.view.render_line(y)
            if segment.style and segment.style.underline
        ]
        assert texts == ["w", "w"]


async def test_the_cursor_comes_back_into_view_when_the_window_shrinks() -> None:
    app = TreeApp(acme(*(f"p{number:02}" for number in range(30))), [ACME])
    async with app.run_test(size=(80, 40)) as pilot:
        await press(pilot, "end")
        await pilot.resize_terminal(60, 10)
        await pilot.pause()

        assert app.lines()[-1].startswith("▌")


async def test_a_tree_hidden_by_a_search_is_moved_to_when_it_ends() -> None:
    app = TreeApp(acme("api", "web"))
    async with app.run_test() as pilot:
        app.view.search = "api"
        await pilot.pause()
        assert not app.view.move_to(package_key("acme", "web"))
        assert app.under_cursor() == "api"

        app.view.search = ""
        await pilot.pause()
        assert app.under_cursor() == "web"
        assert ORGANIZATIONS in app.view.expanded
