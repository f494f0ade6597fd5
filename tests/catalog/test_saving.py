"""Writing a listing to a file."""

import stat
from pathlib import Path

import pytest

from ghcr_wizard.catalog.saving import made, save


async def test_a_file_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    saved = await save(str(tmp_path / "packages.csv"), ["a,", "ä\r\n"], replace=False)

    assert (saved.problem, saved.path, saved.octets) == (None, tmp_path / "packages.csv", 6)
    assert saved.path.read_bytes() == "a,ä\r\n".encode()
    assert stat.S_IMODE(saved.path.stat().st_mode) == 0o600


async def test_a_file_in_the_way_is_replaced_at_a_yes_only(tmp_path: Path) -> None:
    file = tmp_path / "packages.csv"
    file.write_text("mine")

    refused = await save(str(file), ["new"], replace=False)
    assert (refused.exists, file.read_text()) == (True, "mine")
    assert refused.problem is not None
    saved = await save(str(file), ["new"], replace=True)
    assert (saved.problem, file.read_text()) == (None, "new")


async def test_a_link_in_the_way_counts_as_a_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")

    assert (await save(str(tmp_path / "link"), ["new"], replace=False)).exists


@pytest.mark.parametrize("name", ["", ".", "absent/file.csv"])
async def test_what_is_no_place_for_a_file_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)

    saved = await save(name, ["x"], replace=True)

    assert saved.problem is not None
    assert not saved.exists
    assert not list(tmp_path.iterdir())  # noqa: ASYNC240 - a folder of this test


async def test_a_relative_name_is_in_the_current_folder_and_a_tilde_at_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)

    assert (await save("a.json", ["x"], replace=False)).path == tmp_path / "a.json"
    assert (await save("~/a.json", ["x"], replace=False)).path == tmp_path / "home" / "a.json"


async def test_a_text_that_is_too_long_is_given_up() -> None:
    taken = 0

    def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield "x" * 10

    assert await made(endless(), 100) is None  # type: ignore[arg-type]  # a generator of text
    assert taken == 11
    assert await made(["ab", "c"], 3) == "abc"
