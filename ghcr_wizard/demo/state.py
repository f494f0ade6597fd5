"""What one running server remembers: its addresses, clock, quotas, open uploads, deletions and recorded requests."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Final

from ghcr_wizard.demo.device import DeviceDesk
from ghcr_wizard.demo.registry.blobs import Blob
from ghcr_wizard.demo.registry.content import Content, build_content
from ghcr_wizard.demo.switches import Role, Switches
from ghcr_wizard.demo.webhooks.state import WebhookState
from ghcr_wizard.demo.world import Package, Token, World

_CONTENTS_KEPT: Final = 256
_HOUR: Final = 3_600
_ANONYMOUS_LIMIT: Final = 60
_ACTIONS_LIMIT: Final = 1_000
_USER_LIMIT: Final = 5_000


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """A request as a test may look at it: never with the credential itself.

    Attributes:
        role: The host asked: `api`, `registry`, `web` or `blob`.
        path: Raw path with query.
        status: What was answered; 0 when nothing was.
        scheme: The authorization's scheme in lower case (`basic`, `bearer`), or None.
        principal: Login of the live credential's owner, or None.
    """

    role: Role
    method: str
    path: str
    status: int
    scheme: str | None
    principal: str | None


@dataclass(frozen=True, slots=True)
class Origins:
    """Where the four hosts are: `http://127.0.0.1:PORT`."""

    registry: str
    api: str
    web: str
    blob: str


@dataclass(slots=True)
class Quota:
    """A principal's REST quota."""

    limit: int
    remaining: int
    reset: int

    @property
    def used(self) -> int:
        """Requests made in this hour."""
        return self.limit - self.remaining


@dataclass
class State:
    """Everything that changes while the server runs; touched by its own thread only, but for `recorded`."""

    world: World
    switches: Switches
    origins: Origins
    recorded: list[RecordedRequest] = field(default_factory=list)
    uploads: dict[str, str] = field(default_factory=dict)
    blob_sources: dict[str, Blob] = field(default_factory=dict)
    devices: DeviceDesk = field(default_factory=DeviceDesk)
    failed_logins: int = 0
    revocations: int = 0
    monotonic: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self._started = self.monotonic()
        self._revoked: dict[str, int] = {}
        self._authorised: frozenset[str] = frozenset()
        self.hooks = WebhookState(self.world.hooks)
        self._skipped = timedelta()
        self._minted: dict[str, Token] = {}
        self._contents: OrderedDict[int, Content] = OrderedDict()
        self._edited: dict[int, Content] = {}
        self._quotas: dict[str, Quota] = {}
        self._numbers = count(1)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return the server's time: the world's moment, and what has passed since the start."""
        return self.world.now + timedelta(seconds=self.monotonic() - self._started) + self._skipped

    def skip(self, time: timedelta) -> None:
        """Let time pass."""
        self._skipped += time

    def issue(self, token: Token) -> None:
        """Let a token in from now on."""
        self._minted[token.secret] = token

    def withdraw(self, token: Token) -> None:
        """Let a token in no more; for one that the world has, nothing changes."""
        self._minted.pop(token.secret, None)

    def record(self, request: RecordedRequest) -> None:
        """Remember a request."""
        with self._lock:
            self.recorded.append(request)

    def requests(self) -> list[RecordedRequest]:
        """Return what was asked so far."""
        with self._lock:
            return list(self.recorded)

    def revoke(self, secret: str) -> None:
        """End a token for the rest of this server's life."""
        self._revoked.setdefault(secret, self.switches.revocation_delay)

    def authorise(self, organization: str) -> None:
        """Give every token single sign-on for an organization, as the page behind its link does for one."""
        self._authorised |= {organization}

    def live_token(self, secret: str) -> Token | None:
        """Return the token if it is known, not revoked and not expired."""
        token = self.world.token_of(secret) or self._minted.get(secret)
        if token is None or token.revoked or self._is_revoked(secret):
            return None
        if token.expires_at is not None and token.expires_at <= self.now():
            return None
        return replace(token, sso=token.sso | self._authorised) if self._authorised else token

    def _is_revoked(self, secret: str) -> bool:
        left = self._revoked.get(secret)
        if left:
            self._revoked[secret] = left - 1
        return left == 0

    def content(self, package: Package) -> Content:
        """Return a package's content, making it when it is asked for the first time."""
        if package.id in self._edited:
            return self._edited[package.id]
        if package.id not in self._contents:
            self._contents[package.id] = build_content(package)
            if len(self._contents) > _CONTENTS_KEPT:
                self._contents.popitem(last=False)
        self._contents.move_to_end(package.id)
        return self._contents[package.id]

    def delete_version(self, package: Package, digest: str) -> None:
        """Delete a version for the rest of this server's life."""
        content = self.content(package)
        content.delete(digest)
        self._edited[package.id] = content

    def version_count(self, package: Package) -> int:
        """Return how many versions a package has, without making them."""
        edited = self._edited.get(package.id)
        return package.image.version_count if edited is None else len(edited.manifests)

    def quota(self, principal: Token | None) -> Quota:
        """Return the quota the principal's requests count against; all tokens of a user share one."""
        key = principal.login if principal else ""
        if key not in self._quotas:
            limit = self._limit(principal)
            remaining = self.switches.rate_limit_remaining
            left = limit if remaining is None else min(remaining, limit)
            self._quotas[key] = Quota(limit, left, int(self.now().timestamp()) + _HOUR)
        return self._quotas[key]

    @staticmethod
    def _limit(principal: Token | None) -> int:
        if principal is None:
            return _ANONYMOUS_LIMIT
        return _ACTIONS_LIMIT if principal.kind == "actions" else _USER_LIMIT

    def request_id(self) -> str:
        """Return an id in GitHub's form: five groups of hexadecimal digits."""
        number = next(self._numbers)
        noise = sha256(f"request {number}".encode()).hexdigest().upper()
        stamp = f"{int(self.now().timestamp()):X}"
        return f"{noise[:4]}:{noise[4:10]}:{noise[10:17]}:{noise[17:24]}:{stamp}"
