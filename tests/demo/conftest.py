"""Fixtures for driving the simulated GitHub over real sockets."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from ghcr_wizard.demo.server import DemoServer

Start = Callable[..., DemoServer]


@pytest.fixture
def now() -> datetime:
    """The moment the worlds of these tests are relative to."""
    return datetime(2026, 10, 2, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def start(now: datetime) -> Iterator[Start]:
    """Start demo servers as `DemoServer(...)` would, stopped when the test ends."""
    with ExitStack() as running:

        def begin(persona: str = "maintainer", **options: object) -> DemoServer:
            return running.enter_context(DemoServer(persona, **{"now": now, **options}))  # type: ignore[arg-type]

        yield begin


@pytest.fixture
def maintainer(start: Start) -> DemoServer:
    """The default persona's server."""
    return start()
