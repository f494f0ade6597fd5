"""Certificates and proxies, as the environment has them."""

import asyncio
import hashlib
import ssl
from pathlib import Path

import pytest
import trustme
from cryptography import x509

from ghcr_wizard.secret import Secret
from ghcr_wizard.transport.exchange import Exchange, Fault, Server
from tests.transport.net_proxy import tunnelling
from tests.transport.net_server import LoopbackServer, answer
from tests.transport.net_world import TOKEN, client

PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def authority_file(authority: trustme.CA, tmp_path: Path) -> Path:
    file = tmp_path / "company.pem"
    authority.cert_pem.write_to_path(str(file))
    return file


def subject_hash(authority: trustme.CA) -> str:
    """The name OpenSSL looks an authority up by in a directory: SHA-1 of its subject in canonical form."""
    subject = x509.load_pem_x509_certificate(authority.cert_pem.bytes()).subject
    canonical = x509.Name([x509.NameAttribute(part.oid, str(part.value).lower()) for part in subject])
    encoded = canonical.public_bytes()
    assert encoded[1] < 128, "the outer header has two bytes"
    digest = hashlib.sha1(encoded[2:], usedforsecurity=False).digest()
    return f"{int.from_bytes(digest[:4], 'little'):08x}"


@pytest.fixture
def authority_folder(authority: trustme.CA, authority_file: Path) -> Path:
    authority_file.rename(authority_file.with_name(f"{subject_hash(authority)}.0"))
    return authority_file.parent


def certificate(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


async def asked(url: str, token: str | None = None) -> Exchange:
    async with client() as http:
        authorization = Secret(f"Bearer {token}") if token else None
        return (await http.request(Server.REGISTRY, "GET", url, origin=url, authorization=authorization)).exchange


async def test_an_unknown_authority_is_not_trusted_and_gets_no_credential(authority: trustme.CA) -> None:
    async with LoopbackServer(certificate(authority, "127.0.0.1")) as server:
        exchange = await asked(server.url + "/", TOKEN)

        assert exchange.fault is Fault.TLS
        assert exchange.detail == "unable to get local issuer certificate"
        assert not exchange.authenticated
        assert server.seen == []


async def test_an_authority_named_by_ssl_cert_file_is_trusted(
    authority: trustme.CA, authority_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority_file))
    async with LoopbackServer(certificate(authority, "127.0.0.1")) as server:
        server.on("/", answer(200, {}))

        exchange = await asked(server.url + "/", TOKEN)

        assert exchange.ok
        assert server.seen[0].authorization == f"Bearer {TOKEN}"


async def test_an_authority_in_ssl_cert_dir_is_trusted(
    authority: trustme.CA, authority_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", str(authority_folder))
    async with LoopbackServer(certificate(authority, "127.0.0.1")) as server:
        server.on("/", answer(200, {}))

        assert (await asked(server.url + "/")).ok


@pytest.fixture(params=["absent", "without a certificate"])
def useless_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    file = tmp_path / "authorities.pem"
    if request.param != "absent":
        file.write_text("no certificate in here")
    return file


async def test_a_useless_ssl_cert_file_is_no_crash(
    authority: trustme.CA, useless_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(useless_file))
    async with LoopbackServer(certificate(authority, "127.0.0.1")) as server:
        assert (await asked(server.url + "/")).fault is Fault.TLS


async def test_a_certificate_of_another_name_is_not_trusted(
    authority: trustme.CA, authority_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority_file))
    async with LoopbackServer(certificate(authority, "ghrc.example")) as server:
        exchange = await asked(server.url + "/")

        assert exchange.fault is Fault.TLS
        assert "127.0.0.1" in (exchange.detail or "")


async def test_a_server_without_tls_is_no_connection() -> None:
    async def clear_text(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(400, {}))
        writer.close()

    async with await asyncio.start_server(clear_text, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]

        exchange = await asked(f"https://127.0.0.1:{port}/", TOKEN)

        assert exchange.fault is Fault.CONNECT
        assert (exchange.detail or "").startswith("TLS: ")
        assert not exchange.authenticated


