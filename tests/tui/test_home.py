"""Home: every account and registry, which one is taken, what ends when, and what one key does about it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from ghcr_wizard.credentials.credentials import Credentials
from ghcr_wizard.credentials.expiry import watch
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.demo import tokens
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.secret import Secret
from ghcr_wizard.tui.widgets.package_tree import PackageTree
from tests.tui.wizard import NARROW, NOW, WIDE, Wizard, wizard

GHE = "containers.acme.ghe.com"
SECRET = Secret(tokens.classic("rotating"))
MAIN = Profile("main", "ghcr.io", Method.CLASSIC_PAT, "octocat", "CI", Store.KEYRING, NOW - timedelta(days=9))


async def with_more(run: Wizard, *profiles: Profile) -> None:
    """Store more profiles while the program shows Home."""
    await run.expect("Your profiles")
    for profile in profiles:
        await run.app.model.credentials.store(profile, Secret(profile.name), default=False)
    run.app.stored.read()
    await run.expect(lambda: len(run.app.model.profiles) == len(profiles) + 1)


def line_of(run: Wizard, name: str) -> str:
    lines = [row[0] for row in run.panes if row]
    return next((line for line in lines if line.strip().removeprefix("* ").startswith(f"{name} ")), "")


async def default_elsewhere(run: Wizard) -> str:
    """Return the profile another program would take for ghcr.io now."""
    return (await Credentials(run.demo.paths, run.demo.keyring).find("ghcr.io")).name


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
async def test_thirty_profiles_of_two_registries_are_grouped_and_reached(size: tuple[int, int]) -> None:
    many = [replace(MAIN, name=f"m{n:02d}", registry="ghcr.io" if n < 20 else GHE) for n in range(29)]
    async with wizard("rotating", size, stored=(MAIN, SECRET)) as run:
        await with_more(run, *many)
        await run.expect("   ghcr.io")
        assert line_of(run, "main").strip().startswith("* main")
        await run.press(*["down"] * 29)
        await run.expect(lambda: line_of(run, "m28"))
        await run.press("home")
        await run.expect(lambda: line_of(run, "main"))


async def test_columns_say_verdict_end_and_packages() -> None:
    ended = replace(MAIN, name="old", verdict="failed", expires_at=NOW - timedelta(days=2))
    soon = replace(MAIN, name="next", verdict="limited", expires_at=NOW + timedelta(days=3, hours=1), packages=1234)
    async with wizard("rotating", stored=(replace(MAIN, verdict="ok", packages=60), SECRET)) as run:
        await with_more(run, ended, soon)

        assert line_of(run, "main").split() == ["*", "main", "✓", "works", "not", "known", "60"]
        assert "✗ no access" in line_of(run, "old")
        assert "✗ expired 2 d ago" in line_of(run, "old")
        assert "! in 3 d" in line_of(run, "next")
        assert line_of(run, "next").rstrip().endswith("1,234")
        await run.expect("The token of old has expired. The token of next expires")


async def test_making_another_the_default_is_one_key_and_every_program_follows_at_once() -> None:
    async with wizard("rotating", stored=(MAIN, SECRET)) as run:
        await with_more(run, replace(MAIN, name="other"))
        assert await default_elsewhere(run) == "main"
        await run.press("down", "d")
        await run.expect("ghcr.io takes other by default now")
        await run.expect(lambda: line_of(run, "other").strip().startswith("* other"))

        assert await default_elsewhere(run) == "other"
        assert "*" not in line_of(run, "main")


async def test_a_profile_is_renamed_and_its_token_goes_with_it() -> None:
    async with wizard("rotating", stored=(MAIN, SECRET)) as run:
        await run.expect("Your profiles")
        await run.press("n")
        await run.expect("Rename the profile")
        await run.press("ctrl+u")
        await run.type("a b")
        await run.press("enter")
        await run.expect("A profile's name has letters")
        await run.press("ctrl+u")
        await run.type("work")
        await run.press("enter")
        await run.expect("Renamed to work")
        await run.expect(lambda: line_of(run, "work"))

        assert run.demo.keyring.read("ghcr.io", "work") == SECRET
        assert run.demo.keyring.read("ghcr.io", "main") is None
        assert await default_elsewhere(run) == "work"


async def test_a_profile_is_deleted_at_the_second_press_and_nothing_is_offered_to_test_where_none_is_left() -> None:
    async with wizard("rotating", stored=(MAIN, SECRET)) as run:
        await run.expect("x delete")
        assert "Enter test" in run.text
        await run.press("x")
        await run.expect("Press x again to delete")
        await run.press("x")
        await run.expect("No profile is stored")

        await run.expect(lambda: "Enter test" not in run.text)
        assert run.demo.keyring.read("ghcr.io", "main") is None


async def test_a_name_that_is_taken_is_refused_and_said() -> None:
    async with wizard("rotating", stored=(MAIN, SECRET)) as run:
        await with_more(run, replace(MAIN, name="other"))
        await run.press("n")
        await run.expect("Rename the profile")
        await run.press("ctrl+u")
        await run.type("other")
        await run.press("enter")
        await run.expect("A profile of this name is stored already")

        assert run.demo.keyring.read("ghcr.io", "main") == SECRET


async def test_a_description_is_edited_and_left_alone_by_escape() -> None:
    async with wizard("rotating", WIDE, stored=(MAIN, SECRET)) as run:
        await run.expect("Your profiles")
        await run.press("m")
        await run.expect("Describe the profile")
        await run.type(" of the build?")
        await run.press("enter")
        await run.expect("CI of the build?")
        await run.press("m")
        await run.type("never")
        await run.press("escape")
        await run.expect("CI of the build?")


async def test_a_profile_of_this_session_is_marked_and_stored_by_one_key() -> None:
    async with wizard("rotating", WIDE, stored=(MAIN, SECRET)) as run:
        await with_more(run, replace(MAIN, name="now", store=Store.SESSION))
        await run.expect(lambda: "this session only" in line_of(run, "now"))
        await run.press("down", "ctrl+s")
        await run.expect("Saved to demo keyring (temporary) and verified")
        await run.expect(lambda: "this session only" not in line_of(run, "now"))

        assert run.demo.keyring.read("ghcr.io", "now") == Secret("now")


async def test_the_last_tests_packages_and_scopes_are_shown_afterwards() -> None:
    async with wizard("rotating", WIDE, stored=(MAIN, SECRET)) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.press("enter")
        await run.tested()
        await run.expect(lambda: run.app.model.profiles[0].packages == 55)
        await run.press(*["escape"] * 5)
        await run.expect("Your profiles")

        assert line_of(run, "main").rstrip().endswith("55")
        assert "just now" in run.text
        assert "read:org, read:packages" in run.text


async def test_browsing_again_shows_the_tree_as_it_was_left() -> None:
    async with wizard("rotating", stored=(MAIN, SECRET)) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.press("b")
        await run.tested()
        tree = run.app.screen.query_one(PackageTree)
        await run.press("slash", *"team", "enter")
        index, cursor = tree.index, tree.cursor_key

        run.app.show_profiles()
        await run.expect("Your profiles")
        await run.press("u")
        await run.expect("Clusters")
        await run.press("escape")
        await run.expect("Packages  ")

        assert (tree.index, tree.cursor_key, tree.search) == (index, cursor, "team")


def test_the_most_urgent_are_named_first_and_many_are_counted() -> None:
    ends = [replace(MAIN, name=f"p{n}", expires_at=NOW + timedelta(days=n)) for n in range(-1, 9)]

    warned = watch(ends, NOW)

    assert [profile.name for profile in warned.ended] == ["p-1", "p0"]
    assert [profile.name for profile in warned.soon] == [f"p{n}" for n in range(1, 8)]
    assert warned.sentence == (
        "The tokens of p-1, p0 have expired. The tokens of p1, p2, p3 and 4 more expire within 7 days."
    )
    assert watch([MAIN], NOW).sentence == ""


@pytest.mark.parametrize("between", [["escape"], ["question_mark", "escape"], ["down", "up"], ["d"]])
async def test_only_two_presses_in_a_row_delete_a_profile(between: list[str]) -> None:
    async with wizard("rotating", stored=(MAIN, SECRET)) as run:
        await run.expect("Your profiles")
        await run.press("x")
        await run.expect("again to delete the profile main and its token. Esc cancels.")

        await run.press(*between)
        await run.expect(lambda: "again to delete" not in run.text)
        await run.press("x")
        await run.expect("again to delete the profile main")

        assert [profile.name for profile in run.app.model.profiles] == ["main"]
        assert run.demo.keyring.read("ghcr.io", "main") is not None


async def test_profiles_that_others_may_write_are_said_with_the_command_and_not_shown() -> None:
    async with wizard("rotating", stored=(MAIN, SECRET), size=WIDE) as run:
        await run.expect("Your profiles")
        run.demo.paths.settings.chmod(0o777)

        run.app.stored.read()

        await run.expect("chmod go-w")
        await run.expect("The stored profiles cannot be used")
        assert run.app.model.profiles == ()
        assert "No profile is stored" not in run.text


async def test_profiles_that_cannot_be_read_are_said_on_the_first_step_and_stay_said() -> None:
    async with wizard(size=NARROW) as run:
        await run.expect("http://127.0.0.1")
        run.demo.paths.profiles.parent.mkdir(parents=True, exist_ok=True)
        run.demo.paths.profiles.write_text("{")

        run.app.stored.read()

        await run.expect("The stored profiles cannot be used")
        await run.press("enter")
        await run.expect("How do you want to authenticate?")
        await run.press("escape")
        await run.expect("The stored profiles cannot be used")


@pytest.mark.parametrize(("wanted", "shown"), [("push ev", "Do its events arrive?"), ("home", "Your profiles")])
async def test_the_palette_leads_to_push_events_and_profiles_from_any_step(wanted: str, shown: str) -> None:
    async with wizard("rotating", WIDE, stored=(MAIN, SECRET)) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.expect("Your profiles")
        await run.press("a")
        await run.expect("Which registry?")
        await run.press("ctrl+p")
        await run.type(wanted)
        await run.expect("Push events" if wanted == "push ev" else "Your profiles")
        await run.press("enter")

        await run.expect(lambda: "Which registry?" not in run.text)
        await run.expect(shown)
