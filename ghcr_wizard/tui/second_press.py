"""What happens at the second of two presses: the one way in which a screen asks "are you sure?".

The first press arms: for one action on one thing alone. The same press on the same thing right after it does it. Any
other key or click, moving, leaving the screen, Esc (which does nothing else then) and a few seconds end it.
"""

from collections.abc import Callable, Hashable
from typing import Protocol

SECONDS = 10.0
"""How long a first press counts."""

CANCEL = " Esc cancels."
"""What every question ends with."""


class Timer(Protocol):
    """A timer that can be stopped, as Textual's."""

    def stop(self) -> None:
        """Do not call any more."""


class SecondPress:
    """Whether a press is the second one.

    Args:
        changed: Called when what is armed changed, so that the screen says it.
        later: Calls a function after so many seconds.
    """

    def __init__(self, changed: Callable[[], None], later: Callable[[float, Callable[[], None]], Timer]) -> None:
        self._changed, self._later = changed, later
        self._armed: tuple[str, Hashable] | None = None
        self._with = self._now = ""
        self._timer: Timer | None = None

    @property
    def action(self) -> str:
        """The action that the next press does; empty where a first press is still to come."""
        return self._armed[0] if self._armed else ""

    def asks(self, action: str, thing: Hashable = None) -> bool:
        """Whether the next press does `action` to `thing`."""
        return self._armed == (action, thing)

    def press(self, action: str, thing: Hashable = None) -> bool:
        """Count a press for doing `action` to `thing`; whether it is the second one."""
        if self._armed == (action, thing):
            self.disarm()
            return True
        self.disarm(silently=True)
        self._armed, self._with = (action, thing), self._now
        self._timer = self._later(SECONDS, self.disarm)
        self._changed()
        return False

    def pressed(self, key: str) -> None:
        """Note a key, or `mouse`; another one than the first press was made with ends that."""
        self._now = key
        if self._armed and key != self._with:
            self.disarm()

    def disarm(self, *, silently: bool = False) -> None:
        """Forget a first press.

        Args:
            silently: Whether nothing is to be shown for it, as another one follows or the screen is left.
        """
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if self._armed is not None:
            self._armed = None
            if not silently:
                self._changed()


def count_press(key: str, *waiting: SecondPress | None) -> bool:
    """Tell all that may wait for a second press of a key, or of `mouse`; whether one of them did."""
    asked = any(each.action for each in waiting if each is not None)
    for each in waiting:
        if each is not None:
            each.pressed(key)
    return asked
