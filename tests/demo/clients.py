"""Plain HTTP clients of the simulated GitHub: nothing of the program's own client code."""

import base64

import httpx

from ghcr_wizard.demo.server import DemoServer

EVERY_MANIFEST = (
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json"
)


def api(server: DemoServer, token: str | None = None) -> httpx.Client:
    """Return a client of the REST API with the persona's token, another one, or none (`""`)."""
    secret = server.token if token is None else token
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return httpx.Client(base_url=server.api_url, headers=headers)


def exchange(
    server: DemoServer, path: str, credential: tuple[str, str] | None = None, actions: str = "pull"
) -> httpx.Response:
    """Ask `/token` for a bearer to `path` (`owner/name`), with Basic or anonymously."""
    params = {"service": "ghcr.io", "scope": f"repository:{path}:{actions}"}
    return httpx.get(f"{server.registry_url}/token", params=params, auth=credential)


def bearer_of(secret: str) -> str:
    """Return the bearer `/token` hands out for a live credential."""
    return base64.b64encode(secret.encode()).decode()


def registry(server: DemoServer, token: str | None = None) -> httpx.Client:
    """Return a client of the registry whose bearer is the persona's, another secret's, or the junk of Homebrew."""
    secret = server.token if token is None else token
    bearer = bearer_of(secret) if secret else "QQ=="
    headers = {"Authorization": f"Bearer {bearer}", "Accept": EVERY_MANIFEST}
    return httpx.Client(base_url=server.registry_url, headers=headers)


def error(response: httpx.Response) -> tuple[int, str, str]:
    """Return status, code and message of a registry's refusal."""
    [entry] = response.json()["errors"]
    return response.status_code, entry["code"], entry["message"]


def refusal(response: httpx.Response) -> tuple[int, str]:
    """Return status and message of a REST refusal, whose body must be whole."""
    body = response.json()
    assert set(body) == {"message", "documentation_url", "status"}
    assert body["status"] == str(response.status_code)
    return response.status_code, body["message"]
