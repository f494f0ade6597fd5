"""The sockets: HTTP/1.1 as clients rely on it, many connections, a clean end."""

import asyncio
import http.client
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from ghcr_wizard.demo.server import DemoServer
from ghcr_wizard.demo.switches import Switches
from tests.demo.clients import api, exchange
from tests.demo.conftest import Start


def address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    return parts.hostname, parts.port


def talk(server: DemoServer, raw: bytes) -> bytes:
    """Send bytes to the API's port and return all it sends until it closes."""
    with socket.create_connection(address(server.api_url)) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        received = bytearray()
        while chunk := connection.recv(65_536):
            received += chunk
        return bytes(received)


def test_each_host_has_an_origin_of_its_own_on_loopback(maintainer: DemoServer) -> None:
    origins = [maintainer.registry_url, maintainer.api_url, maintainer.web_url, maintainer.blob_url]

    assert len(set(origins)) == 4
    assert {address(origin)[0] for origin in origins} == {"127.0.0.1"}


def test_no_other_address_is_listened_on(maintainer: DemoServer) -> None:
    _, port = address(maintainer.api_url)

    with pytest.raises(OSError, match=r"refused|unreachable"):
        socket.create_connection(("127.0.0.2", port))


def test_a_connection_is_kept_for_many_requests(maintainer: DemoServer) -> None:
    connection = http.client.HTTPConnection(*address(maintainer.api_url))
    headers = {"User-Agent": "test", "Authorization": f"Bearer {maintainer.token}"}
    local = set()
    for method in ("GET", "HEAD", "GET", "HEAD", "GET"):
        connection.request(method, "/user", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200
        assert (body == b"") == (method == "HEAD")
        local.add(connection.sock.getsockname())
    connection.close()

    assert len(local) == 1


def test_pipelined_requests_are_answered_in_order(maintainer: DemoServer) -> None:
    request = "GET /{} HTTP/1.1\r\nHost: demo\r\nUser-Agent: test\r\n\r\n"
    raw = "".join(request.format(path) for path in ("users/octocat", "orgs/acme")).encode()
    answers = talk(maintainer, raw)

    assert answers.count(b"HTTP/1.1 200") == 2
    assert answers.index(b'"login":"octocat"') < answers.index(b'"login":"acme"')


def test_a_client_may_ask_for_the_connection_to_end(maintainer: DemoServer) -> None:
    raw = b"GET /meta HTTP/1.1\r\nHost: demo\r\nUser-Agent: test\r\nConnection: close\r\n\r\n"
    with socket.create_connection(address(maintainer.api_url)) as connection:
        connection.sendall(raw)
        received = bytearray()
        while chunk := connection.recv(65_536):
            received += chunk

    assert received.startswith(b"HTTP/1.1 200")


def test_what_is_no_http_is_a_bad_request_and_the_server_goes_on(maintainer: DemoServer) -> None:
    assert talk(maintainer, b"hello?\r\n\r\n").startswith(b"HTTP/1.1 400")
    assert talk(maintainer, b"GET / HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 400")  # no Host
    assert talk(maintainer, b"") == b""
    with api(maintainer) as client:
        assert client.get("/user").status_code == 200


def test_a_request_body_too_large_is_refused(maintainer: DemoServer) -> None:
    head = b"POST /graphql HTTP/1.1\r\nHost: demo\r\nContent-Length: 2000000\r\n\r\n"

    assert talk(maintainer, head + b" " * (1_048_576 + 1)).startswith(b"HTTP/1.1 400")


def test_a_client_that_waits_for_100_continue_gets_it(maintainer: DemoServer) -> None:
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: demo\r\nUser-Agent: test\r\nAuthorization: Bearer {maintainer.token}\r\n"
        "Expect: 100-continue\r\nContent-Length: 29\r\n\r\n"
    )
    with socket.create_connection(address(maintainer.api_url)) as connection:
        connection.sendall(head.encode())
        assert connection.recv(65_536).startswith(b"HTTP/1.1 100")
        connection.sendall(b'{"query":"{viewer { login }}"}'[:29])
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")


