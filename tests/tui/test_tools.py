"""The two tools beside the steps: an error text explained, this computer's credentials examined and repaired."""

from pathlib import Path

import pytest

from tests.tui.wizard import NARROW, WIDE, Wizard, wizard


def docker_config(run: Wizard) -> str:
    return Path(run.demo.machine["HOME"], ".docker", "config.json").read_text()


DENIED = 'Error response from daemon: Head "https://ghcr.io/v2/acme/api/manifests/latest": denied: denied'
TOKEN = "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"


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_an_error_is_explained_as_it_is_pasted(size: tuple[int, int]) -> None:
    async with wizard(size=size) as run:
        await run.press("f2")
        await run.expect("What does this error mean?")
        await run.paste(DENIED)
        await run.expect("Recognized")
        await run.expect("token-rejected")
        assert "likely" in run.text
        await run.press("escape")
        await run.expect("Which registry?")


async def test_an_unknown_text_says_what_to_paste_instead() -> None:
    async with wizard() as run:
        await run.press("f2")
        await run.paste("all is well")
        await run.expect("No known error found.")
        await run.press("ctrl+n")
        await run.expect("Causes appear here")


async def test_an_error_of_neither_github_nor_a_registry_is_called_that() -> None:
    async with wizard() as run:
        await run.press("f2")
        await run.paste("ghcr.io/acme/api: failed to register layer: no space left on device")
        await run.expect("it tells of a full disk")


async def test_a_token_in_a_pasted_log_is_never_shown() -> None:
    async with wizard(size=WIDE) as run:
        await run.press("f2")
        await run.paste(f"echo {TOKEN} | docker login ghcr.io\n{DENIED}\n[@click=app.quit]x[/] [red]")
        await run.expect("Recognized")
        assert TOKEN[8:] not in run.text
        assert "[@click=app.quit]" in run.text
        assert not any(TOKEN in message for message in run.messages if "Paste" not in message)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_dead_credential_is_found_and_repaired_at_the_second_press(size: tuple[int, int]) -> None:
    async with wizard(size=size) as run:
        before = docker_config(run)
        await run.expect(lambda: run.app.model.demo_ready)
        await run.press("f3")
        await run.expect("rejected")
        await run.expect(lambda: "F fix automatically" in run.text)
        assert "used by docker" in " ".join(run.text.split())
        await run.press("F")
        await run.expect("Press F again")
        assert docker_config(run) == before
        await run.press("F")
        await run.expect("No credential for ghcr.io was found")
        assert "ghcr.io" in before
        assert "ghcr.io" not in docker_config(run)
        await run.press("escape")
        await run.expect("Which registry?")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_who_comes_with_an_error_is_told_the_tools_at_the_first_step(size: tuple[int, int]) -> None:
    async with wizard(size=size) as run:
        await run.expect("Explain an error message")
        assert "Find and test every credential" in run.text


async def test_the_tools_are_in_the_palette_and_in_the_help() -> None:
    async with wizard(size=WIDE) as run:
        await run.press("f1")
        await run.expect("Explain an error")
        assert "F2" in run.text
        assert "F3" in run.text
