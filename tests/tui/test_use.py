"""Step 7: programs are set up, documents copied and written, after a yes, and no secret is ever on the screen."""

import base64
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]  # its types are a package of their own
from textual.widgets import OptionList

from ghcr_wizard.catalog.events import CatalogCompleted
from ghcr_wizard.credentials.profile import Profile, Store
from ghcr_wizard.demo.personas.build import build_world
from ghcr_wizard.demo.switches import Fault
from ghcr_wizard.exports import ExportTarget
from ghcr_wizard.github.auth_methods import Method
from ghcr_wizard.secret import Secret
from ghcr_wizard.tui.screens.use import UseScreen
from tests.tui.wizard import NARROW, NOW, WIDE, Wizard, wizard

both_sizes = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["narrow", "wide"])


@asynccontextmanager
async def at_use(size: tuple[int, int] = WIDE, *faults: Fault) -> AsyncIterator[Wizard]:
    """The maintainer's wizard at step 7, come from home with a stored token."""
    token = build_world("maintainer", NOW).token
    profile = Profile("main", "ghcr.io", Method.CLASSIC_PAT, "octocat", "", Store.KEYRING, NOW)
    async with wizard(size=size, faults=faults, stored=(profile, Secret(token))) as run:
        await run.expect(lambda: run.app.model.demo_ready)
        await run.expect("Your profiles")
        await run.press("u")
        await run.expect("credHelpers")
        yield run


def of(run: Wizard, *names: str) -> Path:
    """A file of the demonstration's own computer."""
    return Path(run.demo.machine["HOME"], *names)


async def choose_program(run: Wizard, program: str) -> None:
    """Put the cursor on a program, from wherever it is in the list."""
    listed = run.app.screen.query_one(OptionList)
    programs = [option.id for option in listed.options if option.id]
    at = listed.highlighted_option
    here, there = programs.index(at.id) if at and at.id else 0, programs.index(program)
    await run.press(*["down" if there > here else "up"] * abs(there - here))


def content(file: Path) -> str:
    return file.read_text()


def put(file: Path, text: str) -> None:
    file.write_text(text)


def exists(file: Path) -> bool:
    return file.exists()


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def is_marked(run: Wizard, name: str) -> bool:
    """Whether a program's row in the list has the mark of a proof."""
    return any("✓" in part.partition(name)[2] for row in run.panes for part in row)


def docker_config(run: Wizard) -> Path:
    return of(run, ".docker", "config.json")


def clean_of_secrets(run: Wizard) -> bool:
    """Whether neither the screen nor any message shows the token, as it is or encoded."""
    shown = run.text + "".join(run.messages)
    forms = (run.demo.token, run.demo.token[4:], base64.b64encode(f"octocat:{run.demo.token}".encode()).decode()[:30])
    return not any(form in shown for form in forms) and "eyJhdXRocyI6" not in shown


@both_sizes
async def test_every_program_is_shown_with_its_proof_and_without_the_secret(size: tuple[int, int]) -> None:
    async with at_use(size) as run:
        for program in ExportTarget:
            await choose_program(run, program)
            await run.expect("Verified: with exactly this secret")
            await run.expect(partial(is_marked, run, program.label))
            assert clean_of_secrets(run)


@both_sizes
@pytest.mark.parametrize("method", [Method.CLASSIC_PAT, Method.GITHUB_APP])
async def test_a_token_that_is_not_saved_is_saved_by_the_key_that_docker_asks_for(
    size: tuple[int, int], method: Method
) -> None:
    async with wizard("github-app" if method is Method.GITHUB_APP else "maintainer", size) as run:
        await run.to_test(method)
        await run.to_packages()
        await run.press("u")
        await run.expect(lambda: "[Ctrl+S] save it first" in " ".join(run.flat.split()))
        assert "Ctrl+S save the token" in run.text

        await run.press("ctrl+s")
        await run.expect("Save and test")
        await run.press("ctrl+s")
        await run.expect("Live test")
        await run.to_packages()
        await run.press("u")
        await run.expect("a set it up")

        assert "save the token" not in run.text


@both_sizes
async def test_docker_is_set_up_and_taken_back_each_at_the_second_press(size: tuple[int, int]) -> None:
    async with at_use(size) as run:
        await run.expect("set it up")
        before = docker_config(run).read_bytes()

        await run.press("a")
        await run.expect("Press the same key again")
        assert docker_config(run).read_bytes() == before
        await run.press("a")
        await run.expect(lambda: "answers with a credential of octocat" in run.flat)
        assert b'"credHelpers"' in docker_config(run).read_bytes()
        assert b"ghcr-wizard" in docker_config(run).read_bytes()

        await run.expect("undo it")
        await run.press("z")
        await run.expect("Press z again")
        await run.press("z")
        await run.expect(lambda: docker_config(run).read_bytes() == before)
        assert clean_of_secrets(run)


