"""`--debug`, or `GHCR_WIZARD_DEBUG=1`: every exchange with a server as a line on standard error, as it happens."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import takewhile

from ghcr_wizard.cli.output import remark
from ghcr_wizard.transport.observing import WireExchange, in_one_line, observed

OPTION = "--debug"
_VARIABLE = "GHCR_WIZARD_DEBUG"
_OFF = frozenset({"", "0"})


def without_option(arguments: Sequence[str]) -> tuple[list[str], bool]:
    """The arguments without `--debug`, wherever it stands before `--`, and whether it or the variable asks."""
    options = list(takewhile("--".__ne__, arguments))
    kept = [each for each in options if each != OPTION] + list(arguments[len(options) :])
    return kept, len(kept) < len(arguments) or os.environ.get(_VARIABLE, "") not in _OFF


@contextmanager
def debugging(*, wanted: bool) -> Iterator[None]:
    """Say every exchange within the context, if that is wanted."""
    if not wanted:
        yield
        return
    with observed(_say):
        yield


def _say(exchange: WireExchange) -> None:
    remark(in_one_line(exchange))
