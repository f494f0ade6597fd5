"""Key files as they lie on a disk: folders, links, pipes, sizes, modes."""

import os
from pathlib import Path

import pytest

from ghcr_wizard.github.app_key_files import MissingKeyFileError, NoKeyFileError, read_key_file
from tests.apps import PKCS1, PUBLIC, key_file


def test_a_key_of_ones_own_is_read_without_a_warning(tmp_path: Path) -> None:
    found = read_key_file(f" {key_file(tmp_path, PKCS1)} ")

    assert found.secret.reveal().encode() == PKCS1
    assert (found.summary, found.warnings) == ("RSA private key, 2048 bits", ())


def test_the_home_folder_may_be_written_as_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    key_file(tmp_path, PKCS1)

    assert read_key_file("~/app.private-key.pem").path == tmp_path / "app.private-key.pem"


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_taken_with_a_warning_that_names_its_mode(tmp_path: Path, mode: int) -> None:
    warnings = read_key_file(str(key_file(tmp_path, PKCS1, mode))).warnings

    assert [row.code for row in warnings] == ["credential-readable-by-others"]
    assert f"{mode:04o}" in warnings[0].cause


def test_what_is_no_plain_file_is_refused_at_once(tmp_path: Path) -> None:
    link, pipe = tmp_path / "link.pem", tmp_path / "pipe.pem"
    link.symlink_to(key_file(tmp_path, PKCS1))
    os.mkfifo(pipe)

    for path, reason in ((tmp_path, "folder"), (link, "symbolic link"), (pipe, "pipe"), (Path("/dev/zero"), "device")):
        with pytest.raises(NoKeyFileError, match=reason):
            read_key_file(str(path))


def test_a_file_too_large_for_a_key_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.pem"
    with path.open("wb") as file:
        file.truncate(1 << 40)

    with pytest.raises(NoKeyFileError, match="far larger"):
        read_key_file(str(path))


@pytest.mark.parametrize("typed", ["nowhere.pem", "", "\0", "~nobody-is-called-so/key.pem", "x" * 5_000])
def test_a_path_to_nothing_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(NoKeyFileError):
        read_key_file(typed)


def test_a_public_key_is_no_private_one(tmp_path: Path) -> None:
    with pytest.raises(NoKeyFileError, match="public key") as caught:
        read_key_file(str(key_file(tmp_path, PUBLIC)))

    assert not isinstance(caught.value, MissingKeyFileError)
