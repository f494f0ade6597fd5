"""Codes that wait for a person to approve them: what the web host remembers of the device flow."""

import hashlib
from dataclasses import dataclass, field
from typing import Final, Literal

Approval = Literal["approved", "denied", "expired"]

_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
_TOLERANCE: Final = 0.1
"""Seconds a poll may come early; clocks differ."""


@dataclass(slots=True)
class Device:
    """One code.

    Attributes:
        code: What the program polls with.
        user_code: What the person types.
        scopes: What was asked for.
        polled_at: When it was last polled; the first poll may come at once.
        interval: Seconds between polls; 0 until told otherwise takes the App's.
        polls: How often it was polled.
        answer: What the person, or time, did.
    """

    code: str
    user_code: str
    scopes: tuple[str, ...]
    polled_at: float | None = None
    interval: float = 0
    polls: int = 0
    answer: Approval | None = None

    def came_too_early(self, now: float, interval: float) -> bool:
        """Count a poll; tell whether it came before its time."""
        self.interval = self.interval or interval
        early = self.polled_at is not None and now - self.polled_at < self.interval - _TOLERANCE
        self.polls, self.polled_at = self.polls + 1, now
        return early


@dataclass(slots=True)
class DeviceDesk:
    """All codes of one server."""

    issued: int = 0
    _open: dict[str, Device] = field(default_factory=dict)
    _begun: int = 0

    def begin(self, scope: str) -> Device:
        """Make a code; the same ones in every run."""
        self._begun += 1
        digest = hashlib.shake_256(f"device {self._begun}".encode()).digest(28)
        letters = "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[20:])
        device = Device(digest[:20].hex(), f"{letters[:4]}-{letters[4:]}", tuple(sorted(scope.split())))
        self._open[device.code] = device
        return device

    def of_code(self, code: str) -> Device | None:
        """Return the device that polls with this code."""
        return self._open.get(code)

    def of_user_code(self, typed: str) -> Device | None:
        """Return the device whose code a person typed, in any spelling."""
        wanted = "".join(typed.upper().split()).replace("-", "")
        return next((each for each in self.waiting() if each.user_code.replace("-", "") == wanted), None)

    def waiting(self) -> list[Device]:
        """Return the devices nobody has answered."""
        return [each for each in self._open.values() if each.answer is None]

    def end(self, device: Device) -> None:
        """Forget a code whose token was issued."""
        self.issued += 1
        del self._open[device.code]
