"""The ordinary world seen by a GitHub App that mints its own tokens: with its private key, made anew each time."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Literal

from ghcr_wizard.demo.personas.apps import USERNAME, installation_token
from ghcr_wizard.demo.personas.maintainer import ordinary
from ghcr_wizard.demo.world import App, Installation, World

APP_ID: Final = 1_204_417
CLIENT_ID: Final = "Iv23liDemoAcmeImages"
_REPOSITORIES: Final = ("acme/api", "acme/web", "acme/website", "acme/status", "acme/vault")


def key_pair() -> tuple[str, str]:
    """Return a new RSA key as PEM text: the private one in the form GitHub gives it out in (PKCS#1), the public one."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
        PublicFormat,
    )

    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


def installation(
    packages: Literal["none", "read", "write"] = "read", *, account: str = "acme", suspended: bool = False
) -> Installation:
    """Return the App `acme-images` on an account: five repositories, two of which have a package of their name."""
    owned = tuple(f"{account}/{name.partition('/')[2]}" for name in _REPOSITORIES)
    number = 51_880_233 if account == "acme" else 51_880_234
    return Installation(number, APP_ID, "acme-images", account, owned, packages, suspended=suspended)


def app_world(now: datetime, *installations: Installation, key_deleted: bool = False) -> World:
    """Build the ordinary world with an App in it.

    Args:
        now: Its moment.
        installations: Where the App is installed.
        key_deleted: Whether GitHub no longer knows the private key that the persona has.
    """
    private, public = key_pair()
    world = ordinary(now)
    since = world.now - timedelta(days=400)
    keys = () if key_deleted else (public,)
    app = App(APP_ID, CLIENT_ID, "acme-images", "Acme Images", "acme", since, keys)
    return replace(world, apps=(app,), installations=installations, username=USERNAME, private_key=private)


def build(_persona: str, now: datetime) -> World:
    """Build the persona's world: the App on acme, and the token that who would rather paste one makes with it."""
    world = app_world(now, installation())
    token = installation_token(world.now, installation())
    return replace(world, tokens=(*world.tokens, token), next_token=token.secret)