async def test_https_goes_through_the_proxy_of_the_environment(
    authority: trustme.CA, authority_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority_file))
    async with LoopbackServer(certificate(authority, "ghcr.example")) as server, tunnelling(server.port) as proxy:
        server.on("/v2/", answer(200, {}))
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("http://", "http://me:pass@"))

        exchange = await asked("https://ghcr.example/v2/", TOKEN)

        assert exchange.ok
        assert [(request.method, request.target) for request in proxy.seen] == [("CONNECT", "ghcr.example:443")]
        assert proxy.seen[0].headers["proxy-authorization"] == "Basic bWU6cGFzcw=="
        assert proxy.seen[0].authorization is None
        assert server.seen[0].authorization == f"Bearer {TOKEN}"
        assert "proxy-authorization" not in server.seen[0].headers


async def test_plain_http_goes_through_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackServer() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        proxy.on("http://registry.example/v2/", answer(200, {}))

        assert (await asked("http://registry.example/v2/")).ok


async def test_a_proxy_that_refuses_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"
    async with tunnelling(0, refusal) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)

        exchange = await asked("https://ghcr.example/v2/", TOKEN)

        assert exchange.fault is Fault.PROXY
        assert exchange.detail == "407 Proxy Authentication Required"


async def test_no_proxy_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    async with LoopbackServer() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("NO_PROXY", "registry.invalid")

        assert (await asked("http://registry.invalid/v2/")).fault is Fault.DNS
        assert proxy.connections == 0


@pytest.mark.parametrize("variable", PROXY_VARIABLES)
async def test_this_computer_itself_is_never_reached_through_a_proxy(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with LoopbackServer() as proxy, LoopbackServer() as server:
        monkeypatch.setenv(variable, proxy.url)
        server.on("/", answer(200, {}))

        assert (await asked(server.url + "/")).ok
        assert proxy.connections == 0


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ALL_PROXY", "socks5://me:hidden@127.0.0.1:1080"),
        ("HTTPS_PROXY", "nonsense://me:hidden@127.0.0.1"),
        ("HTTPS_PROXY", "http://me:hidden@[::1"),
        ("NO_PROXY", "fe80::/10"),
        ("HTTPS_PROXY", "http://me:hidden@127.0.0.1:99999"),
        ("ALL_PROXY", "http://me:hidden@proxy.example:0"),
        ("HTTPS_PROXY", "http://me:hidden@"),
    ],
)
async def test_proxy_settings_that_cannot_be_used_are_a_fault(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)

    exchange = await asked("https://ghcr.example/v2/", TOKEN)

    assert exchange.fault is Fault.PROXY
    assert "environment" in (exchange.detail or "")
    assert "hidden" not in str(exchange)


async def test_an_impossible_port_of_a_proxy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:99999")

    exchange = await asked("https://ghcr.example/v2/", TOKEN)

    assert exchange.detail == "HTTPS_PROXY in the environment names port 99999; ports are 1 to 65535"


async def test_an_impossible_proxy_is_in_nobodys_way_who_does_not_use_it(
    authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:99999")
    monkeypatch.setenv("NO_PROXY", "other.example")
    async with LoopbackServer(certificate(authority, "127.0.0.1")) as server:
        assert (await asked(server.url + "/")).fault is Fault.TLS
    assert (await asked("https://other.example/")).fault is Fault.DNS
    assert (await asked("http://ghcr.example/")).fault is not Fault.PROXY


async def test_no_variable_has_the_keys_of_a_connection_written(
    authority: trustme.CA, authority_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority_file))
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    async with LoopbackServer(certificate(authority, "127.0.0.1")) as server:
        server.on("/", answer(200, {}))

        assert (await asked(server.url + "/", TOKEN)).ok
    assert not (tmp_path / "keys").exists()
