"""No command writes a token anywhere but into the keyring."""

from pathlib import Path

import pytest

from tests.hardening.leaks import COMMANDS, KIND_MATTERS, KINDS, finds_its_marks, search

# The shortest form and the longest; every command with every kind takes minutes (`python -m tests.hardening`).
IN_FULL = {"classic", "installation, stateless"}


@pytest.mark.parametrize("kind", KINDS)
def test_no_command_leaves_a_token_anywhere(kind: str, tmp_path: Path) -> None:
    commands = set(COMMANDS) if kind in IN_FULL else KIND_MATTERS
    rows = search(tmp_path / "machine", kind, commands)
    assert {row.command for row in rows} == commands
    assert all(row.places >= 3 for row in rows)
    assert [(row.command, row.hits) for row in rows if row.hits] == []


def test_the_search_finds_a_token_where_one_lies(tmp_path: Path) -> None:
    assert finds_its_marks(tmp_path / "machine")