async def test_a_hundred_requests_at_once_are_answered(start: Start) -> None:
    server = start("enterprise", switches=Switches())
    headers = {"Authorization": f"Bearer {server.token}"}
    limits = httpx.Limits(max_connections=100)
    patience = httpx.Timeout(120)
    async with httpx.AsyncClient(base_url=server.api_url, headers=headers, limits=limits, timeout=patience) as client:
        path = "/orgs/amber-cloud/packages?package_type=container&per_page=10&page={}"
        answers = await asyncio.gather(*(client.get(path.format(page)) for page in range(1, 101)))

    assert {answer.status_code for answer in answers} == {200}
    identifiers = {package["id"] for answer in answers for package in answer.json()}
    assert len(identifiers) == 1000
    assert len(server.requests()) == 100


def test_a_large_blob_arrives_whole_beside_other_requests(maintainer: DemoServer) -> None:
    bearer = exchange(maintainer, "openco/engine").json()["token"]
    headers = {"Authorization": f"Bearer {bearer}", "Accept": "*/*, application/vnd.oci.image.manifest.v1+json"}
    index_headers = {**headers, "Accept": "application/vnd.oci.image.index.v1+json"}
    base = f"{maintainer.registry_url}/v2/openco/engine"
    index = httpx.get(f"{base}/manifests/latest", headers=index_headers).json()
    manifest = httpx.get(f"{base}/manifests/{index['manifests'][0]['digest']}", headers=headers).json()
    layer = max(manifest["layers"], key=lambda entry: int(entry["size"]))
    location = httpx.get(f"{base}/blobs/{layer['digest']}", headers=headers).headers["location"]

    with httpx.stream("GET", location) as blob, api(maintainer) as client:
        assert client.get("/user").status_code == 200
        assert sum(len(chunk) for chunk in blob.iter_bytes()) == layer["size"] > 20_000_000


def test_requests_are_recorded_without_their_credentials(maintainer: DemoServer) -> None:
    with api(maintainer) as client:
        client.get("/user?page=1")
        client.head("/nowhere")
    exchange(maintainer, "acme/team/web", ("octocat", maintainer.token))
    exchange(maintainer, "acme/team/web", ("octocat", "ghp_wrong"))
    exchange(maintainer, "acme/absent")
    httpx.get(f"{maintainer.web_url}/settings/tokens")

    seen = maintainer.requests()
    assert [(entry.role, entry.method, entry.status, entry.scheme, entry.principal) for entry in seen] == [
        ("api", "GET", 200, "bearer", "octocat"),
        ("api", "HEAD", 404, "bearer", "octocat"),
        ("registry", "GET", 200, "basic", "octocat"),
        ("registry", "GET", 403, "basic", None),
        ("registry", "GET", 403, None, None),
        ("web", "GET", 200, None, None),
    ]
    assert seen[0].path == "/user?page=1"
    assert maintainer.token not in repr(seen)


def test_stopping_ends_connections_and_frees_the_ports(start: Start) -> None:
    server = start()
    host, port = address(server.api_url)
    with socket.create_connection((host, port)) as connection:
        connection.sendall(b"GET /meta HTTP/1.1\r\nHost: demo\r\nUser-Agent: test\r\n\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
        server.stop()
        while connection.recv(65_536):
            pass

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, port))
    with socket.create_server((host, port)):
        server.stop()


def test_a_server_starts_once(start: Start) -> None:
    server = start()

    with pytest.raises(RuntimeError, match="started before"):
        server.start()
    with pytest.raises(RuntimeError, match="not been started"):
        _ = DemoServer().api_url


def test_servers_do_not_share_what_they_remember(start: Start) -> None:
    first, second = start(), start()
    with api(first) as client:
        client.get("/user")

    assert (len(first.requests()), len(second.requests())) == (1, 0)
    with api(second) as client:
        assert client.get("/rate_limit").json()["resources"]["core"]["used"] == 0