async def test_a_question_stands_while_more_becomes_known_of_the_same_token() -> None:
    async with at_use() as run:
        await run.expect("set it up")
        await run.expect(lambda: run.app.model.state.catalog.complete)
        await run.press("a")
        await run.expect("Press the same key again")

        run.app.model.catalog_advanced(CatalogCompleted(complete=False))
        await run.expect(lambda: run.app.model.state.catalog.complete is False)
        await run.press("a")

        await run.expect(lambda: b"ghcr-wizard" in docker_config(run).read_bytes())


async def test_enter_on_a_program_sets_it_up_at_the_second_press_too() -> None:
    async with at_use() as run:
        await run.expect("set it up")
        before = docker_config(run).read_bytes()

        await run.press("enter")
        await run.expect("Press the same key again")
        assert docker_config(run).read_bytes() == before
        await run.press("enter")

        await run.expect(lambda: b"ghcr-wizard" in docker_config(run).read_bytes())


async def test_a_first_press_is_forgotten_when_the_cursor_moves() -> None:
    async with at_use() as run:
        await run.expect("set it up")
        before = docker_config(run).read_bytes()

        await run.press("a", "down", "up", "a")
        await run.expect("Press the same key again")

        assert docker_config(run).read_bytes() == before


async def test_podman_gets_a_file_that_a_reboot_leaves_alone() -> None:
    async with at_use() as run:
        await choose_program(run, "podman")
        await run.expect("set it up")
        await run.press("a", "a")
        await run.expect(lambda: "Podman asks docker-credential-ghcr-wizard" in run.flat)

        assert "ghcr-wizard" in content(of(run, ".config", "containers", "auth.json"))


@both_sizes
async def test_a_document_is_written_for_its_owner_alone_after_a_yes(size: tuple[int, int]) -> None:
    async with at_use(size) as run:
        await choose_program(run, "kubernetes")
        await run.expect("Verified")
        place = of(run, "ghcr-io-pull.yaml")

        await run.press("e")
        await run.expect("Press e again")
        assert not exists(place)
        await run.press("e")
        await run.expect(lambda: exists(place))

        assert mode(place) == 0o600
        secret = yaml.safe_load(content(place))
        assert run.demo.token in base64.b64decode(secret["data"][".dockerconfigjson"]).decode()
        assert clean_of_secrets(run)


async def test_a_file_of_somebody_else_is_left_alone() -> None:
    async with at_use() as run:
        place = of(run, "harborguard.txt")
        put(place, "mine\n")
        await choose_program(run, "harborguard")
        await run.expect("Verified")
        await run.press("e", "e")
        await run.expect("nothing was written")

        assert content(place) == "mine\n"


@both_sizes
async def test_one_field_is_copied_and_a_secret_one_at_the_second_press(size: tuple[int, int]) -> None:
    async with at_use(size) as run:
        await choose_program(run, "harborguard")
        await run.expect("Verified")
        await run.press("enter", "y")
        assert run.app.clipboard == "ghcr.io"

        await run.press("down", "down", "y")
        assert run.app.clipboard == "octocat"
        await run.press("down", "y")
        await run.expect("Press y again")
        assert run.app.clipboard == "octocat"
        await run.press("y")
        assert run.app.clipboard == run.demo.token
        assert clean_of_secrets(run)

        await run.press("ctrl+l")
        assert run.app.clipboard == ""
        await run.press("escape")
        assert isinstance(run.app.focused, OptionList)


async def test_the_whole_document_is_copied_at_the_second_press() -> None:
    async with at_use() as run:
        await choose_program(run, "flux")
        await run.expect("Verified")
        await run.press("S")
        await run.expect("Press S again")
        assert "Secret" not in run.app.clipboard
        await run.press("S")

        assert yaml.safe_load(run.app.clipboard)["metadata"]["namespace"] == "flux-system"
        assert clean_of_secrets(run)


async def test_a_workflow_holds_no_secret_and_is_copied_at_once() -> None:
    async with at_use() as run:
        await choose_program(run, "actions")
        await run.expect("secrets.GITHUB_TOKEN")
        await run.press("S")

        assert "secrets.GHCR_TOKEN" in run.app.clipboard
        assert run.demo.token not in run.app.clipboard


async def test_a_token_that_is_not_stored_serves_documents_but_no_helper() -> None:
    async with wizard(size=WIDE) as run:
        await run.to_test(Method.CLASSIC_PAT, "f7")
        await run.to_packages()
        await run.press("u")
        await run.expect(lambda: "not saved" in run.flat)
        await run.expect("credHelpers")
        before = docker_config(run).read_bytes()
        await run.press("a", "a")
        await choose_program(run, "kubernetes")
        await run.expect("Verified")

        assert docker_config(run).read_bytes() == before


