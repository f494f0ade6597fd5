"""A server cannot fill the memory; `python -m tests.hardening` tries every body with every command."""

from pathlib import Path

import pytest

from tests.hardening.glut import BODIES, MOST_MEMORY, weigh


@pytest.mark.parametrize("body", ["empty objects", "more values than are taken"])
def test_answers_as_large_as_they_may_be_take_little_memory(body: str, tmp_path: Path) -> None:
    assert body in BODIES
    row = weigh(body, tmp_path, (("packages", "--json"),))

    assert row.problems == []
    assert 20 < row.memory <= MOST_MEMORY
