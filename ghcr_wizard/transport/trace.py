"""A trace: every exchange of one command as a JSON document that can be shown, and answered from again.

Tokens are never in it: what is sent as authorization is told by whose it was, what the token endpoint gave is replaced,
and every text is searched for the secrets in use. Of bodies it has what this program could read; names are replaced by
stand-ins, unless they are wanted.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from typing import TYPE_CHECKING, Final

from ghcr_wizard import __version__
from ghcr_wizard.text import clean, redact
from ghcr_wizard.transport.protocol import KEPT_HEADERS, parsed
from ghcr_wizard.transport.stand_ins import StandIns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ghcr_wizard.transport.observing import WireExchange

SCHEMA: Final = "ghcr-wizard.trace/1"
_HOLDS: Final = (
    "Every request this command made, with its answer. No token is in it. Names of users, organizations, repositories, "
    "packages and tags are replaced by stand-ins."
)
_HOLDS_NAMES: Final = (
    "Every request this command made, with its answer. No token is in it; names are, as was asked for."
)
_MOST: Final = 20_000
"""Exchanges that are kept; listing a hundred thousand packages takes two thousand."""

_LONGEST_BODY: Final = 4_000
"""Characters of a body that is no JSON."""

_SENT: Final = ("accept", "x-github-api-version")
_ANSWERED: Final = KEPT_HEADERS - {"x-oauth-client-id"} | {"link", "location", "x-github-media-type"}
"""Headers that matter to whoever reads it, without whose OAuth app it was."""

_PERSONAL: Final = frozenset(
    {"bio", "blog", "company", "description", "email", "homepage", "location", "notification_email", "twitter_username"}
)
_SECRET: Final = frozenset({"token", "access_token", "refresh_token", "secret", "pem", "client_secret", "device_code"})
_ADDRESSES: Final = frozenset({"documentation_url", "html_url", "package_html_url", "url"})
_UNREAD: Final = frozenset({"avatar_url", "gravatar_id", "node_id", "temp_clone_token"})
_SIGNED: Final = re.compile(r"([?&](?:sig|se|code|authorization_request|token)=)[^&;\s\"]+")
"""Parts of addresses that open something for who has them."""


@dataclass(frozen=True, slots=True)
class TraceSubject:
    """Whose trace it is.

    Attributes:
        command: What was run, without arguments.
        registry: The registry's host.
        origins: The servers' origins by name (`api`, `registry`, `web`), which stand in it by these names.
        username: The credential's user name, empty for none.
        token_kind: Its kind, as `check --json` names it.
        token_length: Characters of it.
    """

    command: str
    registry: str
    origins: Mapping[str, str]
    username: str
    token_kind: str
    token_length: int


class Recorder:
    """Keeps what happens on the wire, in memory, until it is made a document.

    Args:
        most: Bytes of bodies that are kept; what comes after them is counted.
    """

    def __init__(self, most: float = inf) -> None:
        self._seen: list[WireExchange] = []
        self._left_out = 0
        self._room = most
        self._begun = datetime.now(UTC)

    def __call__(self, exchange: WireExchange) -> None:
        """Keep an exchange."""
        self._room -= len(exchange.outcome.body)
        if len(self._seen) < _MOST and self._room > 0:
            self._seen.append(exchange)
        else:
            self._left_out += 1

    def document(self, subject: TraceSubject, *, names: bool = False) -> dict[str, object]:
        """The trace.

        Args:
            subject: Whose it is.
            names: Whether names stay.
        """
        page = self.page(subject, names=names)
        return {
            "schema": SCHEMA,
            "holds": _HOLDS_NAMES if names else _HOLDS,
            "names": names,
            "program": f"ghcr-wizard {__version__}",
            "command": subject.command,
            "recorded_at": self._begun.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "registry": subject.registry if names or subject.registry == "ghcr.io" else "registry.example",
            "username": page.text(subject.username),
            "token": {"kind": subject.token_kind, "length": subject.token_length},
            "left_out": self._left_out,
            "exchanges": self.exchanges(page),
        }

    def page(self, subject: TraceSubject, accounts: Iterable[str] = (), *, names: bool = False) -> TraceWriter:
        """What makes texts about these exchanges fit to be shown.

        Args:
            subject: Whose they are.
            accounts: Users besides.
            names: Whether names stay.
        """
        if names:
            return TraceWriter(subject, None)
        stand_ins = StandIns()
        for account in (subject.username, *accounts):
            stand_ins.learn_account(account)
        for each in self._seen:
            stand_ins.learn_path(_target(each.url))
            stand_ins.learn(parsed(each.outcome.body) if each.outcome.body else None)
        return TraceWriter(subject, stand_ins)

    def exchanges(self, page: TraceWriter) -> list[dict[str, object]]:
        """Every exchange, in order."""
        seen = sorted(self._seen, key=lambda each: each.started)
        return [page.exchange(each, seen[0].started) for each in seen]


def _target(url: str) -> str:
    """The path and query of an address."""
    return "/" + url.partition("://")[2].partition("/")[2]


class TraceWriter:
    """Writes exchanges down for everybody to see.

    The bearers that requests without a credential were given are told from the credential's own by value.
    """

    def __init__(self, subject: TraceSubject, stand_ins: StandIns | None) -> None:
        self._origins = sorted(subject.origins.items(), key=lambda row: -len(row[1]))
        self._stand_ins = stand_ins
        self._nobodys: set[int] = set()

    def exchange(self, seen: WireExchange, first: float) -> dict[str, object]:
        """One exchange of the trace."""
        outcome = seen.outcome
        document = parsed(outcome.body) if outcome.body else None
        whose = self._whose(seen)
        if isinstance(document, dict) and whose == "nobody" and isinstance(token := document.get("token"), str):
            self._nobodys.add(hash(f"Bearer {token}"))
        written: dict[str, object] = {
            "at": round((seen.started - first) * 1_000, 1),
            "took": round(seen.milliseconds, 1),
            "server": seen.server.value,
            "method": seen.method,
            "target": self.text(_SIGNED.sub(r"\1masked", _target(seen.url))),
            "sent": {name: seen.sent[name] for name in _SENT if name in seen.sent},
            "as": whose,
            "status": outcome.status,
            "headers": {name: self._header(value) for name, value in outcome.headers.items() if name in _ANSWERED},
        }
        if outcome.fault is not None:
            return written | {"fault": outcome.fault.name, "detail": self.text(outcome.detail or "")}
        if document is not None:
            return written | {"body": self._value(document, whose)}
        return written | {
            "text": self.text(clean(outcome.body[: _LONGEST_BODY * 4].decode("utf-8", "replace"), _LONGEST_BODY))
        }

    def text(self, text: str) -> str:
        """A text without secrets, with the servers by name, and with stand-ins for names."""
        shown = redact(text, is_name=True)
        for name, origin in self._origins:
            shown = shown.replace(origin, f"{{{name}}}")
        return self._stand_ins.text(shown) if self._stand_ins else shown

    def _whose(self, seen: WireExchange) -> str:
        if seen.authorization is None:
            return "nobody"
        return "anonymous" if hash(seen.authorization.reveal()) in self._nobodys else "credential"

    def _header(self, value: str) -> str:
        return self.text(clean(_SIGNED.sub(r"\1masked", value) if self._stand_ins else value, 2_000))

    def _value(self, value: object, whose: str) -> object:
        if isinstance(value, list):
            return [self._value(each, whose) for each in value]
        if isinstance(value, dict):
            return {key: self._field(value, key, each, whose) for key, each in value.items() if not _is_unread(key)}
        return self.text(value) if isinstance(value, str) else value

    def _field(self, document: dict[str, object], key: str, value: object, whose: str) -> object:
        if key in _SECRET and isinstance(value, str):
            return f"bearer-of-{'nobody' if whose == 'nobody' else 'the-credential'}"
        if self._stand_ins is None:
            return self._value(value, whose)
        if key in _PERSONAL and isinstance(value, str):
            return ""
        if key == "id" and isinstance(value, int):
            return self._stand_ins.number(value)
        if key == "tags" and isinstance(value, list):
            return [self._stand_ins.tag(each) if isinstance(each, str) else None for each in value]
        if isinstance(value, str):
            shown = self.text(value)
            return self._stand_ins.field(document, key, redact(value, is_name=True)) if key == "name" else shown
        return self._value(value, whose)


def _is_unread(key: str) -> bool:
    return key in _UNREAD or (key.endswith("_url") and key not in _ADDRESSES)


def written(document: Mapping[str, object]) -> str:
    """A trace as the text of its file."""
    return json.dumps(document, indent=1, ensure_ascii=True) + "\n"
