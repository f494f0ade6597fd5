"""The facts beside the tree: the table of a package's tags, a tag looked at closely, what is attached to it."""

import pytest

from ghcr_wizard.demo.server import DemoServer
from tests.tui.test_packages_screen import at_package
from tests.tui.wizard import NARROW, WIDE, Wizard, wizard


def manifests_read(run: Wizard) -> int:
    server = run.demo._server  # noqa: SLF001 - what was asked of it is what matters
    assert isinstance(server, DemoServer)
    rows = [row for row in server.requests() if row.method == "GET" and row.status == 200]
    return sum("/manifests/" in row.path for row in rows)


def facts(run: Wizard) -> str:
    """What stands beside the tree, without the breaks of its lines."""
    return " ".join(" ".join(row[-1] for row in run.panes if row).split())


async def test_a_package_shows_its_versions_as_a_table_and_reads_no_manifest_unasked() -> None:
    async with wizard(size=WIDE) as run:
        await at_package(run, "team/api")
        await run.press("enter")
        await run.expect("latest  1.1.2")
        await run.expect("reads platforms and sizes")
        assert "signatures 2" in run.text
        assert "36 versions" in run.text
        before = manifests_read(run)
        await run.press("i")
        await run.expect(lambda: run.text.count("amd64 arm64") == 9)

        row = next(row[-1] for row in run.panes if row and "latest  1.1.2" in row[-1])
        assert row.split() == "latest 1.1.2 6 h 17 MB amd64 arm64 sig att".split()  # noqa: SIM905 - as it is read
        assert manifests_read(run) - before == 9 * 3


async def test_a_package_that_the_live_test_was_refused_says_why_and_what_to_do_without_a_key() -> None:
    async with wizard("linked-private", WIDE) as run:
        await run.to_test()
        await run.to_packages()
        await run.press("slash", *"team/api", "enter")
        await run.expect("no, denied by the registry")

        assert "✗ No read access to the package: acme/team/api" in facts(run)
        assert "→ Ask an admin of the package for read access" in facts(run)


async def test_a_tag_of_a_digest_that_was_read_is_not_read_again() -> None:
    async with wizard(size=WIDE) as run:
        await at_package(run, "team/gateway")
        await run.press("enter")
        await run.expect("latest")
        await run.press("down")
        await run.expect("How it runs")
        before = manifests_read(run)
        await run.press("down")
        await run.expect(lambda: "team/gateway:latest" not in run.text)

        await run.expect("How it runs")
        assert manifests_read(run) == before


async def test_a_tag_tells_how_it_runs_and_another_platform_is_chosen() -> None:
    async with wizard(size=(160, 60)) as run:
        await at_package(run, "team/gateway")
        await run.press("enter")
        await run.expect("latest")
        await run.press("down")
        await run.expect("How it runs  linux/amd64")
        await run.expect(lambda: "Read 3 manifests" in facts(run))
        shown = facts(run)
        for text in (
            "Entrypoint /app",
            "Command serve --port 8080",
            "User 65532:65532",
            "Folder /srv/app",
            "Ports 8080/tcp",
            "APP_HOME=/srv/app",
            "Base image docker.io/library/debian:latest",
            "Source https://github.com/acme/gateway",
        ):
            assert text in shown, text
        before = manifests_read(run)
        await run.press("full_stop")

        await run.expect("How it runs  linux/arm64")
        assert manifests_read(run) == before
        await run.press("comma")
        await run.expect("How it runs  linux/amd64")


async def test_an_attestation_is_read_when_it_is_asked_for() -> None:
    async with wizard(size=WIDE) as run:
        await at_package(run, "team/api")
        await run.press("enter")
        await run.expect("latest")
        await run.press("down")
        await run.expect("How it runs")
        before = manifests_read(run)
        await run.press("full_stop", "full_stop")
        await run.expect("reads what it states")
        assert manifests_read(run) == before
        await run.press("i")

        await run.expect("https://spdx.dev/Document")
        assert manifests_read(run) == before + 1


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_signature_says_whose_it_is(size: tuple[int, int]) -> None:
    async with wizard(size=size) as run:
        await at_package(run, "tools/cli")
        await run.press("enter")
        await run.expect("latest")
        await run.press("down", "down", "right", "down")
        await run.expect("Belongs to")

        assert "Belongs to latest" in facts(run)


async def test_the_page_of_a_tag_is_that_of_its_version() -> None:
    async with wizard(size=WIDE) as run:
        await at_package(run, "dotfiles")
        await run.press("enter")
        await run.expect("latest")
        await run.press("down", "o")

        await run.expect("The page of this version of octocat/dotfiles")
