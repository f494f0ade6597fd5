"""The wizard shows no token, and withstands the network; the tables are those of `python -m tests.hardening`."""

import pytest

from tests.hardening.walks import WALKS, Walk, search_wizard, walk


# The wizard differs by the step that a kind is pasted on, not by the kind; `python -m tests.hardening` walks with all.
@pytest.mark.parametrize("kind", ["classic", "fine-grained", "installation, stateless"])
async def test_the_wizard_shows_no_token(kind: str) -> None:
    row = await search_wizard(kind)
    assert row.places > 40
    assert row.hits == []


@pytest.mark.parametrize("trouble", WALKS, ids=lambda trouble: trouble.name)
async def test_the_wizard_withstands(trouble: Walk) -> None:
    assert await walk(trouble) == ""
