"""Every command under every fault ends as it has to; `python -m tests.hardening` prints the matrix."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ghcr_wizard.demo.server import DemoServer
from tests.hardening.faults import COMMANDS, TROUBLES, Trouble, prepared, try_cell
from tests.hardening.machine import Machine

Place = tuple[DemoServer, Machine]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A GitHub and a computer with a stored credential, which each cell is given a copy of."""
    with prepared(tmp_path_factory.mktemp("model") / "machine") as made:
        yield made


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_commands_end_as_they_have_to(trouble: Trouble, place: Place, tmp_path: Path) -> None:
    server, model = place
    # The whole matrix takes minutes; here are the commands a fault concerns, or all where it concerns none.
    concerned = [command for command in COMMANDS if trouble.expected(command) != {command.usual}] or COMMANDS
    cells = [
        try_cell(command, trouble, server, model, tmp_path / str(number)) for number, command in enumerate(concerned)
    ]
    assert cells
    assert [(cell.command, cell.problem) for cell in cells if cell.problem] == []


def test_a_wrong_expectation_is_found_out(place: Place, tmp_path: Path) -> None:
    server, model = place
    wrong = Trouble("wrong", lambda _: frozenset({7}))
    assert "status 0, not [7]" in try_cell(COMMANDS[2], wrong, server, model, tmp_path / "cell").problem
