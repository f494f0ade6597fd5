"""What every test of the app starts from, on top of what all tests do."""

import pytest


@pytest.fixture(autouse=True)
def still_screen(steady_cursor: None) -> None:
    """Let nothing on the screen change by itself."""