async def test_without_a_token_there_is_still_what_needs_none() -> None:
    async with wizard("anonymous", WIDE) as run:
        await run.to_anonymous_test()
        await run.tested()
        await run.press("b")
        await run.expect("Packages  ")
        await run.press("u")
        await run.expect("Use it")
        await run.expect(lambda: "public packages need none" in run.flat)
        assert "would ask" not in run.text
        await choose_program(run, "kubernetes")
        await run.expect(lambda: "this run has none" in run.flat)
        await choose_program(run, "actions")
        await run.expect("secrets.GITHUB_TOKEN")
        await choose_program(run, "cybedefend")
        await run.expect("GitHub Username")


@pytest.mark.parametrize(
    ("persona", "method"), [("newcomer", Method.CLASSIC_PAT), ("fine-grained", Method.FINE_GRAINED_PAT)]
)
async def test_a_token_that_grants_nothing_is_refused_before_it_goes_anywhere(persona: str, method: Method) -> None:
    async with wizard(persona, WIDE) as run:
        await run.to_test(method)
        await run.tested()
        await run.press("b")  # Enter does what fixes it, as there is nothing to browse
        await run.expect("Packages  ")
        await run.press("u")
        await run.expect("Use it")
        await choose_program(run, "kubernetes")
        await run.expect("Refused:")
        await run.press("S")

        await run.expect(lambda: "The registry refused this secret. Press S again" in run.flat)


async def test_a_registry_that_is_down_leaves_it_unproven_until_it_is_tried_again() -> None:
    fault = Fault("registry", "status", status=503)
    async with at_use(WIDE, fault) as run:
        await choose_program(run, "kubernetes")
        await run.expect("Not verified")
        await run.press("t")
        await run.expect("testing this secret")


@pytest.mark.parametrize("key", ["enter", "w"])
async def test_push_events_lead_to_their_screen_and_back(key: str) -> None:
    async with at_use() as run:
        await choose_program(run, "push")
        await run.expect("GHCR has no webhooks")
        await run.press(key)
        await run.expect("Do its events arrive?")
        await run.press("escape")
        await run.expect("GHCR has no webhooks")


async def test_a_proof_holds_for_the_credential_it_was_made_with_until_that_is_tested_again() -> None:
    async with at_use() as run:
        for program in ("kubernetes", "flux"):
            await choose_program(run, program)
            await run.expect("Verified")
        assert is_marked(run, "Kubernetes")
        assert is_marked(run, "Flux")

        run.app.verification.start()
        await run.tested()
        await run.expect("Verified")

        assert not is_marked(run, "Kubernetes")
        assert is_marked(run, "Flux")


async def test_an_answer_about_the_program_before_leaves_the_next_ones_trial_alone() -> None:
    async with at_use() as run:
        await choose_program(run, "kubernetes")
        await run.expect("Verified")
        screen = run.app.screen
        assert isinstance(screen, UseScreen)
        before = screen.export
        assert before is not None
        await choose_program(run, "flux")
        screen.take_proof((before, screen.proofs[before.target]))

        await run.expect(lambda: is_marked(run, "Flux"))


async def test_back_leads_to_the_packages_and_from_there_to_it_again() -> None:
    async with at_use() as run:
        await run.press("escape")
        await run.expect("Packages  ")
        await run.press("u")
        await run.expect("credHelpers")


async def test_a_program_is_found_by_name_group_purpose_or_product_and_esc_shows_all_again() -> None:
    async with at_use(NARROW) as run:
        for wanted, found, other in (
            ("k3", "k3s", "Kubernetes"),
            ("clusters", "Argo CD", "Docker"),
            ("pull secret", "Flux", "Podman"),
            ("portainer", "Other forms", "Helm"),
        ):
            await run.press("slash")
            await run.type(wanted)
            await run.expect(partial(is_listed, run, other, there=False))
            assert is_listed(run, found)
            await run.press("enter", "escape")
            await run.expect(partial(is_listed, run, other))
        await run.press("slash")
        await run.type("nothing of the kind")
        await run.expect("none of them")
        await run.press("escape")
        await run.expect("Podman")
        await run.press("slash")
        await run.type("k3s")
        await run.press("enter")
        await run.expect("registries.yaml")


def is_listed(run: Wizard, name: str, *, there: bool = True) -> bool:
    """Whether a program is among those that are shown, or is not."""
    shown = "\n".join(line.partition("│")[0] for line in run.text.splitlines()[2:])
    return (name in shown) is there
