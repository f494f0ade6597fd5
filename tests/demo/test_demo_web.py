"""The web host's small honest pages."""

import http.client
from urllib.parse import urlsplit

import httpx
import pytest

from ghcr_wizard.demo.server import DemoServer
from tests.demo.conftest import Start

TOKEN_PAGES = [
    "/settings/tokens/new?scopes=read:packages,read:org&description=ghcr-wizard",
    "/settings/personal-access-tokens/new?name=x",
]


@pytest.mark.parametrize("path", TOKEN_PAGES)
def test_the_token_pages_hand_out_the_personas_token(maintainer: DemoServer, path: str) -> None:
    page = httpx.get(f"{maintainer.web_url}{path}")

    assert page.status_code == 200
    assert "In the demo, this is where GitHub's page would be." in page.text.replace("&#x27;", "'")
    assert maintainer.token in page.text


@pytest.mark.parametrize(
    "path",
    ["/orgs/sealed/sso?authorization_request=ABC", "/orgs/acme/packages/container/package/team%2Fweb", "/", "/x"],
)
def test_other_pages_exist_and_show_no_token(maintainer: DemoServer, path: str) -> None:
    page = httpx.get(f"{maintainer.web_url}{path}")

    assert page.status_code == 200
    assert maintainer.token not in page.text


def test_the_anonymous_persona_gets_no_token(start: Start) -> None:
    assert "This persona has no token." in httpx.get(f"{start('anonymous').web_url}/settings/tokens/new").text


def test_what_the_address_says_is_shown_as_text(maintainer: DemoServer) -> None:
    connection = http.client.HTTPConnection(urlsplit(maintainer.web_url).netloc)
    connection.request("GET", "/<script>alert(1)</script>?q=<b>")
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()

    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "<b>" not in page
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_head_has_no_body_and_other_methods_are_refused(maintainer: DemoServer) -> None:
    assert httpx.head(f"{maintainer.web_url}/").content == b""
    assert httpx.post(f"{maintainer.web_url}/").status_code == 405
