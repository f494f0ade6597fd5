"""Exporting what the tree shows."""

import csv
import json
import stat
from pathlib import Path

import pytest

from tests.tui.wizard import NARROW, WIDE, Wizard, wizard


async def at_export(run: Wizard, search: str = "") -> None:
    await run.to_test()
    await run.to_packages()
    if search:
        await run.press("slash")
        await run.type(search)
        await run.press("enter")
    await run.press("e")
    await run.expect("Export ")


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_everything_goes_to_a_file_of_the_persons_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.chdir(tmp_path)
    async with wizard(size=size) as run:
        await at_export(run)
        await run.expect("Export 55 packages")
        await run.press("ctrl+s")
        await run.expect("Exported 55 packages to")

    file = tmp_path / "packages-ghcr.io.json"
    document = json.loads(file.read_text())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert document["complete"] is True
    assert sum(len(row["packages"]) for row in document["namespaces"]) == 55
    assert [row["name"] for row in document["namespaces"]] == ["octocat", "acme", "openco"]


async def test_what_is_filtered_and_sorted_is_what_is_written_and_an_old_file_stays_until_a_second_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "packages-ghcr.io.csv"
    file.write_text("mine")
    async with wizard(size=WIDE) as run:
        await at_export(run, "team/web")
        await run.expect("Export 2 of 55 packages")
        await run.press("right")
        await run.expect("packages-ghcr.io.csv")
        await run.press("ctrl+s")
        await run.expect(lambda: "Export again to overwrite it" in run.flat)
        assert file.read_text() == "mine"
        await run.press("ctrl+s")
        await run.expect("Exported 2 of 55 packages to")

    rows = list(csv.DictReader(file.open(newline="")))
    assert [row["reference"] for row in rows] == [f"ghcr.io/acme/team/{name}" for name in ("web", "webhooks")]


async def test_a_table_goes_to_the_clipboard() -> None:
    async with wizard(size=WIDE) as run:
        await at_export(run, "team/web")
        await run.press("right", "right", "tab", "right")
        await run.expect("[clipboard]")
        await run.press("ctrl+s")

        await run.expect(lambda: "ghcr.io/acme/team/webhooks" in run.app.clipboard)
        assert run.app.clipboard.startswith("| Package |")


async def test_what_is_marked_is_what_is_written_in_the_order_of_the_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with wizard(size=WIDE) as run:
        await run.to_test()
        await run.to_packages()
        for name in ("scheduler", "dotfiles"):
            await run.press("slash", *name, "enter", "space", "escape")
        await run.press("e")
        await run.expect("Export 2 marked packages")
        await run.press("ctrl+s")
        await run.expect("Exported 2 marked packages to")

    document = json.loads((tmp_path / "packages-ghcr.io.json").read_text())
    names = [row["name"] for namespace in document["namespaces"] for row in namespace["packages"]]
    assert [name.rpartition("/")[2] for name in names] == ["dotfiles", "scheduler"]
    assert document["complete"] is False
