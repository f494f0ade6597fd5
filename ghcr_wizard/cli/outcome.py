"""How a command ends: the fixed exit statuses, and the error that ends one with a single line."""

from __future__ import annotations  # the error types are loaded with every start, what they carry is not

TYPE_CHECKING = False  # typing's own is not worth the milliseconds that its import takes
if TYPE_CHECKING:
    from ghcr_wizard.diagnosis.model import Diagnosis

DONE = 0
REFUSED = 1
"""The credential was refused, nothing could be listed, or there is no such profile."""
BAD_INPUT = 2
UNREACHABLE = 3
STORE_FAILED = 4
INTERRUPTED = 130


class CommandError(Exception):
    """A command cannot go on.

    Attributes:
        line: One sentence or two for standard error; it repeats no argument that could be a token.
        status: The exit status.
        diagnosis: The cause, which `--json` prints in the command's document; wrong usage has none, and no document.
        ways_out: Lines that follow on standard error, apart from `--json`: what to do instead.
    """

    def __init__(
        self,
        line: str,
        status: int = BAD_INPUT,
        diagnosis: Diagnosis | None = None,
        ways_out: tuple[str, ...] = (),
    ) -> None:
        super().__init__(line)
        self.ways_out = ways_out
        self.line = line
        self.status = status
        self.diagnosis = diagnosis


def diagnosed(diagnosis: Diagnosis, status: int = BAD_INPUT) -> CommandError:
    """The error that a diagnosis explains: its cause, then its fix."""
    return CommandError(f"{diagnosis.cause} {diagnosis.fix}", status, diagnosis)


def innermost(error: BaseException) -> BaseException:
    """What ended the work: the first error of what a task group makes of one that came while it ran."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


class UsageError(Exception):
    """The command line is wrong; the message is one line and repeats no value of it."""
