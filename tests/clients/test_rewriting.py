"""Taking an entry out of another program's file: only the one that was examined, and never without a backup."""

import json
import os
from pathlib import Path

import pytest

from ghcr_wizard.clients.auth_file import Dialect
from ghcr_wizard.clients.rewriting import RewriteError, keep_copy, make_private, remove_entry
from ghcr_wizard.secret import Secret

ENTRY = {"auth": "b2N0b2NhdDpvbGQ="}
OLD = Secret("old")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"auths": {"ghcr.io": ENTRY, "quay.io": ENTRY}, "psFormat": "x"}))
    return path


def test_the_entry_that_was_examined_goes(config: Path) -> None:
    backup = remove_entry(config, "ghcr.io", "ghcr.io", OLD, Dialect.DOCKER)

    assert json.loads(config.read_text()) == {"auths": {"quay.io": ENTRY}, "psFormat": "x"}
    assert "ghcr.io" in backup.read_text()


@pytest.mark.parametrize("secret", [Secret("new"), None])
def test_an_entry_with_another_secret_by_now_stays(config: Path, secret: Secret | None) -> None:
    before = config.read_bytes()

    with pytest.raises(RewriteError, match="has changed since it was examined"):
        remove_entry(config, "ghcr.io", "ghcr.io", secret, Dialect.DOCKER)

    assert config.read_bytes() == before
    assert list(config.parent.iterdir()) == [config]


def test_a_file_that_is_gone_or_broken_by_now_is_said_to_be(config: Path) -> None:
    config.write_text("{")
    with pytest.raises(RewriteError, match="not JSON"):
        remove_entry(config, "ghcr.io", "ghcr.io", OLD, Dialect.DOCKER)
    config.unlink()
    with pytest.raises(RewriteError, match="no longer exists"):
        remove_entry(config, "ghcr.io", "ghcr.io", OLD, Dialect.DOCKER)
    with pytest.raises(RewriteError, match="could not be changed"):
        make_private(config)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644])
def test_the_file_keeps_its_mode_and_the_backup_is_private(config: Path, mode: int) -> None:
    config.chmod(mode)

    backup = remove_entry(config, "ghcr.io", "ghcr.io", OLD, Dialect.DOCKER)

    assert config.stat().st_mode & 0o777 == mode
    assert backup.stat().st_mode & 0o777 == 0o600
    make_private(config)
    assert config.stat().st_mode & 0o777 == 0o600


def test_the_copy_of_a_run_that_was_killed_serves_the_next_one(config: Path) -> None:
    first = keep_copy(config, config.read_bytes())

    assert keep_copy(config, config.read_bytes()) == first
    second = keep_copy(config, b"{}")
    assert keep_copy(config, config.read_bytes()) not in {first, second}  # the newest one says what was there last


def test_a_copy_that_others_could_read_does_not_serve(config: Path) -> None:
    first = keep_copy(config, config.read_bytes())
    first.chmod(0o644)

    assert keep_copy(config, config.read_bytes()) != first
