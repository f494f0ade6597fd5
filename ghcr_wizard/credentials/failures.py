"""What a person is told where a stored credential cannot be kept, read, renewed or removed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ghcr_wizard.credentials.keyring_errors import KeyringFailure
from ghcr_wizard.credentials.profile_file import ProfilesError
from ghcr_wizard.credentials.profile_names import ProfileNameError
from ghcr_wizard.credentials.unavailable import TokenUnavailableError

FAILURES = (KeyringFailure, TokenUnavailableError, ProfilesError, ProfileNameError)
"""Everything a credential's operations raise that is no bug: a person is told of it, and can do something about it."""

Failure = KeyringFailure | TokenUnavailableError | ProfilesError | ProfileNameError


def cause_and_fix(failure: Failure) -> tuple[str, str]:
    """What happened, and what to do; the second is empty where the first says both."""
    if isinstance(failure, KeyringFailure):
        return failure.diagnosis.cause, failure.diagnosis.fix
    return str(failure), ""


def sentence(failure: Failure) -> str:
    """What happened and what to do, in one line."""
    return " ".join(cause_and_fix(failure)).strip()


@contextmanager
def failures_told(tell: Callable[[str, str], object]) -> Iterator[None]:
    """Give a failure's cause and fix to `tell` instead of raising it; it ends the block."""
    try:
        yield
    except FAILURES as failure:
        tell(*cause_and_fix(failure))
