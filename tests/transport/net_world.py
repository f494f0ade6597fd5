"""What the tests of the network services share: hosts of a server, a client that does not really wait."""

from ghcr_wizard.github.hosts import Deployment, Hosts
from ghcr_wizard.transport.client import HttpClient
from tests.transport.net_server import LoopbackServer, answer

TOKEN = "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"


def hosts_at(registry: str, api: str | None = None, web: str = "https://github.com") -> Hosts:
    """GitHub.com, with its servers elsewhere."""
    return Hosts("ghcr.io", Deployment.GITHUB_COM, registry, api or registry, web)


class Pauses:
    """A way to wait that takes no time and remembers."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def client(
    pauses: Pauses | None = None,
    *,
    timeout_seconds: float = 20.0,
    silence_seconds: float = 10.0,
    deadline_seconds: float | None = None,
) -> HttpClient:
    """A client whose pauses between tries take no time."""
    return HttpClient(
        timeout_seconds=timeout_seconds,
        silence_seconds=silence_seconds,
        deadline_seconds=deadline_seconds,
        sleep=pauses or Pauses(),
    )


def bearer_registry(server: LoopbackServer, realm: str | None = None) -> None:
    """Make `server` a registry with token authentication, as GHCR is one."""
    challenge = f'Bearer realm="{realm or server.url + "/token"}",service="ghcr.io",scope="repository:user/image:pull"'
    unauthorized = {"errors": [{"code": "UNAUTHORIZED", "message": "authentication required"}]}
    server.on("/v2/", answer(401, unauthorized, www_authenticate=challenge))
    server.on("/token", answer(200, {"token": "dG9rZW4="}))
