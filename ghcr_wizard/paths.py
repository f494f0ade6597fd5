"""Where settings and the cache live on this computer."""

from dataclasses import dataclass
from pathlib import Path

_APPLICATION = "ghcr-wizard"


class NoHomeError(Exception):
    """The operating system names no folder for settings; the message is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The two folders the program writes to; the demo puts them into a temporary one.

    Attributes:
        settings: Holds what must not be lost: profiles, and what the person set.
        cache: Holds what can be fetched again.
    """

    settings: Path
    cache: Path

    @classmethod
    def standard(cls) -> "Paths":
        """The operating system's own folders for `ghcr-wizard` (platformdirs).

        Raises:
            NoHomeError: There is no home folder to derive them from.
        """
        import platformdirs

        try:
            settings = platformdirs.user_config_path(_APPLICATION, appauthor=False)
            cache = platformdirs.user_cache_path(_APPLICATION, appauthor=False)
        except (RuntimeError, ValueError, OSError):  # the last two of Windows
            raise NoHomeError(_NO_HOME) from None
        if not settings.is_absolute() or not cache.is_absolute():
            raise NoHomeError(_NO_HOME)
        return cls(settings, cache)

    @property
    def profiles(self) -> Path:
        """The file of the profiles."""
        return self.settings / "profiles.json"

    @property
    def settings_file(self) -> Path:
        """The file of what the person set."""
        return self.settings / "settings.toml"


_NO_HOME = (
    "This user has no home folder to keep settings in; set HOME to one (on Windows, run it as a user who has one)."
)
