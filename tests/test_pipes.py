"""What tells that nobody reads a pipe any more."""

import errno

import pytest

from ghcr_wizard.pipes import is_closed

INVALID = OSError(errno.EINVAL, "Invalid argument")
OF_WINDOWS = OSError(errno.EINVAL, "The parameter is incorrect")
OF_WINDOWS.winerror = 87  # type: ignore[attr-defined]  # Windows' alone


@pytest.mark.parametrize(
    ("error", "platform", "expected"),
    [
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), "linux", True),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), "win32", True),
        (INVALID, "win32", True),
        (INVALID, "linux", False),
        (OF_WINDOWS, "win32", False),
        (OSError(errno.EINVAL, "Invalid argument", "a:b"), "win32", False),
        (OSError(errno.ENOSPC, "No space left on device"), "win32", False),
    ],
)
def test_windows_has_another_word_for_it(error: OSError, platform: str, expected: bool) -> None:
    assert is_closed(error, platform) is expected
