"""What was seen: one small record of every exchange with a server."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Server(StrEnum):
    """Which of the servers was asked."""

    API = "api"
    REGISTRY = "registry"
    WEB = "web"


class Fault(StrEnum):
    """Why no usable answer of the protocol came back. Values are the words a person reads in evidence."""

    DNS = "the name could not be resolved"
    CONNECT = "no connection"
    NO_IPV4 = "this network has no way to IPv4"
    TLS = "the certificate is not trusted"
    TIMEOUT = "no answer in time"
    BROKEN = "the connection broke off"
    NOT_PROTOCOL = "the answer was not the protocol's"
    SHAPE = "the answer has another form than it had"
    TOO_LARGE = "the answer was too large"
    FOREIGN_ORIGIN = "the answer pointed to a foreign host"
    PROXY = "the proxy refused"
    DIGEST = "the content was not what its digest says"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came of it; nothing in it is secret.

    Attributes:
        server: Which server was asked.
        method: The HTTP method.
        url: The address, without user information and with unknown query values masked.
        status: The HTTP status, `None` if no answer came.
        code: The registry's error code (`DENIED`), if the body had one.
        message: The server's own message, made safe to show.
        headers: The answer's headers that matter to a diagnosis, lower-case names.
        request_id: GitHub's request id, for a support request.
        fault: Why there is no usable answer; `None` where there is one.
        detail: What the network layer said about the fault, made safe to show.
        milliseconds: From sending to the answer's end, all tries included.
        authenticated: Whether a credential was sent.
    """

    server: Server
    method: str
    url: str
    status: int | None = None
    code: str | None = None
    message: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    request_id: str | None = None
    fault: Fault | None = None
    detail: str | None = None
    milliseconds: float = 0.0
    authenticated: bool = False

    @property
    def answered(self) -> bool:
        """Whether the server gave an answer of its protocol, of whatever status."""
        return self.status is not None and self.fault is None

    @property
    def ok(self) -> bool:
        """Whether the answer is one of success, or "not modified"."""
        return self.answered and self.status is not None and (self.status < 300 or self.status == 304)  # noqa: PLR2004 - HTTP's classes

    @property
    def server_failed(self) -> bool:
        """A 5xx, or an answer that is not the protocol's, such as an HTML page."""
        broken = self.fault in {Fault.NOT_PROTOCOL, Fault.TOO_LARGE, Fault.BROKEN}
        return broken or (self.status is not None and self.status >= 500)  # noqa: PLR2004 - HTTP's classes
