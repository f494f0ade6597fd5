"""What a registry's refusal asks for, and whom a credential may be shown to."""

import pytest

from ghcr_wizard.registry.challenge import Challenge, Scheme, is_trusted_realm, parse_challenge

REALM = "https://ghcr.io/token"


@pytest.mark.parametrize(
    ("header", "challenge"),
    [
        (
            'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:user/image:pull"',
            Challenge(Scheme.BEARER, REALM, "ghcr.io"),
        ),
        ('bearer REALM = "https://ghcr.io/token"', Challenge(Scheme.BEARER, REALM)),
        ("Bearer realm=token-server", Challenge(Scheme.BEARER, "token-server")),
        (r'Bearer realm="https://ghcr.io/a\"b, c"', Challenge(Scheme.BEARER, 'https://ghcr.io/a"b, c')),
        ('Basic realm="Registry, of mine", Bearer realm="https://ghcr.io/token"', Challenge(Scheme.BEARER, REALM)),
        ('Negotiate YII=, , Bearer realm="https://ghcr.io/token"', Challenge(Scheme.BEARER, REALM)),
        ('Negotiate, Bearer realm="https://ghcr.io/token",realm="https://evil"', Challenge(Scheme.BEARER, REALM)),
        ('Basic realm="Registry"', Challenge(Scheme.BASIC)),
        ("Basic", Challenge(Scheme.BASIC)),
        ("Bearer", None),
        ('Bearer realm=""', None),
        ('Bearer realm="unfinished', None),
        ('realm="https://ghcr.io/token"', None),
        ("\x00\x01", None),
        ("", None),
        (None, None),
        ("Bearer " + "a=b," * 100_000, None),
    ],
)
def test_the_challenge_is_found_in_every_form(header: str | None, challenge: Challenge | None) -> None:
    assert parse_challenge(header) == challenge


@pytest.mark.parametrize(
    ("realm", "registry", "trusted"),
    [
        ("https://ghcr.io/token", "https://ghcr.io", True),
        ("https://GHCR.io:443/token?x=1", "https://ghcr.io", True),
        ("http://127.0.0.1:5001/token", "http://127.0.0.1:5000", True),
        ("https://localhost:5001/token", "http://localhost:5000", True),
        ("https://ghcr.io:8443/token", "https://ghcr.io", False),
        ("http://ghcr.io/token", "https://ghcr.io", False),
        ("https://evil.example/token", "https://ghcr.io", False),
        ("https://ghcr.io.evil.example/token", "https://ghcr.io", False),
        ("https://ghcr.io@evil.example/token", "https://ghcr.io", False),
        ("https://user@ghcr.io/token", "https://ghcr.io", False),
        ("https://ghcr.io\\@evil.example/token", "https://ghcr.io", False),
        ("https://ghcr.io/token#part", "https://ghcr.io", False),
        ("http://127.0.0.1/token", "https://ghcr.io", False),
        ("https://ghcr.io/token", "http://127.0.0.1:5000", False),
        ("http://localhost:5001/token", "http://127.0.0.1:5000", False),
        ("/token", "https://ghcr.io", False),
        ("https://[::1", "https://ghcr.io", False),
        ("", "https://ghcr.io", False),
    ],
)
def test_a_credential_goes_to_the_registrys_own_host_alone(realm: str, registry: str, *, trusted: bool) -> None:
    assert is_trusted_realm(realm, registry) is trusted
